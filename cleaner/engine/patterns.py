"""Match many patterns against whole lines with few calls, each of them with a timeout."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import regex

from cleaner.engine.codes import pack_pattern, unpack_pattern
from cleaner.engine.proposer import Proposer, ProposerTables
from cleaner.rulebook.fragments import TITLE_MARK
from cleaner.rulebook.rule import FLAGS
from cleaner.text.split import Line

TIMEOUT: Final = 2.0
"""Seconds of one call. A pattern that needs more on one line is broken, whatever the machine."""
LONGEST: Final = 1_000
"""Characters of the longest line that patterns see."""
_ANY: Final = LONGEST  # no line that patterns see has more words


class PatternTimeoutError(Exception):
    """The pattern of this number ran out of time."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


class PatternTables(NamedTuple):
    """What a set of patterns is made of once it has been made: plain data, compiled patterns as bytes."""

    proposer: ProposerTables
    codes: list[bytes]


class PatternSet:
    """Patterns that are tried on whole lines. Each has the number of its place in `sources`.

    A proposer picks the few that a line may match by; each is then asked itself, so it
    alone decides. It is compiled when it is asked for the first time. `most_words` says
    of each pattern how many words a line may have to be tried at all (None: any number).
    With `tables`, those of another set of the same, it is ready at once.
    """

    def __init__(
        self,
        sources: Sequence[str],
        most_words: Sequence[int | None] | None = None,
        tables: PatternTables | None = None,
    ) -> None:
        self._sources = sources
        self._most_words = [_ANY if most is None else most for most in most_words or [None] * len(sources)]
        self._compiled: dict[int, regex.Pattern[str]] = {}
        self._titled = [n for n, source in enumerate(sources) if TITLE_MARK in source]
        self._proposer = (
            Proposer.of_tables(tables.proposer) if tables else Proposer(sources, self._most_words)
        )
        self._codes = tables.codes if tables else []

    def compile(self) -> PatternTables:
        """Compile all patterns, and return what this set is made of."""
        codes = [pack_pattern(self._pattern(number)) for number in range(len(self._sources))]
        return PatternTables(self._proposer.tables, codes)

    def find(self, line: Line, titles: Sequence[str] = ()) -> set[int]:
        """Return the numbers of the patterns that match the whole of `line`, half-folded.

        `titles` are the forms of the document's title, half-folded. Raises
        PatternTimeoutError.
        """
        half, words = line.half, line.words
        if len(half) > LONGEST:
            return set()
        # Those that speak of the title too: it may be a part that can be missing.
        hits = {n for n in self._proposer.propose(half, words) if self._matches(n, half)}
        if self._titled:
            for marked in _mark_titles(half, titles):
                hits.update(
                    n for n in self._titled if words <= self._most_words[n] and self._matches(n, marked)
                )
        return hits

    def _matches(self, number: int, half: str) -> bool:
        try:
            return self._pattern(number).fullmatch(half, timeout=TIMEOUT) is not None
        except TimeoutError:
            raise PatternTimeoutError(number) from None

    def _pattern(self, number: int) -> regex.Pattern[str]:
        if number not in self._compiled:
            ready = unpack_pattern(self._codes[number]) if self._codes else None
            self._compiled[number] = ready or regex.compile(self._sources[number], FLAGS)
        return self._compiled[number]


def _mark_titles(half: str, titles: Sequence[str]) -> Iterator[str]:
    """Yield `half` with a form of the title replaced by its mark, for each form that it holds."""
    for title in titles:
        if title in half:
            yield half.replace(title, TITLE_MARK)
