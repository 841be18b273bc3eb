"""Patterns as abstract strings: what a line shows where they match, as far as tokens go.

The syntax tree is that of Python's own parser. An abstract string has letters, NUMBER for a run of digits,
and a space for whatever is no part of a word, behind a rare sign if there is one.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby, product
from typing import Any, Final, NamedTuple
from unicodedata import normalize

import regex

from cleaner.rulebook.rule import TITLE_MARK
from cleaner.text.fold import make_plain
from cleaner.text.words import NUMBER, SPACELESS

_parser: Final[Any] = re._parser  # type: ignore[attr-defined]

LETTER, DIGIT, GAP, LONE, EDGE = 1, 2, 4, 8, 16
"""What may be at a place: a letter, a digit, a gap, a character that is a token, the line's end."""
ANYTHING: Final = LETTER | DIGIT | GAP | LONE
SIGNS: Final = frozenset("©®™°×☰→←›»«‹▶►▼▲★☆✕✖✗❌✓✔")
"""Characters so rare that one of them can be what a line must hold."""
WORD: Final = regex.compile(r"\w")
_MOST_STRINGS: Final = 400
_MOST_PREFIXES: Final = 8
_MOST_CHARS: Final = 16
"""A larger set of characters is known by its kinds alone."""
_OTHER_SYNTAX: Final = re.compile(
    r"\{[eids]|\[:\^?[a-z]+:\]|\(\?[a-zA-Z-]*[aAbBeEfFLmMpPrRuUVwWxX][a-zA-Z0-9-]*[:)]"
)
"""What only `regex` knows, or what changes what the rest means: errors allowed, classes by name, switches."""
_PROPERTY: Final = re.compile(r"\\[pP]\{[^}]*\}|\\[pP][A-Z]|\\[XR]")
_LONE_SET: Final = rf"[[{SPACELESS}]--\d]"
_LONE: Final = regex.compile(_LONE_SET, regex.V1)
_ABSTRACT: Final = regex.compile(rf"{_LONE_SET}|\d+|[\w--\d--{_LONE_SET}]+|\W+", regex.V1)
_SQUEEZE: Final = re.compile(r"\s{2,}")


class Unknown(NamedTuple):
    """A part of which is known only what its first and last character may be, and if it may be empty."""

    first: int
    last: int
    empty: bool
    inner: tuple["Parts", ...] = ()
    """Branches one of which it must match, to look for needs in; none: it can't be told."""


Item = frozenset[str] | Unknown
Parts = tuple[Item, ...]


def parse_pattern(source: str) -> Any:
    """Return Python's tree of a pattern, None where it can't be read."""
    if _OTHER_SYNTAX.search(source):
        return None
    try:
        return _parser.parse(_without_properties(source), re.IGNORECASE)
    except (re.error, RecursionError, OverflowError, ValueError):
        return None


def _without_properties(source: str) -> str:
    """Put in the place of \\p{…}, which Python's parser doesn't know, what may be any character."""
    out, at, inside = [], 0, False
    while at < len(source):
        char = source[at]
        found = _PROPERTY.match(source, at)
        if found:
            out.append(r"\w\W" if inside else r"[\w\W]")
            at = found.end()
            continue
        if char == "\\":
            out.append(source[at : at + 2])
            at += 2
            continue
        if char == "[" and not inside:
            inside = True
            # A bracket right behind the opening one is a member.
            end = at + 2 if source[at + 1 : at + 2] == "^" else at + 1
            end += source[end : end + 1] == "]"
            out.append(source[at:end])
            at = end
            continue
        inside = inside and char != "]"
        out.append(char)
        at += 1
    return "".join(out)


def spread_looks(tree: Sequence[Any]) -> list[Any]:
    """Return a pattern with what it looks for before its start and behind its end as parts of it.

    A text that matches `(?<=a)b(?=c)` somewhere holds what `abc` matches. Within a pattern that isn't so.
    """
    nodes = list(tree)
    if nodes and str(nodes[0][0]) == "ASSERT" and nodes[0][1][0] < 0:
        nodes[:1] = nodes[0][1][1]
    if nodes and str(nodes[-1][0]) == "ASSERT" and nodes[-1][1][0] > 0:
        nodes[-1:] = nodes[-1][1][1]
    return nodes


def parts_of(tree: Iterable[Any]) -> Parts:
    """Return a sequence as parts, neighbours that are few strings put together."""
    found: list[Item] = []
    for is_text, group in groupby(tree, lambda node: str(node[0]) == "LITERAL"):
        if is_text:
            # The title's mark stands for any text.
            text = "".join(chr(value) for _, value in group)
            for place, part in enumerate(text.split(TITLE_MARK)):
                if place:
                    _append(found, Unknown(ANYTHING, ANYTHING, empty=False))
                if part:
                    _append(found, frozenset([_abstract(_folded(part))]))
            continue
        for op, value in group:
            for item in _item(op, value):
                _append(found, item)
    return tuple(found)


def _append(found: list[Item], item: Item) -> None:
    """Add a part to others, and put it together with the one before where both are few strings."""
    last = found[-1] if found else None
    if isinstance(last, frozenset):
        if isinstance(item, frozenset):
            if len(item) * len(last) <= _MOST_STRINGS:
                found[-1] = frozenset(_squeeze(a + b) for a in last for b in item)
                return
        elif (
            len(item.inner) > 1 and len(last) <= _MOST_PREFIXES and not all(text[-1:] == " " for text in last)
        ):
            # Python's parser takes out what branches begin with: "s(?:ign up|ubscribe)".
            branches: list[Parts] = []
            for branch in item.inner:
                parts: list[Item] = [last]
                for part in branch:
                    _append(parts, part)
                branches.append(tuple(parts))
            found[-1] = _either(branches)
            return
    found.append(item)


def _squeeze(text: str) -> str:
    """Make one of spaces and of numbers that touch."""
    if "  " in text:
        text = _SQUEEZE.sub(" ", text)
    return re.sub(f"{NUMBER}{{2,}}", NUMBER, text) if NUMBER + NUMBER in text else text


def _item(op: Any, value: Any) -> Parts:
    name = str(op)
    if name in ("ANY", "NOT_LITERAL"):
        return (Unknown(ANYTHING, ANYTHING, empty=False),)
    if name == "IN":
        return (_set(value),)
    if name in ("AT", "ASSERT", "ASSERT_NOT"):
        return ()
    if name == "SUBPATTERN":
        return parts_of(value[-1])
    if name == "ATOMIC_GROUP":
        return parts_of(value)
    if name == "BRANCH":
        return (_either([parts_of(branch) for branch in value[1]]),)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _repeat(int(value[0]), int(value[1]), parts_of(value[2]))
    return (Unknown(ANYTHING, ANYTHING, empty=True),)


def _folded(text: str) -> str:
    return make_plain(normalize("NFKC", make_plain(normalize("NFKC", text)).casefold()))


def _abstract(text: str) -> str:
    """Return what a text in a pattern is, as a line shows it, as an abstract string."""
    return "".join(
        NUMBER if part[0].isdecimal() else part if WORD.match(part[0]) else _gap(part)
        for part in _ABSTRACT.findall(text)
    )


def _gap(text: str) -> str:
    """Return what is no part of a word as a space, behind the sign in it if there is one."""
    return next((char for char in text if char in SIGNS), "") + " "


def _set(members: Sequence[Any]) -> Item:
    """Return what a set of characters may be."""
    chars: list[str] = []
    kinds = 0
    if str(members[0][0]) == "NEGATE":
        categories = {str(value) for op, value in members[1:] if str(op) == "CATEGORY"}
        if "CATEGORY_WORD" in categories and "CATEGORY_NOT_WORD" not in categories:
            return frozenset([" "])
    for op, value in members:
        name = str(op)
        if name == "LITERAL":
            chars.append(chr(value))
        elif name == "RANGE" and value[1] - value[0] < 64:
            chars += map(chr, range(value[0], value[1] + 1))
        elif name == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
            kinds |= DIGIT
        elif name == "CATEGORY" and str(value) in ("CATEGORY_SPACE", "CATEGORY_NOT_WORD"):
            kinds |= GAP
        else:  # a negation, a large range, a word: anything
            return Unknown(ANYTHING, ANYTHING, empty=False)
    strings = {_abstract(_folded(char)) for char in chars}
    if " " in strings:  # one that may be anything but a word needn't be a sign
        strings = {" " if text[-1:] == " " else text for text in strings}
    if kinds & DIGIT:
        strings.add(NUMBER)
    if kinds & GAP:
        strings.add(" ")
    if len(strings) <= _MOST_CHARS:
        return frozenset(strings)
    kind = _kinds(strings)
    return Unknown(kind, kind, empty="" in strings)


def _kinds(strings: Iterable[str]) -> int:
    found = 0
    for text in strings:
        for char in text:
            found |= kind_of(char)
    return found


@lru_cache(maxsize=4_096)
def kind_of(char: str) -> int:
    if char == " " or char in SIGNS:
        return GAP
    if char == NUMBER:
        return DIGIT
    return LONE if _LONE.match(char) else LETTER


def _either(branches: list[Parts]) -> Item:
    """Return what one of some branches may be."""
    strings: set[str] = set()
    for branch in branches:
        if not all(isinstance(item, frozenset) for item in branch):
            break
        found = {""}
        for item in branch:
            assert isinstance(item, frozenset)
            if len(found) * len(item) > _MOST_STRINGS:
                break
            found = {_squeeze(a + b) for a in found for b in item}
        else:
            strings |= found
            continue
        break
    else:
        if len(strings) <= _MOST_STRINGS:
            return frozenset(strings)
    first = last = 0
    empty = False
    for branch in branches:
        first |= first_of(branch)
        last |= last_of(branch)
        empty = empty or all(may_be_empty(item) for item in branch)
    return Unknown(first, last, empty, () if empty else tuple(branches))


def _repeat(least: int, most: int, parts: Parts) -> Parts:
    """Return what stands so many times in a row."""
    only = parts[0] if len(parts) == 1 else None
    if isinstance(only, frozenset):
        # Of gaps, and of digits, any number is one.
        if only <= {" ", NUMBER} and len(only) == 1:
            return (only if least else only | {""},)
        if most <= 2 or (least == most and most <= 4):
            found = {""} if least == 0 else set()
            so_far = {""}
            for count in range(1, most + 1):
                if len(so_far) * len(only) > _MOST_STRINGS:
                    break
                so_far = {_squeeze(a + b) for a, b in product(so_far, only)}
                if count >= least:
                    found |= so_far
            else:
                if len(found) <= _MOST_STRINGS:
                    return (frozenset(found),)
    elif (least, most) == (1, 1):
        return parts
    first, last = first_of(parts), last_of(parts)
    empty = least == 0 or all(may_be_empty(item) for item in parts)
    return (Unknown(first, last, empty, () if empty else (parts,)),)


def may_be_empty(item: Item) -> bool:
    return "" in item if isinstance(item, frozenset) else item.empty


def first_of(parts: Parts) -> int:
    """Return what may be the first character; nothing of what is empty as a whole."""
    found = 0
    for item in parts:
        if isinstance(item, frozenset):
            for text in item:
                found |= kind_of(text[0]) if text else 0
        else:
            found |= item.first
        if not may_be_empty(item):
            break
    return found


def last_of(parts: Parts) -> int:
    found = 0
    for item in reversed(parts):
        if isinstance(item, frozenset):
            for text in item:
                found |= kind_of(text[-1]) if text else 0
        else:
            found |= item.last
        if not may_be_empty(item):
            break
    return found


@lru_cache(maxsize=65_536)
def split_abstract(text: str) -> tuple[str, ...]:
    """Return an abstract string as tokens and gaps: many patterns share their parts."""
    return tuple(_ABSTRACT.findall(text))


@lru_cache(maxsize=4_096)
def continues(char: str) -> int:
    """Return what may make one token with a character."""
    kind = kind_of(char)
    return kind if kind in (LETTER, DIGIT) else 0
