"""Tell running prose from everything else, one line at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cleaner.text.markup import linked_share
from cleaner.text.split import Line

CLOSING: Final = "\"'»)]}*_ 」』”"
"""May stand behind the character that ends a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseTest:
    """The `[prose]` table of a rule file: what a line must pass to count as prose.

    `min_words` is asked of a line that ends like a sentence (in one of `terminal`),
    `min_words_open` of any other; `max_digits` and `max_links` are the largest
    shares of its visible characters that may be digits and that may stand in links.
    """

    min_words: int
    min_words_open: int
    terminal: str
    max_digits: float
    max_links: float

    def passes(self, line: Line) -> bool:
        """Say whether `line`, judged alone, is prose."""
        if line.words < self.min_words:
            return False
        ends = line.half.rstrip(CLOSING)[-1:]
        if line.words < self.min_words_open and ends not in self.terminal:
            return False
        if sum(map(str.isdigit, line.half)) > self.max_digits * len(line.half):
            return False
        return linked_share(line.raw) <= self.max_links


def prose_lines(lines: list[Line], test: ProseTest) -> list[bool]:
    """Say of each line whether it is prose. The pieces of a prose line are prose, however short."""
    flags = [test.passes(line) for line in lines]
    return pieces_of_prose(flags, [line.number for line in lines], [line.piece for line in lines])


def pieces_of_prose(flags: list[bool], numbers: Sequence[int], pieces: Sequence[bool]) -> list[bool]:
    """Return which lines are prose if `flags` say so of each alone: all pieces of a line of which one is."""
    if True not in pieces:
        return flags
    rows = list(zip(flags, numbers, pieces, strict=True))
    whole = {number for prose, number, piece in rows if prose and piece}
    return [prose or (piece and number in whole) for prose, number, piece in rows]
