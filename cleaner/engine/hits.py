"""Find what the matchers of all rules hit in one document: lines, stretches of lines, parts of lines."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import and_

import regex

from cleaner.engine.acting import FREE, SIGN, Acting, has
from cleaner.engine.gates import GateKeeper
from cleaner.engine.patterns import TIMEOUT
from cleaner.engine.proposer import needs_of
from cleaner.engine.runs import Step, Stretch, find_blocks, find_repeats, find_runs
from cleaner.engine.scene import Scene
from cleaner.errors import MatchTimeoutError
from cleaner.rulebook.rule import FLAGS, Block, Repeat, Rule, Run, Span
from cleaner.rulebook.shape import Strings
from cleaner.text.lines import Lines

Spans = tuple[tuple[int, int], ...]
Besides = tuple[int, int, int]
"""A rule, the first line that it hits, and the one after the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Rules by number: all of them, where to look their ids and patterns up, and which of them act."""

    rules: Sequence[Rule]
    numbers: Mapping[str, int]
    steps: Mapping[int, Sequence[Step]]
    """Those of blocks."""
    needed: Mapping[int, AbstractSet[int]]
    """Patterns without which there is no such block."""
    acting: Acting
    open_page: str | None = None


class Hits:
    """The hits of all acting rules on one document, gates aside.

    All are found before any rule acts, and as though nothing were kept: rules of both
    kinds may wait for another's hits. Only then can the stretches be cut short that hold
    lines which are kept. `opened` holds the lines on which gates of line rules are open, of
    those rules of which somebody knows already.
    """

    def __init__(self, scene: Scene, ruling: Ruling, opened: Mapping[int, Sequence[int]]) -> None:
        self.scene = scene
        self._opened = opened
        self._ruling = ruling
        self._rules = ruling.rules
        self._lines = dict(scene.places)
        self.keeper = GateKeeper(scene, ruling.numbers, self._lines, ruling.open_page)
        self._spans: dict[int, dict[int, Spans]] = {}
        self._stretches: dict[int, list[Stretch]] = {}
        self._noisy_lines = b""
        self._marked: dict[int, bytes] = {}
        acting = ruling.acting
        for number in acting.spans:
            if found := self._find_spans(self._rules[number]):
                self._spans[number] = found
                self._lines[number] = list(found)
        # Runs count lines that rules would drop, and those may wait for hits on blocks.
        nothing = [False] * len(scene.lines)
        seen = scene.matched.seen
        blocks = [number for number in acting.blocks if ruling.needed[number] <= seen]
        self._find_stretches((*blocks, *acting.repeats), nothing)
        self._find_stretches(acting.runs, nothing)
        self._uncut = self._stretches

    def lines(self, number: int) -> Sequence[int]:
        """Return the lines that a rule hits, in order; the last one of each stretch."""
        return self._lines.get(number, ())

    def open_lines(self, number: int) -> Sequence[int]:
        """Return the lines that a line rule hits and on which its gates are open."""
        if number in self._opened:
            return self._opened[number]
        rule, lines = self._rules[number], self.lines(number)
        if not self.keeper.opens_page(rule):
            return ()
        if number in self._ruling.acting.free:
            return lines
        return [at for at in lines if self.keeper.opens(rule, at, at + 1)]

    def stretches(self, number: int) -> Sequence[Stretch]:
        """Return the stretches of lines that a rule over several lines matches."""
        return self._stretches.get(number, ())

    def spans(self, number: int) -> Iterable[tuple[int, Spans]]:
        """Return the lines of which a span rule matches parts, and the parts."""
        return self._spans.get(number, {}).items()

    def cut_at(self, kept: Sequence[bool]) -> None:
        """Find the stretches of dropping rules once more, now that lines are known to be kept."""
        acting, self._stretches = self._ruling.acting, dict(self._stretches)
        for number in (*acting.blocks, *acting.repeats, *acting.runs):
            if self._rules[number].effect == "drop":
                self._stretches[number] = self._match(number, kept)

    def of_line(self, at: int) -> AbstractSet[int]:
        """Return the rules that hit line `at`."""
        besides = self._besides.get(at)
        return self.scene.hits[at] if besides is None else self.scene.hits[at] | besides

    def marked(self, mark: int) -> bytes:
        """Say of each line, by 1 or 0, whether a rule hits it whose hits have this mark."""
        if mark not in self._marked:
            hit = bytearray(self.scene.marks.translate(has(mark)))
            for _, first, last in self.besides(self._ruling.acting.marked(mark)):
                hit[first:last] = bytes([1]) * (last - first)
            self._marked[mark] = bytes(hit)
        return self._marked[mark]

    def besides(self, numbers: AbstractSet[int]) -> Iterator[Besides]:
        """Yield what rules that are no line rules hit, before anything is cut at lines that are kept."""
        for number in sorted(self._spans):
            if number in numbers:
                yield from ((number, at, at + 1) for at in self._spans[number])
        for number in sorted(self._uncut):
            if number in numbers:
                yield from ((number, first, last) for first, last in self._uncut[number])

    def hitting(self, numbers: AbstractSet[int]) -> list[int]:
        """Return, in order, those of the rules that hit anything."""
        return sorted(numbers & (self._lines.keys() | self._stretches.keys()))

    @cached_property
    def _besides(self) -> dict[int, set[int]]:
        """The rules that hit a line and are no line rules."""
        found: dict[int, set[int]] = {}
        for number, first, last in self.besides(self._spans.keys() | self._uncut.keys()):
            for at in range(first, last):
                found.setdefault(at, set()).add(number)
        return found

    def _find_stretches(self, numbers: Iterable[int], kept: Sequence[bool]) -> None:
        for number in numbers:
            if found := self._match(number, kept):
                self._stretches[number] = found
                self._lines[number] = [last - 1 for _, last in found]

    def _match(self, number: int, kept: Sequence[bool]) -> list[Stretch]:
        """Return the stretches of lines that a rule over several lines matches."""
        scene, rule = self.scene, self._rules[number]
        matcher = rule.matcher
        if isinstance(matcher, Run):
            runs = find_runs(scene, matcher, rule.gates.zone, kept, self._noisy())
            shortened = ((first, last - matcher.keep_last) for first, last in runs)
            return [(first, last) for first, last in shortened if last > first]
        if isinstance(matcher, Repeat):
            return find_repeats(scene.lines, matcher.min_lines, kept)
        assert isinstance(matcher, Block)
        return find_blocks(scene.matched, self._ruling.steps[number], matcher.min_hits, kept)

    def _noisy(self) -> bytes:
        """Say of each line whether a line rule would drop it, page gates aside.

        A line without a word is no sign of anything: code has its brackets.
        """
        if not self._noisy_lines:
            scene, marks = self.scene, self._ruling.acting.marks
            noisy = bytearray(scene.marks.translate(has(FREE)))
            for number, lines in scene.places.items():
                if marks[number] & SIGN and not marks[number] & FREE:
                    for at in lines:
                        if not noisy[at] and self.keeper.opens(self._rules[number], at, at + 1):
                            noisy[at] = 1
            self._noisy_lines = bytes(map(and_, noisy, map(bool, scene.lines.words)))
        return self._noisy_lines

    def _find_spans(self, rule: Rule) -> dict[int, Spans]:
        """Return the parts of each raw line that a span rule matches."""
        assert isinstance(rule.matcher, Span)
        lines = self.scene.lines
        pattern: regex.Pattern[str] | None = None
        spans: dict[int, Spans] = {}
        for at in lines_with(rule.matcher.source, self.scene):
            pattern = pattern or regex.compile(rule.matcher.source, FLAGS)
            try:
                found = [m.span() for m in pattern.finditer(lines.raw[at], timeout=TIMEOUT)]
            except TimeoutError:
                raise MatchTimeoutError(rule.id, lines.number[at]) from None
            if any(start < end for start, end in found):
                spans[at] = tuple((start, end) for start, end in found if start < end)
        return spans


def lines_with(source: str, scene: Scene) -> Sequence[int]:
    """Return the lines that have one of some strings that a pattern needs, the longest such."""
    strings, caseless = _looked_for(source)
    if strings is None:
        return range(len(scene.lines))
    found: set[int] = set()
    for string in strings:
        found.update(_lines_holding(string, scene.text if caseless else scene.small, scene.lines))
    return sorted(found)


@lru_cache(maxsize=1_000)
def _looked_for(source: str) -> tuple[Strings | None, bool]:
    """Return strings of which each text that a pattern matches has one, if any, and if without letters.

    Strings without letters are looked for rather: there is no other case of them.
    """
    needs = [need for need in needs_of(source) if isinstance(need, frozenset)]
    caseless = [need for need in needs if not any(map(str.isalpha, "".join(need)))]
    longest = max(caseless or needs, key=lambda need: min(map(len, need)), default=None)
    return longest, bool(caseless)


def _lines_holding(string: str, text: str, lines: Lines) -> Iterator[int]:
    """Yield the lines in which `string` begins, each once."""
    place = text.find(string)
    while place >= 0:
        at = bisect_right(lines.start, place) - 1
        if at >= 0 and place < lines.end[at]:
            yield at
            place = text.find(string, lines.stop[at])
        else:  # between lines, in white space
            place = text.find(string, place + 1)
