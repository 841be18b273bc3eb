"""Which lines, not folded yet, hold something for which lower case isn't enough to fold them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cleaner.engine.bulk.tables import ASCII, Bools, Bytes
from cleaner.engine.bulk.text import codes_of
from cleaner.text.blocks import WHITE

_HARD, _WIDE, _MARKED = 1, 2, 4


def _flags(chars: Mapping[str, int]) -> Bytes:
    """Return what bytes say: none of two strings holds the same character."""
    flags = np.zeros(0x100, dtype=np.uint8)
    for members, flag in chars.items():
        flags[list(members.encode())] = flag
    return flags


_ANY: Final = _flags({"`": _HARD, "*_\\": _MARKED, "".join(filter(str.isascii, WHITE)): _WIDE})
_ANY[ASCII:] = _HARD
_FIRST: Final = _flags({" ": _WIDE, "#+>-[": _MARKED})
_LAST: Final = _flags({" ": _WIDE, "[": _MARKED})
_PAIRS: Final = {"  ": _WIDE, "](": _MARKED, ":/": _MARKED, "w.": _MARKED, "W.": _MARKED}


@dataclass(frozen=True, slots=True)
class Signs:
    """What lines hold. Each says too much rather than too little."""

    simple: Bools
    """Those of ASCII without backticks."""
    wide: Bools
    """Those with white space that collapses, or goes at an end."""
    marked: Bools
    """Those with Markdown or addresses, and wide ones, of which it isn't looked up how they begin and end."""

    @classmethod
    def of(cls, lines: Sequence[str]) -> "Signs":
        """Look at `lines`, of which none holds a line feed."""
        codes, narrow, rare = codes_of("\n" + "\n".join(lines) + "\n")
        flags = np.frombuffer(bytearray(narrow.tobytes().translate(_ANY.tobytes())), dtype=np.uint8)
        flags[rare[np.isin(codes[rare], [ord(char) for char in WHITE])]] |= _WIDE
        pairs = narrow[:-1].astype(np.uint16) << 8 | narrow[1:]
        for pair, flag in _PAIRS.items():
            one, other = pair.encode()
            hit = pairs == (one << 8 | other)
            flags[:-1] |= hit.view(np.uint8) * np.uint8(flag)
        breaks = np.flatnonzero(narrow == ord("\n"))
        first, last = breaks[:-1] + 1, breaks[1:] - 1
        flags[first] |= _FIRST[narrow[first]]
        flags[last] |= _LAST[narrow[last]]
        found = np.bitwise_or.reduceat(flags, first)[: len(lines)]
        return cls((found & _HARD) == 0, (found & _WIDE) != 0, (found & (_WIDE | _MARKED)) != 0)
