"""The journal of a batch: a file in its destination that says what is done, so that a later run can go on."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path, PurePath
from typing import Any, Final

from cleaner.batch.journal_entry import Entry, Identity, Outcome, Span, identity
from cleaner.batch.plan import Plan, PlannedFile
from cleaner.batch.totals import Totals
from cleaner.sources.atomic import Begun, remove_leftovers
from cleaner.sources.io_errors import WRITE, describe
from cleaner.sources.jsonl import dump_line
from cleaner.sources.paths import absolute

NAME: Final = ".cleaner-journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalFile:
    """An open journal: what is written comes after its first `end` bytes, `head` first."""

    stream: BufferedRandom
    end: int
    head: bytes


class Journal:
    """What is known of the outputs in a destination, and of what the run adds to them.

    `resumed`: it goes on with that of an earlier run. `left` are the files to do, `done` the figures of those
    that are done: see `sort_out`. `log_end`: the bytes of the removal log. `problem` says
    why the journal can't be written any more. Nothing is written before `start`, or without a `file`.
    """

    def __init__(
        self,
        dest: Path,
        file: JournalFile | None = None,
        entries: Iterable[Entry] = (),
        *,
        resumed: bool = False,
    ) -> None:
        self.dest = dest
        self.resumed = resumed
        self.problem = ""
        self.left: list[PlannedFile] = []
        self.done = Totals()
        self.log_end = 0
        self._file = file
        self._waiting: list[bytes] | None = [] if file else None
        self._entries = {entry.target: entry for entry in entries}
        self._inputs: dict[PlannedFile, Identity | None] = {}
        self._log_from = 0

    def sort_out(self, plan: Plan) -> None:
        """Find out which files of `plan` are left to do; those that are begun come first.

        What is known of others is forgotten, unless it is of an output that is still there.
        """
        begun: list[PlannedFile] = []
        left: list[PlannedFile] = []
        last = max((end for entry in self._entries.values() for _, end in entry.log), default=0)
        others = dict(self._entries)
        for file in plan.files:
            self._inputs[file] = identity(file.path)
            entry = others.pop(_key(file), None)
            if entry is not None and self._is_done(file, entry):
                self.done.add(entry.totals)
            elif entry is not None and self._is_begun(file, entry, last):
                begun.append(file)
            else:
                left.append(file)
                if entry is not None:
                    self._forget(entry)
        for entry in others.values():
            if not entry.has_output(self.dest):
                self._forget(entry)
        self.left = begun + left

    def spans(self) -> list[Span]:
        """Return the parts of the removal log that are still true, in order."""
        return sorted(span for entry in self._entries.values() for span in entry.log)

    def orphans(self, roots: Container[PurePath]) -> list[Entry]:
        """Return what is known of outputs whose sources are gone from the folders `roots`."""
        known = self._entries.values()
        return [entry for entry in known if entry.root in roots and entry.is_orphan(self.dest)]

    def remove_output(self, entry: Entry) -> None:
        """Delete an output, and forget it. Raises OSError."""
        (self.dest / entry.target).unlink()
        self._forget(entry)

    def remove_leftovers(self, plan: Plan) -> int:
        """Remove the temporary files that killed runs left beside outputs; return how many."""
        used = {entry.temp for entry in self._entries.values()}
        targets = (*(file.target for file in plan.files), *map(PurePath, self._entries))
        folders = {self.dest / target.parent for target in targets}
        return sum(remove_leftovers(folder, used) for folder in folders)

    def begun(self, file: PlannedFile) -> Entry | None:
        """Return what is known of an output that is begun."""
        return self._entries.get(_key(file))

    def begin(self, file: PlannedFile) -> Entry | None:
        """Take what is logged from now on for that of `file`; return what is known if its output is begun."""
        self._log_from = self.log_end
        return self.begun(file)

    def save(self, file: PlannedFile, rows: int, begun: Begun, totals: Totals) -> None:
        """Note that the first `rows` rows of `file` are done, and what is in the temporary file."""
        self._note(file, "begun", totals, output=(begun.size, 0), temp=begun.temp, rows=rows)

    def finish(self, file: PlannedFile, totals: Totals) -> None:
        """Note that the output of `file` is written."""
        outcome: Outcome = "failed" if totals.failed_records or totals.stopped else "done"
        self._note(file, outcome, totals, output=identity(self.dest / file.target))

    def fail(self, file: PlannedFile) -> None:
        """Note that nothing is written for `file`; if its beginning is there, that stays noted."""
        entry = self._entries.get(_key(file))
        if entry is None or not self._has_temp(entry):
            self._append(Entry(outcome="failed", target=_key(file), source=absolute(file.path)))

    def _note(self, file: PlannedFile, outcome: Outcome, totals: Totals, **more: Any) -> None:
        before = self._entries.get(_key(file))
        spans = () if before is None else before.log
        if self.log_end > self._log_from:
            spans, self._log_from = (*spans, (self._log_from, self.log_end)), self.log_end
        figures = dump_line(totals.as_json())
        source, target = absolute(file.path), _key(file)
        read = self._inputs.get(file)
        self._append(
            Entry(
                outcome=outcome, target=target, source=source, input=read, log=spans, figures=figures, **more
            )
        )

    def _forget(self, entry: Entry) -> None:
        self._append(Entry(outcome="gone", target=entry.target))

    def _append(self, entry: Entry) -> None:
        self._entries.pop(entry.target, None)
        if entry.outcome == "begun":
            self._entries[entry.target] = entry  # of others, this run asks no more
        self._write(entry.dump())

    def start(self) -> None:
        """Write what was to be written so far, and from now on at once."""
        if self._file is None or self._waiting is None:
            return
        waiting, self._waiting = self._waiting, None
        try:
            self._file.stream.seek(self._file.end)
            self._file.stream.truncate()
        except OSError as error:
            self.problem = _cannot(error)
        self._write(self._file.head + b"".join(waiting))

    def _write(self, data: bytes) -> None:
        """Write lines. If that fails, no more are written: the outputs matter more."""
        if self._waiting is not None:
            self._waiting.append(data)
        elif self._file is not None and not self.problem:
            try:
                self._file.stream.write(data)
                self._file.stream.flush()
            except OSError as error:
                self.problem = _cannot(error)

    def _is_done(self, file: PlannedFile, entry: Entry) -> bool:
        return entry.outcome == "done" and self._is_same(file, entry) and entry.has_output(self.dest)

    def _is_begun(self, file: PlannedFile, entry: Entry, log_end: int) -> bool:
        """Tell whether `file` can go on. Its part of the log must be the last."""
        follows = not entry.log or entry.log[-1][1] == log_end
        return entry.outcome == "begun" and follows and self._is_same(file, entry) and self._has_temp(entry)

    def _is_same(self, file: PlannedFile, entry: Entry) -> bool:
        """Tell whether a file is that of the entry, and hasn't changed since."""
        now = self._inputs[file]
        return now is not None and now == entry.input and entry.source == absolute(file.path)

    def _has_temp(self, entry: Entry) -> bool:
        found = identity((self.dest / entry.target).with_name(entry.temp)) if entry.temp else None
        return found is not None and entry.output is not None and found[0] >= entry.output[0] > 0


def _key(file: PlannedFile) -> str:
    return file.target.as_posix()


def _cannot(error: OSError) -> str:
    return f"the journal can't be written, so --resume will not know all: {describe(error, WRITE)}"
