"""What patterns cost: how often each is asked, and how long that takes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaner.engine.patterns import Patterns
from cleaner.engine.propose import propose_all
from cleaner.engine.ruleset import RuleSet
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.lines import read_lines

MOST_ASKED: Final = 0.06
"""The share of lines that a pattern may be asked of, of a sample that is all noise and near misses."""
_ADVICE: Final = (
    "give each alternative a word of its own, with a space or punctuation around it, that few lines hold;"
    " put whole phrases into lines"
)


class TimedPatterns(Patterns):
    """Patterns that take down how often each is asked, and how many seconds that takes, by number."""

    def __init__(self, patterns: Patterns) -> None:
        super().__init__(patterns.sources, patterns.codes)
        self.asked: Counter[int] = Counter()
        self.seconds: Counter[int] = Counter()

    def compiled(self, number: int) -> Any:
        """Return a pattern that is timed."""
        return _Timed(super().compiled(number), number, self)

    def compiled_for_many(self, number: int) -> None:  # noqa: ARG002 - lines are asked one by one here
        """Return None: each line is timed."""
        return


@dataclass(slots=True)
class _Timed:
    """A compiled pattern as the engine uses it."""

    pattern: Any
    number: int
    owner: TimedPatterns

    def fullmatch(self, text: str, timeout: float) -> Any:
        return self._timed(self.pattern.fullmatch, text, timeout)

    def finditer(self, text: str, timeout: float) -> Any:
        return self._timed(
            lambda text, timeout: list(self.pattern.finditer(text, timeout=timeout)), text, timeout
        )

    def _timed(self, ask: Any, text: str, timeout: float) -> Any:
        start = perf_counter()
        try:
            return ask(text, timeout=timeout)
        finally:
            self.owner.seconds[self.number] += perf_counter() - start  # type: ignore[assignment]
            self.owner.asked[self.number] += 1


def too_broad(book: Rulebook, rules: Iterable[Rule]) -> Iterator[str]:
    """Yield a message for each rule with a pattern that would be asked of too many lines.

    The sample are the examples of all rules in force: lines of noise, and lines that look like it.
    """
    ruleset = RuleSet(book)
    texts = ["\n".join((*rule.drops, *rule.keeps)) for rule in book.rules]
    lines = read_lines(texts, book.characters)
    _, proposed = propose_all(lines, ruleset.indexes)
    asked = np.bincount(proposed.what, minlength=len(ruleset.patterns.sources)) / max(1, len(lines))
    wanted = {rule.id for rule in rules}
    for number, rule in enumerate(ruleset.rules):
        if rule.id not in wanted or number in book.disabled:
            continue
        share = _share(ruleset, number, asked)
        if share > MOST_ASKED:
            place = f"{rule.origin.file}:{rule.origin.line}" if rule.origin.line else rule.origin.file
            of = (
                "every line"
                if share >= 1
                else f"{share:.0%} of all lines in examples; {MOST_ASKED:.0%} is the limit"
            )
            yield f'{place}: rule "{rule.id}": its pattern would be tried on {of}\n  {_ADVICE}'


def _share(ruleset: RuleSet, number: int, asked: npt.NDArray[np.float64]) -> float:
    """Return the share of lines that a rule's patterns are asked of; of a block's steps the rarest counts."""
    matchers = np.flatnonzero(ruleset.matcher_rule == number)
    matchers = matchers[np.isin(matchers, ruleset.pattern_matchers)]
    blocks = [block for rule, block in ruleset.blocks if rule == number]
    numbers = [pattern for block in blocks for pattern, step in block.steps if step.least]
    if numbers:
        return min(float(asked[one]) if ruleset.is_proposed[one] else 1.0 for one in numbers)
    return max((float(asked[ruleset.pattern_of[one]]) for one in matchers.tolist()), default=0.0)
