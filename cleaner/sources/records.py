"""Records: the parts of a source that hold one document each, whatever its format."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from cleaner.model import Document, Removal
from cleaner.sources.kind import Format, Kind
from cleaner.sources.limit import MAX_DOCUMENT


class Record(Protocol):
    """A part of a source with the document in it, into which another text can be written.

    `number` counts the rows of a source from 1; it is None if the record is the
    whole source. A row with texts in several fields is several records. A record without a
    document is copied; `problem` says why it has none (None: it is blank). `note`: what a user
    should know of how it was read. `adds`: it is to be filled even if its text stays the same.
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
    def note(self) -> str: ...
    @property
    def adds(self) -> bool: ...

    def missing_end(self, data: bytes) -> bytes:
        """Return what `data`, the record as it is written, lacks at its end if another source follows."""

    def fill(self, text: str, removals: Sequence[Removal] = ()) -> bytes:
        """Return the bytes of the record with `text` in place of the document's, by these removals."""

    def unfill(self, text: str, raw: str | None) -> bytes:
        """Return the bytes of the record with its original `text`; `raw` is that of log_fields.

        Raises ValueError where `raw` is of another text.
        """

    def log_fields(self, text: str) -> dict[str, Any]:
        """Return what is needed, besides the removals, to restore the record from one that holds `text`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A record without a document: it is written as it is."""

    raw: bytes
    number: int | None = None
    problem: str | None = None
    document: None = None
    note: str = ""
    adds: bool = False

    def missing_end(self, data: bytes) -> bytes:
        return b"" if data.endswith(b"\n") else b"\n"

    def fill(self, text: str, removals: Sequence[Removal] = ()) -> bytes:  # noqa: ARG002
        return self.raw

    def unfill(self, text: str, raw: str | None) -> bytes:  # noqa: ARG002
        raise ValueError("it has no text")

    def log_fields(self, text: str) -> dict[str, Any]:  # noqa: ARG002
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The names of the fields that hold a document's texts, URL, language and id; a dot leads into an object.

    `removed` and `rules` are fields to add: what was removed, and by which rules.
    """

    text: tuple[str, ...] = ("text",)
    url: str | None = "url"
    language: str | None = None
    id: str | None = "id"
    removed: str | None = None
    rules: str | None = None

    @property
    def added(self) -> tuple[str, ...]:
        return tuple(name for name in (self.removed, self.rules) if name is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOfRow:
    """A row, or the part of it that holds one of its texts: `line[start:stop]`.

    `earlier` are the removals of the row's earlier parts, where fields are added that say what was removed.
    """

    raw: bytes
    number: int
    document: Document
    line: str
    start: int
    stop: int
    field: str
    fields: Fields
    earlier: list[Removal] | None = None
    problem: None = None
    note: str = ""

    @property
    def adds(self) -> bool:
        return self.earlier is not None

    def missing_end(self, data: bytes) -> bytes:
        return b"" if data.endswith(b"\n") else b"\n"


def added_values(fields: Fields, removals: Iterable[Removal]) -> Iterator[tuple[str, list[str]]]:
    """Yield name and value of each field that is to be added."""
    taken = list(removals)
    if fields.removed is not None:
        yield fields.removed, [removal.text for removal in taken]
    if fields.rules is not None:
        yield fields.rules, [removal.rule for removal in taken]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How sources are read.

    `url` is for documents without one. Documents of more than `max_document` bytes are
    refused; None: there is no limit. `encoding` "auto": it is found out, for each file by itself.
    """

    format: Format | None = None
    encoding: str | None = None
    fields: Fields = field(default_factory=Fields)
    url: str | None = None
    max_document: int | None = MAX_DOCUMENT


def read_records(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Record]:
    """Yield the records of the source `name`, which is open as `stream`. Raises InputError."""
    from cleaner.sources.formats import parse_row, read_source
    from cleaner.sources.look import look

    source = look(stream, name, options)
    for row in read_source(source, options):
        yield from parse_row(row, source.kind, options)


def about_source(kind: Kind, options: ReadOptions) -> dict[str, Any]:
    """Return what the removal log must say of a source, so that its output can be read as it was."""
    about: dict[str, Any] = {} if kind.format in ("text", "jsonl") else {"format": kind.format}
    if kind.columns is not None and kind.columns.encoding != "utf-8":
        about["encoding"] = kind.columns.encoding
    if len(options.fields.text) > 1 and kind.format not in ("text", "wet"):
        about["fields"] = list(options.fields.text)
    return about
