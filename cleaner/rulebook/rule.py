"""What a rule is once it is loaded: what it matches, where, and what it does."""

from typing import Final, Literal

import regex
from msgspec import Raw, Struct, msgpack

from cleaner.model import Category, Level, Zone

# Stands for the document's title in a pattern and in the lines it is tried on. From a
# private-use area, so no folded text of a real page holds it.
TITLE_MARK: Final = "\ue000"
FLAGS: Final = regex.IGNORECASE | regex.V0
"""How patterns are compiled."""
FLAGS_FOR_MANY: Final = FLAGS | regex.MULTILINE
"""How `source_for_many` is compiled."""
_OF_ONE_LINE: Final = regex.compile(r"\\[AZGK]|\(\?<?[=!>]|\(\?[a-zA-Z-]+[:)]|[?*+}]\+")
"""What may mean something else where a line is one of many: ends of the text, looking around, switches,
and what gives nothing back, as it may take the line break."""


def source_for_many(source: str) -> str | None:
    """Return a pattern that finds the lines of a text which `source` matches; None where there is none."""
    return None if _OF_ONE_LINE.search(source) else f"^(?:{source})$"


class Lines(Struct, frozen=True, array_like=True, tag=True):
    """Whole lines that fold to one of these phrases or, with `chain`, to several of them in a row."""

    phrases: tuple[str, ...]
    chain: bool = False


class Starts(Struct, frozen=True, array_like=True, tag=True):
    """Lines whose folded form begins with one of these phrases, at a word boundary."""

    phrases: tuple[str, ...]


class Contains(Struct, frozen=True, array_like=True, tag=True):
    """Lines whose folded form holds one of these phrases, at word boundaries."""

    phrases: tuple[str, ...]


class Pattern(Struct, frozen=True, array_like=True, tag=True):
    """Whole half-folded lines that match `source`; it holds TITLE_MARK where it speaks of the title."""

    source: str


class Step(Struct, frozen=True, array_like=True):
    """One element of a block: a pattern, and how many lines in a row it may take."""

    source: str
    least: int = 1
    most: int = 1


class Block(Struct, frozen=True, array_like=True, tag=True):
    """Consecutive lines, a step each; only where so many such blocks follow one another."""

    steps: tuple[Step, ...]
    times: int = 1


class Span(Struct, frozen=True, array_like=True, tag=True):
    """Parts of raw lines that match `source`."""

    source: str


LineMatcher = Lines | Starts | Contains | Pattern
Matcher = LineMatcher | Block | Span


Extent = Literal["not prose", "paragraph", "anything"]


class Region(Struct, frozen=True, array_like=True):
    """The lines that go with the line a rule matches: those below it or, `upward`, above it.

    The region is what is not prose, or the rest of the paragraph (the lines up to a blank one; none where
    a document has no blank lines), or anything. It ends before a line that folds to one of `until`, and
    after `max_lines`; if it may be anything, there is an `until` and none of it comes, there is no region.
    `budget` is the share of the document's prose words that it may hold. `anchor_stays`: the
    line that was matched is not part of what goes.
    """

    upward: bool
    extent: Extent
    until: tuple[str, ...] = ()
    max_lines: int | None = None
    budget: float | None = None
    anchor_stays: bool = False


class After(Struct, frozen=True, array_like=True):
    """A line that `matcher` matches, at most `within` lines above."""

    matcher: Lines | Pattern
    within: int


class Where(Struct, frozen=True, array_like=True):
    """Where a rule matches. What isn't set doesn't limit it."""

    zone: tuple[Zone, ...] = ()
    max_words: int | None = None
    min_words: int | None = None
    isolated: bool = False
    near_prose: int | None = None
    after: After | None = None
    site: tuple[str, ...] = ()


class Origin(Struct, frozen=True, array_like=True):
    """Where a rule was written, and how: its lines of the rule file, and its pack's table."""

    file: str
    line: int | None
    pack_source: str
    rule_source: str


class Details(Struct, frozen=True, array_like=True):
    """What people want to know of a rule, and cleaning doesn't: its reason, its proof, its place."""

    why: str
    drops: tuple[str, ...]
    keeps: tuple[str, ...]
    origin: Origin


_encode_details: Final = msgpack.Encoder().encode
_decode_details: Final = msgpack.Decoder(Details).decode


class Rule(Struct, frozen=True, array_like=True, kw_only=True):
    """One entry of a rule file. `id` is the full id, `pack.rule`; `keep`: it keeps what it matches.

    `packed` are its details, unpacked where somebody asks: loading hundreds of rules should not wait for it.
    """

    id: str
    category: Category
    level: Level
    language: str
    keep: bool
    matcher: Matcher
    region: Region | None
    where: Where
    packed: Raw

    @property
    def details(self) -> Details:
        return _decode_details(self.packed)

    @property
    def why(self) -> str:
        return self.details.why

    @property
    def drops(self) -> tuple[str, ...]:
        return self.details.drops

    @property
    def keeps(self) -> tuple[str, ...]:
        return self.details.keeps

    @property
    def origin(self) -> Origin:
        return self.details.origin

    @property
    def effect(self) -> str:
        """What it does, in a word."""
        return "keep" if self.keep else "drop"


def pack_details(details: Details) -> Raw:
    """Return details as a rule has them."""
    return Raw(_encode_details(details))


class ProseTest(Struct, frozen=True, array_like=True):
    """The `[prose]` table: what a line must pass to count as prose.

    `min_words` is asked of a line that ends like a sentence (in one of `terminal`),
    `min_words_open` of any other; `max_capitals` is the largest share of its words that may
    begin with a capital letter, as those of menus do, unless most of its letters are
    capitals; `max_digits` and `max_links` are the largest shares of its characters that may
    be digits and that may be in links.
    """

    min_words: int
    min_words_open: int
    max_capitals: float
    terminal: str
    max_digits: float
    max_links: float
