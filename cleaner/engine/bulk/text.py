"""Forms side by side as arrays: their characters, what those are, and where words stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cleaner.engine.bulk.tables import (
    ASCII,
    ENDING,
    LIMIT,
    ODD,
    WORD,
    Bools,
    Bytes,
    Ints,
    ascii_flags,
    properties,
)

Codes = npt.NDArray[np.uint32]


@dataclass
class Text:
    """Forms joined by line feeds: code points, their properties, where each form begins and ends."""

    joined: str
    codes: Codes
    flags: Bytes
    narrow: Bytes
    """What is ASCII as it is, of all else something from 0x80 on."""
    start: Ints
    end: Ints
    odd: Bools
    """Of each form whether it holds characters that no table says all of."""

    @classmethod
    def of(cls, forms: Sequence[str]) -> "Text":
        """Join `forms`; a line feed stands before the first and after the last, too."""
        joined = "\n" + "\n".join(forms) + "\n"
        sizes = np.fromiter(map(len, forms), dtype=np.int64, count=len(forms))
        end = np.cumsum(sizes + 1)
        codes, narrow, rare = codes_of(joined)
        of_rare = properties()[np.minimum(codes[rare], LIMIT)]
        flags = _bytes(bytearray(narrow.tobytes().translate(ascii_flags())))
        flags[rare] = of_rare
        text = cls(joined, codes, flags, narrow, end - sizes, end, end < 0)
        text.odd = text.holding(rare[(of_rare & ODD) != 0])
        return text

    def count(self, places: Ints) -> Ints:
        """Return how many of `places` stand in each form."""
        return np.bincount(self.form_at(places), minlength=len(self.start))

    def count_flagged(self, flag: int) -> Ints:
        """Return how many characters of each form have a property."""
        return self.count(np.flatnonzero((self.flags & flag) != 0))

    @cached_property
    def words(self) -> tuple[Ints, Ints]:
        """Where each word begins and ends. Odd forms have other words."""
        word = (self.flags & WORD) != 0
        edges = np.flatnonzero(word[1:] != word[:-1]) + 1
        return edges[::2], edges[1::2]

    def form_at(self, places: Ints) -> Ints:
        """Return the forms in which characters stand; the line feed behind a form is of that form."""
        return self._form[places].astype(np.int64)

    @cached_property
    def _form(self) -> npt.NDArray[np.int32]:
        sizes = np.append(1, self.end - self.start + 1)
        return np.repeat(np.arange(-1, len(self.start), dtype=np.int32), sizes)

    def holding(self, places: Ints) -> Bools:
        """Say of each form whether one of `places` stands in it."""
        found = np.zeros(len(self.start), dtype=np.bool_)
        found[self.form_at(places)] = True
        return found

    def holding_code(self, code: int) -> Bools:
        """Say of each form whether it holds a character."""
        return self.holding(np.flatnonzero(self.codes == code))

    def last(self) -> Ints:
        """Return where the last character of each form stands, closing quotes and brackets aside.

        Where there is no other it is the line feed before the form.
        """
        last = self.end - 1
        closing = np.flatnonzero((self.flags[last] & ENDING) != 0)
        while len(closing):
            last[closing] -= 1
            closing = closing[(self.flags[last[closing]] & ENDING) != 0]
        return last


def codes_of(joined: str) -> tuple[Codes, Bytes, Ints]:
    """Return code points, the same as bytes (see Text.narrow), and where those stand that aren't ASCII."""
    if joined.isascii():
        narrow = _bytes(joined.encode())
        return narrow.astype(np.uint32), narrow, np.zeros(0, dtype=np.int64)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    rare = np.flatnonzero(codes >= ASCII)
    narrow = codes.astype(np.uint8)
    narrow[rare] |= ASCII
    return codes, narrow, rare


def _bytes(data: bytes | bytearray) -> Bytes:
    return np.frombuffer(data, dtype=np.uint8)
