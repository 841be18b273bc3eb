"""Lines as an editor shows them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.split import LONGEST_LINE, split_lines, split_rows

BREAKS = st.text(alphabet="ab .\n\r\x0b\x0c\x1c\x85\u2028\u2029é", max_size=60)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("a\nb", ["a", "b"], id="LF"),
        pytest.param("a\r\nb\r\n", ["a", "b"], id="CRLF"),
        pytest.param("a\rb\r", ["a", "b"], id="CR"),
        pytest.param("a\n\rb", ["a", "", "b"], id="LF CR are two breaks"),
        pytest.param("a\x0cb", ["a\x0cb"], id="form feed does not split"),
        pytest.param("a\x0bb\x1cc\x85d", ["a\x0bb\x1cc\x85d"], id="VT, FS, NEL do not split"),
        pytest.param("a\u2028b\u2029c", ["a\u2028b\u2029c"], id="U+2028 and U+2029 do not split"),
        pytest.param("", [], id="empty"),
        pytest.param("\n\n", ["", ""], id="blank"),
    ],
)
def test_rows(text: str, rows: list[str]) -> None:
    assert [text[start:end] for start, end, _ in split_rows(text)] == rows


@settings(deadline=None)
@given(BREAKS)
def test_rows_cover_the_text(text: str) -> None:
    rows = list(split_rows(text))
    assert "".join(text[start:stop] for start, _, stop in rows) == text
    assert [row[0] for row in rows[1:]] == [row[2] for row in rows[:-1]]


@settings(deadline=None)
@given(BREAKS)
def test_lines_are_the_rows_that_are_not_blank(text: str) -> None:
    rows = [(n, text[s:e]) for n, (s, e, _) in enumerate(split_rows(text), 1)]
    assert [(line.number, line.raw) for line in split_lines(text)] == [
        (number, raw) for number, raw in rows if raw.strip()
    ]


@pytest.mark.parametrize(
    ("text", "blanks"),
    [
        pytest.param("a", [(True, True)], id="alone"),
        pytest.param("a\nb\nc", [(True, False), (False, False), (False, True)], id="tight"),
        pytest.param("a\n \nb", [(True, True), (True, True)], id="a line of spaces is blank"),
        pytest.param("\n\na\nb\n\n", [(True, False), (False, True)], id="blank around two"),
    ],
)
def test_blank_neighbours(text: str, blanks: list[tuple[bool, bool]]) -> None:
    assert [(line.blank_before, line.blank_after) for line in split_lines(text)] == blanks


def test_an_overlong_line_comes_in_sentences() -> None:
    sentence = "The ferry sailed in the morning and came back at night. "
    text = sentence * 40 + "No end"
    pieces = split_lines(f"short\n{text}\n\nafter")[1:-1]
    assert len(text) > LONGEST_LINE
    assert [piece.raw for piece in pieces] == [sentence] * 40 + ["No end"]
    assert {piece.number for piece in pieces} == {2}
    assert all(piece.piece for piece in pieces)
    assert (pieces[0].blank_before, pieces[-1].blank_after) == (False, True)


@pytest.mark.parametrize(
    ("sentence", "pieces"),
    [
        pytest.param("雨が降った。" * 400, 400, id="Japanese, without spaces"),
        pytest.param("x" * 2001, 1, id="nowhere to cut"),
        pytest.param("word " * 4001, 3, id="no sentence ends for ever: at white space"),
        pytest.param("x" * 20_001, 3, id="nor white space"),
        pytest.param("y" * 2000, 1, id="just short enough"),
        pytest.param("Really?! " * 300, 300, id="question marks"),
    ],
)
def test_where_overlong_lines_are_cut(sentence: str, pieces: int) -> None:
    lines = split_lines(sentence)
    assert len(lines) == pieces
    assert "".join(line.raw for line in lines) == sentence
