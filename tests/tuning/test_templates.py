"""What lines of many pages have in common."""

import pytest
import regex

from cleaner.rulebook.fragments import expand
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rule import FLAGS
from cleaner.text.fold import half_fold_lines
from cleaner.tuning.templates import DATE, DAY, NAME, NUMBER, TIME, Templates, pattern_of

FRAGMENTS = load_rules().packs[0].fragments


@pytest.mark.parametrize(
    ("line", "template"),
    [
        pytest.param("• Read More!", "read more", id="folded"),
        pytest.param("(12) readers online", f"{NUMBER}) readers online", id="a number at the begin"),
        pytest.param("Updated 3 May 2021", f"updated {DATE}", id="a date"),
        pytest.param("Before 12. Januar 2024", f"before {DATE}", id="a date in another language"),
        pytest.param("Doors close at 19:30", f"doors close at {TIME}", id="a time"),
        pytest.param("Made in 0.51 seconds", f"made in {NUMBER} seconds", id="no time"),
        pytest.param("written by Ines Calloway", f"written by {NAME}", id="a name"),
        pytest.param("Latest News", "latest news", id="a heading is no name"),
        pytest.param("12:30", "", id="nothing but a time"),
        pytest.param("\ue001 tea", "", id="a mark in the text"),
        pytest.param("A4 paper", "a4 paper", id="a digit within a word"),
        pytest.param("[Page 12](https://post.example/12)", f"page {NUMBER}", id="Markdown is looked through"),
    ],
)
def test_templates(line: str, template: str) -> None:
    assert Templates(FRAGMENTS).of_lines([line], half_fold_lines([line])) == [template]


@pytest.mark.parametrize(
    "line", ["Updated 3 May 2021 (at 19:30)", "Page 12 of {40} | [all]", "sent by Ines Calloway + 3 others"]
)
def test_a_line_matches_the_pattern_of_its_template(line: str) -> None:
    (half,) = half_fold_lines([line])
    (template,) = Templates(FRAGMENTS).of_lines([line], [half])
    source = expand(pattern_of(template), {**FRAGMENTS, "learned_day": DAY})
    assert regex.compile(source, FLAGS).fullmatch(half)
