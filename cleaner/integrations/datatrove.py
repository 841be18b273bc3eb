"""A step for pipelines of datatrove, which run on one machine, or on many with Slurm or Ray."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from cleaner.engine.batches import batches
from cleaner.engine.cleaner import Cleaner
from cleaner.engine.render import sizes
from cleaner.errors import MatchTimeoutError, MissingLibraryError
from cleaner.model import Document, Result
from cleaner.sources.limit import MAX_DOCUMENT

try:
    from datatrove.pipeline.base import PipelineStep
except ImportError:
    raise MissingLibraryError(
        "cleaner.integrations.datatrove needs datatrove\n  pip install 'cleaner[datatrove]'"
    ) from None

REMOVALS: Final = "removals"
FAILURE: Final = "cleaner_failure"


class CleanStep(PipelineStep):
    """Cleans the text of each document, and lets all through, in order, as `cleaner batch` does.

    `cleaner` is by default one with the rules and the score that come with the package. With `removals`,
    the metadata of each document have what was removed, as `removals`: a list of objects with rule,
    category, line, start, end and text. `url_key` and `language_key` name the metadata by which rules
    for sites and languages act; None: they don't. A document that can't be cleaned stays as it is, and
    its metadata have the reason, as `cleaner_failure`: it has more than `max_document` bytes, or a
    pattern runs for ever.

    The stats count documents (`total`, `changed`, `guarded`, `failed`), bytes (`bytes_before`,
    `bytes_removed`), and removals by rule (`rule/en.ads.label`) and by category (`category/ads`).
    """

    type = "🧹 - CLEAN"
    name = "cleaner"

    def __init__(
        self,
        cleaner: Cleaner | None = None,
        *,
        removals: bool = False,
        url_key: str | None = "url",
        language_key: str | None = None,
        max_document: int = MAX_DOCUMENT,
    ) -> None:
        super().__init__()
        self.cleaner = cleaner
        self.removals = removals
        self.url_key = url_key
        self.language_key = language_key
        self.max_document = max_document

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:  # noqa: ARG002
        """Yield the documents of `data`, cleaned."""
        # Made here, not before: executors send steps to other processes, and it is quicker made than sent.
        cleaner = self.cleaner or Cleaner()
        for batch in batches(data or (), 0):
            with self.track_time(unit="batch"):
                sizes_before = [len(one.text.encode("utf-8", "surrogatepass")) for one in batch]
                given = [
                    self._document(one) if size <= self.max_document else None
                    for one, size in zip(batch, sizes_before, strict=True)
                ]
                for one, size, result in zip(batch, sizes_before, cleaner.clean_many(given), strict=True):
                    self._take(one, size, result)
            yield from batch

    def _document(self, one: Any) -> Document:
        url, language = (
            str(one.metadata[key]) if key and one.metadata.get(key) else None
            for key in (self.url_key, self.language_key)
        )
        return Document(text=one.text, url=url, language=language)

    def _take(self, one: Any, size: int, result: Result | MatchTimeoutError | None) -> None:
        """Put the result into a document of `size` bytes, and count it."""
        self.stat_update("total")
        self.stat_update("bytes_before", value=size, unit="doc")
        if not isinstance(result, Result):
            too_large = f"it has more than {self.max_document} bytes\n  max_document allows more"
            one.metadata[FAILURE] = str(result or too_large)
            self.stat_update("failed")
            return
        if result.text != one.text:
            self.stat_update("changed")
        if result.guarded is not None:
            self.stat_update("guarded")
        one.text = result.text
        if self.removals:
            one.metadata[REMOVALS] = [asdict(removal) for removal in result.removals]
        counts: Counter[str] = Counter()
        removed = 0
        for rule, category, taken in sizes(result.removals):
            counts.update((f"rule/{rule}", f"category/{category}"))
            removed += taken
        self.stat_update("bytes_removed", value=removed, unit="doc")
        for label, count in counts.items():
            self.stat_update(label, value=count, unit="doc")
