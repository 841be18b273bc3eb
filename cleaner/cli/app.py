"""The command `cleaner`: find the subcommand, run it, and return the exit code."""

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
from cleaner.cli.exit_codes import DONE, INTERRUPTED, TERMINATED
from cleaner.cli.patient import be_patient
from cleaner.errors import CleanerError

COLLECT_AFTER: Final = 50_000
"""New containers after which Python looks for garbage. A document makes many short lists, and hardly any
cycles; with Python's default of 700, small documents take longer."""
# Imported when called: `cleaner --help` should not wait for the engine.
_COMMANDS: Final = {
    "clean": ("cleaner.cli.clean:clean", "Clean files, or standard input."),
    "batch": ("cleaner.cli.batch:batch", "Clean whole folders."),
    "restore": ("cleaner.cli.restore:restore", "Restore what was removed."),
    "why": ("cleaner.cli.why:why", "Show why lines are removed or kept."),
    "rules": ("cleaner.cli.rules:rules", "List, show, check and test rules."),
    "evaluate": ("cleaner.cli.evaluate:evaluate", "Measure the rules on pages whose main text is known."),
}
_CLEANING: Final = ("clean", "batch", "restore")
"""The commands that write texts; --help shows them first, and then those that explain and tune."""
_DEFAULT: Final = "clean"
_HELP: Final = "help"
"""`cleaner help clean` is `cleaner clean --help`, unless a file has that name."""
_OWN_OPTIONS: Final = ("-h", "--help", "--version")


class Terminated(BaseException):
    """SIGTERM arrived. It passes through all blocks, so that each can clean up."""


class Commands(click.Group):
    """The subcommands, imported when they are needed; `clean` is the default."""

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
        # Not click's, which imports every command for its help.
        width = max(map(len, _COMMANDS))
        rows = [(f"{name:<{width}}", command_help) for name, (_, command_help) in _COMMANDS.items()]
        for title, cleans in (("Commands that clean", True), ("Commands that explain and tune", False)):
            with formatter.section(title):
                formatter.write_dl([row for row in rows if (row[0].strip() in _CLEANING) == cleans])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:
            if not args:
                args = ["--help"] if sys.stdin is not None and sys.stdin.isatty() else [_DEFAULT]
            elif args[0] == _HELP and not os.path.lexists(_HELP):
                args = [*args[1:], "--help"]
            elif args[0] not in (*_COMMANDS, *_OWN_OPTIONS):
                _refuse_mistyped(ctx, args[0])
                args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        # Not in main(): click's exit code for a closed pipe is 1.
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _silence_stdout()
            return DONE


def _refuse_mistyped(ctx: click.Context, word: str) -> None:
    """Raise UsageError if `word` is no file, has no suffix, and is close to the name of a subcommand."""
    if not word.isalnum() or os.path.lexists(word):
        return
    from difflib import get_close_matches  # takes long to import, and hardly anybody needs it

    if near := get_close_matches(word, _COMMANDS, n=1):
        raise click.UsageError(f'there is no command or file "{word}"\n  did you mean "{near[0]}"?', ctx)


def _print_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:  # noqa: ARG001
    if not wanted or ctx.resilient_parsing:
        return
    from cleaner.rulebook.load import load_rules

    click.echo(f"cleaner {__version__} (rules {load_rules().hash})")
    ctx.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='\b\nShell completion for bash (or zsh, fish):\n  eval "$(_CLEANER_COMPLETE=bash_source cleaner)"',
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
    """Remove ads, menus, cookie notices and the like from article text whose HTML is gone.

    \b
      cleaner FILE               clean FILE to standard output
      ... | cleaner              clean standard input
      cleaner batch SRC -o DEST  clean a folder of texts

    Each removal has a reason, which --explain shows, and can be undone with restore.
    """


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line `args` (default: the process's) and return the exit code."""
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
        from cleaner.cli.report_error import report_error

        return report_error(error)


def run() -> NoReturn:
    """Run the command line of the process, and end the process."""
    gc.set_threshold(COLLECT_AFTER)
    # NumPy's linear algebra, which nothing here uses, would start a thread for each core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    signal.signal(signal.SIGTERM, _terminate)
    be_patient()
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # it is closed
            stream.flush()
    # Not sys.exit, which would first free thousands of rules, one by one.
    os._exit(code)


def _terminate(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - a handler's signature
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # `timeout` sends it twice: the first one cleans up
    raise Terminated


def _silence_stdout() -> None:
    from cleaner.cli.report_error import silence_stdout

    silence_stdout()
