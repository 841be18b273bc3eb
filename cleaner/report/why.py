"""Why lines are removed or kept, as sections for people and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from cleaner.engine.reasons import Reasons, Role, RuleMatch
from cleaner.model import Guarded, Level, Verdict
from cleaner.report.explanation import KEPT, REMOVED, sums
from cleaner.report.grid import signed
from cleaner.report.printable import counted, printable
from cleaner.report.section import Section

NEAR: Final = 40
"""How far from its threshold a score decided by little."""
_ROLES: Final[dict[Role, str]] = {
    "credited": " (credited)",
    "agrees": "",
    "overruled": " (overruled)",
    "stricter": "",
    "unmet": "",
}


def guard_note(level: Level, guarded: Guarded) -> str:
    """Say what the guard gives in place of the verdicts."""
    given = "the input" if guarded == "input" else f"the result of level {guarded}"
    return f"at level {level} too little text would be left, so the guard gives {given}"


def line_story(reasons: Reasons, place: str, level: Level) -> Iterator[Section]:
    """Yield all that speaks for and against the line at `place`, in sections."""
    verdict = reasons.verdict
    yield Section(
        title=f"{place}: {KEPT if verdict.kept else REMOVED}",
        rows=[
            ("text", printable(verdict.text.strip())),
            ("because", because(reasons, level)),
            *(("cut", _quoted(part)) for part in reasons.cut),
            ("half-folded", printable(reasons.half_folded)),
            ("folded", printable(reasons.folded)),
            ("place", f"{reasons.zone}, {counted(reasons.words, 'word')}, {_prose(reasons)}"),
        ],
    )
    for match in reasons.matches:
        title = f"{'*' if match.role == 'credited' else '-'} {match.rule.id}{_ROLES[match.role]}"
        yield Section(title=title, rows=list(_rule_rows(match)))
    yield from _score(reasons)
    drops, keeps = list(_nearly_removed(reasons)), list(_nearly_kept(reasons))
    if drops:
        title = "what nearly removed it" if verdict.kept else "what else nearly removed it"
        yield Section(title=title, rows=drops)
    if keeps:
        title = "what else nearly kept it" if verdict.kept else "what nearly kept it"
        yield Section(title=title, rows=keeps)


def because(reasons: Reasons, level: Level) -> str:
    """Say in a sentence why a line is removed or kept."""
    verdict = reasons.verdict
    credited = next((match for match in reasons.matches if match.role == "credited"), None)
    if reasons.underlines and not (verdict.kept and credited):
        by = f", which {verdict.rule} removes" if not verdict.kept and verdict.rule else ", which stays"
        return f"it underlines the line above{by}"
    if not verdict.kept:
        return _by_score(verdict) if credited is None else f"rule {credited.rule.id} removes it"
    if credited is not None and credited.keeps:
        by_option = "" if credited.rule.keep else f", as --keep {credited.rule.category} says"
        return f"rule {credited.rule.id} keeps it{by_option}"
    cut = "only a part of it is removed; of the rest: " if reasons.cut else ""
    stricter = [match for match in reasons.matches if match.role == "stricter" and match.is_whole]
    if stricter:
        rule = stricter[0].rule
        over = verdict.score is not None and verdict.score > (verdict.threshold or 0)
        spared = f"; its score, {_distance(verdict)}, doesn't count then" if over else ""
        return f"{cut}rule {rule.id} matches it, and removes it at level {rule.level} only{spared}"
    if verdict.score is not None:
        over = verdict.score > (verdict.threshold or 0)
        return f"{cut}{_by_score(verdict)}{', but --keep names its category' if over else ''}"
    return f"{cut}no rule removes it at level {level}, and it has no score"


def _by_score(verdict: Verdict) -> str:
    return f"its score {signed(verdict.score or 0)} is {_distance(verdict)}"


def _distance(verdict: Verdict) -> str:
    limit = verdict.threshold or 0
    over = (verdict.score or 0) - limit
    if not over:
        return f"just the threshold {signed(limit)}, not above it"
    return f"{abs(over)} {'above' if over > 0 else 'below'} the threshold {signed(limit)}"


def _rule_rows(match: RuleMatch) -> Iterator[tuple[str, str]]:
    rule = match.rule
    yield "matches", _what(match)
    effect = "keeps, at every level" if match.keeps else f"removes, from level {rule.level} on"
    yield "effect", f"{effect}; category {rule.category}"
    yield "file", printable(_file(match))
    yield "why", printable(rule.why)
    for label, examples in (("drops", rule.drops), ("keeps", rule.keeps)):
        for at, example in enumerate(examples):
            yield "" if at else label, _quoted(example)


def _what(match: RuleMatch) -> str:
    if match.how == "region":
        where = "above" if match.anchor is not None and match.anchor > match.last else "below"
        return f"{_lines(match)}, the region {where} line {match.anchor}"
    if match.how == "span":
        return ", ".join(map(_quoted, match.parts)) or "a part of the line"
    return f"the block of {_lines(match)}" if match.first != match.last else "the line"


def _lines(match: RuleMatch) -> str:
    return f"line {match.first}" if match.first == match.last else f"lines {match.first} to {match.last}"


def _score(reasons: Reasons) -> Iterator[Section]:
    verdict = reasons.verdict
    if verdict.score is None or verdict.terms is None:
        return
    decides = "" if not reasons.decided_by_rule else " (not asked: a rule decides)"
    rows = [("distance", _distance(verdict))]
    rows += [(f"threshold, {level}", signed(limit)) for level, limit in reasons.thresholds.items()]
    rows.append(("noise", f"{verdict.terms.noise} per mille in the document"))
    yield Section(title=f"score {signed(verdict.score)}{decides}", rows=[*rows, *sums(verdict.terms)])


def _nearly_removed(reasons: Reasons) -> Iterator[tuple[str, str]]:
    """Yield what would have removed a line, or removed it, too, had little been different."""
    verdict = reasons.verdict
    for match in reasons.matches:
        if match.role == "stricter":
            yield match.rule.id, f"removes it at level {match.rule.level}"
        elif match.role == "overruled" and not match.keeps and verdict.rule:
            yield match.rule.id, f"would remove it, but {verdict.rule} keeps it"
    if verdict.kept and not reasons.decided_by_rule and verdict.score is not None:
        if verdict.score >= (verdict.threshold or 0) - NEAR:
            yield "score", _distance(verdict)
        strict = reasons.thresholds.get("strict")
        if strict is not None and strict < verdict.score and strict != verdict.threshold:
            yield "score", f"removes it at level strict, where the threshold is {signed(strict)}"
    yield from _unmet(reasons, keeps=False)


def _nearly_kept(reasons: Reasons) -> Iterator[tuple[str, str]]:
    """Yield what would have kept a line, or kept it, too, had little been different."""
    verdict = reasons.verdict
    over = (verdict.score or 0) - (verdict.threshold or 0)
    if not verdict.kept and verdict.score is not None and not reasons.decided_by_rule and 0 < over <= NEAR:
        yield "score", f"only {_distance(verdict)}"
    yield from _unmet(reasons, keeps=True)


def _unmet(reasons: Reasons, *, keeps: bool) -> Iterator[tuple[str, str]]:
    for match in reasons.near:
        if match.keeps == keeps:
            place = "" if match.anchor is None else f" (of line {match.anchor})"
            failed = "; ".join(map(str, match.failures))
            yield match.rule.id, printable(f"{failed}{place}; {_file(match)}")


def _file(match: RuleMatch) -> str:
    origin = match.rule.origin
    return origin.file if origin.line is None else f"{origin.file}:{origin.line}"


def _prose(reasons: Reasons) -> str:
    return "prose" if reasons.is_prose else "not prose"


def _quoted(text: str) -> str:
    return f'"{printable(text)}"'


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return what was decided about a line, without reasons."""
    return {
        "line": verdict.line,
        "text": verdict.text,
        "kept": verdict.kept,
        "rule": verdict.rule,
        "matches": verdict.matches,
        "score": verdict.score,
        "threshold": verdict.threshold,
    }


def reasons_json(reasons: Reasons, level: Level) -> dict[str, Any]:
    """Return all that speaks for and against a line."""
    terms = reasons.verdict.terms
    return {
        **verdict_json(reasons.verdict),
        "because": because(reasons, level),
        "cut": reasons.cut,
        "half_folded": reasons.half_folded,
        "folded": reasons.folded,
        "zone": reasons.zone,
        "words": reasons.words,
        "prose": reasons.is_prose,
        "rules": [_match_json(match) for match in reasons.matches],
        "near": [_match_json(match) for match in reasons.near],
        "rule_decides": reasons.decided_by_rule,
        "thresholds": reasons.thresholds,
        "noise": terms and terms.noise,
        "second_pass": _terms_json(terms.second if terms else ()),
        "first_pass": _terms_json(terms.first if terms else ()),
        "lexicon": _terms_json(terms.entries if terms else ()),
    }


def _terms_json(terms: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"name": name, "weight": weight} for name, weight in terms]


def _match_json(match: RuleMatch) -> dict[str, Any]:
    rule, origin = match.rule, match.rule.origin
    return {
        "id": rule.id,
        "role": match.role,
        "keep": match.keeps,
        "level": rule.level,
        "category": rule.category,
        "file": origin.file,
        "line": origin.line,
        "why": rule.why,
        "drops": rule.drops,
        "keeps": rule.keeps,
        "how": match.how,
        "first": match.first,
        "last": match.last,
        "anchor": match.anchor,
        "parts": match.parts,
        "failures": [
            {"condition": one.condition, "asks_for": one.asked, "found": one.found} for one in match.failures
        ],
    }
