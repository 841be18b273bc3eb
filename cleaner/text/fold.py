"""Bring lines and phrases into the form in which they are compared."""

import re
from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

import regex

from cleaner.text.blocks import change_lines, collapse_lines

PLAIN_I: Final = str.maketrans("İı", "ii")
"""The two letters of Turkish that become i: its capitals and those of other languages are the same."""
# Guillemets are left alone: on web pages they are arrows ("Next »") more often than quotes.
_PLAIN: Final = (
    dict.fromkeys("‘’‚‛′ʼ`´", "'")
    | dict.fromkeys("“”„‟″〝〞", '"')
    | dict.fromkeys("‐‑‒–—―−﹘", "-")
    # NFKC would say so too; lines that are ASCII without these needn't go through it.
    | {"…": "...", "\xa0": " "}
    | {chr(letter): chr(plain) for letter, plain in PLAIN_I.items()}
    # Soft hyphens, zero-width and direction marks, variation selectors: nobody sees them.
    | dict.fromkeys("\xad\u061c\u2060\ufeff", "")
    | {chr(c): "" for c in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0xFE00, 0xFE10))}
)
# Not str.translate: it asks about every character, and few lines hold one of these.
_FANCY: Final = re.compile(f"[{''.join(map(re.escape, _PLAIN))}]")
_OUTER_LEFT: Final = regex.compile(r"^\W+")
_OUTER_RIGHT: Final = regex.compile(r"(?r)\W+$")  # searched from the end: forwards it is quadratic
# The number of an item of a list, a bullet like any other.
_NUMBER: Final = re.compile(r"[^\w(]*\(?[0-9]{1,2}[.)]\s+(?=.*\w)")
_ASCII_OUTER: Final = "".join(chr(c) for c in range(128) if not (chr(c).isalnum() or chr(c) == "_"))


def half_fold(line: str) -> str:
    """Return `line` as patterns see it.

    NFKC, case-folded, typographic quotes and dashes made plain, invisible
    characters dropped, Markdown looked through, white space collapsed.

    >>> half_fold("  “Don’t   Miss” —  ＡＢＣ ")
    '"don\\'t miss" - abc'
    >>> half_fold("## [Don’t Miss](/picks)")
    "don't miss"
    >>> half_fold("• Don’t Miss")
    "• don't miss"
    >>> half_fold("plain text stays")
    'plain text stays'
    """
    return half_fold_lines([line.replace("\n", " ")])[0]


def half_fold_lines(lines: Sequence[str]) -> list[str]:
    """Return what `half_fold` makes of each line; none of them holds a line feed."""
    # Imported here: its patterns take long to compile, and most short texts have no line for them.
    from cleaner.text.markdown import reveal_lines, uncode

    found = [uncode(line).replace("`", "'") if "`" in line else line for line in lines]
    change_lines(found, [at for at, line in enumerate(found) if not line.isascii()], make_plain)
    # Case folding can undo NFKC (U+0345), and NFKC can bring back what was made plain (U+00B4).
    rest = [at for at, line in enumerate(found) if not line.isascii()]
    for at in rest:  # one by one: of most it is seen at once that they are NFKC, hardly ever of a block
        found[at] = normalize("NFKC", normalize("NFKC", found[at]).casefold())
    change_lines(found, rest, make_plain)
    low = [line.lower() if line.isascii() else line for line in found]
    return reveal_lines(collapse_lines(low))


def make_plain(block: str) -> str:
    """Make typographic quotes and dashes plain, and drop characters that nobody sees."""
    return _FANCY.sub(lambda found: _PLAIN[found[0]], block)


def fold(line: str) -> str:
    """Return `line` as phrases see it: half-folded, bullets and outer punctuation stripped.

    >>> fold("• “Read More” …")
    'read more'
    >>> fold("2. Read more")
    'read more'
    >>> fold("- - -")
    ''
    """
    return strip_outer(half_fold(line))


def strip_outer(half: str) -> str:
    """Strip a half-folded line of its bullet, and of all at both ends that isn't part of a word."""
    number = _NUMBER.match(half)
    half = half[number.end() :] if number else half
    bare = half.strip(_ASCII_OUTER)
    return bare if bare.isascii() else _OUTER_RIGHT.sub("", _OUTER_LEFT.sub("", bare))


def fold_start(phrase: str) -> str:
    """Fold a phrase that a line begins with: its own end keeps its punctuation.

    >>> fold_start("— Source:")
    'source:'
    """
    return _OUTER_LEFT.sub("", half_fold(phrase))
