"""`cleaner rules`: list and show rules, check rule files, test rules by their examples."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.command import CommandGroup
from cleaner.cli.console import print_stderr
from cleaner.cli.exit_codes import DONE, WOULD_CHANGE
from cleaner.cli.fit import fit
from cleaner.cli.make_cleaner import read_config, warn_of
from cleaner.cli.options import PATH, RulebookOptions, rulebook_options, score_option
from cleaner.cli.stats import stats
from cleaner.report.printable import counted, printable

if TYPE_CHECKING:
    from cleaner.rulebook.parse import RuleFile
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


@rules.command()
@click.argument("paths", metavar="[PATH]...", type=PATH, nargs=-1)
@score_option
@rulebook_options
def check(paths: tuple[Path, ...], options: RulebookOptions, score_path: Path | None) -> None:
    """Check the rule files at PATH, or all that are in force, and report errors and warnings.

    Without PATH, the score files in force are checked, too; with PATH, only those of --score.
    """
    from cleaner.errors import RuleFileError
    from cleaner.rulebook.assemble import missing_proof
    from cleaner.tuning.cost import too_broad
    from cleaner.tuning.slow_patterns import broken_patterns, slow_patterns

    files, rulebook, chosen = _choose(paths, options)
    unproved = [fault for file in files if _is_shipped(file) for fault in missing_proof(file)]
    theirs = [fault for file in files if not _is_shipped(file) for fault in missing_proof(file)]
    warnings = [*theirs, *rulebook.warnings]
    for warning in warnings:
        print_stderr(warning, prefix="warning")
    in_score = _faults_of_score(score_path, options, is_asked=not paths)
    if broken := [*broken_patterns(rulebook.rules)]:  # nothing else can be asked about them
        raise RuleFileError(broken)
    refused = [*unproved, *too_broad(rulebook, chosen), *slow_patterns(chosen), *in_score]
    if refused:
        raise RuleFileError(refused)
    warned = f", {counted(len(warnings), 'warning')}" if warnings else ""
    number = counted(sum(len(file.rules) for file in files), "rule")
    print_stderr(f"{number} in {counted(len(files), 'file')}, no errors{warned}", prefix="")


@rules.command()
@click.argument("paths", metavar="[PATH]...", type=PATH, nargs=-1)
@rulebook_options
def test(paths: tuple[Path, ...], options: RulebookOptions) -> int:
    """Test the rules at PATH, or all that are in force, by their examples.

    Each example is put into an article, and cleaned by all rules.
    """
    from cleaner.tuning.prove import prove

    _, rulebook, chosen = _choose(paths, options)
    failures = prove(rulebook, chosen)
    for failure in failures:
        print_stderr("\n".join(map(printable, str(failure).split("\n"))), prefix="")
    examples = sum(len(rule.drops) + len(rule.keeps) for rule in chosen)
    total = f"{counted(examples, 'example')} of {counted(len(chosen), 'rule')}"
    print_stderr(f"{total}: {counted(len(failures), 'failure') if failures else 'all hold'}", prefix="")
    return WOULD_CHANGE if failures else DONE


rules.add_command(stats)
rules.add_command(fit)


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


def _choose(paths: Sequence[Path], options: RulebookOptions) -> "tuple[list[RuleFile], Rulebook, list[Rule]]":
    """Return the files to look at, all rules in force, and the rules of the files.

    Files at `paths` are loaded with the shipped rules and those of --rules, without those
    of a config file.
    """
    from cleaner.rulebook.assemble import read_files, read_shipped
    from cleaner.rulebook.cache import NOWHERE, user_cache
    from cleaner.rulebook.load import load_rules

    config = read_config(options)
    warn_of(config)
    builtin = options.builtin and (bool(paths) or config.builtin)
    extra = [*options.rules, *paths] if paths else [*config.rules, *options.rules]
    rulebook = load_rules(
        extra,
        builtin=builtin,
        disable=() if paths else config.disable,
        cache=user_cache() if options.cache else NOWHERE,
    )
    shipped = read_shipped() if builtin and not paths else []
    files = [*shipped, *read_files(paths or extra)]
    names = {file.name for file in files}
    return files, rulebook, [rule for rule in rulebook.rules if rule.origin.file in names]


def _show_score(path: Path | None) -> None:
    """Write what score files say; None: those that come with the cleaner. Raises RuleFileError."""
    from cleaner.report.score import score_text
    from cleaner.rulebook.find import score_sources
    from cleaner.rulebook.score_files import ScoreSource

    for part in score_text(ScoreSource(score_sources(path))):
        click.echo(part, nl=False)


def _faults_of_score(path: Path | None, options: RulebookOptions, *, is_asked: bool) -> Sequence[str]:
    """Return what is wrong with the score files at `path` or, if `is_asked`, with those in force."""
    from cleaner.errors import RuleFileError
    from cleaner.rulebook.find import score_sources
    from cleaner.rulebook.score_files import ScoreSource

    config = read_config(options)
    if not (path or (is_asked and config.score)):
        return ()
    try:
        ScoreSource(score_sources(path or config.score_path))
    except RuleFileError as error:
        return error.problems
    return ()


def _shipped_name(file: "RuleFile") -> str:
    """Return the name of a file as one of the shipped rules, or an empty one."""
    from cleaner.rulebook.find import shipped_folder

    path, folder = Path(os.path.realpath(file.name)), shipped_folder().resolve()
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
    # On a terminal in ASCII: the same JSON, and nothing that could turn the direction of a line.
    return json.dumps({"rules_hash": rules_hash, "rules": listed}, ensure_ascii=sys.stdout.isatty())


def _echo_source(text: str) -> None:
    """Write the source of a rule as it is; on a terminal, safe to show."""
    if sys.stdout.isatty():
        text = "\n".join(map(printable, text.split("\n")))
    click.echo(text, nl=False)
