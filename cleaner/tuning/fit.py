"""Fit what rules and signals weigh to pages whose main text is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final, Literal

import numpy as np
from scipy.sparse import block_diag, csr_matrix, hstack

from cleaner.engine.arguments import codes
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


_Kind = Literal["weights", "clean"]
_Bins = dict[str, np.ndarray[Any, np.dtype[np.int64]]]
"""By signal the bin of each row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What was fitted, in hundredths of log-odds, and how many lines each weight was seen on.

    By the ids of rules and of signals; `clean` holds what signals weigh in texts that are
    nearly clean. Rules that spoke too seldom are missing.
    """

    rules: dict[str, int]
    rule_lines: dict[str, int]
    signals: dict[str, tuple[int, ...]]
    signal_lines: dict[str, tuple[int, ...]]
    clean: dict[str, tuple[int, ...]]
    clean_lines: dict[str, tuple[int, ...]]

    def applied(self, book: Rulebook) -> Rulebook:
        """Return `book` with these weights in the place of its own."""

        def weighed(signal: Signal) -> Signal:
            return replace(
                signal,
                weights=self.signals.get(signal.id, signal.weights),
                clean=self.clean.get(signal.id, signal.clean),
            )

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
    what they hit there is chance. Texts that are nearly clean have weights of their own
    for the signals; rules weigh the same in them and in pages, and all are fitted at once.

    The second pass, which only pages have, learns from first-pass scores of pages that the
    first pass hadn't learned from (three folds by site), as it will have to do with those
    of new pages.
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
    weights = table.first_weights(coefficients)
    pages = table.pages
    if not pages or not book.scoring.second:
        return weights
    second, bins = table.second_features(scores[:pages].astype(int))
    corrections = table.fit(second, everything[:pages], scores[:pages] / 100, penalty)
    counted = table.signal_weights(book.scoring.second, "weights", bins, corrections)
    return replace(
        weights,
        signals=weights.signals | {id_: found for id_, (found, _) in counted.items()},
        signal_lines=weights.signal_lines | {id_: lines for id_, (_, lines) in counted.items()},
    )


def _score(features: csr_matrix, coefficients: Array) -> Array:
    """Return scores as the engine adds them up: of rounded weights."""
    rounded = np.round(100 * coefficients)
    result: Array = features @ rounded[:-1] + rounded[-1]
    return result


class _Table:
    """All lines of all samples as rows: truth, weights, and what is known of each as ones and zeros.

    The lines of pages come first; `pages` is how many these are.
    """

    def __init__(self, samples: Sequence[Sample], book: Rulebook, language: str | None) -> None:
        samples = sorted(samples, key=lambda sample: sample.clean)
        self._samples = samples
        self.pages = sum(len(sample.words) for sample in samples if not sample.clean)
        self._book = book
        self.truth = np.fromiter(chain.from_iterable(s.noise for s in samples), float)
        self._row_weights = np.concatenate([_row_weights(sample) for sample in samples])
        self._rows = [len(sample.words) for sample in samples]
        self._rules, self._rule_rows = self._speaking()
        counts = np.asarray(self._rule_rows.sum(axis=0)).ravel()
        # What is credits is decided by the user, not by what one collection calls main text.
        languages = codes(language)
        spoken = [
            book.rules[n].category != "credits"
            and (not languages or book.rules[n].language.lower() in {"", *languages})
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
        self._page_bins = {id_: values[: self.pages] for id_, values in self._first_bins.items()}
        self._clean_bins = {id_: values[self.pages :] for id_, values in self._first_bins.items()}

    def fold(self, number: int, count: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Return which rows are of sites in an inner fold, which has nothing to do with the outer ones."""
        return np.repeat([is_in_fold(f"inner {s.site}", number, count) for s in self._samples], self._rows)

    def fit(
        self, features: csr_matrix, rows: Any, offset: Array, penalty: float, start: Array | None = None
    ) -> Array:
        """Fit coefficients on some of the rows that `features` has."""
        count = len(rows)
        return fit_logistic(
            features[rows],
            self.truth[:count][rows],
            self._row_weights[:count][rows],
            offset[rows],
            penalty=penalty,
            start=start,
        )

    def first_features(self) -> csr_matrix:
        """Return the features of the first pass: bins of signals in pages, in clean texts, then rules."""
        signals = self._book.scoring.first
        pages = _one_hot(signals, "weights", self._page_bins)
        clean = _one_hot(signals, "clean", self._clean_bins)
        return csr_matrix(hstack([block_diag([pages, clean]), self._rule_rows[:, self._fitted]]))

    def second_features(self, scores: Any) -> tuple[csr_matrix, _Bins]:
        """Return the features of the second pass over pages, and their bins, by scores of the first."""
        samples = [sample for sample in self._samples if not sample.clean]
        ends = np.cumsum([len(sample.words) for sample in samples])
        parts = zip(samples, np.split(scores, ends[:-1]), strict=True)
        measures = [second_signals(sample.words, part.tolist()) for sample, part in parts if len(part)]
        bins = self._binned(self._book.scoring.second, measures)
        return _one_hot(self._book.scoring.second, "weights", bins), bins

    def first_weights(self, coefficients: Array) -> Weights:
        """Return the coefficients of the first pass as weights."""
        signals = self._book.scoring.first
        base = coefficients[-1:]
        size = sum(len(signal.weights) for signal in signals)
        clean_size = sum(len(signal.clean) for signal in signals)
        pages = np.append(coefficients[:size], base)
        clean = np.append(coefficients[size : size + clean_size], base)
        of_pages = self.signal_weights(signals, "weights", self._page_bins, pages)
        of_clean = self.signal_weights(signals, "clean", self._clean_bins, clean)
        ids = [self._book.rules[self._rules[n]].id for n in self._fitted]
        of_rules = coefficients[size + clean_size : -1].tolist()
        return Weights(
            rules={rule: round(100 * value) for rule, value in zip(ids, of_rules, strict=True)},
            rule_lines=dict(zip(ids, self._counts.tolist(), strict=True)),
            signals={id_: weights for id_, (weights, _) in of_pages.items()},
            signal_lines={id_: lines for id_, (_, lines) in of_pages.items()},
            clean={id_: weights for id_, (weights, _) in of_clean.items()},
            clean_lines={id_: lines for id_, (_, lines) in of_clean.items()},
        )

    def signal_weights(
        self, signals: Sequence[Signal], kind: _Kind, bins: _Bins, coefficients: Array
    ) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
        """Return by signal its weights and how many lines spoke for each.

        What every line gets, the last coefficient, goes into the first signal.
        """
        found = {}
        at, base = 0, round(100 * coefficients[-1])
        for signal in signals:
            size = len(getattr(signal, kind))
            if size and len(bins[signal.id]):
                weights = [base + round(100 * value) for value in coefficients[at : at + size].tolist()]
                lines = np.bincount(bins[signal.id], minlength=size).tolist()
                found[signal.id] = tuple(weights), tuple(lines)
                base = 0
            at += size
        return found

    def _speaking(self) -> tuple[list[int], csr_matrix]:
        """Return the numbers of the rules with a weight, and which of them speak about each line."""
        rules = [number for number, rule in enumerate(self._book.rules) if rule.weight is not None]
        column = {number: at for at, number in enumerate(rules)}
        rows = list(chain.from_iterable(sample.speaking for sample in self._samples))
        columns = [column[number] for numbers in rows for number in numbers]
        ends = np.concatenate([[0], np.cumsum([len(numbers) for numbers in rows])])
        shape = (len(rows), len(rules))
        return rules, csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)

    def _binned(self, signals: Sequence[Signal], measures: Sequence[Any]) -> _Bins:
        """Return for each signal the bin of each row."""
        return {
            signal.id: np.searchsorted(
                np.array(signal.bins),
                np.concatenate([np.asarray(of_page[signal.id], dtype=np.int64) for of_page in measures]),
                side="right",
            )
            for signal in signals
        }


def _row_weights(sample: Sample) -> Array:
    weights: Array = np.asarray(sample.words, dtype=float) ** _PER_WORD + _PER_LINE
    noise = np.array(sample.noise)
    apart = sample.noise_share is not None
    shares = np.where(noise & apart, sample.noise_share or 0.0, sample.share)
    totals = np.where(noise, weights[noise].sum(), weights[~noise].sum()) if apart else weights.sum()
    result: Array = shares * weights / totals
    return result


def _one_hot(signals: Iterable[Signal], kind: _Kind, bins: _Bins) -> csr_matrix:
    """Return a column for each weight of this kind that each signal has."""
    used = [signal for signal in signals if getattr(signal, kind)]
    starts = np.cumsum([0, *(len(getattr(signal, kind)) for signal in used)])
    rows = len(next(iter(bins.values()), ()))
    columns = [bins[signal.id] + start for signal, start in zip(used, starts, strict=False)]
    flat = np.stack(columns, axis=1).ravel() if columns else np.zeros(0, dtype=np.int64)
    ends = np.arange(0, rows * len(used) + 1, len(used)) if used else np.zeros(rows + 1, dtype=np.int64)
    return csr_matrix((np.ones(len(flat)), flat, ends), shape=(rows, starts[-1]))
