"""What counts as prose, and the zones that follow from it."""

import pytest

from cleaner.text.prose import ProseTest, prose_lines
from cleaner.text.split import split_lines
from cleaner.text.zones import zones

TEST = ProseTest(min_words=6, min_words_open=10, terminal=".!?。।", max_digits=0.2, max_links=0.4)


@pytest.mark.parametrize(
    ("line", "prose"),
    [
        pytest.param("The ferry sails again on Monday.", True, id="a sentence"),
        pytest.param("The ferry sails on Monday.", False, id="too short"),
        pytest.param("The ferry sails again on Monday", False, id="no full stop"),
        pytest.param(
            "The ferry sails again on Monday and on every day after it", True, id="long, no full stop"
        ),
        pytest.param('He said: "The ferry sails on Monday."', True, id="quote after the full stop"),
        pytest.param("The ferry sails again on Monday.)**", True, id="brackets and emphasis after it"),
        pytest.param("10 20 30 40 50 60 70 80 90.", False, id="digits"),
        pytest.param("[The ferry sails again on Monday](https://example.com/a).", False, id="a link"),
        pytest.param("See https://example.com/a/very/long/address for that.", False, id="an address"),
        pytest.param("今日は朝から雨が降っていました。", True, id="Japanese"),
        pytest.param("आज सुबह से बारिश हो रही है।", True, id="Hindi"),
    ],
)
def test_prose(line: str, prose: bool) -> None:
    assert prose_lines(split_lines(line), TEST) == [prose]


def test_the_pieces_of_a_prose_line_are_prose() -> None:
    text = "A ferry sails again on every Monday. Yes. " * 60
    lines = split_lines(text)
    assert len(lines) == 120
    assert prose_lines(lines, TEST) == [True] * 120


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("...", "bbb", id="no prose: all body"),
        pytest.param("P", "b", id="one"),
        pytest.param("..P.P..", "hhbbbtt", id="all three"),
        pytest.param("P..", "btt", id="no head"),
        pytest.param("..P", "hhb", id="no tail"),
    ],
)
def test_zones(prose: str, expected: str) -> None:
    assert [zone[0] for zone in zones([char == "P" for char in prose])] == list(expected)
