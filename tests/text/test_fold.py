"""The form in which lines and phrases are compared."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.fold import fold, fold_start, half_fold


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        pytest.param("Read More", "read more", id="case"),
        pytest.param("  Read \t more\xa0now ", "read more now", id="white space"),
        pytest.param("• Read more →", "read more", id="bullets and arrows"),
        pytest.param("- Advertisement -", "advertisement", id="dashes around"),
        pytest.param("“Don’t Miss”", "don't miss", id="curly quotes"),
        pytest.param("Don‘t miss", "don't miss", id="the wrong curly quote"),
        pytest.param("E–mail—list", "e-mail-list", id="dashes"),
        pytest.param("STRAẞE Straße", "strasse strasse", id="sharp s"),
        pytest.param("ﬁne", "fine", id="ligature"),
        pytest.param("ＡＢＣ１２", "abc12", id="full width"),
        pytest.param("cafe\u0301", "café", id="combining accent"),
        pytest.param("Sha\u00adre th\u200bis\ufeff", "share this", id="invisible characters"),
        pytest.param("Like ❤\ufe0f", "like", id="variation selector"),
        pytest.param("Σίσυφος", "σίσυφοσ", id="final sigma"),
        pytest.param("[ 12 ]", "12", id="brackets"),
        pytest.param("© 2022 Reuters.", "2022 reuters", id="sign and full stop"),
        pytest.param("続きを読む »", "続きを読む", id="Japanese"),
        pytest.param("और पढ़ें", "और पढ़ें", id="Hindi keeps its vowel signs"),
        pytest.param("***", "", id="nothing but symbols"),
        pytest.param("", "", id="empty"),
        pytest.param("2. Read more", "read more", id="number of a list"),
        pytest.param("(12) Read more", "read more", id="in brackets"),
        pytest.param("• 3) Read more", "read more", id="behind a bullet"),
        pytest.param("2.\tRead more", "read more", id="before a tab"),
        pytest.param("2.5 miles", "2.5 miles", id="a decimal"),
        pytest.param("123. Read more", "123. read more", id="three digits"),
        pytest.param("2. ***", "2", id="of nothing"),
        pytest.param("2. 3. Read", "3. read", id="one of them"),
        pytest.param("Read more (https://gull.example/a)", "read more", id="labelled address"),
        pytest.param("- **[Read](/a)** -", "read", id="Markdown"),
        pytest.param("_under_", "under", id="underscores"),
    ],
)
def test_fold(line: str, folded: str) -> None:
    assert fold(line) == folded


@pytest.mark.parametrize(
    ("line", "half"),
    [
        pytest.param("(Advertisement) -", "(advertisement) -", id="outer punctuation stays"),
        pytest.param("19.9 °C", "19.9 °c", id="degrees"),
        pytest.param("“Red Lines” …", '"red lines" ...', id="quotes and ellipsis"),
        pytest.param("1\u202f234 €", "1 234 €", id="narrow space"),
        pytest.param("a´b", "a'b", id="acute accent for an apostrophe"),
        pytest.param("½ off", "1⁄2 off", id="fraction"),
        pytest.param("• Read — more", "• read - more", id="bullets stay"),
        pytest.param("2. Read", "2. read", id="so do numbers"),
        pytest.param("a\nb", "a b", id="a line break within"),
        pytest.param("\ufeff\u200b", "", id="nothing that anybody sees"),
        pytest.param("İstanbul", "istanbul", id="dotted capital I"),
        pytest.param("ılık", "ilik", id="dotless i"),
        pytest.param("\ud800x", "\ud800x", id="lone surrogate"),
    ],
)
def test_half_fold(line: str, half: str) -> None:
    assert half_fold(line) == half


@pytest.mark.parametrize(
    ("phrase", "folded"),
    [
        pytest.param("Source:", "source:", id="its colon counts"),
        pytest.param("— Photo by", "photo by", id="what stands before does not"),
        pytest.param("“Read", "read", id="quote"),
    ],
)
def test_fold_start(phrase: str, folded: str) -> None:
    assert fold_start(phrase) == folded


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert half_fold(half_fold(text)) == half_fold(text)
    assert fold(half_fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_gives_the_same(text: str) -> None:
    # A letter that folds to itself sends the text the long way round.
    assert half_fold(f"{text} a ñ") == f"{half_fold(f'{text} a')} ñ"


@settings(deadline=None)
@given(st.text(min_size=1))
def test_nothing_that_a_word_could_be_is_stripped(text: str) -> None:
    folded = fold(text)
    assert folded == folded.strip()
    assert any(char.isalnum() for char in folded) <= any(char.isalnum() for char in half_fold(text))
