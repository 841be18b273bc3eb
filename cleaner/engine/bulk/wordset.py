"""Look all words of a text up in a set of words in a few steps."""

from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaner.engine.bulk.tables import Ints
from cleaner.engine.bulk.text import Text

Keys = npt.NDArray[np.uint64]
_BYTES: Final = 8
_MASKS: Final = np.array([(1 << (8 * size)) - 1 for size in range(_BYTES + 1)], dtype=np.uint64)
_UNSURE: Final = np.uint64(0x8080808080808080)
_LONG: Final = np.uint64(63)
"""The bit that says so of longer words."""
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
"""The golden ratio of 2**64: times this, keys are spread evenly (Knuth, The Art of Computer
Programming, 6.4)."""


@lru_cache(maxsize=8)
def word_set(words: frozenset[str]) -> "WordSet":
    """Return a set of words to look up."""
    return WordSet(words)


class WordSet:
    """A set of words as a hash table of their keys."""

    def __init__(self, words: AbstractSet[str]) -> None:
        self._words = words
        text = Text.of(list(words))
        begin, end = text.words
        whole = np.isin(begin, text.start) & np.isin(end, text.end)  # else no word of any text is equal to it
        keys = np.unique(_keys(text)[whole])
        bits = 3 + len(keys).bit_length()
        self._shift = np.uint64(64 - bits)
        slots = self._slots(keys)
        order = np.argsort(slots)
        self._first = np.searchsorted(slots[order], np.arange(1 << bits))
        self._deepest = int(np.bincount(slots.astype(np.int64), minlength=1).max())
        self._keys = np.append(keys[order], np.zeros(1 + self._deepest, dtype=np.uint64))

    def count_in(self, text: Text) -> Ints:
        """Return how many words of each form are in this set, if the form isn't odd."""
        keys = _keys(text)
        place = self._first[self._slots(keys)]
        found = self._keys[place] == keys
        for step in range(1, self._deepest):
            found |= self._keys[place + step] == keys
        begin, end = text.words
        unsure = np.flatnonzero(found & (keys & _UNSURE != 0))
        found[unsure] = [
            text.joined[first:last] in self._words
            for first, last in zip(begin[unsure].tolist(), end[unsure].tolist(), strict=True)
        ]
        return text.count(begin[found])

    def _slots(self, keys: Keys) -> Keys:
        slots: Keys = (keys * _SPREAD) >> self._shift
        return slots


def _keys(text: Text) -> Keys:
    """Return the first characters of each word as a number.

    Words with the same key are the same, unless bits of _UNSURE are set: such words are
    longer, or not ASCII.
    """
    begin, end = text.words
    data = np.append(text.narrow, np.zeros(_BYTES, dtype=np.uint8))
    here: Keys = np.ndarray(len(text.narrow), dtype="<u8", buffer=data, strides=(1,))
    size = end - begin
    keys: Keys = here[begin] & _MASKS[np.minimum(size, _BYTES)]
    keys |= (size > _BYTES).astype(np.uint64) << _LONG
    return keys
