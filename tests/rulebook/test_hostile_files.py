"""Rule files made to take time or memory without bound: refused, and soon."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from refusing import PACK, problems, rule

from cleaner.cli import main
from cleaner.rulebook import find
from cleaner.rulebook.compiled import load_shipped
from cleaner.rulebook.pattern_cost import MOST_CHARACTERS, cost_fault

CALLS = 'rule "r": pattern calls itself, or a group of its own\n  write out what it would repeat'
MANY = "\n  write a number up to 1000, or + for any number"
NESTED = 'rule "r": pattern has repeats within repeats, which make it too large\n  lower their numbers'
DEEP = "not valid TOML: Nested too deep"
DOTS = "not valid TOML: A name of too many parts"
BOMB = PACK + "[fragments]\nf0='a'\n" + "".join(f"f{i}='{{f{i - 1}}}{{f{i - 1}}}'\n" for i in range(1, 60))
HOSTILE = [
    pytest.param(rule("pattern = '(?R)?a'"), CALLS, id="recursion"),
    pytest.param(rule("pattern = '(a(?1)?b)'"), CALLS, id="a group calls itself"),
    pytest.param(rule("pattern = '(?<x>a(?&x)?b)'"), CALLS, id="by its name"),
    pytest.param(rule("pattern = 'a{1000000000}'"), f"something 1000000000 times{MANY}", id="a large count"),
    pytest.param(
        rule(f"pattern = 'a{{2,{'9' * 5000}}}'"), f"something 999999999999 times{MANY}", id="a huge one"
    ),
    pytest.param(rule("span = 'a{1001,}'"), f"something 1001 times{MANY}", id="span"),
    pytest.param(rule("block = ['a', 'b{1001}']"), f"something 1001 times{MANY}", id="block"),
    pytest.param(
        rule('lines = ["a"]', "after = { pattern = 'b{1001}', within = 2 }"),
        f"something 1001 times{MANY}",
        id="after",
    ),
    pytest.param(rule("pattern = '(?:(?:a{1000}){1000}){1000}'"), NESTED, id="nested repeats"),
    pytest.param(rule(f"pattern = '{'(' * 3000}a{')' * 3000}'"), "nested more than 100 deep", id="brackets"),
    pytest.param(rule("pattern = '(?:tea){e<=100000000}'"), "pattern allows errors", id="errors"),
    pytest.param(rule(f"pattern = '{'(?:a|b)' * 20_000}'"), "140000 characters", id="a long pattern"),
    pytest.param(f"{BOMB}[[rule]]\nid='r'\nwhy='w'\npattern='{{f59}}'\n".encode(), "is too large", id="bomb"),
    pytest.param(b"a = " + b"[" * 500 + b"]" * 500, DEEP, id="nested lists"),
    pytest.param(b"a = " + b"{b = " * 500 + b"1" + b"}" * 500, DEEP, id="nested tables"),
    pytest.param(b"a" + b".a" * 20_000 + b" = 1", f"t.toml:1: {DOTS}", id="dotted keys"),
    pytest.param(
        "".join(f"[a{'.a' * n}]\n" for n in range(1500)).encode(), f"t.toml:51: {DOTS}", id="headers"
    ),
    pytest.param(rule('lines = ["a"]', f"max_words = {'9' * 5000}"), "A number is too large", id="digits"),
    pytest.param(rule('lines = ["a"]', f"max_words = 0x{'f' * 50_000}"), "<= 1000000", id="hexadecimal"),
    pytest.param(rule('lines = ["a"]', "max_words = 1e999"), "max_words: expected", id="infinite"),
]


@pytest.mark.parametrize(("data", "problem"), HOSTILE)
def test_it_is_refused(data: bytes, problem: str) -> None:
    (found,) = problems(t=data)
    assert problem in found


@pytest.mark.parametrize("data", [HOSTILE[n].values[0] for n in (0, 3, 8, 12, 15)])
def test_in_bounded_time_and_memory(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "t.toml").write_bytes(data)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    for command in (["clean", "--no-config", "--rules", "t.toml"], ["rules", "check", "t.toml"]):
        done = subprocess.run(
            [sys.executable, "-m", "cleaner", *command], cwd=tmp_path, input=b"Tea.\n", capture_output=True,
            preexec_fn=limit, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout, b"Traceback" in done.stderr) == (2, b"", False)


@pytest.mark.parametrize(
    "source",
    ["a{0,1000}", r"\{e<5}", "[{e<5}(?R)]+", r"\p{Lu}{2,3}", "(?:a{30}){30}", "x" * MOST_CHARACTERS],
)
def test_what_is_not_refused(source: str) -> None:
    assert cost_fault(source) is None


@pytest.mark.parametrize("cache", [[], ["--no-cache"]], ids=["cache", "no cache"])
def test_a_shipped_pattern_that_does_not_compile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cache: list[str]
) -> None:
    (tmp_path / "text.toml").write_bytes((find.shipped_folder() / "text.toml").read_bytes())
    (tmp_path / "t.toml").write_bytes(rule("pattern = '(tea'", 'drops = ["a"]', 'keeps = ["b"]'))
    monkeypatch.setattr(find, "shipped_folder", lambda: tmp_path)
    monkeypatch.setenv("CLEANER_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr("cleaner.rulebook.load.load_shipped", load_shipped.__wrapped__)
    assert main(["rules", "check", "--no-config", *cache]) == 2
    problem = "pattern does not compile: missing ) at position 4\n  write '\\(' for a literal bracket"
    err = capsys.readouterr().err
    assert problem in err
    assert "t.toml:" in err
