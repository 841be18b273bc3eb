"""`cleaner rules learn`: what is learned of a corpus, and what isn't."""

import json
import sys
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from running import Done

from cleaner.engine.cleaner import Cleaner
from cleaner.rulebook.load import load_rules

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures" / "tutorial"))
from make_site import BOX, FOOTER, MENU, POST, PROMOTION, pages

Run = Callable[..., Done]
PLAIN = ("--no-config", "--no-score")
WORDS = ("harbour", "orchard", "library", "chandlery", "weir", "jetty", "bakery", "lamp", "ferry", "tram")


def article(number: int) -> list[str]:
    """Return the paragraphs of an article that no other number has."""
    one, two = WORDS[number % 10], WORDS[number // 10 % 10]
    return [
        f"In year {number} the keeper of the {one} walked to the {two} and counted the steps again.",
        f"Nobody at the {two} had asked for number {number}, but the {one} was open and the kettle was on.",
    ]


def write(name: str, texts: Iterable[list[str]], **fields: str) -> None:
    """Write documents to a file of JSON lines."""
    rows = [json.dumps({"text": "\n\n".join(lines), **fields}) + "\n" for lines in texts]
    with Path(name).open("a", encoding="utf-8") as stream:
        stream.writelines(rows)


def learned(done: Done) -> list[dict[str, Any]]:
    """Return the rules that were written."""
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = tomllib.loads(done.out.decode()).get("rule", [])
    return found


@pytest.fixture(scope="module")
def site() -> list[tuple[list[str], list[str]]]:
    return list(pages())


def test_the_tutorials_paper(run: Run, site: list[tuple[list[str], list[str]]]) -> None:
    """Every line that the site puts around its articles goes by the rules, and no line of an article."""
    write("site.jsonl", (lines for lines, _ in site))
    done = run("rules", "learn", *PLAIN, "site.jsonl", "-o", "learned.toml")
    assert (done.code, done.out) == (0, b"")
    assert done.err == "6 rules from 44 documents; 1 recurring line left out, as they go already\n"
    cleaner = Cleaner(load_rules(["learned.toml"]), score=None)
    planted = {*MENU, POST, PROMOTION, BOX, *FOOTER}
    for lines, own in site:
        gone = {verdict.text for verdict in cleaner.explain("\n\n".join(lines)) if not verdict.kept}
        assert gone.isdisjoint(own)
        assert gone >= planted
        headlines = lines[lines.index(BOX) + 1 : lines.index(BOX) + 3]
        assert set(lines) - gone == {*own, *headlines}
    assert run("rules", "check", "learned.toml").err == "6 rules in 1 file, no errors\n"
    tested = run("rules", "test", "learned.toml")
    assert (tested.code, tested.err[-11:]) == (0, ": all hold\n")
    for rule in tomllib.loads(Path("learned.toml").read_text())["rule"]:
        assert len(rule["keeps"]) >= len(rule["drops"]) > 0
        assert "of 44 documents" in rule["why"]


def test_the_file_is_the_same_for_any_jobs(
    run: Run, site: list[tuple[list[str], list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("site.jsonl", (lines for lines, _ in site))
    monkeypatch.setattr("cleaner.engine.batches.BATCH", 1 << 13)  # a few documents each process
    command = ("rules", "learn", *PLAIN, "-q", "site.jsonl")
    alone, together = run(*command), run(*command, "--jobs", 2)
    assert alone.out.count(b"[[rule]]") == 6
    assert together.out == alone.out


def test_counts_of_parts_add_up(run: Run, site: list[tuple[list[str], list[str]]]) -> None:
    write("whole.jsonl", (lines for lines, _ in site))
    write("a.jsonl", (lines for lines, _ in site[:22]))
    write("b.jsonl", (lines for lines, _ in site[22:]))
    for part in "ab":
        run("rules", "learn", *PLAIN, f"{part}.jsonl", "--save-counts", f"{part}.json", "-o", f"{part}.toml")
    whole = learned(run("rules", "learn", *PLAIN, "whole.jsonl"))
    parts = learned(run("rules", "learn", *PLAIN, "--from-counts", "a.json", "--from-counts", "b.json"))
    other = learned(run("rules", "learn", *PLAIN, "a.jsonl", "--from-counts", "b.json"))
    for rule in (*whole, *parts, *other):
        del rule["keeps"]  # near misses are looked for in each part by itself
    assert whole == parts == other


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        pytest.param(
            [[*article(n), "Ask for the paper at the counter"] for n in range(9)],
            [["ask for the paper at the counter"]],
            id="a line",
        ),
        pytest.param(
            [[*article(n), *["Ask for the paper at the counter"][n % 9 > 1 :]] for n in range(9)],
            [],
            id="in too few documents",
        ),
        pytest.param([[*article(n), "- Advertisement -"] for n in range(9)], [], id="goes already"),
        pytest.param([[*article(7), "Ask at the counter"]] * 9, [], id="one document many times"),
        pytest.param([[*article(n), "Counter"] for n in range(9)], [], id="a single word"),
        pytest.param([[*article(n), f"{n}:30"] for n in range(9)], [], id="nothing but a time"),
        pytest.param(
            [[article(n)[0], "What it costs", "For two", article(n)[1]] for n in range(9)],
            [],
            id="a list within articles",
        ),
        pytest.param(
            [[*article(n), *[f"{' '.join(WORDS)} {' '.join(WORDS)}."][n > 3 :]] for n in range(9)],
            [],
            id="prose in less than half of all documents",
        ),
    ],
)
def test_what_is_learned(texts: list[list[str]], lines: list[list[str]], run: Run) -> None:
    write("corpus.jsonl", texts)
    found = learned(run("rules", "learn", *PLAIN, "corpus.jsonl"))
    assert [rule.get("lines") for rule in found] == lines


def test_hostile_lines(run: Run) -> None:
    """They are learned, or left out; the file can be loaded."""
    lines = [
        "Ask 'Ned' \x00 \\ {name} [at] \"noon\" +",
        "Half \ud800 of it",
        "\u202eWarm bread",
        "((ask Ann",
    ]
    menu = [f"Entry {'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]} of a long menu" for n in range(90)]
    write("corpus.jsonl", ([*menu, *article(n), *lines] for n in range(5)))
    assert run("rules", "learn", *PLAIN, "corpus.jsonl", "-o", "learned.toml").code == 0
    assert run("rules", "check", "learned.toml").code == 0
    cleaner = Cleaner(load_rules(["learned.toml"]), score=None)
    text = "\n\n".join([*menu, *article(9), *lines])
    stays = [verdict.text for verdict in cleaner.explain(text) if verdict.kept]
    assert stays == [*article(9), lines[1]]


def test_hosts_are_told_apart(run: Run) -> None:
    for host, line, count in (
        ("a.example", "Ask for tea", 4),
        ("b.example", "Ask for milk", 4),
        ("c.example", "x y", 2),
    ):
        write("all.jsonl", ([*article(n), line] for n in range(count)), url=f"https://{host}/1")
    write("all.jsonl", ([*article(n), "No host at all"] for n in range(4)))
    done = run("rules", "learn", *PLAIN, "--by-host", "all.jsonl")
    found = learned(done)
    assert [(rule["site"], rule["lines"]) for rule in found] == [
        (["a.example"], ["ask for tea"]),
        (["b.example"], ["ask for milk"]),
    ]
    assert (
        "c.example: 2 documents, fewer than the 3 that are needed\n  nothing is learned from it\n" in done.err
    )
    (one,) = learned(run("rules", "learn", *PLAIN, "--host", "b.*", "all.jsonl"))
    assert (one["lines"], "site" in one) == (["ask for milk"], False)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(
            (), 2, "there is nothing to learn from\n  name a CORPUS, or give --from-counts", id="no corpus"
        ),
        pytest.param(("nothing",), 3, "nothing: there is no such file", id="not there"),
        pytest.param(
            ("--from-counts", "rules.toml"),
            3,
            "rules.toml: these are no counts: Expected `object`, got `array`\n"
            "  give a file that --save-counts has written",
            id="no counts",
        ),
        pytest.param(
            ("--from-counts", "old.json"),
            3,
            "old.json: counts of another version\n  count again with --save-counts",
            id="old counts",
        ),
    ],
)
def test_refused(arguments: tuple[str, ...], code: int, message: str, run: Run) -> None:
    Path("old.json").write_text('{"version": 0}')
    done = run("rules", "learn", *PLAIN, *arguments)
    assert (done.code, done.out) == (code, b"")
    assert message in done.err
