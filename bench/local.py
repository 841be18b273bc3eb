#!/usr/bin/env python3
"""Whether a new rule changes only the lines that it is for.

For each of some texts a user's rule is made for one line of it, taken at random: `lines = [that line]`, level
safe. The text is examined with and without it, before the guard, and lines that don't fold to the rule's
phrase must have the same fate: fall or stay, by the same rule, with the same parts cut.

Prints a Markdown table, a row for each level. Exit status: 1 if other lines changed; they are named.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from pages import Page, look_at, markdown, read_fixtures, read_set, set_names

from cleaner.engine.cleaner import Cleaner, Examined
from cleaner.engine.decide import STAYS
from cleaner.model import LEVELS, Document, Level
from cleaner.rulebook.cache import Cache, user_cache
from cleaner.rulebook.compiled import load_packs, load_shipped
from cleaner.rulebook.find import RuleSource
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rulebook import Rulebook, make_rulebook

GOLD: Final = ("pages-en.html_text", "news-multi.html_text")
PACK: Final = """
[pack]
id = "bench"
category = "other"
why = "To see what it changes."

[[rule]]
id = "one-line"
why = "To see what it changes."
level = "safe"
lines = [{line}]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One text at one level: its lines, those the rule is for, how many of them fell and fall, and the
    others that changed."""

    lines: int
    meant: int
    fell: int
    falls: int
    others: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--texts", type=int, default=400, help="default: 400")
    options = parser.parse_args()
    texts = sample(options.texts)
    found = [changes for changes in look_at(texts, try_line) if changes]
    rows: list[list[object]] = []
    wrong: list[str] = []
    for at, level in enumerate(LEVELS):
        some = [changes[at] for changes in found]
        wrong += [f"{level}: {other}" for one in some for other in one.others]
        sums = [
            sum(counts) for counts in zip(*((c.lines, c.meant, c.fell, c.falls) for c in some), strict=True)
        ]
        rows.append([level, len(some), *(f"{count:,}" for count in sums), sum(len(c.others) for c in some)])
    head = ["level", "texts", "lines", "lines for the rule", "fell before", "fall with it"]
    print(markdown([*head, "other lines that changed"], rows))
    if wrong:
        sys.exit("bench: other lines changed:\n  " + "\n  ".join(wrong))


def sample(count: int) -> list[Page]:
    """Return texts of every kind, each kind as often as it goes."""
    kinds = [list(kind) for kind in read_kinds()]
    random = Random(count)
    shares = [count // len(kinds) + (at < count % len(kinds)) for at in range(len(kinds))]
    return [
        page
        for pages, share in zip(kinds, shares, strict=True)
        for page in random.sample(pages, min(share, len(pages)))
    ]


def read_kinds() -> Iterator[Iterator[Page]]:
    """Yield whole pages, what extractors left of them, main texts, and fixtures."""
    for name in set_names():
        yield read_set(name)
    for name in GOLD:
        yield (Page(name=f"gold of {page.name}", text=page.gold) for page in read_set(name) if page.gold)
    yield read_fixtures()


@cache
def shipped(level: Level) -> Cleaner:
    return Cleaner(load_rules(cache=user_cache()), score=None, level=level)


def try_line(page: Page) -> tuple[Change, ...]:
    """Return what a rule for one line of a page changes, by level; nothing if no line has a word."""
    documents = [Document(text=page.text)]
    lines = shipped("safe").examine(documents).lines
    folds = [lines.fold(at) for at in range(len(lines))]
    places = [at for at, fold in enumerate(folds) if fold]
    if not places:
        return ()
    at = Random(page.name).choice(places)
    book = with_rule(lines.raw(at))
    meant = [fold == folds[at] for fold in folds]
    return tuple(
        compare(
            page.name,
            meant,
            shipped(level).examine(documents),
            Cleaner(book, score=None, level=level).examine(documents),
        )
        for level in LEVELS
    )


def with_rule(line: str) -> Rulebook:
    """Return the shipped rules and one that drops `line`."""
    packs, characters = load_shipped(user_cache())
    # A string of JSON is one of TOML, but for this one character.
    quoted = json.dumps(line, ensure_ascii=False).replace("\x7f", "\\u007f")
    source = RuleSource("bench.toml", PACK.format(line=quoted).encode())
    return make_rulebook([packs, load_packs([source], packs, Cache(None))], characters)


def compare(name: str, meant: Sequence[bool], before: Examined, after: Examined) -> Change:
    """Return what is different; `meant` says of each line whether the rule is for it."""
    once, now = fates(before), fates(after)
    others = (at for at, is_meant in enumerate(meant) if not is_meant and once[at] != now[at])
    return Change(
        lines=len(meant),
        meant=sum(meant),
        fell=sum(fate[0] != STAYS for fate, is_meant in zip(once, meant, strict=True) if is_meant),
        falls=sum(fate[0] != STAYS for fate, is_meant in zip(now, meant, strict=True) if is_meant),
        others=tuple(f"{name}:{before.lines.number[at]}" for at in others),
    )


def fates(found: Examined) -> list[tuple[int, object]]:
    """Return of each line the rule that it falls by, and what is cut from it."""
    cuts = found.decision.cuts
    return [(taker, cuts.get(at)) for at, taker in enumerate(found.decision.fallen.tolist())]


if __name__ == "__main__":
    main()
