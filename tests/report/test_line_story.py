"""The story of a line: what decided, what matches, what its score is made of, what nearly happened."""

import io
import sys
from dataclasses import replace
from typing import Any

import pytest
from small_score import sources_of

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.reasons import find_reasons
from cleaner.model import Document
from cleaner.report.section import Section, plain_sections
from cleaner.report.terminal import sections_text, verdicts_text
from cleaner.report.why import guard_note, line_story, reasons_json
from cleaner.rulebook.build_score import build_score
from cleaner.rulebook.load import load_rules

PROSE = "The ferry sails again on Monday, the harbour office said on Friday, after a week of storms."
TEXT = f"Get our app\n\n{PROSE}\nBy Jane Doe\n\nRead on\nSite map\n"
PACK = """\
[pack]
id = "t"
category = "ads"
why = "A pack for tests."

[[rule]]
id = "app"
why = "A box above the text."
lines = ["get our app"]
zone = "tail"
drops = ["Get our app"]
keeps = ["Our app"]

[[rule]]
id = "by"
why = "Credits."
category = "credits"
level = "strict"
starts = ["by"]
max_words = 4

[[rule]]
id = "map"
why = "The last line."
level = "safe"
lines = ["site map"]

[[rule]]
id = "maps"
why = "Maps are wanted."
lines = ["site map"]
keep = true
zone = "head"
"""


class Narrow(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def make(tmp_path: Any) -> Any:
    path = tmp_path / "t.toml"
    path.write_text(PACK)

    def make_cleaner(**options: Any) -> Cleaner:
        score = build_score(sources_of(), ["the", "of"])
        return Cleaner(load_rules([path], builtin=False), **{"score": score, **options})

    return make_cleaner


def story(cleaner: Cleaner, number: int) -> list[Section]:
    (found,) = find_reasons(cleaner, Document(text=TEXT), number, number)
    return list(line_story(found, f"a.txt:{number}", cleaner.level))


def row(sections: list[Section], title: str, label: str) -> str:
    """Return the text of a row of the section whose title begins so; empty if there is none."""
    rows = [dict(section.rows) for section in sections if section.title.startswith(title)]
    return rows[0].get(label, "") if rows else ""


@pytest.mark.parametrize(
    ("number", "options", "because"),
    [
        pytest.param(7, {}, "rule t.map removes it", id="a rule"),
        pytest.param(1, {}, "its score +110 is 50 above the threshold +60", id="the score"),
        pytest.param(3, {}, "its score -180 is 280 below the threshold +100", id="stays by its score"),
        pytest.param(
            4,
            {},
            "rule t.by matches it, and removes it at level strict only",
            id="a rule of a stricter level",
        ),
        pytest.param(
            7, {"keep": ["ads"]}, "rule t.map keeps it, as --keep ads says", id="a category is kept"
        ),
        pytest.param(
            6,
            {"keep": ["teasers"]},
            "its score +90 is 30 above the threshold +60, but --keep names its category",
            id="a category of the score is kept",
        ),
        pytest.param(
            1, {"level": "safe"}, "no rule removes it at level safe, and it has no score", id="no score"
        ),
    ],
)
def test_because(make: Any, number: int, options: dict[str, Any], because: str) -> None:
    sections = story(make(**options), number)
    assert row(sections, "a.txt", "because") == because


def test_the_whole_story(make: Any) -> None:
    shown = "".join(plain_sections(story(make(), 7), color=False)).splitlines()
    assert shown[:13] == [
        "a.txt:7: removed",
        "  text         Site map",
        "  because      rule t.map removes it",
        "  half-folded  site map",
        "  folded       site map",
        "  place        tail, 2 words, not prose",
        "* t.map (credited)",
        "  matches  the line",
        "  effect   removes, from level safe on; category ads",
        shown[9],
        "  why      The last line.",
        shown[11],
        "  distance           100 above the threshold +60",
    ]
    assert shown[9].endswith("t.toml:22")
    assert shown[11].startswith("score +")
    assert shown[11].endswith(" (not asked: a rule decides)")
    assert shown[-2] == "what nearly kept it"
    assert "zone doesn't hold: it asks for head, here: tail" in shown[-1]


def test_terms_and_entries_of_a_score(make: Any) -> None:
    sections = story(make(), 1)
    second, first = (row(sections, "score", f"{name} pass") for name in ("second", "first"))
    assert second.startswith("+110 = score +90, words +40")
    assert ", base -10" in first
    assert row(sections, "score", "lexicon") == '+130 = "our app" +90, "^get" +40'
    assert row(sections, "score", "threshold, strict") == "+40"
    assert "per mille" in row(sections, "score", "noise")


def test_what_nearly_removed_it(make: Any) -> None:
    assert row(story(make(), 4), "what nearly removed it", "t.by") == "removes it at level strict"
    unmet = row(story(make(score=None), 1), "what nearly removed it", "t.app")
    assert unmet.startswith("zone doesn't hold: it asks for tail, here: head; ")
    near = story(make(), 6)
    assert row(near, "what nearly kept it", "score") == "only 30 above the threshold +60"


def test_without_a_score_there_is_no_section_for_it(make: Any) -> None:
    sections = story(make(score=None), 1)
    assert [section.title for section in sections] == ["a.txt:1: kept", "what nearly removed it"]


@pytest.mark.parametrize(
    ("score", "near"),
    [
        pytest.param(60, "just the threshold +60, not above it", id="just"),
        pytest.param(20, "40 below the threshold +60", id="by little"),
        pytest.param(19, "", id="not by little"),
    ],
)
def test_scores_that_nearly_remove(make: Any, score: int, near: str) -> None:
    (found,) = find_reasons(make(), Document(text=TEXT), 3, 3)
    changed = replace(found.verdict, score=score, threshold=60)
    sections = list(line_story(replace(found, verdict=changed, thresholds={}), "a.txt:3", "normal"))
    assert row(sections, "what nearly removed it", "score") == near


def test_what_strict_would_remove(make: Any) -> None:
    (found,) = find_reasons(make(), Document(text=TEXT), 3, 3)
    changed = replace(found.verdict, score=0, threshold=60)
    other = replace(found, verdict=changed, thresholds={"normal": 60, "strict": -10})
    (section,) = [one for one in line_story(other, "a.txt:3", "normal") if "nearly" in one.title]
    assert section.rows == [("score", "removes it at level strict, where the threshold is -10")]


def test_the_rule_below_a_heading(make: Any) -> None:
    (found,) = find_reasons(make(), Document(text=f"{PROSE}\n\nSite map\n=====\n"), 4, 4)
    (section, *_) = line_story(found, "-:4", "normal")
    assert section.rows[1] == ("because", "it underlines the line above, which t.map removes")


def test_examples_of_a_rule(make: Any) -> None:
    cleaner = make(score=None)
    (found,) = find_reasons(cleaner, Document(text=f"{PROSE}\nGet our app\n"), 2, 2)
    sections = list(line_story(found, "-:2", "normal"))
    assert row(sections, "* t.app", "drops") == '"Get our app"'
    assert row(sections, "* t.app", "keeps") == '"Our app"'


def test_json_says_the_same(make: Any) -> None:
    (found,) = find_reasons(make(), Document(text=TEXT), 7, 7)
    value = reasons_json(found, "normal")
    assert (value["kept"], value["rule"], value["because"]) == (False, "t.map", "rule t.map removes it")
    assert [(one["id"], one["role"], one["line"]) for one in value["rules"]] == [("t.map", "credited", 22)]
    (near,) = value["near"]
    assert near["failures"] == [{"condition": "zone", "asks_for": "head", "found": "tail"}]
    assert sum(term["weight"] for term in value["second_pass"]) == value["score"]


def test_on_a_terminal_long_texts_are_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Narrow())
    monkeypatch.setenv("COLUMNS", "40")
    section = Section(title="tea", rows=[("why", "tea " * 20), ("[red]", "[bold]x")])
    shown = sections_text([section], color=False).splitlines()
    assert max(map(len, shown)) <= 40
    assert [line for line in shown[2:4] if not line.startswith("         tea")] == []
    assert "[bold]x" in shown[-1]
    rows = [("1", "removed", "+40", "a.long.rule", "tea " * 20), ("10", "kept", "-", "-", "milk")]
    lines = verdicts_text(rows, color=False).splitlines()
    assert max(map(len, lines)) <= 40
    assert "\x1b[31mremoved" in verdicts_text(rows, color=True)


def test_plain_sections_in_color() -> None:
    assert "".join(plain_sections([Section(title="tea", rows=[])], color=True)) == "\x1b[1mtea\x1b[0m\n"


def test_the_guard() -> None:
    asked = "at level strict too little text would be left, so the guard gives "
    assert guard_note("strict", "safe") == f"{asked}the result of level safe"
    assert guard_note("strict", "input") == f"{asked}the input"
