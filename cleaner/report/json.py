"""Results as JSON, for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from cleaner.batch.documents import Outcome
from cleaner.batch.totals import Totals
from cleaner.engine.decide import SCORE
from cleaner.model import Removal, Verdict
from cleaner.sources.jsonl import dump_line


def document_json(source: str, outcome: Outcome, rules: str, verdicts: Sequence[Verdict] = ()) -> bytes:
    """Return one cleaned document as a line of JSON. `rules` is the hash of the rulebook.

    A removal by a score has the score and its terms as well, as `verdicts` tell.
    """
    assert outcome.result is not None
    assert outcome.document is not None
    record = outcome.slot.record
    of_line = {verdict.line: verdict for verdict in verdicts}
    value: dict[str, Any] = {"source": source}
    if record is not None:
        value |= {"record": record}
    if outcome.document.id is not None:
        value |= {"id": outcome.document.id}
    value |= {
        "text": outcome.text,
        "level": outcome.result.level,
        "rules": rules,
        "guarded": outcome.guarded,
        "removals": [_removal(removal, of_line) for removal in outcome.removals],
    }
    return dump_line(value)


def _removal(removal: Removal, verdicts: Mapping[int, Verdict]) -> dict[str, Any]:
    verdict = verdicts.get(removal.line)
    if removal.rule != SCORE or verdict is None:
        return asdict(removal)
    return asdict(removal) | {"score": verdict.score, "terms": [asdict(term) for term in verdict.terms]}


def totals_json(totals: Totals, rules: str) -> bytes:
    """Return the figures of a batch as a line of JSON, the rule that took most first."""
    figures = {field.name: getattr(totals, field.name) for field in fields(totals)}
    by_rule = {
        rule: {"removals": totals.removals[rule], "bytes": size}
        for rule, size in totals.removed_bytes.most_common()
    }
    value: dict[str, Any] = {name: figure for name, figure in figures.items() if isinstance(figure, int)}
    value |= {"share_removed": round(totals.share, 6), "rules": rules, "by_rule": by_rule}
    return dump_line(value)
