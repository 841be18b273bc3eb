"""Clean or explain the records of sources, and say what became of each."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from cleaner.engine.arguments import codes
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import MatchTimeoutError
from cleaner.model import Document, Guarded, Removal, Result, Verdict
from cleaner.sources.records import Record

OnLoss = Literal["keep", "warn", "fail"]
"""What to write if the guard acts: the input, the result of a milder level, or nothing."""
Notice = Guarded | Literal["emptied"]
"""What a user should know of a document: what the guard used instead, or that no words are left."""
_MOST_WAITING: Final = 1 << 20
"""Bytes of records without a document that may wait for a batch of documents: a file can be all bad lines."""
_RECORD: Final = 200
"""Bytes that a record takes besides its contents, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a record.

    `result` is None if nothing was cleaned: there is no document, it was only explained
    (`verdicts`), or `problem` says what went wrong. `stopped`: that was the guard.
    `language` is the document's, if rules are for some languages, but none for that one.
    """

    record: Record
    result: Result | None = None
    verdicts: Sequence[Verdict] = ()
    problem: str | None = None
    stopped: bool = False
    language: str | None = None

    @property
    def document(self) -> Document | None:
        return self.record.document

    @property
    def text(self) -> str:
        """The text that is written; empty if there is no document."""
        if self.result is not None:
            return self.result.text
        return self.document.text if self.document else ""

    @property
    def removals(self) -> Sequence[Removal]:
        return self.result.removals if self.result else ()

    @property
    def changed(self) -> bool:
        return self.document is not None and self.text != self.document.text

    @property
    def wordless(self) -> bool:
        """Whether the text that is written has no words."""
        return self.result is not None and not has_word(self.text)

    @property
    def emptied(self) -> bool:
        """Whether all words were removed."""
        return self.wordless and self.document is not None and has_word(self.document.text)

    @property
    def notices(self) -> list[Notice]:
        found: list[Notice] = [self.result.guarded] if self.result and self.result.guarded else []
        return [*found, "emptied"] if self.emptied else found

    @property
    def data(self) -> bytes:
        """The bytes to write. Raises InputError if the text can't be encoded."""
        if self.changed or self.record.adds:
            return self.record.fill(self.text, self.removals)
        return self.record.raw


def has_word(text: str) -> bool:
    """Tell whether `text` has a letter or digit; quicker than counting words."""
    return any(map(str.isalnum, text))


def clean_records(records: Iterable[Record], cleaner: Cleaner, on_loss: OnLoss) -> Iterator[Outcome]:
    """Yield what becomes of each record, in order."""
    waiting: deque[Record] = deque()
    rest = iter(records)

    def documents() -> Iterator[Document]:
        copied = 0
        for record in rest:
            waiting.append(record)
            if record.document is not None:
                yield record.document
            elif (copied := copied + len(record.raw) + _RECORD) > _MOST_WAITING:
                return

    ended = False
    while not ended:
        for result in cleaner.clean_many(documents()):
            yield from _without_documents(waiting)
            yield _outcome(waiting.popleft(), result, cleaner, on_loss)
        ended = not waiting
        yield from _without_documents(waiting)


def _without_documents(waiting: deque[Record]) -> Iterator[Outcome]:
    """Yield the records that stand before the next one with a document."""
    while waiting and waiting[0].document is None:
        record = waiting.popleft()
        yield Outcome(record=record, problem=record.problem)


def _outcome(
    record: Record, result: Result | MatchTimeoutError, cleaner: Cleaner, on_loss: OnLoss
) -> Outcome:
    if isinstance(result, MatchTimeoutError):
        return Outcome(record=record, problem=str(result))
    language = language_without_rules(record.document, cleaner)
    if result.guarded is None or on_loss == "warn":
        return Outcome(record=record, result=result, language=language)
    if on_loss == "fail":
        problem = (
            f"at level {cleaner.level} too little text would be left, so it is not cleaned\n"
            "  --explain shows what would be removed; a lower --min-words or --min-share allows it"
        )
        return Outcome(record=record, problem=problem, stopped=True, language=language)
    assert record.document is not None
    kept = replace(result, text=record.document.text, removals=(), guarded="input")
    return Outcome(record=record, result=kept, language=language)


def language_without_rules(document: Document | None, cleaner: Cleaner) -> str | None:
    """Return the language of a document (not its country) if rules are for some languages, none for it."""
    asked = codes(document.language) if document else frozenset()
    if not asked or not cleaner.languages or asked & cleaner.languages:
        return None
    return min(asked, key=len)


def explain_records(records: Iterable[Record], cleaner: Cleaner, *, terms: bool = False) -> Iterator[Outcome]:
    """Yield the verdicts on the lines of each record, in order; with `terms`, with those of the scores."""
    for record in records:
        document = record.document
        if document is None:
            yield Outcome(record=record, problem=record.problem)
            continue
        try:
            verdicts = cleaner.explain(
                document.text, url=document.url, language=document.language, terms=terms
            )
        except MatchTimeoutError as error:
            yield Outcome(record=record, problem=str(error))
        else:
            language = language_without_rules(document, cleaner)
            yield Outcome(record=record, verdicts=verdicts, language=language)
