"""The names in the list of --files0-from."""

import os
from pathlib import Path

import click

from cleaner.errors import InputError
from cleaner.sources.inputs import STDIN, open_input
from cleaner.sources.io_errors import reading


def read_names(path: Path) -> tuple[str, ...]:
    """Return the names in a file (-: standard input) that ends each with a NUL byte. Raises UsageError."""
    try:
        with open_input(str(path)) as stream, reading():
            data = stream.read()
    except InputError as error:
        raise click.UsageError(f"--files0-from {path}: {error}") from None
    if data and b"\0" not in data:
        raise click.UsageError(
            f"--files0-from {path}: its names are not separated by NUL bytes\n"
            "  write it with find -print0, or with tr '\\n' '\\0'"
        )
    names = tuple(os.fsdecode(name) for name in data.split(b"\0") if name)
    if STDIN in names and path == Path(STDIN):
        raise click.UsageError("--files0-from -: standard input is the list, so it can't be named in it")
    return names
