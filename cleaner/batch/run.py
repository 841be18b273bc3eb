"""Clean the planned files, and write each whole or not at all."""

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

from cleaner.batch.documents import OnLoss, Remark
from cleaner.batch.pieces import Cleaned, PieceCleaner, read_pieces
from cleaner.batch.plan import Job
from cleaner.batch.totals import Totals
from cleaner.batch.workers import spread
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import InputError, LossError
from cleaner.sources.atomic import replacing
from cleaner.sources.slots import Reading
from cleaner.sources.trouble import writing, writing_only

Say = Callable[[str, str], None]
"""Tells people about a place what is wrong there."""
Done = tuple[Job, Totals]
"""A file that a batch is done with, and its figures."""


def _ignore(*_: object) -> None:
    """Be told, and do nothing about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is the same for all files of a batch. `log` takes what is removed.

    `advance` is told of bytes of the files that are done, `remark` where a document is
    of which somebody should know something.
    """

    cleaner: Cleaner
    reading: Reading
    on_loss: OnLoss
    dest: Path
    log: BinaryIO | None = None
    log_name: str = ""
    advance: Callable[[int], None] = _ignore
    remark: Callable[[str, Remark], None] = _ignore

    def clean_files(self, files: Sequence[Job], say: Say, *, jobs: int = 1) -> Generator[Done, None, None]:
        """Clean files into their goals in at most `jobs` processes, which begin now. Yield them in order.

        What is wrong goes to `say`. Closing the result ends the processes.
        """
        given_up: set[Job] = set()
        work = PieceCleaner(
            cleaner=self.cleaner, reading=self.reading, on_loss=self.on_loss, logged=self.log is not None
        )
        cleaned = spread(work, read_pieces(files, self.reading, given_up), jobs=jobs)
        return self._write_files(cleaned, given_up, say)

    def _write_files(
        self, cleaned: Generator[list[Cleaned], None, None], given_up: set[Job], say: Say
    ) -> Generator[Done, None, None]:
        with closing(cleaned):
            for job, parts in groupby(chain.from_iterable(cleaned), attrgetter("job")):
                try:
                    totals = self._write(job, parts, say)
                except InputError as error:
                    totals = Totals(files=1, failed=1)
                    given_up.add(job)
                    say(str(job.source), str(error))
                except LossError as error:
                    totals = Totals(files=1, stopped_files=1, documents=1, stopped=1)
                    say(str(job.source), str(error))
                yield job, totals

    def _write(self, job: Job, parts: Iterable[Cleaned], say: Say) -> Totals:
        """Write what became of one file, and return its figures. Raises InputError and LossError."""
        goal, totals = self._goal(job), Totals(files=1)
        with writing(str(goal)), replacing(goal, like=job.source) as output:
            for part in parts:
                self.advance(part.size)
                for record, problem in part.problems:
                    say(f"{job.source}:{record}", problem)
                for number, remark in part.remarks:
                    self.remark(str(job.source) if number is None else f"{job.source}:{number}", remark)
                if self.log is not None:
                    with writing_only(self.log_name):
                        self.log.write(part.log)
                        self.log.flush()  # on its way to the disk before the output is
                if part.failure is not None:
                    raise LossError(part.failure) if part.stopped else InputError(part.failure)
                output.write(part.data)
                totals.add(part.totals)
        if totals.failed_records:
            totals.failed = 1
        elif totals.stopped:
            totals.stopped_files = 1
        elif totals.changed_documents:
            totals.changed = 1
        else:
            totals.unchanged = 1
        return totals

    def _goal(self, job: Job) -> Path:
        """Return the path to write, its folder made; never one that a link takes out of the destination."""
        goal = self.dest / job.goal
        # Not Path.resolve(): it raises on links that lead in circles.
        if not Path(os.path.realpath(goal.parent)).is_relative_to(os.path.realpath(self.dest)):
            raise InputError(
                f"{goal} can't be written: a link leads out there\n  write to a folder of its own"
            )
        with writing(str(goal)):
            goal.parent.mkdir(parents=True, exist_ok=True)
        return goal
