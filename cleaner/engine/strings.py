"""Find which of many strings stand in a line, by looking up what the line holds and not each of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

_GRAM: Final = 3


class StringIndex:
    """Strings, each with the longest line, in words, in which it is looked for.

    A string is filed under the rarest of its runs of three characters, rare among all
    strings; one that is shorter under itself.
    """

    def __init__(self, strings: Iterable[tuple[str, int]]) -> None:
        most_words: dict[str, int] = {}
        for string, most in strings:
            most_words[string] = max(most, most_words.get(string, 0))
        self._most = max(most_words.values(), default=-1)
        common = Counter(gram for string in most_words for gram in _grams(string))
        self._short: dict[str, int] = {}
        self._filed: dict[str, list[tuple[int, str]]] = {}
        for string, most in most_words.items():
            if len(string) < _GRAM:
                self._short[string] = most
            else:
                gram = min(_grams(string), key=common.__getitem__)
                self._filed.setdefault(gram, []).append((most, string))
        for filed in self._filed.values():
            filed.sort(reverse=True)

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
