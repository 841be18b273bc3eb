"""Split documents into lines, all of them in a few steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, compress, pairwise

import numpy as np

from cleaner.text.lines import Lines
from cleaner.text.split import LONGEST_LINE, cut_lines


@dataclass(slots=True)
class Rows:
    """Where the lines of a document stand: the columns of `Lines` that need no folding."""

    number: list[int]
    start: list[int]
    end: list[int]
    stop: list[int]
    raw: list[str]
    blank_before: list[bool]
    blank_after: list[bool]
    piece: list[bool]

    def part(self, lines: slice) -> "Rows":
        """Return some of the lines."""
        return Rows(
            self.number[lines],
            self.start[lines],
            self.end[lines],
            self.stop[lines],
            self.raw[lines],
            self.blank_before[lines],
            self.blank_after[lines],
            self.piece[lines],
        )


def split_rows_of(texts: Sequence[str]) -> list[Rows]:
    """Return the non-empty lines of each text, as `cut_lines` does."""
    split = [text.split("\n") for text in texts]
    simple = [
        at
        for at, text in enumerate(texts)
        if "\r" not in text and (len(text) <= LONGEST_LINE or max(map(len, split[at])) <= LONGEST_LINE)
    ]
    found = dict(zip(simple, _rows([split[at] for at in simple]), strict=True))
    return [found[at] if at in found else _cut(text) for at, text in enumerate(texts)]


def _cut(text: str) -> Rows:
    lines = Lines.of(cut_lines(text))
    return Rows(*(list(getattr(lines, name)) for name in Rows.__slots__))


def _rows(split: Sequence[list[str]]) -> list[Rows]:
    """Return the lines of texts that are split at their line feeds."""
    rows = list(chain.from_iterable(split))
    counts = np.array(list(map(len, split)), dtype=np.int64)
    past = np.cumsum(counts)
    sizes = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    ends = np.cumsum(sizes + 1) - 1
    filled = np.fromiter(map(bool, map(str.strip, rows)), dtype=np.bool_, count=len(rows))
    (places,) = np.nonzero(filled)
    text = np.repeat(np.arange(len(split)), counts)[places]
    first = past - counts  # row of each text
    origin = np.append(0, ends + 1)[first][text]  # where the text of each line begins
    end = ends[places]
    blank = np.ones(len(places) + 1, dtype=np.bool_)
    blank[1:-1] = (np.diff(places) > 1) | (np.diff(text) > 0)
    last = places == past[text] - 1
    whole = Rows(
        (places - first[text] + 1).tolist(),
        (end - sizes[places] - origin).tolist(),
        (end - origin).tolist(),
        (end - origin + ~last).tolist(),
        list(compress(rows, filled.tolist())),
        blank[:-1].tolist(),
        blank[1:].tolist(),
        [False] * len(places),
    )
    bounds = np.searchsorted(places, np.append(first, len(rows))).tolist()
    return [whole.part(slice(*pair)) for pair in pairwise(bounds)]
