"""Clean many documents, a batch at a time."""

from collections.abc import Iterator, Sequence
from typing import Final

from cleaner.engine.acting import Acting
from cleaner.engine.bulk.batch import Batch, make_batch
from cleaner.engine.bulk.match import BatchMatcher
from cleaner.engine.bulk.scan import Scanner, make_scanner
from cleaner.engine.bulk.score import BatchScorer
from cleaner.engine.claims import Claims
from cleaner.engine.judge import Judge
from cleaner.engine.store import Store
from cleaner.errors import MatchTimeoutError
from cleaner.model import Document, Result

PATIENCE: Final = 8 << 20
"""So many characters are cleaned without a database that nobody kept, before one is compiled: that takes
as long."""


class Bulk:
    """Cleans batches by one judge's rules. Make it once: the database is compiled or loaded by it."""

    def __init__(self, judge: Judge, store: Store | None) -> None:
        self._judge = judge
        self._store = store
        self._matcher = BatchMatcher(judge.matcher)
        self._scanner: Scanner | None = make_scanner(self._matcher.wanted, store, patiently=False)
        self._seen = 0

    def clean(self, documents: Sequence[Document]) -> Iterator[Result | MatchTimeoutError]:
        """Yield what becomes of each document of a batch, in order."""
        batch = make_batch([document.text for document in documents], self._judge.book.prose)
        actings = [self._judge.acting(document.url, document.language) for document in documents]
        found = self._claims(batch, actings)
        claims = {n: one for n, one in enumerate(found) if isinstance(one, Claims)}
        scorer = BatchScorer(batch, claims, self._judge.scorer)
        for number, one in enumerate(found):
            if isinstance(one, MatchTimeoutError):
                yield one
            else:
                yield self._judge.result(one, scorer.scores(number, one))

    def _claims(self, batch: Batch, actings: Sequence[Acting]) -> list[Claims | MatchTimeoutError]:
        """Return what every rule wants of each document."""
        scanner = self._scanner_for(batch)
        hits = self._matcher.match_forms(batch.forms, scanner) if scanner else None
        found: list[Claims | MatchTimeoutError] = []
        for scene, form, acting in zip(batch.scenes, batch.form, actings, strict=True):
            try:
                if hits is None:
                    self._judge.matcher.match(scene, acting)
                else:
                    self._matcher.fill(scene, form, hits, acting)
                found.append(self._judge.claims(scene, acting))
            except MatchTimeoutError as error:
                found.append(error)
        return found

    def _scanner_for(self, batch: Batch) -> Scanner | None:
        """Return a scanner as soon as it is worth its while."""
        self._seen += sum(len(scene.text) for scene in batch.scenes)
        if self._scanner is None and self._seen > PATIENCE:
            self._seen = 0
            self._scanner = make_scanner(self._matcher.wanted, self._store, patiently=True)
        return self._scanner
