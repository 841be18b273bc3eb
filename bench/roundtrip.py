#!/usr/bin/env python3
"""Whether every page and fixture comes back byte for byte, at every level, with and without --tidy.

Exit status: 0 all do, 1 some don't; they are named.
"""

import argparse
import sys
from collections.abc import Iterable
from functools import cache, partial

from pages import Page, look_at, markdown, read_fixtures, read_set, set_names
from records import shipped_cleaner

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.render import restore
from cleaner.model import LEVELS, Level

FIXTURES = "fixtures"


@cache
def cleaner_of(level: Level, tidy: bool) -> Cleaner:
    return shipped_cleaner(level, tidy=tidy)


def comes_back(level: Level, tidy: bool, page: Page) -> bool:
    result = cleaner_of(level, tidy).clean(page.text)
    try:
        return restore(result.text, result.removals) == page.text
    except ValueError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", action="append", default=[], help="part of a set's name; default: all")
    options = parser.parse_args()
    lost: list[str] = []
    rows: list[list[object]] = []
    sources: dict[str, Iterable[Page]] = {FIXTURES: read_fixtures()}
    sources |= {name: read_set(name) for name in set_names(options.set)}
    for name, source in sources.items():
        pages = list(source)
        counts: list[object] = []
        for level in LEVELS:
            for tidy in (False, True):
                back = look_at(pages, partial(comes_back, level, tidy))
                lost += [
                    f"{page.name} at {level}" for page, same in zip(pages, back, strict=True) if not same
                ]
                counts.append(sum(back))
        rows.append([name, len(pages), *counts])
    levels = [f"{level}{tidy}" for level in LEVELS for tidy in ("", ", tidy")]
    print(markdown(["documents", "how many", *levels], rows))
    if lost:
        sys.exit("does not come back:\n  " + "\n  ".join(lost))


if __name__ == "__main__":
    main()
