"""The rules that come with the cleaner do what their examples say."""

from collections import Counter
from dataclasses import replace

import pytest

from cleaner.rulebook.load import load_rules, missing_proof, read_shipped
from cleaner.rulebook.rule import Block, Contains, Lines, Pattern, Repeat, Rule, Run, Span, Starts, Step
from cleaner.tuning.catastrophe import slow_patterns
from cleaner.tuning.prove import Bench, prove

RULES = load_rules()
NEVER = "(?!)x"


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(RULES)


def test_no_rule_takes_the_host_article(bench: Bench) -> None:
    assert [str(failure) for failure in bench.spoilers()] == []


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_examples_hold(bench: Bench, rule: Rule) -> None:
    assert [str(failure) for failure in bench.failures(rule)] == []


def test_every_rule_has_examples() -> None:
    assert [fault for file in read_shipped() for fault in missing_proof(file)] == []


def test_no_full_id_stands_twice() -> None:
    files = read_shipped()
    ids = Counter(f"{file.pack.id}.{entry.id}" for file in files if file.pack for _, entry in file.rules)
    assert [rule for rule, times in ids.items() if times > 1] == []


def test_packs_are_called_after_their_files() -> None:
    """rules/en/ads.toml holds en.ads, so that an id tells where to look."""
    wrong = [
        file.name
        for file in read_shipped()
        if file.pack and file.name != f"rules/{file.pack.id.replace('.', '/')}.toml"
    ]
    assert wrong == []


def test_no_warnings() -> None:
    assert RULES.warnings == ()


def test_no_pattern_backtracks_for_ever() -> None:
    assert list(slow_patterns(RULES.rules)) == []


def broken(rule: Rule) -> Rule:
    """Return `rule` with a matcher that hits nothing."""
    matcher = rule.matcher
    match matcher:
        case Pattern() | Span():
            return replace(rule, matcher=matcher._replace(source=NEVER))
        case Block():
            return replace(rule, matcher=matcher._replace(steps=(Step(source=NEVER),)))
        case Lines():
            return replace(rule, matcher=Lines(phrases=frozenset()))
        case Starts() | Contains():
            return replace(rule, matcher=replace(matcher, phrases=()))
        case Run() | Repeat():
            return replace(rule, matcher=matcher._replace(min_lines=10_000))


def test_a_broken_pattern_fails_the_proof() -> None:
    """Every rule with drops, broken by itself, is found out: none is proved by the others' work."""
    dropping = [rule for rule in RULES.rules if rule.drops and rule.effect == "drop"]
    # Broken all at once, no rule leans on another: each has to miss its own matcher.
    mute = replace(RULES, rules=tuple(broken(rule) for rule in RULES.rules))
    found = {failure.rule for failure in prove(mute)}
    assert {rule.id for rule in dropping} <= found


@pytest.mark.parametrize("kind", [Pattern, Lines], ids=lambda kind: kind.__name__)
def test_one_broken_rule_is_found_among_sound_ones(kind: type) -> None:
    victim = next(r for r in RULES.rules if isinstance(r.matcher, kind) and r.drops and r.effect == "drop")
    rules = tuple(broken(rule) if rule.id == victim.id else rule for rule in RULES.rules)
    failures = prove(replace(RULES, rules=rules), [broken(victim)])
    assert {failure.rule for failure in failures} == {victim.id}
    assert {failure.claim for failure in failures} == {"drops"}
