"""`cleaner batch`: files and folders, mirrored into a folder of cleaned ones."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.exits import exit_code
from cleaner.cli.options import Shared, shared_options
from cleaner.cli.setup import make_cleaner, make_reading, make_voice, open_log
from cleaner.cli.sink import open_sink
from cleaner.cli.voice import Voice, tell, wants_color

if TYPE_CHECKING:
    from cleaner.batch.plan import Plan
    from cleaner.batch.totals import Totals
    from cleaner.cli.notes import Remarks
    from cleaner.engine.cleaner import Cleaner


@click.command()
@click.argument(
    "sources", metavar="SRC...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False)
)
@click.option(
    "-o",
    "--output",
    "dest",
    metavar="DEST",
    required=True,
    type=click.Path(path_type=Path, readable=False, file_okay=False),
    help="Mirror the cleaned files into this folder.",
)
@click.option("--include", metavar="GLOB", multiple=True, help="Clean only files of such names, or paths.")
@click.option("--exclude", metavar="GLOB", multiple=True, help="Leave out such files and folders.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Use at most so many processes (default: the usable cores)."
)
@click.option("--stats", is_flag=True, help="Show all rules that removed something, not the top ten.")
@click.option("--json", "as_json", is_flag=True, help="Write the figures to standard output, as JSON.")
@shared_options
def batch(
    shared: Shared,
    sources: tuple[Path, ...],
    dest: Path,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    jobs: int | None,
    stats: bool,
    as_json: bool,
) -> int:
    """Clean every file in SRC (files and folders) into the folder DEST.

    Files that end in .jsonl or .ndjson are JSON lines, all others texts. Hidden files
    are left out. What fails is named, and the rest is done: a file is not written, a
    record of JSON lines is copied as it was. Exit codes: 3, something failed; 4, the guard
    stopped something under --on-loss fail. What is written and said is the same whatever
    --jobs.
    """
    from cleaner.batch.plan import PlanError, make_plan
    from cleaner.cli.notes import Remarks
    from cleaner.report.json import totals_json
    from cleaner.report.terminal import totals_text

    try:
        plan = make_plan(sources, dest, include=include, exclude=exclude)
    except PlanError as error:
        raise click.UsageError(str(error)) from None
    _refuse_log(shared.removed, plan)
    cleaner, voice = make_cleaner(shared, tidy=shared.tidy, dest=dest), make_voice(shared)
    _tell_plan(plan, sources, voice)
    remarks = Remarks(voice=voice, level=cleaner.level, on_loss=shared.on_loss, many=True)
    totals = _clean_all(plan, cleaner, shared, voice, remarks, jobs)
    if as_json:
        with open_sink(None) as sink:
            sink.write(totals_json(totals, cleaner.rules.hash))
    elif not shared.quiet:
        color = wants_color(shared.color, sys.stderr)
        tell(totals_text(totals, color=color, all_rules=stats), named=False)
    remarks.sum_up(totals)
    return exit_code(failed=totals.failed > 0, stopped=totals.stopped > 0)


def _clean_all(
    plan: "Plan", cleaner: "Cleaner", shared: Shared, voice: Voice, remarks: "Remarks", jobs: int | None
) -> "Totals":
    """Do what is planned, show how far it is, and return the figures."""
    from cleaner.batch.plan import size_of
    from cleaner.batch.run import Batch
    from cleaner.batch.totals import Totals
    from cleaner.batch.workers import usable_cores
    from cleaner.cli.notes import summary
    from cleaner.report.terminal import Bar

    totals = Totals(files=len(plan.failed), failed=len(plan.failed))
    color = wants_color(shared.color, sys.stderr)
    bar = Bar(lambda: size_of(plan.jobs), shown=not shared.quiet, color=color)
    with open_log(shared.removed) as log:
        run = Batch(
            cleaner=cleaner,
            reading=make_reading(shared),
            on_loss=shared.on_loss,
            dest=plan.dest,
            log=log,
            log_name=str(shared.removed),
            advance=bar.advance,
            remark=remarks.add,
        )
        done = run.clean_files(plan.jobs, voice.error, jobs=jobs or usable_cores())
        with closing(done), bar:
            for job, figures in done:
                voice.detail(str(job.source), summary(figures))
                totals.add(figures)
    return totals


def _refuse_log(log: Path | None, plan: "Plan") -> None:
    """Raise UsageError where the log would be written over a source, or over what is made of one."""
    if log is None:
        return
    real = log.resolve()
    for job in plan.jobs:
        if real in (job.source.resolve(), (plan.dest / job.goal).resolve()):
            raise click.UsageError(f"--removed {log} is also a file of the batch\n  give it another name")


def _tell_plan(plan: "Plan", sources: tuple[Path, ...], voice: Voice) -> None:
    """Say what the walk left out or could not read."""
    for path, problem in plan.failed:
        voice.error(str(path), problem)
    for path, reason in plan.skipped:
        voice.note(str(path), f"skipped: {reason}")
    if not plan.jobs and not plan.failed:
        globs = "--include and --exclude leave out all"
        why = globs if plan.unwanted else "hidden files and folders are left out"
        voice.note(", ".join(map(str, sources)), f"there is nothing to clean\n  {why}")
