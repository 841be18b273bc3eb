"""Clean one planned file after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cleaner.batch.documents import OnLoss, clean_slots
from cleaner.batch.plan import Job
from cleaner.batch.totals import Totals
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import InputError, LossError
from cleaner.sources.atomic import replacing
from cleaner.sources.plain import open_source
from cleaner.sources.removed import write_entry
from cleaner.sources.slots import Reading, read_slots
from cleaner.sources.trouble import writing, writing_only

Say = Callable[[str, str], None]
"""Tells people about a place what is wrong there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is the same for all files of a batch. `log` takes what is removed."""

    cleaner: Cleaner
    reading: Reading
    on_loss: OnLoss
    dest: Path
    log: BinaryIO | None = None
    log_name: str = ""

    def clean_file(self, job: Job, say: Say) -> Totals:
        """Clean one file into its goal and return its figures. What is wrong goes to `say`."""
        place = str(job.source)
        totals = Totals(files=1)
        try:
            self._write(job, totals, say)
        except InputError as error:
            say(place, str(error))
            return Totals(files=1, failed=1)
        except LossError as error:
            say(place, str(error))
            return Totals(files=1, stopped=1)
        if totals.failed_records:
            totals.failed = 1
        elif totals.changed_documents:
            totals.changed = 1
        else:
            totals.unchanged = 1
        return totals

    def _write(self, job: Job, totals: Totals, say: Say) -> None:
        """Write what becomes of the file, and count it."""
        place, goal = str(job.source), self._goal(job)
        with open_source(place) as stream, writing(str(goal)), replacing(goal, like=job.source) as output:
            for outcome in clean_slots(read_slots(stream, place, self.reading), self.cleaner, self.on_loss):
                if outcome.problem is not None:
                    say(f"{place}:{outcome.slot.record}", outcome.problem)
                if self.log is not None and outcome.result is not None:
                    with writing_only(self.log_name):
                        name = job.goal.as_posix()
                        write_entry(self.log, name, outcome.slot, outcome.text, outcome.removals)
                output.write(outcome.data)
                totals.count(outcome)

    def _goal(self, job: Job) -> Path:
        """Return the path to write, its folder made; never one that a link takes out of the destination."""
        goal = self.dest / job.goal
        with writing(str(goal)):
            goal.parent.mkdir(parents=True, exist_ok=True)
            if not goal.parent.resolve().is_relative_to(self.dest.resolve()):
                raise InputError(
                    f"{goal} can't be written: a link leads out there\n  write to a folder of its own"
                )
        return goal
