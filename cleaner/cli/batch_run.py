"""A batch from its plan to its exit code: open what it writes to, go on, clean, tell what was done."""

import os
import sys
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from cleaner.batch.open_journal import open_journal
from cleaner.batch.plan import size_of
from cleaner.batch.runner import Runner
from cleaner.batch.workers import usable_cores
from cleaner.cli.console import Console, use_color
from cleaner.cli.exit_codes import exit_code
from cleaner.cli.html import write_batch_report
from cleaner.cli.make_cleaner import make_cleaner
from cleaner.cli.notices import Notices, print_totals, summary
from cleaner.cli.options import RunOptions
from cleaner.cli.output import open_failures, open_list, open_log, open_output
from cleaner.cli.show import diff_of, nothing_of
from cleaner.errors import InputError
from cleaner.report.json import totals_json
from cleaner.report.terminal import Bar
from cleaner.sources.io_errors import OutputError, writing
from cleaner.sources.paths import absolute, is_folder

if TYPE_CHECKING:
    from cleaner.batch.failures import Failures
    from cleaner.batch.journal import Journal
    from cleaner.batch.plan import Plan
    from cleaner.engine.cleaner import Cleaner

_MOST_NAMED: Final = 20
"""Outputs of deleted sources that are named, before the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """Where outputs go, what is shown, and how far the run goes."""

    dest: Path
    jobs: int | None
    report: Path | None
    as_json: bool
    dry_run: bool
    check: bool
    diff: bool
    resume: bool
    prune: bool

    @property
    def look(self) -> str:
        """The option by which no files are written, if one is given."""
        if self.diff or self.check:
            return "--diff" if self.diff else "--check"
        return "--dry-run" if self.dry_run else ""


def run_batch(plan: "Plan", sources: tuple[Path, ...], options: RunOptions, own: BatchOptions) -> int:
    """Run a batch and return its exit code. Raises JournalError if it can't be resumed."""
    console = Console(quiet=options.quiet, verbose=options.verbose)
    cleaner = make_cleaner(options, tidy=options.tidy)
    paths = [file.path for file in plan.files]
    settings = _settings(cleaner, options)
    with (
        open_journal(plan, settings, resume=own.resume, write=not own.look) as journal,
        open_failures(options.failures, paths, console) as failures,
    ):
        _tell_plan(plan, sources, console, failures)
        journal.sort_out(plan)
        keep = journal.spans() if journal.resumed else None
        with (
            open_log(options.removed, paths, keep) as log,
            open_list(options.list_path, paths) as list_file,
        ):
            journal.log_end = keep[-1][1] if keep else 0
            journal.start()
            _tell_journal(journal, plan, console, own)
            unpruned = _prune(journal, sources, console, failures, own)
            runner = Runner(
                cleaner=cleaner,
                options=options.read,
                on_loss=options.on_loss,
                tell=failures.tell,
                tell_note=console.note,
                log=log,
                log_name=str(options.removed),
                list_file=list_file,
                journal=journal,
            )
            notices = Notices(console=console, level=cleaner.level, on_loss=options.on_loss)
            runner.tell_notice = notices.tell
            _clean(runner, plan, console, options, own)
        if journal.problem and not own.look:
            console.note(str(own.dest), journal.problem)
    totals = runner.totals
    write_batch_report(own.report, paths, cleaner, options.read, totals, options.on_loss)
    if own.as_json:
        with open_output(None) as output:
            output.write(totals_json(totals, cleaner.rules.hash))
    elif not options.quiet:
        print_totals(totals, options.color, all_rules=options.stats)
    notices.sum_up(totals)
    return exit_code(
        failed=totals.failed > 0 or unpruned,
        stopped=totals.stopped > 0,
        would_change=own.check and totals.changed_documents > 0,
    )


def _clean(runner: Runner, plan: "Plan", console: Console, options: RunOptions, own: BatchOptions) -> None:
    """Clean the files that are left. If that is interrupted, tell how far it came."""
    assert runner.journal is not None
    left, color = runner.journal.left, use_color(options.color, sys.stderr)
    bar = Bar(
        lambda: size_of(left),
        files=len(plan.files),
        done=len(plan.files) - len(left),
        shown=not options.quiet,
        color=color,
        say=partial(console.note, str(own.dest)) if options.verbose else None,
    )
    runner.advance = bar.advance
    show = None
    if own.look:
        show = _diff(options) if own.diff else nothing_of
    try:
        with open_output(None) if own.diff else nullcontext() as output:
            written = runner.clean_files(
                plan,
                jobs=own.jobs or usable_cores(),
                show=show,
                shown_to=lambda part: None if output is None else output.write(part.data),
            )
            with closing(written), bar:
                for name, totals in written:
                    if not own.check:
                        console.detail(name, summary(totals))
                    elif totals.changed_documents:
                        console.note(name, "it would change")
    except BaseException as reason:
        if isinstance(reason, OutputError) or not isinstance(reason, Exception):
            _tell_stopped(runner, plan, console, own)
        raise


def _diff(options: RunOptions) -> Any:
    color = use_color(options.color, sys.stdout)
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    return partial(diff_of, color=color, for_people=color or on_terminal)


def _settings(cleaner: "Cleaner", options: RunOptions) -> dict[str, Any]:
    """Return all that decides what an output is, so that runs can be compared."""
    from cleaner import __version__

    return {
        "version": __version__,
        "rules": cleaner.rules.hash,
        "score": cleaner.score.hash if cleaner.score else None,
        "level": cleaner.level,
        "language": cleaner.language,
        "keep": sorted(cleaner.policy.keep),
        "drop": sorted(cleaner.policy.drop),
        "links": options.links,
        "tidy": options.tidy,
        "min_words": options.min_words,
        "min_share": options.min_share,
        "on_loss": options.on_loss,
        **asdict(options.read),
        "removed": None if options.removed is None else os.path.realpath(options.removed),
    }


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


def _tell_journal(journal: "Journal", plan: "Plan", console: Console, own: BatchOptions) -> None:
    """Tell what is done already, and remove what killed runs left."""
    place = str(own.dest)
    if not own.look and (leftovers := journal.remove_leftovers(plan)):
        console.detail(place, f"removed temporary files that a killed run left: {leftovers:,}")
    if own.resume and not journal.resumed:
        console.note(place, "there is no earlier run to go on with, so all files are cleaned")
    elif own.resume:
        done = len(plan.files) - len(journal.left)
        console.note(place, f"{done:,} of {len(plan.files):,} files are done already")
        for file in journal.left:
            if entry := journal.begun(file):
                console.note(file.name, f"goes on after record {entry.rows:,}")


def _prune(
    journal: "Journal", sources: tuple[Path, ...], console: Console, failures: "Failures", own: BatchOptions
) -> bool:
    """Name the outputs of deleted sources, or delete them. Tell whether that failed."""
    roots = {PurePath(absolute(source)) for source in sources if is_folder(source)}
    orphans, failed = journal.orphans(roots), False
    said = "its source is gone\n  --prune deletes it"
    if own.prune:
        said = "would be deleted: its source is gone" if own.look else "deleted: its source is gone"
    for number, entry in enumerate(orphans):
        place = str(own.dest / entry.target)
        if own.prune and not own.look:
            try:
                with writing(place):
                    journal.remove_output(entry)
            except InputError as error:
                failures.tell(place, None, str(error))
                failed = True
                continue
        if number < _MOST_NAMED or console.verbose:
            console.note(place, said)
    if len(orphans) > _MOST_NAMED and not console.verbose:
        console.note(
            str(own.dest), f"and {len(orphans) - _MOST_NAMED:,} more like these\n  -v names them all"
        )
    return failed


def _tell_stopped(runner: Runner, plan: "Plan", console: Console, own: BatchOptions) -> None:
    """Tell what was done before the run was interrupted, and how to go on."""
    done = runner.totals
    documents = done.documents
    if journal := runner.journal:
        documents += sum(entry.totals.documents for file in journal.left if (entry := journal.begun(file)))
    count = f"{done.files:,} of {len(plan.files) + len(plan.failed):,} files, {documents:,} documents"
    advice = "" if own.look else "\n  the same command with --resume goes on there"
    console.note(str(own.dest), f"stopped after {count}{advice}")
