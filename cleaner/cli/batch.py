"""`cleaner batch`: files and folders, mirrored into a folder of cleaned files."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.command import INPUT, OUTPUT, PERFORMANCE, HeadedCommand, option
from cleaner.cli.html import need_jinja
from cleaner.cli.names import read_names
from cleaner.cli.options import RunOptions, refuse_log_and_fields, refuse_same_outputs, run_options
from cleaner.cli.output import refuse_earlier_log, same_file

if TYPE_CHECKING:
    from cleaner.batch.plan import Plan
    from cleaner.cli.batch_run import BatchOptions


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
@option(OUTPUT, "--dry-run", is_flag=True, help="Write no outputs; show the figures that a run would have.")
@option(OUTPUT, "--check", is_flag=True, help="Write no outputs; exit with 1 if something would change.")
@option(OUTPUT, "--diff", is_flag=True, help="Write no outputs; show what would change, as a unified diff.")
@option(
    OUTPUT,
    "--resume",
    is_flag=True,
    help="Go on with an earlier run: skip files that are done and have not changed since, continue a large "
    "one where it was, append to --removed.",
)
@option(OUTPUT, "--prune", is_flag=True, help="Delete the outputs of files that are gone from SRC.")
@run_options
def batch(
    options: RunOptions,
    sources: tuple[Path, ...],
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    **given: Any,
) -> int:
    """Clean every file in SRC (files and folders) into the folder DEST.

    Each file is written in the format it has, and compressed if it is. Hidden files are
    skipped. Failures are reported, and the rest is cleaned: a text that fails is not
    written, a record that fails is copied. --resume goes on with a run that was stopped.
    Exit codes: 3, something failed; 4, the guard stopped something under --on-loss fail;
    1, --check would change something. --jobs changes nothing but the time.
    """
    from cleaner.batch.open_journal import JournalError
    from cleaner.cli.batch_run import BatchOptions, run_batch

    own = BatchOptions(**given)
    _refuse_contradictions(options, own)
    plan = _plan(options, sources, own.dest, include, exclude, own.report)
    if not own.resume:
        refuse_earlier_log(options.removed)  # before anything is written
    try:
        return run_batch(plan, sources, options, own)
    except JournalError as error:
        raise click.UsageError(str(error)) from None


def _refuse_contradictions(options: RunOptions, own: "BatchOptions") -> None:
    """Raise UsageError for options that can't be combined."""
    refuse_log_and_fields(options)
    look = own.look
    for wrong, problem in (
        (own.diff and own.as_json, "--diff and --json can't be combined"),
        (look and options.removed, f"{look} writes no files, so --removed has nothing to log"),
        (look and options.fields.added, f"{look} writes no files, so no fields can be added"),
    ):
        if wrong:
            raise click.UsageError(problem)


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
