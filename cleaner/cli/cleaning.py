"""The work of `cleaner clean`: each source read, cleaned, and shown in the way that was asked for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cleaner.batch.documents import OnLoss, Outcome, clean_slots
from cleaner.batch.totals import Totals
from cleaner.cli import exits
from cleaner.cli.notes import Remarks, summary
from cleaner.cli.sink import STDIN_NAME, Sink
from cleaner.cli.voice import Voice
from cleaner.engine.cleaner import Cleaner
from cleaner.engine.decide import SCORE
from cleaner.errors import InputError, LossError, MatchTimeoutError
from cleaner.model import Verdict
from cleaner.sources.atomic import Discard, back_up, replacing
from cleaner.sources.plain import STDIN, open_source
from cleaner.sources.slots import Reading, Slot, read_slots
from cleaner.sources.trouble import writing, writing_only

# What only some options ask for is imported when it is: a pipe should not wait for it.
_UTF8: Final = ("utf-8", "surrogatepass")


@dataclass(kw_only=True)
class Cleaning:
    """One run over some sources: what it needs, and what came of it so far.

    `show` says what goes to `sink`: text, diff, explain, as_json, or check for nothing.
    `unwritten`: the whole of a source failed, or was stopped by the guard.
    """

    cleaner: Cleaner
    reading: Reading
    on_loss: OnLoss
    voice: Voice
    show: str
    sink: Sink
    log: BinaryIO | None
    log_name: str
    color: bool
    many: bool
    failed: bool = False
    stopped: bool = False
    changed: bool = False
    unwritten: bool = False

    def exit_code(self, *, check: bool) -> int:
        """Return the exit code of what was done so far."""
        return exits.exit_code(failed=self.failed, stopped=self.stopped, would_change=check and self.changed)

    def clean(self, name: str) -> None:
        """Clean the source `name` to the sink."""
        self.sink.begin_source()
        with self._telling(name), open_source(name) as stream:
            if self.show == "explain":
                for slot in read_slots(stream, name, self.reading):
                    self._explain(name, slot)
                return
            for outcome in self._outcomes(name, stream):
                line_end = outcome.slot.line_end if self.show == "text" else b"\n"
                self.sink.write(self._shown(name, outcome), line_end)

    def clean_in_place(self, name: str, backup: str | None) -> None:
        """Write what is left of the file `name` back to it, if that is something else."""
        # A link stays a link: what it leads to is replaced.
        path = Path(os.path.realpath(name))
        with self._telling(name), open_source(name) as stream:
            if not path.is_file():
                raise InputError("it is no regular file\n  clean it to standard output, or to a file with -o")
            self._replace(name, path, stream, backup)

    def _replace(self, name: str, path: Path, stream: BinaryIO, backup: str | None) -> None:
        """Clean `stream` into the file `path`, which it is read from."""
        with writing(name), replacing(path) as output:
            changed = False
            for outcome in self._outcomes(name, stream):
                output.write(outcome.data)
                changed |= outcome.changed
            if not changed:
                raise Discard
            output.flush()
            if self.log is not None:
                with writing_only(self.log_name):
                    os.fsync(self.log.fileno())  # it is about to be the only copy of what goes
            if backup is not None:
                with writing(name + backup):
                    back_up(path, backup)

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        """Say what goes wrong with the whole of a source, and go on."""
        try:
            yield
        except (InputError, LossError) as error:
            self.voice.error(_place(name), str(error))
            self.failed |= isinstance(error, InputError)
            self.stopped |= isinstance(error, LossError)
            self.unwritten = True

    def _outcomes(self, name: str, stream: BinaryIO) -> Iterator[Outcome]:
        """Yield what becomes of each slot of a source; log and count it, and say what is to be said."""
        totals = Totals()
        slots = read_slots(stream, name, self.reading)
        many = self.reading.format_for(name) == "jsonl"
        remarks = Remarks(voice=self.voice, level=self.cleaner.level, on_loss=self.on_loss, many=many)
        empty = True
        for outcome in clean_slots(slots, self.cleaner, self.on_loss):
            empty = empty and not outcome.slot.raw
            place = _place(name, outcome.slot.record)
            if outcome.problem is not None:
                self.voice.error(place, outcome.problem)
            for remark in outcome.remarks:
                remarks.add(place, remark)
            self._log(name, outcome)
            totals.count(outcome)
            yield outcome
        self.failed |= totals.failed_records > 0
        self.stopped |= totals.stopped > 0
        self.changed |= totals.changed_documents > 0
        self._tell(name, totals, remarks, empty=empty)

    def _log(self, name: str, outcome: Outcome) -> None:
        """Log what was removed from one slot, if there is a log."""
        if self.log is None or outcome.result is None:
            return
        from cleaner.sources.removed import write_entry

        with writing_only(self.log_name):
            write_entry(self.log, name, outcome.slot, outcome.text, outcome.removals)

    def _tell(self, name: str, totals: Totals, remarks: Remarks, *, empty: bool) -> None:
        """Say what came of a source."""
        place = _place(name)
        if empty:
            self.voice.note(place, "it is empty")
        else:
            remarks.sum_up(totals)
            if totals.wordless and not remarks.many:
                self.voice.note(place, "no word was there to begin with")
            self.voice.detail(place, summary(totals))
        if self.show == "check" and totals.changed_documents:
            count = f"{totals.changed_documents} of {totals.documents} documents " if remarks.many else ""
            self.voice.note(place, f"{count}would change")

    def _shown(self, name: str, outcome: Outcome) -> bytes:
        """Return what goes to the sink for one slot."""
        if self.show == "text":
            return outcome.data
        if self.show == "check" or outcome.result is None or outcome.document is None:
            return b""
        if self.show == "as_json":
            from cleaner.report.json import document_json

            return document_json(name, outcome, self.cleaner.rules.hash, self._scored(outcome))
        from cleaner.report.text import diff

        record = outcome.slot.record
        place = name if record is None else f"{name}:{record}"
        mark = "\ufeff" if outcome.slot.raw.startswith(b"\xef\xbb\xbf") and record is None else ""
        lines = diff(outcome.document.text, outcome.removals, place, color=self.color, mark=mark)
        return "".join(lines).encode(*_UTF8)

    def _scored(self, outcome: Outcome) -> list[Verdict]:
        """Return what was decided line by line, if any line fell by its score."""
        document = outcome.document
        if document is None or not any(removal.rule == SCORE for removal in outcome.removals):
            return []
        return self.cleaner.explain(document.text, url=document.url, language=document.language)

    def _explain(self, name: str, slot: Slot) -> None:
        """Show what becomes of each line of a document."""
        from cleaner.report.text import explanation

        where = _place(name, slot.record)
        if slot.problem is not None:
            self._fail(where, slot.problem)
        if slot.document is None:
            return
        if not slot.document.text:
            self.voice.note(where, "it is empty")
        try:
            verdicts = self.cleaner.explain(
                slot.document.text, url=slot.document.url, language=slot.document.language
            )
        except MatchTimeoutError as error:
            if slot.record is None:
                raise
            self._fail(where, str(error))
            return
        record = "" if slot.record is None else f"{slot.record}:"
        place = f"{name}:{record}" if self.many else record
        lines = explanation(verdicts, place, color=self.color, terms=self.voice.verbose)
        self.sink.write("".join(lines).encode(*_UTF8))

    def _fail(self, where: str, problem: str) -> None:
        self.voice.error(where, problem)
        self.failed = True


def _place(name: str, record: int | None = None) -> str:
    source = STDIN_NAME if name == STDIN else name
    return source if record is None else f"{source}:{record}"
