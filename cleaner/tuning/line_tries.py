"""Try the line rules on the lines of a document, as LineMatcher does, by the clock."""

from collections.abc import Mapping, Sequence
from itertools import chain

from cleaner.engine.acting import Acting
from cleaner.engine.matching import LineMatcher
from cleaner.engine.patterns import LONGEST, PatternTimeoutError
from cleaner.engine.scene import Scene
from cleaner.rulebook.shape import alike
from cleaner.text.split import Line
from cleaner.tuning.cost import Ledger, Profile, clock, timed

Look = tuple[int, str, int]
"""A line: its place in the document, its text run through `alike`, its words."""
Try = tuple[int, str]
"""A line by its place in the document, and the text that a pattern is asked about."""
LinesOf = dict[int, set[int]]
"""By pattern the lines that it matches, of those that are looked for."""


class LineTries:
    """Tries phrases and patterns, and notes in `ledger` and `found` what they cost.

    A pattern is tried in three steps, each on fewer lines: those that hold one of the
    strings that it is filed under are looked at; those that have all that it needs are
    tried; those that it matches are hit.
    """

    def __init__(self, matcher: LineMatcher, ledger: Ledger, found: Profile) -> None:
        self._matcher = matcher
        self._patterns = matcher.patterns
        self._ledger = ledger
        self._found = found
        self._ready: set[int] = set()

    def match(self, scene: Scene, acting: Acting, place: str) -> LinesOf:
        """Fill in the hits of the scene, and return which patterns match which lines."""
        places: dict[str, list[int]] = {}
        for at, half in enumerate(scene.lines.half):
            places.setdefault(half, []).append(at)
        lines = {same[0]: scene.lines[same[0]] for same in places.values()}
        hits = self._look_up(lines, acting)
        picked, titled = self._pick(lines), self._titled(lines, scene.titles)
        matched: LinesOf = {}
        for pattern in sorted(picked.keys() | titled.keys()):
            tries = self._sift(pattern, picked.get(pattern, ()), titled.get(pattern, ()), lines)
            found = self._ask(pattern, tries, scene, place)
            rules = acting.numbers.intersection(self._matcher.rules_of.get(pattern, ()))
            for number in rules:
                self._ledger.costs[number].add(hit=len(found))
            for at in found:
                hits[at] |= rules
            matched[pattern] = {same for at in found for same in places[scene.lines.half[at]]}
        scene.hits = [hits[places[half][0]] for half in scene.lines.half]
        return matched

    def prepare(self, pattern: int) -> None:
        """Have a pattern compiled: that is done once, and no part of trying it."""
        if pattern not in self._ready:
            self._patterns.matches_half(pattern, "")
            self._ready.add(pattern)

    def _look_up(self, lines: Mapping[int, Line], acting: Acting) -> dict[int, set[int]]:
        """Return of each line which rules that act hit it by a phrase."""
        find = self._matcher.phrases.find
        seconds, found = timed(lambda: [find(line) for line in lines.values()])
        hits = {at: rules & acting.numbers for at, rules in zip(lines, found, strict=True)}
        self._found.phrases.add(
            seconds, looked=len(lines), tried=len(lines), hit=sum(map(bool, hits.values()))
        )
        for number in chain.from_iterable(hits.values()):
            self._ledger.costs[number].add(hit=1)
        return hits

    def _pick(self, lines: Mapping[int, Line]) -> dict[int, list[Look]]:
        """Return by pattern the lines to look at."""
        looks = [
            (at, alike(line.half), line.words) for at, line in lines.items() if len(line.half) <= LONGEST
        ]
        candidates = self._patterns.proposer.candidates
        seconds, found = timed(lambda: [candidates(text, words) for _, text, words in looks])
        self._found.picking.add(seconds, looked=len(looks), tried=len(looks), hit=sum(map(bool, found)))
        picked: dict[int, list[Look]] = {}
        for look, patterns in zip(looks, found, strict=True):
            for pattern in patterns:
                picked.setdefault(pattern, []).append(look)
        return picked

    def _sift(
        self, pattern: int, looks: Sequence[Look], titled: Sequence[Try], lines: Mapping[int, Line]
    ) -> list[Try]:
        """Return on which of the lines that are looked at a pattern is to be tried, and `titled` ones."""
        may_match = self._patterns.proposer.may_match
        seconds, may = timed(lambda: [may_match(pattern, text, words) for _, text, words in looks])
        self._ledger.add_looks(pattern, seconds, len({at for at, *_ in (*looks, *titled)}))
        tries = [(at, lines[at].half) for (at, _, _), yes in zip(looks, may, strict=True) if yes]
        return [*tries, *titled]

    def _titled(self, lines: Mapping[int, Line], titles: Sequence[str]) -> dict[int, list[Try]]:
        """Return by pattern that speaks of the title on which lines it is tried besides, the title marked."""
        found: dict[int, list[Try]] = {}
        for at, line in lines.items():
            if len(line.half) <= LONGEST:
                for pattern, marked in self._patterns.titled_tries(line.half, line.words, titles):
                    found.setdefault(pattern, []).append((at, marked))
        return found

    def _ask(self, pattern: int, tries: Sequence[Try], scene: Scene, place: str) -> set[int]:
        """Return the lines that a pattern matches, of those that it is tried on."""
        if pattern in self._ledger.stopped or not tries:
            return set()
        self.prepare(pattern)
        matches = self._patterns.matches_half
        done = 0

        def ask() -> set[int]:
            nonlocal done
            found = set()
            for done, (at, text) in enumerate(tries):  # noqa: B007 - where it was, if time runs out
                if matches(pattern, text):
                    found.add(at)
            return found

        start = clock()
        try:
            seconds, found = timed(ask)
        except PatternTimeoutError:
            seconds, found = clock() - start, set()
            self._ledger.stop(pattern, place, scene.lines.number[tries[done][0]])
        lines = {at for at, _ in tries[: done + 1]}
        self._ledger.add_tries(pattern, seconds, len(lines), done + 1)
        return found
