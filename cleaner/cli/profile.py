"""`cleaner rules profile`: what each rule costs on given documents."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cleaner.cli.exits import exit_code
from cleaner.cli.options import PATH, Sourced, sourced_options
from cleaner.cli.setup import make_cleaner, make_reading
from cleaner.cli.sink import write_report
from cleaner.cli.voice import tell, wants_color
from cleaner.report.printable import printable

if TYPE_CHECKING:
    from cleaner.batch.plan import Found, Job
    from cleaner.sources.slots import Reading, Slot
    from cleaner.tuning.profile import Profiler

TOP: Final = 10


@click.command(short_help="Say what each rule costs, and why.")
@click.argument("sources", metavar="SRC...", nargs=-1, required=True, type=PATH)
@click.option("--include", metavar="GLOB", multiple=True, help="Read only files of such names, or paths.")
@click.option("--exclude", metavar="GLOB", multiple=True, help="Leave out such files and folders.")
@click.option("--all", "show_all", is_flag=True, help="Show all rules, not the ten that cost most.")
@click.option("--json", "as_json", is_flag=True, help="Write everything as one JSON object.")
@sourced_options
def profile(
    sourced: Sourced,
    sources: tuple[Path, ...],
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    show_all: bool,
    as_json: bool,
) -> int:
    """Try the rules on every document in SRC (files and folders), and say what each costs.

    Of each rule: its share of the time, milliseconds per megabyte, how many lines were
    looked at, on how many of them it was tried, how many it hit, what a try takes; of the
    ten that cost most, why, as far as it can be told. Times are of this machine at this
    moment: compare them within one run. Exit code 3: a document can't be read, or a rule
    ran out of time on it.
    """
    from cleaner.batch.plan import find_files
    from cleaner.errors import InputError
    from cleaner.report.profile import Profiled, profile_json, profile_text
    from cleaner.tuning.dear import reasons
    from cleaner.tuning.profile import Profiler

    files = find_files(sources, include=include, exclude=exclude)
    cleaner = make_cleaner(sourced)
    profiler = Profiler(cleaner)
    failed = _tell_files(files, quiet=sourced.quiet) + _try_all(files.jobs, profiler, sourced)
    found = profiler.profile()
    if not found.documents:
        if failed:
            return exit_code(failed=True, stopped=False)
        raise InputError(
            f"{_names(sources)}: there are no documents\n  hidden files and folders are left out"
        )
    why = {cost.rule.id: reasons(cost, found) for cost in found.costs[:TOP] if cost.seconds}
    told = Profiled(
        rules=cleaner.rules.hash, profile=found, reasons=why, top=None if show_all else TOP, failed=failed
    )
    write_report(told, profile_json if as_json else None, profile_text, sourced.color)
    return exit_code(failed=failed > 0, stopped=False)


def _names(sources: tuple[Path, ...]) -> str:
    return printable(" ".join(map(str, sources)))


def _tell_files(files: "Found", *, quiet: bool) -> int:
    """Say what the walk left out or could not read, and return how many it could not."""
    for path, problem in files.failed:
        tell(f"{printable(str(path))}: {problem}")
    for path, reason in files.skipped:
        if not quiet:
            tell(f"{printable(str(path))}: skipped: {reason}")
    return len(files.failed)


def _try_all(jobs: "list[Job]", profiler: "Profiler", sourced: Sourced) -> int:
    """Try the rules on all documents, show how far it is, name what fails, and return how many did."""
    from cleaner.errors import InputError
    from cleaner.report.terminal import progress

    failed = 0
    how, color = make_reading(sourced), wants_color(sourced.color, sys.stderr)
    for job in progress(jobs, shown=not sourced.quiet, color=color, doing="Trying"):
        name = str(job.source)
        try:
            for place, slot in _slots(name, how):
                problems = [slot.problem] if slot.problem else []
                if slot.document is not None:
                    problems += map(str, profiler.add(slot.document, place))
                for problem in problems:
                    tell(f"{printable(place)}: {problem}")
                failed += bool(problems)
        except InputError as error:
            tell(f"{printable(name)}: {error}")
            failed += 1
    return failed


def _slots(name: str, how: "Reading") -> "Iterator[tuple[str, Slot]]":
    """Yield the slots of a file, each with its place: the file or, of a record, also its number."""
    from cleaner.sources.plain import open_file
    from cleaner.sources.slots import read_slots

    with open_file(name) as stream:
        for slot in read_slots(stream, name, how):
            yield (name if slot.record is None else f"{name}:{slot.record}"), slot
