"""What click lacks: options under headings and whole sentences in --help, advice for mistyped subcommands."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from cleaner.errors import advise

F = TypeVar("F", bound=Callable[..., Any])
EVALUATION, REMOVED, INPUT, OUTPUT, GUARD, PERFORMANCE, MESSAGES = HEADINGS = (
    "Evaluation",
    "What is removed",
    "Input",
    "Output",
    "Guard",
    "Performance",
    "Messages",
)


class HeadedOption(click.Option):
    """An option that --help shows under `heading`."""

    def __init__(self, *args: Any, heading: str, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.heading: Final = heading


def option(heading: str, *names: str, **settings: Any) -> Callable[[F], F]:
    """Return a decorator like click.option, for an option under `heading`."""
    return click.option(*names, cls=HeadedOption, heading=heading, **settings)


class HeadedCommand(click.Command):
    """A command whose --help shows options under headings, in the order of HEADINGS."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows: dict[str, list[tuple[str, str]]] = {heading: [] for heading in HEADINGS}
        for param in self.get_params(ctx):
            if isinstance(param, click.Argument):
                continue  # the usage line has it; newer versions of click would list it here, too
            if record := param.get_help_record(ctx):
                rows[getattr(param, "heading", MESSAGES)].append(record)  # --help has no heading
        for heading, records in rows.items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)


class CommandGroup(click.Group):
    """A group that says in whole sentences what its subcommands do, and what a mistyped one may mean."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            # Click cuts them off, so that each fits on a line.
            formatter.write_dl([(name, one.get_short_help_str(limit=1_000)) for name, one in found if one])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            advice = advise(args[0], self.list_commands(ctx))
            raise click.UsageError(f'there is no command "{args[0]}"\n  {advice}', ctx)
        return super().resolve_command(ctx, args)
