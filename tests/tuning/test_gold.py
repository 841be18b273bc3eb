"""Where pages with a known main text are read from, and what is wrong with those that aren't."""

import gzip
import json
from pathlib import Path

import pytest

from cleaner.tuning.gold import Page, choose, read_gold

GOLD = "The ferry sails again on Monday."


def read(path: Path) -> tuple[list[Page], list[tuple[str, str]]]:
    gold = read_gold([path])
    return gold.pages, gold.faults


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "pages-en.html_text.jsonl"
    record = {"id": 7, "text": f"Share\n{GOLD}", "gold": GOLD, "site": "s", "type": "article", "url": "u"}
    path.write_text(json.dumps(record) + "\n\n" + '{"text": "Tea", "with": ["tea"], "renderer": "bs4"}\n')
    pages, faults = read(path)
    assert faults == []
    assert pages[0] == Page(
        id="7",
        place=f"{path}:1",
        text=f"Share\n{GOLD}",
        site="s",
        renderer="html_text",
        type="article",
        url="u",
        gold=GOLD,
    )
    assert (pages[1].id, pages[1].site, pages[1].renderer) == (f"{path}:3", f"{path}:3", "bs4")
    assert (pages[1].gold, pages[1].kept, pages[1].gone) == (None, ("tea",), ())


def test_gzipped(tmp_path: Path) -> None:
    path = tmp_path / "a.html_text.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "Tea", "gold": "Tea"}\n'))
    pages, faults = read(path)
    assert [page.renderer for page in pages] == ["html_text"]
    assert faults == []


def test_a_folder_of_pairs(tmp_path: Path) -> None:
    for name in ("wild/boat", "clean/tea"):
        folder = tmp_path / "set" / name
        folder.mkdir(parents=True)
        (folder / "input.txt").write_bytes(b"\xef\xbb\xbfShare\r\nTea\r\n")
        (folder / "expected.txt").write_bytes(b"Tea\r\n")
    (tmp_path / "set" / "input.txt").write_text("an input without what is expected")
    pages, faults = read(tmp_path / "set")
    assert faults == []
    assert [(page.id, page.type, page.renderer, page.text) for page in pages] == [
        ("clean/tea", "clean", "set", "Share\r\nTea\r\n"),
        ("wild/boat", "wild", "set", "Share\r\nTea\r\n"),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param(b"{", "not JSON at column 2: Expecting property name", id="not JSON"),
        pytest.param(b"[1]", "not a JSON object", id="no object"),
        pytest.param(b'{"gold": "a"}', 'no field "text"', id="no text"),
        pytest.param(b'{"text": "a"}', 'no field "gold"', id="no main text"),
        pytest.param(b'{"text": 1, "gold": "a"}', 'field "text" is not a string', id="text is none"),
        pytest.param(b'{"text": "a", "with": "b"}', 'field "with" is not a list of strings', id="no list"),
        pytest.param(b'{"text": "\xff"}', "byte 10 of the line (0xff) is not UTF-8", id="not UTF-8"),
        pytest.param(b"[" * 100_000, "a number too long, or nested too deeply", id="too deep"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(line: bytes, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "Tea", "gold": "Tea"}\n' + line + b'\n{"text": "Oh", "gold": "Oh"}\n')
    pages, faults = read(path)
    assert [page.text for page in pages] == ["Tea", "Oh"]
    assert [place for place, _ in faults] == [f"{path}:2"]
    assert faults[0][1].startswith(problem)
    assert "\n  " in faults[0][1]


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        pytest.param("none.jsonl", None, "there is no such file", id="missing"),
        pytest.param("a.jsonl", b"\n", "no pages in this file", id="empty"),
        pytest.param("a.jsonl.gz", gzip.compress(b"tea")[:-9], "its gzip data ends too early", id="cut off"),
    ],
)
def test_a_bad_file_is_named(name: str, data: bytes | None, problem: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    pages, faults = read(path)
    assert pages == []
    assert faults[0][0] == str(path)
    assert faults[0][1].startswith(problem)


def test_a_folder_without_pairs_is_named(tmp_path: Path) -> None:
    _, faults = read(tmp_path)
    assert faults == [
        (
            str(tmp_path),
            "no pages in this folder\n  a page is a folder that holds input.txt and expected.txt",
        )
    ]


def page(number: int, gold: str | None = GOLD) -> Page:
    text = f"Share\nSave\n{GOLD}"
    return Page(id=str(number), place="p", text=text, site=f"site {number % 7}", renderer="r", gold=gold)


def test_folds_part_the_sites() -> None:
    pages = [page(number) for number in range(70)]
    folds = [choose(pages, (number, 3), "text") for number in range(3)]
    assert sorted((one for fold in folds for one in fold), key=lambda one: int(one.id)) == pages
    sites = [{one.site for one in fold} for fold in folds]
    assert not any(sites[one] & sites[two] for one, two in ((0, 1), (0, 2), (1, 2)))


def test_clean_text_is_the_main_text() -> None:
    chosen = choose([page(1), page(2, gold=None)], (0, 1), "harm")
    assert [(one.id, one.text) for one in chosen] == [("1", GOLD)]


def test_noise_is_mixed_in() -> None:
    (chosen,) = choose([page(1)], (0, 1), "mix")
    assert sorted(chosen.noise) == ["Save", "Share"]
    assert sorted(chosen.text.split("\n\n")) == ["Save", "Share", GOLD]
    assert choose([page(1)], (0, 1), "mix") == [chosen]
