"""The rules that come with the cleaner do what their examples say, and none of them is slow."""

import tomllib
from collections import defaultdict
from functools import cache
from typing import Any

import pytest
import regex

from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.find import RuleSource, shipped_sources
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rule import FLAGS, FLAGS_FOR_MANY, source_for_many
from cleaner.rulebook.rulebook import Rulebook
from cleaner.tuning.cost import too_broad
from cleaner.tuning.prove import prove
from cleaner.tuning.slow_patterns import slow_patterns

LONGEST_LINE = 120
"""Characters of a line of a rule file, so that two of them fit side by side on a screen."""
MOST_WITHOUT_A_WORD = 20
"""Patterns that no word proposes: they are tried on every line, or on all that hold some character."""
SHARES = 4
"""The search for slow patterns is shared by so many tests, which may run side by side."""


@cache
def rulebook() -> Rulebook:
    return load_rules(cache=user_cache())


@cache
def files() -> dict[str, dict[str, Any]]:
    """Return what each rule file says, by its name."""
    return {source.name: tomllib.loads(source.data.decode()) for source in shipped_sources()}


def rules_by_pattern() -> dict[int, set[str]]:
    """Return the ids of the rules that use a pattern, by its number."""
    (packs,) = rulebook().packs
    index = packs.index
    found: dict[int, set[str]] = defaultdict(set)
    for number in range(len(packs.patterns)):
        for matcher in index.pattern_matchers[index.pattern_start[number] : index.pattern_start[number + 1]]:
            found[number].add(packs.rules[index.matcher_rule[matcher]].id)
    return found


def test_all_packs_load() -> None:
    written = [
        f"{file['pack']['id']}.{rule['id']}" for file in files().values() for rule in file.get("rule", [])
    ]
    assert sorted(rule.id for rule in rulebook().rules) == sorted(written)
    assert rulebook().warnings == ()


def test_packs_are_called_after_their_files() -> None:
    """rules/en/ads.toml holds en.ads, so that an id tells where to look."""
    packs = {name: file["pack"]["id"] for name, file in files().items() if "pack" in file}
    assert packs
    assert packs == {
        name: name.removeprefix("rules/").removesuffix(".toml").replace("/", ".") for name in packs
    }


def test_every_rule_has_drops_and_at_least_as_many_keeps() -> None:
    few = {rule.id for rule in rulebook().rules if not 1 <= len(rule.drops) <= len(rule.keeps)}
    assert sorted(few) == []


def test_no_rule_repeats_an_example() -> None:
    repeats = {
        rule.id for rule in rulebook().rules if len({*rule.drops, *rule.keeps}) < len(rule.drops + rule.keeps)
    }
    assert sorted(repeats) == []


def test_every_proof_holds() -> None:
    assert [str(failure) for failure in prove(rulebook())] == []


def test_every_pattern_compiles_and_matches_no_empty_line() -> None:
    wrong = []
    rules = rules_by_pattern()
    for number, source in enumerate(rulebook().packs[0].patterns):
        many = source_for_many(source)
        if regex.compile(source, FLAGS).fullmatch("") or (many and regex.search(many, "", FLAGS_FOR_MANY)):
            wrong.append((sorted(rules[number]), source))
    assert wrong == []


@pytest.mark.parametrize("source", [*shipped_sources()], ids=lambda source: source.name)
def test_lines_fit_on_a_screen(source: RuleSource) -> None:
    lines = source.data.decode().split("\n")
    assert [at for at, line in enumerate(lines, 1) if len(line) > LONGEST_LINE] == []


def test_words_propose_nearly_every_pattern() -> None:
    """A word proposes a pattern on few lines; what none proposes costs time on every document."""
    index = rulebook().packs[0].index
    rules = rules_by_pattern()
    found = {*index.open_patterns.tolist(), *index.sign_pattern.tolist()}
    assert len(found) <= MOST_WITHOUT_A_WORD, sorted({rule for number in found for rule in rules[number]})


def test_no_pattern_is_tried_on_too_many_lines() -> None:
    assert list(too_broad(rulebook(), rulebook().rules)) == []


@pytest.mark.parametrize("share", range(SHARES))
def test_no_pattern_is_slow(share: int) -> None:
    assert list(slow_patterns(rulebook().rules[share::SHARES])) == []
