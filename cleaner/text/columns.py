"""Columns: arrays of one length, and what is done to many rows of them at once."""

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Folded = npt.NDArray[np.uint16]
Hashes = npt.NDArray[np.uint64]


def distinct(values: Ints) -> Ints:
    """Return the values in order, each once. Not np.unique: it imports what takes 30 ms.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(values)
    new: Flags = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new]


def ragged(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return all numbers from each start up to its end, and for each the place of its range.

    >>> [column.tolist() for column in ragged(np.array([5, 9]), np.array([7, 10]))]
    [[5, 6, 9], [0, 0, 1]]
    """
    sizes = end - start
    owner = np.repeat(np.arange(len(start)), sizes)
    return np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + start[owner], owner


def packed_sums(values: npt.NDArray[np.uint64], first: Ints, past: Ints, count: int) -> list[Ints]:
    """Return the sums, from each first to each past, of the first `count` of four counters of 16 bits that
    each value packs.

    None may run over: that takes a line of more than 65,535 characters, and no line has so many.
    """
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values, out=sums[1:])
    packed = sums[past] - sums[first]
    return [((packed >> np.uint64(16 * at)) & np.uint64(0xFFFF)).astype(np.int64) for at in range(count)]


def sums_between(values: npt.NDArray[Any], first: Ints, past: Ints) -> Ints:
    """Return the sum of the values from each first to each past.

    >>> sums_between(np.array([1, 2, 3]), np.array([0, 1]), np.array([2, 3])).tolist()
    [3, 5]
    """
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    found: Ints = sums[past] - sums[first]
    return found
