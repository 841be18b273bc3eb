"""Find which of many strings stand in a line, by looking up what the line holds and not each of them."""

import marshal
from collections.abc import Iterable, Iterator, Mapping, Sized
from itertools import pairwise
from typing import Final, Self

from cleaner.engine.columns import Columns, from_columns, to_columns

_GRAM: Final = 3
Filed = list[tuple[int, str]]
"""Strings, and the most words of a line for each, the largest first."""
StringTables = tuple[int, dict[str, int], Columns[Filed | bytes]]
"""The most words of a line, the short strings, the others, packed, by the run they are filed under."""


class StringIndex:
    """Strings, each with the longest line, in words, in which it is looked for.

    A string is filed under one of its runs of three characters, and rather not under one
    that others have; a string that is shorter under itself.
    """

    def __init__(self, strings: Iterable[tuple[str, int]]) -> None:
        most_words: dict[str, int] = {}
        for string, most in strings:
            most_words[string] = max(most, most_words.get(string, 0))
        self._most = max(most_words.values(), default=-1)
        self._short: dict[str, int] = {}
        # Packed as they came from a cache until a line holds the run.
        self._filed: dict[str, Filed | bytes] = {}
        filed: dict[str, Filed] = {}
        for string, most in most_words.items():
            if len(string) < _GRAM:
                self._short[string] = most
            else:
                filed.setdefault(_rarest_gram(string, filed), []).append((most, string))
        self._filed.update((gram, sorted(found, reverse=True)) for gram, found in filed.items())

    @property
    def tables(self) -> StringTables:
        """What `of_tables` makes the same index of: plain data."""
        packed: dict[str, Filed | bytes] = {
            gram: found if isinstance(found, bytes) else marshal.dumps(found)
            for gram, found in self._filed.items()
        }
        return self._most, self._short, to_columns(packed)

    @classmethod
    def of_tables(cls, tables: StringTables) -> Self:
        """Return the index whose `tables` these were."""
        index = cls(())
        index._most, index._short, filed = tables
        index._filed = from_columns(filed)
        return index

    def find(self, text: str, words: int) -> Iterator[str]:
        """Yield the strings that stand in `text`, a line of so many words."""
        if words > self._most:
            return
        if self._short:
            for string in self._short.keys() & {*text, *map("".join, pairwise(text))}:
                if words <= self._short[string]:
                    yield string
        for gram in self._filed.keys() & set(_grams(text)):
            filed = self._filed[gram]
            if isinstance(filed, bytes):
                self._filed[gram] = filed = marshal.loads(filed)
            for most, string in filed:
                if words > most:
                    break
                if string in text:
                    yield string


def _rarest_gram(string: str, filed: Mapping[str, Sized]) -> str:
    """Return the run of `string` under which few others are filed, one within a word if there is any."""
    grams = _grams(string)
    grams = [gram for gram in grams if " " not in gram] or grams
    for gram in grams:
        if gram not in filed:
            return gram
    return min(grams, key=lambda gram: len(filed[gram]))


def _grams(text: str) -> list[str]:
    return [text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)]
