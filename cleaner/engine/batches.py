"""Cut a stream of documents into batches."""

from collections.abc import Iterable, Iterator
from typing import Final

from cleaner.model import Document

BATCH: Final = 1 << 20
"""Characters after which a batch is cut."""
WORTH_IT: Final = 1 << 18
"""A first batch of fewer is cleaned sooner without loading what cleans many at once."""


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Yield documents in lists. Where reading them fails, those before it come first."""
    rest = iter(documents)
    ended = False
    while not ended:
        batch: list[Document] = []
        trouble: Exception | None = None
        try:
            ended = _fill(batch, rest)
        except Exception as error:
            trouble = error
        if batch:
            yield batch
        if trouble:
            raise trouble


def _fill(batch: list[Document], rest: Iterator[Document]) -> bool:
    """Add documents until the batch is full; say whether there are no more."""
    size = 0
    for document in rest:
        batch.append(document)
        size += len(document.text)
        if size >= BATCH:
            return False
    return True
