"""Spans: parts of raw lines."""

import pytest
from small import cleaner

from cleaner.engine.spans import Cut, disjoint, rest_of


@pytest.mark.parametrize(
    ("span", "text", "rest"),
    [
        pytest.param(
            r"\[ad\] ?", "The [Ad] ferry [ad] sails.\n", "The ferry sails.\n", id="every place, any case"
        ),
        pytest.param(r"\[ad\]", "  [ad]\t\nThe ferry\n", "The ferry\n", id="nothing left: the line goes"),
        pytest.param("[“”]", "“The ferry”\n", "The ferry\n", id="on the raw line"),
        pytest.param("x+|(?=b)", "axxb\nab\n", "ab\nab\n", id="never the empty string"),
        pytest.param("a", "x" * 1500 + "a\n", "x" * 1500 + "\n", id="long lines too"),
        pytest.param(
            "ad", "The load of ad\n", "The lo of \n", id="within words, unless it asks for boundaries"
        ),
        pytest.param(r"\bad\b", "The load of ad\n", "The load of \n", id="which it does here"),
        pytest.param(r"\(/ad\)", "[The ferry](/ad) sails\n", "[The ferry] sails\n", id="an address"),
        pytest.param(
            r"\(https://ad\.example/\S*\)", "Tea (https://ad.example/x) now\n", "Tea  now\n", id="label"
        ),
        pytest.param(r"\*\*ad\*\*", "**Ad** Tea\n", " Tea\n", id="emphasis"),
        pytest.param("\\u00ad", "Fer\u00adry\n", "Ferry\n", id="what nobody sees"),
        pytest.param("【ＰＲ】", "Tea 【ＰＲ】 now\n", "Tea  now\n", id="full width letters"),
        pytest.param("ﾆｭｰｽ:", "ﾆｭｰｽ: Tea\n", " Tea\n", id="half width Katakana"),
        pytest.param("ﬁlm:", "Tea ﬁlm: now\n", "Tea  now\n", id="ligature"),
        pytest.param("№ 5", "Tea № 5 now\n", "Tea  now\n", id="number sign"),
        pytest.param(r"\[ilan\]", "Tea [İLAN] now\n", "Tea  now\n", id="İ, which i matches"),
        pytest.param("straße", "In der Straße hier\n", "In der  hier\n", id="sharp s"),
        pytest.param("½", "A ½ cup\n", "A  cup\n", id="fraction"),
        pytest.param("📰 ?", "📰 Tea\n", "Tea\n", id="emoji"),
        pytest.param("…$", "Tea…\n", "Tea\n", id="ellipsis"),
        pytest.param(r"\.\.\.$", "Tea…\n", "Tea…\n", id="which is no three dots"),
        pytest.param("a\\tb", "a\tb c\n", " c\n", id="white space as it is"),
        pytest.param("^ +", "   Tea\n", "Tea\n", id="of nothing but white space"),
        pytest.param("[a-c]{3}", "xabcx\n", "xx\n", id="nothing that proposes it"),
        pytest.param("a.c", "xa\rcx\n", "xa\rcx\n", id="not across lines"),
    ],
)
def test_span(span: str, text: str, rest: str) -> None:
    assert cleaner(f"span = '{span}'").clean(text).text == rest


@pytest.mark.parametrize(
    ("where", "text", "rest"),
    [
        pytest.param("max_words = 2", "now Tea\nnow Tea and\n", " Tea\nnow Tea and\n", id="max_words"),
        pytest.param("min_words = 3", "now Tea\nnow Tea and\n", "now Tea\n Tea and\n", id="min_words"),
        pytest.param("isolated = true", "now a\n\nb\nnow c\n", " a\n\nb\nnow c\n", id="isolated"),
        pytest.param(
            "after = { lines = ['b'], within = 1 }", "now a\nb\nnow c\n", "now a\nb\n c\n", id="after"
        ),
        pytest.param("zone = 'head'", "now a\n", "now a\n", id="zone"),
    ],
)
@pytest.mark.parametrize("shown", ["now", "*now*"], ids=["plain", "Markdown"])
def test_where_a_span_acts(where: str, text: str, rest: str, shown: str) -> None:
    """What holds Markdown is asked another way, which must not forget where a rule may match."""
    span = shown.replace("*", r"\*")
    text, rest = text.replace("now", shown), rest.replace("now", shown)
    assert cleaner(f"span = '{span}'\n{where}").clean(text).text == rest


def test_two_spans_share_what_both_want() -> None:
    result = cleaner("span = 'abc'", "span = 'bcd'").clean("xabcdx\n")
    assert result.text == "xx\n"
    assert [(r.rule, r.text) for r in result.removals] == [("p.a", "abc"), ("p.b", "d")]


def test_nothing_is_cut_from_a_kept_line() -> None:
    rules = ("span = 'now '\nlevel = \"safe\"", 'lines = ["now tea"]\nkeep = true')
    assert cleaner(*rules).clean("Now Tea\nNow milk\n").text == "Now Tea\nmilk\n"


@pytest.mark.parametrize(
    ("cuts", "found"),
    [
        pytest.param([], [], id="none"),
        pytest.param([(4, 6, 0), (0, 2, 1)], [(0, 2, 1), (4, 6, 0)], id="in order"),
        pytest.param([(0, 4, 0), (2, 6, 1)], [(0, 4, 0), (4, 6, 1)], id="the first has what both want"),
        pytest.param([(0, 6, 0), (2, 4, 1)], [(0, 6, 0)], id="one within another"),
        pytest.param([(0, 2, 1), (0, 2, 0)], [(0, 2, 0)], id="the same: the smaller number"),
        pytest.param([(0, 2, 0), (2, 4, 1)], [(0, 2, 0), (2, 4, 1)], id="side by side"),
        pytest.param([(3, 3, 0)], [], id="empty"),
    ],
)
def test_disjoint(cuts: list[Cut], found: list[Cut]) -> None:
    assert disjoint(cuts) == found
    kept = "".join(char for at, char in enumerate("abcdefgh") if not any(s <= at < e for s, e, _ in cuts))
    assert rest_of("abcdefgh", disjoint(cuts)) == kept
