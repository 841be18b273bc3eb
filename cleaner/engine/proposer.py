"""Say which of many patterns may match a line, by the strings that they need, without asking any of them."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final, Self

from cleaner.engine.drawers import Drawers
from cleaner.engine.lazy import Lazy
from cleaner.engine.strings import StringIndex, StringTables
from cleaner.rulebook.shape import Either, Needs, Strings, alike, holds

Look = tuple[int, bool, Strings | None, Strings | None, Needs]
"""What a line must look like for a pattern to match the whole of it: the most words, whether it may
be empty, characters it begins with, characters it ends with, what it needs."""
ProposerTables = tuple[list[int], dict[str, bytes], dict[int, bytes], StringTables]
_LONGEST_KEY: Final = 8
_WORTH: Final = 4
"""So many characters tell strings apart; more of them make none rarer."""


class Proposer:
    """Proposes patterns for lines: all that match the whole line, and few others.

    `most_words` says of each pattern how many words a line may have to be proposed.
    """

    def __init__(self, sources: Sequence[str], most_words: Sequence[int]) -> None:
        self._looks = Lazy[Look]()
        self._always: list[int] = []
        self._owners = Drawers[list[int]]()
        for number, (source, most) in enumerate(zip(sources, most_words, strict=True)):
            self._looks[number] = look = _look(source, most)
            key = _key(look[-1])
            if key is None:
                self._always.append(number)
            # Whoever holds a string holds its beginning, which others may share.
            for string in {string[:_LONGEST_KEY] for string in key or ()}:
                self._owners.put(string, [*(self._owners.find(string) or ()), number])
        self._index = StringIndex(
            (string, max(most_words[n] for n in owners)) for string, owners in self._owners.items()
        )

    @property
    def tables(self) -> ProposerTables:
        """What `of_tables` makes the same proposer of: plain data."""
        return self._always, self._owners.pack(), self._looks.pack(), self._index.tables

    @classmethod
    def of_tables(cls, tables: ProposerTables) -> Self:
        """Return the proposer whose `tables` these were."""
        proposer = cls((), ())
        proposer._always, owners, looks, strings = tables
        proposer._owners = Drawers(owners)
        proposer._looks = Lazy(looks)
        proposer._index = StringIndex.of_tables(strings)
        return proposer

    def withhold(self, numbers: AbstractSet[int]) -> frozenset[int]:
        """Propose no longer those of the patterns `numbers` that are proposed for any line; return which."""
        withheld = frozenset(self._always) & numbers
        self._always = [n for n in self._always if n not in withheld]
        return withheld

    def propose(self, half: str, words: int) -> list[int]:
        """Return the patterns that may match the whole of a half-folded line, in order."""
        text = alike(half)
        found = self.candidates(text, words)
        return [n for n in sorted(found) if _may_match(self._looks[n], text, words)]

    def candidates(self, text: str, words: int) -> set[int]:
        """Return the patterns of which `text`, run through `alike`, holds a string, and those without."""
        found = set(self._always)
        for string in self._index.find(text, words):
            found.update(self._owners[string])
        return found

    def may_match(self, number: int, text: str, words: int) -> bool:
        """Say whether a pattern is proposed for a line of which it is a candidate."""
        return _may_match(self._looks[number], text, words)


def _look(source: str, most_words: int) -> Look:
    # Imported here: who has the tables need not read patterns.
    from cleaner.rulebook.glance import shape_of

    shape = shape_of(source)
    return most_words, shape.empty, shape.first(), shape.last(), _sorted(shape.musts())


def _may_match(look: Look, text: str, words: int) -> bool:
    """Say whether the pattern may match a line that was run through `alike`."""
    most_words, empty, first, last, needs = look
    if words > most_words:
        return False
    if empty:
        return holds(needs, text)
    return (
        text != ""
        and (first is None or text[0] in first)
        and (last is None or text[-1] in last)
        and holds(needs, text)
    )


@lru_cache(maxsize=2_000)
def needs_of(source: str) -> Needs:
    """Return what every text holds that a pattern matches, what takes least to look for first."""
    from cleaner.rulebook.glance import shape_of

    return _sorted(shape_of(source).musts())


def _sorted(needs: Needs) -> Needs:
    # What takes least to look for goes first.
    return tuple(sorted(needs, key=_size))


def key_of(source: str) -> Strings | None:
    """Return strings, run through `alike`, of which every line that a pattern matches holds one, if any."""
    from cleaner.rulebook.glance import shape_of

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
    for branch in need:
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
    return sum(_size(part) for branch in need for part in branch)
