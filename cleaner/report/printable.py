"""Make any string safe to show, and color it."""

import re
from typing import Final

RED, GREEN, CYAN, BOLD, _PLAIN = (f"\x1b[{code}m" for code in ("31", "32", "36", "1", "0"))
_LONGEST_CODE: Final = 20
# With those that turn the direction of what follows: a line would read as something else.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    r"""Return `text` with control characters and lone surrogates as escapes.

    >>> print(printable("a\x1b[2Jb\nc"))
    a\x1b[2Jb\nc
    """
    plain = text.encode("utf-8", "backslashreplace").decode()
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), plain)


def language_name(code: str) -> str:
    """Return a language code safe to show: it may be anything that a document says of itself.

    >>> language_name("a field that holds no language")
    'a field that holds…'
    """
    return printable(code if len(code) <= _LONGEST_CODE else f"{code[: _LONGEST_CODE - 1].rstrip()}…")


def counted(number: int, thing: str) -> str:
    """Say how many of a thing there are.

    >>> counted(1, "rule"), counted(2, "rule")
    ('1 rule', '2 rules')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def paint(text: str, color: str) -> str:
    """Return `text` in a color of a terminal, such as RED."""
    return f"{color}{text}{_PLAIN}"
