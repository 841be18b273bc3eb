"""`cleaner rules impact`: what a change of rules does to a corpus."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.command import EVALUATION, HeadedCommand, option
from cleaner.cli.console import print_stderr, use_color
from cleaner.cli.exit_codes import exit_code
from cleaner.cli.make_cleaner import make_cleaner_of
from cleaner.cli.options import PATH, CorpusOptions, corpus_options
from cleaner.cli.output import write_report
from cleaner.report.printable import counted, printable

if TYPE_CHECKING:
    from cleaner.model import Document
    from cleaner.tuning.gold import Page


@click.command(cls=HeadedCommand)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("sources", metavar="CORPUS...", nargs=-1, required=True, type=PATH)
@option(
    EVALUATION,
    "--gold",
    is_flag=True,
    help="CORPUS are pages whose main text is known, as evaluate takes them: show F1 and lines, too.",
)
@option(
    EVALUATION,
    "--fail-on-loss",
    is_flag=True,
    help="Exit with 1 if NEW removes prose that OLD keeps; with --gold, lines of main text.",
)
@option(
    EVALUATION,
    "--samples",
    type=click.IntRange(min=0),
    metavar="N",
    default=10,
    show_default=True,
    help="Show up to this many lines of prose, lines of each rule, documents, and lines of each.",
)
@option(EVALUATION, "--json", "as_json", is_flag=True, help="Write everything as one JSON object.")
@corpus_options
def impact(
    options: CorpusOptions,
    old: str,
    new: str,
    sources: tuple[Path, ...],
    gold: bool,
    fail_on_loss: bool,
    samples: int,
    as_json: bool,
) -> int:
    """Show what changes in CORPUS (files and folders) if the rules NEW replace the rules OLD.

    OLD and NEW are rule files, folders of them, REVISION:PATH of git (HEAD:rules), or none.
    They act in the place of --rules, together with the built-in rules; a folder with a
    text.toml is a whole rule set, and acts alone. Nothing is written.

    before, now: lines credited to the rule. removed, kept: lines that only now are removed,
    or kept; of the former, prose counts prose lines. Prose that only NEW removes is listed
    first. Exit codes: 3, something in CORPUS failed; 1, --fail-on-loss found a loss.
    """
    from cleaner.report.impact import impact_json, impact_text
    from cleaner.report.terminal import progress
    from cleaner.sources.rule_sets import find_rule_set
    from cleaner.tuning.impact import find_impact

    if options.rules:
        raise click.UsageError("--rules has no meaning here\n  give rule files as OLD and NEW")
    before, after = (make_cleaner_of(options, find_rule_set(name)) for name in (old, new))
    pages, documents, failed = _read(sources, options, is_gold=gold)
    shown = progress(
        documents,
        shown=not options.quiet,
        color=use_color(options.color, sys.stderr),
        total=len(pages) or None,
        doing="Comparing",
    )
    found = find_impact(before, after, shown, pages=pages, samples=samples)
    for place, problem in [*failed, *found.failed]:
        print_stderr(f"{printable(place)}: {problem}")
    if not found.documents:
        if not failed and not found.failed:
            print_stderr("there is no document in it\n  hidden files and folders are left out")
        return exit_code(failed=True)
    write_report(found, impact_json if as_json else None, impact_text, options.color)
    lost = fail_on_loss and found.losses > 0
    if lost:
        what = "line of main text" if gold else "prose line"
        print_stderr(
            f"{new} removes {counted(found.losses, what)} that {old} keeps\n"
            "  they are listed first; narrow the rules that take them"
        )
    return exit_code(failed=bool(failed or found.failed), would_change=lost)


def _read(
    sources: Sequence[Path], options: CorpusOptions, *, is_gold: bool
) -> "tuple[dict[str, Page], Iterable[Document], list[tuple[str, str]]]":
    """Return pages by place, if their main texts are known, the documents, and what can't be read.

    What can't be read of other sources is known when the documents were read.
    """
    from cleaner.cli.corpus import Corpus

    if not is_gold:
        corpus = Corpus(sources, options.read)
        return {}, corpus, corpus.failed
    from cleaner.errors import InputError
    from cleaner.model import Document
    from cleaner.tuning.gold import read_gold

    gold = read_gold(sources)
    pages = {page.place: page for page in gold.pages if page.gold}
    if gold.pages and not pages:
        raise InputError("no page has a whole main text\n  give files with the fields text and gold")
    documents = [
        Document(text=page.text, url=page.url, language=page.language, id=page.place)
        for page in pages.values()
    ]
    return pages, documents, gold.faults
