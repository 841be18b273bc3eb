"""Small texts with the right output, written by people who hadn't seen the rules.

Those in ../shared/cases were built after public complaints; those in tests/cases are our own, in 19
languages. All are judged as ../shared/cases/check.py judges, in process: a case has its noise lines in
noise.txt, and in meta.json the noise within lines ("spans"), and what is left of those ("pairs").
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.render import restore
from cleaner.model import LEVELS, Level
from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.compiled_score import load_score
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rulebook import Rulebook

SHARED = Path(__file__).resolve().parents[2] / "shared" / "cases"
OWN = Path(__file__).resolve().parent / "cases"


def folders_in(root: Path) -> list[Path]:
    return sorted(path.parent for path in root.glob("*/input.txt"))


FOLDERS = [*folders_in(SHARED), *folders_in(OWN)]


class Judged(NamedTuple):
    """What is wrong with one case: noise lines that are left, and article lines that are lost."""

    left: list[str]
    lost: list[str]


@cache
def rulebook() -> Rulebook:
    return load_rules(cache=user_cache())


@cache
def cleaner_of(level: Level) -> Cleaner:
    return Cleaner(rulebook(), score=load_score(cache=user_cache()), level=level)


def read(folder: Path, name: str) -> str:
    return (folder / name).read_bytes().decode()


def filled_lines(text: str) -> Counter[str]:
    return Counter(
        line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()
    )


def judge(folder: Path, level: Level) -> Judged:
    """Judge one case. Of a line that ends in noise, the whole isn't lost article: its span is noise left."""
    text = cleaner_of(level).clean(read(folder, "input.txt")).text
    got = filled_lines(text)
    wanted, noise = filled_lines(read(folder, "expected.txt")), filled_lines(read(folder, "noise.txt"))
    meta = json.loads(read(folder, "meta.json"))
    whole = {short: line for line, short in meta.get("pairs", []) if short != line}
    lost: Counter[str] = Counter()
    for line, count in wanted.items():
        lost[line] = max(0, count - got[line] - (got[whole[line]] if line in whole else 0))
    left: Counter[str] = Counter()
    for line, count in noise.items():
        left[line] = max(0, min(count, got[line] - wanted[line]))
    spans = [span for span in meta.get("spans", []) if span.casefold() in text.casefold()]
    return Judged([*left.elements(), *spans], list(lost.elements()))


@pytest.mark.parametrize(
    ("root", "level", "noise_left", "article_lost"),
    [
        pytest.param(SHARED, "safe", 99, 0, id="safe"),
        pytest.param(SHARED, "normal", 20, 0, id="normal"),
        # The article lines lost are subheads that the score takes, and texts in one line, cut in part.
        pytest.param(OWN, "safe", 892, 0, id="own, safe"),
        pytest.param(OWN, "normal", 329, 16, id="own, normal"),
    ],
)
def test_totals_are_no_worse_than_they_were(
    root: Path, level: Level, noise_left: int, article_lost: int
) -> None:
    if not folders_in(root):
        pytest.skip(f"the cases are not at {root}")
    judged = {folder.name: judge(folder, level) for folder in folders_in(root)}
    lost = {name: case.lost for name, case in judged.items() if case.lost}
    left = sum(len(case.left) for case in judged.values())
    print(f"{level}: noise lines left {left}, article lines lost {sum(map(len, lost.values()))}")
    assert sum(map(len, lost.values())) <= article_lost, lost
    assert left <= noise_left, {name: case.left for name, case in judged.items() if case.left}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("level", LEVELS)
def test_what_went_can_be_put_back(folder: Path, level: Level) -> None:
    text = read(folder, "input.txt")
    result = cleaner_of(level).clean(text)
    assert restore(result.text, result.removals) == text


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_stricter_level_takes_no_less(folder: Path) -> None:
    """What safe takes, normal takes, and so on; the guard stays out of it."""
    results = [cleaner_of(level).clean(read(folder, "input.txt")) for level in LEVELS]
    sizes = [sum(len("".join(one.text.split())) for one in result.removals) for result in results]
    assert all(result.guarded is None for result in results)
    assert sizes == sorted(sizes)
