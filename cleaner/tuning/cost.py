"""What rules cost: seconds, and on how many lines."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from time import perf_counter, thread_time
from typing import Final, TypeVar

from cleaner.engine.matching import LineMatcher, sources_of
from cleaner.errors import MatchTimeoutError
from cleaner.rulebook.rule import Contains, Lines, Rule, Starts

T = TypeVar("T")
# Of the processor, since others may be using the machine; but on Windows that goes by sixtieths of a second.
clock: Final = perf_counter if sys.platform == "win32" else thread_time
ROUNDS: Final = 3
"""So often all is measured; the fastest counts, as nothing makes work faster than it is."""
_PATIENCE: Final = 0.3
"""Seconds after which once is enough: so much is no accident of the machine."""


@dataclass(slots=True, kw_only=True)
class Spent:
    """Seconds, and lines: those that were `looked` at, of them `tried`, of them `hit`.

    Lines of a document that say the same are one where they are asked about once.
    """

    seconds: float = 0.0
    looked: int = 0
    tried: int = 0
    hit: int = 0

    def add(self, seconds: float = 0.0, *, looked: int = 0, tried: int = 0, hit: int = 0) -> None:
        """Add what was spent, and on what."""
        self.seconds += seconds
        self.looked += looked
        self.tried += tried
        self.hit += hit


@dataclass(slots=True, kw_only=True)
class PatternCost:
    """What a pattern costs, whoever has it: seconds of `looking` at lines, and of `asking` about texts.

    One `on_request` is asked only by the blocks it is a step of; that is time of theirs.
    """

    source: str
    on_request: bool
    looking: float = 0.0
    looked: int = 0
    asking: float = 0.0
    asked: int = 0

    @property
    def seconds(self) -> float:
        """All that it costs."""
        return self.looking + self.asking

    @property
    def look(self) -> float:
        """Seconds of one look at a line."""
        return self.looking / self.looked if self.looked else 0.0

    @property
    def ask(self) -> float:
        """Seconds of one text that it is asked about."""
        return self.asking / self.asked if self.asked else 0.0


@dataclass(slots=True, kw_only=True)
class Cost(Spent):
    """What one rule costs. It acts in so many `documents`, and is tried in others as well.

    The time of a pattern that several rules have is shared out equally. A rule by phrases
    has no time of its own. `stopped` says where it ran out of time: it isn't tried after
    that.
    """

    rule: Rule
    patterns: tuple[PatternCost, ...] = ()
    documents: int = 0
    stopped: str = ""

    @property
    def ask(self) -> float:
        """Seconds of one text that one of its patterns is asked about."""
        asked = sum(pattern.asked for pattern in self.patterns)
        return sum(pattern.asking for pattern in self.patterns) / asked if asked else 0.0

    @property
    def by_phrases(self) -> bool:
        """Whether it is looked up together with the phrases of all rules."""
        return isinstance(self.rule.matcher, Lines | Starts | Contains)


@dataclass(slots=True, kw_only=True)
class Profile:
    """What the rules cost on some documents of `size` bytes, the dearest rule first.

    All rules share `phrases`, the look-up of all phrases, and `picking`, which patterns
    to look into for a line. `whole` are the seconds that cleaning takes as a whole, None
    where a rule ran out of time.
    """

    documents: int = 0
    size: int = 0
    costs: list[Cost] = field(default_factory=list)
    phrases: Spent = field(default_factory=Spent)
    picking: Spent = field(default_factory=Spent)
    whole: float | None = 0.0

    @property
    def lines(self) -> int:
        """The lines that rules by phrases were asked about, which are all."""
        return self.phrases.looked

    @property
    def seconds(self) -> float:
        """What all rules cost together."""
        return sum(cost.seconds for cost in self.costs) + self.phrases.seconds + self.picking.seconds


class Ledger:
    """The costs of all rules, by their numbers; which of them ran out of time."""

    def __init__(self, rules: tuple[Rule, ...], matcher: LineMatcher) -> None:
        self.costs: list[Cost] = []
        self.stopped: set[int] = set()
        """Patterns that aren't tried any more."""
        self.faults: list[MatchTimeoutError] = []
        self._patterns = [
            PatternCost(source=source, on_request=number in matcher.patterns.on_request)
            for number, source in enumerate(matcher.sources)
        ]
        self._users: dict[int, list[Cost]] = {}
        for rule in rules:
            numbers = sorted(set(map(matcher.number_of, sources_of(rule))))
            cost = Cost(rule=rule, patterns=tuple(self._patterns[number] for number in numbers))
            self.costs.append(cost)
            for number in numbers:
                self._users.setdefault(number, []).append(cost)

    def add_looks(self, number: int, seconds: float, looked: int) -> None:
        """Add the time of looking at so many lines for a pattern."""
        pattern = self._patterns[number]
        pattern.looking += seconds
        pattern.looked += looked
        for cost in self._users[number]:
            cost.add(seconds / len(self._users[number]), looked=looked)

    def add_tries(self, number: int, seconds: float, tried: int, asked: int) -> None:
        """Add the time of trying a pattern on so many lines; of a line several texts may be asked about."""
        pattern = self._patterns[number]
        pattern.asking += seconds
        pattern.asked += asked
        for cost in self._users[number]:
            cost.add(seconds / len(self._users[number]), tried=tried)

    def stop(self, pattern: int, place: str, line: int) -> None:
        """Note that a pattern ran out of time, of all rules that have it."""
        self.stopped.add(pattern)
        for cost in self._users[pattern]:
            self.stop_rule(cost, place, line)

    def stop_rule(self, cost: Cost, place: str, line: int) -> None:
        """Note that a rule ran out of time."""
        if not cost.stopped:
            cost.stopped = f"{place}:{line}"
            self.faults.append(MatchTimeoutError(cost.rule.id, line))


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds that `work` takes, at its fastest, and what it returns."""
    best = inf
    for _ in range(ROUNDS):
        start = clock()
        found = work()
        took = clock() - start
        best = min(best, took)
        if took > _PATIENCE:
            break
    return best, found
