"""What another rule set does to a corpus: the lines that only one of the two removes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import md5
from heapq import nsmallest
from types import MappingProxyType
from typing import Final

import numpy as np

from cleaner.engine.batches import batches
from cleaner.engine.cleaner import Cleaner, Examined
from cleaner.errors import MatchTimeoutError
from cleaner.model import Document, Level, Result
from cleaner.rulebook.rule import Rule
from cleaner.tuning.changes import Change, changed_lines, changes_of
from cleaner.tuning.gold import Page
from cleaner.tuning.measures import Parts, add, measure_gold, summarise
from cleaner.tuning.stats import credited_lines

SAMPLES: Final = 10


@dataclass(slots=True, kw_only=True)
class RuleImpact:
    """How many lines are credited to a rule `before` and `after`; which of them are `removed`, or `kept`,
    only now. `prose` and `losses` count lines that are removed now. `samples` are some of all.
    """

    rule: str
    before: int = 0
    after: int = 0
    removed: int = 0
    kept: int = 0
    prose: int = 0
    losses: int = 0
    samples: Sequence[Change] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentImpact:
    """A document, how many lines of it are `removed`, or `kept`, only now, and the first `changes`.

    `before` and `after` are the bytes that are left of its `size`.
    """

    place: str
    removed: int
    kept: int
    size: int
    before: int
    after: int
    changes: Sequence[Change]


@dataclass(slots=True, kw_only=True)
class Impact:
    """What the new rules change. Lines are counted before the guard acts, `guarded` after: (old, new).

    `added`, `gone` and `edited` are ids of rules. `takes` are some of the `taken` lines that are prose, or
    main text, and that only the new rules remove. `figures` are those of `evaluate`, where main texts are
    known: (old, new).
    """

    level: Level
    hashes: tuple[str, str]
    added: Sequence[str]
    gone: Sequence[str]
    edited: Sequence[str]
    documents: int = 0
    changed: int = 0
    lines: int = 0
    removed: int = 0
    kept: int = 0
    prose: int = 0
    losses: int = 0
    article_kept: int = 0
    guarded: tuple[int, int] = (0, 0)
    taken: int = 0
    takes: Sequence[Change] = ()
    rules: Sequence[RuleImpact] = ()
    most: Sequence[DocumentImpact] = ()
    figures: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)


def find_impact(
    old: Cleaner,
    new: Cleaner,
    documents: Iterable[Document],
    *,
    pages: Mapping[str, Page] = MappingProxyType({}),
    samples: int = SAMPLES,
) -> Impact:
    """Clean `documents` by the `old` and by the `new` rules, and return what differs.

    `pages` are those whose main text is known, by the ids of documents. At most so many `samples` are
    kept of the lines of each rule, of losses, and of documents; which ones depends on the corpus alone.
    """
    tally = _Tally(old, new, pages, samples)
    for batch in batches(documents, 0):
        for some, found in _examine(old, new, batch):
            if isinstance(found, MatchTimeoutError):
                tally.found.failed.append((some[0].id or "", str(found)))
            else:
                tally.add(some, *found)
    return tally.finish()


def _examine(
    old: Cleaner, new: Cleaner, batch: list[Document]
) -> Iterator[tuple[list[Document], tuple[Examined, Examined] | MatchTimeoutError]]:
    """Yield the columns of a batch under both or, where one of its documents runs out of time, of each."""
    try:
        yield batch, (old.examine(batch), new.examine(batch))
    except MatchTimeoutError as error:
        if len(batch) == 1:
            yield batch, error
        else:
            for document in batch:
                yield from _examine(old, new, [document])


class _Sample:
    """Keeps changes with different texts, at most so many: those of the smallest hash, in order."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[str, tuple[bytes, int, Change]] = {}

    def add(self, number: int, change: Change) -> None:
        digest = md5(change.text.encode(errors="surrogatepass"), usedforsecurity=False).digest()
        self._kept.setdefault(change.text, (digest, number, change))
        if len(self._kept) > self._most:
            del self._kept[max(self._kept, key=lambda text: self._kept[text][0])]

    def changes(self) -> list[Change]:
        return [change for _, _, change in sorted(self._kept.values(), key=lambda one: one[1])]


class _Tally:
    """Adds up what differs between two cleaners, a batch at a time."""

    def __init__(self, old: Cleaner, new: Cleaner, pages: Mapping[str, Page], samples: int) -> None:
        self._old, self._new, self._pages, self._most = old, new, pages, samples
        self._before: Counter[str] = Counter()
        self._after: Counter[str] = Counter()
        self._rules: dict[str, tuple[RuleImpact, _Sample]] = {}
        self._takes = _Sample(samples)
        self._documents: list[DocumentImpact] = []
        self._parts: tuple[Parts, Parts] = ({}, {})
        added, gone, edited = _compare_rules(old, new)
        self.found = Impact(
            level=new.level,
            hashes=(old.rules.hash, new.rules.hash),
            added=added,
            gone=gone,
            edited=edited,
        )

    def add(self, documents: Sequence[Document], old: Examined, new: Examined) -> None:
        """Add the documents of a batch, which both cleaners have examined."""
        found = self.found
        found.documents += len(documents)
        found.lines += len(new.lines)
        for count, cleaner, examined in (
            (self._before, self._old, old),
            (self._after, self._new, new),
        ):
            rules = cleaner.rules.all_rules
            for number, lines in credited_lines(examined.decision).items():
                count[rules[number].id] += lines
        results = zip(self._old.results(documents, old), self._new.results(documents, new), strict=True)
        changed = changed_lines(old, new)
        ends = np.searchsorted(changed, new.lines.past_line).tolist()
        start = 0
        for document, (before, after), end in zip(documents, results, ends, strict=True):
            page = self._pages.get(document.id or "")
            guarded = (before.guarded is not None, after.guarded is not None)
            found.guarded = (found.guarded[0] + guarded[0], found.guarded[1] + guarded[1])
            if page is not None:
                self._measure(page, before, after)
            if start < end:
                lines = changed[start:end].tolist()
                changes = changes_of(document, page, old, new, lines, (self._old, self._new))
                self._add_document(document, before, after, changes)
            start = end

    def finish(self) -> Impact:
        """Return everything that was found."""
        found = self.found
        for name in self._before.keys() | self._after.keys():
            if name in self._rules or self._before[name] != self._after[name]:
                row, sample = self._row(name)
                row.before, row.after, row.samples = self._before[name], self._after[name], sample.changes()
        rows = [row for row, _ in self._rules.values()]
        found.rules = sorted(
            rows, key=lambda row: (-row.losses, -row.prose, -row.removed, -row.kept, row.rule)
        )
        found.takes = self._takes.changes()
        found.most = self._documents
        old, new = map(summarise, self._parts)
        found.figures = {name: (value, new[name]) for name, value in old.items() if name in new}
        return found

    def _row(self, name: str) -> tuple[RuleImpact, _Sample]:
        return self._rules.setdefault(name, (RuleImpact(rule=name), _Sample(self._most)))

    def _measure(self, page: Page, before: Result, after: Result) -> None:
        """Add how good both results are."""
        old, new = (
            measure_gold(result.text, page.gold or "", page.noise, given=page.text, neutral=page.neutral)
            for result in (before, after)
        )
        self._parts = add((self._parts[0], old)), add((self._parts[1], new))

    def _add_document(
        self, document: Document, before: Result, after: Result, changes: Sequence[Change]
    ) -> None:
        found = self.found
        found.changed += bool(changes)
        for change in changes:
            row, sample = self._row(change.rule)
            for one in (found, row):
                one.removed += change.removed
                one.kept += not change.removed
                one.prose += change.removed and change.prose
                one.losses += change.loss
            found.article_kept += not change.removed and change.article is True
            number = found.removed + found.kept
            sample.add(number, change)
            if change.loss or (change.removed and change.prose):
                found.taken += 1
                self._takes.add(number, change)
        size, left, now = (_size(text) for text in (document.text, before.text, after.text))
        impact = DocumentImpact(
            place=document.id or "",
            removed=sum(change.removed for change in changes),
            kept=sum(not change.removed for change in changes),
            size=size,
            before=left,
            after=now,
            changes=changes[: self._most],
        )
        self._documents = nsmallest(self._most, [*self._documents, impact], key=_least_changed_last)


def _least_changed_last(impact: DocumentImpact) -> int:
    return -(impact.removed + impact.kept)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _compare_rules(old: Cleaner, new: Cleaner) -> tuple[list[str], list[str], list[str]]:
    """Return the ids of the rules that are added, gone, and edited."""
    before, after = ({rule.id: _meaning(rule) for rule in one.rules.rules} for one in (old, new))
    edited = (name for name in before.keys() & after.keys() if before[name] != after[name])
    return sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys()), sorted(edited)


def _meaning(rule: Rule) -> object:
    return rule.category, rule.level, rule.language, rule.keep, rule.matcher, rule.region, rule.where
