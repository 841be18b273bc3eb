"""Documents laid out as real ones are, judged line by line: see fixtures/README.md.

`python -m tests.test_fixtures` prints how much noise is left, and how many article lines are lost.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.render import restore
from cleaner.model import LEVELS, LINKS, Level, Links
from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.compiled_score import load_score
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rulebook import Rulebook, with_drop_lines
from cleaner.text.decode import decode
from cleaner.text.fold import fold
from cleaner.text.split import split_rows

ROOT = Path(__file__).resolve().parent.parent / "fixtures"
FOLDERS = sorted(path.parent for path in ROOT.glob("*/*/about.toml"))
KINDS = ("negative", "synthetic", "wild-style")
NEGATIVE = [folder for folder in FOLDERS if folder.parent.name == "negative"]
OTHERS = [folder for folder in FOLDERS if folder not in NEGATIVE]
Wrong = tuple[str, str]
"""What is wrong with a line, "stays" or "falls", and the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """A document, what has to be left of it, and the lines that are known to be wrong, each with a reason."""

    folder: Path
    data: bytes
    expected: bytes
    level: Level
    links: Links
    known: Counter[Wrong]

    @property
    def text(self) -> str:
        return decode(self.data)[0]


def name(folder: Path) -> str:
    return folder.relative_to(ROOT).as_posix()


@cache
def about(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "about.toml").read_text(encoding="utf-8"))


def known_tables(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = about(folder).get("known", [])
    return found


def lines_of(table: dict[str, Any]) -> list[str]:
    """Return the lines that a `[[known]]` table lists."""
    found: list[str] = [table["line"]] if "line" in table else table["lines"]
    return found


@cache
def fixture_of(folder: Path) -> Fixture:
    told = about(folder)
    return Fixture(
        folder=folder,
        data=(folder / "input.txt").read_bytes(),
        expected=(folder / "expected.txt").read_bytes(),
        level=told["level"],
        links=told.get("links", "keep"),
        known=Counter((table["wrong"], line) for table in known_tables(folder) for line in lines_of(table)),
    )


@cache
def rulebook() -> Rulebook:
    return load_rules(cache=user_cache())


@cache
def cleaner_of(level: Level, tidy: bool = False, links: Links = "keep") -> Cleaner:
    """Return a cleaner by rules alone: what each line falls by is exact, and no fit changes it."""
    return Cleaner(rulebook(), score=None, level=level, tidy=tidy, links=links)


@cache
def scorer_of(level: Level) -> Cleaner:
    return Cleaner(rulebook(), score=load_score(cache=user_cache()), level=level)


def cleaned(fixture: Fixture, level: Level, drop_lines: Sequence[str] = ()) -> bytes:
    """Clean a file as the command line does: what it is written in stays, with its byte order mark."""
    cleaner = cleaner_of(level, links=fixture.links)
    if drop_lines:
        book = with_drop_lines(rulebook(), drop_lines)
        cleaner = Cleaner(book, score=None, level=level, links=fixture.links)
    text, encoding = decode(fixture.data)
    return encoding.encode(cleaner.clean(text).text)


def filled_lines(data: bytes) -> Counter[str]:
    """Count the lines that aren't blank, without the white space around them."""
    text = decode(data)[0]
    lines = (text[start:end].strip() for start, end, _ in split_rows(text))
    return Counter(line for line in lines if line)


def wrong_lines(fixture: Fixture, left: bytes) -> Counter[Wrong]:
    """Return the noise lines of `left` that had to fall, and the article lines that it lacks."""
    got, wanted = filled_lines(left), filled_lines(fixture.expected)
    noise = (("stays", line) for line in (got - wanted).elements())
    return Counter([*noise, *(("falls", line) for line in (wanted - got).elements())])


def told(fixture: Fixture, wrong: Counter[Wrong]) -> list[str]:
    """Return wrong lines as text; for those that fall, with the rules that took them."""
    rules: dict[str, set[str]] = {}
    if any(what == "falls" for what, _ in wrong):
        for verdict in cleaner_of(fixture.level).explain(fixture.text):
            rules.setdefault(verdict.text.strip(), set()).add(verdict.rule or "a part of it")
    return [
        f"{what} {times} x: {line}"
        + (f" ({', '.join(sorted(rules.get(line, ())))})" if what == "falls" else "")
        for (what, line), times in wrong.items()
    ]


@dataclass(slots=True)
class Total:
    """Lines of all fixtures: noise that is left of all noise, article that is lost of all article."""

    left: int = 0
    noise: int = 0
    lost: int = 0
    article: int = 0

    def __str__(self) -> str:
        return f"noise lines left {self.left}/{self.noise}, article lines lost {self.lost}/{self.article}"


def scored(fixture: Fixture, level: Level) -> bytes:
    """Clean a file by rules and score."""
    text, encoding = decode(fixture.data)
    return encoding.encode(scorer_of(level).clean(text).text)


@cache
def total(level: Level, clean: Callable[[Fixture, Level], bytes] = cleaned) -> Total:
    found = Total()
    for fixture in map(fixture_of, FOLDERS):
        wrong = wrong_lines(fixture, clean(fixture, level))
        given, wanted = filled_lines(fixture.data), filled_lines(fixture.expected)
        found.left += sum(times for (what, _), times in wrong.items() if what == "stays")
        found.lost += sum(times for (what, _), times in wrong.items() if what == "falls")
        found.noise += (given - wanted).total()
        found.article += wanted.total()
    return found


def test_there_are_fixtures_of_each_kind() -> None:
    kinds = Counter(folder.parent.name for folder in FOLDERS)
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 15


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_a_fixture_says_what_it_is(folder: Path) -> None:
    said = about(folder)
    assert said.keys() - {"known", "links"} == {"why", "language", "level"}
    assert said["level"] in LEVELS
    assert sorted(path.name for path in folder.iterdir()) == ["about.toml", "expected.txt", "input.txt"]


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if known_tables(folder)], ids=name)
def test_what_is_known_to_be_wrong_has_a_reason(folder: Path) -> None:
    for table in known_tables(folder):
        assert table.keys() in ({"line", "wrong", "why"}, {"lines", "wrong", "why"})
        assert table["wrong"] in ("stays", "falls")
        assert table["why"].strip()
        assert lines_of(table)


@pytest.mark.parametrize("folder", OTHERS, ids=name)
def test_every_wrong_line_is_known_and_every_known_one_wrong(folder: Path) -> None:
    fixture = fixture_of(folder)
    wrong = wrong_lines(fixture, cleaned(fixture, fixture.level))
    assert told(fixture, wrong - fixture.known) == [], "wrong, and not in about.toml"
    assert told(fixture, fixture.known - wrong) == [], "in about.toml, and no longer wrong: take it out there"


def exact_fixtures() -> Iterator[Any]:
    """Yield the fixtures whose output is known byte for byte, if the noise that stays is named as well."""
    for folder in OTHERS:
        fixture = fixture_of(folder)
        article = {fold(line) for line in filled_lines(fixture.expected)}
        noise = [line for what, line in fixture.known if what == "stays"]
        # A line to drop is dropped wherever it occurs, and has to say something.
        if len(noise) == len(fixture.known) and not ({fold(line) for line in noise} & {"", *article}):
            yield pytest.param(folder, noise, id=name(folder))


@pytest.mark.parametrize(("folder", "noise"), [*exact_fixtures()])
def test_the_rest_is_exact(folder: Path, noise: Sequence[str]) -> None:
    """With the known noise lines dropped by name, or none known, every byte is as it has to be."""
    fixture = fixture_of(folder)
    left = cleaned(fixture, fixture.level, noise)
    # As lists of lines: of two long texts the difference is shown.
    assert left.splitlines(keepends=True) == fixture.expected.splitlines(keepends=True)


@pytest.mark.parametrize("folder", NEGATIVE, ids=name)
def test_a_negative_is_all_article(folder: Path) -> None:
    fixture = fixture_of(folder)
    assert fixture.expected == fixture.data
    assert not fixture.known


@pytest.mark.parametrize("folder", NEGATIVE, ids=name)
@pytest.mark.parametrize("level", [level for level in LEVELS if level != "strict"])
def test_of_a_negative_nothing_falls(folder: Path, level: Level) -> None:
    fixture = fixture_of(folder)
    left = cleaned(fixture, level)
    assert told(fixture, wrong_lines(fixture, left)) == []
    assert left == fixture.data


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_strict_takes_nothing_of_an_article_but_credits(folder: Path) -> None:
    fixture = fixture_of(folder)
    more = wrong_lines(fixture, cleaned(fixture, "strict")) - wrong_lines(fixture, cleaned(fixture, "normal"))
    categories = {rule.id: rule.category for rule in rulebook().rules}
    taken = {found.text.strip(): found.rule for found in cleaner_of("strict").explain(fixture.text)}
    takers = {line: taken.get(line) for what, line in more if what == "falls"}
    assert {line: rule for line, rule in takers.items() if categories.get(rule or "") != "credits"} == {}


@pytest.mark.parametrize(
    ("level", "noise_left", "article_lost"),
    [
        pytest.param("safe", 982, 3, id="safe"),
        pytest.param("normal", 531, 3, id="normal"),
        # Most of these are bylines, dates and sources, which strict is there to take.
        pytest.param("strict", 531, 72, id="strict"),
    ],
)
def test_totals_are_no_worse_than_they_were(level: Level, noise_left: int, article_lost: int) -> None:
    found = total(level)
    print(f"{level}: {found}")
    assert found.left <= noise_left
    assert found.lost <= article_lost


@pytest.mark.parametrize(
    ("level", "noise_left", "article_lost"),
    [
        pytest.param("normal", 105, 42, id="normal"),
        pytest.param("strict", 105, 114, id="strict"),
    ],
)
def test_totals_with_the_score_are_no_worse_than_they_were(
    level: Level, noise_left: int, article_lost: int
) -> None:
    found = total(level, scored)
    print(f"{level}: {found}")
    assert found.left <= noise_left
    assert found.lost <= article_lost


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("tidy", [False, True], ids=["clean", "tidy"])
@pytest.mark.parametrize("links", LINKS)
def test_what_went_can_be_put_back(folder: Path, level: Level, tidy: bool, links: Links) -> None:
    text = fixture_of(folder).text
    result = cleaner_of(level, tidy, links).clean(text)
    assert restore(result.text, result.removals) == text


if __name__ == "__main__":
    for level in LEVELS:
        print(f"{level}: {total(level)}; with the score {total(level, scored)}")
    for folder in FOLDERS:
        fixture = fixture_of(folder)
        wrong = wrong_lines(fixture, cleaned(fixture, fixture.level))
        for line in told(fixture, wrong - fixture.known):
            print(f"{name(folder)}: not known: {line}")
        for line in told(fixture, fixture.known - wrong):
            print(f"{name(folder)}: mended: {line}")
