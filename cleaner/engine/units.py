"""What the score looks at: lines, those of a hard-wrapped paragraph together."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from cleaner.engine.prose import Prose
from cleaner.rulebook.rule import ProseTest
from cleaner.rulebook.score import STOPS
from cleaner.text.characters import DIGIT
from cleaner.text.columns import Flags, Hashes, Ints, ragged
from cleaner.text.lines import Lines
from cleaner.text.tokens import hash_token
from cleaner.text.words import NUMBER
from cleaner.text.wrapped import find_wrapped

BREAK_HASH: Final = np.uint64(hash_token("\n"))
"""The token between two units."""
_NUMBER_HASH: Final = np.uint64(hash_token(NUMBER))
_IS_STOP: Final = np.zeros(1 << 16, np.bool_)
_IS_STOP[[ord(char) for char in STOPS]] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Columns by unit, in order: `first` and `past` (lines), `document`, `words`, `is_prose`,
    `blank_above`, `blank_below`, `begin` and `end` (its tokens).

    By document: `first_unit` and `past_unit`. By line: `of_line`. By token, a break before each unit and
    after the last: `hash` (all numbers are one), `unit` (a break is that of the unit it begins), and
    `follows` (no sentence ends between it and the token before).
    """

    first: Ints
    past: Ints
    document: Ints
    words: Ints
    is_prose: Flags
    blank_above: Flags
    blank_below: Flags
    begin: Ints
    end: Ints
    first_unit: Ints
    past_unit: Ints
    of_line: Ints
    hash: Hashes
    unit: Ints
    follows: Flags

    def __len__(self) -> int:
        return len(self.first)


def find_units(lines: Lines, prose: Prose, test: ProseTest) -> Units:
    """Return the units of a batch."""
    goes_on = find_wrapped(lines)
    first = np.flatnonzero(~goes_on)
    past = np.append(first, len(lines))[1:]
    of_line = np.cumsum(~goes_on) - 1
    words = np.add.reduceat(lines.words, first) if len(first) else np.zeros(0, np.int64)
    is_prose = prose.is_prose[first]
    several = np.flatnonzero(past - first > 1)
    if len(several):
        is_prose[several] = words[several] >= test.min_words
    tokens, owner = ragged(lines.first_token, lines.past_token)
    unit = of_line[owner]
    # One break before each unit: its tokens move on by as many places as units have begun.
    count = len(tokens) + len(first) + 1
    at = np.arange(len(tokens)) + unit + 1
    hashes = np.full(count, BREAK_HASH, np.uint64)
    known = lines.tokens.hash[tokens]
    known[lines.tokens.kind[tokens] == DIGIT] = _NUMBER_HASH
    hashes[at] = known
    follows = np.zeros(count, np.bool_)
    follows[at] = _follows(lines, tokens, owner)
    sizes = np.bincount(unit, minlength=len(first))
    begin = np.cumsum(sizes + 1) - sizes
    is_break = np.ones(count, np.bool_)
    is_break[at] = False
    follows[is_break] = True
    follows[begin[sizes > 0]] = True
    return Units(
        first=first,
        past=past,
        document=lines.document[first],
        words=words,
        is_prose=is_prose,
        blank_above=lines.blank_above[first],
        blank_below=lines.blank_below[past - 1],
        begin=begin,
        end=begin + sizes,
        first_unit=np.searchsorted(first, lines.first_line),
        past_unit=np.searchsorted(first, lines.past_line),
        of_line=of_line,
        hash=hashes,
        unit=np.repeat(np.arange(len(first) + 1), np.append(sizes + 1, 1)),
        follows=follows,
    )


def _follows(lines: Lines, tokens: Ints, line: Ints) -> Flags:
    """Say of tokens, and the line of each, whether no sentence ends between them and the ones before."""
    sums = np.zeros(len(lines.folded) + 1, np.int32)
    np.cumsum(_IS_STOP.take(lines.folded), out=sums[1:])
    before, behind = sums[lines.tokens.start[tokens]], sums[lines.tokens.end[tokens]]
    found = np.ones(len(tokens), np.bool_)
    found[1:] = before[1:] == behind[:-1]
    # What is between two lines of the folded text may belong to other lines.
    new = np.flatnonzero(line[1:] != line[:-1]) + 1
    ends = behind[new - 1] == sums[lines.fold_end[line[new - 1]]]
    found[new] = ends & (before[new] == sums[lines.fold_start[line[new]]])
    return found
