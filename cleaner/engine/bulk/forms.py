"""Fold the lines of many documents at once, and measure what stands in links."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.engine.bulk.signs import Signs
from cleaner.engine.bulk.tables import Floats, Ints
from cleaner.engine.bulk.text import Text
from cleaner.text.blocks import collapse_lines
from cleaner.text.fold import half_fold_lines, strip_outer
from cleaner.text.markup import reveal_lines, reveal_linked
from cleaner.text.split import Line
from cleaner.text.words import count_words


@dataclass(slots=True)
class Forms:
    """The different lines of each document of a batch, one after the other, as they are and folded."""

    raw: list[str]
    shown: list[str]
    """Without Markdown, but not folded; white space may be collapsed or not."""
    half: list[str]
    folded: list[str]
    words: Ints
    linked: Floats
    """The share of each that stands in links."""
    text: Text
    """The halves."""

    def line(self, at: int) -> Line:
        """Return a form as a line that stands nowhere."""
        return Line(
            0, 0, 0, 0, self.raw[at], self.half[at], self.folded[at], int(self.words[at]), False, False
        )


def fold_forms(raws: list[str]) -> Forms:
    """Fold lines: what half_fold, strip_outer and count_words make of each of them."""
    halves, shown, linked = _half_folded(raws)
    text = Text.of(halves)
    words = text.count(text.words[0])
    folded = _stripped(halves, text, words)
    for at in np.flatnonzero(text.odd).tolist():
        words[at] = count_words(halves[at])
    return Forms(raws, shown, halves, folded, words, linked, text)


def _half_folded(raws: Sequence[str]) -> tuple[list[str], list[str], Floats]:
    """Return lines half-folded, without their Markdown only, and which share of each stands in links."""
    signs = Signs.of(raws)
    shown = list(raws)
    wide = np.flatnonzero(signs.wide).tolist()
    for at, line in zip(wide, collapse_lines([raws[at] for at in wide]), strict=True):
        shown[at] = line
    # Markdown may be seen otherwise where white space isn't collapsed.
    uneven = [at for at in wide if shown[at] != raws[at].strip()]
    linked = np.zeros(len(raws))
    marked = np.flatnonzero(signs.marked)
    found, linked[marked] = reveal_linked([shown[at] for at in marked.tolist()])
    for at, line in zip(marked.tolist(), found, strict=True):
        shown[at] = line
    # Simple lines fold to the same whether Markdown is taken off before or after.
    halves = list(map(str.lower, shown))
    rest = np.flatnonzero(~signs.simple).tolist()
    for at, half in zip(rest, half_fold_lines([raws[at] for at in rest]), strict=True):
        halves[at] = half
    for at, line in zip(uneven, reveal_lines([raws[at].strip() for at in uneven]), strict=True):
        shown[at] = line
    return halves, shown, linked


def _stripped(halves: Sequence[str], text: Text, words: Ints) -> list[str]:
    """Return half-folded lines, stripped of everything at both ends that isn't part of a word."""
    begin, end = text.words
    past = np.cumsum(words)
    first, last = text.end.copy(), text.end.copy()
    (filled,) = np.nonzero(words)
    first[filled], last[filled] = begin[(past - words)[filled]], end[past[filled] - 1]
    stripped = list(halves)
    (outer,) = np.nonzero((first > text.start) | (last < text.end))
    for at, start, stop in zip(outer.tolist(), first[outer].tolist(), last[outer].tolist(), strict=True):
        stripped[at] = text.joined[start:stop]
    # "_" is part of a word, but not at its ends.
    for at in np.flatnonzero(text.odd | text.holding_code(ord("_"))).tolist():
        stripped[at] = strip_outer(halves[at])
    return stripped
