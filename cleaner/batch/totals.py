"""Count what a run did."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.batch.outcomes import Notice, Outcome
from cleaner.engine.render import sizes
from cleaner.model import Category


@dataclass(slots=True, kw_only=True)
class Totals:
    """Figures of one file, or of many. Bytes are those of the documents' texts as UTF-8.

    Each of the `files` is counted once: as `failed` if any part of it failed, else as
    one of `stopped_files` if the guard stopped any part, else as `changed` or `unchanged`.
    `stopped` counts documents. `removals` and `removed_bytes` are by rule. `first` is where each kind of
    notice was first met. `languages` counts the documents in languages that no rule is for.
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
    stopped: int = 0
    wordless: int = 0
    notices: Counter[Notice] = field(default_factory=Counter)
    first: dict[Notice, str] = field(default_factory=dict)
    removals: Counter[str] = field(default_factory=Counter)
    removed_bytes: Counter[str] = field(default_factory=Counter)
    category_removals: Counter[Category] = field(default_factory=Counter)
    category_bytes: Counter[Category] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """The share of the bytes that was removed, 0 to 1."""
        return 1 - self.bytes_after / self.bytes_before if self.bytes_before else 0.0

    def count(self, outcome: Outcome) -> None:
        """Add one document."""
        self.stopped += outcome.stopped
        self.failed_records += outcome.problem is not None and not outcome.stopped
        if outcome.document is None:
            return
        self.documents += 1
        self.changed_documents += outcome.changed
        if outcome.language is not None:
            self.languages[outcome.language] += 1
        size = len(outcome.document.text.encode("utf-8", "surrogatepass"))
        self.bytes_before += size
        self.wordless += outcome.wordless and not outcome.emptied
        for rule, category, removed in sizes(outcome.removals):
            self.removals[rule] += 1
            self.removed_bytes[rule] += removed
            self.category_removals[category] += 1
            self.category_bytes[category] += removed
            size -= removed
        self.bytes_after += size

    def count_notice(self, notice: Notice, place: str) -> None:
        """Add a notice about the document at `place`."""
        self.notices[notice] += 1
        self.first.setdefault(notice, place)

    def count_file(self) -> None:
        """Add one file, which the figures so far are those of."""
        self.files = 1
        if self.failed_records:
            self.failed = 1
        elif self.stopped:
            self.stopped_files = 1
        elif self.changed_documents:
            self.changed = 1
        else:
            self.unchanged = 1

    def as_json(self) -> dict[str, Any]:
        """Return all figures but those that are zero."""
        return {name: figure for name in self.__slots__ if (figure := getattr(self, name))}

    @classmethod
    def from_json(cls, figures: Mapping[str, Any]) -> "Totals":
        """Return what `as_json` made figures of. Raises TypeError, ValueError, AttributeError."""
        totals = cls()
        for name, figure in figures.items():
            kind = type(getattr(totals, name))
            setattr(
                totals, name, kind({str(key): figure[key] for key in figure} if kind is not int else figure)
            )
        return totals

    def add(self, other: "Totals") -> None:
        """Add the figures of `other`, which come after these."""
        for name in self.__slots__:
            mine, more = getattr(self, name), getattr(other, name)
            if isinstance(mine, Counter):
                mine.update(more)
            elif isinstance(mine, dict):
                setattr(self, name, more | mine)
            else:
                setattr(self, name, mine + more)
