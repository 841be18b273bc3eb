"""Cleaning many documents at once gives what cleaning each of them gives."""

import gzip
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from itertools import islice, repeat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import PROSE, document, rulebook
from test_properties import LINES, RULES, TEXTS

from cleaner.engine import cleaner as engine
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import InputError, MatchTimeoutError
from cleaner.model import LEVELS, Document, Level, Result
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rule import Rulebook

np = pytest.importorskip("numpy")
from cleaner.engine.bulk import many, scan  # noqa: E402
from cleaner.engine.bulk.match import BatchMatcher  # noqa: E402
from cleaner.engine.bulk.scan import make_scanner  # noqa: E402

PAGES = Path(__file__).resolve().parents[3] / "shared" / "bench" / "pages"
needs_pages = pytest.mark.skipif(not PAGES.is_dir(), reason=f"the pages to measure on are not at {PAGES}")
MORE_RULES = (
    *RULES,
    'contains = ["tea (", "é x", "設定", "_low"]\nmax_words = 30\nweight = 140',
    'contains = ["her kapı dar"]\nmax_words = 30',
    "pattern = '\\pL+ advert'",
    'pattern = \'(?=.*é)(?:[^\\W\\d_]|\\s|[.é-])+\'\nweight = 90\nzone = ["tail", "head"]',
    "pattern = '(?:\\p{Lu}\\w*|[a-cİ]{2,9}|[^a-z .]+)(?<!x) ?'\nlevel = \"strict\"",
    "pattern = '.{3,30}:|by .+'\nweight = 60\nmin_words = 2\nisolated = true",
    'lines = ["two"]\nweight = 70\npage = { hits = 2 }',
    'contains = ["gulls", "bell"]\nmax_words = 60\nweight = -80\nlanguage = "en"',
    "pattern = 'monday'\nsite = [\"*.example\"]",
    'lines = ["x"]\nafter = { rule = "a", lines = 2 }',
)
FRAGMENTS = st.one_of(
    LINES,
    st.sampled_from(
        [
            "tea (hot)",
            "xé x",
            "設定を変更",
            "_low_",
            "Déjà vu: voilà.",
            "ıİſK",
            "HER KAPI DAR",
            "her kapı dar.",
            "Great advert",
            "ABC",
            "a\x0bb",
            "* [Ad](https://gull.example/)",
            "`more`",
            "www.gull.example",
            "HTTPS://GULL.EXAMPLE/İ",
            "\u2028one\u2028",
            "“One”…",
            "three dots...",
            "x" * 1001,
            "Long. " * 400,
            "\ufeffAd\u200b",
            "12.5 % ! ? ; | / , ،",
        ]
    ),
)
DOCUMENTS = st.lists(
    st.builds(
        Document,
        text=st.one_of(TEXTS, st.lists(FRAGMENTS, max_size=30).map("\n".join)),
        url=st.sampled_from([None, "https://www.gull.example/a"]),
        language=st.sampled_from([None, "en", "de"]),
    ),
    max_size=6,
)
BOOK = rulebook(*MORE_RULES)


class Shelf:
    """Keeps what is put into it for as long as the tests run."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.kept[key] = data


SHELF = Shelf()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the documents are, they are cleaned as many."""
    monkeypatch.setattr(engine, "WORTH_IT", 0)
    monkeypatch.setattr(many, "PATIENCE", 0)


def each(maker: Cleaner, documents: Sequence[Document]) -> list[Result]:
    return [maker.clean(one.text, url=one.url, language=one.language) for one in documents]


def alone(maker: Cleaner, documents: Sequence[Document]) -> list[Result]:
    """Clean documents one by one, and in the way that takes nothing but one."""
    plain = copy(maker)
    plain._store = None
    results = each(plain, documents)
    assert plain._bulk is None
    return results


MAKERS = [
    *(Cleaner(BOOK, level=level, min_words=0, min_share=0.0, store=SHELF) for level in LEVELS),
    Cleaner(BOOK, level="strict", tidy=True, links="text", store=SHELF),
    Cleaner(BOOK, level="normal", keep={"ads"}, language="en", store=SHELF),
]


@settings(deadline=None, max_examples=150)
@given(DOCUMENTS, st.sampled_from(MAKERS), st.sampled_from([1, 300, 1 << 20]))
def test_many_are_cleaned_as_each_alone(documents: list[Document], maker: Cleaner, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "WORTH_IT", 0)
        patch.setattr(many, "PATIENCE", 0)
        patch.setattr("cleaner.engine.batches.BATCH", size)
        assert list(maker.clean_many(documents)) == alone(maker, documents)


@settings(deadline=None, max_examples=50)
@given(DOCUMENTS, st.sampled_from(MAKERS))
def test_with_a_store_one_is_cleaned_as_many_are(documents: list[Document], maker: Cleaner) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "WORTH_IT", 0)
        patch.setattr(engine, "SHORT", 20)
        patch.setattr(many, "PATIENCE", 0)
        assert each(maker, documents) == alone(maker, documents)
        assert maker._bulk or not any(len(one.text) >= 20 for one in documents)


@settings(deadline=None, max_examples=50)
@given(DOCUMENTS)
def test_without_hyperscan_the_same_comes_out(documents: list[Document]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "WORTH_IT", 0)
        patch.setattr(many, "PATIENCE", 1 << 60)
        maker = Cleaner(BOOK, level="normal", min_words=0)
        assert list(maker.clean_many(documents)) == alone(maker, documents)
        assert maker._bulk is None or maker._bulk._scanner is None


@pytest.mark.parametrize("line", ["HER KAPI DAR", "Great advert", "xé x", "tea (hot"])
def test_the_scan_only_proposes_what_it_cannot_tell(line: str) -> None:
    documents = [Document(text=f"{line}\nTea.\n")]
    assert list(MAKERS[2].clean_many(documents)) == alone(MAKERS[2], documents)


def test_large_documents_are_cleaned_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.engine.batches.LARGE", 50)
    seen: list[int] = []
    clean = many.Bulk.clean

    def watched(self: many.Bulk, documents: Sequence[Document]) -> Iterator[Result | MatchTimeoutError]:
        seen.extend(len(one.text) for one in documents)
        return clean(self, documents)

    monkeypatch.setattr(many.Bulk, "clean", watched)
    documents = [Document(text="Ad\n" + "Tea.\n" * count) for count in (1, 2, 10, 3, 11, 12, 4)]
    assert list(MAKERS[0].clean_many(documents)) == alone(MAKERS[0], documents)
    assert seen == [8, 13, 18, 23]


@pytest.fixture(scope="module")
def shipped() -> Rulebook:
    return load_rules()


def pages(one_of: int) -> Iterator[Document]:
    for path in sorted(PAGES.glob("*.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (Document(text=json.loads(line)["text"]) for line in islice(lines, 7, None, one_of))


@needs_pages
@pytest.mark.parametrize("level", LEVELS)
def test_real_pages_are_cleaned_as_each_alone(level: Level, shipped: Rulebook) -> None:
    documents = list(pages(96))
    assert len(documents) > 40
    maker = Cleaner(shipped, level=level, store=SHELF)
    results = list(maker.clean_many(documents))
    assert [n for n, one in enumerate(alone(maker, documents)) if one != results[n]] == []


def test_results_come_in_order_and_a_trouble_of_the_source_comes_after_what_was_read() -> None:
    def documents() -> Iterator[Document]:
        for letter in PROSE:
            yield Document(text=document(f"{letter} / Ad"))
        raise InputError("the disk is gone")

    results = MAKERS[0].clean_many(documents())
    ones = [Document(text=document(f"{letter} / Ad")) for letter in PROSE]
    assert [next(results) for _ in PROSE] == alone(MAKERS[0], ones)
    with pytest.raises(InputError, match="the disk is gone"):
        next(results)


@needs_pages
def test_threads_may_share_a_cleaner(shipped: Rulebook) -> None:
    documents = list(pages(480))
    maker = Cleaner(shipped, store=SHELF)
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(each, repeat(maker), [[one] for one in documents * 4]))
    assert results == [[one] for one in alone(maker, documents) * 4]


@pytest.mark.parametrize(
    ("key", "module", "scanned"),
    [("pattern", "patterns", True), ("pattern", "patterns", False), ("span", "hits", True)],
)
def test_what_runs_for_ever_fails_its_document_only(
    key: str, module: str, scanned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"cleaner.engine.{module}.TIMEOUT", 0.05)
    monkeypatch.setattr(many, "PATIENCE", 0 if scanned else 1 << 60)
    # Whoever finds lines for it sees neither lookbehind nor how long it will take.
    maker = Cleaner(rulebook(f"{key} = '(?:a|a)+(?:a|a)+c(?<!c)'", 'lines = ["ad"]'), min_words=0)
    texts = ["Ad\nTea.\n", f"Ad\n\n{'a' * 60}c\n", "Tea.\nAd\n"]
    first, second, third = maker.clean_many(Document(text=text) for text in texts)
    assert isinstance(second, MatchTimeoutError)
    assert (second.rule, second.line) == ("p.a", 3)
    assert [one.text for one in (first, third) if isinstance(one, Result)] == ["Tea.\n", "Tea.\n"]


def test_a_rulebook_may_have_no_rules_and_a_text_no_lines() -> None:
    documents = [Document(text=text) for text in (document("P / Ad / Q"), "", " \n\n", "Ad  \n\n\n")]
    for rules in ((), ('lines = ["ad"]',)):
        maker = Cleaner(rulebook(*rules), tidy=True, min_words=0)
        assert list(maker.clean_many(documents)) == alone(maker, documents)


def test_a_cleaner_that_has_cleaned_many_can_be_pickled() -> None:
    texts = [Document(text="Ad\nTea.\n")]
    before = list(MAKERS[1].clean_many(texts))
    assert list(pickle.loads(pickle.dumps(MAKERS[1])).clean_many(texts)) == before


def test_one_text_needs_no_numpy() -> None:
    program = (
        "import sys; from cleaner.engine.cleaner import Cleaner; from cleaner.model import Document\n"
        "maker = Cleaner(); maker.clean('Advertisement\\nTea.\\n')\n"
        "list(maker.clean_many([Document(text='Tea.')])); assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.skipif(not scan._library(), reason="there is no Hyperscan that can be used")
def test_a_database_is_kept_and_one_that_is_broken_is_made_anew() -> None:
    shelf = Shelf()
    wanted = BatchMatcher(MAKERS[0]._judge.matcher).wanted
    assert make_scanner(wanted, shelf, patiently=False) is None
    assert make_scanner(wanted, shelf, patiently=True)
    kept = dict(shelf.kept)
    assert len(kept) == 3
    assert make_scanner(wanted, shelf, patiently=False)
    for key, data in kept.items():
        shelf.kept[key] = data[:50]
        assert make_scanner(wanted, shelf, patiently=False) is None
        assert make_scanner(wanted, shelf, patiently=True)
        assert shelf.kept == kept
