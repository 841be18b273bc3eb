"""Which lines are prose, and where a line stands to the prose of its document."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaner.rulebook.rule import ProseTest
from cleaner.text.characters import IS_WHITE
from cleaner.text.columns import Flags, Ints
from cleaner.text.lines import Lines

HEAD, BODY, TAIL = range(3)
"""Zones: before the first prose line, between, after the last. Without prose everything is body."""
ZONES: Final = ("head", "body", "tail")
_CLOSING: Final = "\"'»)]}*_」』”"
"""May stand behind the character that ends a line."""
_MOST_CLOSING: Final = 16
FAR: Final = 1 << 40
"""The distance to a prose line that isn't there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Columns by line: `is_prose`, `zone`, `near` (lines to the next other prose line).

    `sums` are the words of prose lines before each line of the batch, with the sum of all at its end; by
    document `words` are those of its prose.
    """

    is_prose: Flags
    zone: npt.NDArray[np.uint8]
    near: Ints
    sums: Ints
    words: Ints


def find_prose(lines: Lines, test: ProseTest) -> Prose:
    """Return which lines are prose. All pieces of a line are if one of them is."""
    is_prose = np.zeros(len(lines), np.bool_)
    long = np.flatnonzero(lines.words >= test.min_words)
    sizes = lines.fold_end[long] - lines.fold_start[long]
    long = long[lines.digits[long] <= test.max_digits * sizes]
    enough = lines.words[long] >= test.min_words_open
    enough |= _ends_in(lines, long, test.terminal)
    is_prose[long[enough]] = True
    upper, letters, capitals = lines.cases
    # Texts all in capitals are no menus.
    is_prose &= (capitals <= test.max_capitals * lines.words) | (2 * upper > letters)
    special = lines.specials.keys() & set(np.flatnonzero(is_prose).tolist())
    if special:
        from cleaner.text.markdown import linked_share  # its patterns take long to compile
    for at in special:
        if linked_share(lines.raw(at)) > test.max_links:
            is_prose[at] = False
    if lines.piece.any():
        _spread_over_pieces(lines, is_prose)
    sums = np.zeros(len(lines) + 1, np.int64)
    np.cumsum(np.where(is_prose, lines.words, 0), out=sums[1:])
    return Prose(
        is_prose=is_prose,
        zone=_zones(lines, is_prose),
        near=_distances(lines, is_prose),
        sums=sums,
        words=sums[lines.past_line] - sums[lines.first_line],
    )


def _ends_in(lines: Lines, asked: Ints, terminal: str) -> Flags:
    """Say of the lines in `asked` whether they end in one of some characters, closing ones aside."""
    closing = IS_WHITE.copy()
    closing[[ord(char) for char in _CLOSING]] = True
    ending = np.zeros(1 << 16, np.bool_)
    ending[[ord(char) for char in terminal]] = True
    last = lines.fold_end[asked] - 1
    for _ in range(_MOST_CLOSING):
        on = closing[lines.folded[last]] & (last > lines.fold_start[asked])
        if not on.any():
            break
        last -= on
    found: Flags = ending[lines.folded[last]]
    return found


def _spread_over_pieces(lines: Lines, is_prose: Flags) -> None:
    """Let all pieces of a line be prose of which one is."""
    inner = np.zeros(len(lines), np.bool_)
    inner[1:] = lines.piece[1:] & (lines.number[1:] == lines.number[:-1])
    inner[1:] &= lines.document[1:] == lines.document[:-1]
    line = np.cumsum(~inner)
    is_prose |= np.bincount(line[is_prose], minlength=len(lines) + 1)[line].astype(np.bool_) & lines.piece


def _zones(lines: Lines, is_prose: Flags) -> npt.NDArray[np.uint8]:
    above = np.flatnonzero(is_prose)
    # Of each document the first prose line, and the one after the last.
    at = np.searchsorted(above, lines.first_line)
    past = np.searchsorted(above, lines.past_line)
    has = past > at
    padded = np.append(above, 0)
    first = np.where(has, padded[np.minimum(at, len(above))], 0)[lines.document]
    last = np.where(has, padded[past - 1], len(lines))[lines.document]
    place = np.arange(len(lines))
    zone = np.full(len(lines), BODY, np.uint8)
    zone[place < np.where(has[lines.document], first, -1)] = HEAD
    zone[place > last] = TAIL
    return zone


def _distances(lines: Lines, is_prose: Flags) -> Ints:
    """Return how many lines it is from each line to the next other prose line of its document."""
    places = np.flatnonzero(is_prose)
    if not len(places):
        return np.full(len(lines), FAR, np.int64)
    at = np.arange(len(lines))
    before = np.searchsorted(places, at) - 1
    after = np.searchsorted(places, at, "right")
    up = np.where(before >= 0, at - places[np.maximum(before, 0)], FAR)
    down = np.where(after < len(places), places[np.minimum(after, len(places) - 1)] - at, FAR)
    up[at - up < lines.first_line[lines.document]] = FAR
    down[at + down >= lines.past_line[lines.document]] = FAR
    found: Ints = np.minimum(up, down)
    return found
