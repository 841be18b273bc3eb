"""Write the HTML reports of `batch` and `why`."""

from collections.abc import Iterable, Sequence
from hashlib import md5
from heapq import nsmallest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.corpus import Corpus
from cleaner.cli.output import open_output
from cleaner.sources.records import ReadOptions

if TYPE_CHECKING:
    from cleaner.batch.outcomes import OnLoss
    from cleaner.batch.totals import Totals
    from cleaner.engine.cleaner import Cleaner
    from cleaner.model import Document


def need_jinja() -> None:
    """Raise UsageError where the package that makes HTML is missing."""
    try:
        import jinja2  # noqa: F401
    except ImportError:
        raise click.UsageError("an HTML report needs Jinja2\n  pip install 'cleaner[report]'") from None


def write_batch_report(
    path: Path | None,
    files: Sequence[Path],
    cleaner: "Cleaner",
    options: ReadOptions,
    totals: "Totals",
    on_loss: "OnLoss",
) -> None:
    """Write the report of a batch, if one is wanted: its totals, and its documents, or a thousand of them.

    The files are read once more. Which documents are chosen depends on their names alone.
    """
    if path is None:
        return
    from cleaner.report.html import MOST_DOCUMENTS

    figures = [
        ("files", f"{totals.files:,}"),
        ("changed files", f"{totals.changed:,}"),
        ("failed", f"{totals.failed:,}"),
        ("documents", f"{totals.documents:,}"),
        ("bytes", f"{totals.bytes_before:,}"),
        ("removed", f"{100 * totals.share:.1f} %"),
        ("removals", f"{sum(totals.removals.values()):,}"),
        ("level", cleaner.level),
        ("rules", cleaner.rules.hash),
    ]
    corpus = Corpus(files, options)
    documents: Iterable[Document] = corpus
    note = ""
    if totals.documents > MOST_DOCUMENTS:
        chosen = set(nsmallest(MOST_DOCUMENTS, (one.id or "" for one in Corpus(files, options)), key=_key))
        documents = (one for one in corpus if one.id in chosen)
        note = (
            f"Charts and documents are of {len(chosen):,} documents, chosen at random from "
            f"{totals.documents:,}; the figures above are of all."
        )
    write_html(path, documents, cleaner, figures=figures, note=note, on_loss=on_loss, sources=files)


def write_html(
    path: Path,
    documents: "Iterable[Document]",
    cleaner: "Cleaner",
    *,
    figures: Sequence[tuple[str, str]],
    note: str = "",
    on_loss: "OnLoss" = "warn",
    sources: Iterable[Path | str | int] = (),
) -> None:
    """Write a report on documents, whose ids are their names, no more open than `sources`."""
    from cleaner.report.html import html_report
    from cleaner.report.marked import Marker

    marker = Marker(cleaner, on_loss)
    marked = marker.mark(documents)
    page = html_report(marked, marker.rules, title="What cleaner removes", figures=figures, note=note)
    with open_output(path, sources) as output:
        output.write(page)


def _key(name: str) -> bytes:
    return md5(name.encode(errors="surrogatepass"), usedforsecurity=False).digest()
