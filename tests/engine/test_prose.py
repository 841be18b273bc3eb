"""What counts as prose, and what follows from it: zones, distances, words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.engine.prose import FAR, ZONES, Prose, find_prose
from cleaner.rulebook.rule import ProseTest
from cleaner.text.fold import half_fold
from cleaner.text.lines import Lines, read_lines
from cleaner.text.make_tables import make_tables
from cleaner.text.markdown import linked_share
from cleaner.text.words import count_words

TEST = ProseTest(
    min_words=6, min_words_open=10, max_capitals=0.6, terminal=".!?。।…", max_digits=0.2, max_links=0.4
)
SENTENCE = "The ferry sails again on Monday."


def prose_of(*texts: str, test: ProseTest = TEST) -> tuple[Lines, Prose]:
    lines = read_lines(texts, make_tables())
    return lines, find_prose(lines, test)


@pytest.mark.parametrize(
    ("line", "prose"),
    [
        pytest.param(SENTENCE, True, id="a sentence"),
        pytest.param("The ferry sails on Monday.", False, id="too short"),
        pytest.param("The ferry sails again on Monday", False, id="no full stop"),
        pytest.param("The ferry sails again on Monday and on every day after", True, id="long, no full stop"),
        pytest.param("The ferry sails again on Monday and on every", False, id="one word less"),
        pytest.param('He said: "The ferry sails on Monday."', True, id="quote after the full stop"),
        pytest.param("The ferry sails again on Monday.)**", True, id="brackets and emphasis after it"),
        pytest.param("The ferry sails again on Monday …", True, id="ellipsis"),
        pytest.param("The ferry sails again on Monday.\xa0\t ", True, id="white space after it"),
        pytest.param("\t  The ferry sails again on Monday.", True, id="and before it"),
        pytest.param("The ferry sails again on Monday.\u2003", True, id="wide white space after it"),
        pytest.param("The ferry sails again on Monday.\u2028", True, id="a line separator after it"),
        pytest.param(
            "The ferry sails again on Monday.\u200b", True, id="something that nobody sees after it"
        ),
        pytest.param("The ferry sails again on Monday. 😀", False, id="an emoji after it"),
        pytest.param("10 20 30 40 50 60 70 80 90.", False, id="digits"),
        pytest.param("In 1912 the ferry sailed 40 miles.", True, id="some digits"),
        pytest.param("[The ferry sails again on Monday](https://example.com/a).", False, id="a link"),
        pytest.param("See https://example.com/a/very/long/address for that.", False, id="an address"),
        pytest.param("See example.com/a/very/long/address for all that.", True, id="without its scheme"),
        pytest.param(
            "The ferry sails [again](/a/very/long/address/that/nobody/reads) on Monday.",
            True,
            id="short link",
        ),
        pytest.param("Sofas Beds Coffee Tables Lamps Rugs Wall Art Mirrors Outdoor Sale", False, id="a menu"),
        pytest.param(
            "Sofas Beds Coffee Tables Lamps Rugs Wall Art Mirrors Outdoor Sale.", False, id="that ends"
        ),
        pytest.param("Die Fähre fährt am Montag nach dem Sturm zum Hafen", True, id="nouns with capitals"),
        pytest.param("Ann Bo Cy Di Ed Flo and four of us", True, id="six names of ten words"),
        pytest.param("Ann Bo Cy Di Ed Flo Gus and of us", False, id="seven names of ten words"),
        pytest.param("THE FERRY SAILS AGAIN ON MONDAY.", True, id="all in capitals"),
        pytest.param("今日は朝から雨が降っていました。", True, id="Japanese"),
        pytest.param("आज सुबह से बारिश हो रही है।", True, id="Hindi"),
        pytest.param("วันนี้ฝนตกตั้งแต่เช้าจนถึงเย็น", True, id="Thai has no full stop"),
    ],
)
def test_prose(line: str, prose: bool) -> None:
    assert prose_of(line)[1].is_prose.tolist() == [prose]


UNITS = [
    "The ferry sails again on",
    " Monday",
    ".",
    "!",
    "…",
    '"',
    ")",
    "**",
    " ",
    "\t",
    "12",
    "345",
    "雨",
    "。",
    "é",
]
MARKDOWN = ["[a b](/c)", "https://a.example/b", "www.a.example", "_", "😀", "\u200b", "x [y] z "]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*UNITS, *MARKDOWN]), max_size=14).map("".join))
def test_prose_is_what_the_table_says(line: str) -> None:
    """Without the columns: words, end, capitals, digits, links."""
    lines, prose = prose_of(line)
    if not len(lines):
        return
    half = half_fold(line)
    words = count_words(half)
    ends = half.rstrip("\"'»)]}*_ 」』”\u3000")[-1:] or half[:1]
    expected = words >= TEST.min_words and (words >= TEST.min_words_open or ends in TEST.terminal)
    letters = [char for char in line if char.isalpha()]
    capitals = sum(char.isupper() and not line[:at][-1:].isalpha() for at, char in enumerate(line))
    is_menu = capitals > TEST.max_capitals * words and 2 * sum(map(str.isupper, letters)) <= len(letters)
    expected = expected and not is_menu
    expected = expected and sum(char.isdecimal() for char in half) <= TEST.max_digits * len(half)
    if "  " not in line and "\t" not in line and len(half) == len(line.strip()):
        assert prose.is_prose.tolist() == [expected and linked_share(line) <= TEST.max_links]


def test_the_pieces_of_a_prose_line_are_prose() -> None:
    lines, prose = prose_of("x\n" + "A ferry sails again on every Monday. Yes. " * 60 + "\ny", "Yes. " * 500)
    assert prose.is_prose.tolist() == [False, *[True] * 120, False, *[False] * 500]
    assert lines.piece.sum() == 620


@pytest.mark.parametrize(
    ("documents", "expected", "near"),
    [
        pytest.param([""], "", [], id="empty"),
        pytest.param(["..."], "bbb", [FAR] * 3, id="no prose: all body"),
        pytest.param(["P"], "b", [FAR], id="one"),
        pytest.param(["..P.P.."], "hhbbbtt", [2, 1, 2, 1, 2, 1, 2], id="all three"),
        pytest.param(["P.."], "btt", [FAR, 1, 2], id="no head"),
        pytest.param(["..P"], "hhb", [2, 1, FAR], id="no tail"),
        pytest.param(["PP"], "bb", [1, 1], id="side by side"),
        pytest.param(
            [".P", "..", "P.", ""], "hbbbbt", [1, FAR, FAR, FAR, FAR, 1], id="each document for itself"
        ),
        pytest.param(["", ".", "P", ""], "bb", [FAR, FAR], id="empty ones between"),
    ],
)
def test_zones_and_distances(documents: list[str], expected: str, near: list[int]) -> None:
    texts = ["\n\n".join(SENTENCE if char == "P" else "x" for char in letters) for letters in documents]
    _, prose = prose_of(*texts)
    assert [ZONES[zone][0] for zone in prose.zone.tolist()] == list(expected)
    assert prose.near.tolist() == near


def test_words_of_prose() -> None:
    _, prose = prose_of(f"x\n{SENTENCE}\nx y\n{SENTENCE}", "", SENTENCE)
    assert prose.sums.tolist() == [0, 0, 6, 6, 12, 18]
    assert prose.words.tolist() == [12, 0, 6]
