"""Work the tables of characters out from Unicode's data."""

from functools import lru_cache
from unicodedata import combining, decomposition, normalize

import numpy as np
import regex

from cleaner.text.characters import (
    BREAK,
    DIGIT,
    ELLIPSIS,
    INK,
    LETTER,
    MARK,
    MARKDOWN,
    OTHERS,
    SPACELESS_EVEN,
    SPECIAL,
    CharacterTables,
)
from cleaner.text.fold import make_plain
from cleaner.text.words import SPACELESS


@lru_cache(maxsize=1)
def make_tables() -> CharacterTables:
    """Work the tables out from Unicode's data, which takes a moment."""
    chars = [chr(code) for code in range(OTHERS)]
    folded = np.arange(OTHERS + 1, dtype=np.uint16)
    classes = np.zeros(OTHERS + 1, np.uint8)
    composing = _composing()
    flags = np.zeros(OTHERS + 1, np.uint8)
    for code, char in enumerate(chars):
        if 0xD800 <= code < 0xE000:
            flags[code] = SPECIAL | INK
            continue
        plain = _fold(char)
        if len(plain) == 1 and ord(plain) < OTHERS and not composing & {char, plain}:
            folded[code] = ord(plain)
        elif char != ELLIPSIS:
            flags[code] = SPECIAL
        if combining(char):
            flags[code] |= MARK
        if not char.isspace():
            flags[code] |= INK
    # What folds to a sign of Markdown is one, too.
    signs = [ord(char) for char in MARKDOWN]
    flags[signs] |= SPECIAL
    flags[np.isin(folded, signs)] |= SPECIAL
    text = "".join(chars)
    for pattern, kind in ((r"\w", LETTER), (f"[{SPACELESS}]", SPACELESS_EVEN), (r"\d", DIGIT)):
        for found in regex.finditer(pattern, text, regex.V1):
            classes[found.start()] = kind
    classes = classes[folded]  # a line's tokens are those of what it folds to
    classes[ord("\n")] = BREAK
    flags[OTHERS] = SPECIAL | INK
    return CharacterTables(folded, classes | flags)


def _fold(char: str) -> str:
    """Return what `half_fold` makes of a character, white space and Markdown aside."""
    plain = make_plain(char)
    return make_plain(normalize("NFKC", normalize("NFKC", plain).casefold()))


def _composing() -> set[str]:
    """Return the characters that may become one with what stands before them."""
    found = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}  # of Hangul
    for code in range(OTHERS):
        parts = decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            found.add(chr(int(parts[1], 16)))
    return found
