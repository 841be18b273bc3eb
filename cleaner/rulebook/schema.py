"""The keys of a rule file and what each may hold."""

from typing import Annotated, ClassVar, Final, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cleaner.model import Category, Level, Zone
from cleaner.rulebook.rule import Extent

T = TypeVar("T")
Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
PackId = Annotated[str, Meta(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
Text = Annotated[str, Meta(min_length=1)]
Texts = Annotated[list[Text], Meta(min_length=1)]
MOST: Final = 1_000_000
"""No number in a rule file is larger."""
Count = Annotated[int, Meta(ge=1, le=MOST)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Table(msgspec.Struct, forbid_unknown_fields=True, rename=lambda name: name.rstrip("_")):
    """A table of a rule file; a trailing underscore keeps a key apart from a Python keyword."""

    had_others: ClassVar[bool] = True
    """Whether keys of the first version are told from mistyped ones."""


class PackEntry(Table):
    id: PackId
    category: Category
    why: Text
    language: str = ""
    site: Texts | UnsetType = UNSET


class RegionEntry(Table):
    while_: Extent = "not prose"
    until: Texts | UnsetType = UNSET
    max_lines: Count | UnsetType = UNSET
    budget: Share | UnsetType = UNSET
    anchor: Literal["goes", "stays"] = "goes"


class AfterEntry(Table):
    within: Count
    lines: Texts | UnsetType = UNSET
    pattern: Text | UnsetType = UNSET


class RuleEntry(Table):
    id: Id
    why: Text
    lines: Texts | UnsetType = UNSET
    starts: Texts | UnsetType = UNSET
    contains: Texts | UnsetType = UNSET
    pattern: Text | UnsetType = UNSET
    block: Texts | UnsetType = UNSET
    span: Text | UnsetType = UNSET
    chain: bool = False
    times: Count = 1
    below: RegionEntry | UnsetType = UNSET
    above: RegionEntry | UnsetType = UNSET
    zone: Zone | list[Zone] | UnsetType = UNSET
    max_words: Count | UnsetType = UNSET
    min_words: Count | UnsetType = UNSET
    isolated: bool = False
    near_prose: Count | UnsetType = UNSET
    after: AfterEntry | UnsetType = UNSET
    site: Texts | UnsetType = UNSET
    language: str | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    keep: bool = False
    drops: list[Text] = []
    keeps: list[Text] = []


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
    prose: ProseEntry | UnsetType = UNSET
    function_words: dict[str, list[Text]] = {}
    disable: list[Text] = []


REPLACED: Final = {
    "page": "leave it out: a rule decides its own lines only; narrow it with zone, max_words or near_prose",
    "run": "leave the rule out, or name the form of the lines: block = ['…', '+'], times = 3",
    "repeat": "leave the rule out, or name the form of the lines: block = ['…', '…'], times = 2",
    "min_hits": "write times = 3",
    "weight": "leave it out, and give a level: a rule drops or keeps",
    "heading": 'write anchor = "stays" in the region: below = { anchor = "stays" }',
    "signal": "rules don't weigh; score files do: give their folder with --score",
    "score": "rules don't weigh; score files do: give their folder with --score",
}
"""Keys of the first version, and what replaces them."""
MATCHERS: Final = ("lines", "starts", "contains", "pattern", "block", "span")
LINE_MATCHERS: Final = ("lines", "starts", "contains", "pattern")


def given(value: T | UnsetType, default: T) -> T:
    """Return `value`, or `default` where the key isn't in the file."""
    return default if isinstance(value, UnsetType) else value
