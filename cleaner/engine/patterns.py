"""Match many patterns against whole lines with few calls, and each call with a timeout."""

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from cleaner.rulebook.check import FLAGS
from cleaner.rulebook.fragments import TITLE_MARK
from cleaner.text.split import Line

TIMEOUT: Final = 2.0
"""Seconds of one call. A pattern that needs more on one line is broken, whatever the machine."""
LONGEST: Final = 1_000
"""Characters of the longest line that patterns see."""
_GROUP: Final = 64
_ANY_LINES: Final = ("it is a line of a few words like any other", "two words", "word")
_ANY: Final = LONGEST  # no line that patterns see has more words
# What would change its meaning as one branch of an alternation: groups that capture (their numbers
# shift, and back-references with them), recursion, flags for the whole pattern, verbs.
_ALONE: Final = regex.compile(r"\((?!\?)|\(\?P?<(?![=!])|\(\?[R&0-9]|\(\?[a-zA-Z]+\)|\(\*|\(\?\||\\[1-9gG]")
_LITERAL: Final = regex.compile(r"\\[^1-9gG]", regex.DOTALL)


class PatternTimeoutError(Exception):
    """The pattern of this number ran out of time."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


class _Group:
    """Patterns that are tried together, as one alternation."""

    def __init__(self, sources: Sequence[str], members: list[int]) -> None:
        self.members = members
        # A bracket around a pattern alone might not close: (?x) a # b
        joined = "|".join(f"(?:{sources[n]})()" for n in members)
        self._proposer = regex.compile(joined if len(members) > 1 else sources[members[0]], FLAGS)

    def candidates(self, half: str) -> list[int]:
        """Return the patterns that may match: of those before the first that does none can."""
        try:
            found = self._proposer.fullmatch(half, timeout=TIMEOUT)
        except TimeoutError:
            return self.members  # find out which one it was; if none is slow alone, the group as a whole was
        return self.members[(found.lastindex or 1) - 1 :] if found else []


class PatternSet:
    """Patterns that are tried on whole lines. Each has the number of its place in `sources`.

    Alternations of many patterns only propose; what they propose is confirmed by each
    pattern alone, so they can't change what a pattern means. `most_words` says of each
    pattern how many words a line may have to be tried at all (None: any number).
    """

    def __init__(self, sources: Sequence[str], most_words: Sequence[int | None] | None = None) -> None:
        self._sources = sources
        self._most_words = [_ANY if most is None else most for most in most_words or [None] * len(sources)]
        self._compiled: dict[int, regex.Pattern[str]] = {}
        self._titled = [n for n, source in enumerate(sources) if TITLE_MARK in source]
        # Those that speak of the title too: it may be a part that can be missing.
        alone = [n for n, source in enumerate(sources) if _stands_alone(source)]
        joined = [n for n, source in enumerate(sources) if not _stands_alone(source)]
        joined.sort(key=lambda n: self._most_words[n])  # so that few groups are tried on a long line
        groups = [joined[at : at + _GROUP] for at in range(0, len(joined), _GROUP)]
        self._groups = [_Group(sources, sorted(group, key=lambda n: _is_lax(sources[n]))) for group in groups]
        self._groups += [_Group(sources, [n]) for n in alone]
        self._group_words = [max(self._most_words[n] for n in group.members) for group in self._groups]

    def find(self, line: Line, titles: Sequence[str] = ()) -> set[int]:
        """Return the numbers of the patterns that match the whole of `line`, half-folded.

        `titles` are the forms of the document's title, half-folded. Raises
        PatternTimeoutError.
        """
        half, words = line.half, line.words
        if len(half) > LONGEST:
            return set()
        hits: set[int] = set()
        for group, most in zip(self._groups, self._group_words, strict=True):
            if words <= most:
                hits.update(n for n in group.candidates(half) if self._matches(n, half))
        if self._titled:
            for marked in _mark_titles(half, titles):
                hits.update(n for n in self._titled if self._matches(n, marked))
        return {n for n in hits if words <= self._most_words[n]}

    def _matches(self, number: int, half: str) -> bool:
        try:
            return self._pattern(number).fullmatch(half, timeout=TIMEOUT) is not None
        except TimeoutError:
            raise PatternTimeoutError(number) from None

    def _pattern(self, number: int) -> regex.Pattern[str]:
        if number not in self._compiled:
            self._compiled[number] = regex.compile(self._sources[number], FLAGS)
        return self._compiled[number]


def _stands_alone(source: str) -> bool:
    return _ALONE.search(_LITERAL.sub("", source)) is not None


def _is_lax(source: str) -> bool:
    """Say whether a pattern matches lines of any kind: then the others are to be asked before it."""
    try:
        return any(regex.fullmatch(source, line, FLAGS, timeout=TIMEOUT) for line in _ANY_LINES)
    except TimeoutError:
        return True


def _mark_titles(half: str, titles: Sequence[str]) -> Iterator[str]:
    """Yield `half` with a form of the title replaced by its mark, for each form that it holds."""
    for title in titles:
        if title in half:
            yield half.replace(title, TITLE_MARK)
