"""Fit what rules and signals weigh to pages whose main text is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix, hstack

from cleaner.engine.signals import second_signals
from cleaner.rulebook.rule import Rulebook
from cleaner.rulebook.signals import Signal
from cleaner.tuning.gold import is_in_fold
from cleaner.tuning.logistic import Array, fit_logistic
from cleaner.tuning.samples import Sample

PENALTY: Final = 3.0
_INNER_FOLDS: Final = 3
_FEWEST: Final = 30
"""A rule that speaks about fewer lines keeps the weight that it has."""
_PER_WORD: Final = 0.7
_PER_LINE: Final = 0.5
"""A line counts by its words to this power and a little more, on a page by its share of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What was fitted, in hundredths of log-odds, and how many lines each weight was seen on.

    By the ids of rules and of signals. Rules that spoke too seldom are missing.
    """

    rules: dict[str, int]
    rule_lines: dict[str, int]
    signals: dict[str, tuple[int, ...]]
    signal_lines: dict[str, tuple[int, ...]]

    def applied(self, book: Rulebook) -> Rulebook:
        """Return `book` with these weights in the place of its own."""

        def weighed(signal: Signal) -> Signal:
            return replace(signal, weights=self.signals.get(signal.id, signal.weights))

        return replace(
            book,
            rules=tuple(
                replace(rule, weight=self.rules[rule.id]) if rule.id in self.rules else rule
                for rule in book.rules
            ),
            scoring=replace(
                book.scoring,
                first=tuple(map(weighed, book.scoring.first)),
                second=tuple(map(weighed, book.scoring.second)),
            ),
        )


def fit(
    samples: Sequence[Sample], book: Rulebook, *, language: str | None = None, penalty: float = PENALTY
) -> Weights:
    """Fit the weights of `book`'s weighing rules and of its signals to `samples`.

    Where the `language` of the samples is given, rules of other languages keep theirs:
    what they hit there is chance.

    The second pass learns from first-pass scores of pages that the first pass hadn't
    learned from (three folds by site), as it will have to do with those of new pages.
    """
    table = _Table(samples, book, language)
    everything = np.ones(len(table.truth), dtype=bool)
    first = table.first_features()
    coefficients = table.fit(first, everything, table.given, penalty)
    scores = np.zeros(len(table.truth))
    for number in range(_INNER_FOLDS):
        out = table.fold(number, _INNER_FOLDS)
        if out.all() or not out.any():
            scores[out] = _score(first, coefficients)[out]
            continue
        inner = table.fit(first, ~out, table.given, penalty, start=coefficients)
        scores[out] = _score(first, inner)[out]
    scores += np.round(100 * table.given)
    second, second_bins = table.second_features(scores.astype(int))
    corrections = table.fit(second, everything, scores / 100, penalty)
    return table.weights(coefficients, corrections, second_bins)


def _score(features: csr_matrix, coefficients: Array) -> Array:
    """Return scores as the engine adds them up: of rounded weights."""
    rounded = np.round(100 * coefficients)
    result: Array = features @ rounded[:-1] + rounded[-1]
    return result


class _Table:
    """All lines of all samples as rows: truth, weights, and what is known of each as ones and zeros."""

    def __init__(self, samples: Sequence[Sample], book: Rulebook, language: str | None) -> None:
        self._samples = samples
        self._book = book
        self.truth = np.fromiter(chain.from_iterable(s.noise for s in samples), float)
        self._row_weights = np.concatenate([_row_weights(sample) for sample in samples])
        self._rows = [len(sample.words) for sample in samples]
        self._rules, self._rule_rows = self._speaking()
        counts = np.asarray(self._rule_rows.sum(axis=0)).ravel()
        # What is credits is decided by the user, not by what one collection calls main text.
        spoken = [
            book.rules[n].category != "credits"
            and (language is None or book.rules[n].language in ("", language))
            for n in self._rules
        ]
        chosen = (counts >= _FEWEST) & np.array(spoken, dtype=bool)
        self._fitted = np.flatnonzero(chosen)
        self._counts = counts[self._fitted].astype(int)
        spared = np.flatnonzero(~chosen)
        own = np.array([(book.rules[self._rules[n]].weight or 0) / 100 for n in spared])
        # What the rules say that aren't fitted: part of every score, but nothing to be learned.
        self.given: Array = self._rule_rows[:, spared] @ own if len(spared) else np.zeros(len(self.truth))
        self._first_bins = self._binned(book.scoring.first, [s.measures for s in samples])

    def fold(self, number: int, count: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Return which rows are of sites in an inner fold, which has nothing to do with the outer ones."""
        return np.repeat([is_in_fold(f"inner {s.site}", number, count) for s in self._samples], self._rows)

    def fit(
        self, features: csr_matrix, rows: Any, offset: Array, penalty: float, start: Array | None = None
    ) -> Array:
        """Fit coefficients on some rows."""
        return fit_logistic(
            features[rows],
            self.truth[rows],
            self._row_weights[rows],
            offset[rows],
            penalty=penalty,
            start=start,
        )

    def first_features(self) -> csr_matrix:
        """Return the features of the first pass: bins of signals, then rules."""
        bins = _one_hot(self._first_bins, self._book.scoring.first)
        return csr_matrix(hstack([bins, self._rule_rows[:, self._fitted]]))

    def second_features(self, scores: Any) -> tuple[csr_matrix, list[Any]]:
        """Return the features of the second pass and their bins; `scores` are those of the first."""
        ends = np.cumsum(self._rows)
        parts = zip(self._samples, np.split(scores, ends[:-1]), strict=True)
        measures = [second_signals(sample.words, part.tolist()) for sample, part in parts if len(part)]
        bins = self._binned(self._book.scoring.second, measures)
        return _one_hot(bins, self._book.scoring.second), bins

    def weights(self, first: Array, second: Array, second_bins: list[Any]) -> Weights:
        """Return coefficients as weights. What every line gets goes into the first signal of the pass."""
        signals: dict[str, tuple[int, ...]] = {}
        lines: dict[str, tuple[int, ...]] = {}
        at = 0
        for part, coefficients, bins in (
            (self._book.scoring.first, first, self._first_bins),
            (self._book.scoring.second, second, second_bins),
        ):
            at = 0
            for signal, values in zip(part, bins, strict=True):
                size = len(signal.weights)
                base = round(100 * coefficients[-1]) if at == 0 else 0
                signals[signal.id] = tuple(
                    base + round(100 * value) for value in coefficients[at : at + size].tolist()
                )
                lines[signal.id] = tuple(np.bincount(values, minlength=size).tolist())
                at += size
            if part is self._book.scoring.first:
                rules = coefficients[at:-1]
        ids = [self._book.rules[self._rules[n]].id for n in self._fitted]
        return Weights(
            rules={rule: round(100 * value) for rule, value in zip(ids, rules.tolist(), strict=True)},
            rule_lines=dict(zip(ids, self._counts.tolist(), strict=True)),
            signals=signals,
            signal_lines=lines,
        )

    def _speaking(self) -> tuple[list[int], csr_matrix]:
        """Return the numbers of the rules with a weight, and which of them speak about each line."""
        rules = [number for number, rule in enumerate(self._book.rules) if rule.weight is not None]
        column = {number: at for at, number in enumerate(rules)}
        rows = list(chain.from_iterable(sample.speaking for sample in self._samples))
        columns = [column[number] for numbers in rows for number in numbers]
        ends = np.concatenate([[0], np.cumsum([len(numbers) for numbers in rows])])
        shape = (len(rows), len(rules))
        return rules, csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)

    def _binned(self, signals: Sequence[Signal], measures: Sequence[Any]) -> list[Any]:
        """Return for each signal the bin of each row."""
        return [
            np.searchsorted(
                np.array(signal.bins),
                np.concatenate([np.asarray(of_page[signal.id], dtype=np.int64) for of_page in measures]),
                side="right",
            )
            for signal in signals
        ]


def _row_weights(sample: Sample) -> Array:
    weights: Array = np.asarray(sample.words, dtype=float) ** _PER_WORD + _PER_LINE
    noise = np.array(sample.noise)
    apart = sample.noise_share is not None
    shares = np.where(noise & apart, sample.noise_share or 0.0, sample.share)
    totals = np.where(noise, weights[noise].sum(), weights[~noise].sum()) if apart else weights.sum()
    result: Array = shares * weights / totals
    return result


def _one_hot(bins: Sequence[Any], signals: Iterable[Signal]) -> csr_matrix:
    """Return a column for each bin of each signal."""
    sizes = [len(signal.weights) for signal in signals]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    columns = np.stack([values + start for values, start in zip(bins, starts, strict=False)], axis=1)
    rows = len(columns)
    ends = np.arange(0, rows * len(sizes) + 1, len(sizes))
    return csr_matrix((np.ones(rows * len(sizes)), columns.ravel(), ends), shape=(rows, starts[-1]))
