"""Turn errors of the operating system into messages with advice."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from cleaner.errors import CleanerError, InputError

Advice = Mapping[int | None, tuple[str | None, str]]

# errno: problem (None: the system's own words) and advice; None stands for every other errno.
READ: Final[Advice] = {
    errno.ENOENT: ("there is no such file", "check its name"),
    errno.ENOTDIR: ("there is no such file", "check its name"),
    errno.EISDIR: ("this is a folder", "clean folders with: cleaner batch SRC -o DEST"),
    errno.EACCES: ("you may not read it", "ask its owner, or run this as a user who may"),
    None: (None, "check whether cat can read it"),
}
WRITE: Final[Advice] = {
    errno.ENOSPC: ("no space is left", "free some space, or write to another place"),
    errno.EDQUOT: ("your disk quota is used up", "free some space, or write to another place"),
    errno.EROFS: ("the file system is read-only", "write to another place"),
    errno.EACCES: ("you may not write there", "change the permissions, or write to another place"),
    errno.EPERM: ("you may not write there", "change the permissions, or write to another place"),
    errno.EEXIST: ("it exists already", "give another name, or move it away"),
    errno.ENOENT: ("there is no such folder", "create it first, or check its name"),
    errno.EISDIR: ("this is a folder", "name a file"),
    None: (None, "write to another place"),
}


class OutputError(CleanerError):
    """The only output can't be written, so the run ends."""


@contextmanager
def reading() -> Iterator[None]:
    """Raise an InputError, with advice, if the system can't read."""
    try:
        yield
    except OSError as error:
        raise InputError(describe(error, READ)) from error


@contextmanager
def writing(place: str) -> Iterator[None]:
    """Raise an InputError, with advice, if the system can't write to `place`, one output of many.

    A closed pipe is not an error, and passes.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"{place} can't be written: {describe(error, WRITE)}") from error


@contextmanager
def writing_only_output(place: str) -> Iterator[None]:
    """Raise an OutputError, with advice, if the system can't write to `place`, which everything goes to."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"{place}: {describe(error, WRITE)}") from error


def describe(error: OSError, advice: Advice) -> str:
    """Return a problem and an indented line of advice for `error`."""
    problem, remedy = advice.get(error.errno) or advice[None]
    return f"{problem or error.strerror or error}\n  {remedy}"
