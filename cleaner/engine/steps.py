"""Which lines match the steps of blocks: each line is asked once, and many of them by one call."""

from collections import defaultdict

import numpy as np

from cleaner.engine.pairs import Pairs
from cleaner.engine.patterns import match_all, matches
from cleaner.engine.ruleset import RuleSet
from cleaner.text.columns import Ints
from cleaner.text.lines import Lines

_NONE: Ints = np.zeros(0, np.int64)


class Steps:
    """The steps of a batch. `proposed` are lines, and patterns that may match them."""

    def __init__(self, ruleset: RuleSet, lines: Lines, proposed: Pairs) -> None:
        self._rules = ruleset
        self._lines = lines
        self._known: dict[int, dict[int, bool]] = defaultdict(dict)
        steps = proposed.where(ruleset.is_step[proposed.what])
        order = np.argsort(steps.what, kind="stable")
        pattern, line = steps.what[order], steps.line[order]
        edges = np.flatnonzero(np.diff(pattern, prepend=-1))
        self._candidates = dict(zip(pattern[edges].tolist(), np.split(line, edges)[1:], strict=True))

    def candidates(self, pattern: int) -> Ints | None:
        """Return the lines that a pattern may match, in order; None: any."""
        return self._candidates.get(pattern, _NONE) if self._rules.is_proposed[pattern] else None

    def lines_of(self, pattern: int, asked: Ints) -> Ints:
        """Return those of some candidates that match a pattern. Raises PatternTimeoutError."""
        known = self._known[pattern]
        lines = asked.tolist()
        new = [line for line in lines if line not in known]
        known.update(zip(new, match_all(self._lines, new, pattern, self._rules.patterns), strict=True))
        return asked[np.fromiter((known[line] for line in lines), np.bool_, len(lines))]

    def matches(self, pattern: int, line: int) -> bool:
        """Say whether a line matches a pattern. Raises PatternTimeoutError."""
        known = self._known[pattern]
        found = known.get(line)
        if found is None:
            candidates = self.candidates(pattern)
            may = candidates is None or line in candidates[np.searchsorted(candidates, line) :][:1]
            found = known[line] = may and matches(self._lines, line, pattern, self._rules.patterns)
        return found
