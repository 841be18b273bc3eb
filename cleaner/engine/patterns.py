"""Match many patterns against whole lines with few calls, each of them with a timeout."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
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
    on_request: list[int]


class Matched:
    """Which patterns match which lines of a document.

    `found` holds the lines of those that were looked for. The patterns `on_request` match
    nearly any line and are asked only about the few lines where that matters, by `ask`.
    """

    def __init__(
        self,
        found: Mapping[int, AbstractSet[int]] | None = None,
        on_request: Collection[int] = (),
        ask: Callable[[int, int], bool] | None = None,
    ) -> None:
        self._found = found or {}
        self._on_request = on_request
        self._ask = ask
        self._answers: dict[tuple[int, int], bool] = {}

    @property
    def seen(self) -> AbstractSet[int]:
        """The patterns that were looked for and match some line."""
        return self._found.keys()

    def lines(self, pattern: int) -> AbstractSet[int] | None:
        """Return the lines that a pattern matches; None where it is only asked about a line."""
        return None if pattern in self._on_request else self._found.get(pattern, frozenset())

    def matches(self, pattern: int, at: int) -> bool:
        """Say whether a pattern matches line `at`."""
        if pattern not in self._on_request or self._ask is None:
            return at in self._found.get(pattern, ())
        key = pattern, at
        if key not in self._answers:
            self._answers[key] = self._ask(pattern, at)
        return self._answers[key]


class PatternSet:
    """Patterns that are tried on whole lines. Each has the number of its place in `sources`.

    A proposer picks the few that a line may match by; each is then asked itself, so it
    alone decides. It is compiled when it is asked for the first time. `most_words` says
    of each pattern how many words a line may have to be tried at all (None: any number).
    Of the patterns `in_blocks`, which no other rule has, those that nearly any line may
    match are `on_request`: not looked for.
    With `tables`, those of another set of the same, it is ready at once.
    """

    def __init__(
        self,
        sources: Sequence[str],
        most_words: Sequence[int | None] | None = None,
        in_blocks: AbstractSet[int] = frozenset(),
        tables: PatternTables | None = None,
    ) -> None:
        self._sources = sources
        self._most_words = [_ANY if most is None else most for most in most_words or [None] * len(sources)]
        self._compiled: dict[int, regex.Pattern[str]] = {}
        self._titled = [n for n, source in enumerate(sources) if TITLE_MARK in source]
        self.proposer = Proposer.of_tables(tables.proposer) if tables else Proposer(sources, self._most_words)
        self.on_request = frozenset(tables.on_request if tables else self.proposer.withhold(in_blocks))
        self._codes = tables.codes if tables else []

    def compile(self) -> PatternTables:
        """Compile all patterns, and return what this set is made of."""
        codes = [pack_pattern(self._pattern(number)) for number in range(len(self._sources))]
        return PatternTables(self.proposer.tables, codes, sorted(self.on_request))

    def wanted(self) -> list[tuple[int, str, int]]:
        """Return number, source and most words of the patterns that are looked for."""
        numbers = (n for n in range(len(self._sources)) if n not in self.on_request)
        return [(n, self._sources[n], self._most_words[n]) for n in numbers]

    def find(self, line: Line, titles: Sequence[str] = ()) -> set[int]:
        """Return the numbers of the patterns that match the whole of `line`, half-folded.

        `titles` are the forms of the document's title, half-folded. Raises
        PatternTimeoutError.
        """
        half, words = line.half, line.words
        if len(half) > LONGEST:
            return set()
        # Those that speak of the title too: it may be a part that can be missing.
        hits = {n for n in self.proposer.propose(half, words) if self.matches_half(n, half)}
        return hits | self.find_titled(half, words, titles)

    def find_titled(self, half: str, words: int, titles: Sequence[str]) -> set[int]:
        """Return the numbers of the patterns that match a line if the document's title is one in them."""
        if not self._titled or len(half) > LONGEST:
            return set()
        tries = self.titled_tries(half, words, titles)
        return {n for n, marked in tries if self.matches_half(n, marked)}

    def titled_tries(self, half: str, words: int, titles: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield numbers of patterns, and the line with the title marked that they are to be asked about."""
        for marked in _mark_titles(half, titles):
            for n in self._titled:
                if n not in self.on_request and words <= self._most_words[n]:
                    yield n, marked

    def matches(self, number: int, line: Line, titles: Sequence[str] = ()) -> bool:
        """Say whether one pattern matches the whole of `line`. Raises PatternTimeoutError."""
        half = line.half
        if len(half) > LONGEST or line.words > self._most_words[number]:
            return False
        return self.matches_half(number, half) or (
            number in self._titled and any(self.matches_half(number, m) for m in _mark_titles(half, titles))
        )

    def matches_half(self, number: int, half: str) -> bool:
        """Say whether one pattern matches the whole of a half-folded line. Raises PatternTimeoutError."""
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
