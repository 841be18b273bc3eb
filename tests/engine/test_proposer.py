"""The proposer leaves out no pattern that matches."""

from pathlib import Path

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.engine.patterns import LONGEST
from cleaner.engine.proposer import Proposer
from cleaner.engine.strings import StringIndex
from cleaner.rulebook.glance import is_sound, shape_of
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rule import FLAGS, Block, Pattern, Rule
from cleaner.rulebook.shape import ANYTHING, alike
from cleaner.text.split import split_lines

PATIENT = settings(deadline=None)
CHARS = "abkisß1 .-ıσя図"
ATOMS = st.one_of(
    st.sampled_from([*"abkiKISßIİſςΣЯ図1 -", "see", "ab ", "İ", "K", "\\.", "\\x61", "\\u03c3", "\\-", "/"]),
    st.sampled_from([".", "[a-k]", "[ab]", "[^a]", "[İa]", "[a\\-b]", "[]a]", "[-a]", "\\w", "[\\w.]"]),
    st.sampled_from(
        ["\\b", "^", "$", "(?=a)", "(?=.*b)", "(?!b)", "(?<=a)", "(?<!k)", "\\p{L}", "\\pL", "\\d"]
    ),
    st.sampled_from(
        [
            "[[:alpha:]]",
            "(?#no)",
            "{",
            "[z-a]",
            "\\",
            "[",
            ")",
            "(",
            "a{2,1}",
            "\\p{No}",
            "\\q",
            "\\u1",
            "a{,}",
            "(?i:A)",
            "(?-i:b)",
            "(a)\\1",
            "(?P<n>b)",
            "\\Z",
        ]
    ),
)
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(
            inner, st.sampled_from(["?", "*", "+", "{2}", "{0,2}", "{,2}", "{1,}", "+?", "*+", "{0}"])
        ).map(lambda both: f"(?:{both[0]}){both[1]}"),
        inner.map(lambda part: f"({part})"),
        inner.map(lambda part: f"(?>{part})"),
    ),
    max_leaves=12,
)
LINES = st.lists(st.sampled_from([*CHARS, *"AKISẞİſKΣς", "see", "ab "]), max_size=10).map("".join)
RULES = load_rules().rules
FIXTURES = Path(__file__).parents[2] / "fixtures"


def proposes(source: str, text: str) -> bool:
    return Proposer([source], [LONGEST]).propose(text, 1) == [0]


@settings(deadline=None, max_examples=600)
@given(PATTERNS, st.lists(LINES, min_size=1, max_size=6))
@example("a{,}", ["a{,}"])
@example("i|ß", ["ı", "ẞ"])
@example("(?r)ab", ["ab"])
@example("(?f)ss", ["ß"])
@example("(?x) a b # c", ["ab"])
@example("(?:ab){e<=1}", ["ax"])
@example("(?|(a)|(b))c", ["bc"])
@example("(?:", ["a"])
@example("[z-a]", ["a"])
@example("a{3,2}", ["a"])
@example("\\p{Nothing}", ["a"])
@example("a**", ["a"])
@example("a)", ["a"])
@example("(?<=a+)b", ["b"])
@example("(?P<n>a)(?P<n>b)", ["ab"])
def test_whatever_matches_is_proposed(source: str, lines: list[str]) -> None:
    try:
        pattern = regex.compile(source, FLAGS)
    except regex.error:
        assert not is_sound(source)
        return
    assert not (is_sound(source) and pattern.fullmatch("", timeout=5))
    for line in lines:
        assert proposes(source, line) or not pattern.fullmatch(line, timeout=5)


Pair = tuple[str, str]
"""A pattern, and a text that it matches."""
PARTS = st.sampled_from(
    [
        *(("\\.", "."), ("[a-k]", "B"), ("[ıa]", "İ"), ("[^a]", "σ"), (".", "x"), ("\\w", "é"), ("\\d", "7")),
        *(
            (" ", " "),
            ("K", "K"),
            ("ſee", "See"),
            ("Σς", "σΣ"),
            ("\\x61b", "AB"),
            ("(?=.)", ""),
            ("\\u0131", "i"),
        ),
        *(("(?!z)", ""), ("図", "図"), ("ß", "ẞ"), ("[]-]", "-"), ("\\p{L}", "q"), ("a b", "a b"), ("", "")),
    ]
)


def one_of(pairs: list[Pair]) -> Pair:
    return f"(?:{'|'.join(source for source, _ in pairs)})", pairs[-1][1]


def repeated(pair: Pair, repeat: tuple[str, int]) -> Pair:
    return f"(?:{pair[0]}){repeat[0]}", pair[1] * repeat[1]


REPEATS = st.sampled_from([("?", 0), ("?", 1), ("*", 2), ("+", 1), ("{2}", 2), ("{,3}", 3), ("{2,}", 3)])
PAIRS = st.recursive(
    PARTS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(
            lambda pairs: ("".join(p for p, _ in pairs), "".join(t for _, t in pairs))
        ),
        st.lists(inner, min_size=1, max_size=4).map(one_of),
        st.builds(repeated, inner, REPEATS),
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=600)
@given(PAIRS)
def test_a_pattern_is_proposed_for_a_text_made_for_it(pair: Pair) -> None:
    source, text = pair
    if regex.compile(source, FLAGS).fullmatch(text, timeout=5):
        assert proposes(source, text)


def sources(rule: Rule) -> list[str]:
    match rule.matcher:
        case Pattern(source=source):
            return [source]
        case Block(steps=steps):
            return [step.source for step in steps]
    return []


def test_shipped_patterns_are_proposed_wherever_they_match() -> None:
    """Each on the examples of its own pack, and on the fixtures."""
    owners = {source: rule for rule in RULES for source in sources(rule)}
    proposer = Proposer(list(owners), [LONGEST] * len(owners))
    texts = [path.read_bytes().decode("utf-8", "replace") for path in FIXTURES.rglob("*") if path.is_file()]
    common = {line.half for text in texts for line in split_lines(text)}
    packs: dict[str, set[str]] = {}
    for rule in RULES:
        found = {line.half for text in (*rule.drops, *rule.keeps) for line in split_lines(text)}
        packs.setdefault(rule.id.rpartition(".")[0], set()).update(found)
    proposed = {line: set(proposer.propose(line, 1)) for line in common.union(*packs.values())}
    missed = []
    for number, (source, rule) in enumerate(owners.items()):
        pattern = regex.compile(source, FLAGS)
        for line in common | packs[rule.id.rpartition(".")[0]]:
            if number not in proposed[line] and pattern.fullmatch(line, timeout=5):
                missed.append((rule.id, line))
    assert missed == []


def test_most_shipped_patterns_are_read() -> None:
    """Those that aren't would be tried on every line."""
    found = [source for rule in RULES for source in sources(rule)]
    assert [source for source in found if shape_of(source) == ANYTHING] == []


def test_what_is_the_same_to_a_pattern_is_alike() -> None:
    every = [chr(c) for c in range(0x2E80) if chr(c).lower() != chr(c).upper()]
    text = "".join(every)
    wrong = [
        (char, other)
        for char in every
        if shape_of(char).strings
        for other in regex.findall(regex.escape(char), text, FLAGS)
        if alike(char) != alike(other)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        pytest.param("more (?:from|about) .+", [{"more from ", "more about "}], id="put together"),
        pytest.param(
            "comments?(?: [0-9])?", [{"comment", "comments"}], id="what may be missing is not needed"
        ),
        pytest.param("(?:by .+|from .+)", [{"by ", "from "}], id="one of two"),
        pytest.param("(?=.*home)[a-z ]+", [{"home"}, set("abcdefghijklmnopqrstuvwxyz ")], id="look ahead"),
        pytest.param("(?!home).+", [], id="what must not follow says nothing"),
        pytest.param("[0-9]+ ?°.*", [set("0123456789"), {"°", " °"}], id="sets"),
        pytest.param("(?x) a b", [], id="not understood"),
    ],
)
def test_needs(source: str, needs: list[set[str]]) -> None:
    found = shape_of(source)
    if found.strings is not None:
        assert set(found.strings) >= needs[0]
    else:
        assert [set(need) for need in found.needs if isinstance(need, frozenset)] == needs


@PATIENT
@given(st.lists(st.text("abé", min_size=1, max_size=5), max_size=8), st.text("abé", max_size=30))
def test_the_string_index_finds_what_stands_in_a_line(strings: list[str], text: str) -> None:
    index = StringIndex((string, len(string)) for string in strings)
    for words in range(6):
        expected = {string for string in strings if string in text and words <= len(string)}
        assert sorted(index.find(text, words)) == sorted(expected)
