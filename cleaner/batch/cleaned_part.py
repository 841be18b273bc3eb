"""What some records of one source became, ready to be written, logged, told and counted."""

from dataclasses import dataclass, field

from cleaner.batch.outcomes import Notice, Outcome
from cleaner.batch.totals import Totals
from cleaner.errors import InputError, LossError


@dataclass(slots=True, kw_only=True)
class CleanedPart:
    """What some records of one source became: bytes to write and to log, messages, figures.

    `shown` is the name of the source in messages, `logged` the one in the removal log;
    `log` is None if nothing is to be logged. Problems and notices come with the number of
    their record. `failure` says why nothing is written for the source. `size`: the bytes read.
    """

    shown: str
    logged: str
    log: bytearray | None
    size: int = 0
    data: bytearray = field(default_factory=bytearray)
    line_end: bytes = b"\n"
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
        self.line_end = outcome.record.line_end if data is None else b"\n"
        if self.log is not None and outcome.result is not None:
            from cleaner.sources.removal_log import dump_entry  # a run without a log should not wait for it

            self.log += dump_entry(self.logged, outcome.record, outcome.text, outcome.removals)
        self.notices += ((number, notice) for notice in outcome.notices)
        self.totals.count(outcome)

    def clear(self) -> None:
        """Forget everything but the totals, once it is written, logged and told."""
        for contents in (self.data, self.problems, self.notices, self.log or []):
            contents.clear()
