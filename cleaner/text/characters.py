"""What each character folds to, and of what class it is: tables for folding whole batches at once.

A line is folded sign by sign wherever that gives what `half_fold` gives. Characters for which it may
not (ligatures, marks that combine, Markdown) are flagged; their lines are folded by `half_fold` itself.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

GAP, LETTER, DIGIT, BREAK, SPACELESS_EVEN, SPACELESS_ODD = range(6)
"""Classes of characters. Neighbours in a script without spaces alternate, so that each is a token."""
CLASS: Final = 7
"""The bits of a class; above them are flags."""
SPECIAL: Final = 8
"""The line must be folded by `half_fold`."""
MARK: Final = 16
"""The same, where two of these stand side by side: they may change places."""
INK: Final = 32
"""Not white space."""
ELLIPSIS: Final = "…"
"""Folds to three characters, which only the text of a line has to show: all are gaps."""
OTHERS: Final = 0xFFFF
"""The place in the tables of all characters above it, and of none below."""
_WHITE: Final = (
    *range(9, 14),
    *range(28, 33),
    133,
    160,
    5760,
    *range(8192, 8203),
    8232,
    8233,
    8239,
    8287,
    12288,
)
IS_WHITE: Final[npt.NDArray[np.bool_]] = np.zeros(OTHERS + 1, np.bool_)
"""By code point: white space."""
IS_WHITE[list(_WHITE)] = True
MARKDOWN: Final = "_`\\*#[]"
"""Lines with one of these may have Markdown."""


class CharacterTables(NamedTuple):
    """By code point, up to `OTHERS`: what it folds to (uint16), and its class and flags (uint8)."""

    folded: npt.NDArray[np.uint16]
    classes: npt.NDArray[np.uint8]
