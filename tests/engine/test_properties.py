"""What holds for every text, and that the fast ways mean what the slow ones mean."""

import pickle

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from small import PROSE, cleaner, rulebook

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.patterns import PatternSet
from cleaner.engine.phrases import PhraseIndex
from cleaner.engine.render import restore
from cleaner.engine.runs import find_repeats
from cleaner.model import LEVELS
from cleaner.rulebook.rule import FLAGS, Contains, Lines, Rule, Starts
from cleaner.text.fold import fold, fold_start, half_fold
from cleaner.text.lines import Lines as LinesOf
from cleaner.text.split import split_lines
from cleaner.text.words import is_boundary

RULES = (
    'lines = ["ad", "more"]\nlevel = "safe"',
    'lines = ["one", "two"]\nchain = true\nbelow = { max_lines = 3 }',
    'starts = ["by "]\nmax_words = 4\nlevel = "strict"\ncategory = "credits"',
    'contains = ["more"]\nmax_words = 5\nabove = { while = "anything", heading = "stays" }\nbudget = 0.3',
    "pattern = 'x+|{title}'\nlevel = \"strict\"",
    "block = ['\\d+', 'one', '?', '.+day', '*']",
    'run = { max_words = 2, min_lines = 4, min_hits = 0.3, keep_last = 1 }\nzone = ["head", "tail"]',
    "repeat = { min_lines = 2 }",
    "span = '\\s*\\[\\w*\\]'",
    'pattern = "by ann|four"\nkeep = true',
)
WORDS = [
    "Ad",
    "- More -",
    "one",
    "two",
    "one | two",
    "By Ann",
    "By Bob Field",
    "x",
    "xx [ad]",
    "[ad]",
    "12",
    "Monday",
]
LINES = st.one_of(st.sampled_from([*WORDS, *PROSE.values(), "", "", "  ", "\t"]), st.text(max_size=8))
BREAKS = st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r", "\x0c", "\u2028", ". "])
TEXTS = st.one_of(
    st.text(),
    st.lists(st.tuples(LINES, BREAKS), max_size=25).map(lambda rows: "".join(a + b for a, b in rows)),
    st.lists(LINES, max_size=20).map("\r\n".join),
    st.text(alphabet="ad. x\n\u2029", max_size=60).map(lambda text: text * 80),
)
BOOK = rulebook(*RULES)
CLEANERS = [
    Cleaner(BOOK, level="safe"),
    Cleaner(BOOK, level="normal", min_words=0),
    Cleaner(BOOK, level="strict"),
    Cleaner(BOOK, level="strict", tidy=True, min_words=0),
    Cleaner(BOOK, level="strict", links="text", min_words=0),
]
LEVELLED = [Cleaner(BOOK, level=level, min_words=0, min_share=0.0) for level in LEVELS]
SPANLESS = cleaner(*(rule for rule in RULES if not rule.startswith("span")))
PATIENT = settings(deadline=None)  # a loaded machine is no failure


@PATIENT
@given(TEXTS, st.sampled_from(CLEANERS))
def test_restore_undoes_clean(text: str, maker: Cleaner) -> None:
    result = maker.clean(text)
    assert restore(result.text, result.removals) == text
    starts = [removal.start for removal in result.removals]
    assert starts == sorted(starts)
    assert all(removal.start < removal.end for removal in result.removals)


@PATIENT
@given(TEXTS)
def test_lines_that_stay_stay_as_they_were_and_in_order(text: str) -> None:
    rows = iter(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    cleaned = SPANLESS.clean(text).text
    if any(line.piece for line in split_lines(text)):
        return  # lines of thousands of characters lose parts
    for row in cleaned.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        assert not row.strip() or row in rows


@PATIENT
@given(TEXTS)
def test_explain_agrees_with_clean(text: str) -> None:
    for maker in CLEANERS[:3]:
        whole = {verdict.line for verdict in maker.explain(text) if verdict.kept}
        numbers = {line.number for line in split_lines(text)}
        removed = {removal.line for removal in maker.clean(text).removals}
        assert numbers - whole <= removed


@PATIENT
@given(TEXTS)
def test_a_stricter_level_takes_no_less(text: str) -> None:
    sizes = [len(maker.clean(text).text) for maker in LEVELLED]
    assert sizes == sorted(sizes, reverse=True)


@PATIENT
@given(TEXTS)
def test_a_cleaner_that_was_pickled_does_the_same(text: str) -> None:
    copies = [pickle.loads(pickle.dumps(maker)) for maker in CLEANERS[1:2]]
    assert [copy.clean(text) for copy in copies] == [maker.clean(text) for maker in CLEANERS[1:2]]


SOURCES = [
    "a+",
    "a|ab",
    "(a|b)\\1",
    "(?<q>a)b\\g<q>",
    "(?P<q>b)(?P=q)",
    "[ab]{2,3}",
    "a(?=b).*",
    "(?i:A)b",
    "(?:a|b)*?c",
    "(?>a+)b",
    "a++b",
    "b(?!a).*",
    ".*b",
    "a.c",
    "(?:ab){e<=1}",
    "a\\b.*",
    "(?x) a b # c",
    "(?s-i:A).",
    "\\p{Ll}{3}",
    "(?|(a)|(b))c",
    "a b",
    "",
    "c?",
    "(?<!b)c",
    "(?r)ab",
    "a\\Kb",
    "(a)(?1)",
    "\\Aab\\Z",
    "^c$",
    "[[ab]--[b]]c",
    "b\\|a",
]


@PATIENT
@given(st.lists(st.text(alphabet="abc |\x00", max_size=6), min_size=1, max_size=8), st.permutations(SOURCES))
def test_many_patterns_at_once_mean_what_each_means_alone(lines: list[str], sources: list[str]) -> None:
    patterns = PatternSet(sources)
    for line in split_lines("\n".join(lines)):
        alone = {n for n, source in enumerate(sources) if regex.compile(source, FLAGS).fullmatch(line.half)}
        assert patterns.find(line) == alone


ALPHABET = "ab é設定'- .|\u0301_9"
PHRASES = st.text(alphabet=ALPHABET, min_size=1, max_size=6)


def plain_hits(rule: Rule, line: str, words: int) -> bool:
    """Say whether a phrase rule hits a folded line, looking at every phrase and place."""
    most = rule.gates.max_words or 0
    match rule.matcher:
        case Lines(phrases=lines):
            return line in lines
        case Starts(phrases=phrases):
            return words <= most and any(line.startswith(p) and is_boundary(line, len(p)) for p in phrases)
        case Contains(phrases=phrases):
            return words <= most and any(
                line[at:].startswith(p) and is_boundary(line, at) and is_boundary(line, at + len(p))
                for p in phrases
                for at in range(len(line))
            )
    raise AssertionError


@PATIENT
@given(
    st.lists(PHRASES, min_size=1, max_size=6), st.text(alphabet=ALPHABET + "\n", max_size=30), st.booleans()
)
def test_the_phrase_index_finds_what_a_plain_search_finds(
    phrases: list[str], text: str, within: bool
) -> None:
    (pattern,) = rulebook("pattern = 'x'\nmax_words = 5").rules
    kinds = {
        "lines": (Lines, fold),
        "starts": (Starts, fold_start),
        "contains": (Contains, half_fold),
    }
    rules = []
    for make, form in kinds.values():
        folded = [form(phrase) for phrase in phrases if fold(phrase)]
        phrases_of = frozenset(folded) if make is Lines else tuple(folded)
        rules.append(
            Rule(
                **{name: getattr(pattern, name) for name in Rule.__slots__ if name != "matcher"},
                matcher=make(phrases=phrases_of),
            )
        )
    index = PhraseIndex(rules)
    for line in split_lines(f"{text} {phrases[0]}" if within else text):
        expected = {n for n, rule in enumerate(rules) if plain_hits(rule, line.folded, line.words)}
        assert index.find(line) == (expected if line.folded else set())


@PATIENT
@given(st.lists(st.sampled_from("abc"), max_size=14), st.integers(1, 4))
def test_repeats_are_copies_of_what_stands_above(letters: list[str], least: int) -> None:
    lines = LinesOf.of(split_lines("\n".join(letters)))
    taken = 0
    for first, last in find_repeats(lines, least, [False] * len(lines)):
        size = last - first
        assert first >= taken
        assert size >= least
        assert any(letters[at : at + size] == letters[first:last] for at in range(first - size + 1))
        taken = last


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "\ud800 lone", "a\0b"])
def test_odd_texts(text: str) -> None:
    for maker in CLEANERS:
        result = maker.clean(text)
        assert restore(result.text, result.removals) == text
