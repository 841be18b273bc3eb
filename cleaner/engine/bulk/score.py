"""Score the lines of a batch at once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import Final

import numpy as np

from cleaner.engine.bulk.batch import Batch
from cleaner.engine.bulk.measure import Place, add_weights, first_signals, second_signals, shapes_of
from cleaner.engine.bulk.segments import Bools, Segments
from cleaner.engine.bulk.tables import Ints
from cleaner.engine.claims import Claims
from cleaner.engine.score import Scorer, Scores
from cleaner.engine.signals import known_words, lines_that_fall
from cleaner.rulebook.rule import Gates

_NONE: Final = 1 << 60


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
        clean = np.array([Scores(one, self._scorer).is_clean for one in self._claims.values()])
        shapes["known"] = self._known(clean, documents)
        measures = first_signals(place, shapes, documents)
        scoring, evidence = self._scorer.scoring, self._evidence(form, documents)
        first = add_weights(evidence, scoring.first, measures)
        totals = add_weights(first, scoring.second, second_signals(place.words, first, documents))
        if clean.any():
            of_clean = add_weights(evidence, scoring.first, measures, clean=True)
            totals = np.where(documents.spread(clean.astype(np.int64)) > 0, of_clean, totals)
        scores = totals.tolist()
        bounds = zip(documents.starts.tolist(), documents.ends.tolist(), strict=True)
        return {n: scores[start:end] for n, (start, end) in zip(self._claims, bounds, strict=True)}

    def _known(self, clean: Bools, documents: Segments) -> Ints:
        """Return which share of each line's words is known, of pages -1."""
        known = np.full(documents.size, -1, dtype=np.int64)
        claims = list(self._claims.values())
        for number in np.flatnonzero(clean).tolist():
            own = slice(int(documents.starts[number]), int(documents.ends[number]))
            known[own] = known_words(claims[number].scene, self._scorer.function_words)
        return known

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
        of_forms = _Evidence(len(self._batch.forms.raw), self._scorer)
        of_lines = _Evidence(documents.size, self._scorer)
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
                            of_forms.add(one, number)
                for number in numbers & self._scorer.placed:
                    if opens(number, at):
                        of_lines.add(start + at, number)
            for number, first, last in claims.all_hits.besides(weighing.keys()):
                for at in _open_lines(claims, number, first, last):
                    of_lines.add(start + at, number)
            start += len(hits)
        credits = np.minimum(of_lines.credits(), of_forms.credits()[form])
        return of_lines.weights + of_forms.weights[form] + np.where(credits == _NONE, 0, credits)


class _Evidence:
    """What rules weigh that speak about each of so many lines, or forms; credits rules apart."""

    def __init__(self, size: int, scorer: Scorer) -> None:
        self._weighing = scorer.weighing
        self._of_credits = scorer.credits
        self._credits: dict[int, int] = {}
        self.weights: Ints = np.zeros(size, dtype=np.int64)

    def add(self, at: int, number: int) -> None:
        """Add rule `number` to what speaks about line `at`."""
        weight = self._weighing[number]
        if number in self._of_credits:
            self._credits[at] = min(weight, self._credits.get(at, weight))
        else:
            self.weights[at] += weight

    def credits(self) -> Ints:
        """Return what the strongest credits rule weighs, _NONE where there is none."""
        found: Ints = np.full(len(self.weights), _NONE, dtype=np.int64)
        found[list(self._credits)] = list(self._credits.values())
        return found


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
    if gates._replace(site=(), page=None, zone=frozenset()) != Gates():
        return [at for at in range(first, last) if claims.opens(number, at)]
    zones = claims.scene.zones
    return [at for at in range(first, last) if zones[at] in gates.zone] if gates.zone else range(first, last)


def _flags(flags: Iterable[Sequence[bool]]) -> Bools:
    return np.frombuffer(b"".join(map(bytes, flags)), dtype=np.bool_)


def _copies(halves: Sequence[str]) -> list[int]:
    said = Counter(halves)
    return [said[half] for half in halves]
