"""Measure what each rule costs: every rule is tried on documents as the cleaner tries it, by the clock."""

from collections.abc import Callable
from functools import partial

import regex

from cleaner.engine.acting import SIGN, Acting
from cleaner.engine.cleaner import Cleaner
from cleaner.engine.gates import GateKeeper
from cleaner.engine.hits import lines_with
from cleaner.engine.patterns import TIMEOUT, Matched, PatternTimeoutError
from cleaner.engine.runs import Stretch, find_blocks, find_repeats, find_runs
from cleaner.engine.scene import Scene, set_scene
from cleaner.errors import MatchTimeoutError
from cleaner.model import Document
from cleaner.rulebook.rule import FLAGS, Block, Repeat, Run, Span
from cleaner.tuning.cost import Ledger, Profile, clock, timed
from cleaner.tuning.line_tries import LinesOf, LineTries

HitAt = dict[int, list[int]]
"""By rule the lines that it hits, in order; the last one of each stretch."""


class Profiler:
    """Tries the rules of a cleaner on one document after the other.

    It does by itself, through what the engine offers everybody, what the cleaner does
    when it cleans one document: no clock runs in the engine.
    """

    def __init__(self, cleaner: Cleaner) -> None:
        self._cleaner = cleaner
        self._rules = cleaner.rules.rules
        self._numbers = {rule.id: number for number, rule in enumerate(self._rules)}
        self._matcher = cleaner.judge.matcher
        self._ledger = Ledger(self._rules, self._matcher)
        self._found = Profile()
        self._lines = LineTries(self._matcher, self._ledger, self._found)
        cleaner.clean("")  # what is made ready once is no part of any document

    def profile(self) -> Profile:
        """Return what was found so far."""
        costs = self._ledger.costs
        self._found.costs = sorted(costs, key=lambda cost: (-cost.seconds, -cost.hit, cost.rule.id))
        return self._found

    def add(self, document: Document, place: str) -> list[MatchTimeoutError]:
        """Try all rules on `document`. Return which of them ran out of time; they aren't tried any more."""
        self._ledger.faults = []
        found, costs = self._found, self._ledger.costs
        scene = set_scene(document.text, self._cleaner.rules.prose)
        acting = self._cleaner.judge.acting(document.url, document.language)
        found.documents += 1
        found.size += len(document.text.encode(errors="surrogatepass"))
        for number in acting.numbers:
            costs[number].documents += 1
        matched = self._lines.match(scene, acting, place)
        scene.settle(acting)
        hit_at: HitAt = dict(scene.places)
        for number in acting.spans:
            hit_at[number] = self._find_spans(number, scene, place)
        for number in acting.blocks:
            hit_at[number] = self._find_blocks(number, scene, matched, place)
        for number in acting.repeats:
            hit_at[number] = self._find_runs(number, scene, b"")
        noisy = self._noisy(scene, acting, hit_at)
        for number in acting.runs:
            self._find_runs(number, scene, noisy)
        if any(cost.stopped for cost in costs):
            found.whole = None
        if found.whole is not None:
            self._clean(document)
        return self._ledger.faults

    def _clean(self, document: Document) -> None:
        """Measure what cleaning takes as a whole."""
        clean = partial(self._cleaner.clean, url=document.url, language=document.language)
        found = self._found
        try:
            found.whole = (found.whole or 0.0) + timed(partial(clean, document.text))[0]
        except MatchTimeoutError as error:  # of a rule that just managed when it was tried
            found.whole = None
            self._ledger.faults.append(error)

    def _find_blocks(self, number: int, scene: Scene, matched: LinesOf, place: str) -> list[int]:
        """Try a block. Those of its patterns that nearly any line matches weren't tried so far."""
        matcher, patterns = self._rules[number].matcher, self._matcher.patterns
        assert isinstance(matcher, Block)
        steps = self._matcher.steps[number]
        if not self._ledger.stopped.isdisjoint(pattern for pattern, _, _ in steps):
            return []
        for pattern, _, _ in steps:
            self._lines.prepare(pattern)
        kept = [False] * len(scene.lines)
        asked: set[tuple[int, int]] = set()
        line = 0

        def ask(pattern: int, at: int) -> bool:
            nonlocal line
            line = scene.lines.number[at]
            asked.add((pattern, at))
            return patterns.matches(pattern, scene.lines[at], scene.titles)

        def find() -> list[Stretch]:
            # Not one for all rounds: it remembers what it was answered.
            answers = Matched(matched, patterns.on_request, ask)
            return find_blocks(answers, steps, matcher.min_hits, kept)

        start = clock()
        try:
            seconds, found = timed(find)
        except PatternTimeoutError as error:
            seconds, found = clock() - start, []
            self._ledger.stop(error.number, place, line)
        halves = {scene.lines.half[at] for first, end in found for at in range(first, end)}
        self._ledger.costs[number].add(seconds, looked=len(asked), tried=len(asked), hit=len(halves))
        return [end - 1 for _, end in found]

    def _find_runs(self, number: int, scene: Scene, noisy: bytes) -> list[int]:
        """Find a run or a repeat, as though no line were kept."""
        rule, kept = self._rules[number], [False] * len(scene.lines)
        spared = 0
        find: Callable[[], list[Stretch]]
        if isinstance(rule.matcher, Run):
            find = partial(find_runs, scene, rule.matcher, rule.gates.zone, kept, noisy)
            spared = rule.matcher.keep_last
        else:
            assert isinstance(rule.matcher, Repeat)
            find = partial(find_repeats, scene.lines, rule.matcher.min_lines, kept)
        seconds, found = timed(find)
        hit = sum(max(0, end - spared - first) for first, end in found)
        self._ledger.costs[number].add(seconds, looked=len(kept), tried=len(kept), hit=hit)
        return [end - 1 for _, end in found]

    def _noisy(self, scene: Scene, acting: Acting, hit_at: HitAt) -> bytes:
        """Say of each line whether it counts for runs, as Hits does."""
        keeper, signs = GateKeeper(scene, self._numbers, hit_at), acting.marked(SIGN)
        return bytes(
            words > 0
            and any(n in acting.free or keeper.opens(self._rules[n], at, at + 1) for n in hits & signs)
            for at, (words, hits) in enumerate(zip(scene.lines.words, scene.hits, strict=True))
        )

    def _find_spans(self, number: int, scene: Scene, place: str) -> list[int]:
        """Search the raw lines that hold what all matches do, as Hits does."""
        rule, cost = self._rules[number], self._ledger.costs[number]
        assert isinstance(rule.matcher, Span)
        if cost.stopped:
            return []
        source = rule.matcher.source
        pattern = regex.compile(source, FLAGS)
        tried: list[int] = []

        def find() -> list[int]:
            tried.clear()
            hit = []
            for at in lines_with(source, scene):
                tried.append(at)
                spans = [found.span() for found in pattern.finditer(scene.lines.raw[at], timeout=TIMEOUT)]
                if any(start < end for start, end in spans):
                    hit.append(at)
            return hit

        start = clock()
        try:
            seconds, found = timed(find)
        except TimeoutError:
            seconds, found = clock() - start, []
            self._ledger.stop_rule(cost, place, scene.lines.number[tried[-1]])
        cost.add(seconds, looked=len(scene.lines), tried=len(tried), hit=len(found))
        return found
