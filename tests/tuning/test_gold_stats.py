"""What each rule takes of pages whose main text is known, and of the main texts."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.engine.cleaner import Cleaner
from cleaner.model import Level
from cleaner.rulebook.load import load_rules
from cleaner.tuning.gold import Page
from cleaner.tuning.gold_stats import GoldRow, GoldStats, sum_up, try_rules
from cleaner.tuning.takers import SEVERAL, By

Run = Callable[..., tuple[int, str, str]]
FERRY = "The ferry sails again on Monday, the harbour office said on Friday."
RULES = (
    ("label", 'lines = ["ad", "tea"]\nlevel = "safe"'),
    ("short", "pattern = '(?:ad|save)'"),
    ("rest", 'lines = ["more"]\nbelow = {}'),
    ("inline", "span = '\\[(?:x|monday)\\]'"),
    ("by", 'starts = ["by"]\nmax_words = 3\nlevel = "strict"\ncategory = "credits"'),
    ("never", 'lines = ["never"]'),
    ("kept", 'lines = ["more tea"]\nkeep = true'),
)


def pack(*rules: tuple[str, str], name: str = "p") -> str:
    parts = [f'[[rule]]\nid = "{one}"\nwhy = "w"\n{rule}\n' for one, rule in rules]
    return f'[pack]\nid = "{name}"\ncategory = "ads"\nwhy = "y"\n' + "".join(parts)


def page(text: str, gold: str | None, number: int = 1, neutral: tuple[str, ...] = ()) -> Page:
    return Page(
        id=str(number), place=f"p:{number}", text=text, gold=gold, site="s", renderer="r", neutral=neutral
    )


@pytest.fixture
def tried(tmp_path: Path) -> Callable[..., GoldStats]:
    def try_them(
        *pages: Page,
        rules: tuple[tuple[str, str], ...] = RULES,
        level: Level = "normal",
        by: By = "rule",
        samples: int = 0,
    ) -> GoldStats:
        (tmp_path / "p.toml").write_text(pack(*rules))
        cleaner = Cleaner(load_rules([tmp_path / "p.toml"], builtin=False), score=None, level=level)
        return sum_up(try_rules(pages, cleaner), cleaner, by=by, samples=samples)

    return try_them


def figures(found: GoldStats) -> dict[str, tuple[int, int, int]]:
    return {row.name: (row.gold, row.right, row.wrong) for row in found.rows if row.hits}


@pytest.mark.parametrize(
    ("text", "gold", "expected"),
    [
        pytest.param(f"Ad\n{FERRY}\nSave", FERRY, {"p.label": (0, 1, 0), "p.short": (0, 2, 0)}, id="noise"),
        pytest.param(
            f"Tea\n{FERRY}\nTea", f"Tea\n{FERRY}", {"p.label": (1, 1, 1)}, id="of two copies one is main text"
        ),
        pytest.param(FERRY, f"{FERRY}\nTea", {"p.label": (1, 0, 0)}, id="a main text that the page lacks"),
        pytest.param(
            f"{FERRY}\nMore\nTea\nMore tea",
            FERRY,
            {"p.label": (0, 1, 0), "p.rest": (0, 2, 0)},
            id="a region, and a line that a keep rule saves",
        ),
        pytest.param(
            f"[x] {FERRY}",
            FERRY,
            {"p.inline": (0, 1, 0)},
            id="a span is judged by what it takes, not its line",
        ),
        pytest.param(
            "The ferry sails on [Monday], they say.",
            "The ferry sails on [Monday], they say.",
            {"p.inline": (1, 0, 1)},
            id="a span that takes main text",
        ),
    ],
)
def test_what_is_right_and_wrong(
    tried: Callable[..., GoldStats], text: str, gold: str, expected: dict[str, tuple[int, int, int]]
) -> None:
    assert figures(tried(page(text, gold))) == expected


def test_neutral_lines_count_for_nothing(tried: Callable[..., GoldStats]) -> None:
    found = tried(page(f"By Ann\n{FERRY}\nAd", FERRY, neutral=("By Ann", "Ad")), level="strict")
    assert figures(found) == {}


def test_rules_of_stricter_levels_take_nothing(tried: Callable[..., GoldStats]) -> None:
    pages = page(f"By Ann\n{FERRY}", FERRY)
    assert figures(tried(pages)) == {}
    assert figures(tried(pages, level="strict")) == {"p.by": (0, 1, 0)}
    assert [row.name for row in tried(pages, level="safe").rows] == ["p.label"]


def test_a_main_text_that_pages_share_is_tried_once(tried: Callable[..., GoldStats]) -> None:
    gold = f"{FERRY}\nTea"
    found = tried(page(gold, gold), page(gold, gold, 2), page("Tea", None, 3))
    assert figures(found) == {"p.label": (1, 0, 2)}
    assert (found.pages, found.lines, found.gold_lines) == (2, 4, 2)


@pytest.mark.parametrize(
    ("rules", "shadows"),
    [
        pytest.param({"a": "['tea']", "b": "['tea', 'ad']"}, {"p.a": "p.b"}, id="by one"),
        pytest.param({"a": "['tea']", "b": "['tea']"}, {"p.a": "p.b", "p.b": "p.a"}, id="both"),
        pytest.param(
            {"a": "['tea', 'ad']", "b": "['tea', 'save']", "c": "['ad', 'milk']"},
            {"p.a": SEVERAL},
            id="by two together",
        ),
        pytest.param({"a": "['tea', 'ad']", "b": "['tea', 'save']"}, {}, id="not all of it"),
    ],
)
def test_rules_whose_lines_others_take(
    tried: Callable[..., GoldStats], rules: dict[str, str], shadows: dict[str, str]
) -> None:
    written = tuple((name, f"lines = {phrases}") for name, phrases in rules.items())
    found = tried(page(f"Tea\nAd\nSave\nMilk\n{FERRY}", FERRY), rules=written)
    assert {row.name: row.shadowed_by for row in found.rows if row.shadowed_by} == shadows


def test_what_takes_nothing_is_named(tried: Callable[..., GoldStats]) -> None:
    assert tried(page(f"Ad\n{FERRY}", FERRY)).never == ["p.inline", "p.never", "p.rest"]


def test_lines_of_a_category_count_once(tried: Callable[..., GoldStats]) -> None:
    found = tried(page(f"Ad\nSave\n{FERRY}", FERRY), by="category")
    assert found.rows == [GoldRow(name="ads", rules=5, gold=0, right=2, wrong=0, only=2)]
    assert [row.name for row in tried(page("Ad", "Ad"), by="pack").rows] == ["p"]


def test_samples_are_different_lines_that_should_stay(tried: Callable[..., GoldStats]) -> None:
    gold = f"Tea\n{FERRY}\nTea\nAd"
    (row,) = [row for row in tried(page(f"{gold}\nAd", gold), samples=2).rows if row.name == "p.label"]
    assert [(one.place, one.kind, one.line, one.text) for one in row.samples] == [
        ("p:1", "gold", 1, "Tea"),
        ("p:1", "gold", 4, "Ad"),
    ]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `cleaner rules stats pages.jsonl` with the rules of this file."""
    monkeypatch.chdir(tmp_path)
    Path("p.toml").write_text(pack(*RULES))
    records = [
        {"id": "a", "text": f"Ad\nTea\n{FERRY}\nSave", "gold": f"Tea\n{FERRY}"},
        {"id": "b", "text": f"{FERRY}\nAd", "gold": FERRY},
    ]
    Path("pages.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    common = ("--no-config", "--no-builtin", "--rules", "p.toml", "pages.jsonl")

    def call(*args: str) -> tuple[int, str, str]:
        code = main(["rules", "stats", *common, *args])
        return code, *capfd.readouterr()

    return call


TABLE = """\
pages 2, lines 6; lines of main texts 3
rules that act at normal: 5, of which take nothing here: 3
rules whose lines other rules take, too: 0

rule     gold  right  wrong  precision  only  shadowed by
p.label     1      2      1      0.667     2
p.short     0      3      0      1.000     1

lines of main texts that they take

p.label
  pages.jsonl:1: gold line 1: Tea
"""


def test_the_table(run: Run) -> None:
    assert run("--gold", "--samples", "3") == (0, TABLE, "")


@pytest.mark.parametrize(
    ("options", "names"),
    [
        pytest.param([], ["p.label", "p.short"], id="wrong"),
        pytest.param(["--sort", "right"], ["p.short", "p.label"], id="right"),
        pytest.param(["--sort", "precision"], ["p.label", "p.short"], id="precision"),
        pytest.param(["--min-hits", "4"], ["p.label"], id="those that matter"),
        pytest.param(
            ["--min-hits", "0", "--sort", "rule"],
            ["p.inline", "p.label", "p.never", "p.rest", "p.short"],
            id="all",
        ),
        pytest.param(["--level", "safe"], ["p.label"], id="a level"),
        pytest.param(["--by", "pack"], ["p"], id="packs"),
    ],
)
def test_rows_and_their_order(run: Run, options: list[str], names: list[str]) -> None:
    code, out, err = run("--gold", "--json", *options)
    assert (code, err) == (0, "")
    assert [row["name"] for row in json.loads(out)["rows"]] == names


def test_processes_change_nothing(run: Run) -> None:
    assert run("--gold", "--samples", "3", "--jobs", "2") == (0, TABLE, "")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        pytest.param(["--samples", "1"], "--samples needs --gold", id="samples"),
        pytest.param(
            ["--sort", "wrong"],
            "--sort wrong means nothing without --gold\n"
            "  use credited, matched, documents, only, bytes, tried, time, rule",
            id="an order of gold",
        ),
        pytest.param(
            ["--gold", "--sort", "time"],
            "--sort time means nothing with --gold\n  use wrong, gold, right, precision, only, matched, rule",
            id="an order without",
        ),
    ],
)
def test_what_means_nothing_is_refused(run: Run, options: list[str], problem: str) -> None:
    code, out, err = run(*options)
    assert (code, out) == (2, "")
    assert problem in err


def test_what_cannot_be_read_is_reported(run: Run) -> None:
    with Path("pages.jsonl").open("a") as pages:
        pages.write("tea\n")
    code, out, err = run("--gold")
    assert (code, out.splitlines()[0]) == (3, "pages 2, lines 6; lines of main texts 3")
    assert err.startswith("cleaner: pages.jsonl:3: not JSON")


def test_pages_with_snippets_alone_are_refused(run: Run) -> None:
    Path("pages.jsonl").write_text('{"text": "Tea", "with": ["Tea"]}\n')
    code, _, err = run("--gold")
    assert (code, err) == (
        3,
        "cleaner: no page has a whole main text\n  give files with the fields text and gold\n",
    )


def test_rules_that_match_little_are_left_out_without_gold(run: Run) -> None:
    _, out, _ = run("--min-hits", "3", "--json", "--no-score")
    assert [row["name"] for row in json.loads(out)["rows"]] == ["p.label", "p.short"]
