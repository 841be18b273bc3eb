"""What each matcher hits."""

import pytest
from small import cleaner as make
from small import left, shortened


@pytest.mark.parametrize(
    ("rule", "line", "hit"),
    [
        pytest.param('lines = ["read more"]', "Read More »", True, id="lines: folded"),
        pytest.param('lines = ["read more"]', "Read more about it", False, id="lines: the whole line"),
        pytest.param('lines = ["Don’t miss!"]', "DON'T MISS", True, id="lines: the phrase is folded too"),
        pytest.param('lines = ["home", "news"]\nchain = true', "Home | News", True, id="chain: separators"),
        pytest.param('lines = ["home", "news"]\nchain = true', "Home News Home", True, id="chain: spaces"),
        pytest.param('lines = ["home", "news"]\nchain = true', "Home", True, id="chain: of one"),
        pytest.param('lines = ["home", "news"]\nchain = true', "Home Sport", False, id="chain: a stranger"),
        pytest.param('lines = ["home", "news"]\nchain = true', "Homes", False, id="chain: whole words"),
        pytest.param(
            'lines = ["top", "top news", "news x"]\nchain = true', "top top news x", True, id="chain: try all"
        ),
        pytest.param('lines = ["home", "news"]', "Home | News", False, id="no chain"),
        pytest.param('lines = ["首页", "新闻"]\nchain = true', "首页 | 新闻", True, id="chain: Chinese"),
        pytest.param('starts = ["photo by"]\nmax_words = 5', "Photo by Ann Field", True, id="starts"),
        pytest.param(
            'starts = ["photo by"]\nmax_words = 5', "– Photo by Ann Field", True, id="starts: after a dash"
        ),
        pytest.param(
            'starts = ["photo by"]\nmax_words = 5', "Photo bystander", False, id="starts: word boundary"
        ),
        pytest.param(
            'starts = ["photo by"]\nmax_words = 5', "A photo by Ann", False, id="starts: not inside"
        ),
        pytest.param(
            'starts = ["photo by"]\nmax_words = 5',
            "Photo by Ann who lives here",
            False,
            id="starts: too long",
        ),
        pytest.param('starts = ["source:"]\nmax_words = 5', "Source: Reuters", True, id="starts: its colon"),
        pytest.param('starts = ["source:"]\nmax_words = 5', "Source Reuters", False, id="starts: no colon"),
        pytest.param('starts = ["写真"]\nmax_words = 9', "写真提供：朝日", True, id="starts: Japanese"),
        pytest.param(
            'starts = ["cookies"]\nmax_words = 9',
            "cookies設定を変更",
            True,
            id="starts: Latin before Japanese",
        ),
        pytest.param('starts = ["é"]\nmax_words = 9', "été", False, id="starts: beside an accent"),
        pytest.param(
            'contains = ["all rights"]\nmax_words = 6', "© X. All rights reserved", True, id="contains"
        ),
        pytest.param(
            'contains = ["all rights"]\nmax_words = 6', "Small rights", False, id="contains: boundary before"
        ),
        pytest.param(
            'contains = ["all rights"]\nmax_words = 6',
            "all rightsholders",
            False,
            id="contains: boundary after",
        ),
        pytest.param(
            'contains = ["all rights"]\nmax_words = 6',
            "overall rights, all rights",
            True,
            id="contains: second place",
        ),
        pytest.param(
            'contains = ["all rights"]\nmax_words = 4',
            "We have all rights here now",
            False,
            id="contains: too long",
        ),
        pytest.param(
            'contains = ["版权"]\nmax_words = 9', "本站版权所有", True, id="contains: Chinese, within"
        ),
        pytest.param(
            'contains = ["cookies"]\nmax_words = 9',
            "管理cookies設定",
            True,
            id="contains: Latin within Chinese",
        ),
        pytest.param("pattern = 'page \\d+'", "Page 12", True, id="pattern: ignoring case"),
        pytest.param("pattern = 'page \\d+'", "Page 12 of 13", False, id="pattern: the whole line"),
        pytest.param("pattern = '\"x\" - y'", "“X” — Y", True, id="pattern: half-folded"),
        pytest.param("pattern = '\\(x\\) -'", "(x) -", True, id="pattern: outer punctuation stays"),
        pytest.param("pattern = 'x+'", "x" * 1000, True, id="pattern: a long line"),
        pytest.param("pattern = 'x+'", "x" * 1001, False, id="pattern: a longer line"),
        pytest.param("pattern = '(a|b)\\1'", "aa", True, id="pattern: back-reference"),
        pytest.param("pattern = '(a|b)\\1'", "ab", False, id="pattern: back-reference, no"),
        pytest.param("pattern = 'a|ab'", "ab", True, id="pattern: a later alternative"),
        pytest.param("pattern = 'straße'", "STRASSE", False, id="pattern: is not folded, so write it folded"),
    ],
)
def test_line_matchers(rule: str, line: str, hit: bool) -> None:
    assert left(f"P / {line} / Q", rule) == ("P / Q" if hit else f"P / {line} / Q")


@pytest.mark.parametrize(
    ("document", "rest"),
    [
        pytest.param("Ferry sails / P / Ferry sails / Q", "P / Q", id="the first line is a copy of itself"),
        pytest.param(
            "Ferry sails | The Gull / P / Ferry sails / Q", "P / Q", id="its part before a separator"
        ),
        pytest.param("Ferry sails - The Gull / P / FERRY SAILS – The Gull / Q", "P / Q", id="both folded"),
        pytest.param("Ferry sails / P / Ferry sails on / Q", "P / Ferry sails on / Q", id="not a part"),
        pytest.param("Ferry / Ferry, ferry / P", "Ferry, ferry / P", id="not several"),
        pytest.param("A / Banana / P", "Banana / P", id="a short title"),
    ],
)
def test_title(document: str, rest: str) -> None:
    assert left(document, "pattern = '{title}'") == rest


def test_a_title_that_may_be_missing() -> None:
    rule = "pattern = 'comments(?: on {title})?'"
    assert left("Ferry sails / P / Comments / Q / Comments on Ferry sails", rule) == "Ferry sails / P / Q"


def test_title_within_a_pattern() -> None:
    rule = "pattern = '(?:comments|replies) on \"?{title}\"?'"
    assert (
        left("Ferry sails / P / Comments on “Ferry Sails” / Comments on it", rule)
        == "Ferry sails / P / Comments on it"
    )


BLOCK = "block = ['\\d+ °c', '[a-z ]+', '?', '\\w+day', '*']"


@pytest.mark.parametrize(
    ("rule", "document", "rest"),
    [
        pytest.param(BLOCK, "P / 19 °C / New York / Monday / Q", "P / Q", id="all"),
        pytest.param(BLOCK, "P / 19 °C / 2022 / Q", "P / 2022 / Q", id="what may be missing"),
        pytest.param(BLOCK, "P / 19 °C / Monday / Tuesday / Sunday / Q", "P / Q", id="longest"),
        pytest.param(BLOCK, "P / 19 °C /  / New York /  /  / Monday / Q", "P / Q", id="blank lines between"),
        pytest.param(BLOCK, "P / New York / Monday / Q", "P / New York / Monday / Q", id="no beginning"),
        pytest.param(BLOCK, "P / 1 °C / 2 °C / Q", "P / Q", id="twice"),
        pytest.param("block = ['a', 'b', 'a']", "a / b / a / b / a / P", "b / a / P", id="leftmost"),
        pytest.param("block = ['a', '+', 'b']", "a / a / a / b / P", "P", id="plus"),
        pytest.param("block = ['a', '+', 'b']", "b / P", "b / P", id="plus wants one"),
        pytest.param("block = ['a', '*', 'b']", "b / P", "P", id="star wants none"),
        pytest.param(
            "block = ['a', '+', 'b']", " / ".join(["a"] * 21 + ["b", "P"]), "a / P", id="at most twenty"
        ),
        pytest.param(
            "block = ['a', 'b']\nmin_hits = 2", "a / b / P / a / b / a / b", "a / b / P", id="two in a row"
        ),
        pytest.param(
            "block = ['a', 'b']\nmin_hits = 2", "a / b / x / a / b", "a / b / x / a / b", id="not in a row"
        ),
        pytest.param(
            "block = ['a', 'b']\nmax_words = 1", "a / b / P", "a / b / P", id="words of the whole block"
        ),
    ],
)
def test_block(rule: str, document: str, rest: str) -> None:
    assert left(document, rule) == rest


MENU = "one / two / three / four"
HIT = 'lines = ["one", "four"]\ncategory = "other"'


@pytest.mark.parametrize(
    ("rule", "document", "rest"),
    [
        pytest.param("max_words = 2, min_lines = 4", f"P / {MENU} / Q", "P / Q", id="long enough"),
        pytest.param("max_words = 2, min_lines = 5", f"P / {MENU} / Q", f"P / {MENU} / Q", id="too short"),
        pytest.param(
            "max_words = 2, min_lines = 4",
            f"P / {MENU} / five and more / Q",
            "P / five and more / Q",
            id="ends at a long line",
        ),
        pytest.param("max_words = 20, min_lines = 4", f"{MENU} / P / Q", "P / Q", id="ends at prose"),
        pytest.param(
            "max_words = 2, min_lines = 4, keep_last = 1", f"{MENU} / P", "four / P", id="the last stays"
        ),
        pytest.param(
            "max_words = 2, min_lines = 4, keep_last = 9", f"{MENU} / P", f"{MENU} / P", id="all stay"
        ),
        pytest.param(
            "max_words = 2, min_lines = 4, min_hits = 0.5", f"{MENU} / P", "P", id="enough known lines"
        ),
        pytest.param(
            "max_words = 2, min_lines = 4, min_hits = 0.51", f"{MENU} / P", f"{MENU} / P", id="too few"
        ),
        pytest.param(
            "max_words = 2, min_lines = 4, min_hits = 0.1", f"a / {MENU} / b / P", "a / b / P", id="trimmed"
        ),
        pytest.param(
            "max_words = 2, min_lines = 4, min_hits = 0.1",
            "a / one / two / b / P",
            "a / one / two / b / P",
            id="trimmed away",
        ),
        pytest.param(
            "max_words = 2, min_lines = 2, min_hits = 1",
            f"one / four / a / {MENU} / P",
            f"a / {MENU} / P",
            id="nothing but hits",
        ),
    ],
)
def test_run(rule: str, document: str, rest: str) -> None:
    assert left(document, f"run = {{ {rule} }}", HIT, keep=["other"]) == rest


def test_a_run_within_its_zone() -> None:
    rule = 'run = { max_words = 2, min_lines = 4 }\nzone = "tail"'
    assert left(f"{MENU} / P / {MENU} / Q / {MENU}", rule) == f"{MENU} / P / {MENU} / Q"


@pytest.mark.parametrize(
    ("lines", "document", "rest"),
    [
        pytest.param(4, f"{MENU} / P / {MENU} / Q", f"{MENU} / P / Q", id="the second copy"),
        pytest.param(4, f"{MENU} / P / {MENU} / Q / {MENU}", f"{MENU} / P / Q", id="all later ones"),
        pytest.param(4, f"{MENU} / {MENU}", MENU, id="side by side"),
        pytest.param(5, f"{MENU} / P / {MENU} / Q", f"{MENU} / P / {MENU} / Q", id="too short"),
        pytest.param(3, f"{MENU} / P / one / two / three / Q", f"{MENU} / P / Q", id="a part of it"),
        pytest.param(1, "Ad / P / - AD - / Q", "Ad / P / Q", id="single lines, folded"),
        pytest.param(1, "*** / P / *** / Q / +++", "*** / P / Q / +++", id="lines of symbols"),
        pytest.param(2, "a / a / a / a / a", "a / a / a", id="copies do not overlap"),
        pytest.param(2, "P / Q / x / P / Q", "P / Q / x", id="prose too"),
    ],
)
def test_repeat(lines: int, document: str, rest: str) -> None:
    assert left(document, f"repeat = {{ min_lines = {lines} }}") == rest


@pytest.mark.parametrize(
    ("span", "text", "rest"),
    [
        pytest.param(
            r"\[ad\] ?", "The [Ad] ferry [ad] sails.\n", "The ferry sails.\n", id="every place, ignoring case"
        ),
        pytest.param(r"\[ad\]", "  [ad]\t\nThe ferry\n", "The ferry\n", id="nothing left: the line goes"),
        pytest.param("[“”]", "“The ferry”\n", "The ferry\n", id="on the raw line"),
        pytest.param("x+|(?=b)", "axxb\nab\n", "ab\nab\n", id="never the empty string"),
        pytest.param("a", "x" * 1500 + "a\n", "x" * 1500 + "\n", id="long lines too"),
    ],
)
def test_span(span: str, text: str, rest: str) -> None:
    assert make(f"span = '{span}'").clean(text).text == rest


def test_two_spans_share_what_both_want() -> None:
    result = make("span = 'abc'", "span = 'bcd'").clean("xabcdx\n")
    assert result.text == "xx\n"
    assert [(r.rule, r.text) for r in result.removals] == [("p.a", "abc"), ("p.b", "d")]


def test_overlong_lines_lose_sentences() -> None:
    sentence = "The ferry sailed at dawn with forty people on board and nobody was late. "
    text = f"{sentence * 30}Share this article. {sentence * 30}\n"
    result = make('lines = ["share this article"]').clean(text)
    assert result.text == sentence * 60 + "\n"
    assert [(r.line, r.text) for r in result.removals] == [(1, "Share this article. ")]


def test_overlong_lines_of_nothing_else_go_whole() -> None:
    text = "Before\n" + "Share this article. " * 200 + "\nAfter\n"
    result = make('lines = ["share this article"]').clean(text)
    assert shortened(result.text) == "Before / After"
    assert len(result.removals) == 1
