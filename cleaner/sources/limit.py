"""Read no more of a source into memory than one document may have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from cleaner.errors import InputError
from cleaner.sources.io_errors import reading

UNITS: Final = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
MAX_DOCUMENT: Final = 8 << 20
"""Default limit for the bytes of one document: a text file, or a line of JSON lines."""
MOST_DOCUMENT: Final = 1 << 40
"""The largest limit that can be set."""
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line and its number, or a part of a line that is too large; the first part has the `problem`."""

    number: int
    data: bytes
    whole: bool = True
    problem: str | None = None


def read_all(stream: BinaryIO, most: int | None) -> bytes:
    """Read to the end. Raises InputError if the stream can't be read, or has more than `most` bytes."""
    if most is None:
        with reading():
            return stream.read()
    blocks = []
    left = most + 1
    # Block by block: some streams make room for all that they are asked for.
    while left and (block := _read_block(stream, min(left, _CHUNK))):
        blocks.append(block)
        left -= len(block)
    if not left:
        raise InputError(too_large("it", most))
    return b"".join(blocks)


def _read_block(stream: BinaryIO, most: int) -> bytes:
    with reading():
        return stream.read(most)


def read_rows(stream: BinaryIO, most: int | None, first: int = 1) -> Iterator[Row]:
    """Yield the lines of `stream` as they are read, those of more than `most` bytes in parts.

    `first` is the number of the first line. Raises InputError if it can't be read.
    """
    number = first
    while data := _read_line(stream, -1 if most is None else most + 1):
        if most is None or len(data) <= most:
            yield Row(number=number, data=data)
        else:
            yield Row(number=number, data=data, whole=False, problem=too_large("the line", most))
            while not data.endswith(b"\n") and (data := _read_line(stream, _CHUNK)):
                yield Row(number=number, data=data, whole=False)
        number += 1


def _read_line(stream: BinaryIO, most: int) -> bytes:
    with reading():
        return stream.readline(most)


def too_large(what: str, most: int) -> str:
    return (
        f"{what} is larger than {size_text(most)}, so it is not cleaned\n"
        "  raise --max-document if there is enough memory"
    )


def size_text(size: int) -> str:
    """Return bytes in the largest unit that fits.

    >>> size_text(8 << 20), size_text(1000)
    ('8M', '1000 bytes')
    """
    for unit, factor in reversed(UNITS.items()):
        if size % factor == 0 and size:
            return f"{size // factor}{unit}"
    return f"{size} bytes"
