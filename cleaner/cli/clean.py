"""`cleaner clean`: files or standard input, to standard output, to a file, or in place."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from cleaner.cli.command import OUTPUT, HeadedCommand, option
from cleaner.cli.console import Console, use_color
from cleaner.cli.exit_codes import exit_code
from cleaner.cli.make_cleaner import make_cleaner
from cleaner.cli.names import read_names
from cleaner.cli.options import (
    PATH,
    RunOptions,
    or_stdout,
    refuse_log_and_fields,
    refuse_same_outputs,
    run_options,
)
from cleaner.cli.output import Output, open_failures, open_list, open_log, open_output, same_file, sources_of
from cleaner.errors import InputError
from cleaner.sources.inputs import STDIN, STDIN_NAME
from cleaner.sources.io_errors import writing, writing_only_output
from cleaner.sources.paths import is_file, is_folder

if TYPE_CHECKING:
    from cleaner.batch.cleaned_part import CleanedPart
    from cleaner.batch.outcomes import Outcome
    from cleaner.batch.runner import Runner, Write
    from cleaner.batch.totals import Totals
    from cleaner.cli.notices import Notices
    from cleaner.engine.cleaner import Cleaner
    from cleaner.sources.kind import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputOptions:
    """Where results go, and what is shown in their place."""

    output: Path | None
    in_place: bool
    backup: str | None
    diff: bool
    check: bool
    explain: bool
    as_json: bool


@click.command(cls=HeadedCommand)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(readable=False, allow_dash=True))
@option(
    OUTPUT,
    "-o",
    "--output",
    metavar="FILE",
    type=PATH,
    callback=or_stdout,
    help="Write to this file, not to standard output.",
)
@option(OUTPUT, "--in-place", is_flag=True, help="Write the cleaned text back to each file.")
@option(OUTPUT, "--backup", metavar="SUFFIX", help="With --in-place: keep the original as FILE plus SUFFIX.")
@option(OUTPUT, "--diff", is_flag=True, help="Show what would change, as a unified diff.")
@option(OUTPUT, "--check", is_flag=True, help="Write nothing; exit with 1 if something would change.")
@option(
    OUTPUT,
    "--explain",
    is_flag=True,
    help="Show for each line whether it is removed, its score, and which rule removes it. With -v: also what "
    "the score is made of.",
)
@option(OUTPUT, "--json", "as_json", is_flag=True, help="Write one line of JSON for each document.")
@run_options
def clean(options: RunOptions, files: tuple[str, ...], **given: Any) -> int:
    """Clean each FILE (default, and -: standard input) to standard output.

    Lines that stay are byte-identical to the input. In records (JSON, CSV, TSV, Parquet, WET)
    only the text changes. Output is compressed as the input is. Exit codes: 3, an input
    failed; 4, the guard stopped a document under --on-loss fail; 1, --check would change
    something.
    """
    outputs = OutputOptions(**given)
    if options.files0_from is not None:
        files += read_names(options.files0_from)
    elif not files:
        files = _stdin_only()
    _refuse_contradictions(options, files, outputs)
    _refuse_same_files(options, files, outputs)
    from cleaner.batch.runner import Runner
    from cleaner.cli.notices import Notices, print_totals
    from cleaner.sources.atomic import Discard

    console = Console(quiet=options.quiet, verbose=options.verbose)
    cleaner = make_cleaner(options, tidy=options.tidy)
    notices = Notices(console=console, level=cleaner.level, on_loss=options.on_loss)
    sources = sources_of(files)
    with (
        open_log(options.removed, sources) as log,
        open_failures(options.failures, sources, console) as failures,
        open_list(options.list_path, sources) as list_file,
        open_output(outputs.output, sources) as output,
    ):
        runner = Runner(
            cleaner=cleaner,
            options=options.read,
            on_loss=options.on_loss,
            tell=failures.tell,
            tell_notice=notices.tell,
            tell_note=console.note,
            log=log,
            log_name=str(options.removed),
            list_file=list_file,
        )
        for name in files:
            totals = _clean_one(runner, name, output, options, outputs, many=len(files) > 1)
            if totals is not None and runner.last is not None:
                _tell(name, runner.last[1], totals, notices, outputs)
        if outputs.output and runner.unwritten:
            raise Discard
    if options.stats and not options.quiet:
        print_totals(runner.totals, options.color, all_rules=True)
    notices.sum_up(runner.totals)
    return exit_code(
        failed=runner.totals.failed > 0,
        stopped=runner.totals.stopped > 0,
        would_change=outputs.check and runner.totals.changed_documents > 0,
    )


def _clean_one(
    runner: "Runner", name: str, output: Output, options: RunOptions, outputs: OutputOptions, *, many: bool
) -> "Totals | None":
    """Clean a source, one of `many`; return its figures, or None if nothing was written."""
    if outputs.in_place:
        return runner.clean(name, _in_place(name, outputs.backup, options, runner.log))
    color = use_color(options.color, None if outputs.output else sys.stdout)
    return runner.clean(
        name,
        _writing(output),
        shared=many,
        show=_make_show(name, outputs, runner.cleaner, many=many, color=color, details=options.verbose),
        explain=outputs.explain,
        terms=options.verbose,
    )


@contextmanager
def _writing(output: Output) -> Iterator["Write"]:
    """Write a source to `output`, after others."""
    output.begin_source()
    yield lambda part: output.write(part.data, part.missing_end)


@contextmanager
def _in_place(name: str, backup: str | None, options: RunOptions, log: BinaryIO | None) -> Iterator["Write"]:
    """Write a source back to the file `name`, if something changes."""
    from cleaner.sources.atomic import Discard, back_up, replacing

    # A link stays a link: the file that it points to is replaced.
    path = Path(os.path.realpath(name))
    if not is_file(path):
        raise InputError("this is not a regular file\n  clean it to standard output, or to a file with -o")
    with writing(name), replacing(path) as stream:
        changed = bool(options.fields.added)

        def write(part: "CleanedPart") -> None:
            nonlocal changed
            changed = changed or part.totals.changed_documents > 0
            stream.write(part.data)

        yield write
        if not changed:
            raise Discard
        stream.flush()
        if log is not None:
            with writing_only_output(str(options.removed)):
                os.fsync(log.fileno())  # it is about to be the only copy of what is removed
        if backup is not None:
            with writing(name + backup):
                back_up(path, backup)


def _make_show(
    name: str, outputs: OutputOptions, cleaner: "Cleaner", *, many: bool, color: bool, details: bool
) -> "Callable[[Outcome], bytes] | None":
    """Return what makes the bytes to show for an outcome; None for the cleaned text itself."""
    from cleaner.cli import show

    if outputs.diff:
        # Colors make it nothing for patch; --color always is for a terminal behind a pager.
        on_terminal = not outputs.output and sys.stdout is not None and sys.stdout.isatty()
        return show.show_diff(name, color=color, for_people=color or on_terminal)
    if outputs.explain:
        return show.show_explanation(f"{name}:" if many else "", color=color, details=details)
    if outputs.as_json:
        return show.show_json(name, cleaner.rules.hash)
    return show.show_nothing if outputs.check else None


def _tell(name: str, kind: "Kind", totals: "Totals", notices: "Notices", outputs: OutputOptions) -> None:
    """Tell what became of one source."""
    from cleaner.cli.notices import summary

    console = notices.console
    place = STDIN_NAME if name == STDIN else name
    notices.tell_languages(place, totals)
    records = kind.format != "text"
    if records and not totals.documents + totals.failed_records:
        console.note(place, "it has no texts")
    elif not records and not totals.bytes_before:
        console.note(place, "it is empty")
    elif totals.wordless and not records:
        console.note(place, "it contains no words")
    elif not outputs.explain:
        console.detail(place, summary(totals))
    if outputs.check and totals.changed_documents:
        count = f"{totals.changed_documents} of {totals.documents} documents " if records else ""
        console.note(place, f"{count}would change")


def _refuse_contradictions(options: RunOptions, files: tuple[str, ...], outputs: OutputOptions) -> None:
    """Raise UsageError for options that can't be combined."""
    refuse_log_and_fields(options)
    shows = ["--diff"] * outputs.diff + ["--explain"] * outputs.explain + ["--json"] * outputs.as_json
    looks = shows + ["--check"] * outputs.check
    look = looks[0] if looks else ""
    log = options.removed
    for wrong, problem in (
        (len(shows) > 1, f"{' and '.join(shows)} can't be combined"),
        (looks and outputs.in_place, f"--in-place and {look} can't be combined"),
        (outputs.check and shows not in ([], ["--diff"]), f"--check and {look} can't be combined"),
        (outputs.output and outputs.in_place, "--output and --in-place can't be combined"),
        (outputs.explain and options.list_path, "--explain cleans nothing, so --list has nothing to list"),
        (outputs.explain and options.stats, "--explain cleans nothing, so --stats has nothing to count"),
        (looks and log, f"{look} writes no text, so --removed has nothing to log"),
        (looks and options.fields.added, f"{look} writes no records, so no fields can be added"),
        (
            outputs.output and len(files) > 1,
            "--output takes one FILE\n  for several: cleaner batch FILE... -o DEST",
        ),
        (
            outputs.output and is_folder(outputs.output),
            f"--output {outputs.output} is a folder\n  for folders: cleaner batch SRC... -o DEST",
        ),
        (
            outputs.in_place and STDIN in files,
            "--in-place needs files, and can't be used with standard input",
        ),
        (outputs.backup is not None and not outputs.in_place, "--backup needs --in-place"),
        (outputs.backup == "" or "/" in (outputs.backup or ""), "--backup takes a suffix, such as .bak"),
        (
            outputs.in_place and log and os.path.lexists(log),
            f"{log} exists, and may be needed to restore files of an earlier run\n"
            "  give --removed another name, or move it away",
        ),
    ):
        if wrong:
            raise click.UsageError(problem)


def _stdin_only() -> tuple[str, ...]:
    if sys.stdin is not None and sys.stdin.isatty():
        raise click.UsageError("no input\n  name a FILE, pipe text in, or give - to type it")
    return (STDIN,)


def _refuse_same_files(options: RunOptions, files: tuple[str, ...], outputs: OutputOptions) -> None:
    """Raise UsageError if something would overwrite what is read."""
    names: set[str] = set()
    advice = "\n  --in-place writes it back"
    output, log = outputs.output, options.removed
    for name in files:
        real = os.path.realpath(name)
        if outputs.in_place and real in names:
            raise click.UsageError(f"{name} is named twice\n  --in-place takes each file once")
        names.add(real)
        source = 0 if name == STDIN else name
        if output and same_file(source, output):
            raise click.UsageError(f"{name} is also the output{advice}")
        if log and same_file(source, log):
            raise click.UsageError(f"{name} is also the removal log\n  give --removed another name")
        if options.list_path and same_file(source, options.list_path):
            raise click.UsageError(f"{name} is also the list of documents\n  give --list another name")
        if options.failures and same_file(source, options.failures):
            raise click.UsageError(f"{name} is also the list of failures\n  give --failures another name")
        if not output and not outputs.in_place and same_file(source, 1):
            raise click.UsageError(f"{name} is also the output{advice}")
    refuse_same_outputs(
        {
            "--output": output,
            "--removed": log,
            "--failures": options.failures,
            "--list": options.list_path,
        }
    )
