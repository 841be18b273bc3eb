"""Open the journal of a batch: wait for other runs, read what is known, compare the settings."""

import json
import os
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BufferedRandom
from pathlib import Path
from typing import Any, Final

from cleaner.batch.journal import NAME, Journal, JournalFile
from cleaner.batch.journal_entry import Entry, parse_entry
from cleaner.batch.plan import Plan
from cleaner.errors import CleanerError
from cleaner.sources.atomic import CAUTIOUS
from cleaner.sources.file_lock import try_lock
from cleaner.sources.io_errors import WRITE, OutputError, describe
from cleaner.sources.jsonl import dump_line
from cleaner.sources.limits import limits_of, make_folder
from cleaner.sources.paths import is_folder

PATIENCE: Final = 10.0
"""Seconds to wait for another run with the same destination: one that was killed needs some to end."""
_STEP: Final = 0.2
_FORMAT: Final = 1
_KEY: Final = "cleaner-journal"
_ANEW: Final = "start anew without --resume"


class JournalError(CleanerError):
    """A run can't go on where an earlier one stopped."""


@contextmanager
def open_journal(
    plan: Plan, settings: Mapping[str, Any], *, resume: bool, write: bool = True
) -> Iterator[Journal]:
    """Open the journal in the destination of `plan`, for this run alone.

    To `resume`, the `settings` (of JSON) must be those of the earlier run; else nothing stays known but the
    outputs of deleted sources. If no journal can be written, its `problem` says why. Without `write`, nothing
    is changed. Raises JournalError, and OutputError if another run doesn't end.
    """
    path = plan.dest / NAME
    try:
        stream = _open(plan, path, write=write)
    except OSError as error:
        if resume:
            raise JournalError(f"{path}: {describe(error, WRITE)}") from None
        journal = Journal(plan.dest)
        journal.problem = f"there is no journal: {describe(error, WRITE)}"
        yield journal
        return
    if stream is None:
        yield Journal(plan.dest)
        return
    try:
        if write:
            _lock(stream, plan.dest)
        header: dict[str, Any] = json.loads(dump_line({_KEY: _FORMAT, **settings}))
        yield _journal(plan.dest, stream, header, resume=resume, write=write)
    finally:
        with suppress(OSError):  # it is told as the problem of the journal
            stream.close()


def _open(plan: Plan, path: Path, *, write: bool) -> BufferedRandom | None:
    """Open a journal, a file of this user; None if there is none. Raises OSError and JournalError."""
    if write and plan.files:
        make_folder(plan.dest, limits_of({file.root for file in plan.files}))
    if not is_folder(plan.dest) or not (write or os.path.lexists(path)):
        return None
    file = os.open(path, os.O_RDWR | CAUTIOUS | (os.O_CREAT if write else 0), 0o600)
    status = os.fstat(file)
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
        os.close(file)
        raise JournalError(f"{path}: this is not a file of yours\n  move it away, or write to another folder")
    return open(file, "r+b")  # noqa: PTH123 - a descriptor


def _lock(stream: BufferedRandom, dest: Path) -> None:
    """Wait until no other run has the journal. Raises OutputError if that takes too long."""
    end = time.monotonic() + PATIENCE
    with suppress(OSError):  # some file systems have no locks
        while not try_lock(stream.fileno()):
            if time.monotonic() > end:
                raise OutputError(
                    f"{dest}: another run writes there\n  wait until it ends, or write to another folder"
                )
            time.sleep(_STEP)


def _journal(
    dest: Path, stream: BufferedRandom, header: dict[str, Any], *, resume: bool, write: bool
) -> Journal:
    """Return the journal in `stream`, ready to be continued, or begun anew. Raises JournalError."""
    known: dict[str, Entry] = {}
    old, end = None, 0
    for number, line in enumerate(stream, 1):
        if not line.endswith(b"\n"):
            break  # the run was stopped while it wrote this line
        try:
            old = _read_line(line, old, known)
        except (ValueError, TypeError, AttributeError, RecursionError):
            if resume:
                raise JournalError(
                    f"{dest / NAME}: line {number} is not one of a journal\n  {_ANEW}"
                ) from None
            break
        end += len(line)
    resumed = resume and old is not None
    if resumed:
        _refuse_others(dest, old or {}, header)
        head = b""
    else:
        known = {name: replace(entry, log=()) for name, entry in known.items() if entry.is_orphan(dest)}
        end, head = 0, b"".join([dump_line(header), *(entry.dump() for entry in known.values())])
    file = JournalFile(stream=stream, end=end, head=head) if write else None
    return Journal(dest, file, known.values(), resumed=resumed)


def _read_line(line: bytes, header: dict[str, Any] | None, known: dict[str, Entry]) -> dict[str, Any]:
    """Add what a line says to what is `known`; return the header, which is the first line."""
    value = json.loads(line)
    if header is None:
        if value.get(_KEY) != _FORMAT:
            raise ValueError
        return dict(value)
    entry = parse_entry(value)
    known.pop(entry.target, None)
    if entry.outcome != "gone":
        known[entry.target] = entry
    return header


def _refuse_others(dest: Path, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Raise JournalError if an earlier run had other settings."""
    differ = [
        f"{name.replace('_', ' ')} was {_said(old.get(name))}, is {_said(new.get(name))}"
        for name in {**new, **old}
        if old.get(name) != new.get(name)
    ]
    if differ:
        raise JournalError(
            f"{dest}: the earlier run had other settings: {'; '.join(differ)}\n  use the same, or {_ANEW}"
        )


def _said(value: Any) -> str:
    if value is None or value == []:
        return "not given"
    return value if isinstance(value, str) else json.dumps(value)
