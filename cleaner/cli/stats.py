"""`cleaner rules stats`: what each rule does in a corpus or, with --gold, takes rightly and wrongly."""

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.command import EVALUATION, HeadedCommand, option
from cleaner.cli.console import print_stderr, use_color
from cleaner.cli.evaluate import jobs_option
from cleaner.cli.exit_codes import exit_code
from cleaner.cli.make_cleaner import make_cleaner
from cleaner.cli.options import CorpusOptions, corpus_options
from cleaner.cli.output import write_report
from cleaner.report.printable import printable

if TYPE_CHECKING:
    from cleaner.tuning.gold_stats import TakenOfPage
    from cleaner.tuning.takers import By

_ORDERS = ("credited", "matched", "documents", "only", "bytes", "tried", "time", "rule")
_GOLD_ORDERS = ("wrong", "gold", "right", "precision", "only", "matched", "rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsOptions:
    """What is shown, and how. None: the option is not given."""

    gold: bool
    sort: str | None
    min_hits: int | None
    by: "By | None"
    samples: int | None
    jobs: int
    as_json: bool


@click.command(cls=HeadedCommand)
@click.argument(
    "sources", metavar="SRC...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False)
)
@option(
    EVALUATION,
    "--gold",
    is_flag=True,
    help="SRC are pages whose main text is known, as evaluate takes them: show what is right and wrong.",
)
@option(
    EVALUATION,
    "--sort",
    type=click.Choice((*_ORDERS, *(one for one in _GOLD_ORDERS if one not in _ORDERS))),
    help="Sort by this (default: credited; with --gold: wrong). --gold has wrong, gold, right, precision, "
    "only, matched and rule.",
)
@option(
    EVALUATION,
    "--min-hits",
    type=click.IntRange(min=0),
    metavar="N",
    help="Show only what matches at least this many lines.",
)
@option(
    EVALUATION,
    "--by",
    type=click.Choice(("rule", "pack", "category")),
    help="Show a row for each of these (default: rule).",
)
@option(
    EVALUATION,
    "--samples",
    type=click.IntRange(min=0),
    metavar="N",
    help="With --gold: show up to this many lines of main texts for each row (default: 0).",
)
@jobs_option
@option(EVALUATION, "--json", "as_json", is_flag=True, help="Write everything as one JSON object.")
@corpus_options
def stats(options: CorpusOptions, sources: tuple[Path, ...], **given: Any) -> int:
    """Clean the documents in SRC (files and folders), and show what each rule does and costs.

    Nothing is written. matched: lines that the rule matches, at any level, in so many
    documents. credited: lines removed by it, with their bytes. only: lines that no other
    rule takes. tried: lines that its patterns were tried on. time: what that took.

    With --gold, each rule that acts at the level is judged by itself, without score. gold:
    lines that it takes of the main texts. right, wrong: lines that it takes of the pages,
    by whether they are noise or main text. shadowed by: what else takes all lines of a rule.
    """
    shown = StatsOptions(**given)
    known = _GOLD_ORDERS if shown.gold else _ORDERS
    if shown.sort is not None and shown.sort not in known:
        kind = "with" if shown.gold else "without"
        raise click.UsageError(f"--sort {shown.sort} means nothing {kind} --gold\n  use {', '.join(known)}")
    if not shown.gold:
        if shown.samples is not None:
            raise click.UsageError("--samples needs --gold")
        return _tell_stats(options, sources, shown)
    return _tell_gold(options, sources, shown)


def _tell_stats(options: CorpusOptions, sources: Sequence[Path], shown: StatsOptions) -> int:
    from cleaner.cli.corpus import Corpus
    from cleaner.report.stats import stats_json, stats_text
    from cleaner.tuning.stats import rule_stats

    cleaner = make_cleaner(options)
    corpus = Corpus(sources, options.read)
    found = rule_stats(cleaner, corpus, by=shown.by or "rule")
    for place, problem in [*corpus.failed, *found.failed]:
        print_stderr(f"{printable(place or '')}: {problem}")
    if not found.documents:
        if not corpus.failed:
            print_stderr("there is no document in it\n  hidden files and folders are left out")
        return exit_code(failed=True, stopped=False)
    sort = shown.sort or "credited"
    write_report(
        found,
        partial(stats_json, sort=sort, min_hits=shown.min_hits) if shown.as_json else None,
        partial(stats_text, sort=sort, min_hits=shown.min_hits),
        options.color,
    )
    return exit_code(failed=bool(corpus.failed or found.failed), stopped=False)


def _tell_gold(options: CorpusOptions, sources: Sequence[Path], shown: StatsOptions) -> int:
    from cleaner.errors import InputError
    from cleaner.report.gold_stats import gold_stats_json, gold_stats_text
    from cleaner.report.terminal import progress
    from cleaner.tuning.gold import read_gold
    from cleaner.tuning.gold_stats import sum_up, try_rules

    cleaner = make_cleaner(replace(options, score=False))
    gold = read_gold(sources)
    for place, problem in gold.faults:
        print_stderr(f"{printable(place)}: {problem}")
    pages = [page for page in gold.pages if page.gold]
    if gold.pages and not pages:
        raise InputError("no page has a whole main text\n  give files with the fields text and gold")
    if not pages:
        return exit_code(failed=True)
    taken: list[TakenOfPage] = []
    with closing(try_rules(pages, cleaner, jobs=shown.jobs)) as found:
        color = use_color(options.color, sys.stderr)
        taken += progress(found, shown=not options.quiet, color=color, total=len(pages), doing="Trying")
    summed = sum_up(taken, cleaner, by=shown.by or "rule", samples=shown.samples or 0)
    for place, problem in summed.failed:
        print_stderr(f"{printable(place)}: {problem}")
    sort, min_hits = shown.sort or "wrong", 1 if shown.min_hits is None else shown.min_hits
    write_report(
        summed,
        partial(gold_stats_json, sort=sort, min_hits=min_hits) if shown.as_json else None,
        partial(gold_stats_text, sort=sort, min_hits=min_hits),
        options.color,
    )
    return exit_code(failed=bool(gold.faults or summed.failed))
