"""Cut a stream of documents into batches."""

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from cleaner.model import Document

D = TypeVar("D", bound=Document | None)

BATCH: Final = 1 << 20
"""Characters after which a batch is cut."""
WORTH_IT: Final = 1 << 17
"""So many characters are cleaned one by one, and answered at once, before documents wait for others."""


def batches(documents: Iterable[D], alone: int) -> Iterator[list[D]]:
    """Yield documents in lists, the first `alone` characters each on its own.

    Where reading them fails, those before it come first.
    """
    rest = iter(documents)
    ended = False
    while not ended:
        batch: list[D] = []
        trouble: Exception | None = None
        try:
            ended = _fill(batch, rest, BATCH if alone <= 0 else 1)
        except Exception as error:
            trouble = error
        if batch:
            yield batch
            alone -= sum(map(size_of, batch))
        if trouble:
            raise trouble


def size_of(document: Document | None) -> int:
    """Return how much of a batch a document fills: an empty one, or none, takes its time, too."""
    return 1 if document is None else len(document.text) + 1


def _fill(batch: list[D], rest: Iterator[D], most: int) -> bool:
    """Add documents until there are `most` characters; say whether there are no more."""
    size = 0
    for document in rest:
        batch.append(document)
        size += size_of(document)
        if size >= most:
            return False
    return True
