"""Counts of the lines that recur across documents; counts of parts of a corpus add up."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from zlib import crc32

import msgspec

from cleaner.errors import InputError
from cleaner.sources.io_errors import reading

LEAST: Final = 3
"""A line that fewer documents have is never learned."""
_SAMPLES: Final = 6
_NEAR: Final = 4
_VERSION: Final = 1
ANY_WORD: Final = ""
"""Stands for the word of lines that have none in common with what recurs."""


class Seen(msgspec.Struct, kw_only=True):
    """A template: the `documents` that have it, and those in which it goes already (`known`).

    Of its `lines`, `zones` counts those in head, body and tail, `prose` those that are prose. `most_words`
    has the longest. `inside` counts lines within articles, but the ones that part two paragraphs.
    `samples` are some of the lines.
    """

    documents: int = 0
    known: int = 0
    lines: int = 0
    zones: list[int] = msgspec.field(default_factory=lambda: [0, 0, 0])
    prose: int = 0
    most_words: int = 0
    inside: int = 0
    samples: list[str] = []

    def add(self, other: "Seen") -> None:
        self.documents += other.documents
        self.known += other.known
        self.lines += other.lines
        self.zones = [one + more for one, more in zip(self.zones, other.zones, strict=True)]
        self.prose += other.prose
        self.inside += other.inside
        self.most_words = max(self.most_words, other.most_words)
        self.samples = sample([*self.samples, *other.samples])


class Group(msgspec.Struct, kw_only=True):
    """The documents of one site, or of all.

    `follows`: how often a template is right above another one. `near`: lines that don't
    recur, by a word that they share with some that do, and some others by ANY_WORD.
    """

    documents: int = 0
    seen: dict[str, Seen] = {}
    follows: dict[str, dict[str, int]] = {}
    near: dict[str, list[str]] = {}

    def add(self, other: "Group") -> None:
        self.documents += other.documents
        for template, seen in other.seen.items():
            self.seen.setdefault(template, Seen()).add(seen)
        for template, below in other.follows.items():
            mine = self.follows.setdefault(template, {})
            for next_one, count in below.items():
                mine[next_one] = mine.get(next_one, 0) + count
        for word, lines in other.near.items():
            self.near[word] = sample([*self.near.get(word, ()), *lines], most=_NEAR)


class Counts(msgspec.Struct, kw_only=True):
    """What recurs, by host; the host is empty where hosts are not told apart."""

    version: int = _VERSION
    groups: dict[str, Group] = {}

    def add(self, other: "Counts") -> None:
        """Add the counts of another part of the corpus; the order of parts makes no difference."""
        for host, group in other.groups.items():
            self.groups.setdefault(host, Group()).add(group)


def sample(lines: Iterable[str], *, most: int = _SAMPLES) -> list[str]:
    """Return a few lines, the same whatever order they come in."""
    return sorted(set(lines), key=lambda line: (slot_of(line), line))[:most]


def slot_of(text: str) -> int:
    """Return a number for a text that is the same on every machine."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def write_counts(counts: Counts) -> bytes:
    """Return counts as JSON, sorted."""
    return msgspec.json.format(msgspec.json.encode(counts, order="deterministic"), indent=1) + b"\n"


def read_counts(paths: Iterable[Path]) -> Counts:
    """Return the sum of the counts in some files. Raises InputError."""
    total = Counts()
    for path in paths:
        with reading():
            data = path.read_bytes()
        try:
            found = msgspec.json.decode(data, type=Counts)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise InputError(
                f"{path}: these are no counts: {error}\n  give a file that --save-counts has written"
            ) from None
        if found.version != _VERSION:
            raise InputError(f"{path}: counts of another version\n  count again with --save-counts")
        total.add(found)
    return total


def rarest_words(group: Group) -> dict[str, list[str]]:
    """Return for each template its two words that the fewest templates have: near misses share them."""
    from cleaner.text.words import tokens

    words = {template: sorted(set(tokens(template))) for template in group.seen}
    counts = Counter(word for some in words.values() for word in some)
    return {
        template: sorted((word for word in some if len(word) > 2), key=lambda word: (counts[word], word))[:2]
        for template, some in words.items()
    }
