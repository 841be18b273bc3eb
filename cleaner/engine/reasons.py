"""Why a line is removed or kept: all that speaks for and against it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from cleaner.engine.cleaner import Cleaner, Examined
from cleaner.engine.conditions import Conditions, Failure, match_anywhere
from cleaner.engine.decide import STAYS, underlines
from cleaner.engine.prose import ZONES
from cleaner.engine.score import thresholds
from cleaner.engine.spans import Cut
from cleaner.engine.stretches import How, Stretch, stretches
from cleaner.model import LEVELS, Document, Level, Verdict, Zone, rank
from cleaner.rulebook.rule import Rule

Role = Literal["credited", "agrees", "overruled", "stricter", "unmet"]
"""What became of a match: it decided; it would have; another one beats it; the rule acts at stricter levels
only; a condition of the rule doesn't hold."""
_ROLES: Final[tuple[Role, ...]] = get_args(Role)
_WHOLE: Final[tuple[How, ...]] = ("line", "block")
_BEST_FIRST: Final[tuple[How, ...]] = (*_WHOLE, "span", "region")
SCORED: Final[tuple[Level, ...]] = LEVELS[1:]
"""The levels at which the score decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMatch:
    """A rule that matches a line, or that would if its conditions held: `failures` are those that don't.

    `keeps`: it keeps the line, as a keep rule or because its category is to be kept. It matches the lines
    with the numbers `first` to `last`, as a region if the line `anchor` is not None, or `parts` of the line.
    """

    rule: Rule
    role: Role
    keeps: bool
    how: How
    first: int
    last: int
    anchor: int | None
    parts: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it matches whole lines itself: such a rule decides, and not the score."""
        return self.how in _WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """All that speaks for and against a line.

    `matches` are the rules that match it, the credited one first, `near` those with a condition that doesn't
    hold. `decided_by_rule`: a rule that matches it by itself or in a block decides, whatever its score.
    `underlines`: it underlines the line above, and shares its fate if no rule keeps it.
    `thresholds` are those of its score, by level. `cut`: the parts that are removed from a line that stays.
    """

    verdict: Verdict
    folded: str
    half_folded: str
    zone: Zone
    is_prose: bool
    words: int
    matches: tuple[RuleMatch, ...]
    near: tuple[RuleMatch, ...]
    decided_by_rule: bool
    underlines: bool
    thresholds: Mapping[Level, int]
    cut: tuple[str, ...]


def find_reasons(cleaner: Cleaner, document: Document, first: int, last: int) -> list[Reasons]:
    """Return the reasons for the lines `first` to `last`, by number; a long line has those of its pieces.

    Raises MatchTimeoutError.
    """
    found = cleaner.examine([document])
    verdicts = cleaner.verdicts(found, terms=True)
    wanted = [at for at, verdict in enumerate(verdicts) if first <= verdict.line <= last]
    if not wanted:
        return []
    rules = cleaner.rules.all_rules
    anywhere = match_anywhere(cleaner, found)
    matched = _by_line(stretches(found.matches, rules), set(wanted))
    possible = _by_line(stretches(anywhere, rules), set(wanted))
    finder = _Finder(cleaner, found, Conditions(cleaner, document, found), frozenset(underlines(found.lines)))
    return [
        finder.reasons(
            at,
            verdicts[at],
            [finder.match(at, stretch) for stretch in matched[at].values()],
            [
                finder.unmet(at, stretch, anywhere.cuts.get(at, ()))
                for rule, stretch in possible[at].items()
                if rule not in matched[at]
            ],
        )
        for at in wanted
    ]


def _by_line(found: Iterable[Stretch], wanted: set[int]) -> dict[int, dict[int, Stretch]]:
    """Return by line what matches it, one stretch a rule: by itself before by a region, the longest."""
    best: dict[int, dict[int, Stretch]] = defaultdict(dict)
    for stretch in sorted(found, key=lambda one: (_BEST_FIRST.index(one.how), one.first - one.past)):
        for at in wanted.intersection(range(stretch.first, stretch.past)):
            best[at].setdefault(stretch.rule, stretch)
    return best


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds the reasons for the lines of a document."""

    cleaner: Cleaner
    found: Examined
    conditions: Conditions
    underlines: frozenset[int]

    def reasons(
        self, at: int, verdict: Verdict, matches: Iterable[RuleMatch], near: Iterable[RuleMatch]
    ) -> Reasons:
        some = sorted(matches, key=lambda one: (_ROLES.index(one.role), rank(one.rule.level), one.rule.id))
        lines, prose = self.found.lines, self.found.prose
        return Reasons(
            verdict=verdict,
            folded=lines.fold(at),
            half_folded=lines.half(at),
            zone=ZONES[int(prose.zone[at])],
            is_prose=bool(prose.is_prose[at]),
            words=int(lines.words[at]),
            matches=tuple(some),
            near=tuple(sorted(near, key=lambda one: (len(one.failures), one.rule.id))),
            decided_by_rule=any(one.is_whole for one in some),
            underlines=at in self.underlines,
            thresholds={} if verdict.score is None else self._thresholds(at),
            cut=self._parts(at, self.found.decision.cuts.get(at, ())),
        )

    def match(self, at: int, stretch: Stretch) -> RuleMatch:
        """Return a rule that matches a line, and what became of that."""
        keeps = stretch.how in _WHOLE and self.cleaner.policy.keeps(self._rule(stretch))
        role = self._role(at, stretch.rule, keeps=keeps)
        return self._rule_match(at, stretch, self.found.matches.cuts.get(at, ()), role, keeps=keeps)

    def unmet(self, at: int, stretch: Stretch, cuts: Iterable[Cut]) -> RuleMatch:
        """Return a rule that would match a line if its conditions held."""
        failures = self.conditions.failures(stretch.rule, stretch.anchor, stretch.past_anchor)
        keeps = stretch.how in _WHOLE and self.cleaner.policy.keeps(self._rule(stretch))
        return replace(self._rule_match(at, stretch, cuts, "unmet", keeps=keeps), failures=tuple(failures))

    def _role(self, at: int, number: int, *, keeps: bool) -> Role:
        decision, policy = self.found.decision, self.cleaner.policy
        taker, saver = int(decision.fallen[at]), int(decision.saved_by[at])
        cutters = {rule for _, _, rule in decision.cuts.get(at, ())}
        if number == taker or number in cutters or (taker == STAYS and number == saver):
            return "credited"
        if keeps:
            return "agrees" if taker == STAYS else "overruled"
        needed = policy.rank(self.cleaner.rules.all_rules[number])
        if rank(self.cleaner.level) < needed < len(LEVELS):
            return "stricter"
        return "overruled" if taker == STAYS or needed == len(LEVELS) else "agrees"

    def _rule_match(
        self, at: int, stretch: Stretch, cuts: Iterable[Cut], role: Role, *, keeps: bool
    ) -> RuleMatch:
        number = self.found.lines.number
        return RuleMatch(
            rule=self._rule(stretch),
            role=role,
            keeps=keeps,
            how=stretch.how,
            first=int(number[stretch.first]),
            last=int(number[stretch.past - 1]),
            anchor=int(number[stretch.anchor]) if stretch.how == "region" else None,
            parts=self._parts(at, (cut for cut in cuts if cut[2] == stretch.rule)),
        )

    def _rule(self, stretch: Stretch) -> Rule:
        return self.cleaner.rules.all_rules[stretch.rule]

    def _thresholds(self, at: int) -> dict[Level, int]:
        score, scores = self.cleaner.score, self.found.scores
        if score is None or scores is None:
            return {}
        unit = int(scores.units.of_line[at])
        return {level: int(thresholds(score, scores, level)[unit]) for level in SCORED}

    def _parts(self, at: int, cuts: Iterable[Cut]) -> tuple[str, ...]:
        raw = self.found.lines.raw(at)
        return tuple(raw[start:end] for start, end, _ in cuts)
