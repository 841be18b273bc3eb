"""Confirm phrases on the text of lines: equal, at the start, inside, in a chain."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import regex

from cleaner.engine.pairs import Pairs
from cleaner.engine.ruleset import RuleSet
from cleaner.rulebook.index import Kind
from cleaner.rulebook.rule import Lines as LinesMatcher
from cleaner.text.columns import Flags
from cleaner.text.lines import Lines
from cleaner.text.words import is_boundary, split_tokens

# What may stand between the members of a chain ("Home | News | Sport").
_CHAIN: Final = regex.compile(r"[\w\s|/\\•·,<>«»‹›:;+&'*()-]+")
_CHAIN_TOKENS: Final = 80


def confirm_phrases(lines: Lines, pairs: Pairs, ruleset: RuleSet) -> Flags:
    """Say of each pair of a line and a phrase whether the line matches by it."""
    found = np.zeros(len(pairs.line), np.bool_)
    texts = ruleset.phrases(pairs.what)
    kinds = ruleset.phrase_kind[pairs.what].tolist()
    owners = ruleset.matcher_rule[ruleset.phrase_matcher[pairs.what]].tolist()
    last, folded = -1, ""
    for place, (line, kind, text, owner) in enumerate(
        zip(pairs.line.tolist(), kinds, texts, owners, strict=True)
    ):
        if line != last:
            last, folded = line, lines.fold(line)
        if kind == Kind.LINE:
            found[place] = folded == text
        elif kind == Kind.PART:
            found[place] = holds(folded, text)
        elif kind == Kind.START:
            found[place] = folded.startswith(text) and is_boundary(folded, len(text))
        else:
            matcher = ruleset.rules[owner].matcher
            assert isinstance(matcher, LinesMatcher)
            found[place] = _is_chain(folded, _members(matcher.phrases))
    return found


def holds(folded: str, phrase: str) -> bool:
    """Say whether `phrase` stands in `folded` at word boundaries."""
    at = folded.find(phrase)
    while at >= 0:
        if is_boundary(folded, at) and is_boundary(folded, at + len(phrase)):
            return True
        at = folded.find(phrase, at + 1)
    return False


Members = Callable[[str], Sequence[tuple[str, ...]]]
"""Returns the phrases, in tokens, that begin with a token."""


@lru_cache(maxsize=1_024)
def _members(phrases: tuple[str, ...]) -> Members:
    table: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for phrase in phrases:
        tokens = tuple(split_tokens(phrase))
        table[tokens[0]].append(tokens)
    return lambda token: table.get(token, ())


def _is_chain(folded: str, members: Members) -> bool:
    """Say whether a line is made of phrases and separators, by dynamic programming."""
    if not _CHAIN.fullmatch(folded):
        return False
    tokens = tuple(split_tokens(folded))
    if len(tokens) > _CHAIN_TOKENS:
        return False
    reached = [True] + [False] * len(tokens)
    for at, token in enumerate(tokens):
        if reached[at]:
            for phrase in members(token):
                if tokens[at : at + len(phrase)] == phrase:
                    reached[at + len(phrase)] = True
    return reached[-1]
