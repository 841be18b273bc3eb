"""Split a text into lines as an editor shows them."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

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


def piece_starts(text: str, start: int, end: int) -> list[int]:
    """Return where the pieces of the overlong line `text[start:end]` begin.

    Pieces end with a sentence; the white space after it belongs to it.
    """
    return [start, *_cuts(text, start, end)]


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
