"""Slots: where documents stand in their source, whatever its format."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, BinaryIO, Final, Literal, Protocol, get_args

from cleaner.model import Document
from cleaner.sources.limit import MAX_DOCUMENT
from cleaner.sources.plain import read_plain

Format = Literal["text", "jsonl"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_SUFFIXES: Final[dict[str, Format]] = {".jsonl": "jsonl", ".ndjson": "jsonl"}


class Slot(Protocol):
    """A place in a source that holds a document, and knows how to hold another text.

    `record` is its number in the source, None where the document is the whole of it.
    Without a document the bytes are copied; `problem` says what is wrong with them.
    """

    @property
    def raw(self) -> bytes: ...
    @property
    def document(self) -> Document | None: ...
    @property
    def record(self) -> int | None: ...
    @property
    def problem(self) -> str | None: ...
    @property
    def line_end(self) -> bytes:
        """How the source writes a line end."""

    def fill(self, text: str) -> bytes:
        """Return the bytes of the slot with `text` in it."""

    def trail(self, text: str) -> dict[str, Any]:
        """Return what a log must hold, besides the removals, to rebuild the bytes from those with `text`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The keys of a record: of its text, and of what else is known of it."""

    text: str = "text"
    url: str | None = "url"
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a user said about the sources. `url` is for documents that bring none.

    `max_document`: more bytes than the largest document has are not read; None: any number.
    """

    format: Format | None = None
    encoding: str | None = None
    fields: Fields = field(default_factory=Fields)
    url: str | None = None
    max_document: int | None = MAX_DOCUMENT

    def format_for(self, name: str) -> Format:
        """Return the format of the source `name`: what the user said, else what its suffix tells."""
        return self.format or _SUFFIXES.get(PurePath(name).suffix.lower(), "text")


def read_slots(stream: BinaryIO, name: str, how: Reading, first: int = 1) -> Iterator[Slot]:
    """Yield the slots of the source `name`, which is open as `stream`. Raises InputError.

    `first` is the number of the record with which the stream begins.
    """
    if how.format_for(name) == "jsonl":
        from cleaner.sources.jsonl import read_records

        yield from read_records(stream, how.fields, how.url, first, how.max_document)
    else:
        yield read_plain(stream, how.encoding, how.url, how.max_document)
