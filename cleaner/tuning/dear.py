"""Say why a rule is dear, and what would make it cheaper, as far as its patterns and its costs tell."""

from collections.abc import Iterable, Iterator
from statistics import median
from typing import Final, NamedTuple

from cleaner.engine.bulk.expressions import ANYTHING as EVERY_LINE
from cleaner.engine.bulk.expressions import line_expressions
from cleaner.engine.matching import sources_of
from cleaner.engine.proposer import key_of, needs_of
from cleaner.rulebook.glance import shape_of
from cleaner.rulebook.rule import Block, Span
from cleaner.rulebook.shape import ANYTHING, Needs
from cleaner.tuning.catastrophe import ADVICE, slowness
from cleaner.tuning.cost import Cost, PatternCost, Profile

_MANY: Final = 0.1
"""A string that so large a share of all lines holds is common."""
_RARELY: Final = 0.05
"""Where so small a share of the lines looked at is hit, nearly all were looked at in vain."""
_PART: Final = 0.25
"""What makes less of a rule's time than this is not why it is dear."""
_SLOW: Final = 5
"""What takes so many times as long as the median of all patterns is slow."""
_ENOUGH: Final = 20
"""Lines or texts below which a mean says little."""
_SHOWN: Final = 5


class Reason(NamedTuple):
    """Why a rule is dear, and what to do about it."""

    problem: str
    advice: str


def reasons(cost: Cost, found: Profile) -> list[Reason]:
    """Return why the rule costs what it does; nothing where nothing is odd."""
    if cost.stopped:
        return [Reason(f"ran out of time on {cost.stopped} and wasn't tried after that", ADVICE)]
    problem = slowness(cost.rule)
    slow = [Reason(f"takes {problem}", ADVICE)] if problem else []
    return [*slow, *_of_patterns(cost, found), *_of_matcher(cost), *_of_idleness(cost)]


def _of_patterns(cost: Cost, found: Profile) -> Iterator[Reason]:
    """Its patterns are looked at, or asked, often or for long."""
    whole = sum(pattern.seconds for pattern in cost.patterns)
    usual_look, usual_ask = _usual(found)
    for pattern in cost.patterns:
        which = f"{_step(cost, pattern)}: " if isinstance(cost.rule.matcher, Block) else ""
        if pattern.on_request or pattern.seconds < _PART * whole:
            continue
        if pattern.asked >= _ENOUGH and pattern.ask > _SLOW * usual_ask:
            times = f"{pattern.ask / usual_ask:.0f} times as long as the median of all patterns"
            yield Reason(
                f"{which}a try takes {times}",
                "begin with plain text, join branches that begin alike; let no neighbours take the same text",
            )
        if pattern.looked >= _ENOUGH and pattern.look > _SLOW * usual_look:
            times = f"{pattern.look / usual_look:.0f} times as long as the median of all patterns"
            yield Reason(
                f"{which}a look takes {times}: it is for any of {_count(needs_of(pattern.source))} strings",
                "write it with fewer alternatives, or with some text that all of them share",
            )
        key = key_of(pattern.source)
        if key is None:
            yield _keyless(pattern, which)
        elif pattern.looked >= max(_ENOUGH, _MANY * found.lines) and cost.hit < _RARELY * pattern.looked:
            share = f"{pattern.looked / found.lines:.0%} of the lines are looked at"
            yield Reason(
                f"{which}{share}, since they hold {_listed(key)}",
                "let each branch hold a word, or a few characters in a row, that few lines have",
            )


def _keyless(pattern: PatternCost, which: str) -> Reason:
    """Explain why there is no string by which to tell the lines that the pattern may match."""
    if shape_of(pattern.source) is not ANYTHING:
        return Reason(
            f"{which}there is no string that all its lines hold, so all lines are looked at",
            "have a word, or a few characters in a row, that must be there; or give the rule max_words",
        )
    scan = ", nor by the scan of many documents" if line_expressions(pattern.source) == [EVERY_LINE] else ""
    return Reason(
        f"{which}what its lines hold can't be read off the pattern, so all lines are looked at{scan}",
        "do without back-references, conditions and other rare syntax",
    )


def _of_matcher(cost: Cost) -> Iterator[Reason]:
    """It is a block or a span that has to look nearly everywhere."""
    steps = [pattern for pattern in cost.patterns if pattern.on_request]
    walking = cost.seconds - sum(pattern.seconds for pattern in cost.patterns)
    if steps and walking >= _PART * cost.seconds:
        named = ", ".join(_step(cost, pattern) for pattern in steps)
        yield Reason(
            f"nearly any line may match {named}, so it is asked line by line where the others match",
            "let another step, one that must be there, match fewer lines",
        )
    if isinstance(cost.rule.matcher, Span) and not _has_strings(cost.rule.matcher.source):
        yield Reason(
            "there is no string that all it matches holds, so all lines are searched",
            "have a word, or a few characters in a row, that must be there",
        )


def _has_strings(source: str) -> bool:
    """Say whether there are strings of which all that a pattern matches holds one."""
    return any(isinstance(need, frozenset) for need in needs_of(source))


def _of_idleness(cost: Cost) -> Iterator[Reason]:
    """It acts nowhere."""
    if not cost.documents and cost.seconds:
        rule = cost.rule
        where = [f"language {rule.language}"] * bool(rule.language)
        where += [f"site {' '.join(rule.gates.site)}"] * bool(rule.gates.site)
        yield Reason(
            f"acts in none of the documents ({', '.join(where)}), but is tried on them all the same",
            f"where all are like them, --disable {rule.id} saves the time",
        )


def _step(cost: Cost, pattern: PatternCost) -> str:
    """Name the step of a block that has this pattern."""
    return f"step {list(sources_of(cost.rule)).index(pattern.source) + 1}"


def _usual(found: Profile) -> tuple[float, float]:
    """Return the seconds of a look and of a try that are the median of all patterns."""
    patterns = {id(pattern): pattern for cost in found.costs for pattern in cost.patterns}.values()
    looks = [pattern.look for pattern in patterns if pattern.looked >= _ENOUGH]
    asks = [pattern.ask for pattern in patterns if pattern.asked >= _ENOUGH]
    return median(looks or [1.0]), median(asks or [1.0])


def _count(needs: Needs) -> int:
    """Return how many strings are looked for at most."""
    return sum(
        len(need) if isinstance(need, frozenset) else sum(_count(branch) for branch in need) for need in needs
    )


def _listed(key: Iterable[str]) -> str:
    strings = sorted(key, key=lambda string: (len(string), string))
    more = f" or one of {len(strings) - _SHOWN} more" if len(strings) > _SHOWN else ""
    return ", ".join(f'"{string}"' for string in strings[:_SHOWN]) + more
