"""Split a text into lines as an editor shows them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

from cleaner.text.fold import half_fold_lines, strip_outer
from cleaner.text.words import count_words

# Not str.splitlines: it also breaks at form feeds, NEL and U+2028, so a rule
# could delete half of what every editor shows as one line.
_BREAK: Final = re.compile(r"\r\n|\n|\r")
# Blank lines and indentation, the rest of a line, its break: millions of blank lines are one step.
_NEXT: Final = re.compile(r"(\s*)([^\r\n]*)(?:\r\n|[\r\n])?")
# Some sites arrive as one line; above this it is judged sentence by sentence.
LONGEST_LINE: Final = 2_000
LONGEST_PIECE: Final = 10_000
"""What has no sentence end for so long is cut at white space or, failing that, anywhere."""
_SENTENCE_END: Final = re.compile(r"""[.!?…]["'”’»)\]]*\s+|[。！？][”’」』）]*\s*""")


@dataclass(slots=True)
class Line:
    """A non-empty line, or a piece of one that is too long to be judged whole.

    Offsets are characters of the text: the line stands at `start` to `end`, its
    line break ends at `stop`. `number` is what an editor shows, from 1.
    """

    number: int
    start: int
    end: int
    stop: int
    raw: str
    half: str
    folded: str
    words: int
    blank_before: bool
    blank_after: bool
    piece: bool = False


def split_rows(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and stop of every line of `text[start:end]`, blank ones too.

    >>> list(split_rows("a\\r\\n\\nb"))
    [(0, 1, 3), (3, 3, 4), (4, 5, 5)]
    """
    end = len(text) if end is None else end
    for found in _BREAK.finditer(text, start, end):
        yield start, found.start(), found.end()
        start = found.end()
    if start < end:
        yield start, end, end


def end_of_row(text: str, start: int) -> tuple[int, int]:
    """Return end and stop of the line that begins at `start`."""
    found = _BREAK.search(text, start)
    return found.span() if found else (len(text), len(text))


def filled_rows(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield number, start, end and stop of every line of `text` that isn't blank.

    >>> list(filled_rows("a\\r\\n \\nb"))
    [(1, 0, 1, 3), (3, 5, 6, 6)]
    """
    number = 1
    for found in _NEXT.finditer(text):
        above, begin = found.span(1)
        end = found.end(2)
        if begin == end:
            return  # the end: anything blank above it was passed over
        start = max(above, text.rfind("\n", above, begin) + 1, text.rfind("\r", above, begin) + 1)
        number += count_breaks(text, above, start)
        yield number, start, end, found.end()
        number += 1


def count_breaks(text: str, start: int, end: int) -> int:
    """Return how many line breaks stand in `text[start:end]`."""
    if start == end:
        return 0
    return text.count("\n", start, end) + text.count("\r", start, end) - text.count("\r\n", start, end)


def split_lines(text: str) -> list[Line]:
    """Return the non-empty lines of `text` in order, the overlong ones in pieces."""
    lines = cut_lines(text)
    for line, half in zip(lines, half_fold_lines([line.raw for line in lines]), strict=True):
        line.half, line.folded, line.words = half, strip_outer(half), count_words(half)
    return lines


def cut_lines(text: str) -> list[Line]:
    """Return the lines of `text` before they are folded: `half`, `folded` and `words` say nothing."""
    lines: list[Line] = []
    last = 0
    for number, start, end, stop in filled_rows(text):
        blank = number > last + 1 or not lines
        if blank and lines:
            lines[-1].blank_after = True
        if end - start <= LONGEST_LINE:
            lines.append(Line(number, start, end, stop, text[start:end], "", "", 0, blank, False))
        else:
            lines += _pieces(number, start, end, stop, text, blank)
        last = number
    if lines:
        lines[-1].blank_after = True
    return lines


def _pieces(number: int, start: int, end: int, stop: int, text: str, blank_before: bool) -> list[Line]:
    """Cut one overlong line at its sentence ends; the white space after a sentence belongs to it."""
    pieces = []
    for first, last in pairwise([start, *_cuts(text, start, end), end]):
        past = stop if last == end else last
        raw = text[first:last]
        pieces.append(Line(number, first, last, past, raw, "", "", 0, blank_before, False, piece=True))
        blank_before = False
    return pieces


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where an overlong line is cut."""
    for found in chain(_SENTENCE_END.finditer(text, start, end), [None]):
        cut = found.end() if found else end
        while cut - start > LONGEST_PIECE:
            limit = start + LONGEST_PIECE
            start = text.rfind(" ", start + 1, limit) + 1 or limit
            yield start
        if cut < end:
            yield cut
        start = cut
