"""Find blocks: patterns that consecutive lines match, one after the other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.rulebook.rule import Step

Matches = Callable[[int, int], bool]
"""Says whether a line matches a pattern, which comes first, by their numbers."""
LinesOf = Callable[[int], Iterable[int]]
"""Returns the lines that match a pattern of which the candidates are known."""
Stretch = tuple[int, int]
"""The first line, and the one after the last."""


class NumberedStep(NamedTuple):
    """A step of a block, by the number of its pattern; `candidates` are the lines it may match, None: any."""

    pattern: int
    step: Step
    candidates: Sequence[int] | None


def find_blocks(
    steps: Sequence[NumberedStep],
    times: int,
    limits: Sequence[int],
    matches: Matches,
    lines_of: LinesOf,
) -> list[Stretch]:
    """Return where the steps match consecutive lines: leftmost, longest, without overlap.

    `limits` has of each line the one after the last of its document. Only rows of `times` blocks or
    more count; a row is one stretch.
    """
    found: list[Stretch] = []
    row: list[Stretch] = []
    end = 0
    for at in _starts(steps, limits, lines_of):
        if at < end:
            continue
        stop = _block_end(steps, at, limits[at], matches)
        if stop is None:
            continue
        if row and (at > end or limits[row[0][0]] != limits[at]):
            found += _whole(row, times)
            row = []
        row.append((at, stop))
        end = stop
    return found + _whole(row, times)


def _whole(row: Sequence[Stretch], times: int) -> list[Stretch]:
    """Return a row of blocks as one stretch, if they are enough."""
    return [(row[0][0], row[-1][1])] if row and len(row) >= times else []


def _starts(steps: Sequence[NumberedStep], limits: Sequence[int], lines_of: LinesOf) -> Iterator[int]:
    """Yield where a block may begin: the rarest line that it must have is not too far below."""
    fewest = most_above = 0
    rarest: tuple[Sequence[int], int, int, int] | None = None
    for pattern, step, candidates in steps:
        if step.least and candidates is not None and (rarest is None or len(candidates) < len(rarest[0])):
            rarest = candidates, pattern, fewest, most_above
        fewest += step.least
        most_above += step.most
    if rarest is None:
        yield from range(len(limits))
        return
    _, pattern, fewest, most_above = rarest
    yield from sorted(
        {at - above for at in lines_of(pattern) for above in range(fewest, most_above + 1) if above <= at}
    )


def _block_end(steps: Sequence[NumberedStep], start: int, limit: int, matches: Matches) -> int | None:
    """Return the furthest line at which a block that begins at `start` can end, or None."""
    reached = {start}
    for pattern, step, _ in steps:
        following = set(reached) if step.least == 0 else set()
        for at in reached:
            for line in range(at, min(at + step.most, limit)):
                if not matches(pattern, line):
                    break
                following.add(line + 1)  # `least` is 0 or 1, so one line is enough
        reached = following
        if not reached:
            return None
    end = max(reached)
    return end if end > start else None
