"""Count what a run did."""

from collections import Counter
from dataclasses import dataclass, field

from cleaner.batch.documents import Outcome
from cleaner.engine.render import sizes


@dataclass(slots=True, kw_only=True)
class Totals:
    """Figures of a file, or of many. Bytes are those of the documents' texts as UTF-8.

    Each of the `files` is `failed`, if any of it did, else one of `stopped_files`, if the
    guard stopped any of it, else `changed` or `unchanged`. `stopped` are documents.
    """

    files: int = 0
    changed: int = 0
    unchanged: int = 0
    stopped_files: int = 0
    failed: int = 0
    documents: int = 0
    changed_documents: int = 0
    failed_records: int = 0
    bytes_before: int = 0
    bytes_after: int = 0
    guarded_normal: int = 0
    guarded_safe: int = 0
    guarded_input: int = 0
    stopped: int = 0
    emptied: int = 0
    wordless: int = 0
    removals: Counter[str] = field(default_factory=Counter)
    removed_bytes: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """The share of the bytes that went, 0 to 1."""
        return 1 - self.bytes_after / self.bytes_before if self.bytes_before else 0.0

    def count(self, outcome: Outcome) -> None:
        """Add one document."""
        self.stopped += outcome.stopped
        self.failed_records += outcome.problem is not None and not outcome.stopped
        if outcome.document is None:
            return
        self.documents += 1
        self.changed_documents += outcome.changed
        size = len(outcome.document.text.encode("utf-8", "surrogatepass"))
        self.bytes_before += size
        self.guarded_normal += outcome.guarded == "normal"
        self.guarded_safe += outcome.guarded == "safe"
        self.guarded_input += outcome.guarded == "input"
        self.emptied += outcome.emptied
        self.wordless += outcome.wordless and not outcome.emptied
        for rule, gone in sizes(outcome.removals):
            self.removals[rule] += 1
            self.removed_bytes[rule] += gone
            size -= gone
        self.bytes_after += size

    def add(self, other: "Totals") -> None:
        """Add the figures of `other`."""
        for name in self.__slots__:
            mine, more = getattr(self, name), getattr(other, name)
            if isinstance(mine, Counter):
                mine.update(more)
            else:
                setattr(self, name, mine + more)
