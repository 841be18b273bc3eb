"""The fit as a whole: the files that it writes out of made-up pages, and what they do."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np
import pytest
from fitting import ALL_FUNCTION_WORDS, BOOK, STRUCTURE, sources_of
from msgspec.structs import replace

from cleaner.engine.cleaner import Cleaner
from cleaner.rulebook.build_score import build_score
from cleaner.rulebook.find import score_at
from cleaner.rulebook.score import Score
from cleaner.rulebook.score_files import ScoreSource
from cleaner.tuning.fit import FOLDS, Fit, fit
from cleaner.tuning.fit_lexicon import (
    SITES,
)
from cleaner.tuning.fit_weights import Weights, parts_of
from cleaner.tuning.gold import Page, is_in_fold
from cleaner.tuning.samples import make_samples
from cleaner.tuning.write_score import score_texts, write_score

pytest.importorskip("scipy.sparse")


MENU = ("Home", "News", "Sport", "Weather", "Log in", "Contact us", "Video", "Business")
FOOTER = ("About us", "Terms of use", "Privacy policy", "All rights reserved", "Follow us on social media")
NAMES = (
    "gull",
    "ferry",
    "harbour",
    "captain",
    "bell",
    "fog",
    "lamp",
    "pier",
    "net",
    "island",
    "stone",
    "rope",
)
VERBS = ("carried", "saw", "left", "found", "mended", "painted", "lost", "heard")


def sentence(random: Random) -> str:
    first, second, third = random.sample(NAMES, 3)
    return (
        f"The {first} and the {second} were there when somebody {random.choice(VERBS)} the {third},"
        f" but nobody said that it had been so in the year before."
    )


def made_up(random: Random, number: int, site: str) -> Page:
    """Return a page: title bar, menu, headline, paragraphs with subheads, other stories, footer."""
    headline = f"How the {random.choice(NAMES)} {random.choice(VERBS)} the {random.choice(NAMES)}"
    gold = [headline]
    for part in range(random.randint(2, 4)):
        if part:
            gold.append(f"The {random.choice(NAMES)} of the {random.choice(NAMES)}")
        gold += [" ".join(sentence(random) for _ in range(random.randint(1, 3))) for _ in range(2)]
    count = 4 if number else 300  # so that not all lines of a text can be fitted to
    stories = [f"{random.choice(NAMES).title()} {random.choice(VERBS).title()}" for _ in range(count)]
    menu = random.sample(MENU, 7)
    rows = [f"{headline} | {site.title()}", *menu, *gold, "More stories", *stories, *random.sample(FOOTER, 4)]
    return Page(
        id=f"page {number}",
        place=f"made-up/pages.jsonl:{number}",
        text="\n".join(rows),
        site=site,
        renderer="r",
        type="article",
        gold="\n".join(gold),
    )


def made_up_pages(seed: int) -> list[Page]:
    """Return two pages each of half as many sites again as an entry stands on: as many in each fold."""
    random = Random(seed)
    names = [f"{one}{other}" for one in NAMES for other in NAMES]
    folds = [[name for name in names if is_in_fold(name, fold, FOLDS)] for fold in range(FOLDS)]
    sites = [name for fold in folds for name in fold[: -(-SITES // 2)]]
    return [made_up(random, number, site) for number, site in enumerate(sites * 2)]


def fit_files(pages: Sequence[Page], jobs: int = 1) -> dict[str, str]:
    sources = sources_of(STRUCTURE)
    source = ScoreSource(sources)
    score = build_score(sources, ALL_FUNCTION_WORDS)
    found = fit(make_samples(pages, {}), source, score, BOOK, jobs=jobs, tell=lambda _: None)
    return score_texts(found, source)


@lru_cache
def fitted_files() -> dict[str, str]:
    return fit_files(made_up_pages(1))


def fitted_score(folder: Path) -> Score:
    write_score(folder, fitted_files(), [(name, text.encode()) for name, text in STRUCTURE.items()])
    return build_score(score_at(folder), ALL_FUNCTION_WORDS)


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_pages_give_the_same_files(jobs: int) -> None:
    assert fit_files(made_up_pages(1), jobs) == fitted_files()


def test_other_pages_give_other_files() -> None:
    assert fit_files(made_up_pages(2)) != fitted_files()


def test_files_are_written(tmp_path: Path) -> None:
    (tmp_path / "lexicon.yy.toml").write_text('language = "yy"\n')
    (tmp_path / "notes.txt").write_text("mine")
    fitted_score(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*STRUCTURE, "notes.txt"} - {"lexicon.xx.toml"}
    for name in ("landmarks.toml", "listed.en.toml"):
        assert (tmp_path / name).read_text() == STRUCTURE[name]
    assert "old entry" not in (tmp_path / "lexicon.en.toml").read_text()


def test_what_people_chose_is_as_it_was(tmp_path: Path) -> None:
    fitted_score(tmp_path)
    before, after = ScoreSource(sources_of(STRUCTURE)), ScoreSource(score_at(tmp_path))
    assert [(one.name, one.points, one.why) for one in after.signals] == [
        (one.name, one.points, one.why) for one in before.signals
    ]
    assert [(one.signals, one.points, one.why) for one in after.tables] == [
        (one.signals, one.points, one.why) for one in before.tables
    ]
    assert (after.directions, after.landmarks, after.lines) == (
        before.directions,
        before.landmarks,
        before.lines,
    )
    assert passes_of(after) == passes_of(before)
    assert any(any(weights) for one in after.signals for weights in one.weights)


def passes_of(source: ScoreSource) -> list[list[bool]]:
    """Say of signals and tables which passes have weights for them."""
    weights = [*(one.weights for one in source.signals), *(one.weights for one in source.tables)]
    return [[bool(own) for own in one] for one in weights]


def test_the_lexicon_has_words_of_menus_and_no_names_of_sites() -> None:
    weights = ScoreSource(sources_of(STRUCTURE | fitted_files())).weights
    names = {page.site for page in made_up_pages(1)}
    assert not any(names & set(entry.strip("^$").split()) for entry in weights)
    menu = {row.lower() for row in MENU}
    assert sum(weight for entry, weight in weights.items() if entry.strip("^$") in menu) > 0


@pytest.mark.parametrize("seed", range(3))
def test_what_was_fitted_cleans_another_page(seed: int, tmp_path: Path) -> None:
    page = made_up(Random(100 + seed), 99, "another site")
    result = Cleaner(BOOK, score=fitted_score(tmp_path)).clean(page.text)
    left, gold = result.text.split("\n"), (page.gold or "").split("\n")
    assert [row for row in gold if row not in left] == []
    assert [row for row in left if row in MENU] == []
    assert {removal.rule for removal in result.removals} == {"score"}


def test_pages_of_few_sites_give_no_lexicon() -> None:
    pages = made_up_pages(1)[::5]
    assert len({page.site for page in pages}) < SITES
    assert set(fit_files(pages)) == {"signals.toml"}


@pytest.mark.parametrize(
    "why",
    [
        pytest.param("Menus are short: «Home», 'News' – 雨.", id="plain"),
        pytest.param('Lines such as "Home".', id="quotes"),
        pytest.param("A backslash: \\", id="backslash"),
    ],
)
def test_any_reason_can_be_written(why: str) -> None:
    old = ScoreSource(sources_of(STRUCTURE))
    old.signals[:] = [replace(one, why=why) for one in old.signals]
    parts = parts_of(old.signals, [], {})
    weights = Weights(base=0, parts=[np.zeros(part.size, np.int64) for part in parts])
    none = Weights(base=0, parts=[])
    zero = (0, 0)
    curve: dict[str, tuple[int, ...]] = {"noise": (0, 1000), "normal": zero, "strict": zero, "prose": zero}
    found = Fit(entries={}, listed=0, weights=(none, weights), parts=([], parts), curve=curve)
    old.tables[:] = []
    new = ScoreSource(sources_of(STRUCTURE | score_texts(found, old)))
    assert {one.why for one in new.signals} == {why}


def test_a_score_in_a_file_of_another_name_is_replaced(tmp_path: Path) -> None:
    names = {"mine.toml": "signals.toml", "marks.toml": "landmarks.toml"}
    source = [(name, STRUCTURE[old].encode()) for name, old in names.items()]
    write_score(tmp_path, fitted_files(), source)
    assert len(ScoreSource(score_at(tmp_path)).signals) == STRUCTURE["signals.toml"].count("[[signal]]")
