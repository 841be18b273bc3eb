"""Tell which lines of a page belong to its known main text."""

from collections.abc import Sequence
from typing import Final

from cleaner.text.fold import half_fold
from cleaner.text.words import tokens
from cleaner.tuning.align import Alignment
from cleaner.tuning.measures import bare, flat

CONTENT: Final = 0.5
"""A line of which so much is main text is content, and should stay."""


def label_lines(lines: Sequence[str], gold: str) -> list[float | None]:
    r"""Return for each of `lines` the share of its words that belong to `gold`, from 0 to 1.

    None: the line has no word, so nothing can be said of it. `lines` are those of a page,
    in order, raw; `gold` is its main text, however its paragraphs are broken. The words
    are aligned in order, so a word isn't gold because it occurs somewhere in the main
    text, and of two copies of a line only as many are gold as the main text holds.

    >>> label_lines(["Share", "Tea", "is served at four.", "***", "Share"], "Tea is served at four.\nShare")
    [0.0, 1.0, 1.0, None, 1.0]
    """
    words = [tokens(half_fold(line)) for line in lines]
    found = Alignment(words, [tokens(half_fold(row)) for row in gold.split("\n")]).found
    labels: list[float | None] = []
    start = 0
    for line in words:
        end = start + len(line)
        labels.append(found.count(1, start, end) / len(line) if line else None)
        start = end
    return labels


def label_page(lines: Sequence[str], gold: str, neutral: Sequence[str]) -> list[float | None]:
    r"""Return what label_lines does, and None for the lines that may stay or go as well.

    `neutral` are these lines: headlines, authors, dates. Those that the main text has are no such lines.

    >>> label_page(["By Ann", "Tea is served.", "Share"], "Tea is served.", ["By Ann"])
    [None, 1.0, 0.0]
    """
    free = set(map(flat, neutral)) - set(map(flat, gold.split("\n")))
    return [
        None if bare(line) in free else share
        for line, share in zip(lines, label_lines(lines, gold), strict=True)
    ]
