"""Text files: one document each, written back in the encoding they came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from cleaner.model import Document, Removal
from cleaner.sources.compression import Codec, compress, open_compressed
from cleaner.sources.limit import read_all
from cleaner.text.decode import Encoding, decode


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRecord:
    """A whole text file as a record. `raw` is compressed with `codec`."""

    raw: bytes
    document: Document
    encoding: Encoding
    codec: Codec | None = None
    number: None = None
    problem: None = None
    note: str = ""
    adds: bool = False

    def missing_end(self, data: bytes) -> bytes:
        """Return a line end in the encoding of the file, if `data` has none; compressed files stand alone."""
        line_end = "\n".encode(self.encoding.name)
        return b"" if self.codec is not None or data.endswith(line_end) else line_end

    def fill(self, text: str, removals: Sequence[Removal] = ()) -> bytes:  # noqa: ARG002 - others add fields
        """Return the file with `text` in it. Raises InputError if the encoding can't write it."""
        data = self.encoding.encode(text)
        return data if self.codec is None else compress(self.codec, data)

    def unfill(self, text: str, raw: str | None) -> bytes:  # noqa: ARG002 - others need it
        """Return the file with its original text; as it is, if that is the text it has."""
        return self.raw if text == self.document.text else self.fill(text)

    def log_fields(self, text: str) -> dict[str, Any]:  # noqa: ARG002 - records of other formats need it
        """Return the encoding, for the removal log, unless it is plain UTF-8."""
        if self.encoding == Encoding():
            return {}
        return {"encoding": self.encoding.name, "bom": self.encoding.mark.hex()}


def read_text(
    stream: BinaryIO, encoding: str | None = None, url: str | None = None, most: int | None = None
) -> TextRecord:
    """Read one document. Raises InputError if it can't be read or decoded, or has more than `most` bytes."""
    return parse_text(read_all(stream, most), None, encoding, url, most)


def parse_text(
    raw: bytes, codec: Codec | None, encoding: str | None, url: str | None, most: int | None
) -> TextRecord:
    """Decompress and decode one document. Raises InputError as read_text does."""
    data = raw if codec is None else read_all(open_compressed(codec, BytesIO(raw)), most)
    note = ""
    if encoding == "auto":
        from cleaner.sources.encodings import find_encoding

        encoding = find_encoding(data)
        note = "" if encoding is None else f"read as {encoding}"
    text, found = decode(data, encoding)
    document = Document(text=text, url=url)
    return TextRecord(raw=raw, document=document, encoding=found, codec=codec, note=note)
