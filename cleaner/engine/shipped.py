"""Clean by the rules and the score that come with the package, without making anything first."""

from collections.abc import Iterable
from functools import lru_cache

from cleaner.engine.arguments import check_choice
from cleaner.engine.cleaner import Cleaner
from cleaner.engine.given import Given
from cleaner.model import LEVELS, Level, Result


def _default(level: Level) -> Cleaner:
    check_choice("level", level, LEVELS)  # before it is looked up: not everything can be
    return _made(level)


@lru_cache(maxsize=len(LEVELS))
def _made(level: Level) -> Cleaner:
    return Cleaner(level=level)


def clean(
    text: str, *, level: Level = "normal", url: str | None = None, language: str | None = None
) -> Result:
    """Clean one text by the rules that come with the package. For many, make a Cleaner.

    `language` may be one for which there are no rules: then only language-independent rules act.
    """
    return _default(level).clean(text, url=url, language=language)


def clean_texts(texts: Iterable[Given], *, level: Level = "normal") -> list[str | None]:
    """Return what the rules that come with the package leave of each text; None for None and NaN.

    It needs nothing but the texts, so that it can be called in any process. Raises ArgumentError for what
    is no text.
    """
    return _default(level).clean_texts(texts)
