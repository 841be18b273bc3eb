#!/usr/bin/env python3
"""What is left of articles as people copy them: headline first, some buttons and boxes along, no menus.

Of each article whose main text begins with a headline: that, three buttons, its paragraphs with a box after
every fourth, two headings at the end. Prints which share of headlines and other lines is left, of noise gone.
"""

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from pages import bench_folder, markdown

from cleaner.engine.cleaner import Cleaner
from cleaner.model import LEVELS
from cleaner.rulebook.cache import user_cache

SET: Final = "pages-en.html_text"
BUTTONS: Final = ("Share", "Tweet", "Print", "Share on Facebook", "Email", "Save", "Listen", "Advertisement")
BOXES: Final = (
    ("Advertisement",),
    ("Read more",),
    ("Subscribe to our newsletter",),
    ("Follow us on Twitter",),
    ("Sign up for our newsletter", "Email address", "Subscribe"),
)
ENDS: Final = ("Leave a comment", "Most Popular", "Related Articles", "Share this article")
EVERY: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """An article with noise: its text, its lines, and the lines of noise."""

    text: str
    headline: str
    lines: Sequence[str]
    noise: Sequence[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--level", action="append", choices=LEVELS, help="default: all three")
    options = parser.parse_args()
    copied = list(articles())
    rows = []
    for level in options.level or LEVELS:
        cleaner = Cleaner(level=level, store=user_cache())
        texts = [cleaner.clean(one.text).text for one in copied]
        rows.append([level, len(copied), *shares(copied, texts)])
    print(markdown(["level", "articles", "headlines left", "lines left", "noise gone"], rows))


def articles() -> Iterator[Copied]:
    """Yield the articles of the set whose main text begins with a headline."""
    with gzip.open(bench_folder() / "pages" / f"{SET}.jsonl.gz", "rt", encoding="utf-8") as pages:
        for page in map(json.loads, pages):
            lines = [line for line in page["gold"].split("\n") if line.strip()]
            if page["type"] == "article" and len(lines) > EVERY and is_headline(lines[0]):
                yield copy(lines, Random(page["id"]))


def is_headline(line: str) -> bool:
    """Say whether the first line of a text looks like its headline."""
    return 4 <= len(line.split()) <= 14 and line.rstrip()[-1] not in ".:"


def copy(lines: Sequence[str], random: Random) -> Copied:
    """Put buttons below the headline and boxes between the paragraphs."""
    mixed = [lines[0], *random.sample(BUTTONS, 3)]
    for at, line in enumerate(lines[1:], 1):
        mixed.append(line)
        if at % EVERY == 0:
            mixed += random.choice(BOXES)
    mixed += random.sample(ENDS, 2)
    known = set(lines)
    gap = random.choice(("\n", "\n\n"))
    noise = [line for line in mixed if line not in known]
    return Copied(text=gap.join(mixed) + "\n", headline=lines[0], lines=lines[1:], noise=noise)


def shares(copied: Sequence[Copied], texts: Sequence[str]) -> list[float]:
    """Return which shares of headlines and other lines are left, and of noise is gone."""
    left = [set(text.split("\n")) for text in texts]
    headlines = [one.headline in rows for one, rows in zip(copied, left, strict=True)]
    lines = [line in rows for one, rows in zip(copied, left, strict=True) for line in one.lines]
    gone = [line not in rows for one, rows in zip(copied, left, strict=True) for line in one.noise]
    return [sum(found) / len(found) for found in (headlines, lines, gone)]


if __name__ == "__main__":
    main()
