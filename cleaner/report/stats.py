"""What rules do in a corpus, as a table and as JSON."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from cleaner.report.gold_stats import PLURALS
from cleaner.report.grid import Grid
from cleaner.report.printable import printable
from cleaner.sources.jsonl import dump_line
from cleaner.tuning.stats import Stats, StatsRow

_ORDERS: Final[dict[str, Callable[[StatsRow], Any]]] = {
    "credited": lambda row: (-row.credited, -row.matched, row.name),
    "matched": lambda row: (-row.matched, -row.credited, row.name),
    "documents": lambda row: (-row.documents, -row.matched, row.name),
    "only": lambda row: (-row.only, -row.credited, row.name),
    "bytes": lambda row: (-row.bytes, row.name),
    "tried": lambda row: (-row.tried, row.name),
    "time": lambda row: (-row.seconds, row.name),
    "rule": lambda row: row.name,
}


def stats_text(
    found: Stats, show: Callable[[Grid], str], *, sort: str, min_hits: int | None = None
) -> Iterator[str]:
    """Yield the figures of the corpus, and a table of the rules; those that match nothing are counted.

    With `min_hits` only those that match so many lines are in the table, else all that cost something, too.
    """
    ordered = sorted(found.rows, key=_ORDERS[sort])
    seen = [
        row for row in ordered if (row.matched or row.tried if min_hits is None else row.matched >= min_hits)
    ]
    never = sum(not row.matched for row in ordered)
    yield f"documents {found.documents}, lines {found.lines}, characters {found.size}\n"
    yield f"{PLURALS[found.by]} {len(ordered)}, of which match nothing here: {never}\n"
    if found.by == "rule":
        yield f"rules whose lines other rules take, too: {sum(bool(row.shadowed_by) for row in ordered)}\n"
    yield f"lines removed by score: {found.scored}\n\n"
    yield show(_grid(found, seen))


def stats_json(found: Stats, *, sort: str, min_hits: int | None = None) -> bytes:
    """Return everything as one line of JSON, the rules that match at least `min_hits` lines."""
    ordered = sorted(found.rows, key=_ORDERS[sort])
    return dump_line(
        {
            "by": found.by,
            "documents": found.documents,
            "lines": found.lines,
            "characters": found.size,
            "removed_by_score": found.scored,
            "rows": [
                asdict(row) | {"shadowed_by": row.shadowed_by or None}
                for row in ordered
                if row.matched >= (min_hits or 0)
            ],
            "never": sorted(row.name for row in ordered if not row.matched),
        }
    )


def _grid(found: Stats, rows: Sequence[StatsRow]) -> Grid:
    figures = ("matched", "credited", "documents", "only", "bytes", "tried")
    table = [
        (
            printable(row.name),
            *map(str, (getattr(row, name) for name in figures)),
            f"{1000 * row.seconds:.1f}",
            printable(row.shadowed_by) if found.by == "rule" else str(row.rules),
        )
        for row in rows
    ]
    last = "shadowed by" if found.by == "rule" else "rules"
    right = range(1, 8 if found.by == "rule" else 9)
    return Grid(head=(found.by, *figures, "time, ms", last), rows=table, right=frozenset(right))
