"""Sums, distances and runs over the lines of a document: what context is made of."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

FAR: Final = 99
"""The largest distance that is told apart; also stands where there is nothing to be distant from."""


def sums(values: Sequence[int]) -> list[int]:
    """Return the sums of the first 0, 1, 2 ... values.

    >>> sums([3, 4])
    [0, 3, 7]
    """
    return list(accumulate(values, initial=0))


def above(values: Sequence[int], lines: int) -> list[int]:
    """Return for each line the sum of the values of so many lines above it.

    >>> above([1, 2, 4], 2)
    [0, 1, 3]
    """
    total = sums(values)
    return [total[at] - total[max(0, at - lines)] for at in range(len(values))]


def below(values: Sequence[int], lines: int) -> list[int]:
    """Return for each line the sum of the values of so many lines below it.

    >>> below([1, 2, 4], 2)
    [6, 4, 0]
    """
    total, count = sums(values), len(values)
    return [total[min(count, at + lines + 1)] - total[at + 1] for at in range(count)]


def around(values: Sequence[int], lines: int) -> list[int]:
    """Return for each line the sum of the values of so many lines above and below it.

    >>> around([1, 2, 4], 1)
    [2, 5, 2]
    """
    return [up + down for up, down in zip(above(values, lines), below(values, lines), strict=True)]


def since(flags: Sequence[int]) -> list[int]:
    """Return for each line how far above it the next flagged one stands, FAR at most.

    >>> since([True, False, False])
    [99, 1, 2]
    """
    distances, distance = [], FAR
    for flag in flags:
        distances.append(distance)
        distance = 1 if flag else min(FAR, distance + 1)
    return distances


def until(flags: Sequence[int]) -> list[int]:
    """Return for each line how far below it the next flagged one stands, FAR at most.

    >>> until([False, False, True])
    [2, 1, 99]
    """
    return since(flags[::-1])[::-1]


def run_lengths(flags: Sequence[bool]) -> list[int]:
    """Return for each line the length of the run of flagged lines that it stands in, else 0.

    >>> run_lengths([True, True, False, True])
    [2, 2, 0, 1]
    """
    ends = sums(flags)
    lengths, at = [0] * len(flags), 0
    while at < len(flags):
        last = at
        while last < len(flags) and flags[last]:
            last += 1
        lengths[at:last] = [ends[last] - ends[at]] * (last - at)
        at = max(last, at + 1)
    return lengths


def best_part(values: Sequence[int]) -> tuple[int, int]:
    """Return first and last line of the part with the largest sum, the first such that ends first.

    >>> best_part([-1, 3, -2, 4, -9, 4])
    (1, 3)
    """
    best, first, last = None, 0, 0
    current = start = 0
    for at, value in enumerate(values):
        if current <= 0:
            current, start = value, at
        else:
            current += value
        if best is None or current > best:
            best, first, last = current, start, at
    return first, last


def to_part(count: int, first: int, last: int) -> list[int]:
    """Return for each of `count` lines how far below it a part begins; above it ends: negative; 0 within.

    >>> to_part(4, 1, 2)
    [1, 0, 0, -1]
    """
    return [
        min(first - at, FAR) if at < first else -min(at - last, FAR) if at > last else 0
        for at in range(count)
    ]
