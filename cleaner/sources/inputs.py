"""Open what is to be read: files, and standard input."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from typing import BinaryIO, Final

from cleaner.errors import InputError
from cleaner.sources.io_errors import reading

STDIN: Final = "-"
STDIN_NAME: Final = "standard input"
"""Its name in messages."""


@contextmanager
def open_input(name: str) -> Iterator[BinaryIO]:
    """Open the file `name`, or standard input for `-`, for reading bytes. Raises InputError."""
    if name == STDIN:
        if sys.stdin is None:
            raise InputError("it is closed\n  pipe a text in, or name a file")
        yield sys.stdin.buffer
        return
    with open_file(name) as stream:
        yield stream


def open_file(name: str) -> BufferedReader:
    """Open the file `name`, which may be called `-`, for reading bytes. Raises InputError."""
    with reading():
        # Not Path.open: an empty name would mean the working directory.
        return open(name, "rb")  # noqa: PTH123
