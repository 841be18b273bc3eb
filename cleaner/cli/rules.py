"""`cleaner rules`: list and show rules, check rule files, test rules by their examples."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.check import check, test
from cleaner.cli.command import CommandGroup
from cleaner.cli.fit import fit
from cleaner.cli.impact import impact
from cleaner.cli.learn import learn
from cleaner.cli.make_cleaner import read_config, warn_of
from cleaner.cli.new import new, schema
from cleaner.cli.options import RulebookOptions, rulebook_options, score_option
from cleaner.cli.stats import stats
from cleaner.report.printable import printable

if TYPE_CHECKING:
    from cleaner.rulebook.rule import Rule
    from cleaner.rulebook.rulebook import Rulebook


@click.group(cls=CommandGroup)
def rules() -> None:
    """List and show the rules in force, check rule files, test rules by their examples."""


@rules.command("list")
@rulebook_options
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Write one JSON object, with the file and line of each rule and the hash of all.",
)
def list_command(options: RulebookOptions, as_json: bool) -> None:
    """List the rules in force: id, level, category, effect, reason."""
    rulebook = _load(options)
    found = sorted(rulebook.rules, key=lambda rule: rule.id)
    if as_json:
        click.echo(_json(rulebook.hash, found))
        return
    width = max((len(rule.id) for rule in found), default=0)
    for rule in found:
        what = f"{rule.level:<6}  {rule.category:<10}  {rule.effect:<5}  {printable(rule.why)}"
        click.echo(f"{rule.id:<{width}}  {what}")


@rules.command()
@click.argument("rule_id", metavar="ID")
@score_option
@rulebook_options
def show(rule_id: str, options: RulebookOptions, score_path: Path | None) -> None:
    """Show the rule ID as a rule file of its own, to read, or to copy and edit.

    With score as the ID, show what the score files say.
    """
    from cleaner.rulebook.nearest import nearest_rules
    from cleaner.rulebook.score import SCORE

    if rule_id == SCORE:
        _show_score(score_path or read_config(options).score_path)
        return
    found = {rule.id: rule for rule in _load(options, disabled=True).rules}
    if rule_id not in found:
        advice = nearest_rules(rule_id, sorted(found)) or "cleaner rules list shows all ids"
        raise click.UsageError(f'there is no rule "{rule_id}"\n  {advice}')
    origin = found[rule_id].origin
    _echo_source(f"# {origin.file}:{origin.line}\n{origin.pack_source}\n{origin.rule_source}")


rules.add_command(check)
rules.add_command(test)
rules.add_command(stats)
rules.add_command(fit)
rules.add_command(learn)
rules.add_command(new)
rules.add_command(schema)
rules.add_command(impact)


def _load(options: RulebookOptions, *, disabled: bool = False) -> "Rulebook":
    """Load the rules in force and, with `disabled`, those that a config file disables."""
    from cleaner.rulebook.cache import NOWHERE, user_cache
    from cleaner.rulebook.load import load_rules

    config = read_config(options)
    warn_of(config)
    return load_rules(
        [*config.rules, *options.rules],
        builtin=config.builtin and options.builtin,
        disable=() if disabled else config.disable,
        cache=user_cache() if options.cache else NOWHERE,
    )


def _show_score(path: Path | None) -> None:
    """Write what score files say; None: those that come with the cleaner. Raises RuleFileError."""
    from cleaner.report.score import score_text
    from cleaner.rulebook.find import score_sources
    from cleaner.rulebook.score_files import ScoreSource

    for part in score_text(ScoreSource(score_sources(path))):
        click.echo(part, nl=False)


def _json(rules_hash: str, found: "Sequence[Rule]") -> str:
    import json

    listed = [
        {
            "id": rule.id,
            "level": rule.level,
            "category": rule.category,
            "effect": rule.effect,
            "language": rule.language,
            "why": rule.why,
            "file": rule.origin.file,
            "line": rule.origin.line,
        }
        for rule in found
    ]
    # On a terminal in ASCII: the same JSON, and nothing that could turn the direction of a line.
    return json.dumps({"rules_hash": rules_hash, "rules": listed}, ensure_ascii=sys.stdout.isatty())


def _echo_source(text: str) -> None:
    """Write the source of a rule as it is; on a terminal, safe to show."""
    if sys.stdout.isatty():
        text = "\n".join(map(printable, text.split("\n")))
    click.echo(text, nl=False)
