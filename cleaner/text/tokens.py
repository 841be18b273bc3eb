"""The tokens of folded text as columns."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from cleaner.text.characters import BREAK, DIGIT, LETTER, SPACELESS_EVEN
from cleaner.text.columns import Bytes, Flags, Folded, Hashes, Ints, sums_between

PADDING: Final = 8
"""Characters that folded text must have behind its end."""
_PER_LOAD: Final = 4
"""Folded characters that are hashed at once: 16 bits each."""
_LOW: Final = np.array([(1 << (16 * count)) - 1 for count in range(_PER_LOAD + 1)], dtype=np.uint64)
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_MASK: Final = (1 << 64) - 1


@dataclass(slots=True, kw_only=True)
class Tokens:
    """Runs of letters, runs of digits, single characters of scripts without spaces, and line breaks.

    Columns: `start` and `end` are offsets of the folded text, `kind` is a class of characters,
    `hash` is that of the folded token, and `line` the line it is in; that of a break is the one
    it begins, -1 where that is blank. A line's tokens are in a row between two breaks.
    """

    start: Ints
    end: Ints
    kind: Bytes
    hash: Hashes
    line: Ints


def token_bounds(classes: Bytes) -> tuple[Ints, Ints, Bytes]:
    """Return start, end and kind of the runs of one class, gaps aside."""
    some = classes != 0
    turns = classes[1:] != classes[:-1]
    edge: Flags = np.empty(len(classes), np.bool_)
    edge[0] = some[0]
    np.logical_and(turns, some[1:], out=edge[1:])
    start = np.flatnonzero(edge)
    np.logical_and(turns, some[:-1], out=edge[:-1])
    edge[-1] = some[-1]
    return start, np.flatnonzero(edge) + 1, classes.take(start)


def hash_tokens(folded: Folded, start: Ints, end: Ints, kind: Bytes) -> Hashes:
    """Return a hash of each token's characters, as `hash_token` does, breaks aside."""
    loads: Any = np.ndarray((len(folded) - _PER_LOAD + 1,), "<u8", buffer=folded, strides=(2,))
    size = end - start
    hashes: Hashes = loads[start] & _LOW.take(size, mode="clip")
    long = np.flatnonzero((size > _PER_LOAD) & (kind != BREAK))
    at, left, part = start[long] + _PER_LOAD, size[long] - _PER_LOAD, hashes[long]
    while len(long):
        part *= _MIX
        part += loads[at] & _LOW.take(left, mode="clip")
        hashes[long] = part
        more = np.flatnonzero(left > _PER_LOAD)
        long, at, left, part = long[more], at[more] + _PER_LOAD, left[more] - _PER_LOAD, part[more]
    return hashes


def hash_token(token: str) -> int:
    """Return the hash of a token, as the column has it."""
    found = 0
    for at in range(0, len(token), _PER_LOAD):
        part = sum(
            (ord(char) & 0xFFFF) << (16 * place) for place, char in enumerate(token[at : at + _PER_LOAD])
        )
        found = (found * int(_MIX) + part) & _MASK
    return found


def count_words(start: Ints, end: Ints, kind: Bytes, first: Ints, past: Ints) -> tuple[Ints, Ints]:
    """Return how many words and how many digits each line has, whose tokens are `first` to `past`."""
    wordlike = (kind == LETTER) | (kind == DIGIT)
    begins = wordlike.copy()
    begins[1:] &= ~((start[1:] == end[:-1]) & wordlike[:-1])
    words = sums_between(begins, first, past)
    if (kind >= SPACELESS_EVEN).any():
        words += (sums_between(kind >= SPACELESS_EVEN, first, past) + 1) // 2
    digits = sums_between(np.where(kind == DIGIT, end - start, 0), first, past)
    return words, digits
