"""Split what a batch reads into chunks that any process can clean."""

import stat
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Final

from cleaner.batch.cleaned_part import CleanedPart
from cleaner.batch.outcomes import OnLoss, Outcome, clean_records
from cleaner.batch.plan import PlannedFile
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import InputError
from cleaner.sources.formats import parse_row, read_source
from cleaner.sources.inputs import open_file
from cleaner.sources.kind import Kind
from cleaner.sources.limit import Row
from cleaner.sources.look import look
from cleaner.sources.records import ReadOptions, Record, about_source

if TYPE_CHECKING:
    from cleaner.batch.listing import ListFormat

CHUNK: Final = 256 << 10
"""Bytes of a chunk; more if a text file or the last line is longer. Small chunks take longer, because each is
cleaned as a batch of its own; large ones leave processes idle."""
PIECE: Final = 4 << 20
"""Bytes of rows after which a piece of an output ends, at the end of a chunk. It is compressed by itself, and
a run that was stopped goes on after it."""
_NOT_SKIPPED: Final[Mapping[PlannedFile, int]] = MappingProxyType({})
_DIED: Final = (
    "two processes died while they cleaned it\n  memory may be short: free some, or leave this document out"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePart:
    """Some rows of a source, or none. `problem` says why the source can't be read, or not to its end.

    `read`: the bytes of the file that were read for it. `ends_at`: how many rows there were so far, if a
    piece of the output ends with these, else 0.
    """

    file: PlannedFile
    kind: Kind = field(default_factory=Kind)
    rows: Sequence[Row] = ()
    problem: str | None = None
    read: int = 0
    ends_at: int = 0

    @property
    def size(self) -> int:
        return sum(len(row.data) for row in self.rows)


Chunk = Sequence[SourcePart]


def read_chunks(
    files: Iterable[PlannedFile],
    options: ReadOptions,
    failed: Container[PlannedFile],
    skip: Mapping[PlannedFile, int] = _NOT_SKIPPED,
) -> Iterator[Chunk]:
    """Yield the contents of `files` as chunks, in order: many small files each, or some rows of a large one.

    Each file has at least one part. Files that are in `failed` meanwhile aren't read to their end. `skip`
    says how many rows of a file are done.
    """
    chunk: list[SourcePart] = []
    size = 0
    for file in files:
        for part in _read_parts(file, options, skip.get(file, 0)):
            chunk.append(part)
            size += part.size
            if size >= CHUNK:
                yield chunk
                chunk, size = [], 0
            if file in failed:
                break
    if chunk:
        yield chunk


def _read_parts(file: PlannedFile, options: ReadOptions, number: int) -> Iterator[SourcePart]:
    """Yield some rows at a time, at least one part, without the first `number` rows."""
    rows: list[Row] = []
    size, piece, read, empty, kind = 0, 0, 0, True, Kind()
    problem = None
    try:
        with open_file(file.name) as stream:
            source = look(stream, file.name, options)
            kind = source.kind
            # Skipped, not sought: compressed data has no place to seek to, and reading takes little time.
            for row in islice(read_source(source, options), number, None):
                rows.append(row)
                size += len(row.data)
                if size < CHUNK:
                    continue
                number, piece = number + len(rows), piece + size
                ends = kind.can_be_continued and piece >= PIECE
                now = max(read, _position(stream))
                yield SourcePart(
                    file=file, kind=kind, rows=rows, read=now - read, ends_at=number if ends else 0
                )
                rows, size, empty, read, piece = [], 0, False, now, 0 if ends else piece
    except InputError as error:
        problem = str(error)
    last = max(0, _size(file) - read)
    if rows or empty or last or problem is not None:
        yield SourcePart(file=file, kind=kind, rows=rows, problem=problem, read=last)


def _position(stream: BinaryIO) -> int:
    """Return how many bytes of a file are read; 0 for a pipe."""
    with suppress(OSError):
        return stream.tell()
    return 0


def _size(file: PlannedFile) -> int:
    with suppress(OSError):
        status = file.path.stat()
        return status.st_size if stat.S_ISREG(status.st_mode) else 0
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkCleaner:
    """Cleans chunks, in any process. `logged`: what is removed is to be logged. `form`: that of a list.

    `show` makes what is written in the place of a cleaned record, from the name of its source and
    its outcome.
    """

    cleaner: Cleaner
    options: ReadOptions
    on_loss: OnLoss
    logged: bool
    form: "ListFormat | None" = None
    show: Callable[[str, Outcome], bytes] | None = None

    def do(self, chunk: Chunk) -> list[CleanedPart]:
        """Clean all documents of a chunk as one batch; return what each part became."""
        cleaned = [self._begin(part) for part in chunk]
        records: list[Record] = []
        owners: list[CleanedPart] = []
        for part, owner in zip(chunk, cleaned, strict=True):
            try:
                for record in self._records(part):
                    records.append(record)
                    owners.append(owner)
            except InputError as error:
                owner.failure = error
        outcomes = clean_records(records, self.cleaner, self.on_loss)
        for owner, outcome in zip(owners, outcomes, strict=True):
            owner.add(outcome, None if self.show is None else self.show(owner.shown, outcome))
        return cleaned

    def split(self, chunk: Chunk) -> list[Chunk]:
        """Return chunks of one row each."""
        return [[single] for part in chunk for single in _split(part)]

    def lost(self, chunk: Chunk) -> list[CleanedPart]:
        """Return the failure of a chunk of one row: a text file is not written, other rows are copied."""
        (part,) = chunk
        cleaned = self._begin(part)
        if part.kind.format == "text":
            cleaned.failure = InputError(_DIED)
            return [cleaned]
        for row in part.rows:
            for record in parse_row(replace(row, whole=False, problem=_DIED), part.kind, self.options):
                cleaned.add(
                    Outcome(record=record, problem=record.problem), None if self.show is None else b""
                )
        return [cleaned]

    def size(self, chunk: Chunk) -> int:
        """Return the bytes of a chunk."""
        return sum(part.size for part in chunk)

    def _begin(self, part: SourcePart) -> CleanedPart:
        return CleanedPart(
            shown=part.file.name,
            logged=part.file.target.as_posix(),
            log=bytearray() if self.logged else None,
            form=self.form,
            kind=part.kind,
            about=about_source(part.kind, self.options) if self.logged else {},
            size=part.read,
            ends_at=part.ends_at,
            failure=None if part.problem is None else InputError(part.problem),
        )

    def _records(self, part: SourcePart) -> Iterator[Record]:
        for row in part.rows:
            yield from parse_row(row, part.kind, self.options)


def _split(part: SourcePart) -> Iterator[SourcePart]:
    if len(part.rows) < 2:
        yield part
        return
    last = len(part.rows) - 1
    for at, row in enumerate(part.rows):
        if at == last:
            yield replace(part, rows=[row])
        else:
            yield SourcePart(file=part.file, kind=part.kind, rows=[row])
