"""Score the lines of a batch at once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain

import numpy as np

from cleaner.engine.bulk.batch import Batch
from cleaner.engine.bulk.measure import Place, add_weights, first_signals, second_signals, shapes_of
from cleaner.engine.bulk.segments import Bools, Segments
from cleaner.engine.bulk.tables import Ints
from cleaner.engine.claims import Claims
from cleaner.engine.score import Scorer, Scores
from cleaner.engine.signals import lines_that_fall
from cleaner.rulebook.rule import Gates


class BatchScorer:
    """Scores all documents of a batch as soon as somebody asks for the scores of one."""

    def __init__(self, batch: Batch, claims: dict[int, Claims], scorer: Scorer) -> None:
        self._batch = batch
        self._claims = {n: found for n, found in claims.items() if len(found.scene.lines)}
        self._scorer = scorer

    def scores(self, document: int, claims: Claims) -> Scores:
        """Return the scores of one document."""
        return _LazyScores(claims, self._scorer, self, document)

    def of_document(self, document: int) -> list[int]:
        """Return the scores of the lines of one document."""
        return self._all.get(document, [])

    @cached_property
    def _all(self) -> dict[int, list[int]]:
        if not self._claims:
            return {}
        documents = Segments([len(claims.scene.lines) for claims in self._claims.values()])
        form = np.array(list(chain.from_iterable(self._batch.form[n] for n in self._claims)), dtype=np.int64)
        place = self._place(form)
        forms = shapes_of(self._batch.forms, self._batch.linked, self._scorer.function_words)
        shapes = {name: values[form] for name, values in forms.items()}
        measures = first_signals(place, shapes, documents)
        first = add_weights(self._evidence(form, documents), self._scorer.scoring.first, measures)
        measures = second_signals(place.words, first, documents)
        scores = add_weights(first, self._scorer.scoring.second, measures).tolist()
        bounds = zip(documents.starts.tolist(), documents.ends.tolist(), strict=True)
        return {n: scores[start:end] for n, (start, end) in zip(self._claims, bounds, strict=True)}

    def _place(self, form: Ints) -> Place:
        found = self._claims.values()
        lines = [claims.scene.lines for claims in found]
        return Place(
            words=self._batch.forms.words[form],
            prose=_flags(claims.scene.prose for claims in found),
            blank_before=_flags(one.blank_before for one in lines),
            blank_after=_flags(one.blank_after for one in lines),
            copies=np.array([n for one in lines for n in _copies(one.half)], dtype=np.int64),
            hit=_flags(claims.all_hits.hit_by(claims.acting.signs) for claims in found),
            heading=_flags(claims.all_hits.hit_by(claims.acting.headings) for claims in found),
            falls=_flags(lines_that_fall(claims, self._scorer.rules) for claims in found),
        )

    def _evidence(self, form: Ints, documents: Segments) -> Ints:
        """Return the sum of what the rules weigh that speak about each line."""
        weighing = self._scorer.weighing
        simple = self._scorer.simple
        weights = np.zeros(len(self._batch.forms.raw), dtype=np.int64)
        total = np.zeros(documents.size, dtype=np.int64)
        words = self._batch.forms.words.tolist()
        seen: set[int] = set()
        start = 0
        for n, claims in self._claims.items():
            opens, hits = claims.opens, claims.scene.hits
            for at, (one, numbers) in enumerate(zip(self._batch.form[n], hits, strict=True)):
                if not numbers:
                    continue
                if one not in seen:
                    seen.add(one)
                    for number in numbers & simple.keys():
                        least, most = simple[number]
                        if least <= words[one] <= most:
                            weights[one] += weighing[number]
                for number in numbers & self._scorer.placed:
                    if opens(number, at):
                        total[start + at] += weighing[number]
            for number, first, last in claims.all_hits.besides(weighing.keys()):
                for at in _open_lines(claims, number, first, last):
                    total[start + at] += weighing[number]
            start += len(hits)
        return total + weights[form]


class _LazyScores(Scores):
    """Scores that are made together with those of other documents."""

    def __init__(self, claims: Claims, scorer: Scorer, batch: BatchScorer, document: int) -> None:
        super().__init__(claims, scorer)
        self._batch = batch
        self._document = document

    @cached_property
    def scores(self) -> list[int]:
        return self._batch.of_document(self._document)


def _open_lines(claims: Claims, number: int, first: int, last: int) -> Sequence[int]:
    """Return the lines of a stretch on which the gates of a rule are open."""
    gates = claims.rules[number].gates
    if not claims.opens_page(number):
        return ()
    if replace(gates, site=(), page=None, zone=frozenset()) != Gates():
        return [at for at in range(first, last) if claims.opens(number, at)]
    zones = claims.scene.zones
    return [at for at in range(first, last) if zones[at] in gates.zone] if gates.zone else range(first, last)


def _flags(flags: Iterable[Sequence[bool]]) -> Bools:
    return np.frombuffer(b"".join(map(bytes, flags)), dtype=np.bool_)


def _copies(halves: Sequence[str]) -> list[int]:
    said = Counter(halves)
    return [said[half] for half in halves]
