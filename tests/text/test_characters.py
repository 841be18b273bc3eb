"""The tables fold each character as `half_fold` does, or say that it must be asked."""

import unicodedata

import numpy as np
import pytest
import regex

from cleaner.text.characters import (
    BREAK,
    CLASS,
    DIGIT,
    ELLIPSIS,
    GAP,
    INK,
    LETTER,
    MARK,
    OTHERS,
    SPACELESS_EVEN,
    SPECIAL,
)
from cleaner.text.fold import half_fold
from cleaner.text.make_tables import make_tables
from cleaner.text.words import SPACELESS

TABLES = make_tables()
EVERY = [chr(code) for code in range(OTHERS) if not 0xD800 <= code < 0xE000 and chr(code) not in "\r\n"]


def is_special(char: str) -> bool:
    return bool(TABLES.classes[min(ord(char), OTHERS)] & SPECIAL)


def folded(text: str) -> str:
    """Fold a text sign by sign, as the columns do."""
    places = np.minimum([ord(char) for char in text], OTHERS)
    return " ".join("".join(map(chr, TABLES.folded[places])).replace(ELLIPSIS, "...").split())


def test_what_is_not_special_folds_as_a_line_does() -> None:
    wrong = [char for char in EVERY if not is_special(char) and folded(f"x{char}y") != half_fold(f"x{char}y")]
    assert wrong == []


@pytest.mark.parametrize("around", ["e{}", "{}e", "ก{}า", "한{}글", "क{}ि", "{}\u0301", "x {} y"])
def test_whatever_stands_beside_it(around: str) -> None:
    texts = [around.format(char) for char in EVERY if not is_special(char)]
    # Two marks side by side are told by another flag.
    texts = [text for text in texts if not regex.search(r"\p{M}{2}", unicodedata.normalize("NFD", text))]
    assert [
        text for text in texts if not any(map(is_special, text)) and folded(text) != half_fold(text)
    ] == []


def test_few_characters_are_special() -> None:
    """A text full of them is slow: none of the letters that most texts are made of may be one."""
    common = "abcxyzABC 0189.,;:!?()-–—“”‘’„…«»•|/&%+=<>\t\xa0äöüßéèñçåøæœğşÄÖÉабвгдяАБЯёαβγωΩάאבגابتثआबक"
    assert [char for char in common if is_special(char)] == ["ß"]
    letters = "한글뉴스日本語中文新聞ひらがなカタカナー々ไทยข่าว१२٣၁，。！？「」【】（）：；％ＡＢａｂ０１"
    assert [char for char in letters if is_special(char)] == []


@pytest.mark.parametrize(
    ("chars", "kind"),
    [
        pytest.param("azAZéßжאबी한ªǆ_\u0301", LETTER, id="letters and marks"),
        pytest.param("059٣०０", DIGIT, id="digits"),
        pytest.param("続ひカーไา々〆中", SPACELESS_EVEN, id="scripts without spaces"),
        pytest.param(" .,-–'’\"\t\r\xa0\u2028\u3000…©°•|»\x00", GAP, id="gaps"),
        pytest.param("\n", BREAK, id="line break"),
        pytest.param("😀𐐨𠮷\uffff", GAP, id="beyond"),
    ],
)
def test_classes(chars: str, kind: int) -> None:
    assert {char: int(TABLES.classes[min(ord(char), OTHERS)] & CLASS) for char in chars} == dict.fromkeys(
        chars, kind
    )


def test_classes_are_those_of_what_a_character_folds_to() -> None:
    """A line's tokens are those of its folded form."""
    kinds = {
        DIGIT: regex.compile(r"\d", regex.V1),
        SPACELESS_EVEN: regex.compile(rf"[[{SPACELESS}]--\d]", regex.V1),
        LETTER: regex.compile(rf"[\w--\d--[{SPACELESS}]]", regex.V1),
    }
    for char in EVERY:
        if not is_special(char):
            now = chr(TABLES.folded[ord(char)])
            kind = next((kind for kind, pattern in kinds.items() if pattern.match(now)), GAP)
            assert TABLES.classes[ord(char)] & CLASS == kind, hex(ord(char))


def test_what_can_be_seen() -> None:
    assert [char for char in EVERY if char.isspace() == bool(TABLES.classes[ord(char)] & INK)] == []


def test_marks() -> None:
    assert [char for char in "\u0301\u0323\u093c\u0e48" if not TABLES.classes[ord(char)] & MARK] == []


@pytest.mark.parametrize(
    "char", ["*", "_", "`", "#", "[", "]", "\\", "ﬁ", "ß", "½", "\u200b", "\u0301", "\ud800", "😀"]
)
def test_what_is_special(char: str) -> None:
    assert is_special(char)
