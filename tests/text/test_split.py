"""Lines as an editor shows them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.split import (
    LONGEST_LINE,
    LONGEST_PIECE,
    count_breaks,
    end_of_row,
    filled_rows,
    piece_starts,
    split_rows,
)

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
def test_filled_rows_are_those_that_are_not_blank(text: str) -> None:
    rows = [(number, *row) for number, row in enumerate(split_rows(text), 1)]
    assert list(filled_rows(text)) == [row for row in rows if text[row[1] : row[2]].strip()]


@settings(deadline=None)
@given(BREAKS)
def test_breaks_are_counted(text: str) -> None:
    rows = list(split_rows(text))
    assert count_breaks(text, 0, len(text)) == sum(stop > end for _, end, stop in rows)
    assert [end_of_row(text, start) for start, _, _ in rows] == [(end, stop) for _, end, stop in rows]


def test_a_part_of_a_text_is_split() -> None:
    assert list(split_rows("a\nb\r\nc", 2, 6)) == [(2, 3, 5), (5, 6, 6)]
    assert count_breaks("a\nb\r\nc\r", 1, 5) == 2
    assert count_breaks("\n", 0, 0) == 0


SENTENCE = "The ferry sailed in the morning and came back at night. "


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        pytest.param(SENTENCE * 40 + "No end", 41, id="sentences"),
        pytest.param("雨が降った。" * 400, 400, id="Japanese, without spaces"),
        pytest.param("x" * 2001, 1, id="nowhere to cut"),
        pytest.param("word " * 4001, 3, id="no sentence ends for ever: at white space"),
        pytest.param("x" * 20_001, 3, id="nor white space"),
        pytest.param("Really?! " * 300, 300, id="question marks"),
        pytest.param('"Yes." ' * 300, 300, id="quotes behind the full stop"),
        pytest.param("v1.2.3-" * 300, 1, id="full stops without a space behind"),
    ],
)
def test_pieces(line: str, pieces: int) -> None:
    assert len(line) > LONGEST_LINE
    starts = piece_starts(f"a\n{line}\nb", 2, 2 + len(line))
    assert (len(starts), starts[0]) == (pieces, 2)
    ends = [*starts[1:], 2 + len(line)]
    assert all(0 < end - start <= LONGEST_PIECE for start, end in zip(starts, ends, strict=True))
    assert starts == sorted(starts)


def test_white_space_belongs_to_the_sentence_before() -> None:
    assert piece_starts("One.  Two!\tThree", 0, 16) == [0, 6, 11]
