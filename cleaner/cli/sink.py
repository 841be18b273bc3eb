"""The one place where results go: standard output, or the file of --output."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

from cleaner.cli.voice import wants_color
from cleaner.sources.trouble import OutputError, writing_only

if TYPE_CHECKING:
    from cleaner.report.grid import Grid

T = TypeVar("T")
STDIN_NAME: Final = "standard input"
STDOUT: Final = "standard output"


class Sink:
    """Takes the bytes of one document after the other. Raises OutputError where they can't be written."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name
        self._lacking = b""
        self._before = b""

    def write(self, data: bytes, line_end: bytes = b"\n") -> None:
        """Write `data`, and send it on its way: somebody may be waiting for each record.

        `line_end` is how its encoding writes one.
        """
        if data:
            with writing_only(self._name):
                self._stream.write(self._before + data)
                self._stream.flush()
            self._before = b""
            self._lacking = b"" if data.endswith(line_end) else line_end

    def begin_source(self) -> None:
        """Let what comes, if anything does, begin a line: the last source may lack its line end."""
        self._before = self._lacking


@contextmanager
def open_sink(output: Path | None) -> Iterator[Sink]:
    """Open standard output, or the file `output`, which appears whole at the end of the block.

    Discard, raised in the block, leaves the file as it was.
    """
    if output is None:
        if sys.stdout is None:
            raise OutputError(f"{STDOUT}: it is closed\n  name a file with --output")
        yield Sink(sys.stdout.buffer, STDOUT)
        return
    from cleaner.sources.atomic import replacing

    # A link stays a link: what it leads to is replaced.
    with writing_only(str(output)), replacing(Path(os.path.realpath(output))) as stream:
        yield Sink(stream, str(output))


def write_report(
    report: T,
    make_json: "Callable[[T], bytes] | None",
    make_text: "Callable[[T, Callable[[Grid], str]], Iterable[str]]",
    color: str,
) -> None:
    """Write a report to standard output: as JSON if there is what makes that, else as text and tables."""
    with open_sink(None) as sink:
        if make_json:
            sink.write(make_json(report))
        else:
            sink.write("".join(make_text(report, _table_maker(color))).encode(errors="surrogatepass"))


def _table_maker(color: str) -> "Callable[[Grid], str]":
    """Return what makes tables text that suits where standard output goes, under --color `color`."""
    if sys.stdout.isatty():
        from cleaner.report.terminal import grid_text

        return partial(grid_text, color=wants_color(color, sys.stdout))
    from cleaner.report.grid import plain_text

    return plain_text


def same_file(one: str | int | Path, other: str | int | Path) -> bool:
    """Say whether two names or descriptors are the same regular file."""
    try:
        first, second = os.stat(one), os.stat(other)  # noqa: PTH116 - descriptors, too
    except (OSError, ValueError):
        return False
    return os.path.samestat(first, second) and os.path.isfile(one)  # noqa: PTH113
