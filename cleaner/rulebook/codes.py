"""Compiled patterns as bytes: compiling one takes milliseconds, and this some microseconds."""

import copyreg
import marshal
import sys
from typing import Any, Final

import regex

# How `regex` tells pickle to rebuild a pattern: call this with plain data, the pattern's code. Nothing
# of pickle itself is used: what it reads may run anything.
_REDUCE: Final[Any] = copyreg.dispatch_table[regex.Pattern]
_BUILD: Final[Any] = _REDUCE(regex.compile(""))[0]
VERSION: Final = f"{regex.__version__} {sys.implementation.cache_tag}"
"""Bytes of another version mean nothing."""


def pack_pattern(pattern: regex.Pattern[str]) -> bytes:
    """Return `pattern` as bytes; empty where this `regex` has something in it that isn't plain data."""
    try:
        return marshal.dumps(_REDUCE(pattern)[1])
    except (TypeError, ValueError):
        return b""


def unpack_pattern(data: bytes) -> regex.Pattern[str] | None:
    """Return the pattern that was packed; None where there is none."""
    try:
        pattern: regex.Pattern[str] | None = _BUILD(*marshal.loads(data)) if data else None
    except (EOFError, TypeError, ValueError, RuntimeError, regex.error):
        return None
    return pattern
