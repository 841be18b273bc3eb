"""The rows of a batch, blank ones too, and those that `half_fold` has to fold."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from cleaner.text.characters import (
    BREAK,
    CLASS,
    DIGIT,
    GAP,
    LETTER,
    MARK,
    OTHERS,
    SPACELESS_EVEN,
    SPECIAL,
    CharacterTables,
)
from cleaner.text.columns import Bytes, Folded, Ints
from cleaner.text.fold import half_fold_lines
from cleaner.text.split import LONGEST_LINE, piece_starts
from cleaner.text.words import is_letter, split_tokens

_LF: Final = ord("\n")
_CR: Final = ord("\r")
_SLASH: Final = ord("/")


@dataclass(slots=True, kw_only=True)
class Rows:
    """Columns by row: where it starts, where it ends, and where its line break ends."""

    start: Ints
    end: Ints
    stop: Ints


def find_rows(folded: Folded, classes: Bytes, ends: Ints | None) -> Rows:
    """Return the rows: split at LF, CRLF and CR. `ends` of documents are given if there are CRs.

    Carriage returns become breaks in `classes`.
    """
    breaks = np.flatnonzero(folded == _LF)
    if ends is None:
        return Rows(start=breaks[:-1] + 1, end=breaks[1:], stop=breaks[1:] + 1)
    returns = np.flatnonzero(folded == _CR)
    classes[returns] = BREAK
    # The line feed that joins two documents is no part of a CRLF.
    joins = np.zeros(len(folded), np.bool_)
    joins[ends] = True
    pairs = (folded[returns + 1] == _LF) & ~joins[returns + 1]
    before = np.zeros(len(folded), np.bool_)
    before[returns[pairs] + 1] = True
    breaks = np.sort(np.concatenate([breaks, returns[~pairs]]))
    return Rows(start=breaks[:-1] + 1, end=breaks[1:] - before[breaks[1:]], stop=breaks[1:] + 1)


def special_rows(rows: Rows, folded: Folded, classes: Bytes) -> Ints:
    """Return the rows that `half_fold` has to fold, and those that are overlong."""
    found = [np.flatnonzero((classes & SPECIAL) != 0)]
    slashes = np.flatnonzero(folded == _SLASH)
    found.append(slashes[:-1][slashes[1:] == slashes[:-1] + 1])
    marks = np.flatnonzero((classes & MARK) != 0)
    found.append(marks[:-1][marks[1:] == marks[:-1] + 1])
    flags = np.zeros(len(rows.start), np.bool_)
    for places in found:
        flags[np.searchsorted(rows.start, places, "right") - 1] = True
    flags |= rows.end - rows.start > LONGEST_LINE
    return np.flatnonzero(flags & (rows.end > rows.start))


class SpecialRows:
    """Rows that `half_fold` folds, the overlong ones in pieces, as columns that are put behind the others.

    By row: `counts`, the parts it is in. By part: `within` its row, `start` and `end` in the joined text,
    `fold_start` and `fold_end` in `folded`, `inner` (another part of the row follows), `halves`. `folded` and
    `classes` are the text of all of them, a line break between.
    """

    def __init__(self, joined: str, rows: Rows, special: Ints, tables: CharacterTables) -> None:
        start: list[int] = []
        end: list[int] = []
        counts: list[int] = []
        for first, past in zip(rows.start[special].tolist(), rows.end[special].tolist(), strict=True):
            begins = piece_starts(joined, first, past) if past - first > LONGEST_LINE else [first]
            start += begins
            end += [*begins[1:], past]
            counts.append(len(begins))
        raw = [joined[a:b].replace("\r", " ") for a, b in zip(start, end, strict=True)]
        self.halves = half_fold_lines(raw) if raw else []
        shown = [half or " " for half in self.halves]
        self.counts = np.array(counts, np.int64)
        self.start, self.end = np.array(start, np.int64), np.array(end, np.int64)
        self.within = np.arange(len(start)) - np.repeat(np.cumsum(self.counts) - self.counts, self.counts)
        self.inner = self.within + 1 < np.repeat(self.counts, self.counts)
        sizes = np.fromiter(map(len, shown), np.int64, len(shown))
        self.fold_end = np.cumsum(sizes + 1) - 1
        self.fold_start = self.fold_end - sizes
        self.folded, self.classes = fold_characters("\n".join(shown) + "\n", tables)
        self.classes &= CLASS
        alternate(self.classes)


def fold_characters(text: str, tables: CharacterTables) -> tuple[Folded, Bytes]:
    """Return what each character of a text folds to, and its class and flags.

    Of those beyond the tables the low bits stand for them: whatever they propose, the text confirms.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    folded, classes = tables.folded.take(codes, mode="clip"), tables.classes.take(codes, mode="clip")
    for at in np.flatnonzero(codes > OTHERS).tolist():
        folded[at] = codes[at] & OTHERS
        classes[at] |= class_of(text[at])
    return folded, classes


@lru_cache(maxsize=4_096)
def class_of(char: str) -> int:
    """Return the class of a character beyond the tables."""
    (token,) = split_tokens(char) or ("",)
    if not token:
        return GAP
    return DIGIT if char.isdecimal() else LETTER if is_letter(char) else SPACELESS_EVEN


def alternate(classes: Bytes) -> None:
    """Let neighbours in a script without spaces be of different classes, so that each is a token."""
    spaceless = np.flatnonzero(classes == SPACELESS_EVEN)
    classes[spaceless] += (spaceless & 1).astype(np.uint8)
