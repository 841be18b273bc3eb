"""Results as JSON, for programs."""

from collections import Counter
from dataclasses import asdict, fields
from typing import Any, Final, TypeVar

from cleaner.batch.outcomes import Notice, Outcome
from cleaner.batch.totals import Totals
from cleaner.sources.jsonl import dump_line

T = TypeVar("T")
_NOTICES: Final[dict[Notice, str]] = {
    "normal": "guarded_normal",
    "safe": "guarded_safe",
    "input": "guarded_input",
    "emptied": "emptied",
}


def document_json(source: str, outcome: Outcome, rules: str) -> bytes:
    """Return one cleaned document as a line of JSON. `rules` is the hash of the rulebook."""
    assert outcome.result is not None
    totals = Totals()
    totals.count(outcome)
    assert outcome.document is not None
    value: dict[str, Any] = {"source": source}
    if outcome.record.number is not None:
        value |= {"record": outcome.record.number}
    if outcome.document.id is not None:
        value |= {"id": outcome.document.id}
    value |= {
        "text": outcome.text,
        "level": outcome.result.level,
        "rules_hash": rules,
        "guarded": outcome.result.guarded,
        "bytes_before": totals.bytes_before,
        "bytes_after": totals.bytes_after,
        **_removed(totals),
        "removals": [asdict(removal) for removal in outcome.removals],
    }
    return dump_line(value)


def totals_json(totals: Totals, rules: str) -> bytes:
    """Return the figures of a batch as a line of JSON, the rule that removed most first."""
    figures = {field.name: getattr(totals, field.name) for field in fields(totals)}
    value: dict[str, Any] = {name: figure for name, figure in figures.items() if isinstance(figure, int)}
    value |= {name: totals.notices[notice] for notice, name in _NOTICES.items()}
    return dump_line(value | {"rules_hash": rules, **_removed(totals)})


def _removed(totals: Totals) -> dict[str, Any]:
    """Return what was removed: the share of the bytes and, the most first, by rule and by category."""
    by_rule = _counts(totals.removals, totals.removed_bytes)
    by_category = _counts(totals.category_removals, totals.category_bytes)
    return {"share_removed": round(totals.share, 6), "by_rule": by_rule, "by_category": by_category}


def _counts(removals: Counter[T], removed_bytes: Counter[T]) -> dict[T, dict[str, int]]:
    return {name: {"removals": removals[name], "bytes": size} for name, size in removed_bytes.most_common()}
