"""Signals: what each says of small documents, and that nothing else has a part in it."""

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small import PROSE, document, rulebook

from cleaner.engine.prose import find_prose
from cleaner.engine.signals import FAR, Signals, measure, measure_scores
from cleaner.engine.units import Units, find_units
from cleaner.rulebook.score import SIGNALS, SIGNALS_OF_SCORES
from cleaner.text.columns import Ints
from cleaner.text.lines import Lines, read_lines
from cleaner.text.tokens import hash_token

BOOK = rulebook()
FUNCTION_WORDS = np.array([hash_token(word) for word in ("the", "雨")], np.uint64)
LONG = "Gulls sleep on the roof of the harbour office. " * 50
WRAPPED = fill(
    "(The keeper of the lighthouse wrote in her book that the ferry would not sail before noon,"
    " because the fog had come in over the pier much faster than anyone had thought it could,"
    " and so the people who stood there went home again, slowly,"
    " and waited for the bell to ring as it did on each day of that long winter.",
    64,
)


def units_of(texts: Sequence[str]) -> tuple[Lines, Units]:
    lines = read_lines(texts, BOOK.characters)
    return lines, find_units(lines, find_prose(lines, BOOK.prose), BOOK.prose)


def number_of(raw: str) -> int:
    """Return the lexicon sum of a line: of "+30" it is 30, of "-50 tea" -50, of all others 0."""
    sign, rest = raw[:1], raw[1:].split(" ")[0]
    return int(sign + rest) if sign in tuple("+-") and rest.isascii() and rest.isdecimal() else 0


def measured(texts: Sequence[str]) -> tuple[Units, Signals]:
    """Measure some documents. Function words are "the" and "雨", the landmark is a line "Mark", and what the
    first pass makes of a line is its lexicon sum."""
    lines, units = units_of(texts)
    count = len(units)
    is_function = np.isin(units.hash, FUNCTION_WORDS)
    functions = np.bincount(units.unit[is_function], minlength=count + 1)
    raws = [lines.raw(at) for at in units.first.tolist()]
    sums = np.array([number_of(raw) for raw in raws], np.int64)
    marks = np.array([raw == "Mark" for raw in raws], np.bool_)
    signals = measure(lines, units, functions[:count], sums, {"mark": marks})
    return units, signals | measure_scores(units, sums, np.clip(500 + sums, 0, 1000))


def values(name: str, text: str) -> list[int]:
    return list(measured([text])[1][name])


def each(name: str, *lines: str) -> list[int]:
    """Return the values of lines that are documents of their own."""
    return list(measured(lines)[1][name])


SHAPES: dict[str, dict[str, int]] = {
    "words": {
        "Home": 1,
        "Read more now": 3,
        "12 min": 2,
        "24h": 1,
        "***": 0,
        "雨が降る。": 2,
        "[Read more](https://gull.example/a/b)": 2,
    },
    "ends": {
        "Tea": 0,
        "Tea É": 0,
        "雨": 0,
        "Tea.": 1,
        "Tea?!": 1,
        "雨。": 1,
        "चाय।": 1,
        "شاي؟": 1,
        "Tea …": 2,
        "Tea:": 3,
        "茶：": 3,
        "Tea,": 4,
        "Tea;": 4,
        "茶、": 4,
        "Tea |": 5,
        "Tea »": 5,
        "Tea →": 5,
        "Tea)": 6,
        "Tea]": 6,
        "Tea.”": 7,
        'Tea."': 7,
        "茶」": 7,
        "Tea 5": 8,
        "Tea ٥": 8,
        "Tea²": 9,
        "Tea —": 9,
        "Tea 😀": 9,
        "Tea. \t\xa0\u3000": 1,
        "[Tea](/a)": 6,
    },
    "begins": {
        "tea": 0,
        "雨": 0,
        "שלום": 0,
        "* tea": 1,
        "- tea": 1,
        "• tea": 1,
        "— tea": 1,
        "▪ tea": 1,
        "[tea](/a)": 2,
        "(tea)": 2,
        "“Tea": 3,
        "'tea": 3,
        "«tea": 3,
        "#tea": 4,
        "| tea": 5,
        "© Tea": 6,
        "Tea": 7,
        "Étude": 7,
        "Чай": 7,
        "ǅ": 7,
        "5 teas": 8,
        "٥": 8,
        "😀 tea": 9,
        "$5": 9,
        " \t\xa0Tea": 7,
    },
    "capitals": {
        "Read More Now": 1000,
        "Read more": 500,
        "read MORE nOw": 333,
        "iPhone": 0,
        "O'Neill's": 666,
        "3D and 4K": 666,
        "雨 Tea": 500,
        "雨": 0,
        "12:30": -1,
        "***": -1,
        "A-B-C": 1000,
    },
    "upper": {"TEA": 1000, "Tea": 333, "tea 5 A": 250, "雨": 0, "12:30": -1, "ЧАЙ чай": 500, "ǅa": 500},
    "digits": {"tea": 0, "12 ab": 400, "2024": 800, "24h": 500, "٥٥": 666, "***": 0},
    "functions": {"The tea": 500, "the the": 1000, "tea": 0, "***": 0, "雨雨": 1000, "雨雪": 1000},
    "commas": {"tea, milk; rum": 2, "雨、雪，風；": 3, "شاي، حليب": 1, "12.5": 0},
    "separators": {"Home | News / Sport": 2, "• tea – rum — »": 4, "tea-rum": 0, "→ ← ~ · › < >": 7},
    "brackets": {"[Tea](/a) **now** _so_": 10, "# tea": 1, "tea": 0},
    "stops": {"Tea. Rum! So?": 3, "雨。雪！": 2, "चाय।": 1, "…": 1, "a.b": 1, "tea, rum": 0},
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape(name: str) -> None:
    assert dict(zip(SHAPES[name], each(name, *SHAPES[name]), strict=True)) == SHAPES[name]


TITLE = "Fog holds the ferry"
ROUND = {
    "above": [
        pytest.param("a / b /  / c", [0, 1, 2], id="blank lines don't count"),
        pytest.param(" / ".join("a" * 303), [*range(300), 300, 300, 300], id="at most 300"),
    ],
    "below": [
        pytest.param("a / b /  / c", [2, 1, 0], id="blank lines don't count"),
        pytest.param(" / ".join("a" * 303), [300, 300, 300, *range(299, -1, -1)], id="at most 300"),
    ],
    "gaps": [
        pytest.param("a", [3], id="alone"),
        pytest.param("a / b / c", [2, 0, 1], id="the begin and the end are as blank lines"),
        pytest.param("a /  / b / c", [3, 2, 1], id="above, below"),
        pytest.param("a /  /  / b", [3, 3], id="two are as one"),
    ],
    "gaps_around": [
        pytest.param("a", [0], id="alone"),
        pytest.param(" / a / b", [0, 0], id="none between lines"),
        pytest.param("a /  / b", [1000, 1000], id="each"),
        pytest.param("a /  / b / c", [500, 500, 500], id="half of them"),
        pytest.param(
            "a /  / " + " / ".join("b" * 20),
            [100, 90, 83, 76, 71, 66, 62, 58, 55, 52, 50, *[0] * 10],
            id="ten lines up and down",
        ),
    ],
    "copies": [
        pytest.param("Tea / Rum / tea / Tea!", [2, 0, 2, 2], id="as folded"),
        pytest.param("Page 1 / Page 22", [1, 1], id="numbers are one"),
        pytest.param("red tea / tea red / tea", [0, 0, 0], id="in order, and whole"),
        pytest.param("**Tea** / Tea / [tea](/a)", [2, 2, 2], id="Markdown"),
        pytest.param("*** / —", [1, 1], id="lines without words are alike"),
        pytest.param(" / ".join("a" * 8), [5] * 8, id="at most 5"),
        pytest.param("雨 / 雨 / 雨雨", [1, 1, 0], id="without spaces"),
    ],
    "since_title": [
        pytest.param("a / b", [300, 300], id="none"),
        pytest.param(
            f"{TITLE} - Gull News / a / b / c / d / {TITLE} / e / f",
            [300, 300, 300, 300, 300, 0, 1, 2],
            id="a line begins as one at the top",
        ),
        pytest.param(f"{TITLE} - Gull / a / b / c / {TITLE} / e", [300] * 6, id="it is at the top itself"),
        pytest.param(f"{TITLE} / a / {TITLE} / b", [300, 300, 0, 1], id="a copy at the top"),
        pytest.param(f"a / b / c / d / {TITLE} | G / {TITLE}", [300] * 5 + [0], id="from the fifth"),
        pytest.param(f"a / b / c / d / e / {TITLE} | G / {TITLE}", [300] * 7, id="not from the sixth"),
        pytest.param("Fog holds / a / b / c / d / Fog holds", [300] * 6, id="two words are too few"),
        pytest.param("Gull: Fog holds it / a / b / c / d / Fog holds it", [300] * 6, id="not the begin"),
        pytest.param(f"{TITLE} / a / b / c / d / {TITLE} again", [300] * 6, id="more than the title"),
        pytest.param(f"{TITLE} / a / b / c / d / Fog holds the", [300] * 5 + [0], id="three words"),
        pytest.param("tea " * 50 + "/ a / b / c / d / " + "tea " * 40, [300] * 5 + [0], id="40 words"),
        pytest.param("tea " * 50 + "/ a / b / c / d / " + "tea " * 41, [300] * 6, id="41 words"),
    ],
    "until_title": [
        pytest.param(f"{TITLE} - G / a / b / c / d / {TITLE} / e", [5, 4, 3, 2, 1, 300, 300], id="below"),
        pytest.param(f"{TITLE} / a / {TITLE} / b / {TITLE}", [2, 1, 2, 1, 300], id="the next other one"),
    ],
    "prose_above": [pytest.param("x / P / y / R / z", [0, 0, 14, 14, 29], id="words of prose lines")],
    "prose_below": [pytest.param("x / P / y / R / z", [29, 15, 15, 0, 0], id="words of prose lines")],
    "prose_up": [
        pytest.param("x / P / y / R / z", [FAR, FAR, 1, 2, 1], id="the next other one"),
        pytest.param("P / " + " / ".join("a" * FAR) + " / a", [FAR, *range(1, FAR), FAR, FAR], id="far"),
    ],
    "prose_down": [
        pytest.param("x / P / y / R / z", [1, 2, 1, FAR, FAR], id="the next other one"),
        pytest.param("a / " + " / ".join("a" * FAR) + " / P", [FAR, *range(FAR, 0, -1), FAR], id="far"),
    ],
    "prose_3": [pytest.param("R / a / b / P / c", [14, 29, 29, 15, 14], id="its own words don't count")],
    "prose_10": [
        pytest.param("P / " + " / ".join("a" * 11), [0, *[14] * 10, 0], id="ten lines up"),
        pytest.param(" / ".join("a" * 11) + " / P / R", [0, *[14], *[29] * 9, 15, 14], id="and down"),
    ],
    "short_5": [
        pytest.param("a / P", [500, 500], id="share"),
        pytest.param("P / a / a / a / a / a / a", [833, 857, 857, 857, 857, 857, 1000], id="five lines"),
        pytest.param("a b c d e f g h / a b c d e f g h i", [500, 500], id="eight words are short"),
    ],
    "short_20": [pytest.param("P / " + " / ".join("a" * 21), [952, *[954] * 20, 1000], id="twenty lines")],
    "known": [
        pytest.param("Tea", [0], id="no prose"),
        pytest.param("P / The Ferry / Gull / the gull", [0, 1000, 0, 500], id="words of prose"),
        pytest.param("P / Q", [142, 142], id="of other prose: the, on"),
        pytest.param("P / P", [1000, 1000], id="a copy is other prose"),
        pytest.param("P / ***", [0, 1000], id="all of no words"),
        pytest.param("tea / the tea", [0, 0], id="only of prose"),
    ],
    "since_mark": [
        pytest.param("a / Mark / b / c", [FAR, 0, 1, 2], id="itself, and below"),
        pytest.param("Mark / a / Mark / a", [0, 1, 0, 1], id="the last one"),
        pytest.param("Mark / " + " / ".join("a" * FAR) + " / a", [0, *range(1, FAR), FAR, FAR], id="far"),
    ],
    "lexicon": [pytest.param("+30 / tea / -900", [30, 0, -900], id="as it is")],
    "lexicon_up": [pytest.param("+30 / +900 / -900 / a", [0, 30, 400, -400], id="at most 400 of one line")],
    "lexicon_down": [pytest.param("a / +900 / -900 / +30", [400, -400, 30, 0], id="at most 400 of one line")],
    "lexicon_3": [
        pytest.param("+30 / +50 / -20", [5, 1, 13], id="the mean of six"),
        pytest.param("-20 / a", [0, -4], id="rounded down"),
        pytest.param("+60 / a / a / a / a", [0, 10, 10, 10, 0], id="three up"),
    ],
    "lexicon_10": [pytest.param("+60 / " + " / ".join("a" * 11), [0, *[3] * 10, 0], id="ten up")],
    "lexicon_30": [pytest.param("+60 / " + " / ".join("a" * 31), [0, *[1] * 30, 0], id="thirty up")],
    "lexicon_100": [pytest.param("+400 / " + " / ".join("a" * 101), [0, *[2] * 100, 0], id="hundred up")],
    "score": [pytest.param("+30 / tea / -900", [30, 0, -900], id="as it is")],
    "score_up": [pytest.param("+30 / +900 / -900 / a", [0, 30, 400, -400], id="at most 400 of one line")],
    "score_down": [pytest.param("a / +900 / -900 / +30", [400, -400, 30, 0], id="at most 400 of one line")],
    "score_3_up": [pytest.param("+30 / a / -7 / a / a", [0, 10, 10, 7, -3], id="the mean of three")],
    "score_3_down": [pytest.param("a / a / -7 / a / +30", [-3, 7, 10, 10, 0], id="the mean of three")],
    "score_10_up": [pytest.param("+60 / " + " / ".join("a" * 11), [0, *[6] * 10, 0], id="of ten")],
    "score_10_down": [pytest.param(" / ".join("a" * 11) + " / +60", [0, *[6] * 10, 0], id="of ten")],
    "score_30": [pytest.param("+60 / " + " / ".join("a" * 31), [0, *[1] * 30, 0], id="thirty up")],
    "score_100": [pytest.param("+400 / " + " / ".join("a" * 101), [0, *[2] * 100, 0], id="hundred up")],
    # Words times the share that is not noise: of 14 words half, of 2 three tenths, of 1 half; rounded down.
    "content_above": [pytest.param("P / +200 tea / a / a", [0, 7, 7, 8], id="words that aren't noise")],
    "content_below": [pytest.param("a / a / +200 tea / P", [8, 7, 7, 0], id="words that aren't noise")],
    "content_share": [
        pytest.param("P / a / Q", [0, 482, 517], id="of it, what is above"),
        pytest.param("+500", [0], id="none"),
    ],
    "content_12_up": [
        pytest.param("P / " + " / ".join(["+500"] * 13), [0, *[7] * 12, 0], id="twelve lines"),
    ],
    "content_12_down": [
        pytest.param(" / ".join(["+500"] * 13) + " / P", [0, *[7] * 12, 0], id="twelve lines"),
    ],
}


@pytest.mark.parametrize(
    ("name", "short", "expected"),
    [pytest.param(name, *row.values, id=f"{name}: {row.id}") for name, rows in ROUND.items() for row in rows],
)
def test_place_and_context(name: str, short: str, expected: list[int]) -> None:
    assert values(name, document(short)) == expected


def test_the_tables_have_all_signals() -> None:
    names = {*SIGNALS, *SIGNALS_OF_SCORES, "since_mark"}
    assert {*SHAPES, *ROUND} == names == set(measured(["Tea"])[1])


def test_what_a_prose_line_says_itself_is_not_known() -> None:
    assert values("known", "The ferry and the captain and the bell and the fog and the gulls sailed.") == [0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("words", [1, 62], id="sum"),
        pytest.param("begins", [7, 2], id="of its first line"),
        pytest.param("ends", [0, 1], id="of its last line"),
        pytest.param("commas", [0, 4], id="sum"),
        pytest.param("below", [1, 0], id="it is one"),
        pytest.param("prose_down", [1, FAR], id="it is prose"),
        pytest.param("copies", [0, 0], id="it is no copy"),
        pytest.param("functions", [0, 7 * 1000 // 62], id="of all of its words"),
    ],
)
def test_a_hard_wrapped_paragraph_is_measured_as_one(name: str, expected: list[int]) -> None:
    assert values(name, f"Tea\n\n{WRAPPED}") == expected


def test_pieces_of_a_line_are_measured_each() -> None:
    assert values("words", f"{LONG}\nTea") == [9] * 50 + [1]
    assert values("copies", f"{LONG}\nTea") == [5] * 50 + [0]
    assert values("above", f"{LONG}\nTea") == list(range(51))


def test_no_units() -> None:
    for texts in ([""], ["\n", "", " "]):
        assert {name: len(column) for name, column in measured(texts)[1].items() if len(column)} == {}


PIECES = [
    "Tea",
    "Read more",
    "Mark",
    "+30",
    "-900 milk",
    "• Home | News » (12)",
    TITLE,
    f"{TITLE} | Gull News",
    "**Tea** at [home](https://gull.example/)",
    "cafe\u0301, THE END!",
    "雨が降る。",
    "***",
    "😀 𠮷 x",
    "\ud800 ﬁ",
    *PROSE.values(),
    LONG,
    f"\n{WRAPPED}\n",
    "",
    "",
]
BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
ROWS = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=9)
DOCUMENTS = st.lists(st.builds(lambda mark, rows: mark.join(rows), BREAKS, ROWS), max_size=5)


@settings(deadline=None)
@given(DOCUMENTS)
@example([f"{TITLE}\nTea\nMark\n{PROSE['P']}", f"a\n{TITLE}\nTea\nMark", f"{PROSE['P']}\nb\nTea"])
@example([WRAPPED, f"{WRAPPED}\n{LONG}", "", WRAPPED])
def test_a_document_is_measured_alike_in_any_batch(texts: list[str]) -> None:
    units, signals = measured(texts)
    for at, text in enumerate(texts):
        rows = slice(int(units.first_unit[at]), int(units.past_unit[at]))
        assert {name: column[rows].tolist() for name, column in signals.items()} == {
            name: column.tolist() for name, column in measured([text])[1].items()
        }


NEIGHBOURS: Mapping[str, str] = {
    "prose": "\n".join(PROSE.values()),
    "landmarks and weights": "\n".join(["Mark", "+400", "Mark", "-400"] * 30),
    "copies": "Tea\n\nThe gull\n***\nTea",
    "titles": f"{TITLE} and more\n" + "a\n" * 9 + TITLE,
    "blank lines": "a\n\n" * 20,
    "nothing": "",
}


@pytest.mark.parametrize("kind", NEIGHBOURS)
def test_no_signal_looks_across_the_border_of_a_document(kind: str) -> None:
    text = f"Tea\nThe gull\n***\n{TITLE}\nb\nc\nd"
    around = NEIGHBOURS[kind]
    units, signals = measured([around, text, around])
    rows = slice(int(units.first_unit[1]), int(units.past_unit[1]))
    alone: Mapping[str, Ints] = measured([text])[1]
    changed = [name for name, column in signals.items() if column[rows].tolist() != alone[name].tolist()]
    assert changed == []
