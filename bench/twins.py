"""Twice as many rules: beside each rule one of its kind, as large, that says something else."""

import re
from dataclasses import replace
from typing import Final

import pages  # noqa: F401 - puts the checkout on the path

from cleaner.rulebook.rule import (
    Block,
    Contains,
    Lines,
    Matcher,
    Pattern,
    Repeat,
    Rule,
    Rulebook,
    Run,
    Span,
    Starts,
)

NEVER: Final = 1_000_000
"""No document has a run of so many lines."""
NOISE: Final = " kcabllaf"
"""What a pattern without a word of its own asks for in addition."""
WORD: Final = re.compile(r"\w+")
# What isn't a literal in a pattern: escapes, classes, the heads of groups, counts. Then the literals.
PART: Final = re.compile(
    r"\\[pPN]\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\.|\[\^?(?:\\.|[^\]\\])+\]"
    r"|\(\?(?:P?<\w+>|[a-zA-Z-]+[:)]|<?[:=!]|[>|])|\{[^}]*\}|(?P<literal>[^\W\d_]{2,})",
    re.DOTALL,
)


def doubled(book: Rulebook) -> Rulebook:
    """Return a rulebook with a twin after each rule.

    The twins hit little: only by branches of patterns that hold no word.
    """
    rules = tuple(one for rule in book.rules for one in (rule, twin(rule)))
    return replace(book, rules=rules, hash=f"{book.hash}-doubled")


def twin(rule: Rule) -> Rule:
    """Return a rule like `rule` that says something else: every word of it backwards."""
    after = rule.gates.after
    gates = rule.gates._replace(after=after and after._replace(rule=named(after.rule)))
    return replace(rule, id=named(rule.id), matcher=other(rule.matcher), gates=gates)


def named(rule: str) -> str:
    return f"{rule}-twin"


def other(matcher: Matcher) -> Matcher:
    """Return a matcher of the same kind and size for other lines."""
    match matcher:
        case Lines(phrases=phrases):
            return Lines(phrases=frozenset(map(backwards, phrases)), chain=matcher.chain)
        case Starts(phrases=starts):
            return Starts(phrases=tuple(map(backwards, starts)))
        case Contains(phrases=parts):
            return Contains(phrases=tuple(map(backwards, parts)))
        case Pattern(source=source):
            return matcher._replace(source=other_pattern(source))
        case Block(steps=steps):
            changed = tuple(step._replace(source=other_pattern(step.source)) for step in steps)
            return matcher._replace(steps=changed)
        case Run() | Repeat():
            return matcher._replace(min_lines=NEVER)
        case Span(source=source):
            return Span(other_pattern(source))


def backwards(phrase: str) -> str:
    """Return a phrase with each word backwards; one that stays the same so gets another word.

    >>> backwards("read more"), backwards("x")
    ('daer erom', 'x kcabllaf')
    """
    turned = WORD.sub(lambda word: word[0][::-1], phrase)
    return phrase + NOISE if turned == phrase else turned


def other_pattern(source: str) -> str:
    r"""Return a pattern with each literal of two letters or more backwards.

    >>> other_pattern(r"(?:read|see) more \p{Lu}{2,3}[abc]s?")
    '(?:daer|ees) erom \\p{Lu}{2,3}[abc]s?'
    >>> other_pattern("[0-9]+")
    '(?:[0-9]+) kcabllaf'
    """

    def turn(part: re.Match[str]) -> str:
        literal = part["literal"]
        return literal[::-1] if literal else part[0]

    turned = PART.sub(turn, source)
    return f"(?:{source}){NOISE}" if turned == source else turned
