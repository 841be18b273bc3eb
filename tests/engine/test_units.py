"""Units: lines and hard-wrapped paragraphs, and their tokens in a row."""

from textwrap import fill
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small import PROSE, rulebook

from cleaner.engine.prose import find_prose
from cleaner.engine.units import BREAK_HASH, Units, find_units
from cleaner.rulebook.rule import ProseTest
from cleaner.text.lines import Lines, read_lines
from cleaner.text.tokens import hash_token
from cleaner.text.words import count_words

BOOK = rulebook()
PARAGRAPH = (
    "The keeper of the lighthouse wrote in her book that the ferry would not sail before noon,"
    " because the fog had come in over the pier much faster than anyone had thought it could,"
    " and so the people who stood there went home again, slowly,"
    " and waited for the bell to ring as it did on each day of that long winter."
)
WRAPPED = fill(PARAGRAPH, 64)
AFTERWARDS = "and when the bell rang at last they came back to the pier with bread and lamps to wait"
SHORT_WRAPPED = fill(AFTERWARDS, 64)


def units_of(*texts: str) -> tuple[Lines, Units]:
    lines = read_lines(texts, BOOK.characters)
    return lines, find_units(lines, find_prose(lines, BOOK.prose), BOOK.prose)


def spelled(units: Units, expected: str) -> str:
    """Return the tokens, a break as "/", "|" where a sentence ends; "?" for any that isn't in `expected`."""
    names = {hash_token(word): word for word in expected.split() if word not in "/|"}
    names[int(BREAK_HASH)] = "/"
    rows = zip(units.hash.tolist(), units.follows.tolist(), strict=True)
    return " ".join(f"{'' if follows else '| '}{names.get(token, '?')}" for token, follows in rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "/", id="empty"),
        pytest.param("\n \n\t", "/", id="blank"),
        pytest.param("Read More", "/ read more /", id="a line"),
        pytest.param("Read more\n\nNow", "/ read more / now /", id="a break before each and after the last"),
        pytest.param("12 min, 2024", "/ 0 min 0 /", id="all numbers are one"),
        pytest.param("24h mp3", "/ 0 h mp 0 /", id="numbers in words"),
        pytest.param("0\n٣", "/ 0 / 0 /", id="the number 0, and other digits"),
        pytest.param("Tea. Milk", "/ tea | milk /", id="a sentence ends"),
        pytest.param("Tea.Milk.", "/ tea | milk /", id="without white space, and at the end"),
        pytest.param("Tea .. Milk", "/ tea | milk /", id="two stops"),
        pytest.param("... Tea", "/ tea /", id="at the begin"),
        pytest.param("Tea!\nMilk", "/ tea / milk /", id="in the line above"),
        pytest.param("Tea, milk - and (sugar) & 'more'", "/ tea milk and sugar more /", id="other signs"),
        pytest.param("Tea 😀 milk", "/ tea milk /", id="an emoji"),
        pytest.param("雨だ。雪", "/ 雨 だ | 雪 /", id="each sign of a script without spaces"),
        pytest.param("***\nTea\n—", "/ / tea / /", id="units without tokens"),
        pytest.param("**Tea** now", "/ tea now /", id="Markdown"),
        pytest.param("[Tea](https://gull.example/a.b) now", "/ tea now /", id="no stop of an address"),
        pytest.param(
            "**Tea** now\nMilk\n[Sugar. Salt](/a) too\nRum",
            "/ tea now / milk / sugar | salt too / rum /",
            id="Markdown between plain lines, whose tokens come first in lines",
        ),
        pytest.param("Cafe\u0301. Tea\nMilk", "/ café | tea / milk /", id="combining marks, likewise"),
        pytest.param("Tea\rMilk\r\nRum", "/ tea / milk / rum /", id="CR and CRLF"),
    ],
)
def test_tokens(text: str, expected: str) -> None:
    assert spelled(units_of(text)[1], expected) == expected


@pytest.mark.parametrize("stop", ".!?;:|。！？；：…•·›»")
def test_a_sentence_ends(stop: str) -> None:
    lines, units = units_of(f"Tea{stop} milk")
    assert units.follows.tolist() == [True, True, False, True]
    assert len(lines) == 1


@pytest.mark.parametrize("stop", "।؟")
def test_a_sentence_ends_in_other_scripts(stop: str) -> None:
    assert units_of(f"Tea{stop} milk")[1].follows.tolist() == [True, True, False, True]


def test_no_units() -> None:
    for texts in (("",), ("\n", " ", "")):
        _, units = units_of(*texts)
        assert len(units) == 0
        assert (units.hash.tolist(), units.unit.tolist()) == ([int(BREAK_HASH)], [0])
        assert (units.first_unit.tolist(), units.past_unit.tolist()) == ([0] * len(texts),) * 2


def test_columns() -> None:
    _, units = units_of("Home\n\n***\n12 cats", "", f"{PROSE['P']}\nTea")
    rows = {name: getattr(units, name).tolist() for name in Units.__slots__}
    assert rows | {"hash": 0, "follows": 0} == {
        "first": [0, 1, 2, 3, 4],
        "past": [1, 2, 3, 4, 5],
        "document": [0, 0, 0, 2, 2],
        "words": [1, 0, 2, 14, 1],
        "is_prose": [False, False, False, True, False],
        "blank_above": [True, True, False, True, False],
        "blank_below": [True, False, True, False, True],
        "begin": [1, 3, 4, 7, 22],
        "end": [2, 3, 6, 21, 23],
        "first_unit": [0, 3, 3],
        "past_unit": [3, 3, 5],
        "of_line": [0, 1, 2, 3, 4],
        "unit": [0, 0, 1, 2, 2, 2, *[3] * 15, 4, 4, 5],
        "hash": 0,
        "follows": 0,
    }


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param(WRAPPED, [0], id="alone"),
        pytest.param(f"Home\n\n{WRAPPED}\n\nTea", [0, 1, 6], id="between lines"),
        pytest.param(WRAPPED.replace("\n", "\n\n"), [0, 1, 2, 3, 4], id="no paragraph: blank lines between"),
        pytest.param(f"{WRAPPED}\n\n{WRAPPED}", [0, 5], id="two"),
        pytest.param(WRAPPED.replace("\n", "\r\n"), [0], id="CRLF"),
    ],
)
def test_a_hard_wrapped_paragraph_is_a_unit(text: str, first: list[int]) -> None:
    lines, units = units_of(text)
    assert units.first.tolist() == first
    assert units.past.tolist() == [*first[1:], len(lines)]
    assert units.of_line.tolist() == [sum(at >= one for one in first) - 1 for at in range(len(lines))]


def test_what_a_hard_wrapped_paragraph_is() -> None:
    lines, units = units_of(f"Home\n\n{WRAPPED}\n\nTea")
    assert units.words.tolist() == [1, count_words(PARAGRAPH), 1]
    assert lines.words[1:-1].max() < BOOK.prose.min_words_open
    assert units.is_prose.tolist() == [False, True, False]
    assert (units.blank_above.tolist(), units.blank_below.tolist()) == ([True] * 3, [True] * 3)
    said = PARAGRAPH.lower().replace(",", "").rstrip(".")
    expected = f"/ home / {said} / tea /"
    assert spelled(units, expected) == expected


@pytest.mark.parametrize("more", [0, 1])
def test_a_hard_wrapped_paragraph_is_prose_by_its_words(more: int) -> None:
    lines = read_lines([WRAPPED], BOOK.characters)
    test = ProseTest(count_words(PARAGRAPH) + more, 200, 1, ".", 0.2, 0.4)
    assert find_units(lines, find_prose(lines, test), test).is_prose.tolist() == [not more]


def part(lines: Lines, units: Units, at: int) -> dict[str, Any]:
    """Return the columns of one document as if it were alone."""
    rows = slice(int(units.first_unit[at]), int(units.past_unit[at]))
    if rows.start == rows.stop:
        return {}
    line, token = int(lines.first_line[at]), int(units.begin[rows][0]) - 1
    tokens = slice(token, int(units.end[rows][-1]) + 1)
    moved = {"first": line, "past": line, "document": at, "begin": token, "end": token}
    columns = {name: (getattr(units, name)[rows] - by).tolist() for name, by in moved.items()}
    same = ("words", "is_prose", "blank_above", "blank_below")
    columns |= {name: getattr(units, name)[rows].tolist() for name in same}
    columns |= {name: getattr(units, name)[tokens].tolist() for name in ("hash", "follows")}
    columns["of_line"] = (units.of_line[line : int(lines.past_line[at])] - rows.start).tolist()
    columns["unit"] = np.minimum(units.unit[tokens] - rows.start, rows.stop - rows.start).tolist()
    return columns


PIECES = [
    "Home",
    "Read more: tea. Milk",
    "**Tea** at 5",
    "[Milk. Rum](https://gull.example/)",
    "cafe\u0301!",
    "雨。雪",
    "***",
    "😀 now 𠮷",
    PROSE["P"],
    f"\n{WRAPPED}\n",
    f"\n{SHORT_WRAPPED}\n",
    "Yes. " * 450,
    "",
]
BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
ROWS = st.lists(st.sampled_from(PIECES), max_size=6)
DOCUMENTS = st.lists(st.builds(lambda mark, rows: mark.join(rows), BREAKS, ROWS), max_size=4)


@settings(deadline=None)
@given(DOCUMENTS)
@example([WRAPPED, f"{WRAPPED}\n\n{SHORT_WRAPPED}", WRAPPED])
def test_a_document_is_the_same_in_any_batch(texts: list[str]) -> None:
    lines, units = units_of(*texts)
    assert len(units.hash) == len(units.unit) == len(units.follows)
    for at, text in enumerate(texts):
        assert part(lines, units, at) == part(*units_of(text), 0)


def test_a_wrapped_line_with_markdown_is_the_same_in_any_batch() -> None:
    text = f"{WRAPPED}\n\n{SHORT_WRAPPED.replace('lamps', '**lamps**')}"
    assert part(*units_of(text, "Tea. Milk."), 0) == part(*units_of(text), 0)
