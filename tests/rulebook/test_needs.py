"""What a line must hold for a pattern to match it: whatever matches holds one of the runs."""

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.rulebook.needs import LINE_BREAK, SIGN, Run, literals_of, needs_of, run_of_phrase
from cleaner.rulebook.rule import FLAGS
from cleaner.text.fold import half_fold
from cleaner.text.words import tokens

COMMON = frozenset(["the", "of", "more"])
READ, MORE = ("read", "see"), ("this", "more")


def shown(runs: tuple[Run, ...]) -> set[str]:
    """Write runs as tokens with spaces between, "|" for a line's edge."""
    return {
        " ".join("|" if token == LINE_BREAK else "sign" if token == SIGN else token for token in run)
        for run in runs
    }


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        pytest.param("read more", {"| read more |"}, id="a phrase"),
        pytest.param(
            "(?:read|see) (?:also|more):? .+",
            {"| read also", "| read more", "| see also", "| see more"},
            id="branches",
        ),
        pytest.param(".+ ago", {"ago |"}, id="behind anything"),
        pytest.param(".+ago", set(), id="no boundary"),
        pytest.param(r".*\bago", set(), id="a boundary is not looked at"),
        pytest.param("page [0-9]+", {"| page 0 |"}, id="digits"),
        pytest.param(r"page \d{1,3} of \d+", {"| page 0 of 0"}, id="at most five"),
        pytest.param("[0-9]+(?:st|nd) page", {"| 0 st page |", "| 0 nd page |"}, id="digits and letters"),
        pytest.param("comments?", {"| comment |", "| comments |"}, id="suffix"),
        pytest.param("(?:un)?subscribe", {"| subscribe |", "| unsubscribe |"}, id="prefix"),
        pytest.param(
            "s(?:ign up|ubscribe) now",
            {"| sign up now |", "| subscribe now |"},
            id="what branches begin with",
        ),
        pytest.param("read(?: more)?", {"| read |", "| read more |"}, id="what may be missing"),
        pytest.param("Don't miss", {"| don t miss |"}, id="capitals and apostrophes"),
        pytest.param("© .{2,60}", {"sign ©"}, id="sign"),
        pytest.param("[©®] .+", {"sign ©", "sign ®"}, id="one of two signs"),
        pytest.param(r"\*{3,}", {"| |"}, id="nothing but symbols"),
        pytest.param("続きを.+", {"| 続 き を"}, id="Japanese"),
        pytest.param("[a-z]+", set(), id="any word"),
        pytest.param("(?:.+ )?ad(?: .+)?", {"ad"}, id="all around may be missing"),
        pytest.param("(a|b)\\1", set(), id="back-reference"),
        pytest.param("(?:the|of) .+ tea", {"tea |"}, id="the rarer words"),
        pytest.param(r"\p{Lu}+ tea", {"tea |"}, id="property"),
        pytest.param("(?i:TEA) .+", {"| tea"}, id="switch for a group"),
        pytest.param("(?:a(?:b(?:c", set(), id="not a pattern"),
        pytest.param("(?r)tea", set(), id="not understood"),
        pytest.param("(?V1)tea", set(), id="nor is a version"),
        pytest.param("\ue000 tea", {"tea |"}, id="title"),
    ],
)
def test_needs(source: str, runs: set[str]) -> None:
    assert shown(needs_of(source, common=COMMON)) == runs


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        pytest.param("read more", set(), id="may be part of words"),
        pytest.param(r"\[read more\]", {"read more"}, id="between brackets"),
        pytest.param(" ad ", {"ad"}, id="between spaces"),
        pytest.param("^ad$", set(), id="edges are not looked at"),
        pytest.param("read the more", {"the"}, id="what is certain in between"),
        pytest.param(r"(?<=[.!] )AD(?= )", {"ad"}, id="what it looks for around it"),
        pytest.param(r"(?<=x)ad(?=y)", set(), id="which may be parts of words"),
        pytest.param(r"(?<! )ad(?! )", set(), id="not what it looks out for"),
        pytest.param(r" (?=a)ad ", {"ad"}, id="nothing within"),
    ],
)
def test_needs_of_a_part(source: str, runs: set[str]) -> None:
    assert shown(needs_of(source, whole=False)) == runs


@pytest.mark.parametrize(
    ("source", "literals"),
    [
        pytest.param(r"\[Edit\]", {"[edit]"}, id="text"),
        pytest.param(r"\[(?:edit|more)\]", {"edit", "more"}, id="branches"),
        pytest.param(r"\(https?://ad\.example/\S*\)", {"://ad.example/"}, id="the longest"),
        pytest.param("a?", set(), id="nothing that it must hold"),
        pytest.param("É+", {"é"}, id="beyond ASCII"),
        pytest.param(r"\p{Lu}x", {"x"}, id="property"),
        pytest.param("(?:", set(), id="not a pattern"),
    ],
)
def test_literals(source: str, literals: set[str]) -> None:
    assert set(literals_of(source)) == literals


@pytest.mark.parametrize(
    ("phrase", "begins", "ends", "run"),
    [
        pytest.param("read more", True, True, "| read more |", id="line"),
        pytest.param("source:", True, False, "| source", id="start"),
        pytest.param("5 min", False, False, "0 min", id="part"),
        pytest.param("続き", True, True, "| 続 き |", id="Japanese"),
    ],
)
def test_runs_of_phrases(phrase: str, begins: bool, ends: bool, run: str) -> None:
    assert shown((run_of_phrase(phrase, begins=begins, ends=ends),)) == {run}


def holds(line: str, run: Run) -> bool:
    """Say whether a half-folded line holds a run."""
    if run[0] == SIGN:
        return run[1] in line
    row = [LINE_BREAK, *tokens(line), LINE_BREAK]
    return any(tuple(row[at : at + len(run)]) == run for at in range(len(row)))


PATTERNS = [
    *("read more", "(?:read|see) (?:also|more):? .+", ".+ ago", ".+ago", "page [0-9]+"),
    *(r"page \d+(?: of \d+)?", "[0-9]+(?:st|nd|rd|th) .+", r"comments?(?: \([0-9]+\))?"),
    *("(?:un)?subscribe(?: now)?!?", "s(?:ign up|ubscribe)(?: to .+)?", "[•*-] ?.+"),
    *("(?:[•*-] )?read on", "© ?[0-9]{4}.*", r"(?:©|\(c\)|copyright) .+", "[0-9.]+ ?°c?", "x+", "x+y"),
    *("(?:x|y)+ z", r"a(?:\d|x)b c", "[a-c]{2,3} d", "[^a]+ b", r"\w+ \w+", r"\W+", r"\W*a\W*"),
    *("(?:a ?){3}", "(?:ab|a|b)c", "a.c", "a.{0,2}c d", "(?=a)a b", "a(?!b) c", r"\bab\b.*", "^ab$"),
    *("ab?c?d?", "(?:ab)?c", "(?:ab)*c", "a+?b", "(?>ab) c", "a++ b", r"(a)(b) \1", "(?P<n>a) (?P=n)"),
    *("(?i:AB) c", "[ab][bc]", "[ab-] c", r"[\w.]+ a", r"[\d.]+ a", r"\d\d:\d\d", r"\d+a\d+", "a-b"),
    *("a'b", "a b  ?c", "続き.*", "続きを(?:読む|見る)", "[続き]+ a", "広告 ?a", "a?広告", "é+ a", "ça va"),
    *("ab[:;] .+", ".+: ab", "[:;]ab", r"\$[0-9,.]+", "[0-9]+%"),
]
UNITS = [
    *("a", "b", "c", "d", "ab", "x", "y", "z", "A", "1", "12", "7", " ", " ", ".", ":", ";", "-"),
    *("•", "*", "'", "’", "(", ")", "[", "]", "©", "°", "°C", "$", "%", "!", ",", "é", "ç"),
    *("e\u0301", "続", "き", "を", "広告", "読む", "read", "more", "see", "also", "page", "of", "ago"),
    *("comment", "comments", "subscribe", "un", "sign up", "now", "copyright", "2020", "va", "on"),
    *("nd", "th", "to"),
]
LINES = st.lists(st.sampled_from(UNITS), min_size=1, max_size=7).map("".join)


def test_there_are_some_sixty_patterns() -> None:
    assert len(PATTERNS) > 60
    assert all(regex.compile(source, FLAGS) for source in PATTERNS)
    assert sum(1 for source in PATTERNS if needs_of(source)) > 35


@settings(deadline=None, max_examples=1_000)
@given(st.lists(LINES, min_size=1, max_size=20))
def test_whatever_matches_holds_a_run(lines: list[str]) -> None:
    halves = [half_fold(line) for line in lines]
    for source in PATTERNS:
        runs = needs_of(source, common=COMMON)
        match = regex.compile(source, FLAGS).fullmatch
        for half in halves:
            assert not runs or any(holds(half, run) for run in runs) or not match(half), (source, half)


@settings(deadline=None, max_examples=300)
@given(st.lists(LINES, min_size=1, max_size=10))
def test_whatever_matches_in_part_holds_a_run(lines: list[str]) -> None:
    halves = [half_fold(line) for line in lines]
    for source in PATTERNS:
        runs = needs_of(source, whole=False, common=COMMON)
        search = regex.compile(source, FLAGS).finditer
        for half in halves:
            if runs and not any(holds(half, run) for run in runs):
                assert not any(found[0] for found in search(half)), (source, half)


@settings(deadline=None, max_examples=300)
@given(st.lists(LINES, min_size=1, max_size=10))
def test_whatever_matches_holds_a_literal(lines: list[str]) -> None:
    for source in PATTERNS:
        texts = literals_of(source)
        search = regex.compile(source, FLAGS).finditer
        for line in lines:
            if texts and not any(text in line.lower() for text in texts):
                assert not any(found[0] for found in search(line)), (source, line)


def test_a_pattern_without_end_is_read_all_the_same() -> None:
    """A user's pattern may nest as deep as it likes, or branch into thousands."""
    assert needs_of("(?:" * 2_000 + "a" + ")" * 2_000) in ((), (("\n", "a", "\n"),))
    assert shown(needs_of("(?:a|b)" * 12 + " tea")) <= {"tea |"}
    assert shown(needs_of("|".join(f"w{at}" for at in range(5_000)))) == {"| w 0 |"}
    words = ["abcdefghij"[at % 10] * (at // 10 + 1) for at in range(3_000)]
    assert len(needs_of("|".join(words))) in (0, 3_000)
