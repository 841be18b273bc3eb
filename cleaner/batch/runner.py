"""Clean sources: write what is left, log what was removed, tell what went wrong, and count."""

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cleaner.batch.cleaned_part import CleanedPart
from cleaner.batch.failures import place_of
from cleaner.batch.journal import Journal
from cleaner.batch.outcomes import Notice, OnLoss, Outcome, clean_records, explain_records
from cleaner.batch.plan import Plan, PlannedFile
from cleaner.batch.totals import Totals
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import InputError, LossError
from cleaner.sources.atomic import Begun, replacing
from cleaner.sources.compression import Encoder
from cleaner.sources.formats import make_encoder, parse_row, read_source
from cleaner.sources.inputs import STDIN, STDIN_NAME, open_file, open_input
from cleaner.sources.io_errors import writing, writing_only_output
from cleaner.sources.kind import Kind
from cleaner.sources.limits import limits_of, make_folder, make_folders
from cleaner.sources.look import look
from cleaner.sources.records import ReadOptions, about_source

if TYPE_CHECKING:
    from cleaner.batch.listing import ListFile

Write = Callable[[CleanedPart], object]
"""Writes the data of a part, which may be empty."""


def _ignore(*_: object) -> None:
    """Do nothing."""


@dataclass(slots=True, kw_only=True)
class Runner:
    """Cleans sources; `totals` are the figures so far.

    `log` gets what is removed, `list_file` a row for each document that is cleaned. `tell` gets a source,
    the number of a record or None, and a problem; `tell_notice` a place and a notice, `tell_note` a place
    and how it was read, `advance` the number of bytes that are done, and of which source. `journal` is
    that of a batch.
    `unwritten`: nothing was written for one of the sources. `last`: the last source, and its kind.
    """

    cleaner: Cleaner
    options: ReadOptions
    on_loss: OnLoss
    tell: Callable[[str, int | None, str], None]
    tell_notice: Callable[[str, Notice], None] = _ignore
    tell_note: Callable[[str, str], None] = _ignore
    advance: Callable[[int, str], None] = _ignore
    log: BinaryIO | None = None
    log_name: str = ""
    list_file: "ListFile | None" = None
    journal: Journal | None = None
    totals: Totals = field(default_factory=Totals)
    unwritten: bool = False
    last: tuple[str, Kind] | None = None
    _told: set[str] = field(default_factory=set)

    def clean(
        self,
        name: str,
        output: AbstractContextManager[Write],
        *,
        shared: bool = False,
        show: Callable[[Outcome], bytes] | None = None,
        explain: bool = False,
        terms: bool = False,
    ) -> Totals | None:
        """Clean the source `name` (-: standard input) to `output`, each record as soon as it is read.

        `shared`: other sources are written to the same output.
        `show` makes the bytes to write for an outcome, which has verdicts in the place of
        a result if it is to `explain`, with the `terms` of scores if they are asked for.
        Returns the figures, or None if nothing was written.
        """
        shown = STDIN_NAME if name == STDIN else name

        def clean() -> Totals:
            with open_input(name) as stream, output as write:
                source = look(stream, name, self.options)
                kind = source.kind
                if shared and show is None:
                    self._refuse_mixture(kind)
                self.last = shown, kind
                self._tell_once(shown, kind.note)
                part = CleanedPart(
                    shown=shown,
                    logged=name,
                    log=None if self.log is None else bytearray(),
                    form=self.list_file.form if self.list_file else None,
                    kind=kind,
                    about=about_source(kind, self.options),
                )
                rows = read_source(source, self.options)
                records = chain.from_iterable(parse_row(row, kind, self.options) for row in rows)
                if explain:
                    outcomes = explain_records(records, self.cleaner, terms=terms)
                else:
                    outcomes = clean_records(records, self.cleaner, self.on_loss)
                encoder = None if show else make_encoder(kind, lambda: stream, self.options)
                for outcome in outcomes:
                    part.add(outcome, show(outcome) if show else None)
                    self._take(part, write, encoder)
                self._finish(part, write, encoder)
            return part.totals

        return self._count(shown, clean)

    def clean_files(
        self,
        plan: Plan,
        *,
        jobs: int = 1,
        show: Callable[[str, Outcome], bytes] | None = None,
        shown_to: Write = _ignore,
    ) -> Generator[tuple[str, Totals], None, None]:
        """Clean the files of `plan` in at most `jobs` processes, which start now.

        Yields name and figures of each file that was written, in order. Closing the generator
        ends the processes. With a journal, only what is left to do is done. With `show`, no file is written:
        what it makes of the name of a source and an outcome is `shown_to` somebody.
        """
        # Imported here: `cleaner clean` should not wait for it.
        from cleaner.batch.chunks import ChunkCleaner, read_chunks
        from cleaner.batch.workers import run_chunks

        self.totals.files = self.totals.failed = len(plan.failed)
        files: Sequence[PlannedFile] = plan.files
        skip: dict[PlannedFile, int] = {}
        if self.journal:
            files = self.journal.left
            self.totals.add(self.journal.done)
            skip = {file: entry.rows for file in files if (entry := self.journal.begun(file))}
        failed: set[PlannedFile] = set()
        work = ChunkCleaner(
            cleaner=self.cleaner,
            options=self.options,
            on_loss=self.on_loss,
            logged=self.log is not None,
            form=self.list_file.form if self.list_file else None,
            show=show,
        )
        cleaned = run_chunks(work, read_chunks(files, self.options, failed, skip), jobs=jobs)
        return self._write_files(plan, cleaned, failed, shown_to if show else None)

    def _write_files(
        self,
        plan: Plan,
        cleaned: Generator[list[CleanedPart], None, None],
        failed: set[PlannedFile],
        shown_to: Write | None,
    ) -> Generator[tuple[str, Totals], None, None]:
        files = {file.target.as_posix(): file for file in plan.files}
        if plan.files and shown_to is None:
            with suppress(OSError):  # which each file will meet, too
                make_folder(plan.dest, limits_of({file.root for file in plan.files}))
        with closing(cleaned):
            for target, parts in groupby(chain.from_iterable(cleaned), attrgetter("logged")):
                file = files[target]
                if shown_to is None:
                    write = partial(self._write_file, file, plan.dest, parts)
                else:
                    write = partial(self._write_parts, parts, shown_to, Totals())
                totals = self._count(file.name, write)
                if totals is None:
                    failed.add(file)
                    if self.journal:
                        self.journal.fail(file)
                else:
                    if self.journal:
                        self.journal.finish(file, totals)
                    yield file.name, totals

    def _write_file(self, file: PlannedFile, dest: Path, parts: Iterable[CleanedPart]) -> Totals:
        """Write what became of one file. Raises InputError and LossError."""
        target, begun, totals = _make_folder(dest, file), Begun(), Totals()
        entry = self.journal and self.journal.begin(file)
        if entry and entry.output:
            begun, totals = Begun(temp=entry.temp, size=entry.output[0]), entry.totals
        with (
            writing(str(target)),
            replacing(target, like=file.path, begun=begun) as output,
            ExitStack() as opened,
        ):

            def write(part: CleanedPart) -> None:
                output.write(part.data)

            def save(rows: int) -> None:
                if self.journal and begun.save(output):
                    self.journal.save(file, rows, begun, totals)

            again = partial(_open_again, file.name, opened)
            return self._write_parts(parts, write, totals, again, save, begun=begun.size > 0)

    def _write_parts(
        self,
        parts: Iterable[CleanedPart],
        write: Write,
        totals: Totals,
        again: Callable[[], BinaryIO] | None = None,
        save: Callable[[int], object] = _ignore,
        *,
        begun: bool = False,
    ) -> Totals:
        """Write the parts of one file, piece by piece; return `totals` with their figures added.

        `again` opens the source; without it, no encoder is needed. `save` gets the number of rows that
        are done where a piece ends. An empty file is a piece, too, unless something is `begun`.
        """
        encoder, open_piece, first = None, not begun, True
        for part in parts:
            if first and part.failure is None:
                self._tell_once(part.shown, part.kind.note)
            first = False
            if again and encoder is None and part.failure is None and (open_piece or part.data):
                encoder, open_piece = make_encoder(part.kind, again, self.options), True
            self.advance(part.size, part.shown)
            self._take(part, write, encoder)
            totals.add(part.totals)
            if part.ends_at:
                self._finish(part, write, encoder)
                encoder, open_piece = None, False
                save(part.ends_at)
        self._finish(part, write, encoder)  # each file has at least one part
        return totals

    def _take(self, part: CleanedPart, write: Write, encoder: Encoder | None) -> None:
        """Tell, log and write what is new in `part`. Raises InputError and LossError."""
        for number, problem in part.problems:
            self.tell(part.shown, number, problem)
        for number, notice in part.notices:
            place = place_of(part.shown, number)
            part.totals.count_notice(notice, place)
            self.tell_notice(place, notice)
        for note in part.notes:
            self.tell_note(part.shown, note)
        if self.log is not None and part.log:
            with writing_only_output(self.log_name):
                self.log.write(part.log)
                self.log.flush()  # before the output is written: a run that is stopped loses nothing
            if self.journal:
                self.journal.log_end += len(part.log)
        if part.failure is not None:
            raise part.failure
        if self.list_file is not None and part.listed:
            self.list_file.write(part.listed)
        if encoder is not None:
            part.data = bytearray(encoder.encode(bytes(part.data)))
        write(part)
        part.clear()

    def _finish(self, part: CleanedPart, write: Write, encoder: Encoder | None) -> None:
        """Write what the encoder holds back."""
        if encoder is not None:
            part.data = bytearray(encoder.finish())
            write(part)
            part.clear()

    def _tell_once(self, shown: str, note: str) -> None:
        if note and note not in self._told:
            self._told.add(note)
            self.tell_note(shown, note)

    def _refuse_mixture(self, kind: Kind) -> None:
        """Raise InputError if sources of these kinds can't be in one output."""
        if self.last is not None and not (self.last[1].can_follow_others and kind.can_follow_others):
            raise InputError(
                f"it can't be written to the same output as {self.last[0]}\n"
                "  clean them one by one, or into a folder: cleaner batch FILE... -o DEST"
            )

    def _count(self, shown: str, clean: Callable[[], Totals]) -> Totals | None:
        """Add the figures of one source, which `clean` returns; if it fails, tell why, and return None."""
        try:
            totals = clean()
        except (InputError, LossError) as error:
            self.tell(shown, None, str(error))
            self.unwritten = True
            if isinstance(error, LossError):
                self.totals.add(Totals(files=1, stopped_files=1, documents=1, stopped=1))
            else:
                self.totals.add(Totals(files=1, failed=1))
            return None
        totals.count_file()
        self.totals.add(totals)
        return totals


def _open_again(name: str, opened: ExitStack) -> BinaryIO:
    return opened.enter_context(open_file(name))


def _make_folder(dest: Path, file: PlannedFile) -> Path:
    """Make the folder for the output of `file`; return its path. Raises InputError outside `dest`."""
    target = dest / file.target
    # Not Path.resolve(): it raises for links that form a circle.
    if not Path(os.path.realpath(target.parent)).is_relative_to(os.path.realpath(dest)):
        raise InputError(
            f"{target} can't be written: a link points outside the destination\n  write to a separate folder"
        )
    with writing(str(target)):
        make_folders(dest, file.target, file.path)
    return target
