"""What is computed once about a document, on the original, before anything is decided."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import compress, repeat
from operator import gt
from typing import Final

import regex

from cleaner.engine.acting import CLAIMING, UNGATED, Acting, has
from cleaner.engine.patterns import Matched
from cleaner.model import Zone
from cleaner.rulebook.rule import PageGate
from cleaner.rulebook.shape import alike
from cleaner.text.lines import Lines
from cleaner.text.prose import ProseTest, prose_lines
from cleaner.text.split import split_lines
from cleaner.text.zones import zones

_SEPARATOR: Final = regex.compile(r" [|•·»:/-]+ | :: ")

LONG: Final = 255
"""Words of a line that are as good as any more."""
_PROSE_IS_LONG: Final = bytes([0, LONG] + [0] * 254)


@dataclass(slots=True)
class Scene:
    """A document's lines and what is true of them.

    `hits` holds, a line each, the numbers of the line rules whose matcher hits it,
    gates aside; lines that are the same share one set: it is not to be changed. In a batch
    it isn't filled, but what follows from it: `places` and `marks`. `matched` says which
    patterns match which lines.
    """

    text: str
    lines: Lines
    prose: list[bool]
    titles: tuple[str, ...]
    words: int
    prose_words: int
    zones: list[Zone] = field(default_factory=list)
    hits: list[AbstractSet[int]] = field(default_factory=list)
    matched: Matched = field(default_factory=Matched)
    places: dict[int, list[int]] = field(default_factory=dict)
    """The lines that a rule hits, by its number."""
    marks: bytes = b""
    """What hits say of each line: see Acting."""
    hit_count: int = 0
    _sizes: bytes = b""
    _small: str = ""
    _within: dict[frozenset[Zone], bytes] = field(default_factory=dict)

    @property
    def sizes(self) -> bytes:
        """Of each line its words, LONG for prose and for so many or more."""
        if len(self._sizes) != len(self.prose):
            words = bytes(map(min, self.lines.words, repeat(LONG)))
            self._sizes = either(words, bytes(self.prose).translate(_PROSE_IS_LONG))
        return self._sizes

    @property
    def small(self) -> str:
        """The text run through `alike`, which changes no offset."""
        if len(self._small) != len(self.text):
            self._small = alike(self.text)
        return self._small

    def within(self, zones: frozenset[Zone]) -> bytes:
        """Say of each line, by 1 or 0, whether it stands in one of `zones`."""
        if zones not in self._within:
            self._within[zones] = bytes(map(zones.__contains__, self.zones))
        return self._within[zones]

    def settle(self, acting: Acting) -> None:
        """Fill in what follows from the hits: the zones, and how many lines count for page gates."""
        if self.hits:
            self._sum_up(acting)
        claimed = self.marks.translate(has(CLAIMING))
        self.zones = zones(bytes(map(gt, self.prose, claimed)))
        self.hit_count = self.marks.translate(has(UNGATED)).count(1)

    def _sum_up(self, acting: Acting) -> None:
        marks = bytearray(len(self.hits))
        for at, found in enumerate(self.hits):
            for number in found:
                marks[at] |= acting.marks[number]
                self.places.setdefault(number, []).append(at)
        self.marks = bytes(marks)

    def is_page(self, gate: PageGate) -> bool:
        """Say whether the document looks as noisy, and as much like an article, as `gate` asks."""
        return self.hit_count >= gate.hits and self.prose_words >= gate.prose * self.words


def both(some: bytes, others: bytes) -> bytes:
    """Return byte by byte the bits that both have: as whole numbers they are compared in one step."""
    found = int.from_bytes(some, "little") & int.from_bytes(others, "little")
    return found.to_bytes(len(some), "little")


def either(some: bytes, others: bytes) -> bytes:
    """Return byte by byte the bits that one of them has."""
    found = int.from_bytes(some, "little") | int.from_bytes(others, "little")
    return found.to_bytes(len(some), "little")


def set_scene(text: str, test: ProseTest) -> Scene:
    """Split `text` and judge its lines alone."""
    lines = split_lines(text)
    return make_scene(text, Lines.of(lines), prose_lines(lines, test))


def make_scene(text: str, lines: Lines, prose: list[bool]) -> Scene:
    """Return the scene of a document that is split, each line judged whether it is prose."""
    return Scene(
        text=text,
        lines=lines,
        prose=prose,
        titles=_titles(next(filter(None, lines.half), "")),
        words=sum(lines.words),
        prose_words=sum(compress(lines.words, prose)),
    )


def _titles(first: str) -> tuple[str, ...]:
    """Return the forms of the title: the first line that says anything, and its part before a separator."""
    if not first:
        return ()
    cut = _SEPARATOR.search(first)
    return (first, first[: cut.start()]) if cut and cut.start() else (first,)
