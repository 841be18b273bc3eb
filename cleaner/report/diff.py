"""Unified diffs, made from what was removed."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cleaner.model import Removal
from cleaner.report.printable import BOLD, CYAN, GREEN, RED, paint, printable

_COLORS: Final = {"--- ": BOLD, "+++ ": BOLD, "-": RED, "+": GREEN, "@@ ": CYAN}
# Only at line feeds: patch and git know no other line ends.
_LINE: Final = re.compile(rb"[^\n]*\n|[^\n]+")
_CONTEXT: Final = 3
"""Lines that are shown around a change."""


class _Change(NamedTuple):
    """Lines `first` to `last` (exclusive) become `lines`."""

    first: int
    last: int
    lines: list[bytes]


def diff(
    before: str,
    removals: Sequence[Removal],
    place: str,
    *,
    color: bool,
    mark: str = "",
    for_people: bool = False,
) -> Iterator[str]:
    """Yield the lines of a unified diff that takes `removals` out of `before`, which comes after `mark`.

    `for_people`: what could act on a terminal is shown as escapes. Then it is no patch any more.
    """
    data = (mark + before).encode("utf-8", "surrogatepass")
    shift = len(mark.encode())
    spans = [(removal.start + shift, removal.end + shift) for removal in removals]
    old = _LINE.findall(data)
    shown = printable(place)
    for kind, line in _unified(old, _changes(data, old, spans), shown):
        text = line.decode("utf-8", "surrogatepass")
        bare = text.removesuffix("\n")
        row = kind + (printable(bare) if for_people else bare)
        yield (paint(row, _COLORS[kind]) if color and kind in _COLORS else row) + "\n"
        if not text.endswith("\n"):
            yield "\\ No newline at end of file\n"


def _changes(data: bytes, old: Sequence[bytes], spans: Sequence[tuple[int, int]]) -> list[_Change]:
    """Return which lines of `data` change where `spans`, in order, are taken out."""
    # Not difflib, which compares all lines with all others: what is removed is known.
    changes: list[_Change] = []
    at, begin = 0, 0  # a line, and where it begins
    left = iter(spans)
    span = next(left, None)
    while span:
        while begin + len(old[at]) <= span[0]:
            begin += len(old[at])
            at += 1
        first, last, end, stays, done = at, at + 1, begin + len(old[at]), [], begin
        while span and span[0] < end:
            stays.append(data[done : span[0]])
            done = span[1]
            span = next(left, None)
            # What follows the change belongs to it if it changes, too, or is now the end of its last line.
            while last < len(old) and (
                end < done or _is_cut(stays, end - done) or (span and end <= span[0] < end + len(old[last]))
            ):
                end += len(old[last])
                last += 1
        changes.append(_Change(first, last, _LINE.findall(b"".join([*stays, data[done:end]]))))
        at, begin = last, end
    return changes


def _is_cut(stays: Sequence[bytes], rest: int) -> bool:
    """Tell whether a line lost its end: something is left of it before what is removed, but nothing after."""
    before = next(filter(None, reversed(stays)), b"\n")
    return rest == 0 and not before.endswith(b"\n")


def _unified(old: Sequence[bytes], changes: Sequence[_Change], place: str) -> Iterator[tuple[str, bytes]]:
    """Yield the lines of a unified diff, and what kind each is of: the signs that it begins with."""
    if changes:
        name = place.encode("utf-8", "surrogatepass")
        yield from (("--- ", name + b" (before)\n"), ("+++ ", name + b" (after)\n"))
    grown = 0
    for hunk in _hunks(changes):
        first, last = max(0, hunk[0].first - _CONTEXT), min(len(old), hunk[-1].last + _CONTEXT)
        growth = sum(len(change.lines) - (change.last - change.first) for change in hunk)
        ranges = f"-{_range(first, last)} +{_range(first + grown, last + grown + growth)}"
        yield "@@ ", f"{ranges} @@\n".encode()
        grown += growth
        for change in hunk:
            yield from ((" ", line) for line in old[first : change.first])
            yield from (("-", line) for line in old[change.first : change.last])
            yield from (("+", line) for line in change.lines)
            first = change.last
        yield from ((" ", line) for line in old[first:last])


def _hunks(changes: Sequence[_Change]) -> Iterator[list[_Change]]:
    """Yield changes together whose context touches."""
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.first - hunk[-1].last > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _range(first: int, last: int) -> str:
    """Return how a diff names lines: an empty range by the line before it."""
    count = last - first
    return f"{first + 1}" if count == 1 else f"{first + (count > 0)},{count}"
