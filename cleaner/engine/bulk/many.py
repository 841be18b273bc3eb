"""Clean many documents, a batch at a time."""

from collections.abc import Iterator, Sequence
from typing import Final

from cleaner.engine.acting import Acting
from cleaner.engine.bulk.batch import Batch, make_batch
from cleaner.engine.bulk.hits import HitTable, RuleGates
from cleaner.engine.bulk.match import BatchMatcher, FormHits
from cleaner.engine.bulk.scan import Scanner, make_scanner
from cleaner.engine.bulk.score import BatchScorer, RuleWeights
from cleaner.engine.claims import Claims
from cleaner.engine.judge import Judge
from cleaner.engine.score import Scores
from cleaner.engine.store import Store, Waiting
from cleaner.errors import MatchTimeoutError
from cleaner.model import Document, Result

PATIENCE: Final = 8 << 20
"""So many characters are cleaned without a database that nobody kept, before one is compiled: that takes
as long."""


class Bulk:
    """Cleans batches by one judge's rules. Make it once: the database is compiled or loaded by it."""

    def __init__(self, judge: Judge, store: Store | None, waiting: Waiting) -> None:
        self._judge = judge
        self._store = store
        self._waiting = waiting
        self._matcher = BatchMatcher(judge.matcher)
        self._gates = RuleGates(judge.book.rules)
        self._weights = RuleWeights(judge.scorer)
        self._scanner: Scanner | None = make_scanner(self._matcher.wanted, store, patiently=False)
        self._seen = 0

    def clean(self, documents: Sequence[Document]) -> Iterator[Result | MatchTimeoutError]:
        """Yield what becomes of each document of a batch, in order."""
        batch = make_batch([document.text for document in documents], self._judge.book.prose)
        actings = [self._judge.acting(document.url, document.language) for document in documents]
        hits = self._matcher.match_forms(batch.forms, self._scanner_for(batch))
        failed = self._find_titles(batch, hits)
        table, claims = self._claims(batch, actings, hits, failed)
        while len(claims) < len(table.numbers):  # a part of a line took for ever
            table, claims = self._claims(batch, actings, hits, failed)
        scorer = BatchScorer(batch, table, claims, self._judge.scorer, self._weights)
        found = dict(zip(table.numbers, zip(claims, scorer.scores(), strict=True), strict=True))
        for n in range(len(documents)):
            if n in failed:
                yield failed[n]
            elif n in found:
                yield self._judge.result(*found[n])
            else:  # nothing but white space
                nothing = self._judge.claims(batch.scenes[n], actings[n])
                yield self._judge.result(nothing, Scores(nothing, self._judge.scorer))

    def _claims(
        self,
        batch: Batch,
        actings: Sequence[Acting],
        hits: FormHits,
        failed: dict[int, MatchTimeoutError],
    ) -> tuple[HitTable, list[Claims]]:
        """Return the hits in all documents with lines that didn't fail, and what rules want of each."""
        numbers = [n for n, form in enumerate(batch.form) if form and n not in failed]
        table = HitTable(batch, numbers, [actings[n] for n in numbers], hits, self._gates)
        claims: list[Claims] = []
        for n, opened in zip(numbers, table.opened(), strict=True):
            try:
                self._matcher.fill_blocks(batch.scenes[n], batch.form[n], hits)
                claims.append(self._judge.claims(batch.scenes[n], actings[n], opened=opened))
            except MatchTimeoutError as error:
                failed[n] = error
        return table, claims

    def _find_titles(self, batch: Batch, hits: FormHits) -> dict[int, MatchTimeoutError]:
        """Find what the titles of documents make patterns match; return those that take for ever."""
        failed: dict[int, MatchTimeoutError] = {}
        for n, (scene, form) in enumerate(zip(batch.scenes, batch.form, strict=True)):
            try:
                self._matcher.find_titles(scene, form, hits)
            except MatchTimeoutError as error:
                failed[n] = error
        return failed

    def _scanner_for(self, batch: Batch) -> Scanner | None:
        """Return a scanner as soon as it is worth its while."""
        self._seen += sum(len(scene.text) for scene in batch.scenes)
        if self._scanner is None and self._seen > PATIENCE:
            self._seen = 0
            with self._waiting():
                self._scanner = make_scanner(self._matcher.wanted, self._store, patiently=True)
        return self._scanner
