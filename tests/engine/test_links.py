"""Links written as their text: lines that have nothing else to show, the log, and the way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import PROSE, cleaner, document

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.render import restore

AD = 'lines = ["ad"]\n'
SPAN = "span = '\\[\\d\\]|now'"
SENTENCE = PROSE["P"]


def written(*rules: str, tidy: bool = False) -> Cleaner:
    return cleaner(*rules, links="text", tidy=tidy)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("See [the log](/log).\n", "See the log.\n", id="link"),
        pytest.param("a\n[](/x)\nb\n", "a\nb\n", id="nothing left"),
        pytest.param("a\n\n![A gull](/gull.jpg)\n\nb\n", "a\n\nb\n", id="blank lines around it"),
        pytest.param("[![The Gull](/logo.svg)](/)\n\na\n", "a\n", id="at the start"),
        pytest.param("  * [a](/x)\n  * [](/y)\n", "  * a\n", id="bullet"),
        pytest.param("1. [](/x)\n2. a\n", "2. a\n", id="number"),
        pytest.param("## [](/x)\n> ![](/y)\na\n", "a\n", id="heading and quote"),
        pytest.param("**[](/x)** [ __ ](/cart)\na\n", "a\n", id="emphasis"),
        pytest.param("| ![](/x) | ![](/y) |\na\n", "a\n", id="empty cells"),
        pytest.param("* * *\n-\n1.\n**\na\n", "* * *\n-\n1.\n**\na\n", id="nothing of them was a link"),
        pytest.param("  * [\n\n### Card\n\n](/x)\n", "### Card\n\n", id="link over several lines"),
        pytest.param("[a](/x)\r\n[](/y)\r[b](/z)", "a\r\nb", id="line breaks stay"),
        pytest.param("a [b][1]\n\n[1]: https://gull.example/\n[2]: /x\n", "a b\n\n", id="definitions"),
        pytest.param("a\n[Ad](/x)\n[b\n](/y)\n", "a\nb\n", id="with a removal"),
        pytest.param("[a\nAd\nb](/x)\n", "a\nb\n", id="a removal in a link"),
        pytest.param("a [1](/x) b\n", "a  b\n", id="a span rule that takes the text"),
        pytest.param("- [now](/x)\n", "", id="a span rule that takes the whole text"),
        pytest.param(
            "caf\u00e9 [th\u00e9](/x) \U0001f600\n", "caf\u00e9 th\u00e9 \U0001f600\n", id="offsets"
        ),
        pytest.param("", "", id="empty"),
    ],
)
def test_text(text: str, left: str) -> None:
    result = written(AD, SPAN).clean(text)
    assert result.text == left
    assert restore(result.text, result.removals) == text
    assert written(AD, SPAN).clean(left).text == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("    [a](/x) ![](/y)  \n\n\n    b\n", "a\n\nb\n", id="white space"),
        pytest.param("  a\n\n  [](/x)\n\n  * [b](/y)\n", "a\n\n* b\n", id="blank lines"),
        pytest.param("[a\n](/x)\n  b", "a\n  b", id="link over several lines"),
    ],
)
def test_text_and_tidy(text: str, left: str) -> None:
    result = written(AD, tidy=True).clean(text)
    assert result.text == left
    assert restore(result.text, result.removals) == text


def test_links_are_kept_unless_asked_for() -> None:
    text = "[a](/x)\n![](/y)\n"
    assert cleaner(AD).clean(text).text == text


def test_what_goes_is_logged() -> None:
    removals = written(AD).clean("a\nAd\n[b](/x)\n\n[](/y)\n").removals
    assert [(r.rule, r.category, r.line, r.start, r.text) for r in removals] == [
        ("p.a", "ads", 2, 2, "Ad\n"),
        ("links", "other", 3, 5, "["),
        ("links", "other", 3, 7, "](/x)"),
        ("links", "other", 5, 14, "[](/y)\n"),
    ]


def test_a_line_too_long_to_be_judged_whole() -> None:
    shown = f"[{SENTENCE}](/x) ![A gull. Two gulls.](/y) " * 40
    text = f"{shown}\n{'[](/a. b) ' * 400}\nb\n"
    result = written(AD).clean(text)
    assert result.text == " ".join([SENTENCE] * 40) + "\nb\n"
    assert restore(result.text, result.removals) == text


def test_rules_judge_the_text_before_links_go() -> None:
    """What a rule takes doesn't hang on how links are written."""
    text = document("P / [Ad](/x) / Q")
    assert written(AD).clean(text).text == cleaner(AD).clean(text).text


PARTS = st.sampled_from(
    [
        *("[", "]", "](/x)", "![", "![a](b.png)", "[a](/x)", "(", ")", "](", "[b][1]", "`", "```", "\\", "<"),
        *(
            "https://gull.example/",
            '"t"',
            " ",
            "  ",
            "\n",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "* ",
            "# ",
            "1. ",
            "|",
        ),
        *("Ad", "now", "\n[1]: /x\n", "word", "caf\u00e9", "\u2028", "*", SENTENCE),
    ]
)
TEXTS = st.one_of(
    st.lists(PARTS, max_size=40).map("".join),
    st.lists(PARTS, max_size=12).map(lambda parts: f"{''.join(parts)}. " * 60),
)
CLEANERS = [written(AD, SPAN, tidy=tidy) for tidy in (False, True)]


@settings(deadline=None)
@given(TEXTS, st.sampled_from(CLEANERS))
def test_any_text_comes_back(text: str, maker: Cleaner) -> None:
    result = maker.clean(text)
    assert restore(result.text, result.removals) == text
    assert all(removal.start < removal.end for removal in result.removals)


@settings(deadline=None)
@given(TEXTS)
def test_a_text_without_links_is_cleaned_as_ever(text: str) -> None:
    text = text.replace("]", "").replace("<", "")
    assert CLEANERS[0].clean(text) == cleaner(AD, SPAN).clean(text)
