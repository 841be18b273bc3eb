"""--list, --stats and --json: what was removed, by document, by rule and by category."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, PROSE, TEXT, Done, write

Run = Callable[..., Done]
HEAD = "source,record,field,id,words_before,words_after,share_of_words_removed,rules\n"
RECORDS = [
    {"id": "x", "text": f"Advertisement\n{PROSE}By Jane Doe"},
    {"id": "y", "text": None},
    {"id": 7, "text": "Milk."},
]
FILES = {
    "in/a.txt": TEXT.encode(),
    "in/c.jsonl": b"".join(json.dumps(record).encode() + b"\n" for record in RECORDS) + b"{bad\n",
    "in/d/=1, 2.txt": b"",
}
CSV = (
    HEAD + "in/a.txt,,,,18,17,0.055556,t.ad=1\n"
    "in/c.jsonl,1,text,x,21,17,0.190476,t.ad=1 t.by=1\n"
    "in/c.jsonl,3,text,7,1,1,0.0,\n"
    '"in/d/=1, 2.txt",,,,0,0,0.0,\n'
)


@pytest.fixture
def sources(here: Path) -> Path:
    write(here, FILES)
    return here


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_batch_lists_what_it_cleaned(run: Run, sources: Path, jobs: int) -> None:
    (sources / "list.csv").write_text("an earlier list")
    options = ("--level", "strict", "--list", "list.csv", "--jobs", jobs, "-q")
    assert run("batch", *PLAIN_RULES, *options, "in", "-o", "out").code == 3
    assert (sources / "list.csv").read_text() == CSV


def test_clean_lists_the_same(clean: Run, sources: Path) -> None:
    assert clean("--list", "list.csv", "--check", "--level", "strict", *FILES).code == 3
    assert (sources / "list.csv").read_text() == CSV


def test_a_list_as_json_lines(clean: Run, sources: Path) -> None:
    assert clean("--list", "list.jsonl", "--level", "strict", "in/c.jsonl", "-q").code == 3
    assert [json.loads(line) for line in (sources / "list.jsonl").read_text().splitlines()] == [
        {
            "source": "in/c.jsonl",
            "record": 1,
            "field": "text",
            "id": "x",
            "words_before": 21,
            "words_after": 17,
            "share_of_words_removed": 0.190476,
            "rules": {"t.ad": 1, "t.by": 1},
        },
        {
            "source": "in/c.jsonl",
            "record": 3,
            "field": "text",
            "id": "7",
            "words_before": 1,
            "words_after": 1,
            "share_of_words_removed": 0.0,
            "rules": {},
        },
    ]


def test_a_document_that_fails_is_not_in_the_list(clean: Run, here: Path) -> None:
    (here / "bad.txt").write_bytes(b"caf\xe9")
    assert clean("--list", "list.csv", "bad.txt").code == 3
    assert (here / "list.csv").read_text() == HEAD


@pytest.mark.parametrize("command", [("clean",), ("batch", "-o", "out")])
@pytest.mark.parametrize(
    ("options", "problem"),
    [
        pytest.param(
            ("--list", "list.txt"),
            "--list list.txt: the name doesn't say the format\n  end it in .csv or .jsonl",
            id="ending",
        ),
        pytest.param(
            ("--list", "f.csv", "--failures", "f.csv"),
            "--failures and --list are the same file\n  give one of them another name",
            id="the same file",
        ),
    ],
)
def test_a_list_that_is_refused(
    run: Run, sources: Path, command: tuple[str, ...], options: tuple[str, ...], problem: str
) -> None:
    done = run(*command, *PLAIN_RULES, *options, "in/a.txt")
    assert (done.code, done.out) == (2, b"")
    assert done.err.endswith(f": {problem}\n")
    assert not (sources / "f.csv").exists()


def test_a_list_is_never_a_source(run: Run, here: Path) -> None:
    write(here, {"in/a.csv": b"text\nTea.\n"})
    assert "in/a.csv is also the list of documents" in run("clean", "--list", "in/a.csv", "in/a.csv").err
    done = run("batch", "--list", "in/a.csv", "in", "-o", "out")
    assert (done.code, (here / "in/a.csv").read_bytes()) == (2, b"text\nTea.\n")
    assert "--list in/a.csv is also a file of the batch" in done.err


@pytest.mark.parametrize("option", [("--list", "l.csv"), ("--stats",)])
def test_what_is_only_explained_is_not_listed(clean: Run, here: Path, option: tuple[str, ...]) -> None:
    (here / "a.txt").write_text(TEXT)
    assert f"--explain cleans nothing, so {option[0]}" in clean("--explain", *option, "a.txt").err


@pytest.mark.usefixtures("sources")
def test_stats_by_rule_and_category(clean: Run, run: Run) -> None:
    tables = (
        "rule  removals  bytes\nt.ad         2     29\nt.by         1     11\n"
        "category  removals  bytes\nads              2     29\ncredits          1     11\n"
    )
    one = clean("--stats", "--level", "strict", "--failures", "f", *FILES)
    many = run("batch", *PLAIN_RULES, "--stats", "--level", "strict", "in", "-o", "out")
    for done in (one, many):
        assert tables in "".join(f"{line.rstrip()}\n" for line in done.err.splitlines())
    assert clean("--stats", "-q", "in/a.txt").err == ""


def test_json_has_the_same_figures_for_a_document_and_for_a_batch(clean: Run, run: Run, here: Path) -> None:
    write(here, {"in/a.txt": TEXT.encode()})
    document = json.loads(clean("--json", "in/a.txt").out)
    figures = json.loads(run("batch", *PLAIN_RULES, "--json", "in", "-o", "out").out)
    shared = document.keys() & figures.keys()
    assert shared == {"bytes_before", "bytes_after", "rules_hash", "share_removed", "by_rule", "by_category"}
    assert {name: document[name] for name in shared} == {name: figures[name] for name in shared}
    assert document["by_category"] == {"ads": {"removals": 1, "bytes": 15}}
