"""What some records of one source became, ready to be written, logged, told and counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleaner.batch.outcomes import Notice, Outcome
from cleaner.batch.totals import Totals
from cleaner.errors import InputError, LossError
from cleaner.sources.kind import Kind

if TYPE_CHECKING:
    from cleaner.batch.listing import ListFormat


@dataclass(slots=True, kw_only=True)
class CleanedPart:
    """What some records of one source became: bytes to write and to log, messages, figures.

    `shown` is the name of the source in messages, `logged` the one in the removal log, which
    says `about` each of its documents what is needed to read its output; `log` is None if nothing is
    to be logged. Problems and notices come with the number of their record. `failure` says why nothing
    is written for the source. `size`: the bytes of the file that were read. `ends_at`: how many rows of the
    source are done, if a piece of the output ends here, else 0. `missing_end`: what the data lacks at its
    end if another source follows. `listed` are the rows of a list in the format `form`, if one is wanted.
    """

    shown: str
    logged: str
    log: bytearray | None
    kind: Kind = field(default_factory=Kind)
    about: Mapping[str, Any] = field(default_factory=dict)
    size: int = 0
    ends_at: int = 0
    data: bytearray = field(default_factory=bytearray)
    missing_end: bytes = b""
    form: "ListFormat | None" = None
    listed: bytearray = field(default_factory=bytearray)
    notes: list[str] = field(default_factory=list)
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    notices: list[tuple[int | None, Notice]] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    failure: InputError | LossError | None = None

    def add(self, outcome: Outcome, data: bytes | None = None) -> None:
        """Add what became of a record. `data` is written in the place of the cleaned record."""
        number = outcome.record.number
        if outcome.problem is not None:
            if number is None:  # all of the source is one document
                self.failure = (LossError if outcome.stopped else InputError)(outcome.problem)
                return
            self.problems.append((number, outcome.problem))
        try:
            self.data += outcome.data if data is None else data
        except InputError as error:
            self.failure = error
            return
        if self.data:
            self.missing_end = outcome.record.missing_end(bytes(self.data[-8:])) if data is None else b""
        if outcome.record.note:
            self.notes.append(outcome.record.note)
        if self.log is not None and outcome.result is not None:
            from cleaner.sources.removal_log import dump_entry  # a run without a log should not wait for it

            self.log += dump_entry(self.logged, outcome.record, outcome.text, outcome.removals, self.about)
        if self.form is not None and outcome.result is not None:
            from cleaner.batch.listing import list_row

            self.listed += list_row(self.form, self.shown, outcome)
        self.notices += ((number, notice) for notice in outcome.notices)
        self.totals.count(outcome)

    def clear(self) -> None:
        """Forget everything but the totals, once it is written, logged and told."""
        for contents in (self.data, self.listed, self.problems, self.notices, self.notes, self.log or []):
            contents.clear()
