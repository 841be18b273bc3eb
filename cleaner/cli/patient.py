"""Standard input and output that wait: a pipe that is set not to block loses nothing."""

import io
import sys
from collections.abc import Sequence
from typing import Any, Final

_BUFFER: Final = 64 << 10


class PatientFile(io.FileIO):
    """A file that waits where the system says "try again"; Python would take that for the end.

    Whoever shares a pipe with us may set it not to block, at any time.
    """

    def readinto(self, buffer: Any) -> int:
        while (size := super().readinto(buffer)) is None:
            self._wait(1)
        return size

    def readall(self) -> bytes:
        return b"".join(iter(lambda: self.read(_BUFFER), b""))

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0:
            return self.readall()
        while (data := super().read(size)) is None:
            self._wait(1)
        return data

    def write(self, data: Any) -> int:
        while (size := super().write(data)) is None:
            self._wait(0)
        return size

    def _wait(self, reads: int) -> None:
        from select import select  # hardly anybody needs it

        ours: Sequence[int] = [self.fileno()]
        select(ours if reads else [], [] if reads else ours, [])


def be_patient() -> None:
    """Make standard input and output of the process wait, and write all that they are given.

    With PYTHONUNBUFFERED, Python's own standard output may write less, and doesn't say so.
    """
    if sys.stdin is not None:
        reader = io.BufferedReader(PatientFile(sys.stdin.fileno(), "rb", closefd=False), _BUFFER)
        sys.stdin = io.TextIOWrapper(reader, sys.stdin.encoding, sys.stdin.errors)
    if sys.stdout is not None:
        out, lines = sys.stdout, sys.stdout.isatty()
        writer = io.BufferedWriter(PatientFile(out.fileno(), "wb", closefd=False), _BUFFER)
        sys.stdout = io.TextIOWrapper(writer, out.encoding, out.errors, line_buffering=lines)
