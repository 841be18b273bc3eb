"""Find patterns that backtrack for ever, by trying them on lines made to provoke it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import regex

from cleaner.engine.patterns import LONGEST
from cleaner.rulebook.messages import pattern_advice
from cleaner.rulebook.rule import FLAGS, Block, Pattern, Rule, Span
from cleaner.text.fold import half_fold

PATIENCE: Final = 0.2
"""Seconds that a pattern may take on one line."""
_TRIES: Final = 3
"""How often a pattern must run out of patience: the clock of a busy machine may jump by as much."""
ADVICE: Final = "avoid a repeat within a repeat, as in (a+)+, and neighbours that can take the same text"
_PUMPS: Final = ("a", "a ", "1", "1 ", " ", "a.", "a-", "a, ", "- ")
# What comes after the pumped part, so that the match fails late: an end that few patterns
# allow, and one that not even a dot matches.
_ENDS: Final = ("!", "\n")
_EXAMPLES: Final = 3
_CUTS: Final = 6


def slow_patterns(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield a warning for each rule with a pattern that runs out of patience on a line it may meet."""
    for rule in rules:
        problem = slowness(rule)
        if problem:
            place = f"{rule.origin.file}:{rule.origin.line}" if rule.origin.line else rule.origin.file
            yield f'{place}: rule "{rule.id}": {problem}\n  {ADVICE}'


def broken_patterns(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield a message for each rule with a pattern that does not compile.

    Of the rules that come with the cleaner nobody looks when they are loaded.
    """
    for rule in rules:
        for source in _sources(rule):
            try:
                regex.compile(source, FLAGS)
            except (regex.error, RecursionError) as error:
                place = f"{rule.origin.file}:{rule.origin.line}" if rule.origin.line else rule.origin.file
                problem = f"pattern does not compile: {error}"
                yield f'{place}: rule "{rule.id}": {problem}\n  {pattern_advice(str(error))}'


def slowness(rule: Rule) -> str | None:
    """Say on which line that it may meet a pattern of `rule` runs out of patience; None if on none."""
    probe = next((p for source in _sources(rule) for p in _slow_probes(source, rule)), None)
    if probe is None:
        return None
    line = f'"{probe[:40]}…" of {len(probe)} characters'.replace("\n", " ")
    return f"more than {PATIENCE} s on a line such as {line}"


def _sources(rule: Rule) -> Iterator[str]:
    match rule.matcher:
        case Pattern(source=source) | Span(source=source):
            yield source
        case Block(steps=steps):
            yield from (step.source for step in steps)


def _slow_probes(source: str, rule: Rule) -> Iterator[str]:
    """Yield the probes on which the pattern takes too long."""
    pattern = regex.compile(source, FLAGS)
    search = pattern.search if isinstance(rule.matcher, Span) else pattern.fullmatch
    for probe in dict.fromkeys(_probes(rule)):
        if all(_runs_out(search, probe) for _ in range(_TRIES)):
            yield probe


def _runs_out(search: Callable[..., object], probe: str) -> bool:
    try:
        search(probe, timeout=PATIENCE)
    except TimeoutError:
        return True
    return False


def _probes(rule: Rule) -> Iterator[str]:
    """Yield lines as long as patterns ever see: a beginning of an example, and what repeats after it."""
    lines = [half_fold(line) for example in rule.drops[:_EXAMPLES] for line in example.split("\n")]
    for line in ["", *lines]:
        words = [found.start() for found in regex.finditer(r"\S+", line)]
        for begun in dict.fromkeys(("", *(line[:cut] for cut in words[:_CUTS]), line, f"{line} ".lstrip())):
            following = line[len(begun) :].split(" ")[0]
            for pump in dict.fromkeys((*_PUMPS, following, f"{following} ")):
                room = LONGEST - len(begun) - 1
                if pump and room > 0:
                    yield from (f"{begun}{(pump * room)[:room]}{end}" for end in _ENDS)
