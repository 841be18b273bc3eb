"""Fold the lines of many documents at once: what is ASCII by tables, the rest one by one."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaner.engine.bulk.tables import LIMIT, ODD, WORD, Flags, Ints, codes_of, properties
from cleaner.text.fold import half_fold, strip_outer
from cleaner.text.markup import FIRST, WITHIN, is_marked
from cleaner.text.split import Line
from cleaner.text.words import count_words

Bools = npt.NDArray[np.bool_]
_TO_SPACE: Final = bytes.maketrans(b"\t\x0b\x0c\x1c\x1d\x1e\x1f", b" " * 7)


@dataclass(slots=True)
class Text:
    """Forms joined by line feeds: code points, their properties, where each form begins and ends."""

    codes: npt.NDArray[np.uint32]
    flags: Flags
    start: Ints
    end: Ints

    @classmethod
    def of(cls, forms: Sequence[str]) -> "Text":
        """Join `forms`; a line feed stands before the first and after the last, too."""
        codes = codes_of("\n" + "\n".join(forms) + "\n")
        flags = properties()[np.minimum(codes, LIMIT)]
        sizes = np.fromiter(map(len, forms), dtype=np.int64, count=len(forms))
        end = np.cumsum(sizes + 1)
        return cls(codes, flags, end - sizes, end)

    def count(self, marked: Bools) -> Ints:
        """Return how many of the characters that `marked` marks stand in each form."""
        total = np.zeros(len(marked) + 1, dtype=np.int32)
        np.cumsum(marked, out=total[1:])
        return (total[self.end] - total[self.start]).astype(np.int64)

    def begins(self) -> Bools:
        """Mark the first character of each word."""
        begins: Bools = (self.flags & WORD) != 0
        begins[1:] &= (self.flags[:-1] & WORD) == 0
        return begins

    def count_words_in(self, words: AbstractSet[str]) -> Ints:
        """Return how many words of each form are among `words`. Odd forms have other words."""
        found = np.zeros(len(self.flags), dtype=np.bool_)
        listed = self._words()
        found[self.begins()] = np.fromiter(map(words.__contains__, listed), dtype=np.bool_, count=len(listed))
        return self.count(found)

    def _words(self) -> list[str]:
        spaced = np.where((self.flags & WORD) != 0, self.codes, ord(" ")).astype(np.uint32)
        return spaced.tobytes().decode("utf-32-le", "surrogatepass").split()

    def form_at(self, places: Ints) -> Ints:
        """Return the forms in which characters stand."""
        return np.searchsorted(self.start, places, side="right") - 1

    def holding(self, flag: int) -> Bools:
        """Say of each form whether it holds a character with a property."""
        return self._with(np.flatnonzero(self.flags & flag))

    def holding_code(self, code: int) -> Bools:
        """Say of each form whether it holds a character."""
        return self._with(np.flatnonzero(self.codes == code))

    def _with(self, places: Ints) -> Bools:
        found = np.zeros(len(self.start), dtype=np.bool_)
        found[self.form_at(places)] = True
        return found


@dataclass(slots=True)
class Forms:
    """The different lines of each document of a batch, one after the other, as they are and folded.

    `marked`: with Markdown. `odd`: with characters that no table says all of.
    """

    raw: list[str]
    half: list[str]
    folded: list[str]
    words: Ints
    marked: Bools
    odd: Bools
    text: Text
    """The halves."""

    def line(self, at: int) -> Line:
        """Return a form as a line that stands nowhere."""
        return Line(
            0, 0, 0, 0, self.raw[at], self.half[at], self.folded[at], int(self.words[at]), False, False
        )


def fold_forms(raws: list[str]) -> Forms:
    """Fold lines: what half_fold, strip_outer and count_words make of each of them."""
    halves, marked = _half_folded(raws)
    text = Text.of(halves)
    words = text.count(text.begins())
    odd = text.holding(ODD)
    for at in np.flatnonzero(odd).tolist():
        words[at] = count_words(halves[at])
    outer = ((text.flags & WORD) != 0) & (text.codes != ord("_"))
    bare = outer[text.start] & outer[text.end - 1] & (text.end > text.start)
    folded = halves.copy()
    for at in np.flatnonzero(~bare).tolist():
        folded[at] = strip_outer(halves[at])
    return Forms(raws, halves, folded, words, marked, odd, text)


def _half_folded(raws: list[str]) -> tuple[list[str], Bools]:
    """Return half-folded lines, and which of them have Markdown."""
    plain = np.fromiter(map(str.isascii, raws), dtype=np.bool_, count=len(raws))
    marked = np.zeros(len(raws), dtype=np.bool_)
    if plain.all():
        halves, marked = _half_folded_ascii(raws)
    else:
        places = np.flatnonzero(plain).tolist()
        quick, marked[places] = _half_folded_ascii([raws[at] for at in places])
        halves = [""] * len(raws)
        for at, half in zip(places, quick, strict=True):
            halves[at] = half
        for at in np.flatnonzero(~plain).tolist():
            raw = raws[at]
            halves[at] = half_fold(raw)
            marked[at] = "`" in raw or is_marked(raw.strip())
    for at in np.flatnonzero(marked & plain).tolist():
        halves[at] = half_fold(raws[at])
    return halves, marked


def _half_folded_ascii(raws: list[str]) -> tuple[list[str], Bools]:
    """Return ASCII lines half-folded but for Markdown, and which of them have any."""
    if not raws:
        return [], np.zeros(0, dtype=np.bool_)
    data = "\n".join(raws).encode().lower().translate(_TO_SPACE)
    while b"  " in data:
        data = data.replace(b"  ", b" ")
    data = data.replace(b" \n", b"\n").replace(b"\n ", b"\n").strip(b" ")
    codes = np.frombuffer(b"\n" + data + b"\n", dtype=np.uint8)
    breaks = np.flatnonzero(codes == ord("\n"))
    start, end = breaks[:-1] + 1, breaks[1:]
    within = np.isin(codes, [ord(mark) for mark in (*WITHIN, "`") if len(mark) == 1])
    for pair in (mark for mark in WITHIN if len(mark) == 2):
        within[:-1] |= (codes[:-1] == ord(pair[0])) & (codes[1:] == ord(pair[1]))
    marked = np.isin(codes[start], [ord(mark) for mark in FIRST]) | (codes[end - 1] == ord("["))
    marked[np.searchsorted(start, np.flatnonzero(within), side="right") - 1] = True
    return data.decode().split("\n"), marked
