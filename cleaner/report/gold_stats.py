"""What rules take of pages whose main text is known, as a table and as JSON."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from cleaner.report.grid import Grid
from cleaner.report.printable import printable
from cleaner.sources.jsonl import dump_line
from cleaner.tuning.gold_stats import GoldRow, GoldStats, Sample

_ORDERS: Final[dict[str, Callable[[GoldRow], Any]]] = {
    "wrong": lambda row: (-row.wrong, -row.gold, row.name),
    "gold": lambda row: (-row.gold, -row.wrong, row.name),
    "right": lambda row: (-row.right, row.name),
    "precision": lambda row: (1.0 if row.precision is None else row.precision, -row.hits, row.name),
    "only": lambda row: (-row.only, -row.hits, row.name),
    "matched": lambda row: (-row.hits, row.name),
    "rule": lambda row: row.name,
}
_MOST_LETTERS: Final = 80
PLURALS: Final = {"rule": "rules", "pack": "packs", "category": "categories"}


def gold_stats_text(
    found: GoldStats, show: Callable[[Grid], str], *, sort: str, min_hits: int
) -> Iterator[str]:
    """Yield what was tried, a table of what took at least so many lines, and below it the samples."""
    rows = _chosen(found, sort, min_hits)
    rules = sum(row.rules for row in found.rows)
    yield f"pages {found.pages}, lines {found.lines}; lines of main texts {found.gold_lines}\n"
    yield f"rules that act at {found.level}: {rules}, of which take nothing here: {len(found.never)}\n"
    if found.by == "rule":
        yield f"rules whose lines other rules take, too: {sum(bool(row.shadowed_by) for row in found.rows)}\n"
    if min_hits > 1:
        yield f"{PLURALS[found.by]} left out by --min-hits {min_hits}: {len(found.rows) - len(rows)}\n"
    if rows:
        yield f"\n{show(_grid(found, rows))}"
    sampled = [row for row in rows if row.samples]
    if sampled:
        yield "\nlines of main texts that they take\n"
    for row in sampled:
        yield f"\n{printable(row.name)}\n"
        yield from map(_sample, row.samples)


def gold_stats_json(found: GoldStats, *, sort: str, min_hits: int) -> bytes:
    """Return the same as one line of JSON."""
    return dump_line(
        {
            "level": found.level,
            "by": found.by,
            "pages": found.pages,
            "lines": found.lines,
            "gold_lines": found.gold_lines,
            "rows": [_row_json(row) for row in _chosen(found, sort, min_hits)],
            "never": list(found.never),
        }
    )


def _chosen(found: GoldStats, sort: str, min_hits: int) -> Sequence[GoldRow]:
    return sorted((row for row in found.rows if row.hits >= min_hits), key=_ORDERS[sort])


def _grid(found: GoldStats, rows: Sequence[GoldRow]) -> Grid:
    figures = ("gold", "right", "wrong", "precision", "only")
    if found.by == "rule":
        table = [(printable(row.name), *_figures(row), printable(row.shadowed_by)) for row in rows]
        return Grid(head=("rule", *figures, "shadowed by"), rows=table, right=frozenset(range(1, 6)))
    table = [(printable(row.name), str(row.rules), *_figures(row)) for row in rows]
    return Grid(head=(found.by, "rules", *figures), rows=table, right=frozenset(range(1, 7)))


def _figures(row: GoldRow) -> tuple[str, str, str, str, str]:
    precision = "" if row.precision is None else f"{row.precision:.3f}"
    return str(row.gold), str(row.right), str(row.wrong), precision, str(row.only)


def _sample(sample: Sample) -> str:
    text = sample.text if len(sample.text) <= _MOST_LETTERS else f"{sample.text[: _MOST_LETTERS - 1]}…"
    where = "gold" if sample.kind == "gold" else "page"
    return printable(f"  {sample.place}: {where} line {sample.line}: {text}") + "\n"


def _row_json(row: GoldRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "rules": row.rules,
        "gold": row.gold,
        "right": row.right,
        "wrong": row.wrong,
        "precision": row.precision,
        "only": row.only,
        "shadowed_by": row.shadowed_by or None,
        "samples": [
            {"place": one.place, "kind": one.kind, "line": one.line, "text": one.text} for one in row.samples
        ],
    }
