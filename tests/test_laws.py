"""The laws of DESIGN §2, as far as rules go: on small rulebooks and documents, and on those that are shipped.

They hold for the decision before the guard.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.engine.cleaner import Cleaner, Examined, matching_rules
from cleaner.engine.decide import STAYS
from cleaner.engine.render import restore
from cleaner.model import LEVELS, Document, Level, Result
from cleaner.rulebook.assemble import assemble, build_rules
from cleaner.rulebook.build_index import build_index
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rule import Block, Region, Rule, Span
from cleaner.rulebook.rulebook import Rulebook, make_rulebook, with_drop_lines, without
from cleaner.text.decode import decode
from cleaner.text.make_tables import make_tables

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = sorted((ROOT / "fixtures").glob("*/*/input.txt"))
PAGES = ROOT.parent / "shared" / "bench" / "pages"
TEXT = read_rule_file("rules/text.toml", (shipped_folder() / "text.toml").read_bytes(), shipped=True)
EMPTY = assemble([TEXT])
TABLES = make_tables()
PROSE = (
    "The ferry sailed at dawn with forty people on board and nobody was late.",
    "Its captain had seen the harbour wall on every morning of her long life.",
)
MATCHERS = (
    'lines = ["ad", "more"]',
    'lines = ["one", "two"]\nchain = true',
    'starts = ["by", "the ferry"]\nmax_words = 20',
    'contains = ["more", "two"]\nmax_words = 5',
    "pattern = 'x+|on {title}|.+late\\.'",
    "pattern = '[a-z]{2}'",
)
OTHERS = (
    "block = ['\\d+', 'one|ad', '?', '.+day', '*']",
    "block = ['.{1,6}', 'x']\ntimes = 2",
    "span = '\\s*\\[\\w*\\]'",
    "span = 'x|one'",
)
REGIONS = (
    "below = {}",
    'below = { while = "anything", until = ["two"], budget = 0.4 }',
    'below = { max_lines = 2, anchor = "stays" }',
    'above = { while = "anything", budget = 0.4 }',
    'above = { until = ["one"], anchor = "stays" }',
)
WHERES = (
    'zone = ["head", "tail"]',
    'zone = "body"',
    "isolated = true",
    "near_prose = 2",
    "min_words = 2",
    "after = { lines = ['ad', 'x'], within = 2 }",
    "after = { pattern = '\\d+', within = 1 }",
)
LEVEL_KEYS = tuple(f'level = "{level}"' for level in LEVELS)


def make_rule(*keys: str) -> Rule:
    """Make a rule of the keys of a rule file."""
    pack = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n'
    file = read_rule_file("p.toml", "\n".join([pack, '[[rule]]\nid = "r"\nwhy = "w"', *keys, ""]).encode())
    (rule,) = build_rules(file, {})
    return rule


def optional(values: Sequence[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(["", "", *values])


RULES = st.one_of(
    st.builds(
        make_rule, st.sampled_from(MATCHERS), optional(REGIONS), optional(WHERES), st.sampled_from(LEVEL_KEYS)
    ),
    st.builds(make_rule, st.sampled_from(OTHERS), optional(WHERES), st.sampled_from(LEVEL_KEYS)),
    st.builds(make_rule, st.sampled_from((*MATCHERS, *OTHERS[:2])), optional(WHERES), st.just("keep = true")),
)
LINES = st.sampled_from(
    [
        *(
            "Ad",
            "- More -",
            "one",
            "two",
            "one | two",
            "By Ann",
            "x",
            "xx [ad]",
            "[ad]",
            "12",
            "Monday",
            "On Ad",
        ),
        *("", "", " ", *PROSE, "ab", "x one two", "\u200b", "***", "2. Ad", "[More](/a)"),
    ]
)
SHORT = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r"])), max_size=16).map(
    lambda rows: "".join(line + end for line, end in rows)
)
LONG = st.lists(LINES, min_size=1, max_size=6).map(
    lambda rows: "a\n" + "".join(f"{row}. " for row in rows) * 120 + "\nb"
)
DOCUMENTS = st.lists(
    st.one_of(SHORT, SHORT, LONG).map(lambda text: Document(text=text)), min_size=1, max_size=3
)
PATIENT = settings(deadline=None, max_examples=60)


def book_of(rules: Sequence[Rule]) -> Rulebook:
    """Make a rulebook of rules that have ids of their own."""
    index, patterns, literals = build_index(rules, frozenset())
    packs = replace(EMPTY, rules=tuple(rules), index=index, patterns=patterns, literals=literals)
    return make_rulebook([packs], TABLES)


def named(rules: Sequence[Rule]) -> list[Rule]:
    """Give rules ids: p.a, p.b ..."""
    return [msgspec.structs.replace(rule, id=f"p.{chr(ord('a') + at)}") for at, rule in enumerate(rules)]


def examined(book: Rulebook, documents: Sequence[Document], level: Level) -> Examined:
    return Cleaner(book, level=level, score=None, min_words=0, min_share=0.0).examine(documents)


def fates(found: Examined, rules: Sequence[Rule]) -> list[tuple[str | None, list[tuple[int, int, str]]]]:
    """Return of each line the id of the rule that it falls by, and what is cut from it."""
    return [
        (
            None if taker == STAYS else rules[taker].id,
            [(start, end, rules[rule].id) for start, end, rule in found.decision.cuts.get(at, ())],
        )
        for at, taker in enumerate(found.decision.fallen.tolist())
    ]


def matched(found: Examined, rules: Sequence[Rule], rule_id: str) -> set[int]:
    """Return the lines that a rule matches."""
    return {
        at for at, numbers in enumerate(matching_rules(found)) if any(rules[n].id == rule_id for n in numbers)
    }


def assert_local(old: Rulebook, new: Rulebook, changed: str, documents: Sequence[Document]) -> None:
    """Hold that lines which `changed` matches neither in `old` nor in `new` have the same fate."""
    for level in LEVELS:
        before, after = examined(old, documents, level), examined(new, documents, level)
        touched = (
            matched(before, old.all_rules, changed) if changed in {rule.id for rule in old.rules} else set()
        )
        touched |= (
            matched(after, new.all_rules, changed) if changed in {rule.id for rule in new.rules} else set()
        )
        pairs = zip(fates(before, old.all_rules), fates(after, new.all_rules), strict=True)
        moved = {at for at, (one, other) in enumerate(pairs) if one != other}
        assert moved <= touched, [before.lines.raw(at) for at in sorted(moved - touched)]


@PATIENT
@given(st.lists(RULES, max_size=5), RULES, DOCUMENTS)
def test_adding_a_rule_changes_only_lines_that_it_matches(
    others: list[Rule], rule: Rule, documents: list[Document]
) -> None:
    rules = named([*others, rule])
    assert_local(book_of(rules[:-1]), book_of(rules), rules[-1].id, documents)


@PATIENT
@given(st.lists(RULES, min_size=1, max_size=5), RULES, st.integers(0, 4), DOCUMENTS)
def test_editing_a_rule_changes_only_lines_that_either_form_matches(
    rules: list[Rule], rule: Rule, at: int, documents: list[Document]
) -> None:
    before = named(rules)
    place = at % len(rules)
    # A later file's rule takes the place of an earlier one, at the end.
    after = [*before[:place], *before[place + 1 :], msgspec.structs.replace(rule, id=before[place].id)]
    assert_local(book_of(before), book_of(after), before[place].id, documents)


@PATIENT
@given(st.lists(RULES, min_size=1, max_size=5), st.integers(0, 4), DOCUMENTS)
def test_disabling_a_rule_changes_only_lines_that_it_matched(
    rules: list[Rule], at: int, documents: list[Document]
) -> None:
    book = book_of(named(rules))
    rule_id = book.all_rules[at % len(rules)].id
    assert_local(book, without(book, [rule_id]), rule_id, documents)


@PATIENT
@given(st.lists(RULES, max_size=5), st.sampled_from(["Ad", "Monday", "x one two"]), DOCUMENTS)
def test_a_line_to_drop_changes_no_other(rules: list[Rule], line: str, documents: list[Document]) -> None:
    book = book_of(named(rules))
    assert_local(book, with_drop_lines(book, [line]), "command-line.drop-line", documents)


def gone(found: Examined) -> set[tuple[int, int]]:
    """Return the characters that fall, each by its line and its place there."""
    cuts = found.decision.cuts
    return {
        (at, char)
        for at, taker in enumerate(found.decision.fallen.tolist())
        for start, end in (
            [(start, end) for start, end, _ in cuts.get(at, ())]
            if taker == STAYS
            else [(0, len(found.lines.raw(at)))]
        )
        for char in range(start, end)
    }


@PATIENT
@given(st.lists(RULES, min_size=1, max_size=6), DOCUMENTS)
def test_levels_nest(rules: list[Rule], documents: list[Document]) -> None:
    book = book_of(named(rules))
    safe, normal, strict = (gone(examined(book, documents, level)) for level in LEVELS)
    assert safe <= normal <= strict


def assert_nothing_is_invented(text: str, result: Result, rules: Sequence[Rule]) -> None:
    """Hold that the output is the input minus what is logged: whole lines, but for spans and pieces."""
    data = text.encode("utf-8", "surrogatepass")
    parts, at = [], 0
    for removal in result.removals:
        assert at <= removal.start < removal.end
        assert data[removal.start : removal.end] == removal.text.encode("utf-8", "surrogatepass")
        parts.append(data[at : removal.start])
        at = removal.end
    assert b"".join([*parts, data[at:]]) == result.text.encode("utf-8", "surrogatepass")
    assert restore(result.text, result.removals) == text
    spans = {rule.id for rule in rules if isinstance(rule.matcher, Span)}
    if max(map(len, text.replace("\r", "\n").split("\n"))) > 2_000:
        return  # lines in pieces
    for removal in result.removals:
        if removal.rule not in spans:
            for edge in (removal.start, removal.end):
                assert edge in (0, len(data)) or data[edge - 1 : edge] in (b"\n", b"\r")
                assert data[edge - 1 : edge + 1] != b"\r\n"


@PATIENT
@given(st.lists(RULES, min_size=1, max_size=6), DOCUMENTS, st.sampled_from(LEVELS), st.sampled_from([0, 25]))
def test_nothing_is_invented(rules: list[Rule], documents: list[Document], level: Level, words: int) -> None:
    book = book_of(named(rules))
    maker = Cleaner(book, level=level, score=None, min_words=words)
    for document in documents:
        assert_nothing_is_invented(document.text, maker.clean(document.text), book.rules)


def in_a_batch(maker: Cleaner, documents: Sequence[Document]) -> list[Result]:
    """Clean documents as one batch."""
    maker._seen = 1 << 40  # no document alone
    return [one for one in maker.clean_many(documents) if isinstance(one, Result)]


@PATIENT
@given(st.lists(RULES, min_size=1, max_size=6), DOCUMENTS, st.permutations(range(3)))
def test_a_document_means_the_same_anywhere(
    rules: list[Rule], documents: list[Document], order: list[int]
) -> None:
    maker = Cleaner(book_of(named(rules)), level="strict", score=None, min_words=0)
    alone = [maker.clean(document.text) for document in documents]
    places = [at for at in order if at < len(documents)]
    assert in_a_batch(maker, [documents[at] for at in places]) == [alone[at] for at in places]


@pytest.fixture(scope="module")
def shipped() -> Rulebook:
    return load_rules()


def pages(one_of: int) -> Iterator[str]:
    for path in sorted(PAGES.glob("*.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in islice(lines, 11, None, one_of))


@pytest.fixture(scope="module", params=["fixtures", "pages"])
def documents(request: pytest.FixtureRequest) -> list[Document]:
    if request.param == "fixtures":
        return [Document(text=decode(path.read_bytes())[0]) for path in FIXTURES]
    found = [Document(text=text) for text in pages(400)]
    if not found:
        pytest.skip(f"the pages to measure on are not at {PAGES}")
    return found


SAMPLE = 8
"""Rules of each kind that are switched off."""


def kind_of(rule: Rule) -> str:
    if isinstance(rule.matcher, Span | Block):
        return type(rule.matcher).__name__
    return "keep" if rule.keep else "region" if isinstance(rule.region, Region) else "line"


@pytest.mark.parametrize("kind", ["line", "region", "Block", "Span", "keep"])
def test_shipped_rules_are_local(kind: str, shipped: Rulebook, documents: list[Document]) -> None:
    """Of rules that match something: others change nothing, or the index would be wrong."""
    found = {level: examined(shipped, documents, level) for level in LEVELS}
    matching = matching_rules(found["strict"])
    live = sorted({rule for rules in matching for rule in rules if kind_of(shipped.all_rules[rule]) == kind})
    for rule in Random(1).sample(live, min(SAMPLE, len(live))):
        rule_id = shipped.all_rules[rule].id
        touched = {at for at, rules in enumerate(matching) if rule in rules}
        for level in LEVELS[1:]:
            before = fates(found[level], shipped.all_rules)
            after = fates(examined(without(shipped, [rule_id]), documents, level), shipped.all_rules)
            moved = {at for at, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]}
            assert moved <= touched, rule_id


def test_levels_of_shipped_rules_nest(shipped: Rulebook, documents: list[Document]) -> None:
    safe, normal, strict = (gone(examined(shipped, documents, level)) for level in LEVELS)
    assert safe <= normal <= strict
    assert len(safe) < len(normal) < len(strict)


@pytest.mark.parametrize("level", LEVELS)
def test_shipped_rules_invent_nothing(level: Level, shipped: Rulebook, documents: list[Document]) -> None:
    maker = Cleaner(shipped, score=None, level=level)
    for document in documents:
        assert_nothing_is_invented(document.text, maker.clean(document.text), shipped.rules)


@pytest.mark.parametrize("level", LEVELS)
def test_shipped_rules_mean_the_same_anywhere(
    level: Level, shipped: Rulebook, documents: list[Document]
) -> None:
    maker = Cleaner(shipped, score=None, level=level)
    alone = [maker.clean(document.text) for document in documents]
    shuffled = Random(2).sample(range(len(documents)), len(documents))
    together = in_a_batch(maker, [documents[at] for at in shuffled])
    assert [at for at, result in zip(shuffled, together, strict=True) if result != alone[at]] == []
