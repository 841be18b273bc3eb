"""Write patterns and phrases for Hyperscan so that it finds whatever they match, and little else.

Hyperscan reads bytes, of which each stands for one character (`squeeze`), and knows neither
Unicode nor lookaround. Where it can't say the same it is told to find more. A pattern whose
syntax isn't understood here has no expression.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from cleaner.engine.proposer import key_of
from cleaner.rulebook.glance import NO_WIDTH, StrangeError, is_unsettled, tokens
from cleaner.rulebook.shape import alike

HIGH: Final = 0x80
"""Bytes from here on stand for characters beyond ASCII, each for many."""
_HIGH: Final = frozenset(range(HIGH, 256))
_LOWER: Final = frozenset(b"abcdefghijklmnopqrstuvwxyz")
_DIGITS: Final = frozenset(b"0123456789")
_WORD: Final = _LOWER | _DIGITS | frozenset(b"_")
_ALL: Final = frozenset(range(256)) - frozenset(b"\n")
# Of a class: the bytes that a character of it may have, and those that only such characters have.
_CLASSES: Final = {
    "d": (_DIGITS | _HIGH, _DIGITS),
    "w": (_WORD | _HIGH, _WORD),
    "s": (frozenset(b" \t\x0b\x0c\r\x1c\x1d\x1e\x1f") | _HIGH, frozenset(b" \t\x0b\x0c\r")),
}
_PROPERTIES: Final = {"L": _LOWER, "Lu": _LOWER, "Ll": _LOWER, "N": _DIGITS}
_SURE: Final = {"L": _LOWER, "N": _DIGITS}
_ODD_LETTERS: Final = frozenset(b"iks")
"""Others than ASCII letters are the same as these, case aside."""
_Class = tuple[frozenset[int], frozenset[int]]
_MOST_CHARS: Final = 256
ANYTHING: Final = "^.+$"
"""Finds every line that isn't empty."""
_LONGEST: Final = 15_000
"""Characters that Hyperscan takes for an expression are not many more."""
_FEW: Final = 4
_BESIDE: Final = "[^a-z0-9]"
_MEMBER: Final = re.compile(
    r"\\[pP]\{(?P<property>\w+)\}|\\(?P<code>x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|\\(?P<escaped>.)|(?P<plain>.)",
    re.DOTALL,
)


def squeeze(char: str) -> int:
    """Return the byte that stands for `char`, and for all that are the same, case aside.

    >>> squeeze("A"), squeeze("ı") == squeeze("i"), squeeze("é") == squeeze("É")
    (97, True, True)
    """
    code = ord(alike(char)[0])
    if code < HIGH:
        return code
    return HIGH | (code & 0x7F) if code < 0x10000 else 0xFF


def line_expressions(source: str) -> list[str]:
    """Return expressions one of which finds every line that a pattern matches; each ends in that line."""
    try:
        expression = f"^(?:{_translate(source)})$"
        if len(expression) <= _LONGEST:
            return [expression]
    except StrangeError:
        pass
    key = key_of(source)
    return [_literal(string) for string in sorted(key)] if key else [ANYTHING]


def condition(source: str) -> str | None:
    """Return an expression for what a pattern that begins with a lookahead looks ahead to, if it does."""
    try:
        found = list(tokens(source))
        if not found or found[0] != ("look", "(?="):
            return None
        depth = 0
        for at, (kind, text) in enumerate(found):
            depth += (kind in ("open", "look")) - ((kind, text) == ("other", ")"))
            if not depth:
                inner = _translate("".join(text for _, text in found[1:at]))
                whole = at + 1 == len(found) or found[at + 1][0] != "repeat"
                return f"^(?:{inner})" if whole and not _has_branches(found) else None
    except StrangeError:
        pass
    return None


def _has_branches(found: Sequence[tuple[str, str]]) -> bool:
    """Say whether a pattern is one of several that stand side by side: then a lookahead is not of all."""
    depth = 0
    for kind, text in found:
        depth += (kind in ("open", "look")) - ((kind, text) == ("other", ")"))
        if not depth and (kind, text) == ("other", "|"):
            return True
    return False


def phrase_expression(phrase: str) -> str:
    """Return an expression for a phrase and what stands beside it: no letter, where it begins or ends in one.

    The beginning and the end of a line are line feeds; "_" is no letter here.
    """
    left = _BESIDE if is_sure(phrase[0]) else ""
    right = _BESIDE if is_sure(phrase[-1]) else ""
    return f"{left}{_literal(phrase)}{right}"


def is_sure(char: str) -> bool:
    """Say whether a phrase that begins or ends in `char` does so at the end of a word of ASCII letters."""
    return char.isascii() and squeeze(char) in _LOWER | _DIGITS


def _translate(source: str) -> str:
    parts: list[str] = []
    skipped = 0  # brackets open within a lookaround, which is left out
    depths: list[bool] = []
    for kind, text in tokens(source):
        if kind in ("open", "look"):
            depths.append(kind == "look")
            skipped += kind == "look"
            if not skipped:
                parts.append("(?:")
        elif kind == "other" and text == ")":
            if not depths:
                raise StrangeError
            was_look = depths.pop()
            if not skipped or was_look:
                parts.append("" if was_look else ")")
            skipped -= was_look
        elif not skipped:
            if kind == "repeat" and not parts[-1]:
                raise StrangeError  # of what was left out
            parts.append(_part(kind, text))
    if depths:
        raise StrangeError
    return "".join(parts)


def _part(kind: str, text: str) -> str:
    match kind:
        case "text":
            return _literal(text)
        case "escape":
            return _escape(text)
        case "set":
            return _set(text)
        case "repeat":
            return _repeat(text)
    return text if text in "|." else ""  # no anchors: they would only make it find less


def _literal(text: str) -> str:
    return "".join("." if _is_vague(char) else f"\\x{squeeze(char):02x}" for char in text)


def _is_vague(char: str) -> bool:
    return char == "\n" or (not char.isascii() and is_unsettled(char))


def _escape(text: str) -> str:
    code = text[1]
    if code in "pP":
        if len(text) == 2:  # what follows belongs to it, without braces
            raise StrangeError
        may, sure = _property(text[3:-1])
        return _of_bytes(may if code == "p" else _ALL - sure)
    if len(text) > 2:
        return _literal(chr(int(text[2:], 16)))
    if code.lower() in _CLASSES:
        may, sure = _CLASSES[code.lower()]
        return _of_bytes(may if code.islower() else _ALL - sure)
    if code in NO_WIDTH:
        return ""  # nothing that Hyperscan sees the same way
    if code.isascii() and code.isalnum():
        raise StrangeError
    return _literal(code)


def _repeat(text: str) -> str:
    if text[0] != "{":
        return text[0]
    least, comma, most = text[1 : text.index("}")].partition(",")
    if (comma and not most) or int(most or least) > _FEW:
        # Counting is what takes Hyperscan longest, and tells few lines apart.
        return "+" if int(least or 0) else "*"
    return f"{{{least or 0}{comma}{most}}}"


def _set(text: str) -> str:
    inner = text[1:-1]
    negated = inner.startswith("^")
    may, sure = _members(inner[1:] if negated else inner)
    return _of_bytes(_ALL - sure if negated else may)


def _members(inner: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return the bytes that what is in a set may have, and those that nothing else has."""
    if re.search(r"--|\|\||&&|~~", inner):
        raise StrangeError
    may: set[int] = set()
    sure: set[int] = set()
    items = list(_MEMBER.finditer(inner))
    at = 0
    while at < len(items):
        item = items[at]
        escaped = item["escaped"] or ""
        if item["property"]:
            of_it = _property(item["property"])
            _add_class(may, sure, of_it, inverted=item[0][1] == "P")
        elif escaped.lower() in _CLASSES:
            _add_class(may, sure, _CLASSES[escaped.lower()], inverted=escaped.isupper())
        else:
            low = high = _char(item)
            if at + 2 < len(items) and items[at + 1][0] == "-":
                high, at = _char(items[at + 2]), at + 2
            _add_range(may, sure, low, high)
        at += 1
    return frozenset(may), frozenset(sure)


def _property(name: str) -> _Class:
    return _PROPERTIES.get(name, _ALL) | _HIGH, _SURE.get(name, frozenset())


def _add_class(may: set[int], sure: set[int], of_it: _Class, *, inverted: bool) -> None:
    may |= _ALL - of_it[1] if inverted else of_it[0]
    sure |= frozenset() if inverted else of_it[1]


def _char(item: re.Match[str]) -> str:
    if item["code"]:
        return chr(int(item["code"][1:], 16))
    char = item["escaped"] or item["plain"]
    if not char or (item["escaped"] and char.isascii() and char.isalnum()):
        raise StrangeError
    return char


def _add_range(may: set[int], sure: set[int], low: str, high: str) -> None:
    if ord(high) < ord(low):
        raise StrangeError
    chars = [chr(code) for code in range(ord(low), min(ord(high), ord(low) + _MOST_CHARS) + 1)]
    if len(chars) > _MOST_CHARS or any(map(_is_vague, chars)):
        may |= _ALL
    may.update(map(squeeze, chars))
    sure.update({squeeze(char) for char in chars if char.isascii()} - _ODD_LETTERS)


def _of_bytes(members: frozenset[int]) -> str:
    if not members:
        raise StrangeError
    return f"[{_written(members - {10})}]"


def _written(members: Iterable[int]) -> str:
    return "".join(f"\\x{byte:02x}" for byte in sorted(members))
