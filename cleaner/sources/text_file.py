"""Text files: one document each, written back in the encoding they came in."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from cleaner.model import Document
from cleaner.sources.limit import read_all
from cleaner.text.decode import Encoding, decode


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRecord:
    """A whole text file as a record."""

    raw: bytes
    document: Document
    encoding: Encoding
    number: None = None
    problem: None = None

    @property
    def line_end(self) -> bytes:
        """A line end in the encoding of the file."""
        return "\n".encode(self.encoding.name)

    def fill(self, text: str) -> bytes:
        """Return the file with `text` in it. Raises InputError if the encoding can't write it."""
        return self.encoding.encode(text)

    def log_fields(self, text: str) -> dict[str, Any]:  # noqa: ARG002 - records of other formats need it
        """Return the encoding, for the removal log, unless it is plain UTF-8."""
        if self.encoding == Encoding():
            return {}
        return {"encoding": self.encoding.name, "bom": self.encoding.mark.hex()}


def read_text(
    stream: BinaryIO, encoding: str | None = None, url: str | None = None, most: int | None = None
) -> TextRecord:
    """Read one document. Raises InputError if it can't be read or decoded, or has more than `most` bytes."""
    data = read_all(stream, most)
    text, found = decode(data, encoding)
    return TextRecord(raw=data, document=Document(text=text, url=url), encoding=found)
