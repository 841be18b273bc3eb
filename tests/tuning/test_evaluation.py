"""Pages are cleaned, measured, grouped and compared; what fails is named; the worst are explained."""

import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import repeat
from multiprocessing import parent_process
from pathlib import Path

import pytest

from cleaner.engine.cleaner import Cleaner
from cleaner.rulebook.load import load_rules
from cleaner.tuning.evaluate import Measured, compare, measure, measure_all, survey
from cleaner.tuning.gold import Page
from cleaner.tuning.pool import WorkersLostError, spread
from cleaner.tuning.worst import WrongLine, worst_pages, wrong_lines

GOLD = "The ferry sails again on Monday, said the harbour office.\nTea was served at the quay."
PACK = '[pack]\nid = "t"\ncategory = "ads"\nwhy = "For tests."\n'
QUAY = "tea was served at the quay"
PAGE = Page(
    id="1", place="a:1", text=f"share\n{GOLD}\nsave", gold=GOLD, site="s", type="article", renderer="bs4"
)
SNIPPETS = replace(PAGE, id="2", gold=None, kept=("the ferry",), gone=("share", "save"), renderer="html")


def rule(phrase: str) -> str:
    return f'[[rule]]\nid = "{phrase.split()[0]}"\nwhy = "For tests."\nlines = ["{phrase}"]\n'


def cleaner_of(tmp_path: Path, *phrases: str) -> Cleaner:
    """Return a cleaner that drops lines which say one of `phrases`."""
    path = tmp_path / "rules.toml"
    path.write_text(PACK + "".join(map(rule, phrases)))
    return Cleaner(load_rules([path], builtin=False), score=None, min_words=0, min_share=0)


def test_a_page_is_measured_under_each_cleaner(tmp_path: Path) -> None:
    measured = measure(PAGE, [cleaner_of(tmp_path, "share", "save"), cleaner_of(tmp_path)])
    assert [parts["word_f1"] for parts in measured.parts] == [1, pytest.approx(32 / 34)]


def test_processes_change_nothing(tmp_path: Path) -> None:
    cleaners = [cleaner_of(tmp_path, "share")]
    pages = [replace(PAGE, id=str(number), text=f"{PAGE.text} {number}") for number in range(40)]
    with_two = list(measure_all(pages, cleaners, jobs=2))
    assert with_two == list(measure_all(pages, cleaners))
    assert [one.page for one in with_two] == pages


def test_a_process_that_dies_ends_the_run() -> None:
    with pytest.raises(WorkersLostError, match="try --jobs 1"):
        list(spread(die, range(100), None, jobs=2))


def die(number: int, shared: None) -> None:  # noqa: ARG001 - the signature of work
    if number == 50:
        assert parent_process() is not None
        os._exit(1)


def test_a_pattern_that_runs_for_ever_fails_its_page(tmp_path: Path) -> None:
    path = tmp_path / "slow.toml"
    path.write_text(PACK + '[[rule]]\nid = "slow"\nwhy = "For tests."\npattern = \'(?:a|a)+b\'\n')
    cleaners = [Cleaner(load_rules([path], builtin=False), score=None)]
    slow, good = measure_all([replace(PAGE, text="a" * 60 + "!b"), PAGE], cleaners)
    assert slow.problem is not None
    assert slow.problem.startswith('rule "t.slow" ran out of time')
    assert good.problem is None
    assert survey([slow, good])["pages"].all.pages == 1


def measured_of(pages: Sequence[Page], *cleaners: Cleaner) -> list[Measured]:
    return list(map(measure, pages, repeat(cleaners)))


def test_figures_are_told_apart_by_kind_type_and_renderer(tmp_path: Path) -> None:
    pages = [
        PAGE,
        replace(PAGE, text=GOLD, type="forum", site="s"),
        replace(PAGE, text="", type="forum", site="t"),
        SNIPPETS,
        replace(SNIPPETS, text="Share", renderer="bs4"),
    ]
    found = survey(measured_of(pages, cleaner_of(tmp_path, "share", "save")))
    whole, snippets = found["pages"], found["snippets"]
    assert (whole.all.pages, whole.all.sites) == (3, 2)
    assert {name: (group.pages, group.sites) for name, group in whole.types.items()} == {
        "article": (1, 1),
        "forum": (2, 2),
    }
    assert whole.renderers == {}
    assert {name: figure.value for name, figure in whole.figures().items() if name.startswith("word_r")} == {
        "word_r": pytest.approx(2 / 3),
        "word_r article": 1,
        "word_r forum": 0.5,
    }
    assert snippets.all.figures["with_kept"].value == 0.5
    assert list(snippets.renderers) == ["bs4", "html"]


def test_two_rule_sets_are_compared(tmp_path: Path) -> None:
    pages = [PAGE, replace(PAGE, id="2", text=GOLD), replace(PAGE, id="3", text=f"save\n{GOLD}"), SNIPPETS]
    ours, other = (
        cleaner_of(tmp_path, "share", QUAY),
        cleaner_of(tmp_path, "share", "save"),
    )
    found = compare(measured_of(pages, ours, other), most=2)
    whole = found["pages"]
    assert (whole.better, whole.worse, whole.same) == (0, 3, 0)
    assert [change.id for change in whole.changed] == ["1", "3"]
    assert whole.changed[0].other == 1
    assert whole.other.figures["word_f1"].value == 1
    assert whole.difference["word_r"].value == pytest.approx(-6 / 16)
    assert found["snippets"].difference["without_removed"].value == -0.5


def test_equal_pages_have_not_changed(tmp_path: Path) -> None:
    found = compare(measured_of([PAGE], *[cleaner_of(tmp_path)] * 2), most=5)["pages"]
    assert (found.better, found.worse, found.same, found.changed) == (0, 0, 1, ())


def test_wrong_lines_name_the_rules(tmp_path: Path) -> None:
    """A keep rule's line is hit by a drop rule all the same, and stays."""
    path = tmp_path / "keep.toml"
    path.write_text(
        PACK
        + rule("save")
        + rule(QUAY)
        + rule("share")
        + '[[rule]]\nid = "stay"\nwhy = "For tests."\nlines = ["share"]\nkeep = true\n'
    )
    cleaner = Cleaner(load_rules([path], builtin=False), score=None, min_words=0, min_share=0)
    page = replace(PAGE, text=f"share\n***\n{GOLD}\nsave\nfollow us")
    assert list(wrong_lines(page, cleaner)) == [
        WrongLine(line=1, text="share", words=1, gold=0.0, kept=True, rules=("t.share", "t.stay")),
        WrongLine(
            line=4, text="Tea was served at the quay.", words=6, gold=1.0, kept=False, rules=("t.tea",)
        ),
        WrongLine(line=6, text="follow us", words=2, gold=0.0, kept=True, rules=()),
    ]


def test_the_worst_come_first_and_the_perfect_not_at_all(tmp_path: Path) -> None:
    cleaner = cleaner_of(tmp_path, "share")
    pages = [
        replace(PAGE, id="save"),
        replace(PAGE, id="perfect", text=GOLD),
        replace(PAGE, id="bad", text="tea"),
        SNIPPETS,
    ]
    worst = worst_pages(measured_of(pages, cleaner), cleaner, most=5)
    assert [page.id for page in worst] == ["bad", "save"]
    assert (worst[0].words_lost, worst[0].words_left) == (15, 0)
    assert [page.id for page in worst_pages(measured_of(pages, cleaner), cleaner, most=1)] == ["bad"]
