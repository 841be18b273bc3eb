"""`cleaner rules fit`: fit the score to pages whose main text is known."""

from pathlib import Path
from time import monotonic

import click

from cleaner.cli.command import EVALUATION, OUTPUT, HeadedCommand, option
from cleaner.cli.console import print_stderr
from cleaner.cli.evaluate import fold_option, jobs_option
from cleaner.cli.exit_codes import exit_code
from cleaner.cli.options import PATH, RulebookOptions, rulebook_options
from cleaner.report.printable import printable


def _weigh(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, float]:
    """Return weights by a part of the name of a file."""
    found = {}
    for value in values:
        name, _, weight = value.partition("=")
        try:
            found[name] = float(weight)
        except ValueError:
            problem = (
                f"{value!r} is not NAME=WEIGHT\n  write part of a file's name and a number, such as news=3"
            )
            raise click.BadParameter(problem, ctx, param) from None
    return found


@click.command(cls=HeadedCommand)
@click.argument("gold", metavar="GOLD...", nargs=-1, required=True, type=PATH)
@option(OUTPUT, "-o", "--output", metavar="DIR", required=True, type=PATH, help="Write the score files here.")
@option(
    EVALUATION,
    "--score",
    "score_path",
    metavar="DIR",
    type=PATH,
    help="Take signals, points, landmarks and listed lines from these files (default: the built-in ones).",
)
@option(
    EVALUATION,
    "--weigh",
    metavar="NAME=WEIGHT",
    multiple=True,
    callback=_weigh,
    help="Pages of files with NAME in their path weigh so much.",
)
@option(
    EVALUATION,
    "--without",
    metavar="K/N",
    callback=fold_option,
    help="Leave out fold K of N folds of the sites, counted from 0, to measure on it.",
)
@jobs_option
@rulebook_options
def fit(
    options: RulebookOptions,
    gold: tuple[Path, ...],
    output: Path,
    score_path: Path | None,
    weigh: dict[str, float],
    without: tuple[int, int] | None,
    jobs: int,
) -> int:
    """Fit weights, lexicon and thresholds to the pages in GOLD, and write score files.

    GOLD is what evaluate takes. The same pages give the same files. Needs the extra fit:
    pip install 'cleaner[fit]'.
    """
    try:
        import scipy.optimize  # noqa: F401 - said before minutes of work, not after
    except ImportError:
        raise click.UsageError("this needs SciPy\n  pip install 'cleaner[fit]'") from None
    from cleaner.rulebook.build_score import build_score
    from cleaner.rulebook.find import score_at, shipped_score
    from cleaner.rulebook.load import load_rules
    from cleaner.rulebook.score_files import ScoreSource
    from cleaner.tuning.fit import fit as fit_score
    from cleaner.tuning.gold import is_in_fold, read_gold
    from cleaner.tuning.samples import make_samples
    from cleaner.tuning.write_score import score_texts, write_score

    started = monotonic()

    def tell(text: str) -> None:
        print_stderr(f"{monotonic() - started:6.0f} s  {text}", prefix="")

    sources = list(shipped_score() if score_path is None else score_at(score_path))
    source = ScoreSource(sources)
    rulebook = load_rules(options.rules, builtin=options.builtin)
    function_words = [word for words in rulebook.packs[0].function_words.values() for word in words]
    found = read_gold(gold)
    for place, problem in found.faults:
        print_stderr(f"{printable(place)}: {problem}")
    pages = [page for page in found.pages if not (without and is_in_fold(page.site, *without))]
    if not pages:
        raise click.UsageError("there are no pages to fit to\n  give files with the fields text and gold")
    fitted = fit_score(
        make_samples(pages, weigh),
        source,
        build_score(sources, function_words),
        rulebook,
        jobs=jobs,
        tell=tell,
    )
    kept = [(Path(one.name).name, one.data) for one in sources]
    write_score(output, score_texts(fitted, source), kept)
    entries = sum(map(len, fitted.entries.values()))
    tell(f"{output}: a lexicon of {entries:,} entries, fitted to {len(pages):,} texts of pages")
    return exit_code(failed=bool(found.faults), stopped=False)
