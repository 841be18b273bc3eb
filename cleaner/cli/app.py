"""The command `cleaner`: finds the subcommand that is meant, and turns what happens into an exit code."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import click

from cleaner import __version__
from cleaner.cli.exits import DONE, INPUT_FAILED, INTERRUPTED, STOPPED, USAGE
from cleaner.cli.sink import STDOUT
from cleaner.cli.voice import tell
from cleaner.errors import CleanerError, ConfigError, LossError, RuleFileError
from cleaner.sources.trouble import WRITE, explain

# Imported when called: `cleaner --help` should not wait for the engine.
_COMMANDS: Final = {
    "clean": "cleaner.cli.clean:clean",
    "batch": "cleaner.cli.batch:batch",
    "restore": "cleaner.cli.restore:restore",
    "rules": "cleaner.cli.rules:rules",
    "evaluate": "cleaner.cli.evaluate:evaluate",
}
_DEFAULT: Final = "clean"
_OWN_OPTIONS: Final = ("-h", "--help", "--version")


class Commands(click.Group):
    """The subcommands, imported when they are needed; `clean` is meant where none is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:
            if not args:
                args = ["--help"] if sys.stdin is not None and sys.stdin.isatty() else [_DEFAULT]
            elif args[0] not in (*_COMMANDS, *_OWN_OPTIONS):
                args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        # Not left to main(): click would answer a closed pipe with exit code 1.
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _silence_stdout()
            return DONE


def _print_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:  # noqa: ARG001
    if not wanted or ctx.resilient_parsing:
        return
    from cleaner.rulebook.load import load_rules

    click.echo(f"cleaner {__version__} (rules {load_rules().hash})")
    ctx.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nCompletion of options and names, for bash (or zsh, fish):\n"
    '  eval "$(_CLEANER_COMPLETE=bash_source cleaner)"',
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and the hash of the rules.",
)
def cli() -> None:
    """Take article text whose HTML is gone and give back the article.

    \b
      cleaner FILE              the article in FILE, on standard output
      ... | cleaner             the same in a pipe
      cleaner batch SRC -o DEST a folder of texts

    Every removal is the work of a rule: see which with --explain, take it back with
    restore.
    """


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line `args` (default: that of the process) and return the exit code."""
    try:
        code = cli.main(None if args is None else list(args), prog_name="cleaner", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except BrokenPipeError:
        _silence_stdout()
        return DONE
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.ClickException as error:
        _tell_usage(error)
        return USAGE
    except RuleFileError as error:
        tell(str(error), named=False)
        return USAGE
    except OSError as error:
        if error.filename is not None:
            raise  # a bug: files are opened with more care than this
        _silence_stdout()
        tell(f"{STDOUT}: {explain(error, WRITE)}")
        return INPUT_FAILED
    except CleanerError as error:
        _silence_stdout()
        tell(str(error))
        return _code_of(error)


def _code_of(error: CleanerError) -> int:
    if isinstance(error, ConfigError):
        return USAGE
    return STOPPED if isinstance(error, LossError) else INPUT_FAILED


def _tell_usage(error: click.ClickException) -> None:
    ctx: click.Context | None = getattr(error, "ctx", None)
    command = ctx.command_path if ctx else "cleaner"
    message = error.format_message()
    if ctx and message == ctx.get_help():  # click's way to say that a subcommand is missing
        tell(message, named=False)
        return
    advice = "" if "\n" in message else f"\n  see {command} --help"
    tell(f"{message}{advice}", who=command)


def _silence_stdout() -> None:
    """Send what is left for stdout nowhere: flushing it on the way out would fail once more."""
    try:
        descriptor = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
