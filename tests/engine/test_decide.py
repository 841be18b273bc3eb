"""What is decided about a line: keep before drop, levels, categories, and who is credited."""

from typing import Any

import pytest
from small import cleaner, document, left, rulebook

from cleaner.engine.cleaner import Cleaner
from cleaner.model import LEVELS, Category, Level
from cleaner.rulebook.rulebook import with_drop_lines

AD = 'lines = ["ad"]\n'
MORE = 'lines = ["more"]\n'


@pytest.mark.parametrize("of_rule", LEVELS)
@pytest.mark.parametrize("level", LEVELS)
def test_levels(of_rule: Level, level: Level) -> None:
    falls = LEVELS.index(of_rule) <= LEVELS.index(level)
    assert left("Ad / P", f'{AD}level = "{of_rule}"', level=level) == ("P" if falls else "Ad / P")


def test_the_level_is_normal_unless_given() -> None:
    assert [left("Ad / P", AD, level=level) for level in LEVELS] == ["Ad / P", "P", "P"]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "drop",
    [
        pytest.param(f'{AD}level = "safe"', id="lines"),
        pytest.param("span = '^ad$'\nlevel = \"safe\"", id="span"),
        pytest.param("block = ['ad', 'p?x', '?']\nlevel = \"safe\"", id="block"),
        pytest.param(
            'starts = ["the", "its", "ad"]\nmax_words = 90\nbelow = {}\nlevel = "safe"', id="region"
        ),
    ],
)
def test_keep_beats_drop(level: Level, drop: str) -> None:
    keep = "pattern = 'a.|.+[.]'\nkeep = true"
    assert left("Ad / P / Ad / Q", drop, keep, level=level, drop=["ads"]) == "Ad / P / Ad / Q"
    assert left("Ad / P / Ad / Q", drop, level=level) != "Ad / P / Ad / Q"


def test_where_a_keep_rule_acts() -> None:
    assert left("Ad / P / Ad", AD, f'{AD}keep = true\nzone = "head"') == "Ad / P"


def test_a_keep_rule_over_several_lines() -> None:
    keep = "block = ['by .+', 'ad']\nkeep = true"
    assert left("Ad / By Ann / Ad / P", AD, 'lines = ["by ann"]', keep) == "By Ann / Ad / P"


@pytest.mark.parametrize(
    ("rule", "before", "rest"),
    [
        pytest.param("block = ['a', 'b', 'c']", "a / b / c / P", "b / P", id="a kept line in a block stays"),
        pytest.param(
            "block = ['a', 'k', '?', 'c']", "a / c / P / a / k / c", "P / k", id="and the rest goes"
        ),
        pytest.param(
            "block = ['a', 'k', '?']\ntimes = 2", "a / k / a / P", "k / P", id="it counts for the row"
        ),
    ],
)
def test_a_block_goes_around_a_kept_line(rule: str, before: str, rest: str) -> None:
    assert left(before, rule, "pattern = '[bk]'\nkeep = true") == rest


@pytest.mark.parametrize(
    ("options", "rest"),
    [
        pytest.param({}, "Ad / P", id="as levels say"),
        pytest.param({"keep": ["credits"]}, "Ad / By Ann / P", id="what is kept never falls"),
        pytest.param({"keep": ["credits"], "level": "strict"}, "By Ann / P", id="at no level"),
        pytest.param({"drop": ["ads"], "level": "safe"}, "By Ann / P", id="what is dropped falls at safe"),
        pytest.param({"drop": ["ads", "credits"], "level": "safe"}, "P", id="both"),
        pytest.param({"drop": ["credits"], "keep": ["ads"], "level": "safe"}, "Ad / P", id="each its own"),
    ],
)
def test_categories(options: dict[str, Any], rest: str) -> None:
    rules = (f'{AD}level = "strict"', 'lines = ["by ann"]\ncategory = "credits"')
    assert left("Ad / By Ann / P", *rules, **options) == rest


def test_a_kept_category_keeps_against_others() -> None:
    """`keep` saves what rules of a category match, as keep rules do."""
    rules = ('lines = ["by ann"]\ncategory = "credits"', 'lines = ["by ann"]')
    assert left("By Ann / P", *rules, keep=["credits"]) == "By Ann / P"
    region = ('lines = ["more"]\nbelow = {}\ncategory = "credits"', 'lines = ["x"]')
    assert left("More / x / P", *region, keep=["credits"]) == "More / P"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kept", [(), ("legal",), ("legal", "other")], ids=["no", "another", "its own"])
def test_a_drop_line_beats_keep_rules_and_kept_categories(level: Level, kept: tuple[Category, ...]) -> None:
    book = with_drop_lines(rulebook(f"{AD}keep = true", f'{MORE}category = "legal"'), ["- ad -", "More"])
    maker = Cleaner(book, level=level, keep=kept, score=None, min_words=0)
    assert maker.clean(document("Ad / Mores / More / P")).text == document("Mores / P")


@pytest.mark.parametrize(
    ("asked", "line", "falls"),
    [
        pytest.param("Read more", "• read MORE »", True, id="folded"),
        pytest.param("Read more", "read more now", False, id="whole lines"),
        pytest.param("Page 2", "Page 2", True, id="ends in a number"),
        pytest.param("Page 2", "Page 3", False, id="another number"),
        pytest.param("2. Page", "3) Page", True, id="numbers of lists"),
        pytest.param("続きを読む", "続きを読む", True, id="Japanese"),
        pytest.param("𐐀", "𐐨", True, id="beyond the basic plane"),
    ],
)
def test_drop_lines(asked: str, line: str, falls: bool) -> None:
    maker = Cleaner(with_drop_lines(rulebook(), [asked]), score=None, min_words=0)
    result = maker.clean(f"P\n{line}\n")
    assert result.text == ("P\n" if falls else f"P\n{line}\n")
    assert [removal.rule for removal in result.removals] == ["command-line.drop-line"] * falls


@pytest.mark.parametrize(
    ("rules", "credited"),
    [
        pytest.param([f'{AD}level = "normal"', f'{AD}level = "safe"'], "p.{1}", id="the mildest level"),
        pytest.param([AD, "block = ['ad', 'x']"], "p.{1}", id="then the longest"),
        pytest.param([AD, f"{AD}below = {{}}"], "p.a", id="a region is not its anchor"),
        pytest.param([f'{AD}level = "safe"', "block = ['ad', 'x']"], "p.{0}", id="the level goes first"),
        pytest.param([AD, AD], "p.a", id="then the smallest id"),
        pytest.param(["span = 'ad'", AD], "p.{1}", id="a line before a part of it"),
        pytest.param(["span = 'a'\nlevel = \"safe\"", AD], "p.{1}", id="a part that is not all"),
        pytest.param(
            ["span = 'a'\nlevel = \"safe\"", "span = 'd'"], "p.{0}", id="parts that are all together"
        ),
    ],
)
def test_credit(rules: list[str], credited: str) -> None:
    """Whichever rule comes first in the file."""
    for order in ([0, 1], [1, 0]):
        letters = ["ab"[order.index(at)] for at in range(2)]
        result = cleaner(*(rules[at] for at in order)).clean(document("Ad / x / P"))
        assert result.removals[0].rule == credited.format(*letters)


def test_no_rule_sees_what_another_leaves() -> None:
    # If the first rule acted before the second was tried, x and y would become neighbours.
    assert left("x / Ad / y / P", AD, "block = ['x', 'y']") == "x / y / P"
    assert left("[ad] more / P", "span = '\\[ad\\] '", MORE) == "more / P"


def test_explain() -> None:
    maker = cleaner(
        AD,
        f'{AD}level = "strict"',
        'lines = ["by ann"]\nkeep = true',
        f"{MORE}below = {{}}",
        'lines = ["by ann"]',
    )
    verdicts = maker.explain(document("Ad /  / By Ann / P / More / x"))
    assert [(v.line, v.kept, v.rule, v.matches) for v in verdicts] == [
        (1, False, "p.a", ("p.a", "p.b")),
        (3, True, "p.c", ("p.c", "p.e")),
        (4, True, None, ()),
        (5, False, "p.d", ("p.d",)),
        (6, False, "p.d", ("p.d",)),
    ]


def test_explain_names_spans() -> None:
    maker = cleaner("span = 'now '", "span = 'tea'\nlevel = \"strict\"")
    assert [(v.kept, v.rule, v.matches) for v in maker.explain("Now tea\n")] == [(True, None, ("p.a", "p.b"))]


@pytest.mark.parametrize(
    ("before", "rest"),
    [
        pytest.param("P / Ad / === / Q", "P / Q", id="falls with its heading"),
        pytest.param("P / Ad / --------- / Q", "P / Q", id="of the second rank"),
        pytest.param("P / Mill / === / Q", "P / Mill / === / Q", id="stays with it"),
        pytest.param("P / Ad /  / === / Q", "P / === / Q", id="set apart it is none"),
        pytest.param("P / Ad / == / Q", "P / == / Q", id="too short"),
        pytest.param("P / Ad / =-= / Q", "P / =-= / Q", id="of two signs"),
        pytest.param("P / Ad / ***** / Q", "P / ***** / Q", id="a break of scenes"),
        pytest.param("P / Ad / ---|--- / Q", "P / ---|--- / Q", id="a rule of a table"),
        pytest.param("=== / P", "=== / P", id="nothing above it"),
    ],
)
def test_an_underline_shares_the_fate_of_its_heading(before: str, rest: str) -> None:
    assert left(before, AD) == rest


def test_an_underline_may_be_kept_by_itself() -> None:
    assert left("Ad / === / P", AD, "pattern = '===+'\nkeep = true") == "=== / P"
