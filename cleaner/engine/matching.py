"""Match the line rules of a rulebook against the lines of a document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import NamedTuple

from cleaner.engine.acting import Acting
from cleaner.engine.patterns import Matched, PatternSet, PatternTables, PatternTimeoutError
from cleaner.engine.phrases import PhraseIndex, PhraseTables
from cleaner.engine.scene import Scene
from cleaner.errors import MatchTimeoutError
from cleaner.rulebook.rule import Block, Pattern, Rule
from cleaner.text.split import Line


class Tables(NamedTuple):
    """What a matcher has worked out about so many rules, the first of its rulebook: plain data."""

    rules: int
    phrases: PhraseTables
    patterns: PatternTables


class LineMatcher:
    """All line rules of a rulebook, compiled. Which of them act where is for others to say.

    With `tables`, those of another matcher, it is ready at once. It may have rules for
    whole lines in addition, after the others.
    """

    def __init__(self, rules: Sequence[Rule], tables: Tables | None = None) -> None:
        self._rules = rules
        self.phrases = _phrases(rules, tables)
        self.sources = list(dict.fromkeys(source for rule in rules for source in sources_of(rule)))
        self._numbers = {source: n for n, source in enumerate(self.sources)}
        self.rules_of: dict[int, list[int]] = {}
        """By the number of a pattern the rules that match whole lines by it."""
        for number, rule in enumerate(rules):
            if isinstance(rule.matcher, Pattern):
                self.rules_of.setdefault(self._numbers[rule.matcher.source], []).append(number)
        self.steps = {
            number: [(self._numbers[step.source], step.least, step.most) for step in rule.matcher.steps]
            for number, rule in enumerate(rules)
            if isinstance(rule.matcher, Block)
        }
        """The steps of blocks, by the number of the rule."""
        self.of_blocks = frozenset(step[0] for steps in self.steps.values() for step in steps)
        """The patterns that blocks are made of."""
        in_blocks = self.of_blocks - self.rules_of.keys()
        limits = _most_words(rules, self.sources)
        self.patterns = PatternSet(self.sources, limits, in_blocks, tables.patterns if tables else None)
        self.needed = {
            number: frozenset(pattern for pattern, least, _ in steps if least) - self.patterns.on_request
            for number, steps in self.steps.items()
        }
        """Patterns that are looked for and must match some line where a block stands."""

    def compile(self) -> Tables:
        """Compile every pattern, and return what takes long to make."""
        return Tables(len(self._rules), self.phrases.tables, self.patterns.compile())

    def number_of(self, source: str) -> int:
        """Return the number of a pattern."""
        return self._numbers[source]

    def match(self, scene: Scene, acting: Acting) -> None:
        """Fill in the hits of the scene: every line rule that acts, on every line of the original."""
        seen: dict[str, tuple[AbstractSet[int], AbstractSet[int]]] = {}
        lines_of: dict[int, set[int]] = {}
        for at, line in enumerate(scene.lines):
            if line.half not in seen:
                hits, matched = self._match_line(line, scene.titles)
                seen[line.half] = hits - acting.silent, matched
            hits, matched = seen[line.half]
            scene.hits.append(hits)
            for pattern in matched:
                lines_of.setdefault(pattern, set()).add(at)
        scene.matched = self.matched(lines_of, scene)

    def _match_line(self, line: Line, titles: Sequence[str]) -> tuple[AbstractSet[int], AbstractSet[int]]:
        """Return the rules and the patterns that hit one line."""
        hits = self.phrases.find(line)
        with self.naming_rules(line.number):
            matched = self.patterns.find(line, titles)
        for number in matched:
            hits.update(self.rules_of.get(number, ()))
        return hits, matched

    def matched(self, found: Mapping[int, AbstractSet[int]], scene: Scene) -> Matched:
        """Return which patterns match which lines; those that weren't looked for are asked by and by."""

        def ask(pattern: int, at: int) -> bool:
            line = scene.lines[at]
            with self.naming_rules(line.number):
                return self.patterns.matches(pattern, line, scene.titles)

        return Matched(found, self.patterns.on_request, ask)

    @contextmanager
    def naming_rules(self, line: int) -> Iterator[None]:
        """Say of a pattern that runs out of time on line number `line` which rule's it is."""
        try:
            yield
        except PatternTimeoutError as error:
            raise MatchTimeoutError(self._rule_of_pattern(error.number), line) from None

    def _rule_of_pattern(self, number: int) -> str:
        source = self.sources[number]
        return next(rule.id for rule in self._rules if source in sources_of(rule))


def _phrases(rules: Sequence[Rule], tables: Tables | None) -> PhraseIndex:
    if tables is None:
        return PhraseIndex(rules)
    return PhraseIndex.of_tables(tables.phrases, list(enumerate(rules))[tables.rules :])


def sources_of(rule: Rule) -> Iterator[str]:
    """Yield the patterns of `rule` that are tried on whole lines."""
    match rule.matcher:
        case Pattern(source=source):
            yield source
        case Block(steps=steps):
            yield from (step.source for step in steps)


def _most_words(rules: Iterable[Rule], sources: Iterable[str]) -> list[int | None]:
    """Return of each pattern how many words a line may have for which any rule asks about it."""
    limits: dict[str, int | None] = {}
    for rule in rules:
        limit = None if isinstance(rule.matcher, Block) else rule.gates.max_words
        for source in sources_of(rule):
            known = limits.get(source, 0)
            limits[source] = None if limit is None or known is None else max(limit, known)
    return [limits[source] for source in sources]
