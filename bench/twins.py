"""Twice as many rules: beside each rule one of its kind, as large, that says something else."""

import re
from dataclasses import replace
from typing import Final

import pages  # noqa: F401 - puts the checkout on the path
from msgspec.structs import replace as changed

from cleaner.rulebook.build_index import build_index
from cleaner.rulebook.rule import After, Block, Contains, Lines, Matcher, Pattern, Region, Rule, Span, Starts
from cleaner.rulebook.rulebook import Packs, Rulebook, make_rulebook

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
    """Return a rulebook with a twin after each rule, all in one index.

    The twins match little: only by branches of patterns that hold no word.
    """
    return make_rulebook([doubled_packs(packs) for packs in book.packs], book.characters)


def doubled_packs(packs: Packs) -> Packs:
    rules = tuple(one for rule in packs.rules for one in (rule, twin(rule)))
    common = frozenset(word for words in packs.function_words.values() for word in words)
    index, patterns, literals = build_index(rules, common)
    return replace(
        packs,
        rules=rules,
        index=index,
        patterns=patterns,
        literals=literals,
        codes=(),
        hash=f"{packs.hash}-doubled",
    )


def twin(rule: Rule) -> Rule:
    """Return a rule like `rule` that says something else: every word of it backwards."""
    after, region = rule.where.after, rule.region
    if isinstance(after, After):
        after = changed(after, matcher=other(after.matcher))
    if isinstance(region, Region):
        region = changed(region, until=tuple(map(backwards, region.until)))
    where = changed(rule.where, after=after)
    return changed(rule, id=f"{rule.id}-twin", matcher=other(rule.matcher), region=region, where=where)


def other(matcher: Matcher) -> Matcher:
    """Return a matcher of the same kind and size for other lines."""
    match matcher:
        case Lines(phrases=phrases) | Starts(phrases=phrases) | Contains(phrases=phrases):
            return changed(matcher, phrases=tuple(map(backwards, phrases)))
        case Pattern(source=source) | Span(source=source):
            return changed(matcher, source=other_pattern(source))
        case Block(steps=steps):
            turned = tuple(changed(step, source=other_pattern(step.source)) for step in steps)
            return changed(matcher, steps=turned)


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
    '(?:[0-9]+) kcabllaf -'
    """

    def turn(part: re.Match[str]) -> str:
        literal = part["literal"]
        return literal[::-1] if literal else part[0]

    turned = PART.sub(turn, source)
    # Something behind the word: a span may end within one, and then no index could propose it.
    return f"(?:{source}){NOISE} -" if turned == source else turned
