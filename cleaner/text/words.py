"""Count words in any script."""

import re
from typing import Final

import regex

_ASCII_SHAPE: Final = bytes(
    ord("a") if chr(c).isalnum() or chr(c) == "_" else ord(" ") for c in (*range(128), *[0] * 128)
)
_ASCII_GAPS: Final = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")}
_WORD: Final = regex.compile(r"\w+")
# Scripts that write without spaces: a run of letters there is a sentence, not a word.
SPACELESS: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々〆"
_MAYBE_SPACELESS: Final = re.compile("[^\x00-\u0dff]")  # all are, and it is quicker to ask
_SPACELESS: Final = regex.compile(f"[{SPACELESS}]")
_TOKEN: Final = regex.compile(rf"[{SPACELESS}]|[\w--[{SPACELESS}]]+", regex.V1)


def count_words(text: str) -> int:
    """Count the words of `text`: runs of \\w; two characters of a script without spaces are one word.

    >>> count_words("It rained, 12.5 mm of it.")
    7
    >>> count_words("今日は雨。")
    2
    """
    if text.isascii():
        # Counted without a list of them: a line can be as long as a book.
        return (b" " + text.encode().translate(_ASCII_SHAPE)).count(b" a")
    rest, spaceless = _SPACELESS.subn(" ", text) if _MAYBE_SPACELESS.search(text) else (text, 0)
    return int(_WORD.subn("", rest)[1]) + (spaceless + 1) // 2


def tokens(folded: str) -> list[str]:
    """Return the words of a folded text; of a script without spaces each letter.

    >>> tokens("it rained")
    ['it', 'rained']
    >>> tokens("雨が x")
    ['雨', 'が', 'x']
    """
    if folded.isascii():
        return folded.translate(_ASCII_GAPS).split()
    return _TOKEN.findall(folded)


def is_boundary(text: str, at: int) -> bool:
    """Say whether a word can begin or end at offset `at`.

    True at both ends of `text`, beside anything that isn't a letter or digit, and
    between letters of a script without spaces.
    """
    if at <= 0 or at >= len(text):
        return True
    pair = text[at - 1 : at + 1]
    return not (_is_letter(pair[0]) and _is_letter(pair[1]))


def _is_letter(char: str) -> bool:
    """Say whether `char` is part of a word that spaces set apart."""
    if char.isascii():
        return char.isalnum() or char == "_"
    return _WORD.match(char) is not None and _SPACELESS.match(char) is None
