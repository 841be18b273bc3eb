"""Confirm patterns on the text of lines, each call with a timeout."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
import regex

from cleaner.engine.pairs import Pairs
from cleaner.rulebook.codes import unpack_pattern
from cleaner.rulebook.rule import FLAGS, FLAGS_FOR_MANY, TITLE_MARK, source_for_many
from cleaner.text.columns import Flags
from cleaner.text.lines import Lines

TIMEOUT: Final = 2.0
"""Seconds of one call. A pattern that needs more on one line is broken, whatever the machine."""
LONGEST: Final = 1_000
"""Characters of the longest line that patterns see."""
_MOST_COPIES: Final = 8
_SEPARATOR: Final = regex.compile(r" [|•·»:/-]+ | :: ")


class PatternTimeoutError(Exception):
    """A pattern, by its number, ran out of time on a line of a document."""

    def __init__(self, pattern: int, line: int) -> None:
        self.pattern = pattern
        self.line = line
        super().__init__(pattern, line)


class Patterns:
    """The patterns of a rulebook, by number. Each is compiled, or unpacked, when it is first asked."""

    def __init__(self, sources: Sequence[str], codes: Sequence[tuple[bytes, bytes]]) -> None:
        self.sources = sources
        self.codes = codes
        self._alone: dict[int, regex.Pattern[str]] = {}
        self._among: dict[int, regex.Pattern[str]] = {}

    def compiled(self, number: int) -> regex.Pattern[str]:
        """Return a pattern for one line by itself."""
        found = self._alone.get(number)
        if found is None:
            ready = unpack_pattern(self.codes[number][0])
            found = self._alone[number] = ready or regex.compile(self.sources[number], FLAGS)
        return found

    def compiled_for_many(self, number: int) -> regex.Pattern[str] | None:
        """Return a pattern for whole lines of a text; None where only one line by itself can be asked."""
        found = self._among.get(number)
        if found is None:
            source = source_for_many(self.sources[number])
            if source is None:
                return None
            ready = unpack_pattern(self.codes[number][1])
            found = self._among[number] = ready or regex.compile(source, FLAGS_FOR_MANY)
        return found

    def __getstate__(self) -> dict[str, object]:
        # Compiled patterns are for this process: another compiles what it meets.
        return {"sources": self.sources, "codes": self.codes, "_alone": {}, "_among": {}}


def confirm_patterns(lines: Lines, pairs: Pairs, patterns: Patterns) -> Flags:
    """Say of each pair of a line and a pattern whether the pattern matches the whole line.

    Raises PatternTimeoutError.
    """
    found = np.zeros(len(pairs.line), np.bool_)
    order = np.argsort(pairs.what, kind="stable")
    starts = np.flatnonzero(np.diff(pairs.what[order], prepend=-1))
    for start, end in pairwise([*starts.tolist(), len(order)]):
        places = order[start:end]
        number = int(pairs.what[places[0]])
        found[places] = match_all(lines, pairs.line[places].tolist(), number, patterns)
    return found


def match_all(lines: Lines, asked: Sequence[int], number: int, patterns: Patterns) -> list[bool]:
    """Say of each line whether a pattern matches the whole of it.

    Many lines are asked by one call: what a timeout costs is several times what a match does. A match
    that goes beyond its line says nothing of the lines it is in; they are asked one by one.
    """
    pattern = patterns.compiled_for_many(number) if len(asked) > 1 else None
    if pattern is None or TITLE_MARK in patterns.sources[number]:
        return [matches(lines, line, number, patterns) for line in asked]
    halves = lines.halves(asked)
    if max(map(len, halves)) > LONGEST:
        halves = [half if len(half) <= LONGEST else "" for half in halves]
    found = [False] * len(asked)
    starts: list[int] = []
    try:
        for hit in pattern.finditer("\n".join(halves), timeout=TIMEOUT):
            # Made for the first match: most patterns match none of the lines.
            starts = starts or list(accumulate((len(half) + 1 for half in halves), initial=0))
            first = bisect_right(starts, hit.start()) - 1
            last = bisect_right(starts, hit.end()) - 1
            if first == last:
                found[first] = True
                continue
            for at in range(first, last + 1):
                found[at] = matches(lines, asked[at], number, patterns)
    except TimeoutError:
        return [matches(lines, line, number, patterns) for line in asked]
    return found


def matches(lines: Lines, line: int, number: int, patterns: Patterns) -> bool:
    """Say whether a pattern matches a whole line. Raises PatternTimeoutError."""
    half = lines.half(line)
    if len(half) > LONGEST:
        return False
    pattern = patterns.compiled(number)
    try:
        if pattern.fullmatch(half, timeout=TIMEOUT):
            return True
        if TITLE_MARK not in patterns.sources[number]:
            return False
        return any(
            pattern.fullmatch(marked, timeout=TIMEOUT) is not None
            for title in _titles(lines, line)
            for marked in _marked(half, title)
        )
    except TimeoutError:
        raise PatternTimeoutError(number, line) from None


def _marked(half: str, title: str) -> Iterator[str]:
    """Yield a line with one of the first copies of the title in it replaced by its mark."""
    at = half.find(title)
    for _ in range(_MOST_COPIES):
        if at < 0:
            return
        yield half[:at] + TITLE_MARK + half[at + len(title) :]
        at = half.find(title, at + 1)


def _titles(lines: Lines, line: int) -> tuple[str, ...]:
    """Return the forms of the title of a line's document: its first line, and the part before a separator."""
    first = lines.half(int(lines.first_line[lines.document[line]]))
    cut = _SEPARATOR.search(first)
    return (first, first[: cut.start()]) if cut and cut.start() else (first,)
