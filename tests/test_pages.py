"""Real pages, and the document this project began with; both lie outside the repository, in ../shared."""

import gzip
import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import main
from cleaner.engine.cleaner import Cleaner
from cleaner.engine.render import restore
from cleaner.model import LEVELS, Level, Links
from cleaner.text.split import split_rows

SHARED = Path(__file__).resolve().parents[2] / "shared"
PAGES = SHARED / "bench" / "pages"
SEED = SHARED / "seed"
SETS = (
    "pages-en.html_text",
    "pages-en.bs4",
    "pages-en.html2text",
    "snippets-multi.html_text",
    "snippets-multi.html2text",
)
ONE_OF = 24
"""One page of so many is tried here, all of them by bench/roundtrip.py."""

needs_pages = pytest.mark.skipif(not PAGES.is_dir(), reason=f"the pages to measure on are not at {PAGES}")
needs_seed = pytest.mark.skipif(not SEED.is_dir(), reason=f"the first document is not at {SEED}")


def sample(name: str, one_of: int) -> Iterator[dict[str, Any]]:
    """Yield the pages of a set whose hash says so: the same ones in every run."""
    with gzip.open(PAGES / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if int(sha256(line.encode()).hexdigest(), 16) % one_of == 0:
                yield json.loads(line)


@cache
def cleaner_of(level: Level, tidy: bool = False, links: Links = "keep") -> Cleaner:
    return Cleaner(level=level, tidy=tidy, links=links)


@needs_pages
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", SETS)
def test_what_went_can_be_put_back(name: str, level: Level) -> None:
    pages = list(sample(name, ONE_OF))
    assert pages
    for page in pages:
        result = cleaner_of(level).clean(page["text"])
        assert restore(result.text, result.removals) == page["text"], page["id"]


@needs_pages
@pytest.mark.parametrize("tidy", [False, True], ids=["clean", "tidy"])
@pytest.mark.parametrize("name", [name for name in SETS if name.endswith("html2text")])
def test_links_can_be_put_back(name: str, tidy: bool) -> None:
    for page in sample(name, ONE_OF):
        result = cleaner_of("normal", tidy, "text").clean(page["text"])
        assert restore(result.text, result.removals) == page["text"], page["id"]


@needs_pages
def test_a_stricter_level_takes_no_less() -> None:
    for page in sample(SETS[0], 4 * ONE_OF):
        results = [cleaner_of(level).clean(page["text"]) for level in LEVELS]
        sizes = [len(result.text) for result in results if result.guarded is None]
        assert sizes == sorted(sizes, reverse=True), page["id"]


@needs_pages
def test_the_command_line_changes_nothing_but_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ../shared/bench/score.py asks for: the same objects in the same order, "text" cleaned."""
    monkeypatch.chdir(tmp_path)
    pages = [page for name in SETS for page in sample(name, 10 * ONE_OF)]
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
