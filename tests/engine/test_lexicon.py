"""What the words of a line say: entries of the lexicon, landmarks, function words."""

from collections.abc import Mapping, Sequence
from json import dumps
from textwrap import fill

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small import rulebook

from cleaner.engine.lexicon import Words, look_up
from cleaner.engine.prose import find_prose
from cleaner.engine.units import find_units
from cleaner.rulebook.build_score import build_score
from cleaner.rulebook.find import RuleSource
from cleaner.rulebook.score import Score
from cleaner.text.lines import Lines, read_lines
from cleaner.text.words import NUMBER, split_tokens

BOOK = rulebook()
LISTED = 1000
HEAD = f"""\
[score]
base = [0, 0]
listed = {LISTED}
[curve]
noise = [0, 1000]
normal = [0, 0]
strict = [0, 0]
prose = [0, 0]
[[signal]]
name = "words"
why = "w"
points = [1, 2]
second = [0, 0]
"""


def toml(value: str | Sequence[str]) -> str:
    return dumps(value, ensure_ascii=False)


def score_of(
    weights: Mapping[str, int],
    *,
    lines: Sequence[str] = (),
    landmarks: Mapping[str, Sequence[str]] | None = None,
    functions: Sequence[str] = (),
) -> Score:
    marks = "".join(
        f'[[landmark]]\nname = "{name}"\ncategory = "other"\nwhy = "w"\nlines = {toml(openers)}\n'
        for name, openers in (landmarks or {}).items()
    )
    rows = "\n".join(f"{toml(entry)} = {weight}" for entry, weight in weights.items())
    listed = f"lines = {toml(lines)}\n[weights]\n{rows}\n"
    files = {"signals.toml": HEAD + marks, "lexicon.toml": listed}
    return build_score([RuleSource(name, text.encode()) for name, text in files.items()], functions)


def words_of(score: Score, *texts: str) -> tuple[Lines, Words]:
    lines = read_lines(texts, BOOK.characters)
    units = find_units(lines, find_prose(lines, BOOK.prose), BOOK.prose)
    return lines, look_up(units, score.index)


def entries_in(score: Score, text: str) -> list[list[str]]:
    """Return the entries that are found in each line, in order of their numbers."""
    lines, words = words_of(score, text)
    found: list[list[str]] = [[] for _ in range(len(lines))]
    for unit, entry in zip(words.unit.tolist(), words.entry.tolist(), strict=True):
        found[unit].append(score.entries[entry])
    return found


@pytest.mark.parametrize(
    ("entry", "hits", "misses"),
    [
        pytest.param(
            "tea",
            ["Tea", "green TEA now", "«tea»", "tea.rum", "**Tea**", "[tea](/a)", "tea-time", "tea 😀"],
            ["teas", "te a", "", "***", "steam", "https://gull.example"],
            id="a word",
        ),
        pytest.param(
            "green tea",
            ["Green tea", "a green, tea b", "green - tea", "green 😀 tea", "**green** [tea](/a)"],
            ["tea green", "green. Tea", "green | tea", "green black tea", "green: tea", "green\ntea"],
            id="two",
        ),
        pytest.param(
            "cup of tea",
            ["a cup of tea.", "cup (of) tea"],
            ["cup of", "cup. of tea", "cup of. tea", "cup of of tea"],
            id="three",
        ),
        pytest.param(
            "^tea", ["Tea", "tea now", "• tea", "... tea", "**tea** b"], ["green tea", "teas"], id="begin"
        ),
        pytest.param("tea$", ["Tea", "green tea", "Green. Tea!", "tea 😀"], ["tea now", "steam"], id="end"),
        pytest.param(
            "^green tea$",
            ["green tea", "- Green tea:", "(green tea)", "**Green tea**"],
            ["green tea now", "more green tea", "green. tea", "green", "tea"],
            id="whole line",
        ),
        pytest.param(
            "^tea$", ["tea", "2x Tea\n\ntea", "tea!"], ["tea tea", "tea 5"], id="whole line of one word"
        ),
        pytest.param(
            "^a cup of tea and milk$",
            ["A cup of tea, and milk"],
            ["a cup of tea and milk b"],
            id="long whole line",
        ),
        pytest.param("0", ["5", "at 12 noon", "24h", "٥"], ["one", "***"], id="a number"),
        pytest.param("0 min", ["5 min", "12min", "0 min"], ["min 5", "5 mins"], id="a number and a word"),
        pytest.param("12 min", ["5 min"], ["min"], id="any number is as any other"),
        pytest.param("^0$", ["7", "(2024)"], ["7 8", "7.5", "7th"], id="nothing but a number"),
        pytest.param("雨", ["雨", "今日は雨だ", "**雨**"], ["雪", "rain"], id="a sign"),
        pytest.param("今日", ["今日は雨だ", "今 日"], ["今。日", "日今", "今の日"], id="two signs"),
        pytest.param("^今日$", ["今日", "「今日」"], ["今日は"], id="whole line of two signs"),
        pytest.param("don't", ["Don’t", "DON'T go"], ["dont", "don"], id="apostrophes"),
        pytest.param("café", ["Cafe\u0301", "CAFÉ"], ["cafe"], id="accents"),
        pytest.param("чай", ["ЧАЙ!"], ["чая"], id="Cyrillic"),
        pytest.param("straße", ["STRASSE"], ["strase"], id="folded"),
        pytest.param("𐐨𐐩", ["a 𐐨𐐩", "𐐀𐐁"], ["𐐨", "𐐩𐐨"], id="beyond the basic plane"),
    ],
)
def test_entries(entry: str, hits: list[str], misses: list[str]) -> None:
    score = score_of({entry: 7})
    for line in hits:
        assert [*score.entries] in entries_in(score, line), line
    for line in misses:
        assert [*score.entries] not in entries_in(score, line), line


@pytest.mark.parametrize(
    ("weights", "text", "expected"),
    [
        pytest.param({"tea": 7}, "", [], id="no line"),
        pytest.param({"tea": 7}, "***\nrum\ntea", [0, 0, 7], id="each line by itself"),
        pytest.param({"tea": 7}, "tea tea\ntea, TEA and tea", [7, 7], id="an entry counts once a line"),
        pytest.param({"tea": 7, "green": -10, "rum": 1}, "green tea", [-3], id="sum, below 0 too"),
        pytest.param(
            {"tea": 1, "^tea": 2, "tea$": 4, "^tea$": 8},
            "tea\ntea b\na tea\na tea b",
            [15, 3, 5, 1],
            id="marks",
        ),
        pytest.param(
            {"a": 1, "a b": 2, "a b c": 4, "b c": 8, "b": 16},
            "a b c\na b. c\na. b c\na c",
            [31, 19, 25, 1],
            id="runs in runs",
        ),
        pytest.param({"a b a": 1, "b a b": 2}, "a b a b\na b a", [3, 1], id="that overlap"),
        pytest.param({"tea": 7, "rum": 0}, "rum", [0], id="nothing"),
    ],
)
def test_sums(weights: dict[str, int], text: str, expected: list[int]) -> None:
    assert words_of(score_of(weights), text)[1].lexicon.tolist() == expected


def test_listed_lines_have_one_weight() -> None:
    score = score_of({"^tea$": 3, "rum": 5}, lines=["tea", "Green rum", "雨"])
    found = words_of(score, "tea\ngreen rum\ngreen rum now\n雨\n雨だ")[1].lexicon.tolist()
    assert found == [3, LISTED + 5, 5, LISTED, 0]


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        pytest.param("^green tea$", "green-tea", id="punctuation"),
        pytest.param("^it s tea$", "it's tea", id="apostrophe"),
        pytest.param("^0 teas$", "12 teas", id="number"),
        pytest.param("^雨 だ$", "雨だ", id="spaces"),
        pytest.param("^tea$", "Tea", id="case"),
    ],
)
def test_a_listed_line_with_a_weight_of_its_own_has_that(entry: str, line: str) -> None:
    score = score_of({entry: 3}, lines=[line])
    assert words_of(score, line)[1].lexicon.tolist() == [3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Comments\nShare", [1, 2], id="each has a bit"),
        pytest.param("5 COMMENTS!\n• Leave a reply:\n**comments**", [1, 1, 1], id="folded"),
        pytest.param("Comments off\nNo comments\nShare. This", [0, 0, 0], id="whole lines"),
        pytest.param("Talk", [3], id="of two kinds"),
        pytest.param("\n雨\n\nx", [2, 0], id="without spaces"),
    ],
)
def test_landmarks(text: str, expected: list[int]) -> None:
    kinds = {
        "comments": ["comments", "0 comments", "Leave a reply", "talk"],
        "share": ["share", "share this", "talk", "雨"],
    }
    assert words_of(score_of({}, landmarks=kinds), text)[1].landmarks.tolist() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The tea of the keeper", [3], id="each time"),
        pytest.param("Tea\nthen\n***", [0, 0, 0], id="none"),
        pytest.param("今日は雨はx", [2], id="signs"),
        pytest.param("THE. Of", [2], id="folded"),
    ],
)
def test_function_words(text: str, expected: list[int]) -> None:
    score = score_of({"the": 5, "tea": 7}, functions=["the", "of", "は", "the"])
    assert words_of(score, text)[1].functions.tolist() == expected


def test_nothing_to_look_up() -> None:
    words = words_of(score_of({}), "Tea 5\n\n雨")[1]
    columns = (words.lexicon, words.landmarks, words.functions, words.unit, words.entry)
    assert [column.tolist() for column in columns] == [[0, 0]] * 3 + [[], []]


WRAPPED = fill(
    "The keeper of the lighthouse wrote in her book that the ferry would not sail before noon,"
    " because the fog had come in over the pier much faster than anyone had thought it could,"
    " and so the people who stood there went home again, slowly,"
    " and waited for the bell to ring as it did on each day of that long winter.",
    64,
)


def test_runs_go_over_the_breaks_of_a_hard_wrapped_paragraph() -> None:
    score = score_of({"would not": 1, "not sail": 2, "^the keeper": 4, "winter$": 8, "^sail": 16, "not$": 32})
    assert words_of(score, WRAPPED)[1].lexicon.tolist() == [15]
    assert words_of(score, "would not\nsail")[1].lexicon.tolist() == [33, 16]


VOCABULARY = ("a", "b", "tea", NUMBER, "雨", "é")
RUNS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3)
ENTRIES = st.builds(
    lambda begin, run, end: f"{begin}{' '.join(run)}{end}",
    st.sampled_from(["", "^"]),
    RUNS,
    st.sampled_from(["", "$"]),
)
SIGNS = (" ", " ", " ", ", ", ". ", " | ", "…", "\n", "\n\n", "\r", " **", "* ", " 😀 ", "。", " - ")
TEXTS = st.lists(
    st.sampled_from(("a", "b", "tea", "B", "TEA", "7", "12", "雨", "é", "e\u0301", "x", "[tea](/a)", "ab"))
    | st.sampled_from(SIGNS)
).map("".join)
STOPS = ".!?;:|。！？；：…•·›»"


def row_of(half: str) -> list[tuple[str, bool]]:
    """Return the tokens of a line, breaks around them, and which follow the end of a sentence."""
    found, at = [("\n", False)], 0
    for number, token in enumerate(split_tokens(half)):
        start = half.index(token, at)
        ends = number > 0 and any(sign in STOPS for sign in half[at:start])
        found.append((NUMBER if token.isdecimal() else token, ends))
        at = start + len(token)
    return [*found, ("\n", False)]


def sum_of(half: str, entries: Mapping[tuple[str, ...], int]) -> int:
    """Return the sum of the entries in a line: all of its runs are looked up."""
    row = row_of(half)
    found = set()
    for start in range(len(row)):
        for past in range(start + 1, len(row) + 1):
            if past > start + 1 and row[past - 1][1]:
                break
            found.add(tuple(token for token, _ in row[start:past]))
    return sum(entries.get(run, 0) for run in found)


def run_of(entry: str) -> tuple[str, ...]:
    return (*["\n"] * (entry[:1] == "^"), *entry.strip("^$").split(" "), *["\n"] * (entry[-1:] == "$"))


@settings(deadline=None)
@given(st.dictionaries(ENTRIES, st.integers(-9, 9), max_size=12), st.lists(TEXTS, max_size=3))
@example({"tea 0": 1, "雨 雨": 2}, ["tea\n7", "tea. 7", "tea 7 雨雨"])
def test_sums_are_those_of_all_runs(weights: dict[str, int], texts: list[str]) -> None:
    entries = {run_of(entry): weight for entry, weight in weights.items()}
    lines, words = words_of(score_of(weights), *texts)
    assert words.lexicon.tolist() == [sum_of(lines.half(at), entries) for at in range(len(lines))]


@settings(deadline=None)
@given(st.lists(RUNS, max_size=4), st.lists(TEXTS, max_size=3))
def test_landmarks_and_function_words_are_those_of_all_lines(runs: list[list[str]], texts: list[str]) -> None:
    kinds = {f"kind {number}": [" ".join(run)] for number, run in enumerate(runs)}
    lines, words = words_of(score_of({"tea": 1}, landmarks=kinds, functions=["b", "雨"]), *texts)
    rows = [row_of(lines.half(at)) for at in range(len(lines))]
    said = [[token for token, _ in row[1:-1]] for row in rows]
    whole = [row if not any(ends for _, ends in full) else [] for row, full in zip(said, rows, strict=True)]
    assert words.functions.tolist() == [row.count("b") + row.count("雨") for row in said]
    assert words.landmarks.tolist() == [
        sum(1 << bit for bit, run in enumerate(runs) if run == row) for row in whole
    ]
