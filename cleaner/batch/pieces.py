"""What a batch reads, cut into pieces that can be cleaned anywhere, and what they become."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Final

from cleaner.batch.documents import OnLoss, Outcome, Remark, clean_slots
from cleaner.batch.plan import Job
from cleaner.batch.totals import Totals
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import InputError, LossError
from cleaner.sources.jsonl import RecordSlot
from cleaner.sources.limit import Row, read_all, read_rows
from cleaner.sources.plain import open_file
from cleaner.sources.removed import write_entry
from cleaner.sources.slots import Reading, Slot, read_slots

PIECE: Final = 256 << 10
"""Bytes of a piece, or more where a text file or the last line is longer. Each is cleaned as a batch of its
own, which takes longer the smaller they are; larger ones would leave processes idle."""
_LOST: Final = (
    "a process died cleaning it, and so did a second one\n"
    "  there may be too little memory: make more room, or leave it out"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A whole text file, or some lines of a JSON lines file, from record `first` on.

    `problem` says instead why it can't be read. `copied`: some of a line that is too
    large; then `problem` says so of its first part.
    """

    job: Job
    data: bytes = b""
    first: int = 1
    problem: str | None = None
    copied: bool = False


Piece = Sequence[Part]


@dataclass(slots=True, kw_only=True)
class Cleaned:
    """What a part became: bytes to write, bytes to log, what is wrong with which record, figures.

    `size`: the bytes that were read. `remarks`: what is to be known of which record, None
    for a text. `failure` says why nothing is written for its file;
    `stopped`: that was the guard.
    """

    job: Job
    size: int
    data: bytes = b""
    log: bytes = b""
    problems: list[tuple[int, str]] = field(default_factory=list)
    remarks: list[tuple[int | None, Remark]] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    failure: str | None = None
    stopped: bool = False


def read_pieces(jobs: Iterable[Job], how: Reading, given_up: Container[Job]) -> Iterator[Piece]:
    """Yield the files of `jobs` as pieces, in order: many small files each, or some lines of a large one.

    Every file has a part. Files that are `given_up` meanwhile aren't read to their end.
    """
    piece: list[Part] = []
    size = 0
    for job in jobs:
        for part in _read_parts(job, how):
            piece.append(part)
            size += len(part.data)
            if size >= PIECE:
                yield piece
                piece, size = [], 0
            if job in given_up:
                break
    if piece:
        yield piece


def _read_parts(job: Job, how: Reading) -> Iterator[Part]:
    name = str(job.source)
    try:
        with open_file(name) as stream:
            if how.format_for(name) == "text":
                yield Part(job=job, data=read_all(stream, how.max_document))
            else:
                yield from _read_lines(job, read_rows(stream, how.max_document))
    except InputError as error:
        yield Part(job=job, problem=str(error))


def _read_lines(job: Job, rows: Iterable[Row]) -> Iterator[Part]:
    """Yield some lines at a time, at least one part, and each part of a line that is too large alone."""
    lines: list[bytes] = []
    size, first, begun = 0, 1, False
    for row in rows:
        begun = True
        if row.whole:
            first = first if lines else row.number
            lines.append(row.data)
            size += len(row.data)
        if lines and (size >= PIECE or not row.whole):
            yield Part(job=job, data=b"".join(lines), first=first)
            lines, size = [], 0
        if not row.whole:
            yield Part(job=job, data=row.data, first=row.number, problem=row.problem, copied=True)
    if lines or not begun:
        yield Part(job=job, data=b"".join(lines), first=first)


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceCleaner:
    """Cleans pieces, whatever process it is in. `logged`: what goes is to be logged."""

    cleaner: Cleaner
    reading: Reading
    on_loss: OnLoss
    logged: bool

    def do(self, piece: Piece) -> list[Cleaned]:
        """Clean all documents of a piece at once; return what each part became."""
        found = [_begun(part) for part in piece]
        slots: list[Slot] = []
        owners: list[int] = []
        for number, part in enumerate(piece):
            try:
                for slot in self._slots(part):
                    slots.append(slot)
                    owners.append(number)
            except InputError as error:
                found[number].failure = str(error)
        data: list[list[bytes]] = [[] for _ in piece]
        logs = [BytesIO() for _ in piece]
        for number, outcome in zip(owners, self._clean(slots), strict=True):
            try:
                if not isinstance(outcome, Outcome):
                    raise outcome
                data[number].append(outcome.data)
                self._note(outcome, found[number], logs[number])
            except (InputError, LossError) as error:
                found[number].failure = str(error)
                found[number].stopped = isinstance(error, LossError)
        for one, chunks, log in zip(found, data, logs, strict=True):
            one.data, one.log = b"".join(chunks), log.getvalue()
        return found

    def split(self, piece: Piece) -> list[Piece]:
        """Return pieces of one document each."""
        return [[part] for whole in piece for part in self._split(whole)]

    def lost(self, piece: Piece) -> list[Cleaned]:
        """Say of a document that it fails: a text file is not written, a record copied."""
        (part,) = piece
        if self.reading.format_for(str(part.job.source)) == "text":
            return [replace(_begun(part), failure=_LOST)]
        totals = Totals(failed_records=1)
        return [replace(_begun(part), data=part.data, problems=[(part.first, _LOST)], totals=totals)]

    def size(self, piece: Piece) -> int:
        """Return the bytes of a piece."""
        return sum(len(part.data) for part in piece)

    def _slots(self, part: Part) -> Iterator[Slot]:
        if part.copied:
            return iter([RecordSlot(raw=part.data, record=part.first, problem=part.problem)])
        if part.problem is not None:
            return iter(())
        return read_slots(BytesIO(part.data), str(part.job.source), self.reading, first=part.first)

    def _clean(self, slots: Sequence[Slot]) -> Iterator[Outcome | InputError | LossError]:
        """Yield what becomes of each slot; an error that ends a source in the place of its outcome."""
        done = 0
        while done < len(slots):
            try:
                for outcome in clean_slots(slots[done:], self.cleaner, self.on_loss):
                    done += 1
                    yield outcome
            except (InputError, LossError) as error:
                done += 1
                yield error

    def _note(self, outcome: Outcome, found: Cleaned, log: BytesIO) -> None:
        """Put down what is to be said of one document."""
        record = outcome.slot.record
        if outcome.problem is not None and record is not None:
            found.problems.append((record, outcome.problem))
        if self.logged and outcome.result is not None:
            write_entry(log, found.job.goal.as_posix(), outcome.slot, outcome.text, outcome.removals)
        found.remarks += ((record, remark) for remark in outcome.remarks)
        found.totals.count(outcome)

    def _split(self, part: Part) -> Iterator[Part]:
        if self.reading.format_for(str(part.job.source)) == "text" or part.copied or not part.data:
            yield part
            return
        for record, line in enumerate(BytesIO(part.data), part.first):
            yield Part(job=part.job, data=line, first=record)


def _begun(part: Part) -> Cleaned:
    return Cleaned(job=part.job, size=len(part.data), failure=None if part.copied else part.problem)
