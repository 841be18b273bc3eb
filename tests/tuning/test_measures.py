"""The measures are those of ../shared/bench/score.py, where it is."""

import gzip
import importlib.util
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cleaner.engine.cleaner import Cleaner
from cleaner.tuning.gold import Page, Source, choose, read_gold
from cleaner.tuning.measures import add, measure_gold, measure_snippets, quality, summarise

BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench"
FOLD = (3, 96)

needs_pages = pytest.mark.skipif(not BENCH.is_dir(), reason=f"score.py and its pages are not at {BENCH}")


@cache
def score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", BENCH / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def path_of(name: str) -> Path:
    return BENCH / "pages" / f"{name}.jsonl.gz"


def records(name: str) -> Iterator[dict[str, Any]]:
    """Yield the pages of a set that score.py would take."""
    with gzip.open(path_of(name), "rt", encoding="utf-8") as lines:
        yield from (page for page in map(json.loads, lines) if score().fold(page, FOLD[1]) == FOLD[0])


def figures_of(pages: list[Page], texts: list[str]) -> dict[str, float]:
    parts = [
        measure_snippets(text, page.kept, page.gone)
        if page.gold is None
        else measure_gold(text, page.gold, page.noise, given=page.text, neutral=page.neutral)
        for page, text in zip(pages, texts, strict=True)
    ]
    return summarise(add(parts))


@needs_pages
@pytest.mark.parametrize("name", ["pages-en.html_text", "pages-en.bs4", "snippets-multi.html_text"])
@pytest.mark.parametrize("source", ["text", "harm", "mix"])
def test_figures_are_those_of_the_script(name: str, source: Source) -> None:
    theirs = list(records(name))
    if source != "text":
        theirs = [page for page in theirs if page.get("gold")]
    if source == "harm":
        theirs = [page | {"text": page["gold"]} for page in theirs]
    if source == "mix":
        theirs = [score().mixed(page) for page in theirs]
    ours = choose(read_gold([path_of(name)]).pages, FOLD, source)
    assert [(page.id, page.text, list(page.noise)) for page in ours] == [
        (page["id"], page["text"], page.get("noise", [])) for page in theirs
    ]
    if not ours:
        assert "snippets" in name
        return
    cleaner = Cleaner()
    texts = [cleaner.clean(page.text).text for page in ours]
    expected = score().summarise([score().score_page(*pair) for pair in zip(theirs, texts, strict=True)])
    figures = figures_of(ours, texts)
    assert len(ours) > 1
    assert figures == pytest.approx({figure: expected[figure] for figure in figures})
    assert {figure for figure in expected if " " not in figure} == {"pages", *figures}


GOLD = "The ferry sails again on Monday."


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        pytest.param(GOLD, {"word_f1": 1, "shingle_f1": 1, "untouched": 1}, id="the same"),
        pytest.param("", {"word_f1": 0, "word_p": 0, "word_r": 0, "untouched": 0}, id="nothing left"),
        pytest.param(
            f"{GOLD} Share this now, and save it.",
            {"word_p": 0.5, "word_r": 1, "word_f1": 2 / 3, "shingle_p": 1 / 3, "shingle_r": 1},
            id="noise left",
        ),
        pytest.param("THE FERRY sails", {"word_p": 1, "word_r": 0.5, "shingle_r": 0}, id="half of it"),
    ],
)
def test_whole_texts_are_measured(text: str, figures: dict[str, float]) -> None:
    found = summarise(measure_gold(text, GOLD))
    assert {name: found[name] for name in figures} == pytest.approx(figures)
    assert "noise_gone" not in found


def test_words_and_noise_are_counted() -> None:
    parts = measure_gold("the ferry sails Share\nSave", GOLD, noise=["save", "Follow"])
    assert (parts["words_lost"], parts["words_left"], parts["noise_gone"]) == (3, 2, 1)
    assert summarise(parts)["noise_gone"] == 0.5


LONG = "Four and five and six and seven and eight, nine"


def test_lines_are_counted() -> None:
    parts = measure_gold(
        "One\nTwo\nShare\n# Ann Gull",
        f"One\nTwo\nThree\n{LONG}",
        given=f"One\nTwo\nTwo\nThree\nShare\nSave it now\n# Ann Gull\n{LONG}",
        neutral=["Ann Gull"],
    )
    found = summarise(parts)
    assert (found["lines_kept"], found["short_kept"], found["noise_left"]) == (2 / 4, 2 / 3, 1 / 4)
    assert parts["words_left"] == 1  # "Share": what is neutral costs nothing


def test_snippets_are_measured() -> None:
    parts = [measure_snippets(GOLD, ["FERRY  sails"], ["share", "monday"]), measure_snippets("", ["tea"], [])]
    assert summarise(add(parts)) == {"with_kept": 0.5, "without_removed": 0.5, "snippets": 0.5}
    assert [quality(one) for one in parts] == [pytest.approx(2 / 3), 0]


def test_of_no_pages_there_are_no_figures() -> None:
    assert summarise({}) == {}
