"""Words and tokens, in any script."""

from typing import Final

import regex

# Scripts that write without spaces: a run of letters there is a sentence, not a word.
SPACELESS: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々〆"
_LONE: Final = rf"[[{SPACELESS}]--\d]"
_TOKEN: Final = regex.compile(rf"{_LONE}|\d+|[\w--\d--{_LONE}]+", regex.V1)
_WORD: Final = regex.compile(rf"{_LONE}|[\w--{_LONE}]+", regex.V1)
_SPACELESS: Final = regex.compile(_LONE, regex.V1)
_LETTER: Final = regex.compile(rf"[\w--{_LONE}]", regex.V1)
NUMBER: Final = "0"
"""The token that stands for every run of digits."""


def count_words(text: str) -> int:
    """Count the words of `text`: runs of \\w; two characters of a script without spaces are one word.

    >>> count_words("It rained, 12.5 mm of it.")
    7
    >>> count_words("今日は雨。")
    2
    """
    found = _WORD.findall(text)
    spaceless = sum(1 for word in found if _SPACELESS.match(word))
    return len(found) - spaceless + (spaceless + 1) // 2


def tokens(folded: str) -> list[str]:
    """Return the tokens of a folded text: runs of letters, runs of digits, and single characters of
    scripts without spaces. All runs of digits are the same token.

    >>> tokens("it rained 12mm")
    ['it', 'rained', '0', 'mm']
    >>> tokens("雨が x")
    ['雨', 'が', 'x']
    """
    return [NUMBER if token[0].isdecimal() else token for token in split_tokens(folded)]


def split_tokens(folded: str) -> list[str]:
    """Return the same, numbers as they are."""
    found: list[str] = _TOKEN.findall(folded)
    return found


def is_boundary(text: str, at: int) -> bool:
    """Say whether a word can begin or end at offset `at`.

    True at both ends of `text`, beside anything that isn't a letter or digit, and
    between letters of a script without spaces.
    """
    if at <= 0 or at >= len(text):
        return True
    return not (is_letter(text[at - 1]) and is_letter(text[at]))


def is_letter(char: str) -> bool:
    """Say whether a character is part of a word, and no token of its own."""
    return _LETTER.match(char) is not None
