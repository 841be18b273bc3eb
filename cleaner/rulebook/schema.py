"""The keys of a rule file and what each may hold."""

from typing import Annotated, Final, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cleaner.model import Category, Level, Zone

T = TypeVar("T")
Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
PackId = Annotated[str, Meta(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
Text = Annotated[str, Meta(min_length=1)]
Texts = Annotated[list[Text], Meta(min_length=1)]
MOST: Final = 1_000_000
"""No number in a rule file is larger: sums of many have to fit into 64 bits."""
Count = Annotated[int, Meta(ge=1, le=MOST)]
Natural = Annotated[int, Meta(ge=0, le=MOST)]
Number = Annotated[int, Meta(ge=-MOST, le=MOST)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Table(msgspec.Struct, forbid_unknown_fields=True, rename=lambda name: name.rstrip("_")):
    """A table of a rule file; a trailing underscore keeps a key apart from a Python keyword."""


class PackEntry(Table):
    id: PackId
    category: Category
    why: Text
    language: str = ""


class ReachEntry(Table):
    while_: Literal["not prose", "anything"] = "not prose"
    until: Texts | UnsetType = UNSET
    max_lines: Count | UnsetType = UNSET
    heading: Literal["goes", "stays"] = "goes"


class AfterEntry(Table):
    rule: Text
    lines: Count


class PageEntry(Table):
    hits: Natural = 0
    prose: Share = 0.0


class RunEntry(Table):
    max_words: Count
    min_lines: Count
    min_hits: Share = 0.0
    keep_last: Natural = 0


class RepeatEntry(Table):
    min_lines: Count


class RuleEntry(Table):
    id: Id
    why: Text
    lines: Texts | UnsetType = UNSET
    starts: Texts | UnsetType = UNSET
    contains: Texts | UnsetType = UNSET
    pattern: Text | UnsetType = UNSET
    block: Texts | UnsetType = UNSET
    run: RunEntry | UnsetType = UNSET
    repeat: RepeatEntry | UnsetType = UNSET
    span: Text | UnsetType = UNSET
    chain: bool = False
    min_hits: Count = 1
    below: ReachEntry | UnsetType = UNSET
    above: ReachEntry | UnsetType = UNSET
    budget: Share | UnsetType = UNSET
    zone: Zone | list[Zone] | UnsetType = UNSET
    max_words: Count | UnsetType = UNSET
    min_words: Count | UnsetType = UNSET
    isolated: bool = False
    after: AfterEntry | UnsetType = UNSET
    site: Texts | UnsetType = UNSET
    language: str | UnsetType = UNSET
    page: PageEntry | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    keep: bool = False
    weight: Number | UnsetType = UNSET
    drops: list[Text] = []
    keeps: list[Text] = []


class SignalEntry(Table):
    id: Id
    bins: list[Number]
    weights: list[Number] = []
    clean_weights: list[Number] = []
    why: Text | UnsetType = UNSET


class CleanScoreEntry(Table):
    hits: Natural
    share: Natural
    normal: Number
    strict: Number
    switch: Natural
    prose: Natural = 0
    headline: Natural = 0
    against: Natural = 0


class ScoreEntry(Table):
    normal: Number
    strict: Number
    switch: Natural
    prose: Natural = 0
    headline: Natural = 0
    against: Natural = 0
    words: Natural = 0
    falls: Natural = 0
    clean: CleanScoreEntry | None = None


class ProseEntry(Table):
    min_words: Count
    min_words_open: Count
    terminal: Text
    max_digits: Share
    max_links: Share


class FileEntry(Table):
    """A whole rule file."""

    pack: PackEntry | UnsetType = UNSET
    fragments: dict[str, Text] = {}
    rule: list[RuleEntry] = []
    signal: list[SignalEntry] = []
    prose: ProseEntry | UnsetType = UNSET
    score: ScoreEntry | UnsetType = UNSET
    disable: list[Text] = []
    function_words: list[Text] = []


MATCHERS = ("lines", "starts", "contains", "pattern", "block", "run", "repeat", "span")
LINE_MATCHERS = ("lines", "starts", "contains", "pattern")


def given(value: T | UnsetType, default: T) -> T:
    """Return `value`, or `default` where the key isn't in the file."""
    return default if isinstance(value, UnsetType) else value
