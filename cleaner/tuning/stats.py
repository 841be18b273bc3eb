"""What each rule does in a corpus: how often it matches, how often it is why a line went, what it costs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from cleaner.engine.batches import batches
from cleaner.engine.cleaner import Cleaner, Examined, matching_rules
from cleaner.engine.decide import STAYS, Decision
from cleaner.errors import MatchTimeoutError
from cleaner.model import Document
from cleaner.rulebook.score import SCORE
from cleaner.tuning.cost import TimedPatterns
from cleaner.tuning.takers import By, name_of, shadows, takers


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsRow:
    """What a rule does, or the `rules` of a pack or a category together.

    Lines that are `matched`, at any level, in so many `documents`; `credited`, with their `bytes`; taken by
    this alone (`only`). Patterns were `tried` on so many lines, which took `seconds`. `shadowed_by`: what
    else takes every line that the rule takes.
    """

    name: str
    rules: int
    matched: int
    credited: int
    documents: int
    only: int
    bytes: int
    tried: int
    seconds: float
    shadowed_by: str = ""


@dataclass(slots=True, kw_only=True)
class Stats:
    """A row for each rule in force (or for each pack, or category), and what they were tried on.

    `scored` lines fall by their score. `failed`: places and problems of what ran out of time.
    """

    by: By
    rows: list[StatsRow] = field(default_factory=list)
    documents: int = 0
    lines: int = 0
    size: int = 0
    scored: int = 0
    failed: list[tuple[str | None, str]] = field(default_factory=list)


def rule_stats(cleaner: Cleaner, documents: Iterable[Document], *, by: By = "rule") -> Stats:
    """Clean `documents` and return what the rules in force did, before the guard. `size` is in characters.

    The time of a pattern that several rules share is shared among them.
    """
    ruleset = cleaner.ruleset
    patterns = ruleset.patterns
    timed = ruleset.patterns = TimedPatterns(patterns)
    tally = _Tally(cleaner, Stats(by=by))
    try:
        for batch in batches(documents, 0):
            for document, found in _examine(cleaner, batch):
                if isinstance(found, MatchTimeoutError):
                    assert document is not None
                    tally.stats.failed.append((document.id, str(found)))
                else:
                    tally.add(found)
    finally:
        ruleset.patterns = patterns
    return tally.finish(*_by_rule(cleaner, timed))


class _Tally:
    """Counts what rules do: lines by the sets of rules that match, or take, them."""

    def __init__(self, cleaner: Cleaner, stats: Stats) -> None:
        self.stats = stats
        self._cleaner = cleaner
        self._drops = cleaner.drops()
        self._matched: Counter[frozenset[int]] = Counter()
        self._documents: Counter[frozenset[int]] = Counter()
        self._taken: Counter[frozenset[int]] = Counter()
        self._credited: Counter[int] = Counter()
        self._bytes: Counter[int] = Counter()

    def add(self, found: Examined) -> None:
        """Add a batch."""
        lines, stats = found.lines, self.stats
        stats.documents += len(lines.texts)
        stats.lines += len(lines)
        stats.size += sum(map(len, lines.texts))
        in_document: dict[int, set[int]] = defaultdict(set)
        for document, rules in zip(lines.document.tolist(), matching_rules(found), strict=True):
            if rules:
                self._matched[frozenset(rules)] += 1
                in_document[document] |= rules
        self._documents.update(map(frozenset, in_document.values()))
        whole, cuts = takers(found, self._drops)
        for at in whole.keys() | cuts.keys():
            self._taken[frozenset(whole.get(at, set()) | {rule for _, _, rule in cuts.get(at, ())})] += 1
        self._credited += credited_lines(found.decision)
        for at in np.flatnonzero(found.decision.fallen != STAYS).tolist():
            self._bytes[int(found.decision.fallen[at])] += _size(lines.raw(at))
        for at, parts in found.decision.cuts.items():
            for start, end, rule in parts:
                self._bytes[rule] += _size(lines.raw(at)[start:end])

    def finish(self, tried: Counter[int], seconds: dict[int, float]) -> Stats:
        """Return what was counted, a row for each name."""
        rules, stats = self._cleaner.rules.all_rules, self.stats
        disabled = self._cleaner.rules.disabled
        names = {
            number: name_of(rule, stats.by)
            for number, rule in enumerate(rules)
            if number not in disabled and rule.id != SCORE
        }
        matched, documents = _by_name(self._matched, names), _by_name(self._documents, names)
        only = _by_name(self._taken, names, alone=True)
        shadowed = shadows(self._taken, rules) if stats.by == "rule" else {}
        members: dict[str, list[int]] = defaultdict(list)
        for number, name in names.items():
            members[name].append(number)
        stats.rows = [
            StatsRow(
                name=name,
                rules=len(numbers),
                matched=matched[name],
                credited=sum(self._credited[number] for number in numbers),
                documents=documents[name],
                only=only[name],
                bytes=sum(self._bytes[number] for number in numbers),
                tried=sum(tried[number] for number in numbers),
                seconds=sum(seconds[number] for number in numbers),
                shadowed_by=shadowed.get(name, ""),
            )
            for name, numbers in members.items()
        ]
        stats.scored = sum(self._credited[number] for number, rule in enumerate(rules) if rule.id == SCORE)
        return stats


def _by_name(
    count: Counter[frozenset[int]], names: Mapping[int, str], *, alone: bool = False
) -> Counter[str]:
    """Return how often each name is met; `alone`: only where no other is."""
    found: Counter[str] = Counter()
    for rules, times in count.items():
        some = {names[number] for number in rules}
        if not alone or len(some) == 1:
            for name in some:
                found[name] += times
    return found


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def credited_lines(decision: Decision) -> Counter[int]:
    """Return how many lines are credited to each rule, by number; a line of which parts go counts, too."""
    count = Counter(decision.fallen[decision.fallen != STAYS].tolist())
    for cuts in decision.cuts.values():
        count.update({rule for _, _, rule in cuts})
    return count


def _examine(
    cleaner: Cleaner, batch: list[Document]
) -> Iterable[tuple[Document | None, Examined | MatchTimeoutError]]:
    """Return the columns of a batch or, where one of its documents runs out of time, of each."""
    try:
        return [(None, cleaner.examine(batch))]
    except MatchTimeoutError as error:
        if len(batch) == 1:
            return [(batch[0], error)]
        return [found for document in batch for found in _examine(cleaner, [document])]


def _by_rule(cleaner: Cleaner, timed: TimedPatterns) -> tuple[Counter[int], dict[int, float]]:
    """Return how often patterns were asked, and how long that took, by rule."""
    ruleset = cleaner.ruleset
    asked: Counter[int] = Counter()
    seconds: dict[int, float] = dict.fromkeys(range(len(cleaner.rules.all_rules)), 0.0)
    for pattern, count in timed.asked.items():
        start, end = ruleset.pattern_start[pattern], ruleset.pattern_start[pattern + 1]
        owners = sorted(set(ruleset.matcher_rule[ruleset.pattern_matchers[start:end]].tolist()))
        for owner in owners:
            asked[owner] += count
            seconds[owner] += timed.seconds[pattern] / len(owners)
    return asked, seconds
