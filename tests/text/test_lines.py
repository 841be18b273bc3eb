"""A text as columns of lines and tokens."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.text.characters import BREAK, DIGIT
from cleaner.text.fold import fold, half_fold
from cleaner.text.lines import Lines, read_lines
from cleaner.text.make_tables import make_tables
from cleaner.text.split import LONGEST_LINE, filled_rows, piece_starts, split_rows
from cleaner.text.tokens import hash_token
from cleaner.text.words import count_words, split_tokens, tokens

TABLES = make_tables()


def lines_of(*texts: str) -> Lines:
    return read_lines(texts, TABLES)


def raws(lines: Lines) -> list[str]:
    return [lines.raw(at) for at in range(len(lines))]


@pytest.mark.parametrize(
    ("text", "numbers", "rows"),
    [
        pytest.param("", [], [], id="empty"),
        pytest.param("a", [1], ["a"], id="no line break"),
        pytest.param("a\nb\n", [1, 2], ["a", "b"], id="LF"),
        pytest.param("a\r\nb\r\n", [1, 2], ["a", "b"], id="CRLF"),
        pytest.param("a\rb\r", [1, 2], ["a", "b"], id="CR"),
        pytest.param("a\r\r\nb", [1, 3], ["a", "b"], id="CR, CRLF"),
        pytest.param("a\n\rb", [1, 3], ["a", "b"], id="LF, CR"),
        pytest.param("\n\n  a \n \t\n\nb", [3, 6], ["  a ", "b"], id="blank ones aren't lines"),
        pytest.param(" \n\t\n\xa0\u3000\u2028\x0c\x1f\n", [], [], id="white space alone"),
        pytest.param(
            "a\x0cb\x0bc\x1cd\x85e\u2028f\u2029g", [1], ["a\x0cb\x0bc\x1cd\x85e\u2028f\u2029g"], id="no break"
        ),
        pytest.param("***\n—\n|\n😀", [1, 2, 3, 4], ["***", "—", "|", "😀"], id="symbols are lines"),
        pytest.param(
            "\u200b\n\ufeff\n\xad", [1, 2, 3], ["\u200b", "\ufeff", "\xad"], id="so is what nobody sees"
        ),
        pytest.param("\x00\n\ud800", [1, 2], ["\x00", "\ud800"], id="and what is broken"),
    ],
)
def test_lines(text: str, numbers: list[int], rows: list[str]) -> None:
    lines = lines_of(text)
    assert lines.number.tolist() == numbers
    assert raws(lines) == rows


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        pytest.param("a\nb\n", ["a\n", "b\n"], id="LF"),
        pytest.param("a\r\nb\rc\n", ["a\r\n", "b\r", "c\n"], id="all three"),
        pytest.param("a\r\n\r\nb\n", ["a\r\n", "b\n"], id="only its own"),
    ],
)
def test_stops(text: str, stops: list[str]) -> None:
    lines = lines_of("x\n", text, "y")
    rows = range(int(lines.first_line[1]), int(lines.past_line[1]))
    assert [lines.joined[lines.start[at] : lines.stop[at]] for at in rows] == stops


@pytest.mark.parametrize(
    ("text", "blanks", "has_blank"),
    [
        pytest.param("a", [(True, True)], False, id="alone"),
        pytest.param("\n\na\n\n", [(True, True)], False, id="alone among blank lines"),
        pytest.param("a\nb\nc", [(True, False), (False, False), (False, True)], False, id="tight"),
        pytest.param("a\n \nb", [(True, True), (True, True)], True, id="a line of spaces is blank"),
        pytest.param("\n\na\nb\n\n", [(True, False), (False, True)], False, id="blank around two"),
        pytest.param("a\r\n\r\nb\rc", [(True, True), (True, False), (False, True)], True, id="CRLF and CR"),
        pytest.param("a\n\u2028\nb", [(True, True), (True, True)], True, id="odd white space is blank"),
        pytest.param(
            "a\n\u200b\nb", [(True, False), (False, False), (False, True)], False, id="no blank line"
        ),
    ],
)
def test_blank_lines(text: str, blanks: list[tuple[bool, bool]], has_blank: bool) -> None:
    for texts, at in (([text], 0), (["x", "", text, "\n\ny"], 2)):
        lines = lines_of(*texts)
        rows = slice(int(lines.first_line[at]), int(lines.past_line[at]))
        found = zip(lines.blank_above[rows].tolist(), lines.blank_below[rows].tolist(), strict=True)
        assert list(found) == blanks
        assert bool(lines.has_blank[at]) is has_blank


@pytest.mark.parametrize(
    ("line", "half", "words", "digits"),
    [
        pytest.param("  Read \t More\xa0now ", "read more now", 3, 0, id="English"),
        pytest.param("5 min, 12.5 °C", "5 min, 12.5 °c", 5, 4, id="digits"),
        pytest.param("24h mp3", "24h mp3", 2, 3, id="digits within words"),
        pytest.param("“Don’t” — miss…", '"don\'t" - miss...', 3, 0, id="typography"),
        pytest.param("… a…b", "... a...b", 2, 0, id="ellipses"),
        pytest.param("今日は雨です。", "今日は雨です。", 3, 0, id="Japanese"),
        pytest.param("我们x今天", "我们x今天", 3, 0, id="Chinese with a letter"),
        pytest.param("สวัสดี ๑๒", "สวัสดี ๑๒", 4, 2, id="Thai"),
        pytest.param("और पढ़ें १२", "और पढ़ें १२", 3, 2, id="Hindi"),
        pytest.param("더 보기", "더 보기", 2, 0, id="Korean"),
        pytest.param("اقرأ أيضا", "اقرأ أيضا", 2, 0, id="Arabic"),
        pytest.param("İSTANBUL'da ılık", "istanbul'da ilik", 3, 0, id="Turkish"),
        pytest.param("cafe\u0301 e\u0301\u0323", "café ẹ́", 2, 0, id="combining marks"),
        pytest.param("STRAẞE ﬁne", "strasse fine", 2, 0, id="what folds to more"),
        pytest.param("Like 😀 this", "like 😀 this", 2, 0, id="emoji"),
        pytest.param("a𐐀b 𠮷", "a𐐨b 𠮷", 2, 0, id="letters beyond the basic plane"),
        pytest.param("\ud800x\udfff", "\ud800x\udfff", 1, 0, id="lone surrogates"),
        pytest.param("Sha\u00adre th\u200bis", "share this", 2, 0, id="what nobody sees"),
        pytest.param("ＡＢＣ　１２", "abc 12", 2, 2, id="full width"),
        pytest.param("* [Home](/a) | **News**", "* home | news", 2, 0, id="Markdown"),
        pytest.param("## Tea (https://gull.example/)", "tea", 1, 0, id="heading and address"),
        pytest.param("a / b // c", "a / b // c", 3, 0, id="slashes"),
        pytest.param("snake_case", "snake_case", 1, 0, id="underscore"),
        pytest.param("a\x0cb\u2028c\x1fd", "a b c d", 4, 0, id="odd white space"),
        pytest.param("\u200b", "", 0, 0, id="nothing"),
        pytest.param("***", "***", 0, 0, id="symbols"),
    ],
)
def test_half_words_digits(line: str, half: str, words: int, digits: int) -> None:
    for texts in ([line], ["x\n", f"\n{line}\r\n", "y"]):
        lines = lines_of(*texts)
        at = raws(lines).index(line)
        assert (lines.half(at), int(lines.words[at]), int(lines.digits[at])) == (half, words, digits)
        assert lines.fold(at) == fold(line)


SENTENCE = "The ferry sailed in the morning and came back at night. "


def test_an_overlong_line_comes_in_pieces() -> None:
    text = SENTENCE * 40 + "No end"
    lines = lines_of(f"short\n{text}\n\nafter", "x")
    assert len(text) > LONGEST_LINE
    assert raws(lines) == ["short", *[SENTENCE] * 40, "No end", "after", "x"]
    assert lines.number.tolist() == [1, *[2] * 41, 4, 1]
    assert lines.piece.tolist() == [False, *[True] * 41, False, False]
    assert lines.half(1) == half_fold(SENTENCE)
    assert lines.blank_above.tolist() == [True, *[False] * 41, True, True]
    assert lines.blank_below.tolist() == [False, *[False] * 40, True, True, True]
    assert "".join(lines.joined[lines.start[at] : lines.stop[at]] for at in range(1, 42)) == f"{text}\n"


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        pytest.param("y" * LONGEST_LINE, 1, id="just short enough"),
        pytest.param("y" * (LONGEST_LINE + 1), 1, id="overlong, in one piece"),
        pytest.param("雨が降った。" * 400, 400, id="Japanese"),
        pytest.param("word " * 4001, 3, id="at white space"),
        pytest.param("[a](/b) *c*. " * 300, 300, id="Markdown"),
        pytest.param("x. " + " " * 25_000 + "y.", 2, id="white space is no piece"),
    ],
)
def test_where_overlong_lines_are_cut(line: str, pieces: int) -> None:
    lines = lines_of("a", line, "b")
    found = [raw for raw in raws(lines) if raw not in "ab"]
    assert len(found) == pieces
    assert "".join(found).split() == line.split()
    assert lines.piece[1:-1].all() == (pieces > 1)


def test_documents() -> None:
    lines = lines_of("", "a\n\nb\n", "\n\n", "c", "")
    assert lines.document.tolist() == [1, 1, 3]
    assert lines.first_line.tolist() == [0, 0, 2, 2, 3]
    assert lines.past_line.tolist() == [0, 2, 2, 3, 3]
    assert [lines.joined[s:e] for s, e in zip(lines.starts, lines.ends, strict=True)] == list(lines.texts)
    assert lines.number.tolist() == [1, 3, 1]


def test_a_carriage_return_at_the_end_of_a_document_is_its_own() -> None:
    """The line feed that joins documents must not make a CRLF of it."""
    lines = lines_of("a\r", "b\r", "\nc\r\n", "d")
    assert raws(lines) == ["a", "b", "c", "d"]
    assert lines.number.tolist() == [1, 1, 2, 1]
    assert lines.document.tolist() == [0, 1, 2, 3]
    ends = np.minimum(lines.stop, lines.ends[lines.document])
    assert [lines.joined[s:e] for s, e in zip(lines.start, ends, strict=True)] == ["a\r", "b\r", "c\r\n", "d"]


def test_no_documents() -> None:
    assert len(lines_of()) == 0
    assert len(lines_of("", "", "\n")) == 0


UNITS = [
    *(
        "a",
        "Read",
        "more",
        "é",
        "e\u0301",
        "\u0301",
        "\u0323",
        "\u093c",
        "\u3099",
        "ß",
        "ﬁ",
        "İ",
        "ı",
        "Σ",
        "ς",
        "K",
        "ſ",
    ),
    *(
        "1",
        "12",
        "٣",
        "०",
        "๑",
        "½",
        "²",
        "①",
        "Ⅳ",
        "５",
        "№",
        "™",
        "…",
        "’",
        "–",
        "•",
        "©",
        "\u0345",
        "ŉ",
        "ǰ",
        "ΐ",
    ),
    *(
        "続",
        "き",
        "ー",
        "々",
        "ﾆ",
        "ﾞ",
        "カ",
        "\u3099",
        "ก",
        "า",
        "ำ",
        "और",
        "ढ़",
        "한",
        "\u1161",
        "\u11a8",
        "ᄀ",
        "ا",
        "ل",
        "ﷺ",
    ),
    *("😀", "1️⃣", "👩\u200d🚀", "𐐀", "𠮷", "𑁦", "\ud800", "\udfff", "\uffff", "\ufffe", "\ue000", "\x00"),
    *(
        "*",
        "**",
        "_",
        "`",
        "``",
        "#",
        "## ",
        "[",
        "]",
        "](/a)",
        "](",
        "(https://a.b/c)",
        "://",
        "//",
        "\\",
        "\\*",
        "[1]",
    ),
    *("- ", "2. ", "(3) ", "> ", "! ", "www.a.b", "<", ">", "|", ":", '"', "'", ".", ". ", "。"),
    *(" ", "  ", "\t", "\xa0", "\u2003", "\u3000", "\u2028", "\x0b", "\x0c", "\x1c", "\x1f", "\x85"),
    *("\u200b", "\u200d", "\xad", "\ufeff", "\ufe0f", "\u061c", "\u2060"),
    *("\n", "\n", "\r\n", "\r", "\n\n", "\n\r"),
]
TEXTS = st.one_of(st.lists(st.sampled_from(UNITS), max_size=40).map("".join), st.text())
LONG = st.lists(st.sampled_from(UNITS), min_size=1, max_size=20).map(lambda units: "".join(units) * 150)
PATIENT = settings(deadline=None, max_examples=400)


def pieces_of(text: str) -> list[tuple[int, int, int]]:
    """Return number, start and end of each line of a text, overlong ones in pieces: the slow way."""
    found = []
    for number, start, end, _ in filled_rows(text):
        begins = piece_starts(text, start, end) if end - start > LONGEST_LINE else [start]
        found += [
            (number, first, past)
            for first, past in zip(begins, [*begins[1:], end], strict=True)
            if text[first:past].strip()
        ]
    return found


@PATIENT
@given(st.one_of(TEXTS, LONG))
@example("\r")
@example("a\r")
def test_lines_are_what_an_editor_shows(text: str) -> None:
    lines = lines_of(text)
    begin = int(lines.starts[0])
    columns = lines.number, lines.start - begin, lines.end - begin
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == pieces_of(text)
    stops = {end: stop for _, end, stop in split_rows(text)}
    for at in range(len(lines)):
        end, stop = int(lines.end[at]) - begin, int(lines.stop[at]) - begin
        assert min(stop, len(text)) == stops.get(end, end)


@PATIENT
@given(st.one_of(TEXTS, LONG))
def test_columns_are_what_each_line_says(text: str) -> None:
    lines = lines_of(text)
    for at in range(len(lines)):
        half = half_fold(lines.raw(at))
        assert lines.half(at) == half
        assert lines.words[at] == count_words(half)
        assert lines.fold(at) == fold(lines.raw(at))
        assert hashes(lines, at) == [None if one == "0" else hash_token(one) for one in tokens(half)]
        assert lines.digits[at] == sum(len(one) for one in split_tokens(half) if one.isdecimal())


def hashes(lines: Lines, at: int) -> list[int | None]:
    """Return the hashes of a line's tokens, None for numbers."""
    table, rows = lines.tokens, slice(int(lines.first_token[at]), int(lines.past_token[at]))
    assert set(table.line[rows].tolist()) <= {at}
    assert table.kind[int(lines.first_token[at]) - 1] == table.kind[int(lines.past_token[at])] == BREAK
    assert table.line[int(lines.first_token[at]) - 1] == at
    pairs = zip(table.kind[rows].tolist(), table.hash[rows].tolist(), strict=True)
    return [None if kind == DIGIT else value for kind, value in pairs]


COLUMNS = ("number", "piece", "blank_above", "blank_below", "words", "digits")


def seen(lines: Lines, first: int, past: int) -> Sequence[object]:
    """Return all that is known of some lines, wherever they are."""
    return [
        *(getattr(lines, name)[first:past].tolist() for name in COLUMNS),
        [lines.raw(at) for at in range(first, past)],
        [lines.half(at) for at in range(first, past)],
        [hashes(lines, at) for at in range(first, past)],
    ]


@PATIENT
@given(st.lists(TEXTS, max_size=5))
def test_a_batch_gives_what_each_document_alone_gives(texts: list[str]) -> None:
    together = lines_of(*texts)
    for at, text in enumerate(texts):
        first, past = int(together.first_line[at]), int(together.past_line[at])
        alone = lines_of(text)
        assert seen(together, first, past) == seen(alone, 0, len(alone))
        assert together.has_blank[at] == alone.has_blank[0]
        assert set(together.document[first:past].tolist()) <= {at}
    assert len(together) == sum(len(lines_of(text)) for text in texts)


@PATIENT
@given(
    st.lists(st.sampled_from(["a", "read", "雨", "12", "é" * 9, "x" * 300, "ก"]), min_size=1, max_size=5).map(
        "".join
    )
)
def test_hashes_tell_tokens_apart(text: str) -> None:
    words = [one for one in split_tokens(half_fold(text)) if not one.isdecimal()]
    assert len({hash_token(one) for one in words}) == len(set(words))
    assert [one for one in hashes(lines_of(f"{text} x"), 0) if one] == [
        *map(hash_token, words),
        hash_token("x"),
    ][: len(words) + 1]
