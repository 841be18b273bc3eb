"""What each rule does in a corpus: how often it matches, how often it is why a line went, what it costs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaner.engine.batches import batches
from cleaner.engine.cleaner import Cleaner, Examined, matching_rules
from cleaner.engine.decide import STAYS, Decision
from cleaner.errors import MatchTimeoutError
from cleaner.model import Document
from cleaner.rulebook.score import SCORE
from cleaner.tuning.cost import TimedPatterns


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStats:
    """One rule: lines it `matched`, `credited` to it, and its patterns were `tried` on; `seconds` it took."""

    rule: str
    matched: int
    credited: int
    tried: int
    seconds: float


@dataclass(slots=True, kw_only=True)
class Stats:
    """All rules, and what they were tried on. `failed`: places and problems of what ran out of time."""

    rules: list[RuleStats]
    documents: int = 0
    lines: int = 0
    size: int = 0
    scored: int = 0
    """Lines that fall by their score."""
    failed: list[tuple[str | None, str]] = field(default_factory=list)


def rule_stats(cleaner: Cleaner, documents: Iterable[Document]) -> Stats:
    """Clean `documents` and return what each rule in force did, before the guard. `size` is in characters.

    The time of a pattern that several rules share is shared among them.
    """
    ruleset = cleaner.ruleset
    patterns = ruleset.patterns
    timed = ruleset.patterns = TimedPatterns(patterns)
    matched: Counter[int] = Counter()
    credited: Counter[int] = Counter()
    stats = Stats(rules=[])
    try:
        for batch in batches(documents, 0):
            for document, found in _examine(cleaner, batch):
                if isinstance(found, MatchTimeoutError):
                    assert document is not None
                    stats.failed.append((document.id, str(found)))
                    continue
                stats.documents += len(found.lines.texts)
                stats.lines += len(found.lines)
                stats.size += sum(map(len, found.lines.texts))
                for rules in matching_rules(found):
                    matched.update(rules)
                credited += credited_lines(found.decision)
    finally:
        ruleset.patterns = patterns
    tried, seconds = _by_rule(cleaner, timed)
    disabled = cleaner.rules.disabled
    stats.rules = [
        RuleStats(
            rule=rule.id,
            matched=matched[number],
            credited=credited[number],
            tried=tried[number],
            seconds=seconds[number],
        )
        for number, rule in enumerate(cleaner.rules.all_rules)
        if number not in disabled and rule.id != SCORE
    ]
    stats.scored = sum(
        credited[number] for number, rule in enumerate(cleaner.rules.all_rules) if rule.id == SCORE
    )
    return stats


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
