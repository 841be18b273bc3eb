"""Records: the parts of a source that hold one document each, whatever its format."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, BinaryIO, Final, Literal, Protocol, get_args

from cleaner.model import Document
from cleaner.sources.limit import MAX_DOCUMENT
from cleaner.sources.text_file import read_text

Format = Literal["text", "jsonl"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_SUFFIXES: Final[dict[str, Format]] = {".jsonl": "jsonl", ".ndjson": "jsonl"}


class Record(Protocol):
    """A part of a source with the document in it, into which another text can be written.

    `number` counts the records of a source from 1; it is None if the record is the
    whole source. A record without a document is copied; `problem` says why it has none
    (None: it is blank).
    """

    @property
    def raw(self) -> bytes: ...
    @property
    def document(self) -> Document | None: ...
    @property
    def number(self) -> int | None: ...
    @property
    def problem(self) -> str | None: ...
    @property
    def line_end(self) -> bytes:
        """A line end in the encoding of the source."""

    def fill(self, text: str) -> bytes:
        """Return the bytes of the record with `text` in place of the document's."""

    def log_fields(self, text: str) -> dict[str, Any]:
        """Return what is needed, besides the removals, to restore the record from one that holds `text`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The JSON keys of a document's text, URL and language."""

    text: str = "text"
    url: str | None = "url"
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How sources are read.

    `url` is for documents without one. Documents of more than `max_document` bytes are
    refused; None: there is no limit.
    """

    format: Format | None = None
    encoding: str | None = None
    fields: Fields = field(default_factory=Fields)
    url: str | None = None
    max_document: int | None = MAX_DOCUMENT

    def format_of(self, name: str) -> Format:
        """Return the format of the source `name`: the given one, else the one of its suffix."""
        return self.format or _SUFFIXES.get(PurePath(name).suffix.lower(), "text")


def read_records(stream: BinaryIO, name: str, options: ReadOptions, first: int = 1) -> Iterator[Record]:
    """Yield the records of the source `name`, which is open as `stream`. Raises InputError.

    `first` is the number of the first record of the stream.
    """
    if options.format_of(name) == "jsonl":
        from cleaner.sources.jsonl import read_jsonl

        yield from read_jsonl(stream, options.fields, options.url, first, options.max_document)
    else:
        yield read_text(stream, options.encoding, options.url, options.max_document)
