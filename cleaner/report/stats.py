"""What rules do in a corpus, as a table and as JSON."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, Final

from cleaner.report.grid import Grid
from cleaner.sources.jsonl import dump_line
from cleaner.tuning.stats import RuleStats, Stats

_ORDERS: Final[dict[str, Callable[[RuleStats], Any]]] = {
    "credited": lambda one: (-one.credited, -one.matched, one.rule),
    "matched": lambda one: (-one.matched, -one.credited, one.rule),
    "tried": lambda one: (-one.tried, one.rule),
    "time": lambda one: (-one.seconds, one.rule),
    "rule": lambda one: one.rule,
}


def stats_text(
    found: Stats, show: Callable[[Grid], str], *, sort: str, min_hits: int | None = None
) -> Iterator[str]:
    """Yield the figures of the corpus, and a table of the rules; those that match nothing are counted.

    With `min_hits` only those that match so many lines are in the table, else all that cost something, too.
    """
    rules = sorted(found.rules, key=_ORDERS[sort])
    seen = [
        one for one in rules if (one.matched or one.tried if min_hits is None else one.matched >= min_hits)
    ]
    yield f"documents {found.documents}, lines {found.lines}, characters {found.size}\n"
    yield f"rules {len(rules)}, of which match nothing here: {sum(not one.matched for one in rules)}\n"
    yield f"lines removed by score: {found.scored}\n\n"
    rows = [
        (one.rule, str(one.matched), str(one.credited), str(one.tried), f"{1000 * one.seconds:.1f}")
        for one in seen
    ]
    head = ("rule", "matched", "credited", "tried", "time, ms")
    yield show(Grid(head=head, rows=rows, right=frozenset(range(1, 5))))


def stats_json(found: Stats, *, sort: str, min_hits: int | None = None) -> bytes:
    """Return everything as one line of JSON, the rules that match at least `min_hits` lines."""
    return dump_line(
        {
            "documents": found.documents,
            "lines": found.lines,
            "characters": found.size,
            "removed_by_score": found.scored,
            "rules": [
                asdict(one)
                for one in sorted(found.rules, key=_ORDERS[sort])
                if one.matched >= (min_hits or 0)
            ],
        }
    )
