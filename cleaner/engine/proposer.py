"""Say which of many patterns may match a line, by the strings that they need, without asking any of them."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from cleaner.engine.literals import Either, Needs, Strings, alike, holds, shape_of
from cleaner.engine.strings import StringIndex

_WORTH: Final = 4
"""So many letters tell strings apart; more of them make none rarer."""


class Proposer:
    """Proposes patterns for lines: all that match the whole line, and few others.

    `most_words` says of each pattern how many words a line may have to be proposed.
    """

    def __init__(self, sources: Sequence[str], most_words: Sequence[int]) -> None:
        self._shapes = [shape_of(source) for source in sources]
        self._needs = [tuple(sorted(shape.musts(), key=_size)) for shape in self._shapes]
        self._firsts = [shape.first() for shape in self._shapes]
        self._lasts = [shape.last() for shape in self._shapes]
        self._most_words = list(most_words)
        self._always: list[int] = []
        self._owners: dict[str, list[int]] = {}
        for number, needs in enumerate(self._needs):
            key = _key(needs)
            if key is None:
                self._always.append(number)
            for string in key or ():
                self._owners.setdefault(string, []).append(number)
        self._index = StringIndex(
            (string, max(most_words[n] for n in owners)) for string, owners in self._owners.items()
        )

    def propose(self, half: str, words: int) -> list[int]:
        """Return the patterns that may match the whole of a half-folded line, in order."""
        text = alike(half)
        found = set(self._always)
        for string in self._index.find(text, words):
            found.update(self._owners[string])
        return [n for n in sorted(found) if words <= self._most_words[n] and self.may_match(n, text)]

    def may_match(self, number: int, text: str) -> bool:
        """Say whether pattern `number` may match a line that was run through `alike`."""
        if self._shapes[number].empty:
            return holds(self._needs[number], text)
        first, last = self._firsts[number], self._lasts[number]
        return (
            bool(text)
            and (first is None or text[0] in first)
            and (last is None or text[-1] in last)
            and holds(self._needs[number], text)
        )


def _key(needs: Needs) -> Strings | None:
    """Return strings of which a line must hold one: of all such sets the rarest."""
    keys = [found for found in map(_key_of, needs) if found]
    return min(keys, key=_frequency, default=None)


def _key_of(need: Strings | Either) -> Strings | None:
    if isinstance(need, frozenset):
        return need
    found: set[str] = set()
    for branch in need.branches:
        key = _key(branch)
        if key is None:
            return None
        found |= key
    return frozenset(found)


def _frequency(strings: Iterable[str]) -> float:
    """Return about how often a line holds one of the strings: letters are rare, others aren't."""
    return sum(_frequency_of(string) for string in strings)


@lru_cache(maxsize=50_000)
def _frequency_of(string: str) -> float:
    letters = sum(2 if char >= "\u2e80" else 1 for char in string if char.isalpha())
    others = sum(char != " " for char in string) - letters
    return float(0.9 ** (len(string) - 1) * 0.1 ** min(letters, _WORTH) * 0.3 ** max(others, 0))


def _size(need: Strings | Either) -> int:
    """Return how many strings are looked for at most, to say whether a line has what is needed."""
    if isinstance(need, frozenset):
        return len(need)
    return sum(_size(part) for branch in need.branches for part in branch)
