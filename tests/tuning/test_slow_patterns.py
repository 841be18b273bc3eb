"""Patterns that backtrack for ever are found, others are left in peace."""

from collections.abc import Sequence

import pytest
import regex

from cleaner.rulebook.assemble import assemble
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rule import Rule
from cleaner.tuning import slow_patterns as module
from cleaner.tuning.slow_patterns import slow_patterns, slowness

TEXT = read_rule_file("rules/text.toml", (shipped_folder() / "text.toml").read_bytes(), shipped=True)
HEAD = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n[[rule]]\nid = "a"\nwhy = "w"\n'


def rules(keys: str) -> Sequence[Rule]:
    return assemble([TEXT, read_rule_file("p.toml", f"{HEAD}{keys}\n".encode())]).rules


def warnings(keys: str) -> list[str]:
    return list(slow_patterns(rules(keys)))


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param("pattern = '(?:a|aa)+(?:b|c)'", id="a repeat of what overlaps"),
        pytest.param(
            "pattern = 'read more (?:[a-z ]{1,40}){1,40}[;:]'\ndrops = ['Read more of it:']",
            id="after a beginning",
        ),
        pytest.param("pattern = '(?:.*?(?:a|b)){8}[;:]'", id="polynomial, of a high degree"),
        pytest.param("span = '(?:a|aa)+(?:b|c)'", id="span"),
        pytest.param("block = ['x', '(?:a|aa)+(?:b|c)']", id="block"),
    ],
)
def test_slow(keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    (warning,) = warnings(keys)
    assert warning.startswith('p.toml:5: rule "p.a": more than 0.05 s on a line such as "')
    assert warning.endswith(
        "\n  avoid a repeat within a repeat, as in (a+)+, and neighbours that can take the same text"
    )
    assert warning.count("\n") == 1


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param("pattern = '(?:by )?[a-z .-]+, [0-9]{4}'\ndrops = ['By Ann, 2022']", id="a byline"),
        pytest.param("pattern = '.{1,60} (?:says|said):?'", id="dots"),
        pytest.param("pattern = '(?:[a-z]+ ?)+'", id="what the regex module copes with"),
        pytest.param('lines = ["a"]', id="phrases"),
        pytest.param("block = ['[0-9]+', '?', '[a-z]+']", id="block"),
        pytest.param("span = ' ?\\[[a-z ]*\\]'", id="span"),
    ],
)
def test_fast_enough(keys: str) -> None:
    assert warnings(keys) == []


def test_one_jump_of_the_clock_is_not_held_against_a_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: set[str] = set()

    class Jumping:
        def fullmatch(self, line: str, *, timeout: float) -> None:
            if line not in tried:
                tried.add(line)
                raise TimeoutError(timeout)

    (rule,) = rules("pattern = 'some line'\ndrops = ['Some line']")
    monkeypatch.setattr(regex, "compile", lambda *_: Jumping())
    assert slowness(rule) is None
    assert tried
