"""What a rule is once it is loaded: a matcher, gates, a reach, an effect."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import regex

from cleaner.model import Category, Level, Zone
from cleaner.rulebook.signals import Scoring
from cleaner.text.prose import ProseTest

Effect = Literal["drop", "keep", "weigh"]
FLAGS: Final = regex.IGNORECASE | regex.V0
"""How patterns are compiled."""
# Named tuples below, where nothing is late: a dataclass takes far longer to define, at each start.


class Late:
    """An object of which parts may come only when somebody asks for them.

    `late` yields their names and values. It stands only in what comes out of a cache,
    where few need those parts, and to make them takes longer than all the rest.
    """

    __slots__ = ("late",)
    late: Callable[[], Iterable[tuple[str, object]]]

    if not TYPE_CHECKING:  # or mypy would believe in whatever attribute

        def __getattr__(self, name):
            """Fetch what is late: Python asks here for what isn't there."""
            if name == "late" or name.startswith("__"):
                raise AttributeError(name)
            for part, value in self.late():
                object.__setattr__(self, part, value)
            return object.__getattribute__(self, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Late):
    """Whole lines that fold to one of these phrases or, with `chain`, to several of them in a row."""

    phrases: frozenset[str]
    chain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts(Late):
    """Lines whose folded form begins with one of these phrases, at a word boundary."""

    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contains(Late):
    """Lines whose folded form holds one of these phrases, at word boundaries."""

    phrases: tuple[str, ...]


class Pattern(NamedTuple):
    """Whole half-folded lines that match `source`; `title` if it speaks of the document's title."""

    source: str
    title: bool = False


class Step(NamedTuple):
    """One element of a block: a pattern, and how many lines in a row it may take."""

    source: str
    least: int = 1
    most: int = 1


class Block(NamedTuple):
    """Consecutive lines, a step each; a hit only where `min_hits` such blocks stand in a row."""

    steps: tuple[Step, ...]
    min_hits: int = 1


class Run(NamedTuple):
    """A run of short lines that aren't prose, a share of which line rules hit."""

    max_words: int
    min_lines: int
    min_hits: float = 0.0
    keep_last: int = 0


class Repeat(NamedTuple):
    """The second and later copies of a block of at least `min_lines` lines."""

    min_lines: int


class Span(NamedTuple):
    """Parts of raw lines that match `source`."""

    source: str


Matcher = Lines | Starts | Contains | Pattern | Block | Run | Repeat | Span
LineMatcher = Lines | Starts | Contains | Pattern


class Reach(NamedTuple):
    """How far a line rule acts beyond the line it hits: the run under it or, `upward`, above it.

    The run ends before a kept line, before a line that folds to one of `until`, after
    `max_lines`, and before prose if `stops_at_prose`. `budget` is the share of the
    document's prose words that the run may hold; a run with more stays, the heading
    falls alone. `heading_stays`: the line that was hit is not part of what goes.
    """

    upward: bool
    stops_at_prose: bool
    until: frozenset[str] = frozenset()
    max_lines: int | None = None
    budget: float | None = None
    heading_stays: bool = False


class After(NamedTuple):
    """Only where the matcher of `rule` (a full id) hit at most `lines` lines above."""

    rule: str
    lines: int


class PageGate(NamedTuple):
    """Only in documents with `hits` lines hit by ungated line rules and this share of words in `prose`."""

    hits: int = 0
    prose: float = 0.0


class Gates(NamedTuple):
    """Where a rule may act. What isn't set doesn't limit it."""

    zone: frozenset[Zone] = frozenset()
    max_words: int | None = None
    min_words: int | None = None
    isolated: bool = False
    after: After | None = None
    site: tuple[str, ...] = ()
    page: PageGate | None = None


class Origin(NamedTuple):
    """Where a rule was written, and how: its lines of the rule file, and its pack's table."""

    file: str
    line: int | None
    pack_source: str
    rule_source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Late):
    """One entry of a rule file. `id` is the full id, `pack.rule`."""

    id: str
    why: str
    category: Category
    level: Level
    language: str
    effect: Effect
    weight: int | None
    matcher: Matcher
    reach: Reach | None
    gates: Gates
    drops: tuple[str, ...]
    keeps: tuple[str, ...]
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """All packs in force. `hash` changes whenever a rule, a fragment or a threshold does.

    `function_words` are the folded ones of every language.
    """

    rules: tuple[Rule, ...]
    prose: ProseTest
    function_words: frozenset[str]
    scoring: Scoring
    hash: str
    warnings: tuple[str, ...] = ()
