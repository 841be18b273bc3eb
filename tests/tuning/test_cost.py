"""Patterns that would be asked of too many lines are named."""

import pytest

from cleaner.rulebook.assemble import assemble
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rulebook import make_rulebook
from cleaner.text.make_tables import make_tables
from cleaner.tuning.cost import too_broad

TEXT = read_rule_file("rules/text.toml", (shipped_folder() / "text.toml").read_bytes(), shipped=True)
# Lines that have a word and a number in common.
SAMPLE = ", ".join(f'"tea number {n} of many"' for n in range(40))
HEAD = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n'
ADVICE = (
    "give each alternative a word of its own, with a space or punctuation around it, that few lines hold;"
    " put whole phrases into lines"
)


def broad(keys: str) -> list[str]:
    text = (
        f'{HEAD}[[rule]]\nid = "a"\nwhy = "w"\n{keys}\n'
        f'[[rule]]\nid = "sample"\nwhy = "w"\nlines = ["nothing"]\nkeeps = [{SAMPLE}]\n'
    )
    packs = assemble([TEXT, read_rule_file("p.toml", text.encode())])
    return list(too_broad(make_rulebook([packs], make_tables()), packs.rules))


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param("pattern = 'read more .+'", id="words of its own"),
        pytest.param("pattern = '© .+'", id="a sign"),
        pytest.param('lines = ["tea"]', id="phrases"),
        pytest.param("block = ['.+', 'read more']", id="one step of a block is rare"),
        pytest.param("span = '\\[read more\\]'", id="span"),
        pytest.param("lines = ['x']\nafter = { pattern = 'read .+', within = 2 }", id="after"),
    ],
)
def test_narrow_enough(keys: str) -> None:
    assert broad(keys) == []


@pytest.mark.parametrize(
    ("keys", "of"),
    [
        pytest.param("pattern = '.+ago'", "every line", id="no word"),
        pytest.param("pattern = 'tea .+'", "every line", id="a word that all lines hold"),
        pytest.param("span = '[a-z]{3}x'", "every line", id="span"),
        pytest.param("block = ['.+', '[a-z]+', '?']", "every line", id="no step of a block is rare"),
        pytest.param("lines = ['x']\nafter = { pattern = '.+x', within = 2 }", "every line", id="after"),
        pytest.param("pattern = '.* 7 .*'", "every line", id="any number"),
    ],
)
def test_too_broad(keys: str, of: str) -> None:
    assert broad(keys) == [f'p.toml:5: rule "p.a": its pattern would be tried on {of}\n  {ADVICE}']
