"""`cleaner rules learn`: write a rule file for lines that recur across the documents of a corpus."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.command import EVALUATION, OUTPUT, HeadedCommand, option
from cleaner.cli.console import print_stderr
from cleaner.cli.evaluate import jobs_option
from cleaner.cli.exit_codes import exit_code
from cleaner.cli.make_cleaner import make_cleaner
from cleaner.cli.options import PATH, CorpusOptions, corpus_options, rule_file_option
from cleaner.cli.output import open_output
from cleaner.report.printable import counted, printable

if TYPE_CHECKING:
    from cleaner.engine.cleaner import Cleaner
    from cleaner.model import Document
    from cleaner.rulebook.rulebook import Rulebook
    from cleaner.tuning.learn import Learned
    from cleaner.tuning.recurring import Counts

PACK = "learned"


@click.command(cls=HeadedCommand)
@click.argument("sources", metavar="[CORPUS]...", nargs=-1, type=PATH)
@option(EVALUATION, "--by-host", is_flag=True, help="Learn for each host of the documents' URLs by itself.")
@option(EVALUATION, "--host", metavar="HOST", help="Learn from the documents of this host only. Globs work.")
@option(
    EVALUATION,
    "--support",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.3,
    show_default=True,
    help="The least share of the documents that have a line.",
)
@option(
    EVALUATION,
    "--from-counts",
    metavar="FILE",
    type=PATH,
    multiple=True,
    help="Add the counts of this file, of another part of the corpus.",
)
@jobs_option
@rule_file_option
@option(
    OUTPUT, "--save-counts", metavar="FILE", type=PATH, help="Write the counts to this file, to add them up."
)
@corpus_options
def learn(
    options: CorpusOptions,
    sources: tuple[Path, ...],
    by_host: bool,
    host: str | None,
    support: float,
    from_counts: tuple[Path, ...],
    jobs: int,
    output: Path | None,
    save_counts: Path | None,
) -> int:
    """Find lines that recur across the documents in CORPUS, and write rules for them, to be reviewed.

    CORPUS are files and folders. A line is learned if it is in three documents and in the share of
    --support; prose, and lines without a steady place, if they are in half of the documents. Dates, numbers
    and names may differ. Lines that go already are left out. Every rule has its evidence and its examples.

    Nothing is cleaned. Read the rules before you use them.
    """
    if not (sources or from_counts):
        raise click.UsageError("there is nothing to learn from\n  name a CORPUS, or give --from-counts")
    from cleaner.tuning.learn import learn as learn_rules
    from cleaner.tuning.recurring import read_counts, write_counts

    cleaner = make_cleaner(options)
    counts = read_counts(from_counts)
    failed = False
    if sources:
        found, failed = _mine(cleaner, options, sources, by_host, host, jobs)
        counts.add(found)
    if save_counts:
        with open_output(save_counts, [*sources, *from_counts]) as out:
            out.write(write_counts(counts))
    learned = learn_rules(counts, support=support)
    if not learned.documents:
        advice = "\n  --by-host and --host need documents with a URL: see --url-field"
        print_stderr(f"there is no document in it{advice if by_host or host else ''}")
        return exit_code(failed=True)
    text = _rule_file(cleaner.rules, learned, options)
    with open_output(output, [*sources, *from_counts]) as out:
        out.write(text.encode())
    return exit_code(failed=failed)


def _mine(
    cleaner: "Cleaner",
    options: CorpusOptions,
    sources: Sequence[Path],
    by_host: bool,
    host: str | None,
    jobs: int,
) -> "tuple[Counts, bool]":
    """Return the counts of a corpus, and whether anything in it failed, which is reported."""
    from cleaner.cli.corpus import Corpus
    from cleaner.tuning.mine import mine

    passes: list[Corpus] = []

    def documents() -> "Iterable[Document]":
        passes.append(Corpus(sources, options.read))
        return passes[-1]

    mined = mine(documents, cleaner, by_host=by_host, host=host, jobs=jobs)
    failed = [*passes[-1].failed, *mined.failed]
    for place, problem in failed:
        print_stderr(f"{printable(place or '')}: {problem}")
    return mined.counts, bool(failed)


def _rule_file(shipped: "Rulebook", learned: "Learned", options: CorpusOptions) -> str:
    from cleaner.rulebook.schema import PackEntry
    from cleaner.tuning.recurring import LEAST
    from cleaner.tuning.write_rules import proven, rule_file

    why = f"Lines that recur in {counted(learned.documents, 'document')}, learned from them."
    pack = PackEntry(id=PACK, category="other", why=why)
    rules = proven(shipped, pack, learned.rules, learned.fragments)
    unproven = len(learned.rules) - len(rules)
    header = [
        "Written by `cleaner rules learn`, for review: remove the rules that take lines of articles, give",
        "the others a telling id and a category, and run `cleaner rules test` on the file.",
    ]
    if not options.quiet:
        for host, number in learned.few.items():
            what = f"{counted(number, 'document')}, fewer than the {LEAST} that are needed"
            print_stderr(f"{printable(host or 'the corpus')}: {what}\n  nothing is learned from it")
        known = f"{counted(learned.known, 'recurring line')} left out, as they go already"
        left = f"; {counted(unproven, 'rule')} left out, as no example held" if unproven else ""
        total = f"{counted(len(rules), 'rule')} from {counted(learned.documents, 'document')}"
        print_stderr(f"{total}; {known}{left}", prefix="")
    return rule_file(pack, rules, learned.fragments, header)
