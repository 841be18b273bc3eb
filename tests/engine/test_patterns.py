"""Patterns are confirmed on whole half-folded lines, each with a timeout."""

import pickle

import numpy as np
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.engine.pairs import Pairs
from cleaner.engine.patterns import (
    LONGEST,
    Patterns,
    PatternTimeoutError,
    confirm_patterns,
    match_all,
    matches,
)
from cleaner.rulebook.codes import pack_pattern
from cleaner.rulebook.rule import FLAGS, FLAGS_FOR_MANY, TITLE_MARK, source_for_many
from cleaner.text.lines import read_lines
from cleaner.text.make_tables import make_tables

SOURCES = ["x+", ".", f"on {TITLE_MARK}!?", "(?:x|xx)+(?:b|c)"]
PATTERNS = Patterns(SOURCES, [(b"", b"")] * len(SOURCES))


@pytest.mark.parametrize(
    ("text", "pattern", "found"),
    [
        pytest.param("XX", 0, True, id="case"),
        pytest.param("xxy", 0, False, id="the whole line"),
        pytest.param("x" * LONGEST, 0, True, id="as long as may be"),
        pytest.param("x" * (LONGEST + 1), 0, False, id="too long"),
        pytest.param("x   " * 300 + "x", 0, False, id="long only before it is folded"),
        pytest.param("…", 1, False, id="an ellipsis is three characters"),
        pytest.param("[x](/a)", 0, True, id="half-folded"),
        pytest.param("\u200bx", 0, True, id="what nobody sees"),
    ],
)
def test_matches(text: str, pattern: int, found: bool) -> None:
    assert matches(read_lines([text], make_tables()), 0, pattern, PATTERNS) is found


@pytest.mark.parametrize(
    ("title", "line", "found"),
    [
        pytest.param("Ferry sails", "On Ferry sails", True, id="title"),
        pytest.param("Ferry sails", "On ferry sails!", True, id="and what follows"),
        pytest.param("Ferry sails", "On ferry sail", False, id="not all of it"),
        pytest.param("Ferry sails | Gull", "On ferry sails", True, id="part before a bar"),
        pytest.param("Ferry sails :: Gull", "On ferry sails", True, id="before colons"),
        pytest.param("Ferry sails – Gull", "On ferry sails", True, id="before a dash"),
        pytest.param("Ferry sails: Gull", "On ferry sails", False, id="a colon without a space before it"),
        pytest.param("Ferry-sails", "On ferry", False, id="a hyphen"),
        pytest.param("| Gull", "On | gull", True, id="begins with a separator"),
        pytest.param("\u200b", "On \u200b", False, id="a title that says nothing"),
        pytest.param("on", "On on", True, id="a title that stands elsewhere, too"),
        pytest.param("a.c", "On abc", False, id="no pattern of its own"),
    ],
)
def test_titles(title: str, line: str, found: bool) -> None:
    assert matches(read_lines(["x", f"{title}\n{line}"], make_tables()), 2, 2, PATTERNS) is found


def test_each_pair_is_asked() -> None:
    lines = read_lines(["x\ny\nxx"], make_tables())
    pairs = Pairs(np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1] * 3))
    found = confirm_patterns(lines, pairs, PATTERNS)
    assert found.tolist() == [True, True, False, True, True, False]


def test_what_runs_out_of_time_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.engine.patterns.TIMEOUT", 0.05)
    lines = read_lines(["a", f"x\n{'x' * 200}!c"], make_tables())
    with pytest.raises(PatternTimeoutError) as caught:
        matches(lines, 2, 3, PATTERNS)
    assert (caught.value.pattern, caught.value.line) == (3, 2)


def test_patterns_are_pickled_by_their_sources() -> None:
    lines = read_lines(["x"], make_tables())
    assert matches(lines, 0, 0, PATTERNS)
    again = pickle.loads(pickle.dumps(PATTERNS))
    assert matches(lines, 0, 0, again)
    assert again.sources == SOURCES


MANY = [
    "ab",
    "a",
    "",
    "a b",
    "ba",
    "a-",
    "-",
    "--",
    "x" * (LONGEST + 1),
    "ab",
    "b!",
    "é",
    "aab",
    "aabb",
    "a:",
    "0",
]


@pytest.mark.parametrize(
    "source",
    [
        *(
            "a",
            "a|ab",
            "ab?",
            ".+",
            r"a\W*",
            r"\W+",
            r"[^a]+",
            r"[^a]+b?",
            r"a\s*",
            r"(?:a|-)+",
            r"a.{0,3}",
            r"\S+",
        ),
        *(r"a\W*+", r"[^b]++", r"(?>a\W*)", r"(?>[^b]+)", r"a(?>\s*)b?", r"a[^x]*+", r"(?:a\W?+)+"),
        *(
            r"^a$",
            r"a$",
            r"^-+",
            r"a\b.*",
            r"\Aa\Z",
            r"a(?=b)b",
            r"(?<!b)a",
            r"(?i:A)",
            r"(?s).+",
            r"(?s:.)+",
            r"a\Kb",
        ),
        *(
            r"(a)?b(?(1)|!)",
            r"(a)(?1)b",
            r"a(?R)?b",
            r"(?:ab){e<=1}",
            r"(?r)ab",
            r"a\nb",
            r"a\R?b?",
            r"\X+",
            r"(?|(a)|(b))b",
        ),
        *(
            r"(?P<n>a)(?P=n)b",
            r"a\B.*",
            r"\ba.*",
            r"\B-+",
            r"a*?b",
            r".*!",
            r".*\d",
            r"(?:.*a)?b!?",
            r"\p{L}+",
        ),
    ],
)
@pytest.mark.parametrize("turn", range(3))
def test_many_lines_are_matched_as_each_alone(source: str, turn: int) -> None:
    """One call asks them all, in whatever order they come."""
    patterns = Patterns([source], [(b"", b"")])
    order = [MANY, MANY[::-1], [*MANY[1::2], *MANY[::2]]][turn]
    lines = read_lines([line or "*" for line in order], make_tables())
    alone = [matches(lines, line, 0, patterns) for line in range(len(lines))]
    assert match_all(lines, range(len(lines)), 0, patterns) == alone


UNITS = ["a", "b", "ab", " ", "-", "x", "é", "1", "!"]
ATOMS = [
    "a",
    "b",
    "-",
    " ",
    "x",
    r"\W",
    r"\s",
    r"\w",
    r"\d",
    "[^a]",
    "[^b ]",
    ".",
    r"\b",
    "^",
    "$",
    r"\R",
    r"\D",
    r"\S",
]
PARTS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "+?", "*?", "*+", "++", "?+"])).map(
            lambda both: f"(?:{both[0]}){both[1]}"
        ),
        inner.map(lambda part: f"(?>{part})"),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=500)
@given(
    PARTS,
    st.lists(st.lists(st.sampled_from(UNITS), min_size=1, max_size=5).map("".join), min_size=2, max_size=8),
)
def test_whatever_pattern_is_asked_of_many(source: str, texts: list[str]) -> None:
    patterns = Patterns([source], [(b"", b"")])
    lines = read_lines(texts, make_tables())
    alone = [matches(lines, line, 0, patterns) for line in range(len(lines))]
    if not regex.compile(source).fullmatch(""):
        assert match_all(lines, range(len(lines)), 0, patterns) == alone


def test_a_timeout_among_many_is_that_of_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.engine.patterns.TIMEOUT", 0.05)
    lines = read_lines(["xb", f"{'x' * 200}!c", "xxc"], make_tables())
    assert match_all(lines, [0, 2], 3, PATTERNS) == [True, True]
    with pytest.raises(PatternTimeoutError) as caught:
        match_all(lines, [0, 1, 2], 3, PATTERNS)
    assert (caught.value.pattern, caught.value.line) == (3, 1)


@pytest.mark.parametrize("source", ["a+ b", "(?i:A)", f"on {TITLE_MARK}", r"\p{Lu}{2,3}|é"])
def test_a_pattern_that_was_packed_means_the_same(source: str) -> None:
    many = source_for_many(source)
    codes = (
        pack_pattern(regex.compile(source, FLAGS)),
        pack_pattern(regex.compile(many, FLAGS_FOR_MANY)) if many else b"",
    )
    lines = read_lines(["aa b", "a", "É", "XYZ", "on a"], make_tables())
    for code in (codes, (b"", b""), (b"?", b"?"), (codes[0][:9], codes[1][:9])):
        patterns = Patterns([source], [code])
        assert match_all(lines, range(5), 0, patterns) == match_all(
            lines, range(5), 0, Patterns([source], [(b"", b"")])
        )
