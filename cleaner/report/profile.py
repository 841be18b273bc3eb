"""What rules cost, as a table and as JSON."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cleaner.report.grid import Grid
from cleaner.report.printable import printable
from cleaner.sources.jsonl import dump_line
from cleaner.tuning.cost import Cost, Profile, Spent
from cleaner.tuning.dear import Reason

Show = Callable[[Grid], str]
_HEAD: Final = ("rule", "share", "ms/MB", "looked at", "tried", "hit", "µs a try")
_PHRASES: Final = "phrases, all rules"
_PICKING: Final = "picking patterns, all rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiled:
    """All that profiling found. `rules` is the hash of the rulebook, `reasons` are of rules, by their ids.

    `top`: how many rules are shown, None for all. `failed` documents were left out, in
    part or as a whole.
    """

    rules: str
    profile: Profile
    reasons: Mapping[str, Sequence[Reason]]
    top: int | None
    failed: int = 0


def profile_json(found: Profiled) -> bytes:
    """Return everything as one line of JSON: all rules, the dearest first."""
    profile = found.profile
    shared = {"phrases": profile.phrases, "picking": profile.picking}
    value: dict[str, Any] = {
        "rules": found.rules,
        "documents": profile.documents,
        "failed": found.failed,
        "lines": profile.lines,
        "bytes": profile.size,
        "seconds": profile.seconds,
        "cleaning_seconds": profile.whole,
        "shared": {name: _spent(spent, profile) for name, spent in shared.items()},
        "by_rule": {cost.rule.id: _cost(cost, found) for cost in profile.costs},
    }
    return dump_line(value)


def _spent(spent: Spent, profile: Profile) -> dict[str, Any]:
    return {
        "seconds": spent.seconds,
        "share": _share(spent.seconds, profile),
        "looked_at": spent.looked,
        "tried": spent.tried,
        "hit": spent.hit,
    }


def _cost(cost: Cost, found: Profiled) -> dict[str, Any]:
    """Return the cost of one rule; it is null where its phrases are looked up with those of all others."""
    value = _spent(cost, found.profile)
    if cost.by_phrases:
        value |= dict.fromkeys(("seconds", "share", "looked_at", "tried"))
    return value | {
        "documents": cost.documents,
        "stopped": cost.stopped or None,
        "why": [reason._asdict() for reason in found.reasons.get(cost.rule.id, ())],
    }


def profile_text(found: Profiled, show: Show) -> Iterator[str]:
    """Yield what people want to see of it; `show` makes a table text."""
    profile = found.profile
    counts = f"{_count(profile.documents, 'document')}, {_count(profile.lines, 'line')}"
    yield f"{counts}, {profile.size / 1e6:,.2f} MB, rules {found.rules}\n\n{show(_table(found))}"
    if profile.whole:
        share = profile.seconds / profile.whole
        yield f"\ncleaning as a whole: {_per_mb(profile.whole, profile)} ms/MB, {share:.0%} of it for rules\n"
    known = [cost for cost in profile.costs if found.reasons.get(cost.rule.id)]
    yield from ["\nwhy\n"] * bool(known)
    for cost in known:
        origin = cost.rule.origin
        place = f"{origin.file}:{origin.line}" if origin.line else origin.file
        yield f"\n{cost.rule.id} ({printable(place)})\n"
        for reason in found.reasons[cost.rule.id]:
            yield f"  {printable(reason.problem)}\n    {printable(reason.advice)}\n"


def _table(found: Profiled) -> Grid:
    profile = found.profile
    listed = profile.costs if found.top is None else [c for c in profile.costs if c.seconds][: found.top]
    rest = profile.costs[len(listed) :]
    rows = [(spent.seconds, _row(name, spent, profile)) for name, spent in _shared(profile)]
    rows += [(cost.seconds, _row(cost.rule.id, cost, profile)) for cost in listed]
    rows.sort(key=lambda row: -row[0])
    cells = [row for _, row in rows]
    if rest:
        spent = Spent(seconds=sum(cost.seconds for cost in rest))
        cells.append([*_row(f"{len(rest)} other rules", spent, profile)[:3], "", "", "", ""])
    cells.append([*_row("all rules", Spent(seconds=profile.seconds), profile)[:3], "", "", "", ""])
    return Grid(head=_HEAD, rows=cells, right=frozenset(range(1, len(_HEAD))))


def _shared(profile: Profile) -> list[tuple[str, Spent]]:
    return [(_PHRASES, profile.phrases), (_PICKING, profile.picking)]


def _row(name: str, spent: Spent, profile: Profile) -> list[str]:
    """Return a row of the table; a rule by phrases has hits only, one that acts nowhere has none."""
    time = [f"{_share(spent.seconds, profile):.1%}", _per_mb(spent.seconds, profile)]
    numbers = [f"{spent.looked:,}", f"{spent.tried:,}", f"{spent.hit:,}", ""]
    if isinstance(spent, Cost):
        if spent.by_phrases:
            time, numbers = ["", ""], ["", "", numbers[2], ""]
        if not spent.documents:
            numbers[2] = "-"
        if spent.ask:
            numbers[3] = f"{spent.ask * 1e6:,.1f}"
    return [name, *time, *numbers]


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _share(seconds: float, profile: Profile) -> float:
    return seconds / profile.seconds if profile.seconds else 0.0


def _per_mb(seconds: float, profile: Profile) -> str:
    return f"{seconds * 1e9 / profile.size:,.1f}" if profile.size else ""
