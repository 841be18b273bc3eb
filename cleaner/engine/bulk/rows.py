"""Split documents into lines, all of them in a few steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, compress
from typing import Any

import numpy as np

from cleaner.text.lines import Lines
from cleaner.text.split import LONGEST_LINE, cut_lines


@dataclass(slots=True)
class Rows:
    """Where lines of documents stand, one after the other: the columns of `Lines` that need no folding."""

    number: Sequence[int]
    start: Sequence[int]
    end: Sequence[int]
    stop: Sequence[int]
    raw: Sequence[str]
    blank_before: Sequence[bool]
    blank_after: Sequence[bool]
    piece: Sequence[bool]


def split_rows_of(texts: Sequence[str]) -> tuple[Rows, list[int]]:
    """Return the non-empty lines of all texts, as `cut_lines` does, and how many each has."""
    split = [text.split("\n") for text in texts]
    cut = {
        at: Lines.of(cut_lines(text))
        for at, text in enumerate(texts)
        if "\r" in text or (len(text) > LONGEST_LINE and max(map(len, split[at])) > LONGEST_LINE)
    }
    rows, counts = _rows([[] if at in cut else own for at, own in enumerate(split)])
    if cut:
        before = [0, *accumulate(counts)]
        places = [before[at] for at in cut]
        for name in Rows.__slots__:
            parts = [getattr(lines, name) for lines in cut.values()]
            setattr(rows, name, _put_in(getattr(rows, name), places, parts))
    for at, lines in cut.items():
        counts[at] = len(lines)
    return rows, counts


def _rows(split: Sequence[list[str]]) -> tuple[Rows, list[int]]:
    """Return the lines of texts that are split at their line feeds, and how many each has."""
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
    return whole, np.bincount(text, minlength=len(split)).tolist()


def _put_in(column: list[Any], places: Sequence[int], parts: Sequence[list[Any]]) -> list[Any]:
    """Return a column with parts put in before the lines at `places`, which are in order."""
    whole: list[Any] = []
    done = 0
    for place, part in zip(places, parts, strict=True):
        whole += column[done:place] + part
        done = place
    return whole + column[done:]
