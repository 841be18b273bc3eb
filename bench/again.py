#!/usr/bin/env python3
"""How often a second cleaning changes anything, over fixtures and pages, level by level.

Cleaning a cleaned text should change nothing. It does where a first cleaning lays bare
what rules look for: a heading that has become the last line, a page that has become quiet.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from pages import Page, look_at, markdown, read_fixtures, read_set, set_names

from cleaner.engine.cleaner import Cleaner
from cleaner.model import LEVELS, Level
from cleaner.rulebook.cache import user_cache

WORD = re.compile(r"\w+")
FIXTURES = "fixtures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What a second cleaning of one page did: by which rules, how many words of how many."""

    name: str
    words: int
    gone: int
    rules: tuple[str, ...]


@cache
def cleaner_of(level: Level) -> Cleaner:
    return Cleaner(level=level, store=user_cache())


def clean_twice(level: Level, page: Page) -> Again:
    once = cleaner_of(level).clean(page.text).text
    twice = cleaner_of(level).clean(once)
    words, left = len(WORD.findall(once)), len(WORD.findall(twice.text))
    rules = tuple(removal.rule for removal in twice.removals)
    return Again(name=page.name, words=words, gone=words - left, rules=rules)


def rows_of(name: str, pages: Iterable[Page], names: bool) -> Iterator[list[object]]:
    pages = list(pages)
    for level in LEVELS:
        found = look_at(pages, partial(clean_twice, level))
        changed = [one for one in found if one.rules]
        rules = Counter(rule for one in changed for rule in one.rules).most_common(3)
        words = sum(one.gone for one in found) / max(1, sum(one.words for one in found))
        often = ", ".join(f"{rule} {times}" for rule, times in rules) or "-"
        share = f"{len(changed) / max(1, len(pages)):.2%}"
        yield [name, level, len(pages), len(changed), share, f"{words:.3%}", often]
        if names:
            yield from (["", one.name, "", "", "", one.gone, ", ".join(one.rules)] for one in changed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", action="append", default=[], help='part of a set\'s name, or "fixtures"')
    parser.add_argument("--names", action="store_true", help="name each document that changes")
    options = parser.parse_args()
    rows: list[list[object]] = []
    sets = [part for part in options.set if part != FIXTURES]
    if not options.set or FIXTURES in options.set:
        rows += rows_of(FIXTURES, read_fixtures(), options.names)
    if not options.set or sets:
        for name in set_names(sets):
            rows += rows_of(name, read_set(name), options.names)
    head = ["documents", "level", "how many", "changed again", "share", "words lost", "rules, and how often"]
    print(markdown(head, rows))


if __name__ == "__main__":
    main()
