"""Nothing that matches is missing from what is proposed: every rule against every line, the slow way."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from small import rulebook

from cleaner.engine.patterns import LONGEST, confirm_patterns
from cleaner.engine.phrases import confirm_phrases, holds
from cleaner.engine.propose import propose_all
from cleaner.engine.ruleset import RuleSet
from cleaner.engine.spans import hidden_spans
from cleaner.rulebook.build_index import build_index
from cleaner.rulebook.index import Kind
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rule import FLAGS, TITLE_MARK, Contains, Lines, Matcher, Pattern, Span, Starts
from cleaner.rulebook.rulebook import Rulebook, make_rulebook
from cleaner.text.decode import decode
from cleaner.text.fold import fold, fold_start, half_fold
from cleaner.text.lines import Lines as LinesOf
from cleaner.text.lines import read_lines
from cleaner.text.words import is_boundary

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = sorted((ROOT / "fixtures").glob("*/*/input.txt"))
PAGES = ROOT.parent / "shared" / "bench" / "pages"
Found = set[tuple[str, str]]
"""Lines and the source or phrase that they match."""


def pages(one_of: int) -> Iterator[str]:
    """Yield the text of each so manieth page that is measured on."""
    for path in sorted(PAGES.glob("*.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in islice(lines, 7, None, one_of))


def proposed_phrases(lines: LinesOf, ruleset: RuleSet) -> Found:
    """Return what phrases match of what is proposed."""
    pairs, _ = propose_all(lines, ruleset.indexes)
    held = pairs.where(confirm_phrases(lines, pairs, ruleset))
    kinds = ruleset.phrase_kind[held.what]
    texts = ruleset.phrases(held.what)
    return {
        (lines.fold(line), f"{Kind(kind).name} {text}")
        for line, text, kind in zip(held.line.tolist(), texts, kinds.tolist(), strict=True)
        if kind != Kind.CHAIN  # the first phrase of a chain says little of the others
    }


def searched_phrases(lines: LinesOf, ruleset: RuleSet) -> Found:
    """Return what phrases match of all there are."""
    by_kind: dict[int, set[str]] = {kind: set() for kind in Kind}
    texts = ruleset.phrases(np.arange(len(ruleset.phrase_kind)))
    for text, kind in zip(texts, ruleset.phrase_kind.tolist(), strict=True):
        by_kind[kind].add(text)
    found: Found = set()
    for folded in {lines.fold(at) for at in range(len(lines))}:
        if folded in by_kind[Kind.LINE]:
            found.add((folded, f"LINE {folded}"))
        found |= {
            (folded, f"START {text}")
            for text in by_kind[Kind.START]
            if folded.startswith(text) and is_boundary(folded, len(text))
        }
        found |= {
            (folded, f"PART {text}") for text in by_kind[Kind.PART] if text in folded and holds(folded, text)
        }
    return found


def asked_patterns(ruleset: RuleSet) -> list[int]:
    """Return the patterns of whole lines that are asked of lines: of all but steps that nothing proposes."""
    spans = {span.source for _, span in ruleset.spans}
    return [
        number
        for number, source in enumerate(ruleset.patterns.sources)
        if source not in spans and (ruleset.is_proposed[number] or not ruleset.is_step[number])
    ]


def proposed_patterns(lines: LinesOf, ruleset: RuleSet) -> Found:
    """Return what patterns match of what is proposed."""
    _, pairs = propose_all(lines, ruleset.indexes)
    pairs = pairs.where(np.isin(pairs.what, asked_patterns(ruleset)))
    held = pairs.where(confirm_patterns(lines, pairs, ruleset.patterns))
    sources = ruleset.patterns.sources
    return {
        (lines.half(line), sources[number])
        for line, number in zip(held.line.tolist(), held.what.tolist(), strict=True)
    }


def searched_patterns(lines: LinesOf, ruleset: RuleSet) -> Found:
    """Return what patterns match of all there are, each asked of each line by itself."""
    halves = [half for half in {lines.half(at) for at in range(len(lines))} if len(half) <= LONGEST]
    found: Found = set()
    for number in asked_patterns(ruleset):
        source = ruleset.patterns.sources[number]
        match = regex.compile(source, FLAGS).fullmatch
        found |= {(half, source) for half in halves if match(half, timeout=5)}
    return found


def missing_spans(lines: LinesOf, ruleset: RuleSet) -> Found:
    """Return what spans match and is not looked at."""
    sources = {rule: span.source for rule, span in ruleset.spans}
    _, pairs = propose_all(lines, ruleset.indexes)
    looked = {
        (line, ruleset.patterns.sources[number])
        for line, number in zip(pairs.line.tolist(), pairs.what.tolist(), strict=True)
    }
    looked |= {(line, sources[rule]) for line, rule in hidden_spans(ruleset, lines)}
    missing: Found = set()
    for source in set(sources.values()):
        search = regex.compile(source, FLAGS).finditer
        for line in range(len(lines)):
            if (line, source) not in looked and any(found[0] for found in search(lines.raw(line))):
                missing.add((lines.raw(line), source))
    return missing


@pytest.fixture(scope="module")
def shipped() -> Rulebook:
    return load_rules()


@pytest.fixture(scope="module", params=["examples", "fixtures", "pages"])
def lines(request: pytest.FixtureRequest, shipped: Rulebook) -> LinesOf:
    """What rules were written for, and what they meet."""
    if request.param == "examples":
        # Every third: each pattern is asked of each line, the slow way.
        texts = [text for rule in shipped.rules[::3] for text in (*rule.drops, *rule.keeps)]
    elif request.param == "fixtures":
        texts = [decode(path.read_bytes())[0] for path in FIXTURES]
    else:
        texts = list(pages(120))
        if not texts:
            pytest.skip(f"the pages to measure on are not at {PAGES}")
    every = dict.fromkeys(row for text in texts for row in text.split("\n"))
    return read_lines(list(every), shipped.characters)


def test_no_shipped_phrase_is_missing(shipped: Rulebook, lines: LinesOf) -> None:
    ruleset = RuleSet(shipped)
    assert proposed_phrases(lines, ruleset) == searched_phrases(lines, ruleset)


def test_no_shipped_pattern_is_missing(shipped: Rulebook, lines: LinesOf) -> None:
    ruleset = RuleSet(shipped)
    # Of the title only what matches without it: each line is a document here.
    proposed = {pair for pair in proposed_patterns(lines, ruleset) if TITLE_MARK not in pair[1]}
    assert proposed == {pair for pair in searched_patterns(lines, ruleset) if TITLE_MARK not in pair[1]}


def test_no_shipped_span_is_missing(shipped: Rulebook, lines: LinesOf) -> None:
    assert missing_spans(lines, RuleSet(shipped)) == set()


def test_few_shipped_patterns_are_asked_of_every_line(shipped: Rulebook) -> None:
    found = [some.patterns[number] for some in shipped.packs for number in some.index.open_patterns.tolist()]
    assert found[20:] == []


TEMPLATE = rulebook("pattern = 'x'")
COMMON = frozenset(["more", "x"])


def rules_of(*matchers: Matcher) -> RuleSet:
    """Make a rule set of rules that differ in what they match, without reading a file."""
    (packs,) = TEMPLATE.packs
    rules = tuple(msgspec.structs.replace(packs.rules[0], matcher=matcher) for matcher in matchers)
    index, patterns, literals = build_index(rules, COMMON)
    made = replace(packs, rules=rules, index=index, patterns=patterns, literals=literals, codes=())
    return RuleSet(replace(TEMPLATE, packs=(made,)))


UNITS = [
    *(
        "read",
        "more",
        "Read",
        "ad",
        "ads",
        "x",
        "5",
        "12",
        "2.",
        "(3)",
        "4)",
        "•",
        "-",
        "|",
        ":",
        "…",
        "'",
        "’",
    ),
    *(
        "é",
        "e\u0301",
        "ı",
        "İ",
        "I",
        "ß",
        "ſ",
        "K",
        "Σ",
        "ς",
        "ﬁ",
        "ＰＲ",
        "５",
        "½",
        "²",
        "№",
        "™",
        "©",
        "°C",
        "℃",
    ),
    *(
        "続",
        "きを",
        "広告",
        "ー",
        "ข่าว",
        "๑",
        "और",
        "पढ़ें",
        "뉴스",
        "ﾆｭｰｽ",
        "𐐨",
        "𐐀",
        "𠮷",
        "𑁦",
        "😀",
        "1️⃣",
        "٣",
    ),
    *("*", "_", "`", "#", "[", "](/a)", "[ad](/b)", "(https://a.example/)", "www.a.example", "\\", "//"),
    *(" ", " ", "  ", "\t", "\xa0", "\u2003", "\u3000", "\u2028", "\x0c", "\x1f", "\u200b", "\xad", "\ufeff"),
]
TEXTS = st.lists(st.sampled_from(UNITS), min_size=1, max_size=7).map("".join)
PATIENT = settings(deadline=None, max_examples=300)


@PATIENT
@given(st.lists(TEXTS, min_size=1, max_size=4), st.lists(TEXTS, min_size=1, max_size=6))
def test_no_phrase_is_missing(phrases: list[str], texts: list[str]) -> None:
    phrases = [phrase for phrase in phrases if fold(phrase)]
    ruleset = rules_of(
        Lines(phrases=tuple(map(fold, phrases)), chain=True),
        Starts(phrases=tuple(map(fold_start, phrases))),
        Contains(phrases=tuple(map(half_fold, phrases))),
    )
    rows = [*texts, *phrases, *(f"{text}{phrase} {text}" for text in texts for phrase in phrases)]
    lines = read_lines(rows, TEMPLATE.characters)
    assert proposed_phrases(lines, ruleset) == searched_phrases(lines, ruleset)


Pair = tuple[str, str]
"""A pattern, and a text that it may match."""
PARTS = st.sampled_from(
    [
        *((regex.escape(unit), unit) for unit in UNITS if half_fold(unit) == unit.strip()),
        *(
            (r"\d+", "12"),
            ("[0-9]", "5"),
            (r"\d", "٣"),
            ("[a-k]", "B"),
            ("[^a]", "σ"),
            (".", "x"),
            (".+", "x y"),
        ),
        *(
            (r"\w+", "été"),
            (r"\w", "続"),
            (r"\W", "•"),
            (r"\W", "😀"),
            (r"\s", " "),
            (" ?", ""),
            (" +", "  "),
        ),
        *(
            (r"[•:|-]", "•"),
            ("[ıi]", "i"),
            ("[éa]", "É"),
            ("[“”]", "“"),
            (r"\b", ""),
            ("(?=.)", ""),
            ("(?!z)", ""),
        ),
        *((r"\p{L}", "q"), (r"\p{L}+", "ab"), (r"[\p{L}\d]", "7"), (r"\P{L}", "-"), ("(?<!z)", ""), ("", "")),
        *(("I", "ı"), ("İ", "i"), ("ſ", "S"), ("K", "k"), ("ß", "ẞ"), ("É", "é"), ("Σ", "ς"), ("x++", "xx")),
        *(
            (" ", " "),
            (" ", " "),
            ("more", "more"),
            ("read", "READ"),
            (r"\.", "."),
            ("(?>ad)", "ad"),
            ("(?:)", ""),
        ),
    ]
)
REPEATS = st.sampled_from(
    [("?", 0), ("?", 1), ("*", 2), ("+", 1), ("{2}", 2), ("{,3}", 3), ("{2,}", 3), ("+?", 2)]
)


def one_of(pairs: list[Pair]) -> Pair:
    return f"(?:{'|'.join(source for source, _ in pairs)})", pairs[-1][1]


def repeated(pair: Pair, repeat: tuple[str, int]) -> Pair:
    return f"(?:{pair[0]}){repeat[0]}", pair[1] * repeat[1]


def in_a_row(pairs: list[Pair]) -> Pair:
    return "".join(source for source, _ in pairs), "".join(text for _, text in pairs)


PAIRS = st.recursive(
    PARTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=5).map(in_a_row),
        st.lists(inner, min_size=2, max_size=4).map(one_of),
        st.builds(repeated, inner, REPEATS),
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=700)
@given(PAIRS)
def test_a_pattern_is_proposed_for_a_text_made_for_it(pair: Pair) -> None:
    source, text = pair
    pattern = regex.compile(source, FLAGS)
    lines = read_lines([text], TEMPLATE.characters)
    if not len(lines) or pattern.fullmatch("", timeout=5) or not pattern.fullmatch(lines.half(0), timeout=5):
        return
    assert propose_all(lines, rules_of(Pattern(source=source)).indexes)[1].what.tolist() == [0]


@settings(deadline=None, max_examples=700)
@given(PAIRS, TEXTS, TEXTS)
def test_a_span_is_looked_for_in_a_text_made_for_it(pair: Pair, before: str, after: str) -> None:
    source, text = pair
    lines = read_lines([f"{before}{text}{after}"], TEMPLATE.characters)
    assert missing_spans(lines, rules_of(Span(source=source))) == set()


@pytest.mark.parametrize(
    ("line", "source"),
    [
        pytest.param("page 𑁦", r"page \d+", id="digits beyond the basic plane"),
        pytest.param("𐐨bc x", "𐐨bc .+", id="letters beyond it"),
        pytest.param("𠮷野家 x", "𠮷野家 .+", id="Chinese beyond it"),
        pytest.param("x ๑ y", r"x \d+ y", id="Thai digits"),
        pytest.param("ılan x", "ILAN .+", id="I matches ı"),
        pytest.param("axvert now", r"(?:advert){e<=1} now", id="fuzzy"),
        pytest.param("xad now", "[[:alpha:]]ad now", id="class by its name"),
        pytest.param("éad now", r"(?a)\Wad now", id="flag: ASCII"),
        pytest.param("more: x", "(?r)more: .+", id="flag: backwards"),
        pytest.param("a1b now", r"a(?:\d|x)b now", id="a digit within a word"),
        pytest.param("2nd page", "[0-9]nd page", id="a digit before letters"),
        pytest.param("x.com now", "[a-z.]+com now", id="what may be a letter before a word"),
        pytest.param("© 2020 x", "© .+", id="sign"),
        pytest.param("© x", "[©®] ?.+", id="one of some signs"),
        pytest.param("(c) x", r"(?:©|\(c\)) x.*", id="sign or word"),
        pytest.param("***", r"\*{3}", id="nothing but symbols"),
        pytest.param("• more", "(?:[•*-] )?more", id="bullet"),
        pytest.param("a a a", "(?:a ?){3}", id="repeat"),
        pytest.param("aaa", "(?:a ?){3}", id="repeat without spaces"),
        pytest.param("sign up", "s(?:ign up|ubscribe)", id="what branches begin with"),
        pytest.param("unsubscribe", "(?:un)?subscribe", id="prefix"),
        pytest.param("comments", "comments?", id="suffix"),
        pytest.param("read more »", r"read(?: more)?\W*", id="what may be missing"),
        pytest.param("x" * 40 + " more", r"\w+ more", id="any word before"),
    ],
)
def test_what_a_pattern_matches_is_proposed(line: str, source: str) -> None:
    ruleset = rules_of(Pattern(source=source))
    lines = read_lines([line], TEMPLATE.characters)
    assert regex.compile(source, FLAGS).fullmatch(lines.half(0))
    assert propose_all(lines, ruleset.indexes)[1].what.tolist() == [0]


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        pytest.param("read more", [0, 1, 2], id="all three"),
        pytest.param("2. Read more", [0, 1, 2], id="behind a number"),
        pytest.param("read more now", [1, 2], id="not the whole line"),
        pytest.param("now read more", [2], id="not its start"),
        pytest.param("read\nmore", [], id="not across lines"),
        pytest.param("reads more", [], id="no part of a word"),
    ],
)
def test_phrases_that_are_proposed(text: str, proposed: list[int]) -> None:
    book = rulebook(
        'lines = ["read more"]',
        'starts = ["read more"]\nmax_words = 9',
        'contains = ["read more"]\nmax_words = 9',
    )
    assert (
        propose_all(read_lines([text], book.characters), RuleSet(book).indexes)[0].what.tolist() == proposed
    )


def test_kinds_of_matchers_are_told_apart() -> None:
    """A phrase of one rule may be the start of another's."""
    book = rulebook('lines = ["ad", "x y"]', 'starts = ["ad"]\nmax_words = 9')
    assert [type(rule.matcher) for rule in book.rules] == [Lines, Starts]
    lines = read_lines(["ad", "ad x", "x y", "x"], book.characters)
    pairs, _ = propose_all(lines, RuleSet(book).indexes)
    assert list(zip(pairs.line.tolist(), pairs.what.tolist(), strict=True)) == [
        (0, 0),
        (0, 2),
        (1, 2),
        (2, 1),
    ]


def test_a_number_of_a_list_may_be_followed_by_any_white_space() -> None:
    book = rulebook('lines = ["read more"]')
    lines = read_lines(
        [f"2.{space}Read more" for space in (" ", "  ", "\t", "\xa0", "\u3000", "\x0c")], book.characters
    )
    assert propose_all(lines, RuleSet(book).indexes)[0].line.tolist() == [0, 1, 2, 3, 4, 5]


def test_packs_are_numbered_in_one_row() -> None:
    """What is asked of one file's rules is asked of those of another, too, by the numbers of both."""
    first, second = (
        rulebook('lines = ["ad"]', "pattern = 'x+ y'"),
        rulebook("pattern = 'x+ z'", 'lines = ["tip", "ad"]'),
    )
    ruleset = RuleSet(make_rulebook([*first.packs, *second.packs], first.characters))
    lines = read_lines(["ad", "tip", "x y", "x z"], first.characters)
    phrases, patterns = propose_all(lines, ruleset.indexes)
    assert phrases.line.tolist() == [0, 0, 1]
    assert ruleset.phrases(phrases.what) == ["ad", "ad", "tip"]
    asked = [
        (line, ruleset.patterns.sources[number]) for line, number in zip(*map(list, patterns), strict=True)
    ]
    assert asked == [(2, "x+ y"), (3, "x+ z")]
    assert ruleset.matcher_rule.tolist() == [0, 1, 2, 3]
