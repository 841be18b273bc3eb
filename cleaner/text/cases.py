"""Capitals and letters, counted by line."""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.text.characters import OTHERS
from cleaner.text.columns import Flags, Ints, packed_sums


class Cases(NamedTuple):
    """By line: capital letters, letters, and capitals that no letter stands before."""

    upper: Ints
    letters: Ints
    capitals: Ints


def _make_tables() -> tuple[Flags, Flags]:
    chars = [chr(code) for code in range(OTHERS + 1)]
    return (
        np.array([char.isupper() or char.istitle() for char in chars]),
        np.array([char.isalpha() for char in chars]),
    )


UPPER, LETTER = _make_tables()
"""By code point, up to `OTHERS`: is it a capital, is it a letter."""
_LETTERS: Final = 16
_CAPITALS: Final = 32
"""Bits at which the counters begin."""


def count_cases(codes: npt.NDArray[Any], start: Ints, end: Ints) -> Cases:
    """Return the counts of lines from `start` to `end`; `codes` are the code points, up to `OTHERS`."""
    is_upper, is_letter = UPPER.take(codes), LETTER.take(codes)
    begins = is_upper.copy()
    begins[1:] &= ~is_letter[:-1]
    packed = is_upper.astype(np.uint64)
    packed += is_letter.astype(np.uint64) << np.uint64(_LETTERS)
    packed += begins.astype(np.uint64) << np.uint64(_CAPITALS)
    return Cases(*packed_sums(packed, start, end, 3))
