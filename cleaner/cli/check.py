"""`cleaner rules check` and `cleaner rules test`: what is wrong with rule files, for people and for CI."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cleaner.cli.console import print_stderr
from cleaner.cli.exit_codes import DONE, USAGE, WOULD_CHANGE
from cleaner.cli.make_cleaner import read_config, warn_of
from cleaner.cli.options import PATH, RulebookOptions, rulebook_options, score_option
from cleaner.errors import RuleFileError
from cleaner.report.printable import counted, printable

if TYPE_CHECKING:
    from cleaner.report.rule_report import Finding, RuleReport
    from cleaner.rulebook.parse import RuleFile
    from cleaner.rulebook.rule import Rule
    from cleaner.rulebook.rulebook import Rulebook

_TEXT: Final = "text"
_OPTIONS: Final[tuple[Callable[[Any], Any], ...]] = (
    click.option("--strict", is_flag=True, help="Fail (exit code 1) if there is a warning."),
    click.option(
        "--output-format",
        type=click.Choice((_TEXT, "github", "json", "junit")),
        default=_TEXT,
        show_default=True,
        help="Messages for people; or, on standard output, annotations for GitHub, JSON, or JUnit's XML.",
    ),
)


def _ci_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command


@click.command()
@click.argument("paths", metavar="[PATH]...", type=PATH, nargs=-1)
@_ci_options
@score_option
@rulebook_options
def check(
    paths: tuple[Path, ...],
    options: RulebookOptions,
    score_path: Path | None,
    strict: bool,
    output_format: str,
) -> int:
    """Check the rule files at PATH, or all that are in force, and report errors and warnings.

    Without PATH, the score files in force are checked, too; with PATH, only those of --score. A rule
    without examples is a warning. Exit code 2: an error.
    """
    from cleaner.tuning.cost import too_broad
    from cleaner.tuning.slow_patterns import broken_patterns, slow_patterns

    try:
        files, rulebook, chosen = _choose(paths, options)
        warnings = [*_unproved(files, shipped=False), *rulebook.warnings]
        refused = [*broken_patterns(rulebook.rules)]
        if not refused:  # else nothing can be asked about any pattern
            refused += [*_unproved(files, shipped=True), *too_broad(rulebook, chosen), *slow_patterns(chosen)]
            refused += _faults_of_score(score_path, options, is_asked=not paths)
    except RuleFileError as error:
        return _refuse("check", error.problems, output_format)
    if refused:
        return _refuse("check", refused, output_format, chosen, warnings)
    report = _report("check", _findings((), warnings, strict=strict), chosen)
    _write(report, output_format)
    number = counted(sum(len(file.rules) for file in files), "rule")
    print_stderr(f"{number} in {counted(len(files), 'file')}, {_counts(report)}", prefix="")
    return DONE if report.passed else WOULD_CHANGE


@click.command()
@click.argument("paths", metavar="[PATH]...", type=PATH, nargs=-1)
@_ci_options
@rulebook_options
def test(paths: tuple[Path, ...], options: RulebookOptions, strict: bool, output_format: str) -> int:
    """Test the rules at PATH, or all that are in force, by their examples.

    Each example is put into an article, and cleaned by all rules. A rule without examples is a warning.
    Exit codes: 2, an error in a rule file; 1, an example failed.
    """
    from cleaner.report.rule_report import Finding
    from cleaner.tuning.prove import prove

    try:
        files, rulebook, chosen = _choose(paths, options)
    except RuleFileError as error:
        return _refuse("test", error.problems, output_format)
    failures = [
        Finding(
            severity="error", file=one.file, line=one.line, rule=one.rule, problem=one.what, advice=one.advice
        )
        for one in prove(rulebook, chosen)
    ]
    warnings = [*_unproved(files, shipped=True), *_unproved(files, shipped=False)]
    unproved = _findings((), warnings, strict=strict)
    examples = sum(len(rule.drops) + len(rule.keeps) for rule in chosen)
    report = _report("test", [*failures, *unproved], chosen, examples)
    _write(report, output_format)
    failed = counted(len(failures), "failure") if failures else "all hold" if examples else "nothing to test"
    without = f", {counted(len(unproved), 'rule')} without all examples" if unproved else ""
    total = f"{counted(examples, 'example')} of {counted(len(chosen), 'rule')}"
    print_stderr(f"{total}: {failed}{without}", prefix="")
    return DONE if report.passed else WOULD_CHANGE


def _report(
    name: str, findings: "Sequence[Finding]", rules: "Sequence[Rule]" = (), examples: int = 0
) -> "RuleReport":
    from cleaner.report.rule_report import RuleReport

    return RuleReport(command=f"cleaner rules {name}", rules=rules, examples=examples, findings=findings)


def _findings(errors: Sequence[str], warnings: Sequence[str], *, strict: bool) -> "list[Finding]":
    """Return what messages say; warnings are errors under --strict."""
    from cleaner.report.rule_report import read_finding

    found = [read_finding(message, "error" if strict else "warning") for message in warnings]
    return [*found, *(read_finding(message, "error") for message in errors)]


def _refuse(
    name: str,
    problems: Sequence[str],
    output_format: str,
    rules: "Sequence[Rule]" = (),
    warnings: Sequence[str] = (),
) -> int:
    """Write what is wrong with rule files; return the exit code."""
    if output_format == _TEXT:
        for warning in warnings:
            print_stderr(warning, prefix="warning")
        raise RuleFileError(problems)
    _write(_report(name, _findings(problems, warnings, strict=False), rules), output_format)
    return USAGE


def _write(report: "RuleReport", output_format: str) -> None:
    from cleaner.report.rule_report import FORMATS

    if output_format == _TEXT:
        for one in report.findings:
            place = f"{one.file}:{one.line}: " if one.line else f"{one.file}: " if one.file else ""
            rule = f'rule "{one.rule}": ' if one.rule else ""
            advice = "".join(f"\n  {printable(line)}" for line in one.advice.split("\n") if line)
            prefix = "warning: " if one.severity == "warning" else ""
            print_stderr(f"{prefix}{printable(place + rule + one.problem)}{advice}", prefix="")
        return
    click.echo(FORMATS[output_format](report), nl=False)


def _counts(report: "RuleReport") -> str:
    errors = sum(one.severity == "error" for one in report.findings)
    warnings = len(report.findings) - errors
    warned = f", {counted(warnings, 'warning')}" if warnings else ""
    return f"{counted(errors, 'error') if errors else 'no errors'}{warned}"


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


def _unproved(files: "Sequence[RuleFile]", *, shipped: bool) -> Iterator[str]:
    """Yield a message for each rule without examples, of the shipped files or of all others."""
    from cleaner.rulebook.assemble import missing_proof

    for file in files:
        if _is_shipped(file) == shipped:
            yield from missing_proof(file)


def _faults_of_score(path: Path | None, options: RulebookOptions, *, is_asked: bool) -> Sequence[str]:
    """Return what is wrong with the score files at `path` or, if `is_asked`, with those in force."""
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


def _is_shipped(file: "RuleFile") -> bool:
    """Say whether a file is one of the shipped rules, also where it is given by its path."""
    from cleaner.rulebook.find import shipped_folder

    return file.shipped or Path(os.path.realpath(file.name)).is_relative_to(shipped_folder().resolve())
