"""Where results and removals are written: standard output, the file of --output, the removal log."""

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

import click

from cleaner.cli.console import Console, use_color
from cleaner.sources.inputs import STDIN
from cleaner.sources.io_errors import OutputError, writing_only_output
from cleaner.sources.paths import is_file

if TYPE_CHECKING:
    from cleaner.batch.failures import Failures
    from cleaner.batch.listing import ListFile
    from cleaner.report.grid import Grid

T = TypeVar("T")
STDOUT: Final = "standard output"


class Output:
    """Takes the bytes of one record after the other. Raises OutputError if they can't be written."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name
        self._missing = b""
        self._before = b""

    def write(self, data: bytes | bytearray, missing_end: bytes = b"") -> None:
        """Write `data` at once: somebody may be waiting for it.

        `missing_end` is what it lacks at its end if another source follows.
        """
        if data:
            with writing_only_output(self._name):
                self._stream.write(self._before + data)
                self._stream.flush()
            self._before = b""
            self._missing = missing_end

    def begin_source(self) -> None:
        """Let the next data begin on a new line, although the last source may lack its line end."""
        self._before = self._missing


@contextmanager
def open_output(path: Path | None, sources: Iterable[str | int | Path] = ()) -> Iterator[Output]:
    """Open standard output, or the file `path`, which is replaced as a whole at the end of the block.

    The file is no more open than `sources`, what it is made from. Discard, raised in the block, leaves it
    as it was.
    """
    if path is None:
        if sys.stdout is None:
            raise OutputError(f"{STDOUT}: it is closed\n  name a file with --output")
        yield Output(sys.stdout.buffer, STDOUT)
        return
    from cleaner.sources.atomic import replacing
    from cleaner.sources.limits import limits_of

    # A link stays a link: the file that it points to is replaced.
    real, limits = Path(os.path.realpath(path)), limits_of(sources)
    with writing_only_output(str(path)), replacing(real, limits=limits) as stream:
        yield Output(stream, str(path))


@contextmanager
def open_failures(
    path: Path | None, sources: Iterable[str | int | Path], console: Console
) -> "Iterator[Failures]":
    """Yield what takes failures: it shows them, and lists them in the file `path`, if one is wanted.

    The file is no more open than `sources`, and replaces an earlier one.
    """
    from cleaner.batch.failures import Failures

    with _written(path, sources) as file:
        failures = Failures(show=console.error, all_shown=console.verbose, file=file, file_name=str(path))
        yield failures
        failures.finish()


@contextmanager
def open_list(path: Path | None, sources: Iterable[str | int | Path]) -> "Iterator[ListFile | None]":
    """Open the list of documents, if one is wanted, in the format that its name says.

    The file is no more open than `sources`, and replaces an earlier one. Raises UsageError for other names.
    """
    if path is None:
        yield None
        return
    from cleaner.batch.listing import FORMATS, ListFile

    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise click.UsageError(f"--list {path}: the name doesn't say the format\n  end it in .csv or .jsonl")
    with _written(path, sources, new=False) as file:
        assert file is not None
        listed = ListFile(file=file, name=str(path), form=form)
        listed.begin()
        yield listed


@contextmanager
def open_log(
    path: Path | None, sources: Iterable[str | int | Path], keep: Sequence[tuple[int, int]] | None = None
) -> Iterator[BinaryIO | None]:
    """Open the removal log, if one is wanted, no more open than `sources`, what it is made from.

    It is written during the run, not put in place at its end, so that what a stopped run
    did can be restored. Raises UsageError if there is one already; with `keep`, it is that of the run to go
    on with, and only these bytes of it, from and to, stay.
    """
    with _written(path, sources, new=True, keep=keep) as log:
        yield log


@contextmanager
def _written(
    path: Path | None,
    sources: Iterable[str | int | Path],
    *,
    new: bool = False,
    keep: Sequence[tuple[int, int]] | None = None,
) -> Iterator[BinaryIO | None]:
    """Open a file that is written during the run. Raises OutputError where it can't be."""
    if path is None:
        yield None
        return
    with writing_only_output(str(path)):
        file = _open_beside(path, sources, new=new, keep=keep)
    try:
        yield file
    except BaseException:
        with suppress(OSError):  # there is something worse to tell
            file.close()
        raise
    with writing_only_output(str(path)):
        file.close()


def _open_beside(
    path: Path,
    sources: Iterable[str | int | Path],
    *,
    new: bool,
    keep: Sequence[tuple[int, int]] | None,
) -> BinaryIO:
    """Open a file to be no more open than `sources`. Raises UsageError if it is to be `new`, and isn't."""
    from cleaner.sources.limits import close_to, limits_of, new_mode

    real = os.path.realpath(path)
    try:
        file, mode = os.open(real, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), new_mode() | stat.S_IFREG
    except FileExistsError:
        file = os.open(real, os.O_WRONLY)
        mode = os.fstat(file).st_mode
    try:
        if stat.S_ISREG(mode):  # a device stays as it is
            if keep is not None:
                _refuse_shorter(path, os.fstat(file).st_size, keep)
            elif new:
                refuse_earlier_log(path)
            close_to(file, mode, limits_of(sources))
            os.ftruncate(file, 0 if not keep else keep[-1][1])
    except BaseException:
        os.close(file)
        raise
    stream = os.fdopen(file, "wb")
    if keep:
        from cleaner.sources.removal_log import strike_out

        strike_out(stream, keep)
    return stream


def refuse_earlier_log(path: Path | None) -> None:
    """Raise UsageError if the removal log `path` is that of an earlier run."""
    if path is not None and is_file(path) and path.stat().st_size:
        raise click.UsageError(
            f"{path} exists, and may be needed to restore files of an earlier run\n"
            "  give --removed another name, or move it away"
        )


def _refuse_shorter(path: Path, size: int, keep: Sequence[tuple[int, int]]) -> None:
    """Raise UsageError if a log lacks what the journal says is in it."""
    if keep and size < keep[-1][1]:
        raise click.UsageError(
            f"{path} lacks {keep[-1][1] - size:,} bytes that the earlier run logged\n"
            "  put it back where it was, or start anew without --resume"
        )


def write_report(
    report: T,
    make_json: "Callable[[T], bytes] | None",
    make_text: "Callable[[T, Callable[[Grid], str]], Iterable[str]]",
    color: str,
) -> None:
    """Write a report to standard output: with `make_json` if given, else as text and tables."""
    with open_output(None) as output:
        if make_json:
            output.write(make_json(report))
        else:
            output.write("".join(make_text(report, _table_maker(color))).encode(errors="surrogatepass"))


def _table_maker(color: str) -> "Callable[[Grid], str]":
    """Return the function that formats tables for standard output, under --color `color`."""
    if sys.stdout.isatty():
        from cleaner.report.terminal import grid_text

        return partial(grid_text, color=use_color(color, sys.stdout))
    from cleaner.report.grid import plain_text

    return plain_text


def sources_of(names: Iterable[str]) -> list[str | int]:
    """Return `names` with the descriptor of standard input for -."""
    return [0 if name == STDIN else name for name in names]


def same_file(one: str | int | Path, other: str | int | Path) -> bool:
    """Tell whether two names or descriptors are the same regular file."""
    try:
        first, second = os.stat(one), os.stat(other)  # noqa: PTH116 - descriptors, too
    except (OSError, ValueError):
        return False
    return os.path.samestat(first, second) and os.path.isfile(one)  # noqa: PTH113
