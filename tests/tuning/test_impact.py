"""What another rule set does to a corpus."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import main
from cleaner.engine.cleaner import Cleaner
from cleaner.model import Document
from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.load import load_rules
from cleaner.tuning.gold import Page
from cleaner.tuning.impact import Impact, find_impact

Run = Callable[..., tuple[int, str, str]]
FERRY = "The ferry sails again on Monday, the harbour office said on Friday, after a week of storms."
CATS = "Two cats came with it from the island, and nobody at the harbour office knows whose cats they are."
OLD = ("open", "pattern = 'open today.*'")
AD = ("ad", 'lines = ["ad"]')
SENTENCE = ("ferry", "pattern = 'the ferry .*'")
SPAN = ("edit", "span = '\\[(?:edit|monday)\\]'")


def pack(*rules: tuple[str, str]) -> str:
    parts = [f'[[rule]]\nid = "{one}"\nwhy = "w"\n{rule}\n' for one, rule in rules]
    return '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n' + "".join(parts)


@pytest.fixture
def impact(tmp_path: Path) -> Callable[..., Impact]:
    def find(
        old: tuple[tuple[str, str], ...],
        new: tuple[tuple[str, str], ...],
        *texts: str,
        gold: str | None = None,
        samples: int = 10,
    ) -> Impact:
        cleaners = []
        for number, rules in enumerate((old, new)):
            path = tmp_path / f"{number}.toml"
            path.write_text(pack(*rules))
            cleaners.append(
                Cleaner(
                    load_rules([path], builtin=False, cache=user_cache()),
                    score=None,
                    min_words=0,
                    min_share=0,
                )
            )
        documents = [Document(text=text, id=str(number)) for number, text in enumerate(texts, 1)]
        pages = (
            {}
            if gold is None
            else {
                str(at): Page(id=str(at), place=str(at), text=text, gold=gold, site="s", renderer="r")
                for at, text in enumerate(texts, 1)
            }
        )
        return find_impact(*cleaners, documents, pages=pages, samples=samples)  # type: ignore[misc, arg-type]

    return find


def rows(found: Impact) -> dict[str, tuple[int, ...]]:
    return {one.rule: (one.before, one.after, one.removed, one.kept, one.prose) for one in found.rules}


@pytest.mark.parametrize(
    ("old", "new", "text", "expected"),
    [
        pytest.param((AD,), (AD,), "Ad\nTea", {}, id="the same rules"),
        pytest.param((OLD,), (OLD, AD), "Ad\nTea\nAd", {"p.ad": (0, 2, 2, 0, 0)}, id="a new rule"),
        pytest.param((OLD, AD), (OLD,), "Ad\nTea", {"p.ad": (1, 0, 0, 1, 0)}, id="a rule is gone"),
        pytest.param((OLD,), (SENTENCE,), f"{FERRY}\nTea", {"p.ferry": (0, 1, 1, 0, 1)}, id="prose"),
        pytest.param(
            (AD,),
            (("also", 'lines = ["ad"]'),),
            "Ad\nTea",
            {"p.also": (0, 1, 0, 0, 0), "p.ad": (1, 0, 0, 0, 0)},
            id="another rule has the credit, and no line changes",
        ),
        pytest.param(
            (AD,),
            (AD, ("not", 'lines = ["ad"]\nkeep = true')),
            "Ad\nTea",
            {"p.ad": (1, 0, 0, 1, 0)},
            id="a keep rule",
        ),
        pytest.param((OLD,), (SPAN,), "Tea [edit] time", {"p.edit": (0, 1, 1, 0, 0)}, id="a part of a line"),
        pytest.param((SPAN,), (SPAN, AD), "Tea [edit] time", {}, id="the same part of a line"),
        pytest.param(
            (SPAN,),
            (("edit", "span = '\\[edit\\] time'"),),
            "Tea [edit] time",
            {"p.edit": (1, 1, 1, 0, 0)},
            id="more of a line",
        ),
    ],
)
def test_what_changes(
    impact: Callable[..., Impact],
    old: tuple[tuple[str, str], ...],
    new: tuple[tuple[str, str], ...],
    text: str,
    expected: dict[str, tuple[int, ...]],
) -> None:
    assert rows(impact(old, new, text)) == expected


def test_more_of_a_line_is_only_what_is_new(impact: Callable[..., Impact]) -> None:
    found = impact((SPAN,), (("edit", "span = '\\[edit\\] time'"),), "Tea [edit] time")
    assert [change.text for one in found.rules for change in one.samples] == ["time"]


def test_rules_are_told_apart_by_what_they_mean(impact: Callable[..., Impact]) -> None:
    found = impact((OLD, AD), (("open", "pattern = 'open .*'"), SPAN), "Tea")
    assert (found.added, found.gone, found.edited) == (["p.edit"], ["p.ad"], ["p.open"])


def test_prose_is_listed_where_no_main_text_is_known(impact: Callable[..., Impact]) -> None:
    found = impact((OLD,), (AD, SENTENCE), f"Ad\n{FERRY}\n{CATS}", FERRY)
    assert [(one.place, one.line, one.rule) for one in found.takes] == [("1", 2, "p.ferry")]
    assert (found.documents, found.changed, found.prose, found.losses, found.taken) == (2, 2, 2, 2, 2)


@pytest.mark.parametrize(
    ("text", "gold", "losses", "prose"),
    [
        pytest.param(f"Ad\n{FERRY}\n{CATS}", FERRY, 1, 1, id="main text"),
        pytest.param(f"Ad\n{FERRY}\n{CATS}", CATS, 0, 1, id="prose that is noise"),
        pytest.param(f"Ad\n{CATS}", f"Ad\n{CATS}", 1, 0, id="a short line of the main text"),
        pytest.param(f"{CATS} [edit]", CATS, 0, 0, id="noise within main text"),
        pytest.param("The cats came on [Monday] too.", "The cats came on [Monday] too.", 1, 0, id="a part"),
    ],
)
def test_a_loss_is_main_text_where_it_is_known(
    impact: Callable[..., Impact], text: str, gold: str, losses: int, prose: int
) -> None:
    found = impact((OLD,), (AD, SENTENCE, SPAN), text, gold=gold)
    assert (found.losses, found.prose) == (losses, prose)


def test_figures_before_and_after(impact: Callable[..., Impact]) -> None:
    found = impact((AD,), (SENTENCE,), f"Ad\n{FERRY}\n{CATS}", gold=f"{FERRY}\n{CATS}")
    assert found.figures["lines_kept"] == (1.0, 0.5)
    assert found.figures["word_f1"][0] == 1.0 > found.figures["word_f1"][1]
    assert found.figures["noise_left"] == (0.0, 1.0)


def test_documents_that_change_most_come_first(impact: Callable[..., Impact]) -> None:
    found = impact((OLD,), (AD,), "Ad\nTea", "Ad\nTea\nAd\nMilk\nAd", "Tea", samples=1)
    assert [(one.place, one.removed, one.size, one.before, one.after) for one in found.most] == [
        ("2", 3, 17, 17, 9)
    ]
    assert [(change.line, change.text) for change in found.most[0].changes] == [(1, "Ad")]


def test_samples_do_not_depend_on_batches(
    impact: Callable[..., Impact], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"Open today {number}\nTea" for number in range(30)]
    whole = impact((AD,), (OLD,), *texts, samples=4)
    monkeypatch.setattr("cleaner.engine.batches.BATCH", 40)
    assert impact((AD,), (OLD,), *texts, samples=4) == whole
    assert len(whole.rules[0].samples) == 4


def test_what_runs_out_of_time_is_named(
    impact: Callable[..., Impact], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.engine.patterns.TIMEOUT", 0.05)
    slow = ("slow", "pattern = '(?:x|xx)+(?:b|c)'")
    found = impact((AD,), (slow,), "Ad\nTea", f"{'x' * 200}!c\n")
    assert [(place, problem.split("\n")[0]) for place, problem in found.failed] == [
        ("2", 'rule "p.slow" ran out of time on line 1')
    ]
    assert (found.documents, found.kept) == (1, 1)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `cleaner rules impact` where `old.toml`, `new.toml`, `corpus` and `gold.jsonl` are."""
    monkeypatch.chdir(tmp_path)
    Path("old.toml").write_text(pack(OLD))
    Path("new.toml").write_text(pack(OLD, AD, SENTENCE))
    Path("corpus").mkdir()
    Path("corpus/a.txt").write_text(f"Ad\n\n{FERRY}\n\n{CATS}\n")
    Path("corpus/b.txt").write_text("Tea is served.\n")
    record = {"text": f"Ad\n{FERRY}\n{CATS}", "gold": f"{FERRY}\n{CATS}"}
    Path("gold.jsonl").write_text(json.dumps(record) + "\n")

    def call(*args: str) -> tuple[int, str, str]:
        code = main(["rules", "impact", "--no-config", "--no-builtin", "--no-score", *args])
        return code, *capfd.readouterr()

    return call


TEXT = f"""\
documents 2, of which 1 change; lines 4: 2 removed only now, 0 kept only now
rules: 2 added (p.ad, p.ferry)
prose lines removed only now: 1

prose that only the new rules remove
  corpus/a.txt:3  p.ferry  {FERRY[:79]}…

rule     before  now  removed  kept  prose
p.ferry       0    1        1     0      1
p.ad          0    1        1     0      0

p.ferry
  - corpus/a.txt:3  {FERRY[:79]}…

p.ad
  - corpus/a.txt:1  Ad

documents that change most

corpus/a.txt: 2 lines removed only now, 0 kept only now; left of it: 100.0 % before, 50.5 % now
  - 1  p.ad  Ad
  - 3  p.ferry  {FERRY[:79]}…
"""


def test_what_is_shown(run: Run) -> None:
    assert run("old.toml", "new.toml", "corpus", "--min-words", "0") == (0, TEXT, "")


@pytest.mark.parametrize(
    ("options", "code", "problem"),
    [
        pytest.param(["old.toml", "new.toml", "corpus"], 1, "1 prose line that old.toml keeps", id="prose"),
        pytest.param(
            ["old.toml", "new.toml", "gold.jsonl", "--gold"], 1, "1 line of main text that", id="gold"
        ),
        pytest.param(["new.toml", "old.toml", "corpus"], 0, "", id="the other way round nothing is lost"),
        pytest.param(["none", "old.toml", "corpus"], 0, "", id="a pack that takes nothing"),
    ],
)
def test_a_loss_fails(run: Run, options: list[str], code: int, problem: str) -> None:
    done, _, err = run(*options, "--fail-on-loss")
    assert done == code
    assert problem in err
    assert bool(err) is bool(problem)


def test_json_has_it_all(run: Run) -> None:
    found: dict[str, Any] = json.loads(run("none", "new.toml", "gold.jsonl", "--gold", "--json")[1])
    assert found["added"] == ["p.ad", "p.ferry", "p.open"]
    assert found["takes"][0]["text"] == FERRY
    assert found["figures"]["lines_kept"]["old"] == 1.0
    assert (found["losses"], found["documents"], found["failed"]) == (1, 1, [])


def git(*args: str) -> None:
    subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e@localhost", *args], check=True)


@pytest.mark.parametrize("old", ["HEAD:pack", "HEAD:pack/one.toml", "HEAD:./pack/"])
def test_rules_as_they_were_at_a_revision(run: Run, old: str) -> None:
    Path("pack").mkdir()
    Path("pack/one.toml").write_text(pack(OLD))
    git("init", "-q")
    git("add", "pack")
    git("commit", "-q", "-m", "m")
    Path("pack/one.toml").write_text(pack(OLD, AD))
    code, out, err = run(old, "pack", "corpus", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["added"] == ["p.ad"]
    Path("pack/one.toml").write_text("tea")
    git("commit", "-q", "-a", "-m", "m")
    code, _, err = run("HEAD:pack", "old.toml", "corpus")
    assert code == 2
    assert "HEAD:pack/one.toml" in err


ADVICE = (
    "  give a rule file, a folder of them, REVISION:PATH of git, or none\n"
    "  PATH begins at the top of the repository; HEAD:./PATH begins in the working directory\n"
)


@pytest.mark.parametrize(
    ("options", "code", "err"),
    [
        pytest.param(
            ["no.toml", "new.toml", "corpus"],
            2,
            f"no.toml: there is no such file or folder\n{ADVICE}",
            id="a path",
        ),
        pytest.param(
            ["HEAD:x", "new.toml", "corpus"],
            2,
            f"HEAD:x: git finds no such revision, or no such path in it\n{ADVICE}",
            id="a revision",
        ),
        pytest.param(
            ["none", "new.toml", "tea"],
            3,
            "cleaner: tea: there is no such file\n  check its name\n",
            id="a corpus",
        ),
        pytest.param(
            ["none", "new.toml", "old.toml", "--gold"],
            3,
            "cleaner: old.toml:1: not JSON at column 2: Expecting value\n  mend the line, or leave it out\n",
            id="no gold",
        ),
    ],
)
def test_what_cannot_be_read_is_reported(run: Run, options: list[str], code: int, err: str) -> None:
    done, _, told = run(*options)
    assert (done, told.split("cleaner: old.toml:2")[0]) == (code, err)


def test_more_rules_have_no_meaning(run: Run) -> None:
    code, _, err = run("old.toml", "new.toml", "corpus", "--rules", "new.toml")
    assert code == 2
    assert "give rule files as OLD and NEW" in err
