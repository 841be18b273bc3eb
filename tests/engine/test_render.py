"""What is cut, byte by byte, and how it is put back."""

import pickle

import pytest
from small import cleaner, document

from cleaner.engine.render import restore, sizes
from cleaner.errors import ArgumentError

AD = 'lines = ["ad"]\n'


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        pytest.param("a\nAd\nb\n", "a\nb\n", id="no blank lines"),
        pytest.param("a\n\nAd\n\nb\n", "a\n\nb\n", id="one on each side"),
        pytest.param("a\n\n\n\nAd\n\n\nb\n", "a\n\nb\n", id="many"),
        pytest.param("a\n \t\nAd\n\nb\n", "a\n \t\nb\n", id="the first stays as it is"),
        pytest.param("a\n\nAd\n\n\nAd\n\nb\n", "a\n\nb\n", id="around several removals"),
        pytest.param("a\nAd\n\nb\n", "a\n\nb\n", id="below only"),
        pytest.param("a\n\nAd\nb\n", "a\n\nb\n", id="above only"),
        pytest.param("a\n\n\nb\n\nAd\nc\n", "a\n\n\nb\n\nc\n", id="others are left alone"),
        pytest.param("Ad\n\na\n", "a\n", id="none at the start"),
        pytest.param("\n\nAd\n\na\n", "a\n", id="nor those above"),
        pytest.param("\n\na\nAd\n", "\n\na\n", id="unless nothing falls there"),
        pytest.param("a\n\nAd\n\n", "a\n\n", id="at the end"),
        pytest.param("a\nAd", "a\n", id="no final line break"),
        pytest.param("Ad\na", "a", id="no final line break on what stays"),
        pytest.param("Ad", "", id="nothing else"),
        pytest.param("\n \n", "\n \n", id="blank"),
        pytest.param("", "", id="empty"),
        pytest.param("a\r\n\r\nAd\r\n\r\nb\r\n", "a\r\n\r\nb\r\n", id="CRLF"),
        pytest.param("a\r\rAd\r\rb", "a\r\rb", id="CR"),
        pytest.param("a\r\n\nAd\r\rb", "a\r\n\nb", id="mixed"),
        pytest.param("  a\u2028b \n\t- Ad -\n c", "  a\u2028b \n c", id="what stays keeps its white space"),
    ],
)
def test_blank_lines(text: str, rest: str) -> None:
    result = cleaner(AD).clean(text)
    assert result.text == rest
    assert restore(result.text, result.removals) == text


@pytest.mark.parametrize(
    ("text", "removals"),
    [
        pytest.param("a\n\nAd\n\nb\n", [("p.a", 3, 3, 7, "Ad\n\n")], id="with the blank line below"),
        pytest.param("\n\nAd\na\n", [("p.a", 3, 0, 5, "\n\nAd\n")], id="with those above, at the start"),
        pytest.param("ä\nAd\nb", [("p.a", 2, 3, 6, "Ad\n")], id="offsets are bytes"),
        pytest.param(
            "a\nAd\nTip\nb", [("p.a", 2, 2, 5, "Ad\n"), ("p.b", 3, 5, 9, "Tip\n")], id="one for each line"
        ),
        pytest.param(
            "a\nAd\n\n\nTip\n\nb",
            [("p.a", 2, 2, 5, "Ad\n"), ("p.b", 5, 6, 12, "\nTip\n\n")],
            id="around the blank line that stays",
        ),
        pytest.param("x 📰[1] y\n", [("p.c", 1, 6, 9, "[1]")], id="part of a line"),
    ],
)
def test_removals(text: str, removals: list[tuple[str, int, int, int, str]]) -> None:
    result = cleaner(AD, 'lines = ["tip"]', "span = '\\[\\d\\]'").clean(text)
    assert [(r.rule, r.line, r.start, r.end, r.text) for r in result.removals] == removals
    assert all(text.encode()[r.start : r.end].decode() == r.text for r in result.removals)
    assert {r.category for r in result.removals} == {"ads"}


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        pytest.param("  a\n    b\n", "a\n  b\n", id="common indentation"),
        pytest.param("\ta \n\tb\t\r\n", "a\nb\r\n", id="trailing white space"),
        pytest.param("a\n\n\n\nb\n", "a\n\nb\n", id="runs of blank lines"),
        pytest.param("\n\na\n\n \n", "a\n", id="blank lines at both ends"),
        pytest.param("a\n   \nb\n", "a\n\nb\n", id="white space of blank lines"),
        pytest.param("  a\n\n  Ad\n\n  b", "a\n\nb", id="with a removal"),
        pytest.param("    Ad\n  a\n", "a\n", id="indentation of what stays"),
        pytest.param("a\n  b", "a\n  b", id="nothing in common"),
        pytest.param("", "", id="empty"),
    ],
)
def test_tidy(text: str, tidy: str) -> None:
    result = cleaner(AD, tidy=True).clean(text)
    assert result.text == tidy
    assert restore(result.text, result.removals) == text
    assert cleaner(AD, tidy=True).clean(tidy).text == tidy
    assert {r.rule for r in result.removals} <= {"p.a", "tidy"}


def test_removals_are_as_good_as_a_tuple_of_them() -> None:
    result = cleaner(AD).clean("Ad\na\nAd é\nAd\n")
    made = tuple(result.removals)
    assert [removal.line for removal in made] == [1, 4]
    assert (len(result.removals), result.removals[1], result.removals[:1]) == (2, made[1], made[:1])
    assert result.removals == made == pickle.loads(pickle.dumps(result)).removals
    assert result.removals != made[:1]
    assert (hash(result.removals), repr(result.removals)) == (hash(made), repr(made))
    assert list(sizes(result.removals)) == list(sizes(made)) == [("p.a", "ads", 3), ("p.a", "ads", 3)]


def test_restore_refuses_what_does_not_belong_together() -> None:
    result = cleaner(AD).clean(document("P / Ad / Q"))
    with pytest.raises(ArgumentError, match="the removal at byte 73 does not fit the text"):
        restore("short", result.removals)
