"""What a character is to the signals: an end, a begin, and what is counted of it."""

from typing import Final

import numpy as np
import numpy.typing as npt

from cleaner.text.cases import LETTER, UPPER
from cleaner.text.characters import OTHERS

_COUNTED: Final = {
    "commas": ",;،，、；",
    "separators": "|/›»>·•–—~→←<‹▼▾",
    "brackets": "[]()*_#",
    "stops": ".!?。！？…।؟",
}
"""Characters that are counted."""
_ENDS: Final = (".!?。！？।؟", "…", ":：", ",;،，、；", "|/›»>·•→▼▾<‹", ")]}", "\"'“”„’」』")
"""What a unit ends with: 0 is a letter, then these, 8 a digit, 9 any other sign."""
_BEGINS: Final = ("*-•·–—+>»›▪■◦●", "[(", "\"'“„«‘「『", "#", "|/", "©")
"""What it begins with: 0 is a small letter, or one without case, 7 a capital, 8 a digit, 9 any other sign."""


def _make_tables() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    """Return by code point: kinds of ends and begins, what each adds to four counters."""
    digit = np.array([chr(code).isdecimal() for code in range(OTHERS + 1)])
    ends = np.where(LETTER, 0, np.where(digit, 8, 9)).astype(np.uint8)
    begins = np.where(UPPER, 7, ends).astype(np.uint8)
    for table, kinds in ((ends, _ENDS), (begins, _BEGINS)):
        for number, kind in enumerate(kinds, 1):
            table[[ord(char) for char in kind]] = number
    counters = np.zeros(OTHERS + 1, np.uint64)
    for at, kind in enumerate(_COUNTED.values()):
        counters[[ord(char) for char in kind]] += np.uint64(1 << 16 * at)
    return ends, begins, counters


END, BEGIN, COUNTERS = _make_tables()
