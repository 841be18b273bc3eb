"""Report an error that ends the run, and return its exit code."""

import os
import sys

import click

from cleaner.cli.console import print_stderr, printable_message
from cleaner.cli.exit_codes import INPUT_FAILED, USAGE
from cleaner.cli.output import STDOUT
from cleaner.errors import ArgumentError, CleanerError, ConfigError, RuleFileError
from cleaner.report.printable import printable
from cleaner.sources.io_errors import READ, WRITE, describe


def report_error(error: click.ClickException | CleanerError | OSError) -> int:
    """Print `error`, and return the exit code."""
    if isinstance(error, click.ClickException):
        _report_usage(error)
        return USAGE
    if isinstance(error, RuleFileError):
        print_stderr("\n".join(map(printable_message, error.problems)), prefix="")
        return USAGE
    if isinstance(error, OSError):
        silence_stdout()
        if error.filename is not None:  # most are handled where files are opened, and the others are done
            print_stderr(f"{printable(_name(error.filename))}: {describe(error, READ)}")
        elif isinstance(error, FileNotFoundError):  # without a file name, and writing doesn't raise it
            print_stderr("the working directory is gone\n  go to another one first")
        else:
            print_stderr(f"{STDOUT}: {describe(error, WRITE)}")
        return INPUT_FAILED
    silence_stdout()
    if isinstance(error, ConfigError):  # it may have several problems, each at the start of a line
        print_stderr("cleaner: " + "\n".join(map(printable, str(error).split("\n"))), prefix="")
        return USAGE
    print_stderr(str(error))
    return USAGE if isinstance(error, ArgumentError) else INPUT_FAILED


def _name(name: object) -> str:
    return os.fsdecode(name) if isinstance(name, str | bytes | os.PathLike) else str(name)


def silence_stdout() -> None:
    """Discard what is left for standard output: flushing it at the end would fail once more."""
    try:
        descriptor = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)


def _report_usage(error: click.ClickException) -> None:
    ctx: click.Context | None = getattr(error, "ctx", None)
    command = ctx.command_path if ctx else "cleaner"
    message = error.format_message()
    if ctx and message == ctx.get_help():  # click's answer if a subcommand is missing
        print_stderr(message, prefix="")
        return
    advice = "" if "\n" in message else f"\n  see {command} --help"
    print_stderr(f"{message}{advice}", prefix=command)
