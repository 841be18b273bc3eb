"""The command `cleaner rules`: see the rules, check rule files, prove rules by their examples."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.exits import DONE, WOULD_CHANGE
from cleaner.cli.fit import fit
from cleaner.cli.options import PATH
from cleaner.cli.profile import profile
from cleaner.cli.voice import tell

if TYPE_CHECKING:
    from cleaner.rulebook.config import Config
    from cleaner.rulebook.read import RuleFile
    from cleaner.rulebook.rule import Rule, Rulebook

Command = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which rules are in force, as far as options say."""

    rules: tuple[Path, ...]
    builtin: bool
    config: bool


def choice_options(command: Command) -> Command:
    """Give `command` the options that choose rules; it gets them as one argument, `choice`."""

    @wraps(command)
    def with_options(
        *args: Any, extra_rules: tuple[Path, ...], builtin: bool, config: bool, **given: Any
    ) -> Any:
        return command(*args, choice=Choice(rules=extra_rules, builtin=builtin, config=config), **given)

    for option in (
        click.option(
            "--no-config", "config", flag_value=False, default=True, help="Look for no config file."
        ),
        click.option(
            "--no-builtin",
            "builtin",
            flag_value=False,
            default=True,
            help="Leave out the rules that come along.",
        ),
        click.option(
            "--rules",
            "extra_rules",
            type=PATH,
            multiple=True,
            help="Use this rule file, or folder of them, too.",
        ),
    ):
        with_options = option(with_options)
    return with_options


@click.group()
def rules() -> None:
    """See the rules in force, check rule files, prove rules by their examples."""


rules.add_command(fit)
rules.add_command(profile)


@rules.command("list")
@choice_options
@click.option(
    "--json", "as_json", is_flag=True, help="As JSON, with the place of each rule and the hash of all."
)
def list_command(choice: Choice, as_json: bool) -> None:
    """List the rules in force: id, level, category, effect, reason."""
    rulebook = _load(choice)
    found = sorted(rulebook.rules, key=lambda rule: rule.id)
    if as_json:
        click.echo(_json(rulebook.hash, found))
        return
    width = max((len(rule.id) for rule in found), default=0)
    for rule in found:
        click.echo(f"{rule.id:<{width}}  {rule.level:<6}  {rule.category:<10}  {rule.effect:<5}  {rule.why}")


@rules.command()
@click.argument("rule_id", metavar="ID")
@choice_options
def show(rule_id: str, choice: Choice) -> None:
    """Show the rule ID as TOML, a rule file by itself: to read, or to copy and edit."""
    found = {rule.id: rule for rule in _load(choice, disabled=True).rules}
    if rule_id not in found:
        raise click.UsageError(_no_rule(rule_id, sorted(found)))
    origin = found[rule_id].origin
    click.echo(f"# {origin.file}:{origin.line}\n{origin.pack_source}\n{origin.rule_source}", nl=False)


@rules.command()
@click.argument("paths", metavar="[PATH]...", type=PATH, nargs=-1)
@choice_options
def check(paths: tuple[Path, ...], choice: Choice) -> None:
    """Check the rule files at PATH, or all that are in force, and say what is wrong with them."""
    from cleaner.errors import RuleFileError
    from cleaner.rulebook.load import missing_proof
    from cleaner.tuning.catastrophe import slow_patterns

    files, rulebook, chosen = _choose(paths, choice)
    unproved = [fault for file in files if _is_shipped(file) for fault in missing_proof(file)]
    theirs = [fault for file in files if not _is_shipped(file) for fault in missing_proof(file)]
    warnings = [*theirs, *rulebook.warnings, *slow_patterns(chosen)]
    for warning in warnings:
        tell(f"warning: {warning}", named=False)
    if unproved:
        raise RuleFileError(unproved)
    told = f", {_count(len(warnings), 'warning')}" if warnings else ""
    number = _count(sum(len(file.rules) for file in files), "rule")
    tell(f"{number} in {_count(len(files), 'file')}, no errors{told}", named=False)


@rules.command()
@click.argument("paths", metavar="[PATH]...", type=PATH, nargs=-1)
@choice_options
def test(paths: tuple[Path, ...], choice: Choice) -> int:
    """Try the examples of the rules at PATH, or of all that are in force.

    Each stands in an article and goes through the whole pipeline, under all rules.
    """
    from cleaner.tuning.prove import prove

    _, rulebook, chosen = _choose(paths, choice)
    failures = prove(rulebook, chosen)
    for failure in failures:
        tell(str(failure), named=False)
    examples = sum(len(rule.drops) + len(rule.keeps) for rule in chosen)
    total = f"{_count(examples, 'example')} of {_count(len(chosen), 'rule')}"
    tell(f"{total}: {_count(len(failures), 'failure') if failures else 'all hold'}", named=False)
    return WOULD_CHANGE if failures else DONE


def _config(choice: Choice) -> "Config":
    from cleaner.rulebook.config import Config, find_config

    return find_config(Path.cwd(), Path(click.get_app_dir("cleaner"))) if choice.config else Config()


def _load(choice: Choice, *, disabled: bool = False) -> "Rulebook":
    """Load the rules in force and, if asked for, those that a config file switches off."""
    from cleaner.rulebook.load import load_rules

    config = _config(choice)
    return load_rules(
        [*config.rules, *choice.rules],
        builtin=config.builtin and choice.builtin,
        disable=() if disabled else config.disable,
    )


def _choose(paths: Sequence[Path], choice: Choice) -> "tuple[list[RuleFile], Rulebook, list[Rule]]":
    """Return the files that are meant, all rules in force, and those of them that the files hold.

    Files at `paths` are looked at together with the shipped rules and those of --rules;
    what a config file says is no concern of theirs.
    """
    from cleaner.rulebook.load import assemble, read_files, read_shipped

    config = _config(choice)
    if paths:
        meant = list(read_files(paths))
        twins = {_shipped_name(file) for file in meant}
        others = [file for file in read_shipped() if file.name not in twins]
        files = [*others, *read_files(choice.rules), *meant]
        rulebook = assemble(files, builtin=choice.builtin)
    else:
        builtin = config.builtin and choice.builtin
        files = [*read_shipped(), *read_files([*config.rules, *choice.rules])]
        meant = [file for file in files if builtin or not file.shipped]
        rulebook = assemble(files, builtin=builtin, disable=config.disable)
    names = {file.name for file in meant}
    return meant, rulebook, [rule for rule in rulebook.rules if rule.origin.file in names]


def _shipped_name(file: "RuleFile") -> str:
    """Return the name under which a file of the shipped rules is read when nobody points at it."""
    from cleaner.rulebook.find import shipped_folder

    path, folder = Path(file.name).resolve(), shipped_folder().resolve()
    return f"rules/{path.relative_to(folder).as_posix()}" if path.is_relative_to(folder) else ""


def _is_shipped(file: "RuleFile") -> bool:
    return file.shipped or bool(_shipped_name(file))


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
    return json.dumps({"hash": rules_hash, "rules": listed}, ensure_ascii=False, indent=2)


def _no_rule(rule_id: str, ids: Sequence[str]) -> str:
    """Say what an id is that is none of a rule: what is logged without one, or a misspelt one."""
    from cleaner.engine.decide import SCORE
    from cleaner.rulebook.nearest import nearest_rules

    if rule_id == SCORE:
        return (
            f'"{SCORE}" is not a rule: lines fall so by the sum of what rules and signals weigh\n'
            "  --explain -v shows the sum, --level safe does without"
        )
    advice = nearest_rules(rule_id, ids) or "cleaner rules list shows all ids"
    return f'there is no rule "{rule_id}"\n  {advice}'


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
