"""Find blocks: patterns that consecutive lines match, one after the other."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from cleaner.rulebook.rule import Step
from cleaner.text.columns import Flags, Ints, distinct

Matches = Callable[[int, int], bool]
"""Says whether a line matches a pattern, which comes first, by their numbers."""
LinesOf = Callable[[int, Ints], Ints]
"""Returns those of some lines that match a pattern, in order."""
Stretch = tuple[int, int]
"""The first line, and the one after the last."""


class NumberedStep(NamedTuple):
    """A step of a block, by the number of its pattern; `candidates` are the lines it may match, None: any."""

    pattern: int
    step: Step
    candidates: Ints | None


class _Needed(NamedTuple):
    """A step that every block has: it is from `fewest` to `most` lines below the first line of the block."""

    pattern: int
    candidates: Ints
    fewest: int
    most: int


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
    for at in _starts(steps, times, len(limits), lines_of):
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


def _starts(steps: Sequence[NumberedStep], times: int, count: int, lines_of: LinesOf) -> Iterator[int]:
    """Yield where a block may begin: the lines that it must have are not too far below.

    First by the candidates of all such steps, the rarest before the others: most places are out before
    any pattern is asked.
    """
    needed = _needed(steps)
    if not needed:
        yield from range(count)
        return
    longest = sum(step.most for _, step, _ in steps)
    first = needed[0]
    above = np.arange(first.fewest, first.most + 1)
    starts = distinct((first.candidates[:, None] - above).ravel())
    starts = starts[starts >= 0]
    opening = _opening(steps)
    if opening is not None:
        starts = starts[_has_one(starts, starts, opening)]
    for one in needed[1:]:
        starts = starts[_has_one(starts + one.fewest, starts + one.most, one.candidates)]
    starts = _in_rows(starts, times, longest)
    for one in needed:
        if not len(starts):
            return
        near = _has_one(one.candidates - one.most, one.candidates - one.fewest, starts)
        held = lines_of(one.pattern, one.candidates[near])
        starts = starts[_has_one(starts + one.fewest, starts + one.most, held)]
        starts = _in_rows(starts, times, longest)
    yield from starts.tolist()


def _needed(steps: Sequence[NumberedStep]) -> list[_Needed]:
    """Return the steps that every block has and of which candidates are known, the rarest first."""
    found: list[_Needed] = []
    fewest = most = 0
    for pattern, step, candidates in steps:
        if step.least and candidates is not None:
            # A step that may take several lines takes its first one here.
            found.append(_Needed(pattern, candidates, fewest, most))
        fewest += step.least
        most += step.most
    return sorted(found, key=lambda one: len(one.candidates))


def _opening(steps: Sequence[NumberedStep]) -> Ints | None:
    """Return the lines that the first line of a block may be, if that is known: those of the first step and
    of what comes behind it, as far as steps may be missing.
    """
    found: list[Ints] = []
    for _, step, candidates in steps:
        if candidates is None:
            return None
        found.append(candidates)
        if step.least:
            break
    return distinct(np.concatenate(found))


def _has_one(low: Ints, high: Ints, places: Ints) -> Flags:
    """Say of ranges, both ends included, whether one of some places, which are in order, is within each."""
    if not len(places):
        return np.zeros(len(low), np.bool_)
    at = np.minimum(np.searchsorted(places, low), len(places) - 1)
    found: Flags = (places[at] >= low) & (places[at] <= high)
    return found


def _in_rows(starts: Ints, times: int, longest: int) -> Ints:
    """Leave out places too few for a row, whose next block begins at most `longest` lines further on."""
    if times == 1 or not len(starts):
        return starts
    edges = np.flatnonzero(np.diff(starts) > longest) + 1
    sizes = np.diff(np.concatenate([[0], edges, [len(starts)]]))
    return starts[np.repeat(sizes >= times, sizes)]


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
