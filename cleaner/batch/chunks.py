"""Split what a batch reads into chunks that any process can clean."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from cleaner.batch.cleaned_part import CleanedPart
from cleaner.batch.outcomes import OnLoss, Outcome, clean_records
from cleaner.batch.plan import PlannedFile
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import InputError
from cleaner.sources.inputs import open_file
from cleaner.sources.jsonl import JsonRecord
from cleaner.sources.limit import Row, read_all, read_rows
from cleaner.sources.records import ReadOptions, Record, read_records

CHUNK: Final = 256 << 10
"""Bytes of a chunk; more if a text file or the last line is longer. Small chunks take longer, because each is
cleaned as a batch of its own; large ones leave processes idle."""
_DIED: Final = (
    "two processes died while they cleaned it\n  memory may be short: free some, or leave this document out"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePart:
    """A whole text file, or some lines of a JSON lines file, from record `first` on.

    `problem` says why it can't be read. `copied`: it belongs to a line that is too
    large, whose first part has the problem.
    """

    file: PlannedFile
    data: bytes = b""
    first: int = 1
    problem: str | None = None
    copied: bool = False


Chunk = Sequence[SourcePart]


def read_chunks(
    files: Iterable[PlannedFile], options: ReadOptions, failed: Container[PlannedFile]
) -> Iterator[Chunk]:
    """Yield the contents of `files` as chunks, in order: many small files each, or some lines of a large one.

    Each file has at least one part. Files that are in `failed` meanwhile aren't read to their end.
    """
    chunk: list[SourcePart] = []
    size = 0
    for file in files:
        for part in _read_parts(file, options):
            chunk.append(part)
            size += len(part.data)
            if size >= CHUNK:
                yield chunk
                chunk, size = [], 0
            if file in failed:
                break
    if chunk:
        yield chunk


def _read_parts(file: PlannedFile, options: ReadOptions) -> Iterator[SourcePart]:
    try:
        with open_file(file.name) as stream:
            if options.format_of(file.name) == "text":
                yield SourcePart(file=file, data=read_all(stream, options.max_document))
            else:
                yield from _read_lines(file, read_rows(stream, options.max_document))
    except InputError as error:
        yield SourcePart(file=file, problem=str(error))


def _read_lines(file: PlannedFile, rows: Iterable[Row]) -> Iterator[SourcePart]:
    """Yield some lines at a time, at least one part, and each part of a line that is too large by itself."""
    lines: list[bytes] = []
    size, first, empty = 0, 1, True
    for row in rows:
        empty = False
        if row.whole:
            first = first if lines else row.number
            lines.append(row.data)
            size += len(row.data)
        if lines and (size >= CHUNK or not row.whole):
            yield SourcePart(file=file, data=b"".join(lines), first=first)
            lines, size = [], 0
        if not row.whole:
            yield SourcePart(file=file, data=row.data, first=row.number, problem=row.problem, copied=True)
    if lines or empty:
        yield SourcePart(file=file, data=b"".join(lines), first=first)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkCleaner:
    """Cleans chunks, in any process. `logged`: what is removed is to be logged."""

    cleaner: Cleaner
    options: ReadOptions
    on_loss: OnLoss
    logged: bool

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
            owner.add(outcome)
        return cleaned

    def split(self, chunk: Chunk) -> list[Chunk]:
        """Return chunks of one document each."""
        return [[single] for part in chunk for single in self._split(part)]

    def lost(self, chunk: Chunk) -> list[CleanedPart]:
        """Return the failure of a chunk of one document: a text file is not written, a record is copied."""
        (part,) = chunk
        cleaned = self._begin(part)
        if self.options.format_of(part.file.name) == "text":
            cleaned.failure = InputError(_DIED)
        else:
            cleaned.add(Outcome(record=JsonRecord(raw=part.data, number=part.first), problem=_DIED))
        return [cleaned]

    def size(self, chunk: Chunk) -> int:
        """Return the bytes of a chunk."""
        return sum(len(part.data) for part in chunk)

    def _begin(self, part: SourcePart) -> CleanedPart:
        cleaned = CleanedPart(
            shown=part.file.name,
            logged=part.file.target.as_posix(),
            log=bytearray() if self.logged else None,
            size=len(part.data),
        )
        if part.problem is not None and not part.copied:
            cleaned.failure = InputError(part.problem)
        return cleaned

    def _records(self, part: SourcePart) -> Iterator[Record]:
        if part.copied:
            return iter([JsonRecord(raw=part.data, number=part.first, problem=part.problem)])
        if part.problem is not None:
            return iter(())
        return read_records(BytesIO(part.data), part.file.name, self.options, first=part.first)

    def _split(self, part: SourcePart) -> Iterator[SourcePart]:
        if self.options.format_of(part.file.name) == "text" or part.copied or not part.data:
            yield part
            return
        for number, line in enumerate(BytesIO(part.data), part.first):
            yield SourcePart(file=part.file, data=line, first=number)
