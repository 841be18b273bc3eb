"""`cleaner evaluate`: what goes where, and with which exit code."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, PROSE, Done

Evaluate = Callable[..., Done]
SAVE = '[pack]\nid = "u"\ncategory = "ads"\nwhy = "y"\n[[rule]]\nid = "save"\nwhy = "y"\nlines = ["save"]\n'
TABLES = """\
level normal, rules HASH

whole main texts: 2 pages of 2 sites

figure       value  95 %
shingle_f1  0.9831  0.9655 to 1.0000
shingle_p   0.9667  0.9333 to 1.0000
shingle_r   1.0000  1.0000 to 1.0000
word_f1     0.9857  0.9714 to 1.0000
word_p      0.9722  0.9444 to 1.0000
word_r      1.0000  1.0000 to 1.0000
untouched   1.0000  1.0000 to 1.0000
lines_kept  1.0000  1.0000 to 1.0000
noise_left  0.3333  0.0000 to 0.5000

type     pages  sites  word_f1  95 %  word_r  95 %
article      1      1   1.0000        1.0000
forum        1      1   0.9714        1.0000

type     pages  sites  lines_kept  95 %  noise_left  95 %
article      1      1      1.0000            0.0000
forum        1      1      1.0000            0.5000

the worst pages

gold.jsonl:2: b forum gold: word_f1 0.971, words: 0 lost, 1 left that should go
     2  left  -  Save
"""


@pytest.fixture
def gold(here: Path) -> Path:
    """A file of two pages: one comes out right, of the other a line is left."""
    lines = [
        {"id": "a", "type": "article", "text": f"Advertisement\n{PROSE}", "gold": PROSE},
        {"id": "b", "type": "forum", "text": f"Advertisement\nSave\n{PROSE}", "gold": PROSE},
    ]
    path = here / "gold.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture
def evaluate(run: Callable[..., Done], gold: Path) -> Evaluate:  # noqa: ARG001
    """Run `cleaner evaluate` with the rules of the tests."""
    return lambda *args: run("evaluate", *PLAIN_RULES, *args)


def as_json(done: Done) -> dict[str, object]:
    found = json.loads(done.out)
    assert isinstance(found, dict)
    return found


def test_tables(evaluate: Evaluate) -> None:
    done = evaluate("gold.jsonl")
    first = done.out.decode().split("\n")[0].rpartition(" ")[2]
    assert (done.code, done.err) == (0, "")
    assert done.out.decode() == TABLES.replace("HASH", first)


def test_json(evaluate: Evaluate) -> None:
    done = evaluate("gold.jsonl", "--json", "--level", "safe")
    found = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert (found["level"], found["source"], found["failed"]) == ("safe", "text", 0)
    assert found["pages"]["all"]["figures"]["word_r"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert sorted(found["pages"]["types"]) == ["article", "forum"]
    assert found["worst"][0]["lines"] == [
        {"line": 2, "text": "Save", "words": 1, "gold": 0.0, "kept": True, "rules": []}
    ]


def test_no_worst_pages(evaluate: Evaluate) -> None:
    assert b"worst" not in evaluate("gold.jsonl", "--worst", 0).out


def test_options_choose_the_rules(evaluate: Evaluate) -> None:
    found = as_json(evaluate("gold.jsonl", "--json", "--disable", "t.*", "--drop-line", "save"))
    (page,) = found["worst"][:1]  # type: ignore[index]
    assert [line["text"] for line in page["lines"]] == ["Advertisement"]


def test_harm_and_mix(evaluate: Evaluate) -> None:
    harm, mix = (json.loads(evaluate("gold.jsonl", "--json", option).out) for option in ("--harm", "--mix"))
    assert harm["pages"]["all"]["figures"]["word_f1"]["value"] == 1
    assert mix["pages"]["all"]["figures"]["noise_gone"]["value"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("whole", [False, True], ids=["beside the others", "a whole rule set"])
def test_other_rules(whole: bool, evaluate: Evaluate, here: Path) -> None:
    """They stand in the place of --rules."""
    (here / "other").mkdir()
    (here / "other" / "save.toml").write_text(SAVE)
    if whole:
        text = Path(__file__).parents[2] / "rules" / "text.toml"
        (here / "other" / "text.toml").write_bytes(text.read_bytes())
    done = evaluate("gold.jsonl", "--against", "other")
    assert done.code == 0
    assert b"\npages: 1 better, 0 worse, 1 the same\n" in done.out
    found = json.loads(evaluate("gold.jsonl", "--against", "other", "--json").out)["pages"]["against"]
    assert [change["id"] for change in found["changed"]] == ["a"]
    assert found["difference"]["word_p"]["value"] > 0


def test_a_whole_rule_set_leaves_the_shipped_rules_out(run: Callable[..., Done], gold: Path) -> None:
    (gold.parent / "other").mkdir()
    text = Path(__file__).parents[2] / "rules" / "text.toml"
    (gold.parent / "other" / "text.toml").write_bytes(text.read_bytes())
    done = run("evaluate", "--no-config", gold, "--against", "other", "--json")
    found = json.loads(done.out)["pages"]["against"]
    assert (found["better"], found["worse"]) == (2, 0)


@pytest.mark.parametrize(
    ("value", "code", "err"),
    [
        pytest.param("0.98", 0, "", id="above"),
        pytest.param(
            "0.99",
            1,
            "cleaner: word_f1 is 0.9857, below its floor of 0.99\n  reason for the floor: It was so.\n",
            id="below",
        ),
    ],
)
def test_a_floor(value: str, code: int, err: str, evaluate: Evaluate, here: Path) -> None:
    (here / "floor.toml").write_text(f'[[floor]]\nfigure = "word_f1"\nvalue = {value}\nwhy = "It was so."\n')
    done = evaluate("gold.jsonl", "--floor", "floor.toml")
    assert (done.code, done.err) == (code, err)
    assert done.out.startswith(b"level normal")


def test_what_fails_is_named_and_the_rest_is_measured(evaluate: Evaluate, gold: Path) -> None:
    with gold.open("a") as stream:
        stream.write('{"id": "c"}\n')
    done = evaluate("gold.jsonl", "none.jsonl")
    assert done.code == 3
    assert done.err == (
        'cleaner: gold.jsonl:3: no field "text"\n  it holds the page, "gold" its main text\n'
        "cleaner: none.jsonl: there is no such file\n  check its name\n"
    )
    assert b"2 pages of 2 sites" in done.out


def test_without_a_page_nothing_is_written(evaluate: Evaluate, here: Path) -> None:
    (here / "empty.jsonl").write_text("")
    done = evaluate("empty.jsonl")
    assert (done.code, done.out) == (3, b"")
    assert done.err == (
        "cleaner: empty.jsonl: no pages in this file\n"
        '  every line has to be one, such as {"text": "...", "gold": "..."}\n'
    )


@pytest.mark.parametrize(
    ("options", "code", "problem"),
    [
        pytest.param(["--fold", "2/2"], 2, "'2/2' is not a fold\n  write fold K of N", id="no fold"),
        pytest.param(["--fold", "half"], 2, "'half' is not a fold", id="no numbers"),
        pytest.param(["--harm", "--mix"], 2, "--harm and --mix can't be combined", id="both inputs"),
        pytest.param(["--against", "none.toml"], 2, "none.toml: no such file or directory", id="no rules"),
        pytest.param(["--keep", "ads", "--drop", "ads"], 2, "contradict each other", id="both ways"),
        pytest.param(["--fold", "0/1000003"], 3, "none of 2 pages is left to measure", id="an empty fold"),
    ],
)
def test_wrong_use(options: list[str], code: int, problem: str, evaluate: Evaluate) -> None:
    done = evaluate("gold.jsonl", *options)
    assert (done.code, done.out) == (code, b"")
    assert problem in done.err


def test_processes_change_nothing(shell: Callable[[str], Done], gold: Path) -> None:
    one, two = (shell(f"CLEANER evaluate RULES {gold.name} --json --jobs {jobs}") for jobs in (1, 2))
    assert (one.code, one.err) == (0, "")
    assert two == one


def test_hostile_text_steers_no_terminal(evaluate: Evaluate, here: Path) -> None:
    record = {"id": "\x1b[2J\ud800", "type": "\x07", "text": f"\x1b[2Jnoise\n{PROSE}", "gold": PROSE}
    (here / "bad.jsonl").write_text(json.dumps(record) + "\n" + json.dumps(record | {"type": ""}) + "\n")
    done = evaluate("bad.jsonl")
    assert (done.code, done.err) == (0, "")
    assert rb"\x1b[2J" in done.out
    assert not {b"\x1b", b"\x07"} & {done.out[at : at + 1] for at in range(len(done.out))}
