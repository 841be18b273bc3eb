"""Read off a pattern what a line must hold for the pattern to match the whole of it.

What a pattern means is for `regex` to say. This reads only so much of its syntax as is
needed to say of most lines that they can't match. What it doesn't understand it takes
for something that can match anything.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from cleaner.rulebook.fragments import TITLE_MARK

# Characters that `regex` takes for the same as another, case aside, and str.lower() doesn't.
_ALIKE: Final = {
    "İ": "i", "ı": "i", "ſ": "s", "K": "k", "µ": "μ", "\u0345": "ι", "\u1fbe": "ι", "\u1fd3": "\u0390",
    "\u1fe3": "\u03b0", "ϐ": "β", "ϵ": "ε", "ϑ": "θ", "ϴ": "θ", "ϰ": "κ", "ϖ": "π", "ϱ": "ρ", "ς": "σ",
    "Σ": "σ", "ϕ": "φ", "\u1c80": "в", "\u1c81": "д", "\u1c82": "о", "\u1c83": "с", "\u1c84": "т",
    "\u1c85": "т", "\u1c86": "ъ", "\u1c87": "ѣ", "\u1c88": "ꙋ", "\u1e9b": "ṡ", "\ufb05": "\ufb06",
}  # fmt: skip
_ODD: Final = re.compile(f"[{''.join(_ALIKE)}]")

_MOST_STRINGS: Final = 64
"""A part that can be more strings than this is cut in two: some of the first half, some of the second."""
_MOST_CHOICES: Final = 400
"""So many strings one of several branches may be."""
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
_NO_WIDTH: Final = frozenset("bBAZzmM")
_ONE_OF_MANY: Final = frozenset("dDwWsS")

Strings: TypeAlias = frozenset[str]
EMPTY: Final[Strings] = frozenset({""})


@dataclass(slots=True)
class Either:
    """One of several conditions; each is a list of which all must hold."""

    branches: tuple["Needs", ...]


Needs: TypeAlias = tuple["Strings | Either", ...]
"""All of these must hold: of a set of strings that the line has one in it."""


@dataclass(slots=True)
class Shape:
    """What is known about the texts that a pattern, or a part of it, matches.

    `strings` are all of them, if they are few, and say it all; else None. `needs` are what
    each of them holds. `firsts` and `lasts` are the characters with which those begin and
    end that aren't empty (None: any); `empty` says whether one may be.
    """

    strings: Strings | None
    empty: bool = False
    needs: Needs = ()
    firsts: Strings | None = None
    lasts: Strings | None = None

    def first(self) -> Strings | None:
        """Return the characters with which the texts begin, None for any."""
        return self.firsts if self.strings is None else frozenset(text[0] for text in self.strings if text)

    def last(self) -> Strings | None:
        """Return the characters with which the texts end, None for any."""
        return self.lasts if self.strings is None else frozenset(text[-1] for text in self.strings if text)

    def musts(self) -> Needs:
        """Return what each of the texts holds."""
        if self.strings is None:
            return self.needs
        return () if self.empty else (self.strings,)


_ANY: Final = Shape(None)
_NOTHING: Final = Shape(EMPTY, True)
ANYTHING: Final = Shape(None, True)


class _StrangeError(Exception):
    """The pattern has something in it that isn't read here."""


def alike(text: str) -> str:
    """Return `text` so that whatever patterns take for the same, case aside, is the same.

    >>> alike("Iıİ Σς")
    'iii σσ'
    """
    if not text.isascii():
        text = _ODD.sub(lambda found: _ALIKE[found[0]], text)
    return text.lower()


@lru_cache(maxsize=2_000)
def shape_of(source: str) -> Shape:
    """Return what is known about the texts that `source` matches, all of them run through `alike`.

    >>> sorted(shape_of("(?:see|read) (?:also|more):?").strings)[:3]
    ['read also', 'read also:', 'read more']
    >>> shape_of("[0-9]+ Shares?.*").needs[1]
    frozenset({' share'})
    """
    try:
        tokens = list(_tokens(source))
        shape, at = _alternation(tokens, 0)
    except (_StrangeError, RecursionError):
        return ANYTHING
    return shape if at == len(tokens) else ANYTHING


def is_sound(source: str) -> bool:
    """Say whether `source` is for certain a pattern that compiles and doesn't match the empty string."""
    return not shape_of(source).empty


def holds(needs: Needs, text: str) -> bool:
    """Say whether `text` has all that is needed."""
    for need in needs:
        if isinstance(need, Either):
            if not any(holds(branch, text) for branch in need.branches):
                return False
        elif not any(map(text.__contains__, need)):
            return False
    return True


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(source):
        found = _TOKEN.match(source, at)
        if not found or not found.lastgroup:
            raise _StrangeError
        yield found.lastgroup, found[0]
        at = found.end()


def _alternation(tokens: list[tuple[str, str]], at: int) -> tuple[Shape, int]:
    """Read the branches from token `at` on, up to a bracket that closes or the end; return where that is."""
    branches = []
    while True:
        shape, at = _sequence(tokens, at)
        branches.append(shape)
        if at == len(tokens) or tokens[at][1] == ")":
            return _either(branches), at
        at += 1


def _sequence(tokens: list[tuple[str, str]], at: int) -> tuple[Shape, int]:
    chain = _Chain()
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
            raise _StrangeError
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
        return (_ANY if text == "." else _NOTHING), at + 1
    if kind == "repeat":
        raise _StrangeError
    shape, at = _alternation(tokens, at + 1)
    if at == len(tokens):
        raise _StrangeError
    if kind == "look":  # what a line must go on with, it must hold
        needs = shape.musts() if text.endswith("=") else ()
        shape = Shape(None, True, needs, frozenset(), frozenset()) if needs else _NOTHING
    return shape, at + 1


def _escape(text: str) -> Shape:
    code = text[1]
    if len(text) > 2:
        return _of_text(chr(int(text[2:], 16))) if code in "xuU" else _ANY
    if code in _ONE_OF_MANY:
        return _ANY
    if code in _NO_WIDTH:
        return _NOTHING
    if code.isascii() and code.isalpha():
        raise _StrangeError
    return _of_text(code)


@lru_cache(maxsize=2_000)
def _set(text: str) -> Shape:
    """Return the shape of a set of characters, spelt out where they are few."""
    inner = text[1:-1]
    if inner.startswith("^") or re.search(r"\\[^\W_]|--|\|\||&&|~~|^$", inner):
        return _ANY
    found = re.findall(r"(\\.|.)(?:-(\\.|.))?", inner, re.DOTALL)
    chars: set[str] = set()
    for low, high in found:
        begin, end = ord(low[-1]), ord((high or low)[-1])
        if end < begin:
            raise _StrangeError
        if end - begin >= _MOST_CHARS:
            return _ANY
        chars.update(map(chr, range(begin, end + 1)))
    if len(chars) > _MOST_CHARS or any(map(_is_unsettled, chars)):
        return _ANY
    return _of_strings(frozenset(map(alike, chars)))


@lru_cache(maxsize=10_000)
def _of_text(text: str) -> Shape:
    return (
        _ANY
        if not text.isascii() and any(map(_is_unsettled, text))
        else _of_strings(frozenset((alike(text),)))
    )


def _is_unsettled(char: str) -> bool:
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
        raise _StrangeError
    return int(least or 0), int(most) if most else None


def _of_strings(strings: Strings) -> Shape:
    return Shape(strings, "" in strings)


def _either(branches: list[Shape]) -> Shape:
    if len(branches) == 1:
        return branches[0]
    known = [shape.strings for shape in branches if shape.strings is not None]
    if len(known) == len(branches):
        strings = frozenset[str]().union(*known)
        if len(strings) <= _MOST_CHOICES:
            return _of_strings(strings)
    needs: Needs = ()
    each = [shape.musts() for shape in branches]
    if all(each):
        sets = [musts[0] for musts in each if len(musts) == 1 and isinstance(musts[0], frozenset)]
        needs = (frozenset[str]().union(*sets),) if len(sets) == len(each) else (Either(tuple(each)),)
    first = _union(shape.first() for shape in branches)
    last = _union(shape.last() for shape in branches)
    return Shape(None, any(shape.empty for shape in branches), needs, first, last)


def _union(sets: Iterable[Strings | None]) -> Strings | None:
    found: set[str] = set()
    for chars in sets:
        if chars is None:
            return None
        found |= chars
    return frozenset(found)


class _Chain:
    """Parts that follow one another. Neighbours that are few strings each are put together."""

    def __init__(self) -> None:
        self._needs: list[Strings | Either] = []
        self._run: Strings = EMPTY
        self._whole = True
        self._parts: list[Shape] = []

    def add(self, part: Shape) -> None:
        """Add what stands there once."""
        self._parts.append(part)
        strings = part.strings
        if strings is None:
            self._break()
            self._needs += part.needs
        elif self._run is EMPTY:
            self._run = strings
        elif len(self._run) * len(strings) <= _MOST_STRINGS:
            self._run = frozenset([a + b for a in self._run for b in strings])
        else:
            self._break()
            self._run = strings

    def add_repeated(self, part: Shape, least: int, most: int | None) -> None:
        """Add what may stand there more than once, or not at all."""
        if (least, most) == (0, 1) and part.strings is not None:
            self.add(_of_strings(part.strings | EMPTY))
            return
        if least:
            self.add(part)
        if most != 1:
            self.add(Shape(None, True, (), part.first(), part.last()))
        elif not least:
            self.add(Shape(None, True, (), part.firsts, part.lasts))

    def _break(self) -> None:
        self._whole = False
        if "" not in self._run:
            self._needs.append(self._run)
        self._run = EMPTY

    def shape(self) -> Shape:
        """Return what is known of all of them together."""
        if len(self._parts) == 1:
            return self._parts[0]
        if self._whole:
            return _of_strings(self._run)
        self._break()
        empty = all(part.empty for part in self._parts)
        first = _edge((part.first(), part.empty) for part in self._parts)
        last = _edge((part.last(), part.empty) for part in reversed(self._parts))
        return Shape(None, empty, tuple(self._needs), first, last)


def _edge(ends: Iterable[tuple[Strings | None, bool]]) -> Strings | None:
    """Return the characters at one end of a chain, from those of its parts and which of them may be empty."""
    found: list[Strings | None] = []
    for chars, empty in ends:
        found.append(chars)
        if not empty:
            break
    return _union(found)
