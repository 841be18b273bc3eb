"""Text files: one document each, written back in the encoding they came in."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from cleaner.errors import InputError
from cleaner.model import Document
from cleaner.sources.limit import read_all
from cleaner.sources.trouble import reading
from cleaner.text.decode import Encoding, decode

STDIN: Final = "-"


@contextmanager
def open_source(name: str) -> Iterator[BinaryIO]:
    """Open the file `name`, or standard input for `-`, for reading bytes. Raises InputError."""
    if name == STDIN:
        if sys.stdin is None:
            raise InputError("it is closed\n  pipe a text in, or name a file")
        yield sys.stdin.buffer
        return
    with open_file(name) as stream:
        yield stream


def open_file(name: str) -> BinaryIO:
    """Open the file `name`, which may be called `-`, for reading bytes. Raises InputError."""
    with reading():
        # Not Path.open: an empty name would mean the working directory.
        return open(name, "rb")  # noqa: PTH123


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainSlot:
    """A whole file as the place of one document."""

    raw: bytes
    document: Document
    encoding: Encoding
    record: None = None
    problem: None = None

    @property
    def line_end(self) -> bytes:
        """How the file's encoding writes a line end."""
        return "\n".encode(self.encoding.name)

    def fill(self, text: str) -> bytes:
        """Return the file with `text` in place of the document's."""
        return self.encoding.encode(text)

    def trail(self, text: str) -> dict[str, Any]:  # noqa: ARG002 - slots of other formats need it
        """Return what a log of removals must hold besides them: the encoding, where it isn't plain UTF-8."""
        if self.encoding == Encoding():
            return {}
        return {"encoding": self.encoding.name, "bom": self.encoding.mark.hex()}


def read_plain(
    stream: BinaryIO, encoding: str | None = None, url: str | None = None, most: int | None = None
) -> PlainSlot:
    """Read one document to its end. Raises InputError where it can't be read or is too large."""
    data = read_all(stream, most)
    text, how = decode(data, encoding)
    return PlainSlot(raw=data, document=Document(text=text, url=url), encoding=how)
