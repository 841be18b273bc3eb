#!/usr/bin/env python3
"""What the cleaner does to pages of sites that its weights weren't fitted to.

The weights are fitted to the sites of all folds but one, and the pages of that one are cleaned, for each
fold. Prints Markdown tables: every set and level; clean and nearly clean texts; with --parts what each part
of scoring brings, on the first fold.
"""

import argparse
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pages import ROOT, bench_folder, markdown

from cleaner.engine.cleaner import Cleaner
from cleaner.model import LEVELS, Level, Links
from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.load import assemble, read_files
from cleaner.rulebook.rule import Rule, Rulebook
from cleaner.tuning.evaluate import Measured, measure_all, survey
from cleaner.tuning.fit import fit
from cleaner.tuning.gold import Page, Source, choose, is_in_fold, read_gold
from cleaner.tuning.pool import spread
from cleaner.tuning.samples import Sample, sample, variants

SETS = ("pages-en.html_text", "pages-en.bs4", "pages-en.html2text")
CLEAN_SHARE = 0.4
THIN = 3
"""Of the second and third set one page of so many is fitted to, as by `rules fit --thin`."""
COLUMNS = {
    "word P": "word_p",
    "word R": "word_r",
    "word F1": "word_f1",
    "articles F1": "word_f1 article",
    "articles R": "word_r article",
    "shingle F1": "shingle_f1",
    "noise gone": "noise_gone",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table: what is cleaned, and how."""

    name: str
    source: Source = "text"
    level: Level = "normal"
    links: Links = "keep"

    def head(self) -> str:
        links = ", links text" if self.links == "text" else ""
        return f"{self.name}{links}" if self.source == "text" else f"{self.source}: {self.name}"


ROWS = (
    Row(name=SETS[0]),
    Row(name=SETS[0], level="safe"),
    Row(name=SETS[0], level="strict"),
    Row(name=SETS[1]),
    Row(name=SETS[2], links="text"),
    Row(name=SETS[0], source="harm"),
    Row(name=SETS[0], source="harm", level="safe"),
    Row(name=SETS[0], source="mix"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--folds", type=int, default=3, help="into how many parts the sites go")
    parser.add_argument("--level", action="append", choices=LEVELS, help="default: all three")
    parser.add_argument("--parts", action="store_true", help="only what each part of scoring brings")
    parser.add_argument("--every", type=int, default=1, help="use one page in so many, of every set")
    options = parser.parse_args()
    book = assemble(list(read_files([ROOT / "rules"])))
    pages = {name: read(name)[:: options.every] for name in SETS}
    samples = measure_lines(pages, book)
    if options.parts:
        print(parts(samples, pages[SETS[0]], book, options.folds))
        return
    chosen = [row for row in ROWS if row.level in (options.level or LEVELS)]
    measured: dict[Row, list[Measured]] = {row: [] for row in chosen}
    for fold in range(options.folds):
        fitted = fit(seen(samples, fold, options.folds), book, language="en").applied(book)
        for row in chosen:
            cleaner = Cleaner(fitted, level=row.level, links=row.links, store=user_cache())
            measured[row] += clean(pages[row.name], row.source, (fold, options.folds), cleaner)
    rows = [[row.head(), row.level, *figures(found)] for row, found in measured.items()]
    print(markdown(["pages", "level", *COLUMNS], rows))


def read(name: str) -> list[Page]:
    """Return the pages of a set whose main text is known."""
    return [page for page in read_gold([bench_folder() / "pages" / f"{name}.jsonl.gz"]).pages if page.gold]


def measure_lines(pages: Mapping[str, Sequence[Page]], book: Rulebook) -> list[Sample]:
    """Return what is fitted to: all of the first set, some of the others."""
    chosen = [page for at, found in enumerate(pages.values()) for page in found[:: THIN if at else 1]]
    forms = list(variants(chosen, CLEAN_SHARE))
    return [one for one in spread(sample, forms, Cleaner(book), jobs=os.cpu_count() or 1) if one.words]


def seen(samples: Iterable[Sample], fold: int, count: int) -> list[Sample]:
    """Return the samples of the sites that aren't in a fold."""
    return [one for one in samples if not is_in_fold(one.site, fold, count)]


def clean(
    pages: Sequence[Page], source: Source, fold: tuple[int, int], cleaner: Cleaner
) -> Iterator[Measured]:
    """Yield the measures of the pages of a fold."""
    return measure_all(choose(pages, fold, source), [cleaner], jobs=os.cpu_count() or 1)


def figures(measured: Iterable[Measured]) -> list[object]:
    """Return the figures of a row, an empty cell for each that it hasn't."""
    found = survey(measured)["pages"].figures()
    return [found[key].value if key in found else "" for key in COLUMNS.values()]


def parts(samples: Sequence[Sample], pages: Sequence[Page], book: Rulebook, folds: int) -> str:
    """Return a table of what each part of scoring brings, the parts before it given."""
    known = seen(samples, 0, folds)
    signals = replace(without_weights(book), scoring=replace(book.scoring, second=(), switch=0))
    second = replace(signals, scoring=replace(book.scoring, switch=0))
    evidence = replace(book, scoring=second.scoring)
    rows: list[list[object]] = []
    for name, part in (
        ("rules alone", None),
        ("+ signals", signals),
        ("+ second pass", second),
        ("+ evidence rules", evidence),
        ("+ chain", book),
    ):
        if part is None:
            cleaner = Cleaner(book, scored=False)
        else:
            cleaner = Cleaner(fit(of_rules(known, part), part, language="en").applied(part))
        rows.append([name, *figures(clean(pages, "text", (0, folds), cleaner))])
    return markdown([f"{SETS[0]}, fold 0/{folds}", *COLUMNS], rows)


def without_weights(book: Rulebook) -> Rulebook:
    """Return the rules without their weights: none of them is evidence."""

    def bare(rule: Rule) -> Rule:
        return replace(rule, weight=None)

    return replace(book, rules=tuple(map(bare, book.rules)))


def of_rules(samples: Iterable[Sample], book: Rulebook) -> list[Sample]:
    """Return the samples as a book measures them in which fewer rules have a weight."""
    weighing = {number for number, rule in enumerate(book.rules) if rule.weight is not None}
    return [
        replace(one, speaking=[[n for n in found if n in weighing] for found in one.speaking])
        for one in samples
    ]


if __name__ == "__main__":
    main()
