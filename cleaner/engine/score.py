"""Score lines: add up what their hits and signals weigh, twice."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from cleaner.engine.acting import SIGN
from cleaner.engine.claims import Claims
from cleaner.engine.signals import Measures, first_signals, second_signals
from cleaner.model import Category, Term
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.signals import Bounds, Scoring, Signal


@dataclass(frozen=True, kw_only=True)
class Scorer:
    """What scores lines: the rules' weights, the signals' weights, the function words of all languages."""

    rules: Sequence[Rule]
    scoring: Scoring
    function_words: AbstractSet[str]

    @cached_property
    def weighing(self) -> dict[int, int]:
        """The weights of the rules that have one, by their numbers."""
        return {n: rule.weight for n, rule in enumerate(self.rules) if rule.weight is not None}

    @cached_property
    def credits(self) -> AbstractSet[int]:
        """Those of them of which the strongest speaks for all."""
        return frozenset(n for n in self.weighing if self.rules[n].category == "credits")


class Scores:
    """The scores of the lines of one document, in hundredths of log-odds for boilerplate.

    The first pass adds what the rules weigh that hit a line and the signals of its shape
    and place. The second adds to that what the first one says of the lines around it; in a
    text that is nearly clean there is none: what stands around a line there is content.
    A rule speaks where its gates are open. Of credits rules the strongest speaks for all:
    the packs of many languages know the same dates.
    """

    def __init__(self, claims: Claims, scorer: Scorer) -> None:
        self._claims = claims
        self._scorer = scorer
        self.scoring = scorer.scoring

    @cached_property
    def speaking(self) -> list[list[int]]:
        """Of each line the numbers of the rules that speak about it."""
        return [self._speaking(at) for at in range(len(self._claims.scene.lines))]

    def evidence(self, at: int) -> int:
        """Return what rules weigh that speak about line `at`."""
        return sum(weight for _, weight in self._weights(at))

    def _speaking(self, at: int) -> list[int]:
        """Return the rules that speak about line `at`, in order."""
        weighing = self._scorer.weighing
        return sorted(
            number
            for number in self._claims.hits(at)
            if number in weighing and self._claims.opens(number, at)
        )

    @cached_property
    def first_measures(self) -> Measures:
        """What the first pass measures."""
        scorer = self._scorer
        return first_signals(self._claims, scorer.rules, scorer.function_words, clean=self.is_clean)

    @cached_property
    def is_clean(self) -> bool:
        """Whether the document is a text that is nearly clean, not a page."""
        lines, clean = len(self._claims.scene.lines), self.scoring.clean
        if clean is None or not lines:
            return False
        return clean.hold(self._claims.all_hits.marked(SIGN).count(1), lines)

    @property
    def bounds(self) -> Bounds | None:
        """From which score on lines fall. None: nothing falls by its score."""
        if self._claims.scene.words < self.scoring.words:
            return None
        return self.scoring.clean if self.is_clean else self.scoring

    @cached_property
    def first(self) -> list[int]:
        """The scores of the first pass."""
        weights = [self.evidence(at) for at in range(len(self._claims.scene.lines))]
        return _add(weights, self.scoring.first, self.first_measures, self.is_clean)

    @cached_property
    def second_measures(self) -> Measures:
        """What the second pass measures."""
        return second_signals(self._claims.scene.lines.words, self.first)

    @cached_property
    def scores(self) -> list[int]:
        """The scores that decide."""
        return self.first if self.is_clean else _add(self.first, self.scoring.second, self.second_measures)

    def _weights(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield the rules whose weight counts for line `at`, and that weight."""
        credits: list[tuple[int, int]] = []
        for number in self._speaking(at):
            weight = self._scorer.weighing[number]
            if number in self._scorer.credits:
                credits.append((number, weight))
            else:
                yield number, weight
        if credits:
            yield min(credits, key=lambda found: (found[1], found[0]))

    def terms(self, at: int) -> Iterator[Term]:
        """Yield what the score of line `at` is the sum of: rules, then signals; nothing that weighs 0."""
        for number, weight in self._weights(at):
            if weight:
                yield Term(id=self._scorer.rules[number].id, value=None, weight=weight)
        passes = [(self.scoring.first, self.first_measures)]
        if not self.is_clean:
            passes.append((self.scoring.second, self.second_measures))
        for signals, measures in passes:
            for signal in signals:
                value = measures[signal.id][at]
                if weight := signal.weight(value, self.is_clean):
                    yield Term(id=signal.id, value=value, weight=weight)

    def category(self, at: int) -> Category:
        """Return the category of the strongest evidence against line `at`, else `other`."""
        weighing, rules = self._scorer.weighing, self._scorer.rules
        against = [n for n in self._claims.hits(at) if weighing.get(n, 0) > 0]
        against.sort(key=lambda n: (weighing[n], rules[n].id), reverse=True)
        return next((rules[n].category for n in against if self._claims.opens(n, at)), "other")


def _add(
    start: Sequence[int], signals: Sequence[Signal], measures: Measures, clean: bool = False
) -> list[int]:
    """Return `start` plus what the signals weigh, line by line."""
    scores = list(start)
    for signal in signals:
        for at, value in enumerate(measures[signal.id]):
            scores[at] += signal.weight(value, clean)
    return scores
