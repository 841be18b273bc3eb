"""Read off a pattern what a line must hold for the pattern to match the whole of it.

What a pattern means is for `regex` to say. This reads only so much of its syntax as is
needed to say of most lines that they can't match. What it doesn't understand it takes
for something that can match anything.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from cleaner.rulebook.fragments import TITLE_MARK
from cleaner.rulebook.shape import ANY, ANYTHING, NOTHING, Chain, Shape, alike, either, of_strings

_MOST_CHARS: Final = 64
"""A larger set of characters says nothing."""


_TOKEN: Final = re.compile(
    r"(?P<text>[^\\[({|?*+.^$)]+(?![?*+{])|[^\\[({|?*+.^$)])"
    r"|(?P<escape>\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[pP]\{(?:L|N|P|S|Lu|Ll|Han|Hiragana|Katakana|Thai)\}|[^\n0-9]))"
    r"|(?P<set>\[\^?\]?(?:\\.|[^\\\]\[])*\])"
    r"|(?P<look>\(\?<?[=!])"
    r"|(?P<open>\((?:\?(?::|>|P?<[A-Za-z_]\w*>|i:))?(?![?*]))"
    r"|(?P<repeat>(?:[?*+]|\{(?=,?[0-9])[0-9]*(?:,[0-9]*)?\})[?+]?)"
    r"|(?P<other>[|).^$])"
)
NO_WIDTH: Final = frozenset("bBAZzmM")
_ONE_OF_MANY: Final = frozenset("dDwWsS")


class StrangeError(Exception):
    """A pattern has something in it that isn't read here."""


@lru_cache(maxsize=2_000)
def shape_of(source: str) -> Shape:
    """Return what is known about the texts that `source` matches, all of them run through `alike`.

    >>> sorted(shape_of("(?:see|read) (?:also|more):?").strings)[:3]
    ['read also', 'read also:', 'read more']
    >>> shape_of("[0-9]+ Shares.*").needs[1]
    frozenset({' shares'})
    """
    try:
        found = list(tokens(source))
        shape, at = _alternation(found, 0)
    except (StrangeError, RecursionError):
        return ANYTHING
    return shape if at == len(found) else ANYTHING


def is_sound(source: str) -> bool:
    """Say whether `source` is for certain a pattern that compiles and doesn't match the empty string."""
    return not shape_of(source).empty


def tokens(source: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each token of a pattern. Raises StrangeError."""
    at = 0
    while at < len(source):
        found = _TOKEN.match(source, at)
        if not found or not found.lastgroup:
            raise StrangeError
        yield found.lastgroup, found[0]
        at = found.end()


def _alternation(tokens: list[tuple[str, str]], at: int) -> tuple[Shape, int]:
    """Read the branches from token `at` on, up to a bracket that closes or the end; return where that is."""
    branches = []
    while True:
        shape, at = _sequence(tokens, at)
        branches.append(shape)
        if at == len(tokens) or tokens[at][1] == ")":
            return either(branches), at
        at += 1


def _sequence(tokens: list[tuple[str, str]], at: int) -> tuple[Shape, int]:
    chain = Chain()
    while at < len(tokens):
        kind, text = tokens[at]
        if kind == "other" and text in "|)":
            break
        shape, at = _atom(tokens, at)
        if at < len(tokens) and tokens[at][0] == "repeat":
            least, most = _bounds(tokens[at][1])
            chain.add_repeated(shape, least, most)
            at += 1
        else:
            chain.add(shape)
        if at < len(tokens) and tokens[at][0] == "repeat":
            raise StrangeError
    return chain.shape(), at


def _atom(tokens: list[tuple[str, str]], at: int) -> tuple[Shape, int]:
    kind, text = tokens[at]
    if kind == "text":
        return _of_text(text), at + 1
    if kind == "escape":
        return _escape(text), at + 1
    if kind == "set":
        return _set(text), at + 1
    if kind == "other":
        return (ANY if text == "." else NOTHING), at + 1
    if kind == "repeat":
        raise StrangeError
    shape, at = _alternation(tokens, at + 1)
    if at == len(tokens):
        raise StrangeError
    if kind == "look":  # what a line must go on with, it must hold
        needs = shape.musts() if text.endswith("=") else ()
        shape = Shape(None, True, needs, frozenset(), frozenset()) if needs else NOTHING
    return shape, at + 1


def _escape(text: str) -> Shape:
    code = text[1]
    if len(text) > 2:
        return _of_text(chr(int(text[2:], 16))) if code in "xuU" else ANY
    if code in _ONE_OF_MANY:
        return ANY
    if code in NO_WIDTH:
        return NOTHING
    if code.isascii() and code.isalpha():
        raise StrangeError
    return _of_text(code)


@lru_cache(maxsize=2_000)
def _set(text: str) -> Shape:
    """Return the shape of a set of characters, spelt out where they are few."""
    inner = text[1:-1]
    if inner.startswith("^") or re.search(r"\\[^\W_]|--|\|\||&&|~~|^$", inner):
        return ANY
    found = re.findall(r"(\\.|.)(?:-(\\.|.))?", inner, re.DOTALL)
    chars: set[str] = set()
    for low, high in found:
        begin, end = ord(low[-1]), ord((high or low)[-1])
        if end < begin:
            raise StrangeError
        if end - begin >= _MOST_CHARS:
            return ANY
        chars.update(map(chr, range(begin, end + 1)))
    if len(chars) > _MOST_CHARS or any(map(is_unsettled, chars)):
        return ANY
    return of_strings(frozenset(map(alike, chars)))


@lru_cache(maxsize=10_000)
def _of_text(text: str) -> Shape:
    return (
        ANY if not text.isascii() and any(map(is_unsettled, text)) else of_strings(frozenset((alike(text),)))
    )


def is_unsettled(char: str) -> bool:
    """Say whether editions of Unicode may differ about what is the same as `char`, case aside."""
    if char < "\u0590" or "\u1e00" <= char < "\u2000" or char == TITLE_MARK:
        return False
    return char.lower() != char.upper() or not char.isprintable()


def _bounds(repeat: str) -> tuple[int, int | None]:
    """Return how often something is repeated, at least and at most."""
    mark = repeat[0]
    if mark != "{":
        return int(mark == "+"), 1 if mark == "?" else None
    least, comma, most = repeat[1 : repeat.index("}")].partition(",")
    if not comma:
        return int(least), int(least)
    if most and int(most) < int(least or 0):
        raise StrangeError
    return int(least or 0), int(most) if most else None
