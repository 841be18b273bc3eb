"""Score the lines of a batch at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from cleaner.engine.acting import HEADING, SIGN
from cleaner.engine.bulk.batch import Batch
from cleaner.engine.bulk.hits import HitTable
from cleaner.engine.bulk.measure import Place, add_weights, first_signals, second_signals, shapes_of
from cleaner.engine.bulk.segments import Segments
from cleaner.engine.bulk.tables import Bools, Ints
from cleaner.engine.claims import Claims
from cleaner.engine.hits import Besides
from cleaner.engine.score import Scorer, Scores
from cleaner.engine.signals import known_words, lines_that_fall
from cleaner.model import CATEGORIES, Category

_NONE: Final = 1 << 60


class RuleWeights:
    """What rules weigh, in columns, by their numbers."""

    def __init__(self, scorer: Scorer) -> None:
        rules = scorer.rules
        self.weight = np.array([rule.weight or 0 for rule in rules], dtype=np.int64)
        self.weighs = np.array([rule.weight is not None for rule in rules], dtype=np.bool_)
        self.is_credit = np.array([n in scorer.credits for n in range(len(rules))], dtype=np.bool_)
        self.weighing = frozenset(scorer.weighing)
        self.waiting = frozenset(n for n in self.weighing if rules[n].gates.after is not None)
        # Of equal weights the larger id goes first.
        order = sorted(range(len(rules)), key=lambda n: rules[n].id)
        self.place = np.argsort(order)
        self.categories: list[Category] = [rules[n].category for n in order]
        """By place."""


@dataclass(slots=True)
class _Scored:
    """Of each line of a batch its score, what evidence weighs, and the category of the strongest against."""

    scores: list[int]
    evidence: list[int]
    category: list[int]
    """Place among CATEGORIES."""


class BatchScorer:
    """Scores all documents of a batch as soon as somebody asks for the scores of one.

    `claims` are those on the documents of `table`, in the same order.
    """

    def __init__(
        self, batch: Batch, table: HitTable, claims: Sequence[Claims], scorer: Scorer, weights: RuleWeights
    ) -> None:
        self._batch = batch
        self._table = table
        self._claims = claims
        self._scorer = scorer
        self._weights = weights

    def scores(self) -> list[Scores]:
        """Return the scores of each document."""
        bounds = zip(self._table.documents.starts.tolist(), self._table.documents.ends.tolist(), strict=True)
        return [
            _BatchScores(one, self._scorer, self, slice(first, last))
            for one, (first, last) in zip(self._claims, bounds, strict=True)
        ]

    @cached_property
    def scored(self) -> _Scored:
        """What is known of all lines."""
        documents, form = self._table.documents, self._table.form
        forms = shapes_of(self._batch.forms, self._scorer.function_words)
        shapes = {name: values[form] for name, values in forms.items()}
        clean = np.array([Scores(one, self._scorer).is_clean for one in self._claims], dtype=np.bool_)
        shapes["known"] = self._known(clean, documents)
        place = self._place()
        measures = first_signals(place, shapes, documents)
        evidence, category = self._evidence()
        scoring = self._scorer.scoring
        first = add_weights(evidence, scoring.first, measures)
        totals = add_weights(first, scoring.second, second_signals(place.words, first, documents))
        if clean.any():
            lines = np.flatnonzero(documents.spread(clean.astype(np.int64)))
            own = {name: values[lines] for name, values in measures.items()}
            totals[lines] = add_weights(evidence[lines], scoring.first, own, clean=True)
        return _Scored(totals.tolist(), evidence.tolist(), category.tolist())

    def _known(self, clean: Bools, documents: Segments) -> Ints:
        """Return which share of each line's words is known, of pages -1."""
        known = np.full(documents.size, -1, dtype=np.int64)
        for number in np.flatnonzero(clean).tolist():
            if not self._claims[number].claims and self._scorer.scoring.falls:
                continue  # no rule takes a line, so none falls by its score
            own = slice(int(documents.starts[number]), int(documents.ends[number]))
            known[own] = known_words(self._claims[number].scene, self._scorer.function_words)
        return known

    def _place(self) -> Place:
        table, found = self._table, self._claims
        falls = b"".join(bytes(lines_that_fall(claims, self._scorer.rules)) for claims in found)
        return Place(
            words=table.words,
            prose=table.flags(lambda scene: scene.prose),
            blank_before=table.flags(lambda scene: scene.lines.blank_before),
            blank_after=table.flags(lambda scene: scene.lines.blank_after),
            copies=np.array([n for scene in table.scenes for n in _copies(scene.lines.half)], dtype=np.int64),
            hit=_flags(claims.all_hits.marked(SIGN) for claims in found),
            heading=_flags(claims.all_hits.marked(HEADING) for claims in found),
            falls=np.frombuffer(falls, dtype=np.bool_),
        )

    def _evidence(self) -> tuple[Ints, Ints]:
        """Return what rules weigh that speak of each line, and the category of the strongest against."""
        table, weights = self._table, self._weights
        speaks = table.open & weights.weighs[table.rule]
        more_lines, more_rules = self._others()
        line = np.concatenate([table.line[speaks], more_lines])
        rule = np.concatenate([table.rule[speaks], more_rules])
        weight, is_credit = weights.weight[rule], weights.is_credit[rule]
        total = np.bincount(line[~is_credit], weight[~is_credit], table.documents.size).astype(np.int64)
        credits = np.full(table.documents.size, _NONE, dtype=np.int64)
        np.minimum.at(credits, line[is_credit], weight[is_credit])
        total += np.where(credits == _NONE, 0, credits)
        against = weight > 0
        count = len(weights.place)
        strongest = np.full(table.documents.size, -1, dtype=np.int64)
        np.maximum.at(strongest, line[against], weight[against] * count + weights.place[rule[against]])
        codes = np.array([CATEGORIES.index(one) for one in weights.categories], dtype=np.int64)
        other = CATEGORIES.index("other")
        return total, np.where(strongest < 0, other, codes[strongest % count])

    def _others(self) -> tuple[Ints, Ints]:
        """Return line and rule where rules speak that are no line rules, or wait for hits of others."""
        table, weights = self._table, self._weights
        stretches: list[Besides] = []
        waiting: list[tuple[int, int]] = []
        for start, claims in zip(table.documents.starts.tolist(), self._claims, strict=True):
            for number, first, last in claims.all_hits.besides(weights.weighing):
                stretches.append((number, start + first, start + last))
            for number in weights.waiting:
                waiting += [
                    (start + at, number) for at in _lines_of(claims, number) if claims.opens(number, at)
                ]
        rules, firsts, lasts = np.array(stretches, dtype=np.int64).reshape(-1, 3).T
        counts = lasts - firsts
        rule = np.repeat(rules, counts)
        line = np.arange(len(rule)) + np.repeat(firsts - (np.cumsum(counts) - counts), counts)
        opens = table.opens(line, rule)
        alone = np.array(waiting, dtype=np.int64).reshape(-1, 2)
        return np.concatenate([line[opens], alone[:, 0]]), np.concatenate([rule[opens], alone[:, 1]])


class _BatchScores(Scores):
    """Scores that are made together with those of other documents."""

    def __init__(self, claims: Claims, scorer: Scorer, batch: BatchScorer, own: slice) -> None:
        super().__init__(claims, scorer)
        self._scores = batch
        self._own = own
        self._first: int = own.start

    @cached_property
    def scores(self) -> list[int]:
        return self._scores.scored.scores[self._own]

    def evidence(self, at: int) -> int:
        return self._scores.scored.evidence[self._first + at]

    def category(self, at: int) -> Category:
        return CATEGORIES[self._scores.scored.category[self._first + at]]


def _lines_of(claims: Claims, number: int) -> Iterable[int]:
    """Return the lines that a rule hits, of stretches each."""
    stretches = claims.all_hits.besides(frozenset([number]))
    lines = {at for _, first, last in stretches for at in range(first, last)}
    return lines.union(claims.scene.places.get(number, ()))


def _flags(flags: Iterator[bytes]) -> Bools:
    return np.frombuffer(b"".join(flags), dtype=np.bool_)


def _copies(halves: Sequence[str]) -> list[int]:
    said = Counter(halves)
    return [said[half] for half in halves]
