"""`cleaner evaluate`: measure the rules on pages whose main text is known."""

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.command import EVALUATION, HeadedCommand, option
from cleaner.cli.console import print_stderr, use_color
from cleaner.cli.exit_codes import exit_code
from cleaner.cli.make_cleaner import make_cleaner, make_other_cleaner
from cleaner.cli.options import PATH, RuleOptions, rule_options
from cleaner.cli.output import write_report
from cleaner.report.printable import printable

if TYPE_CHECKING:
    from cleaner.engine.cleaner import Cleaner
    from cleaner.report.evaluation import Evaluation
    from cleaner.tuning.evaluate import Measured
    from cleaner.tuning.floor import Floor
    from cleaner.tuning.gold import Page, Source


def fold_option(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """Return the number of a fold, and the number of folds."""
    if value is None:
        return None
    number, _, count = value.partition("/")
    if number.isdecimal() and count.isdecimal() and int(number) < int(count):
        return int(number), int(count)
    problem = f"{value!r} is not a fold\n  write fold K of N as K/N, from 0/N to N-1/N"
    raise click.BadParameter(problem, ctx, param)


jobs_option = option(
    EVALUATION,
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Use this many processes.",
)


@click.command(cls=HeadedCommand)
@click.argument("gold", metavar="GOLD...", nargs=-1, required=True, type=PATH)
@option(
    EVALUATION,
    "--against",
    metavar="PATH",
    type=PATH,
    help="Compare with the rules of this file or folder in the place of --rules.",
)
@option(
    EVALUATION,
    "--worst",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="Show this many of the worst pages.",
)
@option(
    EVALUATION,
    "--fold",
    metavar="K/N",
    default="0/1",
    callback=fold_option,
    help="Use only fold K of N folds of the sites, counted from 0.",
)
@option(
    EVALUATION,
    "--harm",
    is_flag=True,
    help="Clean the main texts themselves, to measure what clean text loses.",
)
@option(EVALUATION, "--mix", is_flag=True, help="Clean the main texts with ten lines of noise in each.")
@option(
    EVALUATION,
    "--floor",
    metavar="FILE",
    type=PATH,
    help="Exit with 1 if a figure is below its floor in this file.",
)
@jobs_option
@option(EVALUATION, "--json", "as_json", is_flag=True, help="Write everything as one JSON object.")
@rule_options
def evaluate(
    options: RuleOptions,
    gold: tuple[Path, ...],
    against: Path | None,
    worst: int,
    fold: tuple[int, int],
    harm: bool,
    mix: bool,
    floor: Path | None,
    jobs: int,
    as_json: bool,
) -> int:
    """Clean pages whose main text is known, and measure what is left.

    GOLD is a file of JSON lines, also compressed, with the fields text and gold (or the
    lists of snippets with and without) and optional fields id, url, language, site, type,
    renderer; or a folder of folders with input.txt and expected.txt.

    Intervals are 95 % bootstrap intervals over sites. If the folder of --against has a
    text.toml, it replaces all rules. Exit codes: 3, something in GOLD failed; 1, a
    figure is below its floor.
    """
    if harm and mix:
        raise click.UsageError("--harm and --mix can't be combined")
    from cleaner.report.evaluation import evaluation_json, evaluation_text
    from cleaner.tuning.floor import read_floors

    floors = read_floors(floor) if floor else []
    cleaners = [make_cleaner(options)]
    if against:
        cleaners.append(make_other_cleaner(options, against))
    source: Source = "harm" if harm else "mix" if mix else "text"
    pages, failed = _read(gold, fold, source)
    measured = _measure(pages, cleaners, jobs, options)
    failed += sum(one.problem is not None for one in measured)
    if all(one.problem is not None for one in measured):
        return exit_code(failed=True)
    found = _sum_up(measured, cleaners, worst, floors, source, failed)
    write_report(found, evaluation_json if as_json else None, evaluation_text, options.color)
    for low in found.broken:
        value = found.figures[low.figure].value
        print_stderr(
            f"{low.figure} is {value:.4f}, below its floor of {low.value}\n  reason for the floor: {low.why}"
        )
    return exit_code(failed=failed > 0, would_change=bool(found.broken))


def _read(paths: Sequence[Path], fold: tuple[int, int], source: "Source") -> "tuple[list[Page], int]":
    """Return the chosen pages, and how many could not be read, which are reported."""
    from cleaner.errors import InputError
    from cleaner.tuning.gold import choose, read_gold

    gold = read_gold(paths)
    for place, problem in gold.faults:
        print_stderr(f"{printable(place)}: {problem}")
    pages = choose(gold.pages, fold, source)
    if gold.pages and not pages:
        raise InputError(
            f"none of {len(gold.pages)} pages is left to measure\n"
            "  use another --fold; --harm and --mix need whole main texts"
        )
    return pages, len(gold.faults)


def _measure(
    pages: "Sequence[Page]", cleaners: "Sequence[Cleaner]", jobs: int, options: RuleOptions
) -> "list[Measured]":
    """Measure all pages, show the progress, and report those that fail."""
    from cleaner.report.terminal import progress
    from cleaner.tuning.evaluate import measure_all

    color = use_color(options.color, sys.stderr)
    done = []
    with closing(measure_all(pages, cleaners, jobs=jobs)) as measured:
        for one in progress(
            measured, shown=not options.quiet, color=color, total=len(pages), doing="Measuring"
        ):
            if one.problem is not None:
                print_stderr(f"{printable(one.page.place)}: {one.problem}")
            done.append(one)
    return done


def _sum_up(
    measured: "Sequence[Measured]",
    cleaners: "Sequence[Cleaner]",
    worst: int,
    floors: "Sequence[Floor]",
    source: "Source",
    failed: int,
) -> "Evaluation":
    """Return everything that was found."""
    from cleaner.report.evaluation import Evaluation
    from cleaner.tuning.evaluate import compare, survey
    from cleaner.tuning.floor import broken_floors
    from cleaner.tuning.worst import worst_pages

    surveys = survey(measured)
    figures = {name: figure for found in surveys.values() for name, figure in found.figures().items()}
    two = len(cleaners) > 1
    return Evaluation(
        level=cleaners[0].level,
        source=source,
        rules=cleaners[0].rules.hash,
        other_rules=cleaners[1].rules.hash if two else "",
        surveys=surveys,
        comparisons=compare(measured, most=worst) if two else {},
        worst=worst_pages(measured, cleaners[0], most=worst),
        figures=figures,
        floors=floors,
        broken=broken_floors(floors, figures),
        failed=failed,
    )
