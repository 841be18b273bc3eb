"""`cleaner rules new` and `cleaner rules schema`."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from running import Done

from cleaner.rulebook.find import shipped_folder

Run = Callable[..., Done]


LINES = (
    ("Fill the Tip Jar!", "lines", ["Fill the Tip Jar!"]),
    ("12 notes since 3 May 2021", "pattern", r"\W{0,3}{number} notes since {learned_day}\W{0,3}"),
    (
        "Harbour\n\n  Town hall (4)",
        "block",
        [r"\W{0,3}harbour\W{0,3}", r"\W{0,3}town hall \({number}\W{0,3}"],
    ),
    ("Ask 'Ned' \\ \x07\"Ann\"", "lines", ["Ask 'Ned' \\ \x07\"Ann\""]),
)


def test_rules_for_lines(run: Run) -> None:
    """Together: checking rule files takes time."""
    files = [f"{number}.toml" for number in range(len(LINES))]
    for (line, key, value), file in zip(LINES, files, strict=True):
        done = run("rules", "new", line, "-o", file)
        assert (done.code, done.out, done.err) == (0, b"", "")
        (rule,) = tomllib.loads(Path(file).read_text())["rule"]
        assert rule[key] == value
    assert run("rules", "check", *files).err == "4 rules in 4 files, no errors\n"
    assert run("rules", "test", *files).err == "8 examples of 4 rules: all hold\n"


def test_a_line_that_begins_like_an_option(run: Run) -> None:
    assert run("rules", "new", "- Herring of the day -", "-o", "own.toml").code == 0
    assert run("rules", "test", "own.toml").code == 0


def test_a_line_that_goes_already(run: Run) -> None:
    done = run("rules", "new", "-", stdin=b"- Advertisement -\n")
    assert done.code == 0
    assert done.err == 'cleaner: rule "en.ads.label" removes it already\n  cleaner rules show en.ads.label\n'


def test_phrases(run: Run) -> None:
    Path("list.txt").write_text("# mine\nRing the Post\n\n***\nring the post!\nHouse rules for letters\n")
    done = run("rules", "new", "--from-phrases", "list.txt", "-o", "new.toml")
    assert done.code == 3
    assert done.err == (
        "cleaner: list.txt:4: it has no letter or digit\n  write a rule with a pattern for symbols\n"
        'cleaner: list.txt:5: it is the same as "Ring the Post"\n  it is in the rule once\n'
    )
    (rule,) = tomllib.loads(Path("new.toml").read_text())["rule"]
    assert rule["lines"] == ["Ring the Post", "House rules for letters"]
    assert run("rules", "test", "new.toml").code == 0


def test_regexes(run: Run) -> None:
    Path("list.txt").write_text(
        "^ring the (?:post|bell)$\n[a-z\n.*\n(a+)+b\nletters \\{x\\}\nsee {nothing}\n"
    )
    done = run("rules", "new", "--from-regexes", "list.txt", "-o", "new.toml")
    assert done.code == 3
    heads = [line for line in done.err.splitlines() if not line.startswith("  ")]
    assert heads == [
        "cleaner: list.txt:2: pattern does not compile: unterminated character set at position 4",
        "cleaner: list.txt:3: pattern matches the empty string",
        "cleaner: list.txt:4: its pattern would be tried on every line",
        "cleaner: list.txt:6: there is no fragment {nothing}",
    ]
    found = tomllib.loads(Path("new.toml").read_text())["rule"]
    assert [(rule["id"], rule["pattern"]) for rule in found] == [
        ("line-1", "ring the (?:post|bell)"),
        ("line-5", r"letters \{x\}"),
    ]
    assert run("rules", "check", "new.toml").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param((), 2, "give a LINE, --from-phrases or --from-regexes: one of them", id="nothing"),
        pytest.param(("a", "--from-phrases", "b"), 2, "one of them", id="two"),
        pytest.param(("***",), 3, "there is no word in it\n  paste a line with a letter", id="no word"),
        pytest.param(("--from-phrases", "no.txt"), 3, "no.txt: there is no such file", id="no file"),
        pytest.param(
            ("--from-phrases", "empty.txt"), 3, "empty.txt: nothing in it can be imported", id="empty"
        ),
    ],
)
def test_refused(arguments: tuple[str, ...], code: int, message: str, run: Run) -> None:
    Path("empty.txt").write_text("# nothing\n")
    done = run("rules", "new", *arguments)
    assert (done.code, done.out) == (code, b"")
    assert message in done.err


@pytest.fixture
def schema(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("rules", "schema").out)
    return found


def test_shipped_files_fit_the_schema(schema: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    files = [path for path in sorted(shipped_folder().rglob("*.toml")) if path.parent.name != "score"]
    assert len(files) > 30
    for path in files:
        assert list(validator.iter_errors(tomllib.loads(path.read_text(encoding="utf-8")))) == [], path


RULE = {"id": "a", "why": "b", "lines": ["c"]}


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        pytest.param(RULE, True, id="good"),
        pytest.param({**RULE, "line": ["c"]}, False, id="an unknown key"),
        pytest.param({"id": "a", "why": "b"}, False, id="nothing to match"),
        pytest.param({**RULE, "pattern": "c"}, False, id="two things to match"),
        pytest.param({**RULE, "level": "mild"}, False, id="no such level"),
        pytest.param({**RULE, "id": "A b"}, False, id="no id"),
        pytest.param({**RULE, "below": {"max_lines": 2}}, True, id="a region"),
        pytest.param({"id": "a", "why": "b", "span": "c", "below": {}}, False, id="a region of a span"),
        pytest.param({"id": "a", "why": "b", "starts": ["c"]}, False, id="starts without max_words"),
    ],
)
def test_the_schema_of_a_rule(rule: dict[str, Any], fits: bool, schema: dict[str, Any]) -> None:
    pack = {"id": "p", "category": "ads", "why": "w"}
    assert jsonschema.Draft202012Validator(schema).is_valid({"pack": pack, "rule": [rule]}) is fits


def test_a_rule_file_that_is_there_is_not_overwritten(run: Run) -> None:
    Path("mine.toml").write_text("edited")
    for command in (["new", "Ask Ned"], ["learn", "."]):
        done = run("rules", *command, "-o", "mine.toml")
        assert done.code == 2
        assert "mine.toml is there already" in done.err
    assert Path("mine.toml").read_text() == "edited"
