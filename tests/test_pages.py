"""Real pages, and the document this project began with; both lie outside the repository, in ../shared."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import main
from cleaner.engine.cleaner import Cleaner
from cleaner.engine.render import restore
from cleaner.model import LEVELS, Level, Links, Removal, Result
from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.compiled_score import load_score
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.split import split_rows
from cleaner.tuning.floor import read_floors
from cleaner.tuning.measures import WORD, flat

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared"
PAGES = SHARED / "bench" / "pages"
SEED = SHARED / "seed"
SETS = {
    "pages-en.html_text": 24,
    "pages-en.bs4": 24,
    "pages-en.html2text": 48,
    "after-en.resiliparse": 24,
    "news-multi.html_text": 4,
    "snippets-multi.html2text": 24,
}
"""One page of so many is tried here, all of them by bench/roundtrip.py."""
GOLD = {"pages-en.html_text": 4, "news-multi.html_text": 1}
"""Of one page of so many, the main text is cleaned: it is clean already."""
FLOORED: tuple[Level, ...] = ("safe", "normal")
"""Strict takes bylines and dates, which may be part of a main text."""
SHORT = 8
"""A line of at most so many words is short: a subhead, an item of a list."""

needs_pages = pytest.mark.skipif(not PAGES.is_dir(), reason=f"the pages to measure on are not at {PAGES}")
needs_seed = pytest.mark.skipif(not SEED.is_dir(), reason=f"the first document is not at {SEED}")


def sample(name: str, one_of: int) -> Iterator[dict[str, Any]]:
    """Yield the pages of a set whose hash says so: the same ones in every run."""
    with gzip.open(PAGES / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if int(sha256(line.encode()).hexdigest(), 16) % one_of == 0:
                yield json.loads(line)


@cache
def rulebook() -> Rulebook:
    return load_rules(cache=user_cache())


@cache
def cleaner_of(level: Level, tidy: bool = False, links: Links = "keep") -> Cleaner:
    score = load_score(cache=user_cache())
    return Cleaner(rulebook(), score=score, level=level, tidy=tidy, links=links)


def ink(removal: Removal) -> Iterator[int]:
    """Yield where the characters of a removal are that aren't white space."""
    at = removal.start
    for char in removal.text:
        if not char.isspace():
            yield at
        at += len(char.encode("utf-8", "surrogatepass"))


def gone(result: Result) -> set[int]:
    return {at for removal in result.removals for at in ink(removal)}


@needs_pages
@pytest.mark.parametrize("name", SETS)
def test_what_went_can_be_put_back_and_levels_nest(name: str) -> None:
    pages = list(sample(name, SETS[name]))
    assert pages
    for page in pages:
        milder: set[int] = set()
        for level in LEVELS:
            result = cleaner_of(level).clean(page["text"])
            assert restore(result.text, result.removals) == page["text"], page["id"]
            # The guard gives a milder level's result back, or the input.
            if result.guarded is None:
                assert milder <= gone(result), page["id"]
                milder = gone(result)


@needs_pages
@pytest.mark.parametrize("tidy", [False, True], ids=["clean", "tidy"])
@pytest.mark.parametrize("name", [name for name in SETS if name.endswith("html2text")])
def test_links_can_be_put_back(name: str, tidy: bool) -> None:
    for page in sample(name, SETS[name]):
        result = cleaner_of("normal", tidy, "text").clean(page["text"])
        assert restore(result.text, result.removals) == page["text"], page["id"]


@needs_pages
def test_the_command_line_changes_nothing_but_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ../shared/bench/score.py asks for: the same objects in the same order, "text" cleaned."""
    monkeypatch.chdir(tmp_path)
    pages = [page for name, one_of in SETS.items() for page in sample(name, 20 * one_of)]
    source = "".join(json.dumps(page, ensure_ascii=at % 2 == 0) + "\n" for at, page in enumerate(pages))
    (tmp_path / "in.jsonl").write_text(source, encoding="utf-8")
    assert main(["clean", "--no-config", "-q", "-o", "out.jsonl", "--removed", "log", "in.jsonl"]) == 0
    written = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").split("\n") if line]
    assert [page | {"text": ""} for page in written] == [page | {"text": ""} for page in pages]
    assert [page["text"] for page in written] == [
        cleaner_of("normal").clean(page["text"]).text for page in pages
    ]
    assert main(["restore", "--removed", "log", "-o", "back.jsonl", "out.jsonl"]) == 0
    assert (tmp_path / "back.jsonl").read_bytes() == source.encode()


def flat_lines(text: str) -> Counter[str]:
    """Count lines as ../shared/bench/score.py compares them."""
    return Counter(filter(None, map(flat, text.split("\n"))))


def is_short(line: str) -> bool:
    return 1 <= len(WORD.findall(line)) <= SHORT


@cache
def lines_kept(name: str) -> dict[str, float]:
    """Return the shares of lines of main texts that are left, by level; of short lines apart."""
    figures = {}
    golds = [page["gold"] for page in sample(name, GOLD[name])]
    for level in FLOORED:
        lines: Counter[bool] = Counter()
        kept: Counter[bool] = Counter()
        for gold in golds:
            given = flat_lines(gold)
            left = flat_lines(cleaner_of(level).clean(gold).text)
            for line, times in given.items():
                lines[is_short(line)] += times
                kept[is_short(line)] += min(times, left[line])
        figures[f"lines_kept {level}"] = kept.total() / lines.total()
        figures[f"short_kept {level}"] = kept[True] / lines[True]
    return figures


@needs_pages
@pytest.mark.parametrize("name", GOLD)
def test_clean_text_keeps_its_lines(name: str) -> None:
    figures = {f"{figure} {name}": value for figure, value in lines_kept(name).items()}
    floors = {floor.figure: floor.value for floor in read_floors(HERE / "floors" / "clean-lines.toml")}
    mine = {figure: value for figure, value in floors.items() if figure.endswith(name)}
    print(figures)
    assert mine.keys() == figures.keys()
    assert {figure: figures[figure] for figure, value in mine.items() if figures[figure] < value} == {}


NOISE = (
    *("19.9 C", "New York", "Wednesday, May 25, 2022", "Latest Posts", "Latest Posts"),
    *("- Advertisement -", "- Advertisement -", "- Advertisement -", "Don't Miss", "Stay in touch"),
    "To be updated with all the latest news, offers and special announcements.",
)
CREDITS = ("/ Photo: REUTERS", "Source From: Segodnya")


def filled_lines(text: str) -> list[str]:
    """Return the lines that aren't blank, as they stand there."""
    return [text[start:end] for start, end, _ in split_rows(text) if text[start:end].strip()]


@pytest.fixture
def seed() -> str:
    (path,) = SEED.glob("*.txt")
    return path.read_bytes().decode()


@needs_seed
def test_the_first_document_is_as_we_know_it(seed: str) -> None:
    lines = [line.strip() for line in filled_lines(seed)]
    assert sorted(line for line in lines if line in NOISE) == sorted(NOISE)
    assert [line for line in lines if line in CREDITS] == list(CREDITS)


@needs_seed
@pytest.mark.parametrize(
    ("level", "falls"),
    [
        pytest.param("safe", NOISE, id="safe: the noise"),
        pytest.param("normal", NOISE, id="normal: the noise"),
        pytest.param("strict", NOISE + CREDITS, id="strict: the credits, too"),
    ],
)
def test_the_first_document(seed: str, level: Level, falls: tuple[str, ...]) -> None:
    article = [line for line in filled_lines(seed) if line.strip() not in falls]
    assert filled_lines(cleaner_of(level).clean(seed).text) == article


@needs_seed
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_first_document_can_be_put_back(seed: str, level: Level, end: str) -> None:
    text = seed.replace("\n", end)
    result = cleaner_of(level).clean(text)
    assert restore(result.text, result.removals) == text


@needs_seed
def test_a_second_cleaning_of_the_first_document_changes_nothing(seed: str) -> None:
    for level in LEVELS:
        once = cleaner_of(level).clean(seed).text
        assert cleaner_of(level).clean(once).text == once
