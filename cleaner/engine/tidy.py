"""Cut white space that nobody would miss: common indentation, ends of lines, runs of blank lines."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaner.text.split import count_breaks, end_of_row, filled_rows


@dataclass(slots=True)
class Cut:
    """Characters `start` to `end` of the text go, on account of `rule` (None: tidying).

    `line` is the number of the line that they are logged with.
    """

    start: int
    end: int
    line: int
    rule: int | None


def with_tidying(text: str, cuts: Sequence[Cut]) -> list[Cut]:
    """Return `cuts`, which are in order, with those of what is to be tidied in what they leave."""
    merged: list[Cut] = []
    for cut in sorted([*cuts, *_tidy(text, cuts)], key=lambda c: (c.start, c.end)):
        # What two of them would take twice is the first one's.
        start = max(cut.start, merged[-1].end if merged else 0)
        if start < cut.end:
            merged.append(Cut(start, cut.end, cut.line, cut.rule))
    return merged


def _tidy(text: str, cuts: Sequence[Cut]) -> Iterator[Cut]:
    rows = list(_rows_left(text, cuts))
    margin = min((_indentation(text[start:end]) for _, start, end, _ in rows), default=0)
    above, number = 0, 1
    for row, start, end, stop in rows:
        yield from _tidy_gap(text, cuts, above, start, number, one_stays=above > 0)
        if margin:
            yield Cut(start, start + margin, row, None)
        trailing = start + len(text[start:end].rstrip())
        if trailing < end:
            yield Cut(trailing, end, row, None)
        above, number = stop, row + 1
    yield from _tidy_gap(text, cuts, above, len(text), number, one_stays=False)


def _indentation(raw: str) -> int:
    return len(raw) - len(raw.lstrip())


def _rows_left(text: str, cuts: Sequence[Cut]) -> Iterator[tuple[int, int, int, int]]:
    """Yield number, start, end and stop of the lines that aren't blank and aren't cut as a whole."""
    at = 0
    for row in filled_rows(text):
        _, start, _, stop = row
        while at < len(cuts) and cuts[at].end < stop:
            at += 1
        if at == len(cuts) or cuts[at].start > start:
            yield row


def _tidy_gap(
    text: str, cuts: Sequence[Cut], start: int, end: int, number: int, *, one_stays: bool
) -> Iterator[Cut]:
    """Yield the cuts of blank lines between two lines that stay; `number` is that of the first one."""
    at = start
    for first, last in _uncut(cuts, start, end):
        number += count_breaks(text, at, first)
        at = first
        if one_stays:
            one_stays = False
            filled, first = end_of_row(text, first)
            if at < filled:
                yield Cut(at, filled, number, None)
            number += count_breaks(text, at, first)
            at = first
        if first < last:
            yield Cut(first, last, number, None)


def _uncut(cuts: Sequence[Cut], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what is left of `start` to `end`."""
    at = bisect_left(cuts, start, key=lambda cut: cut.start)
    while at < len(cuts) and cuts[at].start < end:
        if start < cuts[at].start:
            yield start, cuts[at].start
        start = cuts[at].end
        at += 1
    if start < end:
        yield start, end
