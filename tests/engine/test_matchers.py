"""What each matcher of single lines matches. Blocks and spans have files of their own."""

import pytest
from small import cleaner as make
from small import left, shortened

from cleaner.model import Document


@pytest.mark.parametrize(
    ("rule", "line", "falls"),
    [
        pytest.param('lines = ["read more"]', "Read More »", True, id="lines: folded"),
        pytest.param('lines = ["read more"]', "Read more about it", False, id="lines: the whole line"),
        pytest.param('lines = ["Don’t miss!"]', "DON'T MISS", True, id="lines: the phrase is folded too"),
        pytest.param('lines = ["5 min"]', "5 min", True, id="lines: a number"),
        pytest.param('lines = ["5 min"]', "6 min", False, id="lines: another number"),
        pytest.param('lines = ["read more"]', "2. Read more", True, id="lines: number of a list"),
        pytest.param('lines = ["read more"]', "(2) Read more", True, id="lines: number in brackets"),
        pytest.param('lines = ["read more"]', "• 12) Read more", True, id="lines: bullet and number"),
        pytest.param('lines = ["read more"]', "2.\tRead more", True, id="lines: number and tab"),
        pytest.param('lines = ["read more"]', "2.\u2028Read more", True, id="lines: number, odd white space"),
        pytest.param('lines = ["read more"]', "2.\xa0 Read\tmore", True, id="lines: white space within"),
        pytest.param('lines = ["read more"]', "123. Read more", False, id="lines: no number of a list"),
        pytest.param('lines = ["read more"]', "2 read more", False, id="lines: a number of its own"),
        pytest.param('lines = ["2. read more"]', "Read more", True, id="lines: the phrase's number goes"),
        pytest.param('lines = ["☎ 112"]', "112", True, id="lines: only digits"),
        pytest.param('lines = ["広告"]', "【広告】", True, id="lines: Japanese"),
        pytest.param('lines = ["โฆษณา"]', "โฆษณา", True, id="lines: Thai"),
        pytest.param('lines = ["๑ ข่าว"]', "๑ ข่าว", True, id="lines: Thai digits"),
        pytest.param('lines = ["और पढ़ें"]', "और पढ़ें", True, id="lines: Hindi"),
        pytest.param('lines = ["𐐀𐐁"]', "𐐨𐐩", True, id="lines: letters beyond the basic plane"),
        pytest.param('lines = ["şimdi"]', "Şİmdi", True, id="lines: dotted capital I"),
        pytest.param('lines = ["yazı"]', "YAZI", True, id="lines: dotless i"),
        pytest.param("pattern = 'yazı|yazıİ'", "YAZI", True, id="pattern: dotless i"),
        pytest.param('span = "yazı"', "Yazı", True, id="span: dotless i"),
        pytest.param('lines = ["read more"]', "[Read more](https://gull.example/a)", True, id="lines: link"),
        pytest.param(
            'lines = ["unsubscribe"]', "Unsubscribe (https://gull.example/u)", True, id="lines: address"
        ),
        pytest.param('lines = ["read more"]', "## **Read** more", True, id="lines: heading and emphasis"),
        pytest.param('lines = ["home", "news"]\nchain = true', "Home | News", True, id="chain: separators"),
        pytest.param('lines = ["home", "news"]\nchain = true', "Home News Home", True, id="chain: spaces"),
        pytest.param('lines = ["home", "news"]\nchain = true', "Home", True, id="chain: of one"),
        pytest.param(
            'lines = ["home", "news"]\nchain = true', "• 1. Home / News •", True, id="chain: bullets"
        ),
        pytest.param('lines = ["home", "news"]\nchain = true', "Home Sport", False, id="chain: a stranger"),
        pytest.param(
            'lines = ["home", "news"]\nchain = true', "Home = News", False, id="chain: no separator"
        ),
        pytest.param('lines = ["home", "news"]\nchain = true', "Homes", False, id="chain: whole words"),
        pytest.param(
            'lines = ["top", "top news", "news x"]\nchain = true', "top top news x", True, id="chain: try all"
        ),
        pytest.param('lines = ["home", "news"]', "Home | News", False, id="no chain"),
        pytest.param('lines = ["首页", "新闻"]\nchain = true', "首页 | 新闻", True, id="chain: Chinese"),
        pytest.param('lines = ["24 hours"]\nchain = true', "24 hours | 24 hours", True, id="chain: numbers"),
        pytest.param(
            'lines = ["24 hours"]\nchain = true', "24 hours | 25 hours", False, id="chain: other ones"
        ),
        pytest.param('lines = ["x"]\nchain = true', " ".join("x" * 80), True, id="chain: long"),
        pytest.param('lines = ["x"]\nchain = true', " ".join("x" * 81), False, id="chain: too long"),
        pytest.param('starts = ["photo by"]\nmax_words = 5', "Photo by Ann Field", True, id="starts"),
        pytest.param('starts = ["photo by"]\nmax_words = 5', "Photo by", True, id="starts: all of it"),
        pytest.param('starts = ["photo by"]\nmax_words = 5', "– Photo by Ann Field", True, id="starts: dash"),
        pytest.param('starts = ["photo by"]\nmax_words = 5', "Photo bystander", False, id="starts: boundary"),
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
        pytest.param(
            'starts = ["top 1"]\nmax_words = 5', "Top 10 of them", False, id="starts: part of a number"
        ),
        pytest.param('starts = ["top 1"]\nmax_words = 5', "Top 1 of them", True, id="starts: a number"),
        pytest.param('starts = ["写真"]\nmax_words = 9', "写真提供：朝日", True, id="starts: Japanese"),
        pytest.param('starts = ["𐐨𐐩"]\nmax_words = 9', "𐐨𐐩 x", True, id="starts: beyond the basic plane"),
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
            'contains = ["tea (hot"]\nmax_words = 6', "Our tea (hot) now", True, id="contains: bracket"
        ),
        pytest.param('contains = ["tea (hot"]\nmax_words = 6', "Our tea hot now", False, id="contains: none"),
        pytest.param(
            'contains = ["版权"]\nmax_words = 9', "本站版权所有", True, id="contains: Chinese, within"
        ),
        pytest.param(
            'contains = ["𐐨𐐩"]\nmax_words = 9', "x 𐐨𐐩 y", True, id="contains: beyond the basic plane"
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
        pytest.param("pattern = '• x'", "• x", True, id="pattern: bullets stay"),
        pytest.param("pattern = 'x'", "• x", False, id="pattern: and must be asked for"),
        pytest.param("pattern = '2\\. x'", "2. x", True, id="pattern: numbers of lists stay"),
        pytest.param("pattern = 'x+'", "x" * 1000, True, id="pattern: a long line"),
        pytest.param("pattern = 'x+'", "x" * 1001, False, id="pattern: a longer line"),
        pytest.param("pattern = '(a|b)\\1'", "aa", True, id="pattern: back-reference"),
        pytest.param("pattern = '(a|b)\\1'", "ab", False, id="pattern: back-reference, no"),
        pytest.param("pattern = 'a|ab'", "ab", True, id="pattern: a later alternative"),
        pytest.param("pattern = '[*-]{3,}'", "* - * ***", False, id="pattern: of symbols, another line"),
        pytest.param("pattern = '[*-]{3,}'", "***", True, id="pattern: of symbols"),
        pytest.param("pattern = 'straße'", "STRASSE", False, id="pattern: is not folded, so write it folded"),
    ],
)
def test_line_matchers(rule: str, line: str, falls: bool) -> None:
    assert make(rule).clean(f"P\n{line}\nQ\n").text == ("P\nQ\n" if falls else f"P\n{line}\nQ\n")


@pytest.mark.parametrize(
    ("document", "rest"),
    [
        pytest.param(
            "Ferry sails / P / On: Ferry sails / Q", "Ferry sails / P / Q", id="the first line is the title"
        ),
        pytest.param(
            "Ferry sails | The Gull / P / On: Ferry sails / Q",
            "Ferry sails | The Gull / P / Q",
            id="its part before a separator",
        ),
        pytest.param(
            "Ferry sails | The Gull / P / On: Ferry sails | The Gull / Q",
            "Ferry sails | The Gull / P / Q",
            id="or the whole of it",
        ),
        pytest.param(
            '“Ferry” sails - The Gull / P / On: "FERRY" SAILS – The Gull / Q',
            "“Ferry” sails - The Gull / P / Q",
            id="both half-folded",
        ),
        pytest.param(
            "Ferry sails / P / On: Ferry sails on / Q",
            "Ferry sails / P / On: Ferry sails on / Q",
            id="not a part",
        ),
        pytest.param("Ferry / P / On: other / Q", "Ferry / P / On: other / Q", id="another"),
        pytest.param("* | x / P / On: * / Q", "* | x / P / Q", id="a title without words"),
    ],
)
def test_title(document: str, rest: str) -> None:
    assert left(document, "pattern = 'on: {title}'") == rest


def test_the_title_is_that_of_the_own_document() -> None:
    maker = make("pattern = 'on: {title}'")
    both = [f"{title}\nOn: Ferry sails\n" for title in ("Ferry sails", "Harbour closes")]
    found = maker.examine([Document(text=text) for text in both])
    assert found.decision.fallen.tolist() == [-1, 0, -1, -1]


def test_a_title_that_may_be_missing() -> None:
    rule = "pattern = 'comments(?: on {title})?'"
    assert left("Ferry sails / P / Comments / Q / Comments on Ferry sails", rule) == "Ferry sails / P / Q"


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
