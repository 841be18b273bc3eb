"""Words and their boundaries in any script."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.words import count_words, is_boundary, split_tokens, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("— … !", 0, id="symbols"),
        pytest.param("It's 5 o'clock", 5, id="English"),
        pytest.param("Привет, мир!", 2, id="Russian"),
        pytest.param("Καλημέρα κόσμε", 2, id="Greek"),
        pytest.param("مرحبا بالعالم", 2, id="Arabic"),
        pytest.param("नमस्ते दुनिया", 2, id="Hindi"),
        pytest.param("안녕하세요 세계", 2, id="Korean has spaces"),
        pytest.param("今日は雨です。", 3, id="Japanese, by twos"),
        pytest.param("我们今天讨论", 3, id="Chinese, by twos"),
        pytest.param("雨", 1, id="one character is a word"),
        pytest.param("สวัสดี", 3, id="Thai, by twos"),
        pytest.param("iPhone新型は99ドル", 5, id="mixed"),
        pytest.param("café_au lait", 2, id="underscore joins"),
        pytest.param("cafe\u0301 x", 2, id="a mark belongs to its word"),
        pytest.param("12.5 mm", 3, id="a point sets apart"),
        pytest.param("24h", 1, id="digits and letters are one"),
        pytest.param("x😀y 𐐨", 3, id="letters beyond the basic plane"),
        pytest.param("เปิด ๑๒", 3, id="Thai digits"),
    ],
)
def test_count(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("it's 5 o'clock", "it|s|5|o|clock", id="English"),
        pytest.param("12mm", "12|mm", id="digits and letters are two"),
        pytest.param("a1b22c", "a|1|b|22|c", id="in turns"),
        pytest.param("snake_case", "snake_case", id="underscore"),
        pytest.param("続きを読む", "続|き|を|読|む", id="Japanese"),
        pytest.param("iphone新型は99ドル", "iphone|新|型|は|99|ド|ル", id="mixed"),
        pytest.param("สวัสดี", "ส|ว|ั|ส|ด|ี", id="Thai, marks by themselves"),
        pytest.param("और पढ़ें", "और|पढ़ें", id="Hindi, marks with their letters"),
        pytest.param("x😀y𐐨", "x|y𐐨", id="beyond the basic plane"),
        pytest.param("٣ أيام", "٣|أيام", id="Arabic digits"),
    ],
)
def test_tokens(text: str, found: str) -> None:
    assert "|".join(split_tokens(text)) == found
    assert tokens(text) == ["0" if token.isdecimal() else token for token in split_tokens(text)]


@pytest.mark.parametrize(
    ("text", "at", "boundary"),
    [
        pytest.param("read more", 4, True, id="at a space"),
        pytest.param("reading", 4, False, id="within a word"),
        pytest.param("read", 0, True, id="start"),
        pytest.param("read", 4, True, id="end"),
        pytest.param("café", 3, False, id="before an accent"),
        pytest.param("crème", 2, False, id="within, beside an accent"),
        pytest.param("24h", 2, False, id="digit and letter"),
        pytest.param("続きを読む", 2, True, id="anywhere in Japanese"),
        pytest.param("cookies設定", 7, True, id="Latin beside Chinese"),
        pytest.param("더보기", 1, False, id="Korean has words"),
        pytest.param("पढ़ें", 2, False, id="before a vowel sign"),
    ],
)
def test_boundary(text: str, at: int, boundary: bool) -> None:
    assert is_boundary(text, at) is boundary


@settings(deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_counts_the_same_the_long_way(text: str) -> None:
    assert count_words(f"{text} é") == count_words(text) + 1


@settings(deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_gives_the_same_words(text: str) -> None:
    # A letter that isn't ASCII sends the text the long way round.
    assert tokens(f"{text} ñ") == [*tokens(text), "ñ"]
