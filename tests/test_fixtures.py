"""Documents laid out as real ones are, and what has to be left of each: see fixtures/README.md."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.render import restore
from cleaner.model import LEVELS, LINKS, Level, Links
from cleaner.text.decode import decode

ROOT = Path(__file__).resolve().parent.parent / "fixtures"
FOLDERS = sorted(path.parent for path in ROOT.glob("*/*/about.toml"))
NEGATIVE = [folder for folder in FOLDERS if folder.parent.name == "negative"]
FAILING = [folder for folder in FOLDERS if folder.parent.name == "known_failures"]


def name(folder: Path) -> str:
    return folder.relative_to(ROOT).as_posix()


def about(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "about.toml").read_text(encoding="utf-8"))


def fixture_of(folder: Path) -> Any:
    """Return `folder` as a row of a table; one of the known failures has to fail, and says why."""
    told = about(folder)
    reason = told.get("fails", told["why"])
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if folder in FAILING else []
    return pytest.param(folder, id=name(folder), marks=marks)


@cache
def cleaner_of(level: Level, tidy: bool = False, links: Links = "keep") -> Cleaner:
    return Cleaner(level=level, tidy=tidy, links=links)


def cleaned(data: bytes, level: Level, links: Links = "keep") -> bytes:
    """Clean a file as the command line does: what it is written in stays, with its byte order mark."""
    text, encoding = decode(data)
    return encoding.encode(cleaner_of(level, links=links).clean(text).text)


def test_there_are_fixtures_of_each_kind() -> None:
    good = [folder for folder in FOLDERS if folder not in FAILING]
    assert len(good) >= 30
    assert len(NEGATIVE) >= 10


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_a_fixture_says_what_it_is(folder: Path) -> None:
    told = about(folder)
    assert told.keys() - {"fails", "links"} == {"why", "language", "level"}
    assert told["level"] in LEVELS
    assert sorted(path.name for path in folder.iterdir()) == ["about.toml", "expected.txt", "input.txt"]


@pytest.mark.parametrize("folder", [fixture_of(folder) for folder in FOLDERS])
def test_what_is_left(folder: Path) -> None:
    told = about(folder)
    left = cleaned((folder / "input.txt").read_bytes(), told["level"], told.get("links", "keep"))
    # As lists of lines: of two long texts the difference is shown.
    expected = (folder / "expected.txt").read_bytes()
    assert left.splitlines(keepends=True) == expected.splitlines(keepends=True)


@pytest.mark.parametrize("folder", NEGATIVE, ids=name)
def test_a_negative_is_all_article(folder: Path) -> None:
    assert (folder / "expected.txt").read_bytes() == (folder / "input.txt").read_bytes()


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("tidy", [False, True], ids=["clean", "tidy"])
@pytest.mark.parametrize("links", LINKS)
def test_what_went_can_be_put_back(folder: Path, level: Level, tidy: bool, links: Links) -> None:
    text, _ = decode((folder / "input.txt").read_bytes())
    result = cleaner_of(level, tidy, links).clean(text)
    assert restore(result.text, result.removals) == text
