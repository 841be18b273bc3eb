"""The index: which phrases and patterns a line may match, by the runs of tokens that it holds.

All runs of all rules are in one trie over word ids. A word's id is its place in a table that a perfect
hash leads to (displacement: a word's group says by how much its place is shifted), and so is the place of
each of the trie's steps: one look-up for a word, one for a step, whatever the number of rules.
"""

from enum import IntEnum
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Kind(IntEnum):
    """How a phrase matches: as the whole line, its start, a part, or the first of a chain."""

    LINE = 0
    START = 1
    PART = 2
    CHAIN = 3


class Role(IntEnum):
    """What a matcher is for: the rule itself, the end of its region, a line above, a step of its block."""

    MAIN = 0
    UNTIL = 1
    AFTER = 2
    STEP = 3


NODE_BITS: Final = 20
"""A step's key is the number of its node, shifted by so many bits, and the id of its word."""


class HashTable(NamedTuple):
    """A perfect hash: `keys` by place, `shift` by group, `multiplier`, and the `bits` of a place."""

    keys: Array
    shift: Array
    multiplier: Array
    bits: Array


class Index(NamedTuple):
    """All that proposes, as arrays.

    - `words`: hash of a word → its id; `break_id` and `number_id` are those of a line break and a number.
    - `steps`: node and word → place in `step_node`, the next node.
    - By node: `is_inner` (steps lead on), and `output_start` into `outputs`: phrases by number and, from the
      number of phrases on, patterns. `is_next`: some step goes by the word.
    - By phrase: `phrase_matcher`, `phrase_kind`, and `phrase_start` into `phrase_text` (UTF-8).
    - By pattern: `pattern_start` into `pattern_matchers`.
    - By matcher: `matcher_rule`, `matcher_role`, `matcher_least` and `matcher_most` words.
    - `signs` and `sign_pattern`: pairs of a character and a pattern that needs it, or something else.
    - `open_patterns` are asked of every line.
    """

    words: HashTable
    steps: HashTable
    step_node: Array
    is_inner: Array
    is_next: Array
    output_start: Array
    outputs: Array
    break_id: Array
    number_id: Array
    phrase_matcher: Array
    phrase_kind: Array
    phrase_start: Array
    phrase_text: Array
    pattern_start: Array
    pattern_matchers: Array
    matcher_rule: Array
    matcher_role: Array
    matcher_least: Array
    matcher_most: Array
    signs: Array
    sign_pattern: Array
    open_patterns: Array


def find_places(table: HashTable, keys: Array) -> Array:
    """Return the place where each key is, if it is in the table."""
    bits = int(table.bits)
    mixed = keys * table.multiplier
    group = (mixed >> np.uint64(66 - bits)).view(np.int64)
    place = (mixed >> np.uint64(66 - 2 * bits)).view(np.int64)
    place += table.shift.take(group)
    place &= (1 << bits) - 1
    return place
