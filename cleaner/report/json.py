"""Results as JSON, for programs."""

from dataclasses import asdict, fields
from typing import Any, Final

from cleaner.batch.outcomes import Notice, Outcome
from cleaner.batch.totals import Totals
from cleaner.sources.jsonl import dump_line

_NOTICES: Final[dict[Notice, str]] = {
    "normal": "guarded_normal",
    "safe": "guarded_safe",
    "input": "guarded_input",
    "emptied": "emptied",
}


def document_json(source: str, outcome: Outcome, rules: str) -> bytes:
    """Return one cleaned document as a line of JSON. `rules` is the hash of the rulebook."""
    assert outcome.result is not None
    assert outcome.document is not None
    value: dict[str, Any] = {"source": source}
    if outcome.record.number is not None:
        value |= {"record": outcome.record.number}
    if outcome.document.id is not None:
        value |= {"id": outcome.document.id}
    value |= {
        "text": outcome.text,
        "level": outcome.result.level,
        "rules": rules,
        "guarded": outcome.result.guarded,
        "removals": [asdict(removal) for removal in outcome.removals],
    }
    return dump_line(value)


def totals_json(totals: Totals, rules: str) -> bytes:
    """Return the figures of a batch as a line of JSON, the rule that removed most first."""
    figures = {field.name: getattr(totals, field.name) for field in fields(totals)}
    value: dict[str, Any] = {name: figure for name, figure in figures.items() if isinstance(figure, int)}
    value |= {name: totals.notices[notice] for notice, name in _NOTICES.items()}
    by_rule = {
        rule: {"removals": totals.removals[rule], "bytes": size}
        for rule, size in totals.removed_bytes.most_common()
    }
    value |= {"share_removed": round(totals.share, 6), "rules": rules, "by_rule": by_rule}
    return dump_line(value)
