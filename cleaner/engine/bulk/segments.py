"""What `windows` says of the lines of one document, for those of many at once."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cleaner.engine.bulk.tables import Bools, Ints
from cleaner.engine.windows import FAR

_APART = 1 << 40
"""More than the values of a document can add up to."""


class Segments:
    """Documents that stand one after the other: `counts` lines each, none empty."""

    def __init__(self, counts: Sequence[int]) -> None:
        self.counts = np.array(counts, dtype=np.int64)
        self.ends = np.cumsum(self.counts)
        self.starts = self.ends - self.counts
        self.size = int(self.counts.sum())
        self.at = np.arange(self.size)
        self.first = self.spread(self.starts)
        """Of each line the first one of its document."""
        self.past = self.spread(self.ends)
        """Of each line the one after the last one of its document."""

    @cached_property
    def document(self) -> Ints:
        """Of each line the number of its document."""
        return self.spread(np.arange(len(self.counts)))

    def spread(self, values: Ints) -> Ints:
        """Give each line what its document has."""
        lines: Ints = np.repeat(values, self.counts)
        return lines

    def totals(self, values: npt.NDArray[np.generic]) -> Ints:
        """Return the sum of the values of each document."""
        total = _sums(values)
        of_each: Ints = total[self.ends] - total[self.starts]
        return of_each

    def before(self, values: npt.NDArray[np.generic]) -> Ints:
        """Return for each line the sum of the values of all lines above it."""
        total = _sums(values)
        return total[:-1] - total[self.first]

    def above(self, values: npt.NDArray[np.generic], lines: int) -> Ints:
        """Return for each line the sum of the values of so many lines above it."""
        total = _sums(values)
        return total[:-1] - total[np.maximum(self.first, self.at - lines)]

    def below(self, values: npt.NDArray[np.generic], lines: int) -> Ints:
        """Return for each line the sum of the values of so many lines below it."""
        total = _sums(values)
        return total[np.minimum(self.past, self.at + lines + 1)] - total[1:]

    def around(self, values: npt.NDArray[np.generic], lines: int) -> Ints:
        """Return for each line the sum of the values of so many lines above and below it."""
        total = _sums(values)
        low, high = np.maximum(self.first, self.at - lines), np.minimum(self.past, self.at + lines + 1)
        return total[high] - total[low] - (total[1:] - total[:-1])

    def lines_above(self, most: int) -> Ints:
        """Return how many lines there are above each line, at most `most`."""
        lines: Ints = np.minimum(self.at - self.first, most)
        return lines

    def lines_below(self, most: int) -> Ints:
        """Return how many lines there are below each line, at most `most`."""
        lines: Ints = np.minimum(self.past - self.at - 1, most)
        return lines

    def since(self, flags: Bools) -> Ints:
        """Return for each line how far above it the next flagged one stands, FAR at most."""
        last = np.full(self.size, -1)
        last[1:] = np.maximum.accumulate(np.where(flags, self.at, -1))[:-1]
        return np.where(last >= self.first, np.minimum(self.at - last, FAR), FAR)

    def until(self, flags: Bools) -> Ints:
        """Return for each line how far below it the next flagged one stands, FAR at most."""
        following = np.full(self.size, self.size)
        following[:-1] = np.minimum.accumulate(np.where(flags, self.at, self.size)[::-1])[::-1][1:]
        return np.where(following < self.past, np.minimum(following - self.at, FAR), FAR)

    def run_lengths(self, flags: Bools) -> Ints:
        """Return for each line the length of the run of flagged lines that it stands in, else 0."""
        begins = self.at == self.first
        begins[1:] |= flags[1:] != flags[:-1]
        starts = np.flatnonzero(begins)
        lengths = np.diff(starts, append=self.size)
        return np.where(flags, np.repeat(lengths, lengths), 0)

    def best_parts(self, values: Ints) -> tuple[Ints, Ints]:
        """Return of each document the first and the last line of the part with the largest sum.

        They count from the first line of all. Of parts that are as good it is the first
        that ends first, and of those the last that begins.
        """
        before = _sums(values)[:-1] - _APART * self.document
        lowest = np.minimum.accumulate(before)  # what came in other documents is higher
        current = before + values - lowest
        best = np.maximum.reduceat(current, self.starts)
        (ends,) = np.nonzero(current == self.spread(best))
        last = ends[np.searchsorted(ends, self.starts)]
        begins = np.maximum.accumulate(np.where(before == lowest, self.at, 0))
        return begins[last], last

    def to_parts(self, first: Ints, last: Ints) -> Ints:
        """Return for each line how far below it its document's part begins; above it ends: negative."""
        start, end = self.spread(first), self.spread(last)
        ahead, behind = np.minimum(start - self.at, FAR), np.minimum(self.at - end, FAR)
        return np.where(self.at < start, ahead, np.where(self.at > end, -behind, 0))


def _sums(values: npt.NDArray[np.generic]) -> Ints:
    total = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=total[1:])
    return total
