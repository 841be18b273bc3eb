#!/usr/bin/env python3
"""Whether `Cleaner.clean_many` gives what `Cleaner.clean` gives, page by page: text, removals, guard.

Then every figure of quality is the same by both. Exit status: 0 no page differs, 1 some do; they are named.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice, repeat
from os import cpu_count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pages import Page, markdown, read_set, set_names
from records import Shelf, make_ready

from cleaner.engine.cleaner import Cleaner
from cleaner.errors import MatchTimeoutError
from cleaner.model import LEVELS, Document, Level, Result

CHUNK: Final = 100
"""So many pages one process takes at a time."""
WARM: Final = 60
"""Pages that are cleaned before; what comes after them is cleaned as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """A page that comes out otherwise, and in what."""

    name: str
    what: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", action="append", default=[], help="part of a set's name; default: all")
    parser.add_argument("--level", action="append", choices=LEVELS, help="default: all three")
    parser.add_argument("--every", type=int, default=1, help="one page in so many; default: 1")
    parser.add_argument("--store", type=Path, help="a folder to keep databases in from run to run")
    options = parser.parse_args()
    rows: list[list[object]] = []
    named: list[str] = []
    with TemporaryDirectory() as folder:
        store = options.store or Path(folder)
        for name in set_names(options.set):
            for level in options.level or LEVELS:
                pages = list(islice(read_set(name), 0, None, options.every))
                found = compare_all(pages, level, store)
                counts = [sum(what in one.what for one in found) for what in ("text", "removals", "guard")]
                rows.append([name, level, len(pages), len(found), *counts])
                named += [f"{one.name} at {level}: {', '.join(one.what)}" for one in found]
    print(markdown(["pages", "level", "compared", "differ", "in text", "in removals", "in guard"], rows))
    if named:
        sys.exit("clean_many gives something else:\n  " + "\n  ".join(named))


def compare_all(pages: Sequence[Page], level: Level, store: Path) -> list[Differing]:
    """Return which pages differ, with all processors."""
    cleaner_of(level, store)  # compiled once, and kept in the store for the processes
    chunks = [pages[at : at + CHUNK] for at in range(0, len(pages), CHUNK)]
    with ProcessPoolExecutor(cpu_count()) as processes:
        found = processes.map(compare, chunks, repeat(level), repeat(store))
        return [one for part in found for one in part]


@cache
def cleaner_of(level: Level, store: Path) -> Cleaner:
    """Return a cleaner that has cleaned enough to take whatever comes next as many."""
    cleaner = Cleaner(level=level, store=Shelf(store))
    make_ready(cleaner, (page.text for page in islice(read_set(set_names()[0]), WARM)))
    return cleaner


def compare(pages: Sequence[Page], level: Level, store: Path) -> list[Differing]:
    """Return which of some pages differ."""
    cleaner = cleaner_of(level, store)
    many = cleaner.clean_many(Document(text=page.text) for page in pages)
    return [
        Differing(name=page.name, what=what)
        for page, result in zip(pages, many, strict=True)
        if (what := tuple(differences(alone(level, page), result)))
    ]


@cache
def plain_cleaner(level: Level) -> Cleaner:
    """Return a cleaner that takes no document as one of many, for it has no store."""
    return Cleaner(level=level)


def alone(level: Level, page: Page) -> Result | MatchTimeoutError:
    try:
        return plain_cleaner(level).clean(page.text)
    except MatchTimeoutError as error:
        return error


def differences(one: Result | MatchTimeoutError, other: Result | MatchTimeoutError) -> Iterator[str]:
    """Yield in what two results of the same text differ."""
    if isinstance(one, MatchTimeoutError) or isinstance(other, MatchTimeoutError):
        if str(one) != str(other):
            yield "timeout"
        return
    if one.text != other.text:
        yield "text"
    if one.removals != other.removals:
        yield "removals"
    if (one.guarded, one.level) != (other.guarded, other.level):
        yield "guard"


if __name__ == "__main__":
    main()
