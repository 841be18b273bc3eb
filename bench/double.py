#!/usr/bin/env python3
"""What twice as many rules cost: each rule gets a twin, all words of which are written backwards.

Prints a Markdown table: processor time of `Cleaner.clean_many` with all shipped rules and with twice as
many, by turns on the same pages. All patterns of both are compiled before.
"""

import argparse
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from pages import markdown, set_names
from records import make_ready, read_texts, timed, write_pages
from twins import doubled

from cleaner.engine.cleaner import Cleaner
from cleaner.errors import MatchTimeoutError
from cleaner.model import LEVELS, Document, Result
from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.load import load_rules

CHUNK = 500
"""Pages that each cleans before the other's turn."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", action="append", default=[], help="part of a set's name; default: all")
    parser.add_argument("--mb", type=float, default=200, help="pages to clean; default: 200")
    parser.add_argument("--level", choices=LEVELS, default="normal", help="default: normal")
    options = parser.parse_args()
    once = load_rules(cache=user_cache())
    cleaners = [Cleaner(book, score=None, level=options.level) for book in (once, doubled(once))]
    with TemporaryDirectory() as folder:
        source = Path(folder, "in.jsonl")
        few = write_pages(source, set_names(options.set), int(options.mb * 1e6))
        for cleaner in cleaners:
            make_ready(cleaner, read_texts(few))
        turns, differing, pages = take_turns(cleaners, source)
    print(f"{pages} pages, level {options.level}; with twice the rules {differing} have another result.\n")
    ratios = [twice / once for once, twice in turns]
    rows: list[list[object]] = []
    for at, cleaner in enumerate(cleaners):
        spent = sum(turn[at] for turn in turns)
        times = spent / sum(turn[0] for turn in turns)
        middle = f"{median(ratios):.3f}" if at else ""
        rows.append([len(cleaner.rules.rules), f"{pages / spent:.1f}", f"{times:.3f}", middle])
    print(markdown(["rules", "pages/s", "times the time", "median of turns"], rows))


def take_turns(cleaners: list[Cleaner], source: Path) -> tuple[list[list[float]], int, int]:
    """Clean the pages of a file by each cleaner.

    Return of each turn the processor time of each, in seconds; how many pages differ; how many there are.
    """
    turns: list[list[float]] = []
    differing = pages = 0
    texts = read_texts(source)
    while chunk := [Document(text=text) for text in islice(texts, CHUNK)]:
        spent, found = zip(*(clean(cleaner, chunk) for cleaner in cleaners), strict=True)
        turns.append(list(spent))
        differing += sum(one != other for one, other in zip(*found, strict=True))
        pages += len(chunk)
    return turns, differing, pages


def clean(cleaner: Cleaner, documents: list[Document]) -> tuple[float, list[str | None]]:
    """Return how long some documents take, in seconds, and their texts."""
    results: list[Result | MatchTimeoutError] = []
    taken = timed(lambda: results.extend(cleaner.clean_many(documents)))
    return taken, [None if isinstance(one, MatchTimeoutError) else one.text for one in results]


if __name__ == "__main__":
    main()
