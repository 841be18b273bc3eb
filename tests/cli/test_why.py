"""`cleaner why`: which lines are shown, what they are called, and how a run ends."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from running import LOST, OWN_RULES, PLAIN_RULES, PROSE, Done
from small_score import write_score

Run = Callable[..., Done]
TEXT = f"Advertisement\n\n{PROSE}\nBy Jane Doe\n"
RECORDS = [{"id": "x", "text": "Advertisement"}, {"text": TEXT}, {"text": 7}, {"text": None}]


@pytest.fixture
def here(here: Path) -> Path:
    """The working directory, with a text, records and score files in it."""
    (here / "a.txt").write_text(TEXT)
    (here / "a.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in RECORDS))
    write_score(here / "small")
    return here


@pytest.fixture
def why(run: Run) -> Run:
    """Run `cleaner why` with the rules of the tests."""

    def run_why(*args: object, stdin: bytes = b"") -> Done:
        return run("why", *PLAIN_RULES, *args, stdin=stdin)

    return run_why


def titles(done: Done) -> list[str]:
    return [line for line in done.out.decode().splitlines() if line and not line.startswith(" ")]


def test_without_a_line_it_shows_what_explain_shows(run: Run) -> None:
    options = (*OWN_RULES, "--score", "small", "a.txt")
    done = run("why", *options)
    assert (done.code, done.err) == (0, "")
    assert done.out == run("clean", "--explain", *options).out


@pytest.mark.parametrize(
    ("place", "stdin", "shown"),
    [
        pytest.param("a.txt:1", "", ["a.txt:1: removed", "* t.ad (credited)"], id="a line"),
        pytest.param("a.txt:5", "", ["a.txt:5: kept", "- t.by", "what nearly removed it"], id="a kept line"),
        pytest.param(
            "a.txt:1-4", "", ["a.txt:1: removed", "* t.ad (credited)", "a.txt:3: kept"], id="some lines"
        ),
        pytest.param("a.txt:3-99", "", ["a.txt:3: kept", "a.txt:5: kept", "- t.by"], id="up to the end"),
        pytest.param("-:1", TEXT, ["standard input:1: removed", "* t.ad (credited)"], id="standard input"),
        pytest.param("a.jsonl:2:3", "", ["a.jsonl:2:3: kept"], id="a line of a record"),
    ],
)
def test_lines(why: Run, place: str, stdin: str, shown: list[str]) -> None:
    done = why(place, stdin=stdin.encode())
    assert (done.code, done.err) == (0, "")
    assert [title for title in titles(done) if title != "what nearly removed it" or title in shown] == shown


@pytest.mark.parametrize(
    ("place", "code", "out", "err"),
    [
        pytest.param("a.jsonl:1", 0, "1:1  removed  -  t.ad  Advertisement\n", "", id="a record"),
        pytest.param(
            "a.jsonl:1-1:1", 0, "a.jsonl:1:1: removed\n", "", id="a range of records, and a line of each"
        ),
        pytest.param("a.jsonl:4", 0, "", "", id="a record without a text"),
        pytest.param("a.jsonl:3", 3, "", "cleaner: a.jsonl:3: ", id="a record that fails"),
        pytest.param("a.jsonl", 3, "1:1  removed", "cleaner: a.jsonl:3: ", id="the others are shown"),
    ],
)
def test_records(why: Run, place: str, code: int, out: str, err: str) -> None:
    done = why(place)
    assert done.code == code
    assert done.out.decode().startswith(out)
    assert bool(done.out) == bool(out)
    assert done.err.startswith(err)
    assert bool(done.err) == bool(err)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        pytest.param(
            "a.txt:2",
            "line 2 of a.txt is blank\n  the lines with text around it are 1 and 3\n",
            id="a blank line",
        ),
        pytest.param(
            "a.txt:99",
            "a.txt has no text on line 99\n  its lines with text are between 1 and 5\n",
            id="a line that isn't there",
        ),
        pytest.param(
            "a.txt:6-9",
            "a.txt has no text on lines 6 to 9\n  its lines with text are between 1 and 5\n",
            id="lines that aren't there",
        ),
        pytest.param(
            "a.txt:0",
            '"0" is not the number of a line\n'
            "  write FILE:LINE, such as page.txt:12, or FILE:LINE-LINE, such as page.txt:10-20\n",
            id="not from 1",
        ),
        pytest.param(
            "-:2-1",
            '"2-1" is not the number of a line\n'
            "  write FILE:LINE, such as page.txt:12, or FILE:LINE-LINE, such as page.txt:10-20\n",
            id="backwards",
        ),
        pytest.param(
            "a.txt:2:1",
            "a.txt is a text, which has no records\n"
            "  write FILE:LINE, such as page.txt:12, or FILE:LINE-LINE, such as page.txt:10-20\n",
            id="a record of a text",
        ),
        pytest.param("a.jsonl:9", "a.jsonl has no record 9\n  its last record is 4\n", id="no such record"),
        pytest.param(
            "a.jsonl:1:2",
            "a.jsonl:1 has no text on line 2\n  its lines with text are between 1 and 1\n",
            id="no such line of a record",
        ),
    ],
)
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_what_is_not_there(why: Run, place: str, message: str, options: list[str]) -> None:
    done = why(place, *options)
    assert (done.code, done.out) == (2, b"")
    assert done.err.removeprefix("cleaner why: ").removeprefix("cleaner: ") == message


@pytest.mark.parametrize("place", ["b.txt", "b.txt:3", "b.txt:3:4"])
def test_a_file_that_is_not_there(why: Run, place: str) -> None:
    done = why(place)
    assert (done.code, done.out) == (3, b"")
    assert done.err == "cleaner: b.txt: there is no such file\n  check its name\n"


def test_a_file_whose_name_looks_like_a_place_comes_first(why: Run, here: Path) -> None:
    (here / "a.txt:3").write_text("Advertisement\n")
    assert why("a.txt:3").out == b"1  removed  -  t.ad  Advertisement\n"
    assert titles(why("a.txt:3:1"))[0] == "a.txt:3:1: removed"


def test_the_guard_is_told(why: Run, here: Path) -> None:
    (here / "b.txt").write_text(LOST)
    done = why("b.txt:1")
    assert titles(done)[0] == "b.txt:1: removed"
    told = "at level normal too little text would be left, so the guard gives the result of level safe"
    assert done.err == f"cleaner: b.txt: {told}\n"
    assert json.loads(why("b.txt", "--json").out)["documents"][0]["guarded"] == "safe"


def test_a_text_without_lines(why: Run, here: Path) -> None:
    (here / "b.txt").write_text("\n \n")
    assert why("b.txt").err == "cleaner: b.txt: it has no lines with text\n"


def read(done: Done) -> dict[str, Any]:
    """Return the one JSON object that was written."""
    assert done.out.count(b"\n") == 1
    value: dict[str, Any] = json.loads(done.out)
    return value


def test_json_of_all_lines(why: Run) -> None:
    value = read(why("--json", "a.jsonl:1-2"))
    assert (value["source"], value["level"], len(value["rules_hash"])) == ("a.jsonl", "normal", 12)
    first, second = value["documents"]
    assert (first["record"], first["id"], second["record"], "id" in second) == (1, "x", 2, False)
    assert [line["line"] for line in second["lines"]] == [1, 3, 5]
    assert first["lines"][0] == {
        "line": 1,
        "text": "Advertisement",
        "kept": False,
        "rule": "t.ad",
        "matches": ["t.ad"],
        "score": None,
        "threshold": None,
    }


def test_json_of_one_line(run: Run) -> None:
    value = read(run("why", *OWN_RULES, "--score", "small", "--json", "a.txt:5"))
    (line,) = value["documents"][0]["lines"]
    assert line["because"] == "rule t.by matches it, and removes it at level strict only"
    assert line["rules"][0]["file"] == "rules.toml"
    assert line["rules"][0]["why"] == "Credits, which strict takes."
    assert sum(term["weight"] for term in line["second_pass"]) == line["score"]
    assert line["thresholds"]["normal"] == line["threshold"]


def test_on_a_terminal_it_is_as_wide_as_that(here: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cleaner", "why", *PLAIN_RULES, "a.txt:3"]
    environment = {**os.environ, "COLUMNS": "50", "TERM": "xterm"}
    with subprocess.Popen(command, cwd=here, stdout=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        try:
            while data := os.read(ours, 4096):
                shown += data
        except OSError:  # the other end is closed
            pass
    os.close(ours)
    assert process.returncode == 0
    assert b"\x1b[1m" in shown
    assert len(shown.decode().split("\r\n")) > 8


@pytest.mark.parametrize(
    ("args", "code", "err"),
    [
        ([], 2, "Missing argument 'FILE[:LINE]'"),
        (["a.txt", "--level", "high"], 2, "'high'"),
        (["a.txt", "--rules", "none.toml"], 2, "none.toml"),
    ],
)
def test_wrong_use(why: Run, args: list[str], code: int, err: str) -> None:
    done = why(*args)
    assert done.code == code
    assert err in done.err


def test_a_mistyped_command(run: Run) -> None:
    assert run("whi", "a.txt").err == 'cleaner: there is no command or file "whi"\n  did you mean "why"?\n'
