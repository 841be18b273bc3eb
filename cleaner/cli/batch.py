"""`cleaner batch`: files and folders, mirrored into a folder of cleaned files."""

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.command import INPUT, OUTPUT, PERFORMANCE, HeadedCommand, option
from cleaner.cli.console import Console, use_color
from cleaner.cli.exit_codes import exit_code
from cleaner.cli.html import need_jinja, write_batch_report
from cleaner.cli.make_cleaner import make_cleaner
from cleaner.cli.names import read_names
from cleaner.cli.options import RunOptions, refuse_log_and_fields, refuse_same_outputs, run_options
from cleaner.cli.output import open_failures, open_list, open_log, open_output, same_file

if TYPE_CHECKING:
    from cleaner.batch.failures import Failures
    from cleaner.batch.plan import Plan


@click.command(cls=HeadedCommand)
@click.argument("sources", metavar="SRC...", nargs=-1, type=click.Path(path_type=Path, readable=False))
@option(
    OUTPUT,
    "-o",
    "--output",
    "dest",
    metavar="DEST",
    required=True,
    type=click.Path(path_type=Path, readable=False, file_okay=False),
    help="Write the cleaned files to this folder.",
)
@option(INPUT, "--include", metavar="GLOB", multiple=True, help="Clean only files with this name or path.")
@option(
    INPUT, "--exclude", metavar="GLOB", multiple=True, help="Skip files and folders with this name or path."
)
@option(
    PERFORMANCE,
    "--jobs",
    type=click.IntRange(min=1),
    help="Use at most this many processes (default: the usable cores).",
)
@option(
    OUTPUT,
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path, readable=False, dir_okay=False),
    help="Write an HTML report to FILE, with what is removed of up to 1,000 documents.",
)
@option(OUTPUT, "--json", "as_json", is_flag=True, help="Write the figures to standard output, as JSON.")
@run_options
def batch(
    options: RunOptions,
    sources: tuple[Path, ...],
    dest: Path,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    jobs: int | None,
    report: Path | None,
    as_json: bool,
) -> int:
    """Clean every file in SRC (files and folders) into the folder DEST.

    Each file is written in the format it has, and compressed if it is. Hidden files are
    skipped. Failures are reported, and the rest is cleaned: a text that fails is not
    written, a record that fails is copied. Exit codes: 3, something failed; 4, the guard
    stopped something under --on-loss fail. --jobs changes nothing but the time.
    """
    from cleaner.batch.plan import size_of
    from cleaner.batch.runner import Runner
    from cleaner.batch.workers import usable_cores
    from cleaner.cli.notices import Notices, print_totals, summary
    from cleaner.report.json import totals_json
    from cleaner.report.terminal import Bar

    plan = _plan(options, sources, dest, include, exclude, report)
    console = Console(quiet=options.quiet, verbose=options.verbose)
    cleaner = make_cleaner(options, tidy=options.tidy)
    notices = Notices(console=console, level=cleaner.level, on_loss=options.on_loss)
    color = use_color(options.color, sys.stderr)
    paths = [file.path for file in plan.files]
    bar = Bar(lambda: size_of(plan.files), shown=not options.quiet, color=color)
    with (
        open_log(options.removed, paths) as log,
        open_failures(options.failures, paths, console) as failures,
        open_list(options.list_path, paths) as list_file,
    ):
        _tell_plan(plan, sources, console, failures)
        runner = Runner(
            cleaner=cleaner,
            options=options.read,
            on_loss=options.on_loss,
            tell=failures.tell,
            tell_notice=notices.tell,
            tell_note=console.note,
            advance=bar.advance,
            log=log,
            log_name=str(options.removed),
            list_file=list_file,
        )
        written = runner.clean_files(plan, jobs=jobs or usable_cores())
        with closing(written), bar:
            for name, totals in written:
                console.detail(name, summary(totals))
    write_batch_report(report, paths, cleaner, options.read, runner.totals, options.on_loss)
    if as_json:
        with open_output(None) as output:
            output.write(totals_json(runner.totals, cleaner.rules.hash))
    elif not options.quiet:
        print_totals(runner.totals, options.color, all_rules=options.stats)
    notices.sum_up(runner.totals)
    return exit_code(failed=runner.totals.failed > 0, stopped=runner.totals.stopped > 0)


def _plan(
    options: RunOptions,
    sources: tuple[Path, ...],
    dest: Path,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    report: Path | None,
) -> "Plan":
    """Plan the batch. Raises UsageError where it would overwrite what it reads."""
    from cleaner.batch.plan import PlanError, make_plan

    refuse_log_and_fields(options)
    try:
        plan = make_plan(sources, dest, named=_named(options, sources), include=include, exclude=exclude)
    except PlanError as error:
        raise click.UsageError(str(error)) from None
    written = {
        "--removed": options.removed,
        "--failures": options.failures,
        "--list": options.list_path,
        "--report": report,
    }
    for name, path in written.items():
        _refuse_own_files(name, path, plan)
    refuse_same_outputs(written)
    if report:
        need_jinja()
    return plan


def _named(options: RunOptions, sources: tuple[Path, ...]) -> list[Path]:
    """Return the files in the list of --files0-from."""
    if options.files0_from is not None:
        return [Path(name) for name in read_names(options.files0_from)]
    if not sources:
        raise click.UsageError("no SRC\n  name files or folders, or a list of files with --files0-from")
    return []


def _refuse_own_files(option: str, log: Path | None, plan: "Plan") -> None:
    """Raise UsageError if a log, or list, would overwrite a source, or the output of one."""
    if log is None:
        return
    # Not Path.resolve(): it raises for links that form a circle.
    real = os.path.realpath(log)
    for file in plan.files:
        targets = os.path.realpath(file.path), os.path.realpath(plan.dest / file.target)
        if real in targets or same_file(file.path, log):
            raise click.UsageError(f"{option} {log} is also a file of the batch\n  give it another name")


def _tell_plan(plan: "Plan", sources: tuple[Path, ...], console: Console, failures: "Failures") -> None:
    """Tell what is skipped or can't be read, or that there is nothing to clean."""
    for path, problem in plan.failed:
        failures.tell(str(path), None, problem)
    for path, reason in plan.skipped:
        console.note(str(path), f"skipped: {reason}")
    if not plan.files and not plan.failed:
        globs = "--include and --exclude leave nothing"
        why = globs if plan.excluded else "hidden files and folders are skipped"
        console.note(", ".join(map(str, sources)), f"there is nothing to clean\n  {why}")
