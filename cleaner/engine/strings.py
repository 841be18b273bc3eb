"""Find which of many strings stand in a line, by looking up what the line holds and not each of them."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, Self

_GRAM: Final = 3
StringTables = tuple[int, dict[str, int], dict[str, list[tuple[int, str]]]]
"""The most words of a line, the short strings, the others by the run they are filed under."""


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
        self._filed: dict[str, list[tuple[int, str]]] = {}
        for string, most in most_words.items():
            if len(string) < _GRAM:
                self._short[string] = most
            else:
                self._filed.setdefault(self._gram(string), []).append((most, string))
        for filed in self._filed.values():
            filed.sort(reverse=True)

    @property
    def tables(self) -> StringTables:
        """What `of_tables` makes the same index of: plain data."""
        return self._most, self._short, self._filed

    @classmethod
    def of_tables(cls, tables: StringTables) -> Self:
        """Return the index whose `tables` these were."""
        index = cls(())
        index._most, index._short, index._filed = tables
        return index

    def _gram(self, string: str) -> str:
        """Return the run of `string` under which few others are filed, one within a word if there is any."""
        grams = _grams(string)
        grams = [gram for gram in grams if " " not in gram] or grams
        for gram in grams:
            if gram not in self._filed:
                return gram
        return min(grams, key=lambda gram: len(self._filed[gram]))

    def find(self, text: str, words: int) -> Iterator[str]:
        """Yield the strings that stand in `text`, a line of so many words."""
        if words > self._most:
            return
        if self._short:
            for string in self._short.keys() & {*text, *map("".join, pairwise(text))}:
                if words <= self._short[string]:
                    yield string
        for gram in self._filed.keys() & set(_grams(text)):
            for most, string in self._filed[gram]:
                if words > most:
                    break
                if string in text:
                    yield string


def _grams(text: str) -> list[str]:
    return [text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)]
