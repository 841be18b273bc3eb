"""Decide line by line what falls, and on whose account."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count, groupby
from typing import Final

from cleaner.engine.chain import CERTAIN, boilerplate
from cleaner.engine.claims import Claim, Claims
from cleaner.engine.scene import Scene
from cleaner.engine.score import Scores
from cleaner.model import CATEGORIES, Category, Level, rank
from cleaner.rulebook.rule import Rule, Span
from cleaner.rulebook.signals import Bounds
from cleaner.text.fold import half_fold
from cleaner.text.words import count_words

SCORE: Final = "score"
"""The id under which lines are logged that fall by their score."""
BY_SCORE: Final = -10
"""Stands where the number of a rule does, for a line that falls by its score; less for later categories."""
_HEAD: Final = 10
"""A headline stands so many lines above the text, or fewer: bylines, dates and buttons may stand between."""
_HEADLINE_WORDS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the user asked for: the level, and categories that never fall or always do.

    `scored` false: rules alone decide.
    """

    level: Level
    keep: Collection[Category] = ()
    drop: Collection[Category] = ()
    scored: bool = True

    def rank(self, rule: Rule) -> int:
        """Return how strict the level must be for `rule` to drop."""
        return 0 if rule.category in self.drop else rank(rule.level)

    def allows(self, rule: Rule) -> bool:
        """Say whether `rule` may drop."""
        return rule.category not in self.keep and self.rank(rule) <= rank(self.level)


@dataclass(slots=True)
class Decision:
    """Which lines fall, by the number of the rule that is credited, and which parts of lines that stay.

    A line that falls by its score has BY_SCORE, less the place of its category, for a number.
    """

    fallen: dict[int, int]
    cuts: dict[int, list[tuple[int, int, int]]]
    """Line: start and end in the raw line, rule."""


def decide(claims: Claims, rules: Sequence[Rule], policy: Policy, scores: Scores) -> Decision:
    """Carry out the claims that `policy` allows; let scores decide about the other lines.

    Where several claims want a line, the best one is credited.

    A line whose spans, together with those of milder levels, leave nothing of it falls
    at the level of the last of them, after lines that are wanted whole.
    """
    takers = _Takers(claims)
    for spans, wanted in _ranked(claims, rules, policy):
        if spans:
            takers.cut(wanted)
        else:
            takers.take(wanted)
    fallen, cuts = takers.fallen, takers.cuts
    if policy.scored:
        fallen |= _fallen_by_score(claims, fallen, policy, scores)
    return Decision(fallen, {at: disjoint(cuts[at]) for at in sorted(cuts) if at not in fallen})


def _ranked(claims: Claims, rules: Sequence[Rule], policy: Policy) -> Iterator[tuple[bool, list[Claim]]]:
    """Yield the claims that `policy` allows, and whether they are spans, level by level, the best first.

    The mildest level comes first, whole lines before spans, the longest, the smallest id.
    """
    used = {claim.rule for claim in claims.claims}
    allowed = sorted((number for number in used if policy.allows(rules[number])), key=lambda n: rules[n].id)
    group = {n: (policy.rank(rules[n]), isinstance(rules[n].matcher, Span)) for n in allowed}
    # As one number, which takes less time to compare than four.
    longest, count = len(claims.kept) + 1, len(allowed)
    keys = {
        number: (2 * rank + spans) * longest * count + place
        for place, (number, (rank, spans)) in enumerate(group.items())
    }
    wanted = [claim for claim in claims.claims if claim.rule in keys]
    wanted.sort(key=lambda claim: keys[claim.rule] - (claim.last - claim.first) * count)
    for (_, spans), equals in groupby(wanted, lambda claim: group[claim.rule]):
        yield spans, list(equals)


def _fallen_by_score(
    claims: Claims, fallen: Collection[int], policy: Policy, scores: Scores
) -> dict[int, int]:
    """Return which of the lines that no rule takes or keeps fall, with their credits."""
    bounds = scores.bounds
    if bounds is None or not scores.scoring.decides(policy.level) or len(fallen) < scores.scoring.falls:
        return {}
    over = _over(claims, fallen, scores, bounds, policy.level)
    stay = {*compress(count(), claims.kept), *_headline(claims.scene, over, scores, bounds)}
    for at in stay:
        over[at] = min(over[at], 0)
    found = {}
    for at in compress(count(), boilerplate(over, bounds.switch)):
        if at not in fallen and at not in stay:
            category = scores.category(at)
            if category not in policy.keep:
                found[at] = BY_SCORE - CATEGORIES.index(category)
    return found


def _over(claims: Claims, fallen: Collection[int], scores: Scores, bounds: Bounds, level: Level) -> list[int]:
    """Return how far the score of each line is over the threshold; certain is what rules take or keep."""
    plain = bounds.threshold(level)
    prose = plain + bounds.prose
    most = CERTAIN - 1
    over = [
        score - (prose if is_prose else plain)
        for score, is_prose in zip(scores.scores, claims.scene.prose, strict=True)
    ]
    if max(over, default=0) > most:
        over = [most if one > most else one for one in over]
    for at in fallen:
        over[at] = CERTAIN
    for at in compress(count(), claims.kept):
        if at not in fallen:
            over[at] = -CERTAIN
    return over


def _headline(scene: Scene, over: Sequence[int], scores: Scores, bounds: Bounds) -> list[int]:
    """Return the lines above the first prose line that isn't over: headline, standfirst.

    At most so many, of some words, that no rule takes and evidence doesn't speak against.
    """
    first = next((at for at, is_prose in enumerate(scene.prose) if is_prose and over[at] <= 0), 0)
    near = range(first - 1, max(-1, first - 1 - _HEAD), -1)
    found = [
        at
        for at in near
        if over[at] < CERTAIN
        and scene.lines.words[at] >= _HEADLINE_WORDS
        and scores.evidence(at) < bounds.against
    ]
    return found[: bounds.headline]


class _Takers:
    """Who takes which lines, and which parts of lines, the best claims coming first."""

    def __init__(self, claims: Claims) -> None:
        self._raw = claims.scene.lines.raw
        self._kept = claims.kept
        self.fallen: dict[int, int] = {}
        self.cuts: dict[int, list[tuple[int, int, int]]] = {}
        # Of each line the next that nobody has taken, as far as is known: many claims may reach to
        # the end of the document, and each would look at every line.
        self._free = list(range(len(self._raw) + 1))

    def take(self, wanted: Iterable[Claim]) -> None:
        """Give each claim what is left of its lines and not kept."""
        free, kept, fallen = self._free, self._kept, self.fallen
        for rule, first, last, _ in wanted:
            at = first if free[first] == first else self._next_free(first)
            while at < last:
                if not kept[at]:
                    fallen[at] = rule
                free[at] = at + 1
                at = self._next_free(at + 1) if at + 1 < last else last

    def cut(self, wanted: Sequence[Claim]) -> None:
        """Cut the parts of lines out that are claimed; a line falls if nothing is left of it."""
        for claim in wanted:
            cuts = self.cuts.setdefault(claim.first, [])
            cuts += ((*span, claim.rule) for span in claim.spans)
        for at in {claim.first for claim in wanted}.difference(self.fallen):
            if not rest_of(self._raw[at], disjoint(self.cuts[at])).strip():
                self.fallen[at] = self.cuts[at][0][2]
                self._free[at] = at + 1

    def _next_free(self, at: int) -> int:
        free = self._free
        while free[at] != at:
            free[at] = free[free[at]]
            at = free[at]
        return at


def disjoint(cuts: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Sort cuts, and give what two of them want to the one that begins first."""
    result: list[tuple[int, int, int]] = []
    end = 0
    for start, stop, rule in sorted(cuts):
        if stop > max(start, end):
            result.append((max(start, end), stop, rule))
            end = stop
    return result


def rest_of(raw: str, cuts: Sequence[tuple[int, int, int]]) -> str:
    """Return what is left of a raw line."""
    rest, at = [], 0
    for start, end, _ in cuts:
        rest.append(raw[at:start])
        at = end
    return "".join([*rest, raw[at:]])


def words_left(claims: Claims, decision: Decision) -> int:
    """Count the words that `decision` leaves."""
    lines = claims.scene.lines
    return (
        claims.scene.words
        - sum(lines.words[at] for at in decision.fallen.keys() | decision.cuts.keys())
        + sum(count_words(half_fold(rest_of(lines.raw[at], cuts))) for at, cuts in decision.cuts.items())
    )
