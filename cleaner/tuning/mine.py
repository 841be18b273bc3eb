"""Count the lines that recur in a corpus, in three passes over it and in bounded memory.

Most lines of a corpus are in one document only. So the first pass counts templates in a table of fixed size,
where several may share a place: that a template is in fewer documents than its place says is found out in the
second pass, which counts exactly, and only what may recur. The third one looks for near misses.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NoReturn

import numpy as np
import numpy.typing as npt

from cleaner.batch import workers
from cleaner.engine.batches import batches
from cleaner.engine.cleaner import Cleaner, Examined, matching_rules
from cleaner.engine.decide import STAYS
from cleaner.engine.sites import host_of, is_of_site
from cleaner.errors import MatchTimeoutError
from cleaner.model import Document
from cleaner.text.lines import Lines, read_lines
from cleaner.text.words import tokens
from cleaner.tuning.pool import WorkersLostError
from cleaner.tuning.recurring import ANY_WORD, LEAST, Counts, Group, Seen, rarest_words, sample, slot_of
from cleaner.tuning.templates import Templates, label_of

Table = npt.NDArray[np.uint8]
_SLOTS: Final = 1 << 24
_LONGEST: Final = 600
"""Characters of the longest line that is learned."""
_LONGEST_NEAR: Final = 240
Failed = list[tuple[str | None, str]]


@dataclass(slots=True, kw_only=True)
class Mined:
    """What was counted; `failed` are places and problems of documents that ran out of time."""

    counts: Counts = field(default_factory=Counts)
    failed: Failed = field(default_factory=list)


def mine(
    documents: Callable[[], Iterable[Document]],
    cleaner: Cleaner,
    *,
    by_host: bool = False,
    host: str | None = None,
    jobs: int = 1,
) -> Mined:
    """Count what recurs in documents, which are read three times.

    `by_host`: each host by itself, and no document without one. `host`: only documents of this host, which
    may be a glob. A document that has the text of an earlier one doesn't count. `jobs` processes
    count, and the result doesn't depend on it. Raises WorkersLostError.
    """
    templates = Templates(cleaner.rules.packs[0].fragments)
    grouping = _Grouping(by_host=by_host, host=host)
    table = np.zeros(_SLOTS, np.uint8)
    for slots in _run(_First(cleaner, templates, grouping), documents, grouping, jobs):
        places, counts = np.unique(slots, return_counts=True)
        table[places] = np.minimum(table[places] + counts, LEAST)  # more is not asked
    mined = Mined()
    second = _Second(cleaner, templates, grouping, table)
    for part, failed in _run(second, documents, grouping, jobs):
        mined.counts.add(part)
        mined.failed += failed
    for group in mined.counts.groups.values():
        _forget_what_is_rare(group)
    wanted = {
        name: frozenset(word for words in rarest_words(group).values() for word in words)
        for name, group in mined.counts.groups.items()
    }
    known = {name: frozenset(group.seen) for name, group in mined.counts.groups.items()}
    for near in _run(_Third(cleaner, templates, grouping, wanted, known), documents, grouping, jobs):
        mined.counts.add(near)
    return mined


def _forget_what_is_rare(group: Group) -> None:
    group.seen = {name: seen for name, seen in group.seen.items() if seen.documents >= LEAST}
    group.follows = {
        name: kept
        for name, below in group.follows.items()
        if name in group.seen
        and (kept := {one: count for one, count in below.items() if one in group.seen and count >= LEAST})
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grouping:
    """Which documents count, and where."""

    by_host: bool
    host: str | None

    def name(self, document: Document) -> str:
        return host_of(document.url) if self.by_host else ""

    def chosen(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield documents that count, each text once."""
        seen: set[int] = set()
        for document in documents:
            host = host_of(document.url)
            if (self.by_host and not host) or (self.host and not is_of_site(host, [self.host])):
                continue
            mark = hash((host, document.text))
            if mark not in seen:
                seen.add(mark)
                yield document


def _run(
    work: workers.Work[Sequence[Document], workers.Result_co],
    documents: Callable[[], Iterable[Document]],
    grouping: _Grouping,
    jobs: int,
) -> Generator[workers.Result_co, None, None]:
    return workers.run_chunks(work, batches(grouping.chosen(documents()), 0), jobs=jobs)


@dataclass(frozen=True, slots=True)
class _Pass:
    """What a process needs to look at a batch of documents."""

    cleaner: Cleaner
    templates: Templates
    grouping: _Grouping

    def split(self, piece: Sequence[Document]) -> list[Sequence[Document]]:
        return [[document] for document in piece]

    def size(self, piece: Sequence[Document]) -> int:
        return sum(len(document.text) for document in piece)

    def lost(self, piece: Sequence[Document]) -> NoReturn:  # noqa: ARG002 - other work can do without a piece
        raise WorkersLostError

    def read(self, piece: Sequence[Document]) -> Lines:
        return read_lines([document.text for document in piece], self.cleaner.rules.characters)

    def names(self, lines: Lines) -> list[tuple[str, str]]:
        """Return for each line its template and its label; both are empty for what is too long."""
        short = np.flatnonzero(~lines.piece & (lines.end - lines.start <= _LONGEST)).tolist()
        short = [at for at in short if _is_text(lines.raw(at))]
        halves = lines.halves(short)
        found = [("", "")] * len(lines)
        own = self.templates.of_lines([lines.raw(at) for at in short], halves)
        for at, half, template in zip(short, halves, own, strict=True):
            found[at] = template, label_of(half)
        return found


@dataclass(frozen=True, slots=True)
class _First(_Pass):
    """Returns the places in the table of the templates of each document."""

    def do(self, piece: Sequence[Document]) -> npt.NDArray[np.int64]:
        lines = self.read(piece)
        groups = [self.grouping.name(document) for document in piece]
        found = {
            (document, _slot(groups[document], name))
            for document, both in zip(lines.document.tolist(), self.names(lines), strict=True)
            for name in both
            if name
        }
        return np.array([slot for _, slot in found], np.int64)


@dataclass(frozen=True, slots=True)
class _Second(_Pass):
    """Counts what may recur, and says what ran out of time."""

    table: Table

    def do(self, piece: Sequence[Document]) -> tuple[Counts, Failed]:
        try:
            found = self.cleaner.examine(piece)
        except MatchTimeoutError as error:
            if len(piece) == 1:
                return Counts(), [(piece[0].id, str(error))]
            counts, failed = Counts(), []
            for document in piece:
                part, faults = self.do([document])
                counts.add(part)
                failed += faults
            return counts, failed
        return self._count(piece, found), []

    def _count(self, piece: Sequence[Document], found: Examined) -> Counts:
        counts = Counts()
        lines = found.lines
        names, known = self.names(lines), _known(found)
        starts, ends = lines.first_line.tolist(), lines.past_line.tolist()
        for document, start, end in zip(piece, starts, ends, strict=True):
            name = self.grouping.name(document)
            group = counts.groups.setdefault(name, Group())
            group.documents += 1
            rows = [
                [one for one in names[at] if one and self.table[_slot(name, one)] >= LEAST]
                for at in range(start, end)
            ]
            self._count_document(group, rows, range(start, end), found, known)
        return counts

    def _count_document(
        self, group: Group, rows: list[list[str]], places: range, found: Examined, known: list[bool]
    ) -> None:
        here: dict[str, Seen] = {}
        inside = _inside(rows, found.prose.is_prose[places.start : places.stop].tolist())
        for at, row in zip(places, rows, strict=True):
            for one in row:
                seen = here.setdefault(one, Seen(documents=1, known=1))
                seen.known &= known[at]
                seen.lines += 1
                seen.zones[int(found.prose.zone[at])] += 1
                seen.inside += inside[at - places.start]
                seen.prose += bool(found.prose.is_prose[at])
                seen.most_words = max(seen.most_words, int(found.lines.words[at]))
                seen.samples = sample([*seen.samples, found.lines.raw(at).strip()])
        for one, seen in here.items():
            group.seen.setdefault(one, Seen()).add(seen)
        pairs = ((above[0], below[0]) for above, below in pairwise(rows) if above and below)
        for above_one, below_one in pairs:
            below = group.follows.setdefault(above_one, {})
            below[below_one] = below.get(below_one, 0) + 1


@dataclass(frozen=True, slots=True)
class _Third(_Pass):
    """Finds lines that don't recur, but have words of some that do."""

    wanted: dict[str, frozenset[str]]
    known: dict[str, frozenset[str]]

    def do(self, piece: Sequence[Document]) -> Counts:
        counts = Counts()
        lines = self.read(piece)
        names = self.names(lines)
        groups = [self.grouping.name(document) for document in piece]
        for at, document in enumerate(lines.document.tolist()):
            group = groups[document]
            raw = lines.raw(at).strip()
            if (
                len(raw) > _LONGEST_NEAR
                or group not in self.known
                or self.known[group].intersection(names[at])
            ):
                continue
            near = counts.groups.setdefault(group, Group()).near
            for word in (ANY_WORD, *self.wanted[group].intersection(tokens(lines.half(at)))):
                near.setdefault(word, []).append(raw)
        return counts


def _is_text(raw: str) -> bool:
    """Say whether a line can be written to a file: JSON may hold halves of characters."""
    return raw.isascii() or raw.isprintable() or not any("\ud800" <= char <= "\udfff" for char in raw)


def _inside(rows: Sequence[Sequence[str]], is_prose: Sequence[bool]) -> list[bool]:
    """Say of each line of a document whether it is within the article, and doesn't part two paragraphs.

    The article goes from the first paragraph that doesn't recur to the last; without one it may be anywhere.
    """
    own = [at for at, prose in enumerate(is_prose) if prose and not rows[at]]
    first, last = (own[0], own[-1]) if own else (-1, len(rows))
    around = [False, *is_prose, False]
    return [first < at < last and not (around[at] and around[at + 2]) for at in range(len(rows))]


def _known(found: Examined) -> list[bool]:
    """Say of each line whether it falls already, or a rule knows it."""
    fallen = (found.decision.fallen != STAYS).tolist()
    return [goes or bool(rules) for goes, rules in zip(fallen, matching_rules(found), strict=True)]


def _slot(group: str, name: str) -> int:
    return slot_of(f"{group}\n{name}") % _SLOTS
