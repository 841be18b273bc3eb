"""The nouns of the cleaner: documents that go in, results and removals that come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

Level = Literal["safe", "normal", "strict"]
Category = Literal[
    "ads", "widgets", "navigation", "teasers", "engagement", "comments", "legal", "credits", "other"
]
Zone = Literal["head", "body", "tail"]
Links = Literal["keep", "text"]
Guarded = Level | Literal["input"]

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
"""Mildest first: a rule drops at its own level and at every stricter one."""
LINKS: Final[tuple[Links, ...]] = get_args(Links)
CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)


def rank(level: Level) -> int:
    """Return how strict `level` is, 0 for the mildest."""
    return LEVELS.index(level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text to clean, with what else is known of it."""

    text: str
    url: str | None = None
    language: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What one rule took: bytes `start` to `end` of the document's text as UTF-8, and why.

    `line` is the number an editor shows for the first line of it. Line breaks and
    blank lines that went along are part of `text`.
    """

    rule: str
    category: Category
    line: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A cleaned document.

    Putting the texts of `removals` back at their offsets gives the input, byte for
    byte. `guarded` says what the guard gave back in place of a cleaning that would
    have taken too much: the result at the next milder level, or the input. None: it had no
    reason to act.
    """

    text: str
    removals: Sequence[Removal]
    level: Level
    guarded: Guarded | None = None


Term = tuple[str, int]
"""A name, and what it adds to a sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the score of a line is made of, in 1/100 log-odds, largest first.

    The terms of each pass add up to its score; that of the second is the line's. `entries` are the entries
    of the lexicon in the line. `noise` is the document's, per mille: the threshold depends on it.
    """

    noise: int
    first: Sequence[Term]
    second: Sequence[Term]
    entries: Sequence[Term]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided about one line, for people.

    `rule` is the id of the rule that removed the line or, for a line that stays, of
    the keep rule that saved it. `matches` are the ids of all rules that match the line, at whatever level.
    A line that no rule matches by itself falls if its `score`, in 1/100 log-odds for noise, is above
    `threshold`. Both are None where the score decides nothing: without score files, at the level safe, and in
    a line that is divided into pieces. `terms` are what the score is made of, if that was asked for. The
    lines of a hard-wrapped paragraph share all three.
    """

    line: int
    text: str
    kept: bool
    rule: str | None
    matches: tuple[str, ...]
    score: int | None = None
    threshold: int | None = None
    terms: Terms | None = None
