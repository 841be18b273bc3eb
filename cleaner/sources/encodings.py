"""Find out how a text is encoded, if nobody says so."""

import codecs
from typing import TYPE_CHECKING, Final

from cleaner.errors import InputError
from cleaner.text.decode import MARKS, looks_binary

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

_UNKNOWN: Final = "its encoding can't be found out\n  name it with --encoding, or leave the file out"
_COMMON: Final = ("cp1252", "cp1251", "cp1250")
_SAMPLE: Final = 256 << 10
"""Bytes that are looked at; more take long and say no more."""


def find_encoding(data: bytes, *, whole: bool = True) -> str | None:
    """Return the most likely encoding of a text; None: it is UTF-8, or has a byte order mark.

    `whole`: false for the beginning of one, which may end within a letter. Raises InputError if none fits.
    """
    if any(data.startswith(mark) for mark, _ in MARKS) or _is_utf8(data, whole):
        return None
    sample = data[:_SAMPLE]
    if looks_binary(sample) and b"\0" not in sample:
        raise InputError(_UNKNOWN)
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None:
        raise InputError(_UNKNOWN)
    # Of those that give the same text, the most common one.
    same = (name for name in _COMMON if name in best.could_be_from_charset and _same(name, best, sample))
    return next(same, best.encoding).replace("_", "-")


def _is_utf8(data: bytes, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def _same(name: str, best: "CharsetMatch", sample: bytes) -> bool:
    return sample.decode(name, "replace") == str(best)
