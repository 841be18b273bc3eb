"""`cleaner rules`: what goes where, and with which exit code."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import msgspec
import pytest

from cleaner.cli import main
from cleaner.rulebook.assemble import read_shipped
from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rule import Lines, Where

Run = Callable[..., tuple[int, str, str]]
PACK = '[pack]\nid = "my.pack"\ncategory = "ads"\nwhy = "y"\n\n'
GOOD = '[[rule]]\nid = "ad"   # ours\nwhy = "Ads."\nlines = ["qqad"]\ndrops = ["Qqad"]\nkeeps = ["A qqad"]\n'
BAD_PROOF = GOOD.replace('["Qqad"]', '["Qqadd"]')
BAD_FILE = GOOD.replace("lines", "line")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `cleaner rules ...` in an empty folder; return exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    def call(*args: str, **files: str) -> tuple[int, str, str]:
        for name, text in files.items():
            Path(f"{name}.toml").write_text(text)
        code = main(["rules", *args])
        return code, *capfd.readouterr()

    return call


def test_list(run: Run) -> None:
    code, out, err = run("list", "--no-builtin", "--rules", "a.toml", a=PACK + GOOD)
    assert (code, out, err) == (0, "my.pack.ad  normal  ads         drop   Ads.\n", "")


def test_list_all(run: Run) -> None:
    code, out, _ = run("list")
    ids = [line.split()[0] for line in out.splitlines()]
    assert code == 0
    assert ids == sorted(rule.id for rule in load_rules().rules)


def test_list_as_json(run: Run) -> None:
    code, out, _ = run("list", "--json", "--no-builtin", "--rules", "a.toml", a=PACK + GOOD)
    found = json.loads(out)
    assert code == 0
    assert found["rules"] == [
        {
            "id": "my.pack.ad",
            "level": "normal",
            "category": "ads",
            "effect": "drop",
            "language": "",
            "why": "Ads.",
            "file": "a.toml",
            "line": 6,
        }
    ]
    assert len(found["rules_hash"]) == 12


def test_show_gives_a_rule_file(run: Run) -> None:
    code, out, err = run(
        "show", "my.pack.ad", "--rules", "a.toml", a=PACK + GOOD + BAD_PROOF.replace("ad", "b")
    )
    assert (code, err) == (0, "")
    assert out == f"# a.toml:6\n{PACK}{GOOD}"


def test_what_is_shown_of_a_shipped_rule_means_the_same(run: Run, tmp_path: Path) -> None:
    for rule in load_rules(cache=user_cache()).rules[::120]:
        _, out, _ = run("show", rule.id)
        tomllib.loads(out)
        (tmp_path / "copy").mkdir(exist_ok=True)
        (tmp_path / "copy" / "x.toml").write_text(out)
        others = [file.name for file in read_shipped()]
        (copy,) = [
            r
            for r in load_rules([tmp_path / "copy"], cache=user_cache()).rules
            if r.origin.file not in others
        ]
        assert msgspec.structs.replace(copy, packed=rule.packed) == rule
        assert (copy.why, copy.drops, copy.keeps) == (rule.why, rule.drops, rule.keeps)


@pytest.mark.parametrize(
    ("asked", "advice"),
    [
        pytest.param("my.pack.add", "did you mean my.pack.ad?", id="misspelt"),
        pytest.param("ad", "did you mean my.pack.ad?", id="without its pack"),
        pytest.param("my.pack", "my.pack.* are rules: my.pack.ad", id="a pack"),
        pytest.param("zzzzzz", "cleaner rules list shows all ids", id="nothing near"),
    ],
)
def test_show_an_unknown_rule(run: Run, asked: str, advice: str) -> None:
    code, out, err = run("show", asked, "--no-builtin", "--rules", "a.toml", a=PACK + GOOD)
    assert (code, out) == (2, "")
    assert err == f'cleaner rules show: there is no rule "{asked}"\n  {advice}\n'


def test_show_names_some_rules_of_a_pack(run: Run) -> None:
    ids = [rule.id for rule in load_rules().rules if rule.id.startswith("en.ads.")]
    advice = f"en.ads.* are rules: {', '.join(sorted(ids)[:3])}, ..."
    assert run("show", "en.ads")[2] == f'cleaner rules show: there is no rule "en.ads"\n  {advice}\n'


def test_show_knows_disabled_rules(run: Run) -> None:
    config = 'rules = ["a.toml"]\ndisable = ["my.*"]\n'
    assert run("show", "my.pack.ad", a=PACK + GOOD, cleaner=config)[0] == 0
    assert "my.pack.ad" not in run("list")[1]
    assert run("show", "my.pack.ad", "--no-config")[0] == 2


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        pytest.param(PACK + GOOD, 0, "1 rule in 1 file, no errors\n", id="sound"),
        pytest.param(
            PACK + GOOD.replace('drops = ["Qqad"]\n', ""),
            0,
            'warning: a.toml:6: rule "ad": no drops\n  without examples nothing proves that it works\n'
            "1 rule in 1 file, no errors, 1 warning\n",
            id="no proof",
        ),
        pytest.param(
            PACK + BAD_FILE,
            2,
            'a.toml:9: rule "ad": unknown key "line"\n  did you mean "lines"?\n',
            id="an error",
        ),
    ],
)
def test_check(run: Run, text: str, code: int, said: str) -> None:
    assert run("check", "a.toml", a=text) == (code, "", said)


def test_check_refuses_slow_patterns(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.tuning.slow_patterns.PATIENCE", 0.05)
    text = PACK + GOOD.replace('lines = ["qqad"]', "pattern = 'qqad (?:a|aa)+(?:b|c)'")
    code, out, err = run("check", "a.toml", a=text.replace('["Qqad"]', '["Qqad ab"]'))
    assert (code, out) == (2, "")
    assert err.startswith('a.toml:6: rule "my.pack.ad": more than 0.05 s on a line such as "qqad aaa')
    assert err.count("\n") == 2


def test_check_refuses_patterns_that_are_tried_too_often(run: Run) -> None:
    code, out, err = run("check", "a.toml", a=PACK + GOOD.replace('lines = ["qqad"]', "pattern = '.+qqad'"))
    assert (code, out) == (2, "")
    assert err.startswith('a.toml:6: rule "my.pack.ad": its pattern would be tried on every line\n')
    assert err.count("\n") == 2


def test_check_all(run: Run) -> None:
    rules = sum(len(file.rules) for file in read_shipped())
    code, out, err = run("check")
    assert (code, out, err) == (0, "", f"{rules:,} rules in {len(read_shipped())} files, no errors\n")


def test_check_a_missing_file(run: Run) -> None:
    code, out, err = run("check", "none.toml")
    assert (code, out) == (2, "")
    assert err == "none.toml: no such file or directory\n  give a rule file, or a folder of them\n"


def test_test(run: Run) -> None:
    assert run("test", "a.toml", a=PACK + GOOD) == (0, "", "2 examples of 1 rule: all hold\n")


def test_a_failed_proof(run: Run) -> None:
    code, out, err = run("test", "a.toml", a=PACK + BAD_PROOF)
    assert (code, out) == (1, "")
    assert err == (
        'a.toml:10: rule "my.pack.ad": drops "Qqadd": it stays, in the head\n'
        '  phrases see "qqadd"\n'
        '  the nearest phrase is "qqad": the line has "qqadd", the phrase "qqad"\n'
        "2 examples of 1 rule: 1 failure\n"
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param("check", "1 rule in 1 file, {}\n", id="check"),
        pytest.param(
            "test", "0 examples of 1 rule: nothing to test, 1 rule without all examples\n", id="test"
        ),
    ],
)
def test_no_examples_is_a_warning_and_fails_if_strict(run: Run, command: str, said: str) -> None:
    text = PACK + GOOD[: GOOD.index("drops")]
    problem = 'a.toml:6: rule "ad": no drops and keeps\n  without examples nothing proves that it works\n'
    warned, failed = said.format("no errors, 1 warning"), said.format("1 error")
    assert run(command, "--no-builtin", "a.toml", a=text) == (0, "", f"warning: {problem}{warned}")
    assert run(command, "--no-builtin", "--strict", "a.toml") == (1, "", f"{problem}{failed}")


def test_findings_as_json(run: Run) -> None:
    code, out, err = run("test", "--no-builtin", "--output-format", "json", "a.toml", a=PACK + BAD_PROOF)
    assert (code, err) == (1, "2 examples of 1 rule: 1 failure\n")
    assert json.loads(out) == {
        "command": "cleaner rules test",
        "passed": False,
        "rules": 1,
        "examples": 2,
        "findings": [
            {
                "severity": "error",
                "file": "a.toml",
                "line": 10,
                "rule": "my.pack.ad",
                "problem": 'drops "Qqadd": it stays, in the head',
                "advice": 'phrases see "qqadd"\n'
                'the nearest phrase is "qqad": the line has "qqadd", the phrase "qqad"',
            }
        ],
    }


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_bad_file_is_a_finding_in_every_format(run: Run, command: str) -> None:
    arguments = (command, "--no-builtin", "a.toml", "--output-format")
    code, out, err = run(*arguments, "github", a=PACK + BAD_FILE)
    title = f"title=cleaner rules {command}%3A ad"
    assert (code, err) == (2, "")
    assert out == f'::error file=a.toml,line=9,{title}::unknown key "line"%0Adid you mean "lines"?\n'
    assert json.loads(run(*arguments, "json")[1])["findings"][0]["problem"] == 'unknown key "line"'
    assert 'failures="1"' in run(*arguments, "junit")[1]


def test_proofs_run_together_with_the_shipped_rules(run: Run) -> None:
    plain = (r for r in load_rules().rules if isinstance(r.matcher, Lines) and r.where == Where())
    taken = next(r for r in plain if r.level != "strict" and r.effect == "drop" and r.region is None)
    text = PACK + GOOD.replace('"A qqad"', json.dumps(taken.drops[0], ensure_ascii=False))
    assert run("test", "a.toml", "--no-builtin", a=text)[0] == 0
    code, _, err = run("test", "a.toml")
    assert code == 1
    assert f"falls by {taken.id}, in the head\n" in err


def test_only_the_rules_of_the_file_are_proved(run: Run) -> None:
    other = (PACK + BAD_PROOF).replace("my.pack", "other")
    assert run("test", "a.toml", "--rules", "b.toml", a=PACK + GOOD, b=other)[0] == 0
    code, _, err = run("test", "a.toml", "b.toml", "--no-builtin")
    assert code == 1
    assert "4 examples of 2 rules: 1 failure" in err


def test_a_shipped_file_by_its_path_is_itself(run: Run) -> None:
    from cleaner.rulebook.find import shipped_folder

    path = shipped_folder() / "common"
    code, _, err = run("check", str(path))
    files = [file for file in read_shipped() if file.name.startswith("rules/common/")]
    assert (code, err) == (0, f"{sum(len(f.rules) for f in files)} rules in {len(files)} files, no errors\n")


def test_shipped_rules_must_have_proof(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.rulebook import find

    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "text.toml").write_bytes((find.shipped_folder() / "text.toml").read_bytes())
    copytree(find.shipped_folder() / "score", folder / "score")
    (folder / "a.toml").write_text(PACK + GOOD.replace('keeps = ["A qqad"]\n', ""))
    monkeypatch.setattr(find, "shipped_folder", lambda: folder)
    said = ': rule "ad": no keeps\n  without examples nothing proves that it works\n'
    assert run("check") == (2, "", f"rules/a.toml:6{said}")
    assert run("check", "rules/a.toml") == (2, "", f"rules/a.toml:6{said}")
