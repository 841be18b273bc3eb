"""What is known about the texts that a pattern matches, put together from what is known of its parts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

# Characters that `regex` takes for the same as another, case aside, and str.lower() doesn't.
_ALIKE: Final = {
    "İ": "i", "ı": "i", "ſ": "s", "K": "k", "µ": "μ", "\u0345": "ι", "\u1fbe": "ι", "\u1fd3": "\u0390",
    "\u1fe3": "\u03b0", "ϐ": "β", "ϵ": "ε", "ϑ": "θ", "ϴ": "θ", "ϰ": "κ", "ϖ": "π", "ϱ": "ρ", "ς": "σ",
    "Σ": "σ", "ϕ": "φ", "\u1c80": "в", "\u1c81": "д", "\u1c82": "о", "\u1c83": "с", "\u1c84": "т",
    "\u1c85": "т", "\u1c86": "ъ", "\u1c87": "ѣ", "\u1c88": "ꙋ", "\u1e9b": "ṡ", "\ufb05": "\ufb06",
}  # fmt: skip
_ODD: Final = re.compile(f"[{''.join(_ALIKE)}]")

_MOST_STRINGS: Final = 64
"""A part that can be more strings than this is cut in two: some of the first half, some of the second."""
_MOST_CHOICES: Final = 400
"""So many strings one of several branches may be."""

Strings: TypeAlias = frozenset[str]
EMPTY: Final[Strings] = frozenset({""})
Either: TypeAlias = tuple["Needs", ...]
"""One of several conditions; each is a list of which all must hold."""
Needs: TypeAlias = tuple["Strings | Either", ...]
"""All of these must hold: of a set of strings that the line has one in it."""


@dataclass(slots=True)
class Shape:
    """What is known about the texts that a pattern, or a part of it, matches.

    `strings` are all of them, if they are few, and say it all; else None. `needs` are what
    each of them holds. `firsts` and `lasts` are the characters with which those begin and
    end that aren't empty (None: any); `empty` says whether one may be.
    """

    strings: Strings | None
    empty: bool = False
    needs: Needs = ()
    firsts: Strings | None = None
    lasts: Strings | None = None

    def first(self) -> Strings | None:
        """Return the characters with which the texts begin, None for any."""
        return self.firsts if self.strings is None else frozenset(text[0] for text in self.strings if text)

    def last(self) -> Strings | None:
        """Return the characters with which the texts end, None for any."""
        return self.lasts if self.strings is None else frozenset(text[-1] for text in self.strings if text)

    def musts(self) -> Needs:
        """Return what each of the texts holds."""
        if self.strings is None:
            return self.needs
        return () if self.empty else (self.strings,)


ANY: Final = Shape(None)
NOTHING: Final = Shape(EMPTY, True)
ANYTHING: Final = Shape(None, True)


def alike(text: str) -> str:
    """Return `text` so that whatever patterns take for the same, case aside, is the same.

    >>> alike("Iıİ Σς")
    'iii σσ'
    """
    if not text.isascii():
        text = _ODD.sub(lambda found: _ALIKE[found[0]], text)
    return text.lower()


def holds(needs: Needs, text: str) -> bool:
    """Say whether `text` has all that is needed."""
    for need in needs:
        if isinstance(need, tuple):
            if not any(holds(branch, text) for branch in need):
                return False
        elif not any(map(text.__contains__, need)):
            return False
    return True


def of_strings(strings: Strings) -> Shape:
    """Return the shape of what is one of `strings`."""
    return Shape(strings, "" in strings)


def either(branches: list[Shape]) -> Shape:
    """Return what is known of a text that one of several patterns matches."""
    if len(branches) == 1:
        return branches[0]
    known = [shape.strings for shape in branches if shape.strings is not None]
    if len(known) == len(branches):
        strings = frozenset[str]().union(*known)
        if len(strings) <= _MOST_CHOICES:
            return of_strings(strings)
    needs: Needs = ()
    each = [shape.musts() for shape in branches]
    if all(each):
        sets = [musts[0] for musts in each if len(musts) == 1 and isinstance(musts[0], frozenset)]
        needs = (frozenset[str]().union(*sets),) if len(sets) == len(each) else (tuple(each),)
    first = _union(shape.first() for shape in branches)
    last = _union(shape.last() for shape in branches)
    return Shape(None, any(shape.empty for shape in branches), needs, first, last)


def _union(sets: Iterable[Strings | None]) -> Strings | None:
    found: set[str] = set()
    for chars in sets:
        if chars is None:
            return None
        found |= chars
    return frozenset(found)


class Chain:
    """Parts that follow one another. Neighbours that are few strings each are put together."""

    def __init__(self) -> None:
        self._needs: list[Strings | Either] = []
        self._run: Strings = EMPTY
        self._whole = True
        self._parts: list[Shape] = []

    def add(self, part: Shape) -> None:
        """Add what stands there once."""
        self._parts.append(part)
        strings = part.strings
        if strings is None:
            self._break()
            self._needs += part.needs
        elif self._run is EMPTY:
            self._run = strings
        elif len(self._run) * len(strings) <= _MOST_STRINGS:
            self._run = frozenset([a + b for a in self._run for b in strings])
        else:
            self._break()
            self._run = strings

    def add_repeated(self, part: Shape, least: int, most: int | None) -> None:
        """Add what may stand there more than once, or not at all."""
        if (least, most) == (0, 1) and part.strings is not None:
            self.add(of_strings(part.strings | EMPTY))
            return
        if least:
            self.add(part)
        if most != 1:
            self.add(Shape(None, True, (), part.first(), part.last()))
        elif not least:
            self.add(Shape(None, True, (), part.firsts, part.lasts))

    def _break(self) -> None:
        self._whole = False
        if "" not in self._run:
            self._needs.append(self._run)
        self._run = EMPTY

    def shape(self) -> Shape:
        """Return what is known of all of them together."""
        if len(self._parts) == 1:
            return self._parts[0]
        if self._whole:
            return of_strings(self._run)
        self._break()
        empty = all(part.empty for part in self._parts)
        first = _edge((part.first(), part.empty) for part in self._parts)
        last = _edge((part.last(), part.empty) for part in reversed(self._parts))
        return Shape(None, empty, tuple(self._needs), first, last)


def _edge(ends: Iterable[tuple[Strings | None, bool]]) -> Strings | None:
    """Return the characters at one end of a chain, from those of its parts and which of them may be empty."""
    found: list[Strings | None] = []
    for chars, empty in ends:
        found.append(chars)
        if not empty:
            break
    return _union(found)
