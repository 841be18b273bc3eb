"""Score the lines of a batch, in two passes, by the score files alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Final

import numpy as np

from cleaner.engine.lexicon import Words, look_up
from cleaner.engine.prose import Prose
from cleaner.engine.signals import PER_MILLE, Signals, measure, measure_scores
from cleaner.engine.units import Units, find_units
from cleaner.model import Category, Level, Term, Terms
from cleaner.rulebook.rule import ProseTest
from cleaner.rulebook.score import AND, PASSES, SINCE, Score, Signal, Table, for_prose, threshold
from cleaner.text.columns import Flags, Ints
from cleaner.text.lines import Lines

_MOST: Final = 2000
_PROBABILITY: Final = np.array(
    [round(PER_MILLE / (1 + exp(-score / 100))) for score in range(-_MOST, _MOST + 1)], np.int64
)
"""Of noise, per mille, by score."""
_CLEAN: Final = 40
"""Lines without noise that every document is taken to have besides: one line more moves little."""
BASE: Final = "base"
"""The name of what every line has in a pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What was made of a batch. By unit: `first` and `second` (scores in 1/100 log-odds; the second is the
    unit's), `signals`, `words`. By document: `noise`, per mille."""

    units: Units
    words: Words
    signals: Signals
    first: Ints
    second: Ints
    noise: Ints


def score_lines(score: Score, lines: Lines, prose: Prose, test: ProseTest) -> Scores:
    """Return the scores of a batch."""
    units = find_units(lines, prose, test)
    words = look_up(units, score.index)
    landmarks = {mark.name: (words.landmarks >> bit) & 1 > 0 for bit, mark in enumerate(score.landmarks)}
    signals = measure(lines, units, words.functions, words.lexicon, landmarks)
    first = _add_up(score, signals, 0)
    probabilities = probability(first)
    signals |= measure_scores(units, first, probabilities)
    return Scores(
        units=units,
        words=words,
        signals=signals,
        first=first,
        second=_add_up(score, signals, 1),
        noise=noise_of(units, probabilities),
    )


def probability(scores: Ints) -> Ints:
    """Return the probability of noise, per mille."""
    found: Ints = _PROBABILITY[np.clip(scores, -_MOST, _MOST) + _MOST]
    return found


def noise_of(units: Units, probabilities: Ints) -> Ints:
    """Return the noise of each document, per mille."""
    sums = np.append(0, np.cumsum(probabilities))
    total = sums[units.past_unit] - sums[units.first_unit]
    found: Ints = total // (units.past_unit - units.first_unit + _CLEAN)
    return found


def _add_up(score: Score, signals: Signals, number: int) -> Ints:
    """Return the sums of the weights of a pass."""
    total = np.zeros(len(signals["words"]), np.int64)
    for _, weights in _parts(score, signals, number):
        total += weights
    return total


def _parts(score: Score, signals: Signals, number: int) -> Iterator[tuple[str, Ints]]:
    """Yield what a pass adds up: a name, and by unit a weight."""
    yield BASE, np.full(len(signals["words"]), score.base[number], np.int64)
    parts: tuple[Signal | Table, ...] = (*score.signals, *score.tables)
    for part in parts:
        if part.weights[number]:
            name = part.name if isinstance(part, Signal) else AND.join(part.signals)
            yield name, weights_of(part, signals, number)


def weights_of(part: Signal | Table, signals: Signals, number: int) -> Ints:
    """Return by unit the weight of a signal, or of two together, in a pass."""
    weights = part.weights[number]
    if isinstance(part, Signal):
        found: Ints = _line(part.points, weights).take(signals[part.name] - part.points[0], mode="clip")
        return found
    (row, down), (column, right) = (
        locate(points, signals[name]) for points, name in zip(part.points, part.signals, strict=True)
    )
    known = np.array(weights, np.int64)
    at, width = row * len(part.points[1]) + column, len(part.points[1])
    left = known.take(at) * (PER_MILLE - down) + known.take(at + width) * down
    other = known.take(at + 1) * (PER_MILLE - down) + known.take(at + width + 1) * down
    both = left * (PER_MILLE - right) + other * right
    mixed: Ints = np.floor_divide(both, PER_MILLE * PER_MILLE)
    return mixed


@lru_cache(maxsize=1_024)
def _line(points: tuple[int, ...], weights: tuple[int, ...]) -> Ints:
    """Return the weight of every value from the first point to the last."""
    at, beyond = locate(points, np.arange(points[0], points[-1] + 1))
    known = np.array(weights, np.int64)
    found: Ints = known[at] + (known[at + 1] - known[at]) * beyond // PER_MILLE
    return found


def locate(points: Sequence[int], values: Ints) -> tuple[Ints, Ints]:
    """Return between which points values are: the number of the one below, and how far beyond it, per mille.

    >>> [column.tolist() for column in locate([0, 10, 20], np.array([-5, 4, 10, 99]))]
    [[0, 0, 1, 1], [0, 400, 0, 1000]]
    """
    at, beyond = _places(tuple(points))
    places = values - points[0]
    return at.take(places, mode="clip"), beyond.take(places, mode="clip")


@lru_cache(maxsize=256)
def _places(points: tuple[int, ...]) -> tuple[Ints, Ints]:
    """Return what `locate` does of every value from the first point to the last."""
    known = np.array(points, np.int64)
    values = np.arange(points[0], points[-1] + 1)
    at = np.searchsorted(known[1:-1], values, "right")
    start = known[at]
    return at, (values - start) * PER_MILLE // (known[at + 1] - start)


def thresholds(score: Score, scores: Scores, level: Level) -> Ints:
    """Return by unit what its score must exceed for it to fall at a level."""
    units = scores.units
    by_document = threshold(score.curve, level, scores.noise)
    extra = for_prose(score.curve, scores.noise)[units.document]
    return by_document[units.document] + np.where(units.is_prose, extra, 0)


def categories(score: Score, scores: Scores, units: Ints) -> list[Category]:
    """Return of each of some units the category of the landmark that weighs most in it, else "other"."""
    found: list[Category] = ["other"] * len(units)
    best = np.zeros(len(units), np.int64)
    weights = {part.name: part for part in score.signals}
    for bit, mark in enumerate(score.landmarks):
        value = np.where((scores.words.landmarks[units] >> bit) & 1, _MOST, 0)
        part = weights.get(f"{SINCE}{mark.name}")
        if part and part.weights[1]:
            value = np.maximum(value, weights_of(part, scores.signals, 1)[units])
        for at in np.flatnonzero(value > best).tolist():
            found[at] = mark.category
        best = np.maximum(best, value)
    return found


Explained = tuple[int | None, int | None, Terms | None]
"""The score of a line, its threshold, and what the score is made of."""
NO_SCORE: Final[Explained] = (None, None, None)


def explain_scores(
    score: Score, scores: Scores, level: Level, is_piece: Flags, *, terms: bool
) -> list[Explained]:
    """Explain the scores by line, with `terms` if asked for. Those that are left out have none."""
    limits, found = thresholds(score, scores, level).tolist(), scores.second.tolist()
    made_of = _terms_by_unit(score, scores) if terms else [None] * len(found)
    by_unit: list[Explained] = list(zip(found, limits, made_of, strict=True))
    rows = zip(scores.units.of_line.tolist(), left_out(scores.units, is_piece).tolist(), strict=True)
    return [NO_SCORE if is_out else by_unit[unit] for unit, is_out in rows]


def left_out(units: Units, is_piece: Flags) -> Flags:
    """Return which lines no score takes: the pieces of a long line that has prose, often a whole article."""
    found: Flags = is_piece & units.is_prose[units.of_line]
    return found


def _terms_by_unit(score: Score, scores: Scores) -> list[Terms]:
    first, second = (_terms(score, scores, number) for number in range(PASSES))
    entries = _entries(score, scores)
    noise = scores.noise[scores.units.document].tolist()
    return [
        Terms(noise=noise[at], first=first[at], second=second[at], entries=entries[at])
        for at in range(len(scores.units))
    ]


def _terms(score: Score, scores: Scores, number: int) -> list[tuple[Term, ...]]:
    """Return the terms of a pass by unit, without those that are 0."""
    found: list[list[Term]] = [[] for _ in range(len(scores.units))]
    for name, weights in _parts(score, scores.signals, number):
        for at in np.flatnonzero(weights).tolist():
            found[at].append((name, int(weights[at])))
    return [_largest_first(terms) for terms in found]


def _entries(score: Score, scores: Scores) -> list[tuple[Term, ...]]:
    """Return by unit the entries of the lexicon that are in it."""
    found: list[list[Term]] = [[] for _ in range(len(scores.units))]
    words = scores.words
    weights = score.index.weight.take(words.entry)
    for at, entry, weight in zip(words.unit.tolist(), words.entry.tolist(), weights.tolist(), strict=True):
        found[at].append((score.entries[entry], weight))
    return [_largest_first(terms) for terms in found]


def _largest_first(terms: Sequence[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: (-abs(term[1]), term[0])))
