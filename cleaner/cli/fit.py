"""`cleaner rules fit`: fit what rules and signals weigh to pages whose main text is known."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.exits import exit_code
from cleaner.cli.options import PATH
from cleaner.cli.voice import tell, wants_color
from cleaner.report.printable import printable

if TYPE_CHECKING:
    from cleaner.rulebook.rule import Rulebook
    from cleaner.tuning.evaluate import Measured, Survey
    from cleaner.tuning.fit import Weights
    from cleaner.tuning.gold import Page
    from cleaner.tuning.interval import Figure
    from cleaner.tuning.samples import Sample


@click.command(short_help="Fit weights to pages whose main text is known.")
@click.argument("gold", metavar="GOLD...", nargs=-1, required=True, type=PATH)
@click.option("--rules", "folder", type=PATH, required=True, help="The rule set: a folder with signals.toml.")
@click.option("--write", is_flag=True, help="Write the weights, fitted to all pages, into its files.")
@click.option("--language", metavar="CODE", help="The pages' language: rules of others keep their weights.")
@click.option(
    "--folds",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="Measure on each of so many folds of the sites what was fitted to the others; 0: don't.",
)
@click.option(
    "--clean-share",
    type=click.FloatRange(0, 1),
    default=0.4,
    show_default=True,
    help="How much a main text counts as a page of its own.",
)
@click.option(
    "--thin",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Of each file but the first, use one page in so many.",
)
@click.option(
    "--penalty",
    type=click.FloatRange(0, min_open=True),
    default=3.0,
    show_default=True,
    help="How hard large weights are held down.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Use so many processes."
)
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def fit(
    gold: tuple[Path, ...],
    folder: Path,
    write: bool,
    language: str | None,
    folds: int,
    clean_share: float,
    thin: int,
    penalty: float,
    jobs: int,
    quiet: bool,
) -> int:
    """Fit the weights of a rule set to pages whose main text is known.

    GOLD is as for `cleaner evaluate`. Weights are fitted of all signals and of all rules
    that have a weight and speak often enough. The figures printed are of pages of sites
    that the weights weren't fitted to. Needs the extra `fit`: pip install '.[fit]'.
    """
    from cleaner.engine.arguments import check_language

    if folds == 1:
        raise click.UsageError("--folds 1 leaves no page to fit to\n  give 2 or more, or 0 for no figures")
    book = _rule_set(folder)
    check_language(language, book.rules)
    pages, failed = _read(gold, thin)
    samples = _sample(pages, book, clean_share, jobs, quiet)
    learn = partial(_learn, book=book, language=language, penalty=penalty)
    if folds:
        held_out = _held_out(samples, pages, book, folds, jobs, learn)
        click.echo(_table(held_out), nl=False)
    if write:
        from cleaner.tuning.rewrite import write_weights

        for path in write_weights(folder, learn(samples)):
            click.echo(f"{printable(str(path))}: weights written")
    return exit_code(failed=failed, stopped=False)


def _rule_set(folder: Path) -> "Rulebook":
    """Return the rules in `folder`, alone."""
    from cleaner.errors import RuleFileError
    from cleaner.rulebook.load import SIGNALS, assemble, read_files

    try:
        import scipy  # noqa: F401 - said before the work, not after
    except ImportError:
        raise click.UsageError(
            "fitting needs NumPy and SciPy\n  pip install '.[fit]' in the checkout brings them"
        ) from None
    if not (folder / SIGNALS).is_file():
        advice = "give a whole rule set, such as the folder rules of a checkout"
        raise RuleFileError([f"{folder}: there is no {SIGNALS} in it\n  {advice}"])
    return assemble(list(read_files([folder])))


def _read(paths: Sequence[Path], thin: int) -> "tuple[list[Page], bool]":
    """Return the pages to use that have a whole main text, and whether any could not be read."""
    from cleaner.errors import InputError
    from cleaner.tuning.gold import read_gold

    pages: list[Page] = []
    failed = False
    for path in paths:
        gold = read_gold([path])
        for place, problem in gold.faults:
            tell(f"{printable(place)}: {problem}")
            failed = True
        whole = [page for page in gold.pages if page.gold]
        pages += whole[:: thin if pages else 1]
    if not pages:
        raise InputError('no page has a main text\n  fitting needs the field "gold"')
    return pages, failed


def _sample(
    pages: "Sequence[Page]", book: "Rulebook", clean_share: float, jobs: int, quiet: bool
) -> "list[Sample]":
    from cleaner.engine.cleaner import Cleaner
    from cleaner.report.terminal import progress
    from cleaner.tuning.pool import spread
    from cleaner.tuning.samples import sample, variants

    forms = list(variants(pages, clean_share))
    cleaner = Cleaner(book)
    with closing(spread(sample, forms, cleaner, jobs=jobs)) as samples:
        shown = progress(
            samples,
            shown=not quiet,
            color=wants_color("auto", sys.stderr),
            total=len(forms),
            doing="Measuring",
        )
        return [one for one in shown if one.words]


def _learn(
    samples: "Sequence[Sample]", *, book: "Rulebook", language: str | None, penalty: float
) -> "Weights":
    from cleaner.errors import InputError
    from cleaner.tuning.fit import fit as fit_weights

    if not samples:
        raise InputError(
            "no page is left to fit to\n  give pages of more sites, or say --folds 0 for no figures"
        )
    return fit_weights(samples, book, language=language, penalty=penalty)


def _held_out(
    samples: "Sequence[Sample]",
    pages: "Sequence[Page]",
    book: "Rulebook",
    folds: int,
    jobs: int,
    learn: "Callable[[Sequence[Sample]], Weights]",
) -> "dict[str, Survey]":
    """Measure the pages of each fold under weights fitted to the others, as they are and clean."""
    from cleaner.engine.cleaner import Cleaner
    from cleaner.tuning.evaluate import measure_all, survey
    from cleaner.tuning.gold import Source, choose, is_in_fold

    sources: tuple[Source, ...] = ("text", "harm", "mix")
    measured: dict[str, list[Measured]] = {source: [] for source in sources}
    for number in range(folds):
        seen = [one for one in samples if not is_in_fold(one.site, number, folds)]
        cleaner = Cleaner(learn(seen).applied(book))
        for source in sources:
            chosen = choose(pages, (number, folds), source)
            measured[source] += measure_all(chosen, [cleaner], jobs=jobs)
    return {source: survey(found)["pages"] for source, found in measured.items()}


def _table(surveys: "dict[str, Survey]") -> str:
    """Return the figures of pages not fitted to, a row for each kind of input and renderer."""
    rows = []
    for source, found in surveys.items():
        figures: dict[str, Mapping[str, Figure]] = {"": found.figures()}
        figures |= {f", {name}": group.figures for name, group in found.renderers.items()}
        for name, values in figures.items():
            shown = ", ".join(f"{key} {figure.value:.4f}" for key, figure in values.items())
            rows.append(f"held out, {source}{name}: {shown}\n")
    return "".join(rows)
