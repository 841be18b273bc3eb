"""Paragraphs that were broken into lines at a fixed column, as in mails and plain text files."""

from collections.abc import Callable
from string import ascii_letters
from typing import Any, Final, NamedTuple

import numpy as np

from cleaner.text.characters import IS_WHITE, OTHERS, SPACELESS_EVEN
from cleaner.text.columns import Bytes, Flags, Ints, distinct, ragged, sums_between
from cleaner.text.lines import Lines

_SHORTEST: Final = 24
_LONGEST: Final = 130
"""Characters of a line that fills a column, its indentation counted."""
_NARROW: Final = 56
"""Lines of verse and items of lists are often about as long as narrower columns, and fill them by chance."""
_PER_WORD: Final = 12
"""Prose has a gap between two words at least once in so many characters; code and tables don't."""
_WIDE: Final = 0x3000
"""Signs from here on end a clause without white space behind them."""
_WHITE, _QUOTE, _INNER, _START, _STOP, _PAUSE, _CLOSING, _BULLET = (1 << bit for bit in range(8))
"""Kinds of characters: white space, quote marks of mails, what words are made of and what they begin with,
ends of sentences and of clauses, what may stand behind such an end, bullets."""


def _make_kinds() -> Bytes:
    kinds: Bytes = np.where(IS_WHITE, _WHITE, 0).astype(np.uint8)
    for start, end in ((0xC0, 0x2000), (0x2C00, _WIDE), (0x3040, 0xFF00), (0xFF10, OTHERS)):
        kinds[start:end] |= _INNER | _START
    for kind, signs in (
        (_QUOTE, ">"),
        (_INNER, ascii_letters + "-'’"),
        (_START, ascii_letters + "\"'([«“‘„¿¡"),
        (_STOP | _PAUSE, ".!?:;…。！？：；؟؛۔।"),
        (_PAUSE, ",、，،"),
        (_CLOSING, "\"')]»”’」』）"),
        (_BULLET, "-–—*•·+▪◦●►‣"),
    ):
        kinds[[ord(sign) for sign in signs]] |= kind
    return kinds


_KINDS: Final = _make_kinds()


def find_wrapped(lines: Lines) -> Flags:
    """Say of each line whether it goes on with the paragraph of the line above it.

    A line fills a column if the first word of the next line would have gone beyond it. Three lines of any
    menu may do so by chance. So a paragraph must also go on in lower case and in words, from a line that
    doesn't to the end of a sentence. Its column then shows the shorter paragraphs of the document.
    """
    found: Flags = np.zeros(len(lines), np.bool_)
    follows = _follows(lines)
    width = lines.end - lines.start
    # Cheap, and of most texts few lines are left.
    alike = _three(width, np.maximum) - _three(width, np.minimum) <= 20
    near = _spread(_three(follows, np.logical_and)[1:] & alike[:-1], 4, len(lines))
    near[:-1] |= near[1:]
    if not near.any():
        return found
    shapes = _Shapes(lines, np.flatnonzero(near), follows)
    agree = _three(shapes.low, np.maximum) <= _three(shapes.high, np.minimum)
    breaks = _spread(_three(shapes.fits, np.logical_and) & agree, 3, len(shapes.at))
    sure = _paragraphs(shapes, breaks, alone=True)
    if not len(sure.first):
        return found
    # All lines of their documents are compared with the nearest columns above and below.
    places = shapes.at[sure.first]
    documents = distinct(lines.document[places])
    at, _ = ragged(lines.first_line[documents], lines.past_line[documents])
    touched = follows[at]
    touched[:-1] |= touched[1:]
    shapes = _Shapes(lines, at[touched], follows)
    after = np.searchsorted(places, shapes.at, "right")
    fills: Flags = np.zeros(len(shapes.at), np.bool_)
    for nearest in (np.maximum(after - 1, 0), np.minimum(after, len(places) - 1)):
        same = lines.document[places[nearest]] == lines.document[shapes.at]
        fills |= same & (shapes.low <= sure.high[nearest]) & (shapes.high >= sure.low[nearest])
    runs = _paragraphs(shapes, shapes.fits & fills, alone=False)
    found[ragged(shapes.at[runs.first], shapes.at[runs.past - 1] + 1)[0]] = True
    return found


def _follows(lines: Lines) -> Flags:
    """Say of each line whether the line above, by its size alone, may be broken at a column."""
    width = lines.end - lines.start
    fills = ~lines.piece & (width >= _SHORTEST) & (width <= _LONGEST + 10)
    follows = ~lines.blank_above & ~lines.piece
    follows[1:] &= fills[:-1]
    return follows


def _three(column: Any, pick: Callable[[Any, Any], Any]) -> Any:
    """Return what `pick` makes of each value and the two behind it."""
    return pick(pick(column[:-2], column[1:-1]), column[2:])


def _spread(flags: Flags, count: int, size: int) -> Flags:
    """Return `size` flags, `count` in a row from each of `flags` on."""
    spread: Flags = np.zeros(size, np.bool_)
    for step in range(count):
        spread[np.flatnonzero(flags) + step] = True
    return spread


def _above(column: Any) -> Any:
    """Return for each line what the column has for the line above."""
    return np.append(column[:1], column[:-1])


def _next(flags: Flags, start: Ints) -> Ints:
    """Return the first place from each start on that is flagged."""
    places = np.append(np.flatnonzero(flags), len(flags) - 1)
    return places[np.searchsorted(places, start)]


class _Shapes:
    """How the lines `at` begin and end. Columns by line; what they say of a break is about the one above it.

    `first` and `last` are the places of its text in `codes`, `kinds` the kinds of those. `lower`: begins with
    a word in lower case; `soft`: so, or, in a script without case, not behind a sentence; `ends`: ends one.
    `fits`: the break may be inside a paragraph; `low` and `high`: the columns that the line above then fills.
    """

    def __init__(self, lines: Lines, at: Ints, follows: Flags) -> None:
        bounds = zip(lines.start[at].tolist(), lines.end[at].tolist(), strict=True)
        raw = "".join([lines.joined[start:end] + "\n" for start, end in bounds])
        codes = np.minimum(np.frombuffer(raw.encode("utf-32-le", "surrogatepass"), "<u4"), OTHERS)
        self.at, self.codes, self.kinds = at, codes, _KINDS[codes]
        past = np.cumsum(lines.end[at] - lines.start[at] + 1)
        start = np.append(0, past[:-1])
        ink, text = (self.kinds & _WHITE) == 0, (self.kinds & (_WHITE | _QUOTE)) == 0
        # Where each word ends and begins: far fewer than all of its characters.
        self.last = np.flatnonzero(ink & ~np.append(ink[1:], False))
        self.last = self.last[np.searchsorted(self.last, past) - 1]
        self.first = np.minimum(_next(text & ~np.append(False, text[:-1]), start), self.last)
        self.indent, self.width = self.first - start, self.last + 1 - start
        stop = _next(~ink, self.first)
        token = np.minimum(lines.first_token[at], len(lines.tokens.kind) - 1)
        self.spaceless = lines.tokens.kind[token] >= SPACELESS_EVEN
        word = np.where(self.spaceless, np.minimum(stop - self.first, 2), stop - self.first)
        head, end, final = codes[self.first], codes[stop - 1], self.kinds[self.last]
        heads = [chr(code) for code in head.tolist()]
        # Names of files and functions are in lower case anywhere: they say nothing.
        whole = _next((self.kinds & _INNER) == 0, self.first) >= stop - 1
        self.lower = np.fromiter(map(str.islower, heads), np.bool_, len(heads)) & whole
        self.caseless = head >= 0x590  # Hebrew, and scripts behind it
        for line in np.flatnonzero(self.caseless).tolist():
            self.caseless[line] = heads[line].isalpha() and heads[line].lower() == heads[line].upper()
        self.ends = (np.where(final & _CLOSING, self.kinds[self.last - 1], final) & _STOP) != 0
        self.blank_above, self.blank_below = lines.blank_above[at], lines.blank_below[at]
        self.soft = self.lower | (self.caseless & ~self.blank_above & ~_above(self.ends))
        number = (head >= ord("0")) & (head <= ord("9")) & ((end == ord(".")) | (end == ord(")")))
        item = (number & (word <= 3)) | (((_KINDS[head] & _BULLET) != 0) & (word == 1))
        # The first line may be indented more than the rest, or less if it has a bullet.
        adjacent = follows[at] & np.append(False, np.diff(at) == 1)
        deeper = self.indent - _above(self.indent)
        begins = item | ~adjacent | (deeper > 0)
        shifted = np.where(deeper < 0, _above(begins), _above(item)) & (np.abs(deeper) <= 8)
        marks = np.flatnonzero((self.kinds & _QUOTE) != 0)
        quotes = np.searchsorted(marks, self.first) - np.searchsorted(marks, start)
        # What a colon announces in upper case is the first item of a list.
        announced = (_above(codes[self.last]) == ord(":")) & ~self.soft
        self.fits = adjacent & ~item & ~announced & ((deeper == 0) | shifted) & (quotes == _above(quotes))
        self.low, self.high = _above(self.width), _above(self.width) + word + 1


class _Runs(NamedTuple):
    """Breaks in a row, from `first` up to `past`, and the columns that all of them fill."""

    first: Ints
    past: Ints
    low: Ints
    high: Ints


def _paragraphs(shapes: _Shapes, breaks: Flags, *, alone: bool) -> _Runs:
    """Return the runs of breaks that make a paragraph; `alone`: nothing else shows that there is a column."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], breaks.view(np.int8), [0]])))
    first, past = edges[::2], edges[1::2]
    low = np.maximum.reduceat(np.append(shapes.low, 0), edges)[::2]
    high = np.minimum.reduceat(np.append(shapes.high, 0), edges)[::2]
    # A last line may be full by chance, and what is below it a longer line, or a heading.
    past = past - (shapes.width[past - 1] > np.maximum(low, high))
    belongs = shapes.soft | shapes.ends
    past = past - ~belongs[past - 1]
    count = past - first
    soft, ends = sums_between(shapes.soft, first, past), sums_between(_above(shapes.ends), first, past)
    caseless = sums_between(shapes.caseless, first, past) * 2 > count
    spaceless = sums_between(shapes.spaceless, first, past) * 2 > count
    care = 3 * (low * (1 + spaceless) < _NARROW) + caseless
    set_apart = shapes.blank_above[first - 1] & shapes.blank_below[past - 1]
    good = (count > 0) & belongs[past - 1] & (ends * 3 <= count + 1) & ((soft > 0) | set_apart)
    if alone:
        good &= (low <= high) & (count >= 3 + care) & (soft >= 2) & (soft * 3 >= count)
        good &= ~shapes.soft[first - 1] & shapes.ends[past - 1]
    first, past, low, high = first[good], past[good], low[good], high[good]
    if not len(first):
        return _Runs(first, past, low, high)
    pauses = (shapes.kinds & _PAUSE) != 0
    spots = np.flatnonzero(((shapes.kinds & _WHITE) != 0) | (pauses & (shapes.codes >= _WIDE)))[:-1]
    before, behind = shapes.kinds[spots - 1], shapes.kinds[spots + 1]
    inside = shapes.codes[spots] != ord("\n")
    gap = inside & ((before & (_INNER | _PAUSE | _CLOSING)) != 0) & ((behind & _START) != 0)
    pause = inside & (pauses[spots - 1] | pauses[spots])
    start = np.searchsorted(spots, shapes.first[first - 1])
    end = np.searchsorted(spots, shapes.last[past - 1])
    chars = sums_between(shapes.width - shapes.indent, first - 1, past)
    prose = spaceless[good] | (sums_between(gap, start, end) * _PER_WORD >= chars)
    if alone:
        prose &= sums_between(pause, start, end) > (care[good] > 0)
    return _Runs(first[prose], past[prose], low[prose], np.maximum(low, high)[prose])
