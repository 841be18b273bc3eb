"""Fit the score to pages whose main text is known: lexicon, weights of both passes, thresholds.

Every score that the second pass or a threshold is fitted to is out of fold: made by weights that haven't
seen the page's site.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaner.engine.lexicon import look_up
from cleaner.engine.score import noise_of, probability
from cleaner.engine.signals import Signals, measure, measure_scores
from cleaner.rulebook.rulebook import Rulebook
from cleaner.rulebook.score import Score
from cleaner.rulebook.score_files import BEGIN, END, ScoreSource
from cleaner.text.columns import Hashes, Ints
from cleaner.tuning.fit_curve import Scored, fit_curve
from cleaner.tuning.fit_lexicon import Lexicon, Runs, Table, fit_lexicon, key_of, lexicon_sums, spell
from cleaner.tuning.fit_weights import Code, Part, Weights, choose, code, fit_weights, join, parts_of
from cleaner.tuning.samples import LINES, Batch, Sample, batches_of, fold_of, label

FOLDS: Final = 3
Tell = Callable[[str], None]


@dataclass(slots=True)
class Work:
    """What all processes share: batches, folds by batch and sample, what has been fitted so far."""

    batches: list[Batch]
    folds: list[Ints]
    listed: Hashes
    rulebook: Rulebook
    score: Score
    parts: tuple[list[Part], list[Part]]
    table: Table
    lexicons: list[Lexicon]
    weights: list[list[Weights]]
    chosen: list[Ints]
    known: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], Ints]
    codes: list[Code]


_work: Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What was fitted: everything that score files hold beside what people wrote."""

    entries: dict[str, dict[str, int]]
    """The lexicon by language."""
    listed: int
    weights: tuple[Weights, Weights]
    parts: tuple[list[Part], list[Part]]
    curve: dict[str, tuple[int, ...]]


def fit(
    samples: Sequence[Sample], source: ScoreSource, score: Score, rulebook: Rulebook, *, jobs: int, tell: Tell
) -> Fit:
    """Fit a score of the structure of `source` to samples. `score` is its compiled form."""
    global _work
    tell(f"reading {len(samples):,} texts")
    batches = list(batches_of(samples, _spread(label, samples, jobs), rulebook))
    folds = [fold_of(batch.samples, FOLDS) for batch in batches]
    listed = np.unique(np.array([key_of(f"{BEGIN}{line}{END}") for line in source.lines], np.uint64))
    runs = Runs()
    for batch, fold in zip(batches, folds, strict=True):
        runs.add(batch, fold)
    random = np.random.default_rng(0)
    chosen = [_choose(batch, random) for batch in batches]
    _work = Work(
        batches=batches,
        folds=folds,
        listed=listed,
        rulebook=rulebook,
        score=score,
        parts=_parts(source),
        table=runs.close(),
        lexicons=[],
        weights=[],
        chosen=chosen,
        known=(
            np.concatenate([batch.label[some] for batch, some in zip(batches, chosen, strict=True)]),
            np.concatenate([batch.weight[some] for batch, some in zip(batches, chosen, strict=True)]),
            np.concatenate(
                [
                    fold[batch.units.document[some]]
                    for batch, fold, some in zip(batches, folds, chosen, strict=True)
                ]
            ),
        ),
        codes=[],
    )
    rounds: list[int | None] = [None, *range(FOLDS)]
    tell(f"lexicon: {len(_work.table.label):,} different lines")
    _work.lexicons = _spread(_fit_lexicon, rounds, jobs)
    for number in range(2):
        tell(f"pass {number + 1}: {sum(map(len, _work.chosen)):,} lines")
        by_batch = _spread(_Code(number), range(len(batches)), jobs)
        _work.codes = [join(same) for same in zip(*by_batch, strict=True)]
        _work.weights.append(_spread(_FitPass(number), rounds, jobs))
    tell("thresholds")
    scored = [one for some in _spread(_score_batch, range(len(batches)), jobs) for one in some]
    lexicon, (first, second) = _work.lexicons[0], (found[0] for found in _work.weights)
    function_words = rulebook.packs[0].function_words
    spelling = spell(lexicon.keys, batches, runs.text, function_words)
    entries: dict[str, dict[str, int]] = {}
    for key, weight in zip(lexicon.keys.tolist(), lexicon.weights.tolist(), strict=True):
        entries.setdefault(spelling.language(key), {})[spelling.entries[key]] = weight
    return Fit(
        entries=entries,
        listed=lexicon.listed,
        weights=(first, second),
        parts=_work.parts,
        curve=fit_curve(scored),
    )


def _parts(source: ScoreSource) -> tuple[list[Part], list[Part]]:
    first, second = (
        parts_of(
            [one for one in source.signals if one.weights[number]],
            [one for one in source.tables if one.weights[number]],
            source.directions,
        )
        for number in range(2)
    )
    return first, second


def _spread(do: Callable[[Any], Any], items: Sequence[Any], jobs: int) -> list[Any]:
    """Return what `do` makes of each item; the processes are forked, so they have the work as it is."""
    if jobs == 1:
        return [do(item) for item in items]
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        return list(pool.map(do, items, chunksize=max(1, min(len(items) // (8 * jobs), 100))))


def _choose(batch: Batch, random: np.random.Generator) -> Ints:
    """Return the units that are fitted to, of a sample at most `LINES`, chosen by chance; those left out give
    their weight to the others."""
    known = batch.weight > 0
    document = batch.units.document
    counts = np.bincount(document[known], minlength=len(batch.samples))
    share = np.minimum(1, LINES / np.maximum(counts, 1))[document]
    batch.weight = batch.weight / share
    return np.flatnonzero(known & (random.random(len(known)) < share))


def _fit_lexicon(without: int | None) -> Lexicon:
    chosen = np.ones(len(_work.table.label), np.bool_) if without is None else _work.table.fold != without
    return fit_lexicon(_work.table, chosen, _work.listed)


def _signals(at: int, number: int) -> Signals:
    """Return the signals of a batch for a pass, made by what hasn't seen each sample's site."""
    batch, fold = _work.batches[at], _work.folds[at]
    units = batch.units
    words = look_up(units, _work.score.index)
    lexicon = np.zeros(len(units), np.int64)
    for one in range(FOLDS):
        here = fold[units.document] == one
        if here.any():
            lexicon[here] = lexicon_sums(batch, _work.lexicons[1 + one], _work.listed)[here]
    landmarks = {
        mark.name: (words.landmarks >> bit) & 1 > 0 for bit, mark in enumerate(_work.score.landmarks)
    }
    signals = measure(batch.lines, units, words.functions, lexicon, landmarks)
    if number:
        first = _out_of_fold(at, 0, signals)
        signals |= measure_scores(units, first, probability(first))
    return signals


def _out_of_fold(at: int, number: int, signals: Signals) -> Ints:
    fold = _work.folds[at][_work.batches[at].units.document]
    codes = [code(part, signals) for part in _work.parts[number]]
    found = np.zeros(len(fold), np.int64)
    for one in range(FOLDS):
        here = fold == one
        if here.any():
            found[here] = _work.weights[number][1 + one].score([choose(code_of, here) for code_of in codes])
    return found


@dataclass(frozen=True, slots=True)
class _Code:
    """Says between which points the signals of a batch are, for a pass; processes can be sent it."""

    number: int

    def __call__(self, at: int) -> list[Code]:
        signals, chosen = _signals(at, self.number), _work.chosen[at]
        return [
            code(part, {name: column[chosen] for name, column in signals.items()})
            for part in _work.parts[self.number]
        ]


@dataclass(frozen=True, slots=True)
class _FitPass:
    """Fits a pass without a fold."""

    number: int

    def __call__(self, without: int | None) -> Weights:
        label, weight, fold = _work.known
        chosen = np.ones(len(label), np.bool_) if without is None else fold != without
        codes = [choose(code_of, chosen) for code_of in _work.codes]
        return fit_weights(_work.parts[self.number], codes, label[chosen], weight[chosen])


def _score_batch(at: int) -> list[Scored]:
    """Return what thresholds are fitted to."""
    batch = _work.batches[at]
    units = batch.units
    signals = _signals(at, 1)
    noise = noise_of(units, probability(signals["score"]))
    scores = _out_of_fold(at, 1, signals)
    return [
        Scored(
            sample=replace(sample, text=""),
            scores=scores[first:past],
            words=units.words[first:past],
            prose=units.is_prose[first:past],
            label=batch.label[first:past],
            noise=int(noise[number]),
        )
        for number, (sample, first, past) in enumerate(
            zip(batch.samples, units.first_unit.tolist(), units.past_unit.tolist(), strict=True)
        )
        if past > first
    ]
