"""Clean the documents of one source and say what became of each."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from cleaner.engine.cleaner import Cleaner
from cleaner.errors import LossError, MatchTimeoutError
from cleaner.model import Document, Guarded, Removal, Result
from cleaner.sources.slots import Slot

OnLoss = Literal["keep", "warn", "fail"]
"""What to do where the guard acts: keep the input, write the milder result, or write nothing."""
Remark = Guarded | Literal["emptied"]
"""What somebody should know of a document: what the guard gave instead, or that no word is left."""
_MOST_IDLE: Final = 1 << 20
"""Bytes that may wait to be copied until a batch of documents is full: a dump can be all bad lines."""
_SLOT: Final = 200
"""Bytes that a slot takes besides what it holds, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a slot.

    `result` is None where nothing was cleaned: there is no document, or `problem`
    says what went wrong. `stopped`: the guard acted, and it was to fail then.
    """

    slot: Slot
    result: Result | None = None
    problem: str | None = None
    stopped: bool = False

    @property
    def document(self) -> Document | None:
        return self.slot.document

    @property
    def text(self) -> str:
        """The text that is written; of a slot without a document it is empty."""
        if self.result is not None:
            return self.result.text
        return self.document.text if self.document else ""

    @property
    def removals(self) -> Sequence[Removal]:
        return self.result.removals if self.result else ()

    @property
    def guarded(self) -> Guarded | None:
        return self.result.guarded if self.result else None

    @property
    def changed(self) -> bool:
        return self.document is not None and self.text != self.document.text

    @property
    def wordless(self) -> bool:
        """Whether no word is left, or none was there."""
        return self.result is not None and not has_word(self.text)

    @property
    def emptied(self) -> bool:
        """Whether no word is left, and one was there."""
        return self.wordless and self.document is not None and has_word(self.document.text)

    @property
    def remarks(self) -> list[Remark]:
        """What somebody should know of it."""
        found: list[Remark] = [] if self.guarded is None else [self.guarded]
        return [*found, "emptied"] if self.emptied else found

    @property
    def data(self) -> bytes:
        """The bytes to write."""
        return self.slot.fill(self.text) if self.changed else self.slot.raw


def has_word(text: str) -> bool:
    """Say whether anything in `text` could be part of a word; quicker than counting them."""
    return any(map(str.isalnum, text))


def clean_slots(slots: Iterable[Slot], cleaner: Cleaner, on_loss: OnLoss) -> Iterator[Outcome]:
    """Yield what becomes of each slot.

    A document that can't be cleaned, or that the guard stops, is an outcome if it is
    a record: it is copied, and the rest is done. If it is the whole of its source, it
    raises MatchTimeoutError or LossError, and nothing is to be written.
    """
    waiting: deque[Slot] = deque()
    rest = iter(slots)

    def documents() -> Iterator[Document]:
        idle = 0
        for slot in rest:
            waiting.append(slot)
            if slot.document is not None:
                yield slot.document
            elif (idle := idle + len(slot.raw) + _SLOT) > _MOST_IDLE:
                return

    ended = False
    while not ended:
        for result in cleaner.clean_many(documents()):
            yield from _without_documents(waiting)
            yield _outcome(waiting.popleft(), result, cleaner, on_loss)
        ended = not waiting
        yield from _without_documents(waiting)


def _without_documents(waiting: deque[Slot]) -> Iterator[Outcome]:
    """Yield the slots that stand before the next one with a document."""
    while waiting and waiting[0].document is None:
        slot = waiting.popleft()
        yield Outcome(slot=slot, problem=slot.problem)


def _outcome(slot: Slot, result: Result | MatchTimeoutError, cleaner: Cleaner, on_loss: OnLoss) -> Outcome:
    if isinstance(result, MatchTimeoutError):
        if slot.record is None:
            raise result
        return Outcome(slot=slot, problem=str(result))
    if result.guarded is None or on_loss == "warn":
        return Outcome(slot=slot, result=result)
    if on_loss == "fail":
        loss = LossError(
            f"at level {cleaner.level} too little would be left, so it is not cleaned\n"
            "  see what would go with --explain, or lower --min-words and --min-share"
        )
        if slot.record is None:
            raise loss
        return Outcome(slot=slot, problem=str(loss), stopped=True)
    assert slot.document is not None
    return Outcome(slot=slot, result=replace(result, text=slot.document.text, removals=(), guarded="input"))
