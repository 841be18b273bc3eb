"""What the characters of lines are, as tables by code point: made from what says so of one line."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import regex

from cleaner.engine.bulk.expressions import squeeze
from cleaner.engine.shape import COMMAS, SEPARATORS, STOPS, class_of_end
from cleaner.text.prose import CLOSING
from cleaner.text.words import SPACELESS

LIMIT: Final = 0x3000
"""Code points from here on, and letters of scripts without spaces, are left to what judges one line."""
WORD, DIGIT, UPPER, LOWER, SEPARATOR, COMMA, STOP, ENDING, ODD = (1 << n for n in range(9))
"""Properties of characters. ENDING: may stand behind the character that ends a line. ODD: no table says
all of it. Without ODD they fit a byte."""
ASCII: Final = 0x80
"""The first code point that isn't ASCII."""
Flags = npt.NDArray[np.uint16]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@lru_cache(maxsize=1)
def properties() -> Flags:
    """Return the properties of each code point below LIMIT; ODD stands at LIMIT itself, for all others."""
    chars = "".join(map(chr, range(LIMIT)))
    flags = np.zeros(LIMIT + 1, dtype=np.uint16)
    for pattern, flag in (
        (r"\w", WORD),
        (r"\p{Lu}", UPPER),
        (r"\p{Ll}", LOWER),
        (f"[{SPACELESS}]", ODD),
    ):
        flags[[found.start() for found in regex.finditer(pattern, chars)]] |= flag
    for members, flag in (
        (filter(str.isdigit, chars), DIGIT),
        (SEPARATORS, SEPARATOR),
        (COMMAS, COMMA),
        (STOPS, STOP),
        (CLOSING, ENDING),
    ):
        flags[[ord(char) for char in members if ord(char) < LIMIT]] |= flag
    flags[LIMIT] = ODD
    return flags


@lru_cache(maxsize=1)
def ascii_flags() -> bytes:
    """Return the properties of ASCII by code point, nothing for all other bytes."""
    return bytes(properties()[:ASCII].tolist()) + bytes(0x100 - ASCII)


@lru_cache(maxsize=1)
def ends() -> Bytes:
    """Return the class of a line by the code point that ends it."""
    return np.array([class_of_end(chr(code)) for code in range(LIMIT + 1)], dtype=np.uint8)


@lru_cache(maxsize=1)
def squeezed() -> Bytes:
    """Return by code point the byte that stands for it where expressions are looked for."""
    return np.array([squeeze(chr(code)) for code in range(0x10001)], dtype=np.uint8)


def distinct(numbers: Ints) -> Ints:
    """Return the different ones of some numbers, none below 0, in order: numpy.unique takes far longer."""
    found = np.sort(numbers)
    first: Ints = found[np.diff(found, prepend=-1) != 0]
    return first
