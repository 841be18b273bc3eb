"""Bytes to text and back, without losing or inventing a byte."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from cleaner.errors import InputError

# Longest first: the UTF-32 mark begins with the UTF-16 one.
MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE: Final = 4096
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONVERT: Final = "\n  convert it to UTF-8 first, with iconv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How a text was written, so that what stays of it can be written the same way.

    `mark` is the byte order mark that came first; it isn't part of the text.
    """

    name: str = "utf-8"
    mark: bytes = b""

    def encode(self, text: str) -> bytes:
        """Return `text` as bytes, the byte order mark first. Raises InputError where it can't be."""
        try:
            return self.mark + text.encode(self.name)
        except (UnicodeError, LookupError):
            raise InputError(f"its text can't be written as {self.name}{_CONVERT}") from None


def decode(data: bytes, encoding: str | None = None) -> tuple[str, Encoding]:
    """Decode `data` by its byte order mark, else by `encoding`, else as UTF-8.

    Raises InputError where the bytes don't decode, where they look binary, and
    where encoding the text again would not give the same bytes.
    """
    mark, name = next(((m, n) for m, n in MARKS if data.startswith(m)), (b"", encoding or "utf-8"))
    if not mark and encoding is None:
        _refuse_binary(data)
    try:
        text = data[len(mark) :].decode(name)
    except UnicodeDecodeError as error:
        raise InputError(_undecodable(data, len(mark) + error.start, name)) from None
    except UnicodeError:  # of encodings that don't say where
        raise InputError(
            f"it is not {name.upper()}\n  name another --encoding, or try --encoding auto"
        ) from None
    except LookupError:
        raise InputError(f"there is no encoding {name!r}\n  name another, or try auto") from None
    how = Encoding(name=name, mark=mark)
    if name != "utf-8" and how.encode(text) != data:
        raise InputError(f"written again as {name} it would not be the same bytes{_CONVERT}")
    return text, how


def _undecodable(data: bytes, offset: int, name: str) -> str:
    problem = f"byte {offset} (0x{data[offset]:02x}) is not {name.upper()}"
    if name == "utf-8" and looks_binary(data[:_SAMPLE]):
        return f"{problem}: this looks binary\n  clean only texts, or extract its text first"
    if name == "utf-8":
        return f"{problem}\n  name its encoding, such as --encoding cp1252, or try --encoding auto"
    return f"{problem}\n  name another --encoding, or try --encoding auto"


def looks_binary(data: bytes) -> bool:
    """Tell whether bytes have so many control characters that they are text in no encoding of bytes."""
    return len(_CONTROL.findall(data)) * 50 > len(data)


def _refuse_binary(data: bytes) -> None:
    """Raise InputError for data with NUL bytes: UTF-16 that doesn't say so, or no text at all."""
    offset = data.find(b"\0")
    if offset < 0:
        return
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    for name, nuls, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if nuls > len(sample) // 8 and others * 8 < nuls:
            raise InputError(
                f"byte {offset} is NUL: this looks like UTF-16 without a byte order mark\n"
                f"  try --encoding {name}"
            )
    raise InputError(
        f"byte {offset} is NUL: this looks binary\n  if it is text all the same, say --encoding utf-8"
    )
