"""Say how far a rule acts beyond the line it hits, in a few look-ups however far that is."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from heapq import merge
from itertools import accumulate, compress, count
from operator import mul

from cleaner.engine.scene import Scene
from cleaner.rulebook.rule import Reach


class Reaches:
    """The runs beside the lines of one document.

    A page can hold thousands of headings that each reach to its end, so where a run
    ends is looked up among the lines that end one, not walked to.
    """

    def __init__(self, scene: Scene, kept: Sequence[bool]) -> None:
        self._scene = scene
        self._kept = list(compress(count(), kept))
        self._prose = list(compress(count(), scene.prose))
        self._prose_words: list[int] = []
        self._folded: dict[str, list[int]] = {}
        self._untils: dict[frozenset[str], list[int]] = {}

    def run_beside(self, reach: Reach, at: int) -> tuple[int, int]:
        """Return the run above or below line `at`, without the line; an empty one if it costs too much."""
        first, last = self._above(reach, at) if reach.upward else self._below(reach, at)
        if reach.budget is None:
            return first, last
        too_much = self._prose_between(first, last) > reach.budget * self._scene.prose_words
        return (at, at) if too_much else (first, last)

    def _prose_between(self, first: int, last: int) -> int:
        """Return how many words of prose lines `first` to `last` (exclusive) have."""
        if not self._prose_words:
            words = map(mul, self._scene.lines.words, self._scene.prose)
            self._prose_words = [0, *accumulate(words)]
        return self._prose_words[last] - self._prose_words[first]

    def _below(self, reach: Reach, at: int) -> tuple[int, int]:
        size = len(self._scene.lines)
        end = min(
            size if reach.max_lines is None else at + 1 + reach.max_lines,
            _next(self._kept, at, size),
            _next(self._prose, at, size) if reach.stops_at_prose else size,
            size,
        )
        until = _next(self._until(reach.until), at, size)
        if until <= end and until < size:
            return at + 1, until
        return at + 1, end if _may_go_on(reach) else at + 1

    def _above(self, reach: Reach, at: int) -> tuple[int, int]:
        start = max(
            0 if reach.max_lines is None else at - reach.max_lines,
            _last(self._kept, at) + 1,
            _last(self._prose, at) + 1 if reach.stops_at_prose else 0,
            0,
        )
        until = _last(self._until(reach.until), at)
        if until >= start - 1 and until >= 0:
            return until + 1, at
        return start if _may_go_on(reach) else at, at

    def _until(self, phrases: frozenset[str]) -> Sequence[int]:
        """Return the lines that fold to one of `phrases`, in order."""
        if not phrases:
            return ()
        if not self._folded:
            for at, folded in enumerate(self._scene.lines.folded):
                self._folded.setdefault(folded, []).append(at)
        if phrases not in self._untils:
            self._untils[phrases] = list(merge(*(self._folded.get(phrase, ()) for phrase in phrases)))
        return self._untils[phrases]


def _may_go_on(reach: Reach) -> bool:
    """Say whether a run may end at anything: an end that never came is no licence to go on for ever."""
    return not reach.until or reach.stops_at_prose


def _next(places: Sequence[int], at: int, none: int) -> int:
    """Return the first of the places below line `at`."""
    index = bisect_right(places, at)
    return places[index] if index < len(places) else none


def _last(places: Sequence[int], at: int) -> int:
    """Return the last of the places above line `at`, -1 if there is none."""
    index = bisect_left(places, at)
    return places[index - 1] if index else -1
