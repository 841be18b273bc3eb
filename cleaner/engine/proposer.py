"""Say which of many patterns may match a line, by the strings that they need, without asking any of them."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

from cleaner.engine.strings import StringIndex
from cleaner.rulebook.glance import shape_of
from cleaner.rulebook.shape import Either, Needs, Shape, Strings, alike, holds

_LONGEST_KEY: Final = 8
_WORTH: Final = 4
"""So many characters tell strings apart; more of them make none rarer."""


class Proposer:
    """Proposes patterns for lines: all that match the whole line, and few others.

    `most_words` says of each pattern how many words a line may have to be proposed.
    """

    def __init__(self, sources: Sequence[str], most_words: Sequence[int]) -> None:
        self._looks = [
            _Look(shape_of(source), most) for source, most in zip(sources, most_words, strict=True)
        ]
        self._always: list[int] = []
        self._owners: dict[str, list[int]] = {}
        for number, look in enumerate(self._looks):
            key = _key(look.needs)
            if key is None:
                self._always.append(number)
            # Whoever holds a string holds its beginning, which others may share.
            for string in {string[:_LONGEST_KEY] for string in key or ()}:
                self._owners.setdefault(string, []).append(number)
        self._index = StringIndex(
            (string, max(most_words[n] for n in owners)) for string, owners in self._owners.items()
        )

    def withhold(self, numbers: AbstractSet[int]) -> frozenset[int]:
        """Propose no longer those of the patterns `numbers` that are proposed for any line; return which."""
        withheld = frozenset(self._always) & numbers
        self._always = [n for n in self._always if n not in withheld]
        return withheld

    def propose(self, half: str, words: int) -> list[int]:
        """Return the patterns that may match the whole of a half-folded line, in order."""
        text = alike(half)
        found = set(self._always)
        for string in self._index.find(text, words):
            found.update(self._owners[string])
        return [n for n in sorted(found) if self._looks[n].may_match(text, words)]


class _Look:
    """What a line must look like for one pattern to match the whole of it."""

    __slots__ = ("empty", "first", "last", "most_words", "needs")

    def __init__(self, shape: Shape, most_words: int) -> None:
        self.most_words = most_words
        self.empty = shape.empty
        self.first, self.last = shape.first(), shape.last()
        self.needs = _sorted(shape.musts())

    def may_match(self, text: str, words: int) -> bool:
        """Say whether the pattern may match a line that was run through `alike`."""
        if words > self.most_words:
            return False
        if self.empty:
            return holds(self.needs, text)
        return (
            text != ""
            and (self.first is None or text[0] in self.first)
            and (self.last is None or text[-1] in self.last)
            and holds(self.needs, text)
        )


@lru_cache(maxsize=2_000)
def needs_of(source: str) -> Needs:
    """Return what every text holds that a pattern matches, what takes least to look for first."""
    return _sorted(shape_of(source).musts())


def _sorted(needs: Needs) -> Needs:
    return tuple(sorted(needs, key=_size))


def key_of(source: str) -> Strings | None:
    """Return strings, run through `alike`, of which every line that a pattern matches holds one, if any."""
    shape = shape_of(source)
    return None if shape.empty else _key(shape.musts())


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
    """Return about how often a line holds one of the strings: the longer, the rarer."""
    return sum(_frequency_of(string) for string in strings)


def _frequency_of(string: str) -> float:
    bare = string.strip()
    if len(bare) == 1 and not bare.isalpha():
        return 0.3
    return 0.1 ** min(len(bare) if bare < "\u2e80" else 2 * len(bare), _WORTH)


def _size(need: Strings | Either) -> int:
    """Return how many strings are looked for at most, to say whether a line has what is needed."""
    if isinstance(need, frozenset):
        return len(need)
    return sum(_size(part) for branch in need.branches for part in branch)
