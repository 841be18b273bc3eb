"""The command `cleaner`: finds the subcommand that is meant, and turns what happens into an exit code."""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import Any, Final, NoReturn

import click

from cleaner import __version__
from cleaner.cli.exits import DONE, INTERRUPTED, TERMINATED
from cleaner.errors import CleanerError

COLLECT_AFTER: Final = 50_000
"""So many more containers than before make Python look for garbage: what is made of a document is many short
lists, and hardly any is held by a cycle. By default it looks after 700, which small documents pay for."""
# Imported when called: `cleaner --help` should not wait for the engine, nor for what options need.
_COMMANDS: Final = {
    "clean": ("cleaner.cli.clean:clean", "Clean files, or standard input."),
    "batch": ("cleaner.cli.batch:batch", "Clean whole folders."),
    "restore": ("cleaner.cli.restore:restore", "Put back what was removed."),
    "rules": ("cleaner.cli.rules:rules", "See, check and prove rules."),
    "evaluate": ("cleaner.cli.evaluate:evaluate", "Measure the rules on pages whose main text is known."),
}
_DEFAULT: Final = "clean"
_OWN_OPTIONS: Final = ("-h", "--help", "--version")


class Terminated(BaseException):
    """Somebody wants the process to end: it goes through all blocks, so that each can clean up."""


class Commands(click.Group):
    """The subcommands, imported when they are needed; `clean` is meant where none is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        home, command_help = _COMMANDS[cmd_name]
        module, name = home.split(":")
        command: click.Command = getattr(import_module(module), name)
        command.short_help = command_help
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        # Not click's: it imports every command to ask for this line.
        with formatter.section("Commands"):
            formatter.write_dl([(name, command_help) for name, (_, command_help) in _COMMANDS.items()])

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
    except Terminated:
        return TERMINATED
    except (click.ClickException, CleanerError, OSError) as error:
        from cleaner.cli.failures import answer

        return answer(error)


def run() -> NoReturn:
    """Run the command line of the process, and end it."""
    gc.set_threshold(COLLECT_AFTER)
    signal.signal(signal.SIGTERM, _terminate)
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # closed: nobody listens any more
            stream.flush()
    # Not sys.exit: it would take thousands of rules apart first, one by one.
    os._exit(code)


def _terminate(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - what signals bring
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # `timeout` sends it twice: let the first clean up
    raise Terminated


def _silence_stdout() -> None:
    from cleaner.cli.failures import silence_stdout

    silence_stdout()
