"""A document is cleaned alone as it is in any batch; what runs for ever fails its document only."""

import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import PROSE, cleaner, document, rulebook

from cleaner.engine import cleaner as engine
from cleaner.engine import shipped
from cleaner.engine.batches import batches, size_of
from cleaner.engine.cleaner import Cleaner, matching_rules
from cleaner.engine.decide import STAYS
from cleaner.engine.render import restore
from cleaner.engine.shipped import clean
from cleaner.errors import InputError, MatchTimeoutError
from cleaner.model import LEVELS, Document, Result
from cleaner.rulebook.rulebook import with_drop_lines, without

RULES = (
    'lines = ["ad", "more"]\nlevel = "safe"',
    'lines = ["one", "two"]\nchain = true\nbelow = { max_lines = 3 }',
    'starts = ["by "]\nmax_words = 4\nlevel = "strict"\ncategory = "credits"',
    'contains = ["more"]\nmax_words = 5\nabove = { while = "anything", anchor = "stays", budget = 0.3 }',
    "pattern = 'x+|on {title}'\nlevel = \"strict\"",
    "block = ['\\d+', 'one', '?', '.+day', '*']",
    'block = [\'.{1,12}\', \'.{1,3}\']\ntimes = 2\nlevel = "strict"\nzone = ["head", "tail"]',
    "span = '\\s*\\[\\w*\\]'",
    "pattern = 'by ann|four'\nkeep = true",
    "pattern = '\\pL+ advert'\nisolated = true",
    'lines = ["x", "12"]\nafter = { lines = ["one"], within = 2 }',
    'lines = ["monday"]\nsite = ["*.example"]',
    'contains = ["gulls", "bell"]\nmax_words = 60\nlanguage = "en"',
    'lines = ["xx"]\nnear_prose = 1\nlanguage = "de"',
)
BOOK = rulebook(*RULES)
WORDS = [
    "Ad",
    "- More -",
    "one",
    "two",
    "one | two",
    "By Ann",
    "By Bob Field",
    "x",
    "xx",
    "xx [ad]",
    "[ad]",
    "12",
]
ODD = [
    *(
        "Monday",
        "On one",
        "tea (hot)",
        "設定を変更",
        "ข่าว ๑",
        "_low_",
        "Great advert",
        "a\x0bb",
        "“One”…",
        "four",
    ),
    *(
        "* [Ad](https://gull.example/)",
        "`more`",
        "www.gull.example",
        "\u2028one\u2028",
        "\ufeffAd\u200b",
        "😀",
        "e\u0301",
    ),
    *(
        "x" * 1001,
        "Long. More. " * 200,
        "word " * 2100,
        "\ud800 lone",
        "a\0b",
        "ＭＯＲＥ",
        "2. Ad",
        "HER KAPI İ",
        " " * 2100,
    ),
]
LINES = st.one_of(
    st.sampled_from([*WORDS, *PROSE.values(), "", "", "  ", "\t"]), st.sampled_from(ODD), st.text(max_size=8)
)
BREAKS = st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r", "\x0c", "\u2028", ". "])
TEXTS = st.one_of(
    st.text(),
    st.lists(st.tuples(LINES, BREAKS), max_size=25).map(lambda rows: "".join(a + b for a, b in rows)),
    st.lists(LINES, max_size=20).map("\r\n".join),
    st.text(alphabet="ad. x\n\u2029", max_size=60).map(lambda text: text * 80),
)
DOCUMENTS = st.lists(
    st.builds(
        Document,
        text=TEXTS,
        url=st.sampled_from([None, "https://www.gull.example/a"]),
        language=st.sampled_from([None, "en", "de", "xx"]),
    ),
    max_size=6,
)
MAKERS = [
    *(Cleaner(BOOK, level=level, score=None, min_words=0, min_share=0.0) for level in LEVELS),
    Cleaner(BOOK, score=None, level="strict"),
    Cleaner(BOOK, level="strict", tidy=True, score=None, min_words=0),
    Cleaner(BOOK, level="strict", links="text", tidy=True, score=None, min_words=0),
    Cleaner(BOOK, level="normal", keep={"ads"}, language="en", score=None, min_words=0),
    Cleaner(without(with_drop_lines(BOOK, ["Four", "x 1"]), ["p.a", "p.h"]), score=None, min_words=0),
]
PATIENT = settings(deadline=None, max_examples=100)


def each(maker: Cleaner, documents: Sequence[Document]) -> list[Result]:
    return [maker.clean(one.text, url=one.url, language=one.language) for one in documents]


@PATIENT
@given(DOCUMENTS, st.sampled_from(MAKERS), st.sampled_from([1, 300, 1 << 20]))
def test_many_are_cleaned_as_each_alone(documents: list[Document], maker: Cleaner, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "WORTH_IT", 0)
        patch.setattr("cleaner.engine.batches.BATCH", size)
        assert list(maker.clean_many(documents)) == each(maker, documents)


@PATIENT
@given(DOCUMENTS, st.sampled_from(MAKERS))
def test_a_batch_is_examined_as_each_alone(documents: list[Document], maker: Cleaner) -> None:
    found = maker.examine(documents)
    together = matching_rules(found)
    for at, one in enumerate(documents):
        alone = maker.examine([one])
        rows = slice(int(found.lines.first_line[at]), int(found.lines.past_line[at]))
        assert together[rows] == matching_rules(alone)
        assert found.prose.zone[rows].tolist() == alone.prose.zone.tolist()
        assert found.prose.near[rows].tolist() == alone.prose.near.tolist()
        assert found.decision.fallen[rows].tolist() == alone.decision.fallen.tolist()


@PATIENT
@given(TEXTS, st.sampled_from(MAKERS))
def test_restore_undoes_clean(text: str, maker: Cleaner) -> None:
    result = maker.clean(text)
    assert restore(result.text, result.removals) == text
    starts = [removal.start for removal in result.removals]
    assert starts == sorted(starts)
    assert all(removal.start < removal.end for removal in result.removals)


@PATIENT
@given(TEXTS, st.sampled_from(MAKERS))
def test_explain_agrees_with_clean(text: str, maker: Cleaner) -> None:
    result = maker.clean(text)
    if result.guarded:
        return
    fallen = {verdict.line for verdict in maker.explain(text) if not verdict.kept}
    assert fallen <= {removal.line for removal in result.removals}
    names = {removal.rule for removal in result.removals}
    assert {verdict.rule for verdict in maker.explain(text) if not verdict.kept} >= names - {
        "tidy",
        "links",
        "p.h",
    }


@settings(deadline=None, max_examples=20)
@given(TEXTS)
def test_a_cleaner_that_was_pickled_does_the_same(text: str) -> None:
    for maker in MAKERS:
        assert pickle.loads(pickle.dumps(maker)).clean(text) == maker.clean(text)


@pytest.mark.parametrize(
    "text", ["", "\n", "\ufeff", "\ud800 lone", "a\0b", " ", "\r", "\u2028", "\ue000", "\uffff"]
)
def test_odd_texts(text: str) -> None:
    for maker in MAKERS:
        result = maker.clean(text)
        assert restore(result.text, result.removals) == text


def test_a_result_can_be_pickled() -> None:
    result = MAKERS[1].clean("Ad\nTea é.\n\nMore\n")
    assert pickle.loads(pickle.dumps(result)) == result


def test_no_documents() -> None:
    assert list(MAKERS[0].clean_many([])) == []
    assert len(MAKERS[0].examine([]).lines) == 0


class NAType:
    """What pandas has in the place of a missing text, by its name."""


@pytest.mark.parametrize("missing", [None, float("nan"), NAType()])
def test_what_is_missing_stays_missing(missing: None) -> None:
    maker, texts = MAKERS[0], [document("P / Ad"), missing, Document(text=document("Q / Ad")), missing]
    left = maker.clean_texts(texts)
    assert left == [maker.clean(document("P / Ad")).text, None, maker.clean(document("Q / Ad")).text, None]
    maker._seen = 1 << 30  # from here on, many at a time
    assert maker.clean_texts(texts) == left
    assert [result and result.text for result in maker.clean_many(texts)] == left  # type: ignore[union-attr]
    assert maker.clean_texts([missing]) == [None]


def test_a_rulebook_may_have_no_rules_and_a_text_no_lines() -> None:
    texts = [document("P / Ad / Q"), "", " \n\n", "Ad  \n\n\n"]
    for rules in ((), ('lines = ["ad"]',)):
        maker = cleaner(*rules, tidy=True)
        documents = [Document(text=text) for text in texts]
        assert maker._clean_batch(documents) == [maker.clean(text) for text in texts]


def test_results_come_in_order_and_a_trouble_of_the_source_comes_after_what_was_read() -> None:
    def documents() -> Iterator[Document]:
        for letter in PROSE:
            yield Document(text=document(f"{letter} / Ad"))
        raise InputError("the disk is gone")

    results = MAKERS[0].clean_many(documents())
    assert [next(results) for _ in PROSE] == [MAKERS[0].clean(document(f"{letter} / Ad")) for letter in PROSE]
    with pytest.raises(InputError, match="the disk is gone"):
        next(results)


@pytest.mark.parametrize(
    ("sizes", "alone", "batch", "found"),
    [
        pytest.param([], 0, 10, [], id="none"),
        pytest.param([3, 3, 3], 0, 8, [2, 1], id="full with the second"),
        pytest.param([3, 3, 3], 0, 9, [3], id="not yet"),
        pytest.param([50, 3, 3], 0, 8, [1, 2], id="a large one"),
        pytest.param([3, 3, 3], 5, 100, [1, 1, 1], id="the first on their own"),
        pytest.param([3, 3, 3, 3], 4, 100, [1, 3], id="then together"),
        pytest.param([0] * 9, 0, 4, [4, 4, 1], id="empty ones take their time, too"),
    ],
)
def test_batches(
    sizes: list[int], alone: int, batch: int, found: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.engine.batches.BATCH", batch)
    documents = [Document(text="x" * size) for size in sizes]
    cut = list(batches(documents, alone))
    assert [len(some) for some in cut] == found
    assert [one for some in cut for one in some] == documents
    assert sum(map(size_of, documents)) == sum(sizes) + len(sizes)


def test_threads_may_share_a_cleaner() -> None:
    documents = [
        Document(text=document(f"Ad / {letter} / x"), url=f"a{n}.example")
        for n in range(100)
        for letter in "PQ"
    ]
    maker = Cleaner(BOOK, score=None, min_words=0)
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(each, repeat(maker), [[one] for one in documents]))
    assert results == [[one] for one in each(MAKERS[1], documents)]


SLOW = "(?:x|xx)+(?:b|c)"


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        pytest.param([f"pattern = '{SLOW}'"], "p.b", id="pattern"),
        pytest.param([f"span = '{SLOW}'"], "p.b", id="span"),
        pytest.param([f"block = ['{SLOW}', 'a']"], "p.b", id="block"),
        pytest.param([f"lines = ['a']\nafter = {{ pattern = '{SLOW}', within = 1 }}"], "p.b", id="after"),
        pytest.param([f"pattern = '{SLOW}'", f"pattern = '{SLOW}'"], "p.b", id="the first of two"),
        pytest.param(
            [f"pattern = '{SLOW}'\nsite = ['x.org']", f"pattern = '{SLOW}'"],
            "p.c",
            id="the other one acts elsewhere",
        ),
        pytest.param(
            [f"pattern = '{SLOW}'\nmax_words = 1", f"pattern = '{SLOW}'"],
            "p.c",
            id="the line is too long for it",
        ),
    ],
)
def test_what_runs_for_ever_fails_its_document_only(
    rules: list[str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("patterns", "spans"):
        monkeypatch.setattr(f"cleaner.engine.{module}.TIMEOUT", 0.05)
    maker = cleaner('lines = ["ad"]', *rules)
    texts = ["Ad\nTea.\n", f"Ad\n\n{'x' * 200}! c\na\n", "Tea.\nAd\n"]
    maker._seen = 1 << 30  # none of them alone
    first, second, third = maker.clean_many(Document(text=text) for text in texts)
    assert isinstance(second, MatchTimeoutError)
    assert (second.rule, second.line) == (named, 3)
    assert [one.text for one in (first, third) if isinstance(one, Result)] == ["Tea.\n", "Tea.\n"]
    with pytest.raises(MatchTimeoutError, match=f'rule "{named}" ran out of time on line 3'):
        maker.clean(texts[1])
    with pytest.raises(MatchTimeoutError) as caught:
        maker.clean_texts(texts)
    assert caught.value.__notes__ == ["in the text at 1"]


def test_a_timeout_of_a_rule_that_is_switched_off_names_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.engine.patterns.TIMEOUT", 0.05)
    book = without(rulebook(f"pattern = '{SLOW}'", f"pattern = '{SLOW}'"), ["p.a"])
    with pytest.raises(MatchTimeoutError) as caught:
        Cleaner(book, score=None).clean("x" * 200 + "!c\n")
    assert caught.value.rule == "p.b"


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(f"pattern = '{SLOW}'", id="pattern"),
        pytest.param(f"span = '{SLOW}'", id="span"),
        pytest.param(f"block = ['{SLOW}', '+', 'a']", id="block"),
        pytest.param(f"lines = ['a']\nafter = {{ pattern = '{SLOW}', within = 1 }}", id="after"),
    ],
)
@pytest.mark.parametrize("off", ["disabled", "other language", "other site"])
def test_what_does_not_act_is_not_even_asked(rule: str, off: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message on a timeout says: switch the rule off."""
    for module in ("patterns", "spans"):
        monkeypatch.setattr(f"cleaner.engine.{module}.TIMEOUT", 0.05)
    book = rulebook(f'language = "de"\nsite = ["x.example"]\n{rule}')
    maker = Cleaner(without(book, ["p.a"] if off == "disabled" else []), score=None)
    asked = {"other language": ("x.example", "en"), "other site": ("y.example", "de")}
    url, language = asked.get(off, ("x.example", "de"))
    text = f"{'x' * 200}!c\na\n"
    assert maker.clean(text, url=url, language=language).text == text


def test_a_url_and_a_language_are_the_documents_own() -> None:
    texts = [
        Document(text="Monday\nGulls\n"),
        Document(text="Monday\nGulls\n", url="www.gull.example"),
        Document(text="Monday\nGulls\n", language="de"),
        Document(text="Monday\nGulls\n", url="www.gull.example", language="en"),
    ]
    found = [one.text for one in MAKERS[1]._clean_batch(texts) if isinstance(one, Result)]
    assert found == ["Monday\n", "", "Monday\nGulls\n", ""]


def test_more_sites_than_are_remembered() -> None:
    maker = Cleaner(BOOK, score=None, min_words=0)
    documents = [
        Document(text="Monday\n", url=f"a{n}.{top}") for n in range(200) for top in ("example", "org")
    ]
    found = [one.text for one in maker._clean_batch(documents) if isinstance(one, Result)]
    assert found == ["", "Monday\n"] * 200


def test_clean_takes_a_level_a_url_and_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_shipped", lambda: BOOK)
    shipped._made.cache_clear()
    try:
        assert clean("Ad\nx\nGulls\n").text == "x\n"
        assert clean("Ad\nx\nGulls\n", level="safe").text == "x\nGulls\n"
        assert clean("Ad\nx\nGulls\n", level="strict", language="de").text == "Gulls\n"
        assert clean("Monday\n", url="a.example").text == ""
    finally:
        shipped._made.cache_clear()


def test_examined_columns_speak_of_the_same_lines() -> None:
    found = MAKERS[2].examine([Document(text=document("Ad / P / xx [ad]")), Document(text="By Ann\n")])
    assert len(found.lines) == len(found.prose.zone) == len(found.decision.fallen) == 4
    assert [taker == STAYS for taker in found.decision.fallen.tolist()] == [False, True, True, True]
    assert found.decision.cuts == {2: [(2, 7, 7)]}
    assert found.decision.saved_by.tolist() == [STAYS, STAYS, STAYS, 8]
    assert matching_rules(found) == [{0}, set(), {7}, {2, 8}]
