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


def _means(meaning: str) -> Meta:
    """Say in Markdown what a key means: for the reference of keys, and for editors."""
    return Meta(description=meaning)


class Table(msgspec.Struct, forbid_unknown_fields=True, rename=lambda name: name.rstrip("_")):
    """A table of a rule file; a trailing underscore keeps a key apart from a Python keyword."""

    had_others: ClassVar[bool] = True
    """Whether keys of the first version are told from mistyped ones."""


class PackEntry(Table):
    """What the rules of a file have in common."""

    id: Annotated[PackId, _means("The pack's name: the full id of a rule is `pack.rule`.")]
    category: Annotated[Category, _means("What the rules remove. `--keep` and `--drop` name it.")]
    why: Annotated[Text, _means("Why the pack exists, in one sentence.")]
    language: Annotated[
        str,
        _means('A code such as `"en"`: the rules act on texts of this language, and of unknown language.'),
    ] = ""
    site: Annotated[
        Texts | UnsetType,
        _means('Hosts, with globs such as `"*.example.com"`: the rules act only on their documents.'),
    ] = UNSET


class RegionEntry(Table):
    """The lines below, or above, the line that a rule matches, which go with it."""

    while_: Annotated[
        Extent,
        _means(
            '`"not prose"`: it ends before the first prose line. `"paragraph"`: at the next blank line.'
            ' `"anything"`: neither ends it; without `until`, it goes to the end of the document.'
        ),
    ] = "not prose"
    until: Annotated[
        Texts | UnsetType,
        _means('Phrases: it ends before a line that equals one. If none comes, `"anything"` takes nothing.'),
    ] = UNSET
    max_lines: Annotated[Count | UnsetType, _means("The most lines that it can have; it is cut there.")] = (
        UNSET
    )
    budget: Annotated[
        Share | UnsetType,
        _means(
            "A share from 0 to 1: if it has more of the document's words in prose lines, it is not removed."
        ),
    ] = UNSET
    anchor: Annotated[
        Literal["goes", "stays"], _means("Whether the line that the rule matches is removed, too.")
    ] = "goes"


class AfterEntry(Table):
    """A line that must be above. Exactly one of `lines` and `pattern`."""

    within: Annotated[Count, _means("How many lines above it can be at most.")]
    lines: Annotated[Texts | UnsetType, _means("It equals one of these phrases.")] = UNSET
    pattern: Annotated[Text | UnsetType, _means("It matches this pattern.")] = UNSET


class RuleEntry(Table):
    """A rule. Exactly one of `lines`, `starts`, `contains`, `pattern`, `block` and `span`."""

    id: Annotated[Id, _means("The rule's name within its pack.")]
    why: Annotated[Text, _means("Why these lines are not part of an article, in one sentence.")]
    lines: Annotated[Texts | UnsetType, _means("Matches a whole line that equals one of these phrases.")] = (
        UNSET
    )
    starts: Annotated[
        Texts | UnsetType, _means("Matches a line that begins with one of these phrases. Needs `max_words`.")
    ] = UNSET
    contains: Annotated[
        Texts | UnsetType, _means("Matches a line that contains one of these phrases. Needs `max_words`.")
    ] = UNSET
    pattern: Annotated[
        Text | UnsetType,
        _means(
            "Matches a whole line, in the syntax of the `regex` module, with `{fragments}`; case is ignored."
        ),
    ] = UNSET
    block: Annotated[
        Texts | UnsetType,
        _means("Matches consecutive lines, a pattern for each; `'?'`, `'*'`, `'+'` repeat the one before."),
    ] = UNSET
    span: Annotated[
        Text | UnsetType, _means("Matches part of a line, by a pattern on the line as it is.")
    ] = UNSET
    chain: Annotated[
        bool, _means("With `lines`: also matches a line made of several of the phrases and separators.")
    ] = False
    times: Annotated[Count, _means("With `block`: how often in a row it must occur.")] = 1
    below: Annotated[RegionEntry | UnsetType, _means("Also removes lines below: see Regions.")] = UNSET
    above: Annotated[RegionEntry | UnsetType, _means("Also removes lines above: see Regions.")] = UNSET
    zone: Annotated[
        Zone | list[Zone] | UnsetType,
        _means(
            "Where the line is: `head`, before the first prose line; `tail`, after the last; `body`, between."
            " Without prose, everything is `body`."
        ),
    ] = UNSET
    max_words: Annotated[Count | UnsetType, _means("The most words that the line can have.")] = UNSET
    min_words: Annotated[Count | UnsetType, _means("The fewest words that the line can have.")] = UNSET
    isolated: Annotated[
        bool, _means("Only with a blank line, or an end of the document, on both sides of the line.")
    ] = False
    near_prose: Annotated[
        Count | UnsetType, _means("How many lines away a prose line can be at most. Blank lines don't count.")
    ] = UNSET
    after: Annotated[AfterEntry | UnsetType, _means("Only below a certain line: see After.")] = UNSET
    site: Annotated[
        Texts | UnsetType,
        _means("Hosts, as in `[pack]`, which it replaces. Without a URL the rule doesn't act."),
    ] = UNSET
    language: Annotated[str | UnsetType, _means("The rule's language, if it is not that of the pack.")] = (
        UNSET
    )
    category: Annotated[
        Category | UnsetType, _means("The rule's category, if it is not that of the pack.")
    ] = UNSET
    level: Annotated[
        Level | UnsetType,
        _means('The mildest level at which the rule removes something; `"normal"` if left out.'),
    ] = UNSET
    keep: Annotated[bool, _means("The rule keeps what it matches, at every level.")] = False
    drops: Annotated[list[Text], _means("Examples that the rule removes. `\\n` separates lines.")] = []
    keeps: Annotated[list[Text], _means("Near misses, which stay.")] = []


class ProseEntry(Table):
    """What a line must have to be prose: running text. Only one file in force has this table."""

    min_words: Annotated[Count, _means("The fewest words of a line that ends like a sentence.")]
    min_words_open: Annotated[Count, _means("The fewest words of any other line.")]
    max_capitals: Annotated[
        Share,
        _means(
            "The largest share of its words that can begin with a capital letter, unless most of its "
            "letters are capitals."
        ),
    ]
    terminal: Annotated[Text, _means("The characters that end a sentence.")]
    max_digits: Annotated[Share, _means("The largest share of its characters that can be digits.")]
    max_links: Annotated[Share, _means("The largest share of its characters that can be in links.")]


class FileEntry(Table):
    """A whole rule file."""

    pack: Annotated[
        PackEntry | UnsetType, _means("What the rules have in common. Needed if there are rules.")
    ] = UNSET
    fragments: Annotated[
        dict[str, Text], _means("Named parts of patterns: `answer_day = '…'` is `{answer_day}` in a pattern.")
    ] = {}
    rule: Annotated[list[RuleEntry], _means("The rules, each below `[[rule]]`.")] = []
    prose: Annotated[
        ProseEntry | UnsetType, _means("What counts as prose; the last file that says so is used.")
    ] = UNSET
    function_words: Annotated[
        dict[str, list[Text]], _means("The most frequent words of each language, by its code.")
    ] = {}
    disable: Annotated[
        list[Text], _means("Full ids of rules that don't act. Globs work, such as `en.ads.*`.")
    ] = []


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
