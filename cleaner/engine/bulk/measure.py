"""The signals of both passes for the lines of many documents, as `signals` and `shape` define them."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from cleaner.engine.bulk.forms import Forms
from cleaner.engine.bulk.segments import Segments
from cleaner.engine.bulk.tables import COMMA, DIGIT, LOWER, SEPARATOR, STOP, UPPER, Bools, Ints, ends
from cleaner.engine.bulk.text import Text
from cleaner.engine.bulk.wordset import word_set
from cleaner.engine.shape import DOTS, shape_of
from cleaner.engine.signals import (
    CLEAR,
    CLEAR_WORDS,
    LONGEST,
    PER_FALLEN,
    PER_OTHER,
    STEEPEST,
)
from cleaner.rulebook.signals import Signal

Arrays = Mapping[str, Ints]
"""By signal the value of each line, or of each form."""


def shapes_of(forms: Forms, function_words: AbstractSet[str]) -> Arrays:
    """Return what `shape_of` returns for each form."""
    text, shown = forms.text, Text.of(forms.shown)
    begin = shown.words[0]
    of_begin = shown.flags[begin]
    upper = shown.count(begin[(of_begin & UPPER) != 0])
    cased = shown.count(begin[(of_begin & (UPPER | LOWER)) != 0])
    marks = np.flatnonzero((text.flags & (COMMA | STOP)) != 0)
    clauses = marks[((text.flags[marks] & COMMA) != 0) | (text.codes[marks + 1] == ord(" "))]
    named = word_set(frozenset(function_words)).count_in(text)
    found = {
        "words": forms.words.copy(),
        "end": _ends(text),
        "function-words": 100 * named // np.maximum(1, forms.words),
        "capitals": np.where(cased > 0, 100 * upper // np.maximum(1, cased), -1),
        "digits": 100 * text.count_flagged(DIGIT) // np.maximum(1, text.end - text.start),
        "separators": text.count_flagged(SEPARATOR),
        "clauses": text.count(clauses),
        "links": (100 * forms.linked).astype(np.int64),
    }
    for at in np.flatnonzero(text.odd | shown.odd).tolist():
        for name, value in shape_of(forms.line(at), function_words).items():
            found[name][at] = value
    return found


def _ends(text: Text) -> Ints:
    """Return the class of each form's last character, as `end_of` does."""
    codes, last = text.codes, text.last()
    table = ends()
    found = table[np.minimum(codes[last], len(table) - 1)].astype(np.int64)
    (dots,) = np.nonzero((last > text.start + 1) & (codes[last] == ord(".")))
    at = last[dots]
    found[dots[(codes[at - 1] == ord(".")) & (codes[at - 2] == ord("."))]] = DOTS
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is known of each line besides its form, and what rules made of it."""

    words: Ints
    prose: Bools
    blank_before: Bools
    blank_after: Bools
    copies: Ints
    hit: Bools
    heading: Bools
    falls: Bools


def first_signals(place: Place, shapes: Arrays, documents: Segments) -> Arrays:
    """Measure what the first pass weighs. `shapes` are those of the lines."""
    return {**shapes, **_place(place, documents), **_prose(place, documents), **_noise(place, documents)}


def _place(place: Place, documents: Segments) -> dict[str, Ints]:
    counts = documents.counts
    later = place.blank_before.copy()
    later[documents.starts] = False
    spaced = documents.totals(later)
    blanks = 2 * place.blank_before.astype(np.int64) + place.blank_after
    return {
        "copies": place.copies,
        "blanks": np.where(documents.spread(spaced) > 0, blanks, 4),
        "spacing": documents.spread(100 * spaced // np.maximum(1, counts - 1)),
        "lines-above": documents.at - documents.first,
        "lines-below": documents.past - documents.at - 1,
        "document-words": documents.spread(documents.totals(place.words)),
    }


def _prose(place: Place, documents: Segments) -> dict[str, Ints]:
    words = np.where(place.prose, place.words, 0)
    totals = documents.totals(words)
    total, up = documents.spread(totals), documents.before(words)
    return {
        "document-prose": total,
        "prose-share": documents.spread(100 * totals // np.maximum(1, documents.totals(place.words))),
        "prose-above": 100 * up // np.maximum(1, total),
        "prose-below": 100 * (total - up - words) // np.maximum(1, total),
        "to-prose-above": documents.since(place.prose),
        "to-prose-below": documents.until(place.prose),
        "prose-near-2": documents.around(words, 2),
        "prose-near-12": documents.around(words, 12),
        "prose-near-30": documents.around(words, 30),
        "run": documents.run_lengths(~place.prose),
    }


def _noise(place: Place, documents: Segments) -> dict[str, Ints]:
    hits = documents.totals(place.hit)
    richness = np.where(place.falls, PER_FALLEN, np.where(place.prose, place.words, PER_OTHER))
    return {
        "hits": documents.spread(hits),
        "hits-share": documents.spread(100 * hits // np.maximum(1, documents.counts)),
        "hits-near-2": documents.around(place.hit, 2),
        "hits-near-6": documents.around(place.hit, 6),
        "falls-near": documents.around(place.falls, 6),
        "to-fall-above": documents.since(place.falls),
        "headings-above": documents.before(place.heading),
        "to-heading-above": documents.since(place.heading),
        "to-core": documents.to_parts(*documents.best_parts(richness)),
    }


def second_signals(words: Ints, scores: Ints, documents: Segments) -> Arrays:
    """Measure what the first pass, whose `scores` these are, thinks of the lines around each line."""
    first = np.clip(scores, -STEEPEST, STEEPEST)
    above, below = documents.lines_above, documents.lines_below
    return {
        "first": first,
        "above-1": _mean(documents.above(first, 1), above(1)),
        "above-3": _mean(documents.above(first, 3), above(3)),
        "above-10": _mean(documents.above(first, 10), above(10)),
        "below-1": _mean(documents.below(first, 1), below(1)),
        "below-3": _mean(documents.below(first, 3), below(3)),
        "below-10": _mean(documents.below(first, 10), below(10)),
        "near": _mean(documents.around(first, 3), above(3) + below(3)),
        "boilerplate-run": documents.run_lengths(first > 0),
        "content-run": documents.run_lengths(first < 0),
    } | _content(words, first, documents)


def _content(words: Ints, first: Ints, documents: Segments) -> dict[str, Ints]:
    whole = 2 * STEEPEST
    content = words * (STEEPEST - first)
    totals, up = documents.totals(content), documents.before(content)
    total = documents.spread(totals)
    clear = (first <= -CLEAR) & (words >= CLEAR_WORDS)
    weight = -np.minimum(np.maximum(words, 1), LONGEST) * first
    start, end = documents.best_parts(weight)
    gain = np.maximum(weight, 0)
    within = (documents.at >= documents.spread(start)) & (documents.at <= documents.spread(end))
    clear_total, clear_best = documents.totals(gain), documents.totals(np.where(within, gain, 0))
    near = np.maximum(1, documents.around(words, 25))
    all_words = np.maximum(1, documents.totals(words))
    return {
        "content-near": 100 * documents.around(content, 25) // (whole * near),
        "content-above": 100 * up // np.maximum(1, total),
        "content-below": 100 * (total - up - content) // np.maximum(1, total),
        "content-words": documents.spread(totals // whole),
        "content-share": documents.spread(100 * totals // (whole * all_words)),
        "to-best": documents.to_parts(start, end),
        "best-share": documents.spread(100 * clear_best // np.maximum(1, clear_total)),
        "to-content-above": documents.since(clear),
        "to-content-below": documents.until(clear),
    }


def _mean(totals: Ints, lines: Ints) -> Ints:
    return totals // np.maximum(1, lines)


_WIDEST: Final = 10_000
"""So many values of a signal are looked up in a table; among more, where they lie between bins."""


def add_weights(scores: Ints, signals: Sequence[Signal], measures: Arrays, *, clean: bool = False) -> Ints:
    """Return `scores` plus what the signals weigh, line by line, in pages or in `clean` texts."""
    total = scores.copy()
    for signal in signals:
        bins, weights = signal.bins, signal.clean if clean else signal.weights
        if len(weights) < 2:
            total += sum(weights)
        elif bins[-1] - bins[0] < _WIDEST:
            table = _table(bins, weights)
            total += table[np.clip(measures[signal.id], bins[0] - 1, bins[-1]) - (bins[0] - 1)]
        else:
            total += np.array(weights)[np.searchsorted(bins, measures[signal.id], side="right")]
    return total


@lru_cache(maxsize=1_000)
def _table(bins: tuple[int, ...], weights: tuple[int, ...]) -> Ints:
    """Return what each value weighs from the one below the first bin on up to the last bin."""
    values = np.arange(bins[0] - 1, bins[-1] + 1)
    return np.array(weights, dtype=np.int64)[np.searchsorted(bins, values, side="right")]
