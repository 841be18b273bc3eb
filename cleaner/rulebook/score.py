"""The score as data: signals and their weights, curves, lexicon, landmarks. Made of the score files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from cleaner.model import Category, Level
from cleaner.rulebook.index import HashTable

SCORE: Final = "score"
"""The id under which removals by score are logged, as those of a rule."""
PASSES: Final = 2
STOPS: Final = ".!?;:|।؟؛۔。！？；：…•·›»"
"""Where a sentence ends, or what is like it: no run of words goes over these."""
AND: Final = " × "
"""Between the names of two signals that are weighed together."""
SIGNALS: Final = tuple(
    """
    words ends begins capitals upper digits functions commas separators brackets stops
    above below gaps gaps_around copies since_title until_title
    prose_above prose_below prose_up prose_down prose_3 prose_10 short_5 short_20 known
    lexicon lexicon_up lexicon_down lexicon_3 lexicon_10 lexicon_30 lexicon_100
    """.split()  # noqa: SIM905 - one a line would fill the screen
)
"""What both passes can weigh; `since_` and the name of a landmark, too."""
SIGNALS_OF_SCORES: Final = tuple(
    """
    score score_up score_down score_3_up score_3_down score_10_up score_10_down score_30 score_100
    content_above content_below content_share content_12_up content_12_down
    """.split()  # noqa: SIM905 - one a line would fill the screen
)
"""What only the second pass can weigh: it is made of what the first makes of lines."""
SINCE: Final = "since_"


class Signal(Struct, frozen=True, array_like=True):
    """A signal: what it weighs at some `points`, by pass; linear between them, constant outside.

    Linear, so that one line more in a document moves no weight by a step. A pass for which there are no
    weights doesn't use the signal.
    """

    name: str
    points: tuple[int, ...]
    weights: tuple[tuple[int, ...], ...]
    why: str


class Table(Struct, frozen=True, array_like=True):
    """Two signals together: by pass, what they weigh at pairs of points, row by row; linear between them."""

    signals: tuple[str, str]
    points: tuple[tuple[int, ...], tuple[int, ...]]
    weights: tuple[tuple[int, ...], ...]
    why: str


class Curve(Struct, frozen=True, array_like=True):
    """What a score must exceed before a line falls, by the document's noise; linear between the points.

    `noise` is per mille; constant outside. `levels` has the thresholds by level, `prose` what is added for
    prose lines.
    """

    noise: tuple[int, ...]
    levels: Mapping[Level, tuple[int, ...]]
    prose: tuple[int, ...]


class Landmark(Struct, frozen=True, array_like=True):
    """Lines that open something, such as comments; what falls because of them is of a category."""

    name: str
    category: Category
    why: str


class ScoreIndex(NamedTuple):
    """All that looks up entries of the lexicon, landmarks and function words, as arrays.

    `words` and `steps` are a trie of runs, as in `Index`. By node: `entry` (a number in the lexicon, or -1)
    and `landmark` (a bit for each kind). By id of a word: `is_function`. By entry: `weight`.
    """

    words: HashTable
    steps: HashTable
    step_node: npt.NDArray[Any]
    is_inner: npt.NDArray[Any]
    is_next: npt.NDArray[Any]
    entry: npt.NDArray[Any]
    landmark: npt.NDArray[Any]
    is_function: npt.NDArray[Any]
    weight: npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Everything that score files say. `hash` changes with any of it. `entries`: the lexicon's, by number."""

    base: tuple[int, ...]
    signals: tuple[Signal, ...]
    tables: tuple[Table, ...]
    curve: Curve
    landmarks: tuple[Landmark, ...]
    entries: tuple[str, ...]
    index: ScoreIndex
    hash: str


def threshold(curve: Curve, level: Level, noise: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the thresholds at some noises, per mille, in whole numbers."""
    return _between(curve.noise, curve.levels[level], noise)


def for_prose(curve: Curve, noise: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return what is added to them for prose lines."""
    return _between(curve.noise, curve.prose, noise)


def _between(at: tuple[int, ...], values: tuple[int, ...], noise: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the values of a line through points. In whole numbers: the same on every machine."""
    x, y = np.array(at, np.int64), np.array(values, np.int64)
    place = np.clip(np.searchsorted(x, noise, "right") - 1, 0, len(x) - 2)
    inside = np.clip(noise, x[0], x[-1]) - x[place]
    found: npt.NDArray[np.int64] = y[place] + (y[place + 1] - y[place]) * inside // (x[place + 1] - x[place])
    return found
