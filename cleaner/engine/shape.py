"""Measure one line, judged alone."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

import regex

from cleaner.text.markup import linked_share, reveal
from cleaner.text.prose import CLOSING
from cleaner.text.split import Line
from cleaner.text.words import tokens

SEPARATORS: Final = "|•·»›>→/"
COMMAS: Final = ",;、،؛"
STOPS: Final = ".!?؟।"
"""Marks that end a clause before a space."""
WIDE_STOPS: Final = "。！？"
ENDS: Final[Mapping[str, int]] = (
    dict.fromkeys(".!?;؟।。", 1) | dict.fromkeys(":", 2) | dict.fromkeys(",、،", 4)
)
DOTS: Final = 3
OTHER_END: Final = 5
_UPPER: Final = regex.compile(r"\b\p{Lu}")
_LOWER: Final = regex.compile(r"\b\p{Ll}")
_SEPARATOR: Final = regex.compile(f"[{SEPARATORS}]")
_CLAUSE: Final = regex.compile(f"[{COMMAS}]|[{STOPS}] |[{WIDE_STOPS}](?!$)")


def shape_of(line: Line, function_words: AbstractSet[str]) -> dict[str, int]:
    """Return the signals of `line` that need no other line, by their ids."""
    half = line.half
    found = tokens(half)
    # Markers would pass for words that begin small, addresses for words.
    shown = reveal(line.raw.strip())
    upper = len(_UPPER.findall(shown))
    cased = upper + len(_LOWER.findall(shown))
    return {
        "words": line.words,
        "end": end_of(half),
        "function-words": 100 * sum(map(function_words.__contains__, found)) // max(1, len(found)),
        "capitals": 100 * upper // cased if cased else -1,
        "digits": 100 * sum(map(str.isdigit, half)) // max(1, len(half)),
        "separators": len(_SEPARATOR.findall(half)),
        "clauses": len(_CLAUSE.findall(half)),
        "links": int(100 * linked_share(line.raw)),
    }


def end_of(half: str) -> int:
    """Return the class of a line's last character, closing quotes and brackets aside."""
    bare = half.rstrip(CLOSING)
    if bare.endswith("..."):
        return DOTS
    last = bare[-1:]
    return class_of_end(last)


def class_of_end(last: str) -> int:
    """Return the class of a line that ends in `last`, a character or nothing."""
    return 0 if last.isalnum() else ENDS.get(last, OTHER_END)
