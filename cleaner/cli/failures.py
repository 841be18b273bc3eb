"""What is said of an error that ends the run, and the exit code that stands for it."""

import os
import sys

import click

from cleaner.cli.exits import INPUT_FAILED, STOPPED, USAGE
from cleaner.cli.sink import STDOUT
from cleaner.cli.voice import shown, tell
from cleaner.errors import ArgumentError, CleanerError, ConfigError, LossError, RuleFileError
from cleaner.report.printable import printable
from cleaner.sources.trouble import WRITE, explain


def answer(error: click.ClickException | CleanerError | OSError) -> int:
    """Tell of `error`, and return the exit code. Raises it again where it is a bug."""
    if isinstance(error, click.ClickException):
        _tell_usage(error)
        return USAGE
    if isinstance(error, RuleFileError):
        tell("\n".join(map(shown, error.problems)), named=False)
        return USAGE
    if isinstance(error, OSError):
        if error.filename is not None:
            raise error  # files are opened with more care than this
        silence_stdout()
        if isinstance(error, FileNotFoundError):  # said of no file, and never of writing
            tell("the working directory is gone\n  go to another one first")
        else:
            tell(f"{STDOUT}: {explain(error, WRITE)}")
        return INPUT_FAILED
    silence_stdout()
    if isinstance(error, ConfigError):  # it may tell of several faults, each at the start of a line
        tell("cleaner: " + "\n".join(map(printable, str(error).split("\n"))), named=False)
        return USAGE
    tell(str(error))
    if isinstance(error, ArgumentError):
        return USAGE
    return STOPPED if isinstance(error, LossError) else INPUT_FAILED


def silence_stdout() -> None:
    """Send what is left for stdout nowhere: flushing it on the way out would fail once more."""
    try:
        descriptor = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _tell_usage(error: click.ClickException) -> None:
    ctx: click.Context | None = getattr(error, "ctx", None)
    command = ctx.command_path if ctx else "cleaner"
    message = error.format_message()
    if ctx and message == ctx.get_help():  # click's way to say that a subcommand is missing
        tell(message, named=False)
        return
    advice = "" if "\n" in message else f"\n  see {command} --help"
    tell(f"{message}{advice}", who=command)
