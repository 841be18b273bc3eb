"""Split documents into lines, most of them in a few steps a document."""

from dataclasses import dataclass
from itertools import compress

import numpy as np

from cleaner.text.lines import Lines
from cleaner.text.split import LONGEST_LINE, split_lines


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


def split_rows_of(text: str) -> Rows:
    """Return the non-empty lines of `text`, as `split_lines` does."""
    if "\r" not in text:
        rows = text.split("\n")
        sizes = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
        if sizes.max() <= LONGEST_LINE:
            return _rows(text, rows, sizes)
    lines = Lines.of(split_lines(text))
    return Rows(*(list(getattr(lines, name)) for name in Rows.__slots__))


def _rows(text: str, rows: list[str], sizes: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Rows:
    filled = np.fromiter(map(len, map(str.strip, rows)), dtype=np.int64, count=len(rows)) > 0
    ends = np.cumsum(sizes + 1) - 1
    (places,) = np.nonzero(filled)
    blank = np.ones(len(places) + 1, dtype=np.bool_)
    blank[1:-1] = np.diff(places) > 1
    end = ends[places]
    return Rows(
        number=(places + 1).tolist(),
        start=(end - sizes[places]).tolist(),
        end=end.tolist(),
        stop=np.minimum(end + 1, len(text)).tolist(),
        raw=list(compress(rows, filled.tolist())),
        blank_before=blank[:-1].tolist() if len(places) else [],
        blank_after=blank[1:].tolist() if len(places) else [],
        piece=[False] * len(places),
    )
