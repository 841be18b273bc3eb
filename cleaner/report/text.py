"""Differences and explanations as lines of text."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cleaner.model import Removal, Term, Verdict
from cleaner.report.printable import printable

_RED, _GREEN, _CYAN, _BOLD, _PLAIN = (f"\x1b[{code}m" for code in ("31", "32", "36", "1", "0"))
_DIFF_COLORS: Final = {"--- ": _BOLD, "+++ ": _BOLD, "-": _RED, "+": _GREEN, "@@ ": _CYAN}
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
    before: str, removals: Sequence[Removal], place: str, *, color: bool, mark: str = ""
) -> Iterator[str]:
    """Yield the lines of a unified diff that takes `removals` out of `before`; `mark` stands before it."""
    data = (mark + before).encode("utf-8", "surrogatepass")
    shift = len(mark.encode())
    spans = [(removal.start + shift, removal.end + shift) for removal in removals]
    old = _LINE.findall(data)
    shown = printable(place)
    for kind, line in _unified(old, _changes(data, old, spans), shown):
        text = line.decode("utf-8", "surrogatepass")
        row = kind + text.removesuffix("\n")
        yield (_paint(row, _DIFF_COLORS.get(kind, "")) if color else row) + "\n"
        if not text.endswith("\n"):
            yield "\\ No newline at end of file\n"


def _changes(data: bytes, old: Sequence[bytes], spans: Sequence[tuple[int, int]]) -> list[_Change]:
    """Return which lines of `data` change where `spans`, in order, are taken out."""
    # Not difflib: it compares all with all, and we know what goes.
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
    """Say whether a line lost its end: nothing stays of it behind what goes, but something before."""
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


def explanation(
    verdicts: Sequence[Verdict], place: str = "", *, color: bool, terms: bool = False
) -> Iterator[str]:
    """Yield for each line its number (after `place`), what became of it, its score, by which rule, its text.

    With `terms`, a line below says what the score is the sum of, the weightiest first.
    Control characters are written as escapes: a text may not steer a terminal.
    """
    places = [f"{place}{verdict.line}" for verdict in verdicts]
    wide = max(map(len, places), default=0)
    wide_rule = max((len(verdict.rule or "-") for verdict in verdicts), default=0)
    scores = ["" if verdict.score is None else f"{verdict.score:+d}" for verdict in verdicts]
    wide_score = max(map(len, scores), default=0)
    for where, verdict, score in zip(places, verdicts, scores, strict=True):
        what = "kept   " if verdict.kept else "removed"
        if color and not verdict.kept:
            what = _paint(what, _RED)
        rule, text = verdict.rule or "-", printable(verdict.text.strip())
        shown = f"{score:>{wide_score}}  " if wide_score else ""
        yield f"{where:>{wide}}  {what}  {shown}{rule:<{wide_rule}}  {text}\n"
        if terms and verdict.terms:
            yield f"{'':>{wide}}  {_terms(verdict.terms)}\n"


def _terms(terms: Sequence[Term]) -> str:
    """Return the summands of a score: weight, rule or signal, and the signal's value."""
    ordered = sorted(terms, key=lambda term: (-abs(term.weight), term.id))
    return ", ".join(
        f"{term.weight:+d} {term.id}{'' if term.value is None else f' {term.value}'}" for term in ordered
    )


def _paint(text: str, color: str) -> str:
    return f"{color}{text}{_PLAIN}" if color else text
