"""Why lines are removed or kept: what became of each rule that matches, and which conditions don't hold."""

from pathlib import Path
from typing import Any

import pytest
from small import cleaner, document, rulebook

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.reasons import Reasons, find_reasons
from cleaner.model import Document
from cleaner.rulebook.rulebook import without

AD = 'lines = ["ad"]\n'
STRICT = f'{AD}level = "strict"\n'
KEEP = f"{AD}keep = true\n"
STOP = 'after = { lines = ["stop"], within = 2 }\n'
FIXTURES = sorted((Path(__file__).parents[2] / "fixtures").glob("*/*/input.txt"))[::25]


def reasons(
    short: str, number: int, *rules: str, url: str | None = None, language: str | None = None, **options: Any
) -> Reasons:
    """Return the reasons for line `number` of a document, which is written the short way."""
    asked = Document(text=document(short), url=url, language=language)
    (found,) = find_reasons(cleaner(*rules, **options), asked, number, number)
    return found


@pytest.mark.parametrize(
    ("short", "number", "rule", "failures"),
    [
        pytest.param("Ad / P", 1, 'zone = "tail"', ["zone: tail, not head"], id="zone"),
        pytest.param("Ad / P", 1, 'zone = ["body", "tail"]', ["zone: body, tail, not head"], id="zones"),
        pytest.param("Ad / P", 1, "min_words = 3", ["min_words: 3, not 1"], id="min_words"),
        pytest.param(
            "P /  / Ad / x",
            3,
            "isolated = true",
            ["isolated: blank lines above and below, not none below"],
            id="isolated",
        ),
        pytest.param(
            "P / Ad / x",
            2,
            "isolated = true",
            ["isolated: blank lines above and below, not no blank line in the document"],
            id="isolated, without blank lines",
        ),
        pytest.param(
            "P / x / y / Ad",
            4,
            "near_prose = 2",
            ["near_prose: a prose line at most 2 away, not 3 away"],
            id="near_prose",
        ),
        pytest.param(
            "x / Ad",
            2,
            "near_prose = 2",
            ["near_prose: a prose line at most 2 away, not no prose"],
            id="near_prose, without prose",
        ),
        pytest.param(
            "Stop / x / y / Ad", 4, STOP, ['after: "stop", at most 2 lines above, not none'], id="after"
        ),
        pytest.param("Stop / Ad / P", 2, f'{STOP}zone = "tail"', ["zone: tail, not head"], id="after holds"),
        pytest.param("Ad / P", 1, 'site = ["*.example"]', ["site: *.example, not b.org"], id="another site"),
        pytest.param("Ad / P", 1, 'language = "de"', ["language: de, not en"], id="another language"),
        pytest.param(
            "P / Ad",
            2,
            'min_words = 2\nzone = "head"',
            ["zone: head, not tail", "min_words: 2, not 1"],
            id="several",
        ),
    ],
)
def test_conditions_that_do_not_hold(short: str, number: int, rule: str, failures: list[str]) -> None:
    other = 'lines = ["nothing"]\nlanguage = "en"'
    found = reasons(short, number, AD + rule, other, url="https://b.org/x", language="en")
    assert found.matches == ()
    assert [f"{one.condition}: {one.asked}, not {one.found}" for one in found.near[0].failures] == failures
    assert found.near[0].role == "unmet"


@pytest.mark.parametrize("matcher", ['starts = ["ad"]', 'contains = ["x"]', "pattern = 'ad .+'"])
def test_lines_with_too_many_words(matcher: str) -> None:
    (near,) = reasons("Ad of x y", 1, f"{matcher}\nmax_words = 3").near
    assert [(one.condition, one.asked, one.found) for one in near.failures] == [("max_words", "3", "4")]


@pytest.mark.parametrize(
    ("rule", "how"),
    [
        pytest.param("block = ['ad', 'x']\n", "block", id="block"),
        pytest.param("span = 'ad'\n", "span", id="span"),
        pytest.param('lines = ["x"]\nabove = {}\n', "region", id="region"),
        pytest.param("pattern = 'a.'\n", "line", id="pattern"),
        pytest.param('starts = ["ad"]\n', "line", id="starts"),
    ],
)
def test_matches_without_a_condition_of_any_kind(rule: str, how: str) -> None:
    words = "" if "starts" not in rule else "max_words = 9\n"
    found = reasons("Ad / x / P", 1, f'{rule}{words}zone = "tail"')
    (near,) = found.near
    assert (near.how, [one.condition for one in near.failures]) == (how, ["zone"])
    assert near.anchor == (2 if how == "region" else None)


@pytest.mark.parametrize(
    ("rules", "options", "roles"),
    [
        pytest.param([AD], {}, ["a credited"], id="one"),
        pytest.param([AD, f'{AD}level = "safe"'], {}, ["b credited", "a agrees"], id="the milder level"),
        pytest.param([AD, STRICT], {}, ["a credited", "b stricter"], id="a stricter level"),
        pytest.param([AD, STRICT], {"level": "strict"}, ["a credited", "b agrees"], id="at that level"),
        pytest.param([AD, KEEP, KEEP], {}, ["b credited", "c agrees", "a overruled"], id="a keep rule"),
        pytest.param([AD], {"keep": ["ads"]}, ["a credited"], id="a category that is kept"),
        pytest.param([f'{AD}zone = "tail"'], {}, [], id="a condition"),
    ],
)
def test_what_becomes_of_a_match(rules: list[str], options: dict[str, Any], roles: list[str]) -> None:
    found = reasons("Ad / P", 1, *rules, **options)
    assert [f"{one.rule.id.removeprefix('p.')} {one.role}" for one in found.matches] == roles


def test_parts_that_are_cut() -> None:
    found = reasons("x Ad y / P", 1, "span = 'ad'")
    assert (found.verdict.kept, found.cut, found.decided_by_rule) == (True, ("Ad",), False)
    assert [(one.role, one.parts) for one in found.matches] == [("credited", ("Ad",))]


def test_both_folded_forms_and_the_place() -> None:
    found = reasons("P / - “Read  More” -", 2, AD)
    assert (found.half_folded, found.folded) == ('- "read more" -', "read more")
    assert (found.zone, found.is_prose, found.words) == ("tail", False, 2)


def test_the_rule_below_a_heading() -> None:
    found = reasons("Ad / ===== / P", 2, AD)
    assert (found.underlines, found.verdict.kept, found.verdict.rule) == (True, False, "p.a")


def test_disabled_rules_do_not_nearly_match() -> None:
    rule = f'{AD}zone = "tail"'
    book = without(rulebook(rule), ["p.a"])
    asked = Document(text=document("Ad / P"))
    assert [one.near for one in find_reasons(Cleaner(book, score=None), asked, 1, 1)] == [()]


@pytest.fixture(scope="module")
def shipped() -> Cleaner:
    return Cleaner()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.parent.name)
def test_what_nearly_matches_fails_a_condition(shipped: Cleaner, path: Path) -> None:
    """And nothing that matches is among it."""
    text = path.read_bytes().decode()
    verdicts = shipped.explain(text, terms=True)
    found = find_reasons(shipped, Document(text=text), 1, 1 << 30)
    assert [one.verdict for one in found] == verdicts
    for one in found:
        assert {match.rule.id for match in one.matches} == set(one.verdict.matches)
        assert all(near.failures and near.rule.id not in one.verdict.matches for near in one.near)
