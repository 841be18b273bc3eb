"""`cleaner rules profile`: what goes where, and with which exit code. No test goes by the clock."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, PROSE, Done

Run = Callable[..., Done]
SLOW = """
[pack]
id = "s"
category = "ads"
why = "One pattern that needs years, between others."

[[rule]]
id = "one"
why = "w"
language = "en"
pattern = 'tea for [0-9]+'

[[rule]]
id = "forever"
why = "w"
pattern = '(?:a|aa)+b!'

[[rule]]
id = "two"
why = "w"
language = "fr"
pattern = 'cups? of [0-9]+'
"""
LINE = "a" * 60 + "cb!\n"


@pytest.fixture
def profile(run: Run, here: Path) -> Run:
    """Run `cleaner rules profile` with the rules of the tests, or those of SLOW as well."""
    (here / "slow.toml").write_text(SLOW)
    (here / "in").mkdir()
    (here / "in" / "a.txt").write_text(f"Advertisement\nAll of it goes.\nTea for 2\n{PROSE}")
    return lambda *args: run("rules", "profile", *PLAIN_RULES, *args)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.engine.patterns.TIMEOUT", 0.2)


def figures_hidden(text: str) -> str:
    """Return a table with N for each time, ratio of times, and hash."""
    text = re.sub(r"rules [0-9a-f]{12}", "rules HASH", text)
    text = re.sub(r"\s+[0-9,]+\.[0-9]%?(?=\s)", " N", text)
    return re.sub(r"[0-9]+% of it", "N% of it", text)


def test_table(profile: Run) -> None:
    done = profile("in")
    assert (done.code, done.err) == (0, "")
    head, table, whole = figures_hidden(done.out.decode()).split("\n\n")[:3]
    assert head == "1 document, 4 lines, 0.00 MB, rules HASH"
    lines = table.split("\n")
    assert lines[0].split() == ["rule", "share", "ms/MB", "looked", "at", "tried", "hit", "µs", "a", "try"]
    assert sorted(lines[1:-2]) == sorted(
        [
            "phrases, all rules N N          4      4    1",
            "picking patterns, all rules N N          4      4    1",
            "t.all N N          1      1    1 N",
        ]
    )
    assert lines[-2:] == ["2 other rules N N", "all rules N N"]
    assert whole == "cleaning as a whole: N ms/MB, N% of it for rules\n"


def test_json(profile: Run) -> None:
    done = profile("in", "--json", "--rules", "slow.toml", "--language", "en")
    found = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert list(found) == [
        *(
            "rules",
            "documents",
            "failed",
            "lines",
            "bytes",
            "seconds",
            "cleaning_seconds",
            "shared",
            "by_rule",
        )
    ]
    assert (found["documents"], found["failed"], found["lines"]) == (1, 0, 4)
    assert sorted(found["by_rule"]) == ["s.forever", "s.one", "s.two", "t.ad", "t.all", "t.by"]
    counts = {key: (rule["looked_at"], rule["tried"], rule["hit"]) for key, rule in found["by_rule"].items()}
    assert counts["s.one"] == (1, 1, 1)
    assert counts["t.ad"] == (None, None, 1)
    assert found["by_rule"]["s.two"]["documents"] == 0
    assert found["by_rule"]["t.ad"]["seconds"] is None
    timed = [rule["seconds"] for rule in found["by_rule"].values() if rule["seconds"] is not None]
    assert timed == sorted(timed, reverse=True)
    shares = [rule["share"] for rule in (*found["by_rule"].values(), *found["shared"].values())]
    assert sum(share for share in shares if share) == pytest.approx(1)


@pytest.mark.usefixtures("soon")
def test_a_pattern_that_needs_years_comes_first_with_its_reason(profile: Run, here: Path) -> None:
    (here / "in" / "b.txt").write_text(f"{PROSE}{LINE}")
    done = profile("in", "--rules", "slow.toml")
    rows = done.out.decode().split("\n\n")[1].split("\n")
    assert done.code == 3
    assert done.err == (
        'cleaner: in/b.txt: rule "s.forever" ran out of time on line 2\n'
        "  the document is not cleaned; mend the rule's pattern or switch it off with --disable s.forever\n"
    )
    assert rows[1].split()[0] == "s.forever"
    why = done.out.decode().split("\nwhy\n\n")[1].split("\n\n")[0].rstrip()
    assert why == (
        "s.forever (slow.toml:13)\n"
        "  ran out of time on in/b.txt:2 and wasn't tried after that\n"
        "    avoid a repeat within a repeat, as in (a+)+, and neighbours that can take the same text"
    )
    assert "cleaning as a whole" not in done.out.decode()


def test_all_rules(profile: Run) -> None:
    few, every = profile("in").out.decode(), profile("in", "--all").out.decode()
    assert ("t.by" in few, "t.ad" in few) == (False, False)
    rows = {row.split()[0]: row.split()[1:] for row in every.split("\n\n")[1].split("\n")}
    assert (rows["t.ad"], rows["t.by"]) == (["1"], ["0"])
    assert "other rules" not in every


def test_a_rule_that_acts_nowhere_has_no_hits(profile: Run) -> None:
    every = profile("in", "--all", "--rules", "slow.toml", "--language", "en").out.decode()
    rows = {row.split()[0]: row.split()[1:] for row in every.split("\n\n")[1].split("\n")}
    assert rows["s.two"][4] == "-"


def test_records_are_documents(profile: Run, here: Path) -> None:
    lines = ['{"body": "Tea for 2", "lang": "fr"}', '{"text": "Tea"}', '{"body": "Cup of 3", "lang": "fr"}']
    (here / "a.jsonl").write_text("\n".join(lines))
    fields = ("--field", "body", "--language-field", "lang")
    done = profile("a.jsonl", "--json", "--rules", "slow.toml", *fields)
    found = json.loads(done.out)
    assert (done.code, found["documents"], found["failed"]) == (3, 2, 1)
    assert done.err.startswith("cleaner: a.jsonl:2: ")
    assert found["by_rule"]["s.two"]["documents"] == found["by_rule"]["s.two"]["hit"] + 1 == 2


def test_globs_choose_files(profile: Run, here: Path) -> None:
    (here / "in" / "b.md").write_text("Cup of 3\n")
    assert json.loads(profile("in", "--json", "--include", "*.md").out)["lines"] == 1
    assert json.loads(profile("in", "--json", "--exclude", "*.md").out)["lines"] == 4


def test_a_folder_without_documents(profile: Run, here: Path) -> None:
    (here / "empty").mkdir()
    done = profile("empty")
    assert (done.code, done.out) == (3, b"")
    assert done.err == "cleaner: empty: there are no documents\n  hidden files and folders are left out\n"


def test_what_cannot_be_read_is_named_and_the_rest_is_done(profile: Run, here: Path) -> None:
    (here / "in" / "b.txt").write_bytes(b"\xff\xfe\xfd")
    done = profile("in", "none", "--json")
    assert done.code == 3
    assert [line for line in done.err.split("\n") if line.startswith("cleaner: ")] == [
        "cleaner: none: there is no such file",
        next(line for line in done.err.split("\n") if line.startswith("cleaner: in/b.txt: ")),
    ]
    assert json.loads(done.out)["failed"] == 2
    assert json.loads(done.out)["documents"] == 1


def test_nothing_can_be_read(profile: Run) -> None:
    done = profile("none")
    assert (done.code, done.out) == (3, b"")
    assert done.err == "cleaner: none: there is no such file\n  check its name\n"


def test_a_bad_rule_file(profile: Run, here: Path) -> None:
    (here / "slow.toml").write_text(SLOW.replace("language", "langage"))
    done = profile("in", "--rules", "slow.toml")
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith('slow.toml:10: rule "one": unknown key "langage"')


def test_an_empty_document(profile: Run, here: Path) -> None:
    (here / "in" / "a.txt").write_text("")
    done = profile("in", "--json")
    found = json.loads(done.out)
    assert (done.code, found["documents"], found["lines"], found["bytes"]) == (0, 1, 0, 0)
    assert profile("in").code == 0
