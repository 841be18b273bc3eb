"""Markdown, as a reader sees it and as rules do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.fold import fold, half_fold
from cleaner.text.markdown import linked_share


@pytest.mark.parametrize(
    ("line", "half"),
    [
        pytest.param("[Home](https://gull.example/)", "home", id="link"),
        pytest.param('[Home](/ "The Gull")', "home", id="link with a title"),
        pytest.param("[Mercury](/wiki/Mercury_(planet)) rises", "mercury rises", id="brackets in an address"),
        pytest.param("![A gull](/gull.jpg)", "a gull", id="image"),
        pytest.param("![](/gull.jpg)", "", id="image that says nothing"),
        pytest.param("[![The Gull](/logo.svg)](/)", "the gull", id="image in a link"),
        pytest.param("[Share](/s) [Tweet](/t)", "share tweet", id="several links"),
        pytest.param("* [Home](/)", "* home", id="list item: its bullet stays"),
        pytest.param("- Advertisement -", "- advertisement -", id="dash"),
        pytest.param("— Advertisement —", "- advertisement -", id="typographic dash"),
        pytest.param("### Related posts", "related posts", id="heading"),
        pytest.param("> + quoted", "> + quoted", id="quotes and bullets stay"),
        pytest.param("**Read more**", "read more", id="strong"),
        pytest.param("__Read__ *more*, _now_!", "read more, now!", id="emphasis"),
        pytest.param("***Read more***", "read more", id="both"),
        pytest.param("[**Read** more](/a)", "read more", id="emphasis in a link"),
        pytest.param("Run `make`.", "run make.", id="code"),
        pytest.param("Run ``make` ```clean``.", "run 'make 'clean.", id="unequal code"),
        pytest.param("[[email protected]](/cdn)", "[email protected]", id="brackets in a text"),
        pytest.param("[[The Gull](/a) now](/b)", "the gull now", id="link in a link"),
        pytest.param("## 4\\. Tea \\- or \\*milk\\*", "4. tea - or milk", id="escaped"),
        pytest.param("[Buy](javascript:buy\\(7\\))", "buy", id="escaped in an address"),
        pytest.param("[__Join](/join)", "join", id="icon before a text"),
        pytest.param("Menu __ | [ __ ](/cart) Cart", "menu | cart", id="icons alone"),
        pytest.param("* [Photo  ", "* [photo", id="bracket behind a bullet"),
        pytest.param("Editing](https://gull.example/edit)", "editing", id="link that began above"),
        pytest.param('Editing](/edit "Edit (now)") on', "editing on", id="with a title"),
        pytest.param("](/a)[Photo", "photo", id="one ends and one begins"),
        pytest.param("[a](/a) [", "a", id="nothing of it but its bracket"),
        pytest.param("__", "__", id="icon without a text"),
        pytest.param("[Photo  ", "photo", id="link that ends below"),
        pytest.param("• Home", "• home", id="bullet"),
        pytest.param("1. Home", "1. home", id="number"),
        pytest.param("# # Home", "home", id="heading in a heading"),
        pytest.param("####### Home", "####### home", id="seven are no heading"),
        pytest.param("### ###", "### ###", id="heading that says nothing"),
        pytest.param("#Home", "#home", id="hashtag"),
        pytest.param("## **[Home](/)**", "home", id="all at once"),
        pytest.param("Unsubscribe (https://gull.example/u?1)", "unsubscribe", id="address in brackets"),
        pytest.param("Unsubscribe ( https://gull.example/u )", "unsubscribe", id="with spaces"),
        pytest.param("Unsubscribe <https://gull.example/u>", "unsubscribe", id="in angle brackets"),
        pytest.param("Unsubscribe<https://gull.example/u>", "unsubscribe", id="touching"),
        pytest.param("Unsubscribe: https://gull.example/u", "unsubscribe", id="behind a colon"),
        pytest.param(
            "Read: https://gull.example/u now", "read: https://gull.example/u now", id="not at the end"
        ),
        pytest.param("Home (http://a.example) | News (http://b.example)", "home | news", id="several"),
        pytest.param("(https://gull.example/)", "(https://gull.example/)", id="no label"),
        pytest.param("https://gull.example/", "https://gull.example/", id="an address alone"),
        pytest.param("<https://gull.example/>", "<https://gull.example/>", id="alone in angle brackets"),
        pytest.param("see https://gull.example/", "see https://gull.example/", id="an address in a sentence"),
        pytest.param("Tea (hot)", "tea (hot)", id="brackets without an address"),
        pytest.param("[12]Home", "home", id="number of an address"),
        pytest.param("[1234]Home", "[1234]home", id="too large for one"),
        pytest.param("[12] Home", "[12] home", id="a note"),
        pytest.param("[12]34", "[12]34", id="before a digit"),
        pytest.param("[3]続き", "続き", id="before Japanese"),
    ],
)
def test_markup_is_looked_through(line: str, half: str) -> None:
    assert half_fold(line) == half
    assert half_fold(half) == half


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("***", id="rule of stars"),
        pytest.param("[", id="bracket alone"),
        pytest.param("* * *", id="spaced stars"),
        pytest.param("- - -", id="dashes"),
        pytest.param("#1 in the list", id="number sign"),
        pytest.param("-5 °c", id="minus"),
        pytest.param("+49 30 1234", id="telephone"),
        pytest.param(">> more", id="arrows"),
        pytest.param("2 * 3 * 4", id="product"),
        pytest.param("snake_case_name", id="underscores within a word"),
        pytest.param("name: _____ date: _____", id="form"),
        pytest.param("array[3](x", id="brackets"),
        pytest.param("[sic] (really)", id="brackets apart"),
        pytest.param("[1] [2] tea", id="brackets at the start"),
        pytest.param("tea [sic", id="bracket that never closes"),
        pytest.param("tea](x) and milk", id="bracket that never opened"),
        pytest.param("name: ___ date: ___", id="shorter form"),
        pytest.param("c:\\temp", id="path"),
        pytest.param("1. first", id="number"),
        pytest.param("don't", id="apostrophe"),
    ],
)
def test_what_only_looks_like_markup_is_left(line: str) -> None:
    assert half_fold(line) == line


def test_a_single_backtick_is_an_apostrophe() -> None:
    assert half_fold("don`t") == "don't"


@settings(deadline=None)
@given(st.text(alphabet="ab *_`[]()!#>+-—/:\\\u00b4ñ", max_size=40))
def test_folding_markup_twice_changes_nothing(text: str) -> None:
    assert half_fold(half_fold(text)) == half_fold(text)
    if "_" not in text:  # once bare, an underscore may stress what it is part of
        assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("line", "share"),
    [
        pytest.param("no link at all", 0.0, id="none"),
        pytest.param("[ab](/x)cdef", 1 / 3, id="a part"),
        pytest.param("[ab](/a/very/long/address/that/nobody/reads)cdef", 1 / 3, id="addresses don't count"),
        pytest.param("* [ab](/x)", 0.5, id="a marker is seen"),
        pytest.param("[![ab](/x)](/y)", 1.0, id="image in a link"),
        pytest.param("[[ab]](/x)cd", 4 / 6, id="brackets in a text"),
        pytest.param("ab](/x)cd", 0.5, id="began above"),
        pytest.param("[ab cd", 0.0, id="may end below: it may as well be a note"),
        pytest.param("![](/x)", 0.0, id="nothing to be seen"),
    ],
)
def test_share_of_links(line: str, share: float) -> None:
    assert linked_share(line) == pytest.approx(share)


MORE = ("[a]", "[[a]](b)", "](/", "](/a(b)", "[a] [", "\\", "\\*", "__ ", "](/ [a](/b) ")


@pytest.mark.parametrize(
    "unit", ["[", "[a](", "](", "*a", "_", "`", "# ", "![](", "[a](b(", "(" * 3 + "[]", *MORE]
)
def test_hostile_markup_costs_no_more_than_it_is_long(unit: str) -> None:
    half_fold(unit * 30_000)  # quadratic, each would take minutes
    half_fold("[" + unit * 30_000)
    linked_share(unit * 30_000)
