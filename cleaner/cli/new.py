"""`cleaner rules new` and `rules schema`: what helps to write rules."""

import json
from pathlib import Path

import click

from cleaner.cli.command import EVALUATION, HeadedCommand, option
from cleaner.cli.console import print_stderr
from cleaner.cli.exit_codes import exit_code
from cleaner.cli.options import PATH, rule_file_option
from cleaner.cli.output import open_output
from cleaner.errors import InputError
from cleaner.report.printable import printable
from cleaner.sources.inputs import STDIN, STDIN_NAME, open_input


class LineCommand(HeadedCommand):
    """A command whose argument is a line of a page, which may begin with a bullet, as no option does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        lines = [one for one in args if one.startswith("- ")]
        if lines and "--" not in args:
            args = [*(one for one in args if one not in lines), "--", *lines]
        return super().parse_args(ctx, args)


@click.command(cls=LineCommand)
@click.argument("line", required=False)
@option(
    EVALUATION, "--from-phrases", metavar="FILE", type=PATH, help="Import a list of lines, one rule for all."
)
@option(
    EVALUATION,
    "--from-regexes",
    metavar="FILE",
    type=PATH,
    help="Import a list of patterns, a rule for each.",
)
@rule_file_option
def new(line: str | None, from_phrases: Path | None, from_regexes: Path | None, output: Path | None) -> int:
    """Write a rule file for LINE, as it is on a page, with comments on what to change.

    With - as LINE, it is read from standard input. Dates, times and numbers in it may differ. Several lines
    make one rule for all of them, one below the other.

    In the lists, blank lines and lines that begin with # don't count. Patterns match whole lines, and get no
    examples. What can't be imported is reported with its line, and the exit code is 3.
    """
    if sum(one is not None for one in (line, from_phrases, from_regexes)) != 1:
        raise click.UsageError("give a LINE, --from-phrases or --from-regexes: one of them")
    from cleaner.rulebook.cache import user_cache
    from cleaner.rulebook.load import load_rules
    from cleaner.tuning import new_rules

    shipped = load_rules(cache=user_cache())
    source = from_phrases or from_regexes
    if source is None:
        text = _read(Path(STDIN)) if line == "-" else line or ""
        rules, left_out = [new_rules.new_rule(text, shipped)], []
        for rule in new_rules.known_by(text, shipped):
            print_stderr(f'rule "{rule}" removes it already\n  cleaner rules show {rule}')
    else:
        list_text = _read(source)
        if from_phrases:
            found = new_rules.from_phrases(list_text, shipped)
        else:
            found = new_rules.from_regexes(list_text, shipped)
        rules, left_out = found.rules, found.left_out
    for number, problem in left_out:
        print_stderr(f"{printable(str(source))}:{number}: {problem}")
    if rules:
        with open_output(output, [source] if source else []) as out:
            out.write(new_rules.skeleton(rules).encode())
    else:
        print_stderr(
            f"{printable(str(source))}: nothing in it can be imported\n  write one entry on each line"
        )
    return exit_code(failed=bool(left_out) or not rules)


@click.command()
def schema() -> None:
    """Write the JSON Schema of rule files, for editors that check and complete what you write."""
    from cleaner.rulebook.json_schema import rule_file_schema

    click.echo(json.dumps(rule_file_schema(), indent=2))


def _read(path: Path) -> str:
    """Return the text of a list. Raises InputError."""
    from cleaner.sources.text_file import read_text

    name = STDIN_NAME if str(path) == STDIN else str(path)
    try:
        with open_input(str(path)) as stream:
            return read_text(stream).document.text
    except InputError as error:
        raise InputError(f"{printable(name)}: {error}") from None
