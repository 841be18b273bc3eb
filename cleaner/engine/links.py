"""Cut the markup of links out of what stays, so that links are written as their text."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import regex

from cleaner.engine.render import BY_LINKS, Row
from cleaner.engine.spans import disjoint, rest_of
from cleaner.text.links import link_markup

# Markers of headings, list items and quotes, emphasis around nothing, bars between empty cells.
_EMPTY: Final = regex.compile(r"[\s#>*+_~|-]*+(?:\d++[.)]\s*+)?+[\s*_~|]*+")


def without_links(text: str, rows: Sequence[Row]) -> None:
    """Add the markup of links to what is cut from the rows that stay.

    The markup is that of the whole text: a link of which a part falls loses what is left
    of its brackets, too. A line that had nothing else to show falls.
    """
    marked = [row for row, spans in _marked(text, rows) if _add(row, spans)]
    numbers = {row.number for row in marked}
    for _, group in groupby(
        (row for row in rows if row.stays and row.number in numbers), lambda row: row.number
    ):
        pieces = list(group)
        if all(_EMPTY.fullmatch(rest_of(text[row.start : row.end], row.cuts)) for row in pieces):
            for row in pieces:
                row.rule = BY_LINKS


def _add(row: Row, spans: Sequence[tuple[int, int]]) -> bool:
    """Add spans to the cuts of a row; say whether there are any."""
    row.cuts = disjoint([*row.cuts, *((start, end, BY_LINKS) for start, end in spans)])
    return bool(spans)


def _marked(text: str, rows: Sequence[Row]) -> Iterator[tuple[Row, list[tuple[int, int]]]]:
    """Yield each row that stays, and the parts of it that only mark links."""
    spans = link_markup(text)
    first = 0
    for row in rows:
        while first < len(spans) and spans[first][1] <= row.start:
            first += 1
        here, found = first, []
        while row.stays and here < len(spans) and spans[here][0] < row.end:
            start, end = spans[here]
            found.append((max(start, row.start) - row.start, min(end, row.end) - row.start))
            here += 1
        if row.stays:
            yield row, found
