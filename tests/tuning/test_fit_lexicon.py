"""The lexicon of the fit: runs of tokens, their keys, and what they weigh."""

from collections.abc import Sequence
from functools import lru_cache
from json import dumps
from typing import Any

import numpy as np
import pytest
from fitting import FUNCTION_WORDS, STRUCTURE, Floats, batch_of, sources_of
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.engine.lexicon import look_up
from cleaner.rulebook.build_score import build_score
from cleaner.rulebook.score import Score
from cleaner.text.fold import fold
from cleaner.text.tokens import hash_token
from cleaner.text.words import tokens
from cleaner.tuning.fit_lexicon import (
    SITES,
    Lexicon,
    Runs,
    extend_key,
    fit_lexicon,
    key_of,
    lexicon_sums,
    minimise_l1,
    spell,
)
from cleaner.tuning.fit_lexicon import Table as RunTable
from cleaner.tuning.samples import Batch

sparse = pytest.importorskip("scipy.sparse")


def runs_of(*batches: Batch) -> Runs:
    runs = Runs()
    for batch in batches:
        runs.add(batch, np.zeros(len(batch.samples), np.int64))
    return runs


# Keys of runs.


@pytest.mark.parametrize(
    "entry", ["tea", "green tea", "^a cup of tea$", "12 min", "雨だ", "^0$", "don't", "𐐨"]
)
def test_the_key_of_an_entry_is_that_of_its_run(entry: str) -> None:
    words = [*["\n"] * (entry[0] == "^"), *tokens(entry.strip("^$")), *["\n"] * (entry[-1] == "$")]
    first, *rest = (np.array([hash_token(word)], np.uint64) for word in words)
    for token in rest:
        first = extend_key(first, token)
    assert first.tolist() == [key_of(entry)]


@settings(deadline=None)
@given(
    st.lists(st.lists(st.text(st.characters(categories=["Ll", "Lo"]), min_size=1), min_size=1, max_size=5))
)
def test_keys_in_a_row_are_those_of_each(rows: list[list[str]]) -> None:
    entries = [" ".join(row) for row in rows]
    runs = [[hash_token(token) for token in tokens(entry)] for entry in map(fold, entries)]
    longest = max(map(len, runs), default=0)
    for size in range(1, longest + 1):
        some = [at for at, run in enumerate(runs) if len(run) == size]
        key = np.array([runs[at][0] for at in some], np.uint64)
        for place in range(1, size):
            key = extend_key(key, np.array([runs[at][place] for at in some], np.uint64))
        assert key.tolist() == [key_of(fold(entries[at])) for at in some]


def test_different_runs_have_different_keys() -> None:
    entries = ["a b", "b a", "ab", "a", "a a", "a a a", "^a", "a$", "^a$", "^a b", "a b$", "^a b$", "0", "^0"]
    assert len({key_of(entry) for entry in entries}) == len(entries)


RUN_CASES = [
    pytest.param("Tea", "tea ^tea tea$ ^tea$", id="one word"),
    pytest.param("Green tea", "green tea green-tea ^green tea$ ^green-tea green-tea$ ^green-tea$", id="two"),
    pytest.param("A b c", "a b c a-b b-c a-b-c ^a ^a-b c$ b-c$ ^a-b-c$", id="three"),
    pytest.param("A b. C", "a b c a-b ^a ^a-b c$", id="not over a stop"),
    pytest.param("12 雨", "0 雨 0-雨 ^0 ^0-雨 雨$ 0-雨$ ^0-雨$", id="a number and a sign"),
    pytest.param("***", "", id="none"),
]


@pytest.mark.parametrize(("text", "expected"), RUN_CASES)
def test_runs_of_a_line(text: str, expected: str) -> None:
    table = runs_of(batch_of(text)).close()
    assert set(table.key.tolist()) == {key_of(run.replace("-", " ")) for run in expected.split()}
    assert set(table.unit.tolist()) <= {0}


def test_a_line_counts_once_a_site() -> None:
    texts = ["Tea\n\nRum\n\nTea", "tea!", "Tea", "Tea"]
    table = runs_of(batch_of(*texts, sites=["a", "a", "b", "c"]), batch_of("Tea\n\nGin", sites=["a"])).close()
    assert len(table.label) == len(table.weight) == len(table.site) == 5
    assert np.bincount(table.unit[table.key == key_of("tea")], minlength=5).tolist() == [1, 0, 1, 1, 0]


def test_a_line_that_is_noise_elsewhere_on_the_site_counts_twice() -> None:
    batch = batch_of("Tea\n\nTea")
    batch.label[1] = 1
    assert sorted(runs_of(batch).close().label.tolist()) == [0, 1]


SPELLED = "Green tea at 12\n\nDon't\n\nBoutros का नाम\n\n雨だ\n\nสวัสดี\n\nСАД\n\ncafe\u0301\n\nsnake_case 4th"


def test_runs_are_spelled_as_entries() -> None:
    batch = batch_of(SPELLED)
    runs = runs_of(batch)
    keys = np.unique(runs.close().key)
    found = spell(keys, [batch], runs.text, FUNCTION_WORDS)
    assert found.entries.keys() == set(keys.tolist())
    assert {key_of(entry): entry for entry in found.entries.values()} == found.entries
    assert {"tea at 0", "^don t$", "雨 だ$", "^сад$", "café", "snake_case 0 th"} <= set(
        found.entries.values()
    )


@pytest.mark.xfail(strict=True, reason="folded text has only the low 16 bits of such a letter")
def test_letters_beyond_the_basic_plane_are_spelled() -> None:
    batch = batch_of("𐐨")
    runs = runs_of(batch)
    assert "^𐐨$" in spell(runs.close().key, [batch], runs.text, FUNCTION_WORDS).entries.values()


def test_the_language_of_a_run_is_that_of_most_texts_with_it() -> None:
    german = "Das ist der Fisch und der kam mit dem Boot auf die Insel. taxi"
    english = "This is the fish and it came with the boat to the island. taxi"
    batch = batch_of(german, english, "taxi bar\n\n" + english)
    found = spell(
        np.array([key_of("taxi"), key_of("bar"), key_of("fisch")], np.uint64),
        [batch],
        runs_of(batch).text,
        FUNCTION_WORDS,
    )
    assert [found.language(key_of(word)) for word in ("taxi", "bar", "fisch")] == ["en", "en", "de"]


# The lexicon.

PLANTED = {3: 2.0, 11: -2.5, 20: 3.0, 41: 1.5}


def planted(seed: int, rows: int = 6000, columns: int = 60) -> tuple[Any, Floats, Floats]:
    """Return lines with random words, and labels that depend on the planted ones alone."""
    random = np.random.default_rng(seed)
    words = random.random((rows, columns)) < 0.1
    total = words[:, list(PLANTED)] @ np.array(list(PLANTED.values())) - 0.5
    labels = (random.random(rows) < 1 / (1 + np.exp(-total))).astype(np.float64)
    return sparse.csr_matrix(words.astype(np.float64)), labels, random.uniform(0.5, 2, rows)


@pytest.mark.parametrize("seed", range(3))
def test_planted_words_are_found_and_others_left_out(seed: int) -> None:
    matrix, labels, weights = planted(seed)
    found = minimise_l1(matrix, labels, weights, 0.006)
    assert {at: np.sign(found[at]) for at in np.flatnonzero(found)} == {
        at: np.sign(weight) for at, weight in PLANTED.items()
    }
    assert (found == minimise_l1(matrix, labels, weights, 0.006)).all()


@pytest.mark.parametrize("penalty", [0.0005, 0.006, 0.02])
def test_no_other_weights_are_better(penalty: float) -> None:
    """The slope of the loss is as large as the penalty where a weight isn't 0, and no larger elsewhere."""
    matrix, labels, weights = planted(0)
    found = minimise_l1(matrix, labels, weights, penalty)
    share = weights / weights.sum()
    base = 0.0
    for _ in range(50):  # Newton's method, for the weight that every line has
        noise = 1 / (1 + np.exp(-matrix.dot(found) - base))
        base -= (share * (noise - labels)).sum() / (share * noise * (1 - noise)).sum()
    slope = matrix.T.dot(share * (noise - labels))
    used = found != 0
    assert slope[used] == pytest.approx(-penalty * np.sign(found[used]), abs=0.02 * penalty)
    assert np.abs(slope[~used]).max(initial=0) <= 1.02 * penalty


def test_a_high_penalty_leaves_nothing() -> None:
    assert not minimise_l1(*planted(0), 1.0).any()


def run_table(rows: Sequence[tuple[Sequence[str], float, int]]) -> RunTable:
    """Return lines as a table: the entries in each, whether it is noise, and its site."""
    pairs = [(unit, key_of(entry)) for unit, (entries, _, _) in enumerate(rows) for entry in entries]
    return RunTable(
        unit=np.array([unit for unit, _ in pairs], np.int64),
        key=np.array([key for _, key in pairs], np.uint64),
        label=np.array([is_noise for _, is_noise, _ in rows]),
        weight=np.ones(len(rows)),
        site=np.array([site for _, _, site in rows], np.uint64),
        fold=np.array([site % 2 for _, _, site in rows], np.int64),
    )


COMMON = [(["tea"], 0.0, site) for site in range(40)] + [(["share"], 1.0, site) for site in range(40)]
NONE = np.zeros(0, np.uint64)


def entries_of(lexicon: Lexicon, *entries: str) -> list[int]:
    """Return the weights of entries, 0 for those that the lexicon doesn't have."""
    known = dict(zip(lexicon.keys.tolist(), lexicon.weights.tolist(), strict=True))
    return [known.get(key_of(entry), 0) for entry in entries]


def fitted(rows: Sequence[tuple[Sequence[str], float, int]], *listed: str) -> Lexicon:
    table = run_table(rows)
    keys = np.unique(np.array([key_of(f"^{line}$") for line in listed], np.uint64))
    return fit_lexicon(table, np.ones(len(table.label), np.bool_), keys)


def test_words_of_noise_weigh_more_than_nothing() -> None:
    found = fitted(COMMON)
    tea, share, other = entries_of(found, "tea", "share", "rum")
    assert tea < -50
    assert share > 50
    assert other == 0
    assert found.keys.tolist() == sorted(found.keys.tolist())


@pytest.mark.parametrize("sites", [SITES - 1, SITES])
def test_an_entry_stands_on_many_sites(sites: int) -> None:
    rows = [(["buy now"], 1.0, number % sites) for number in range(60)]
    (weight,) = entries_of(fitted([*COMMON, *rows]), "buy now")
    assert (weight > 50) == (sites == SITES)


def test_only_what_is_chosen_counts() -> None:
    table = run_table([*COMMON, *[(["odd"], 1.0, 2 * site + 1) for site in range(40)]])
    found = fit_lexicon(table, table.fold == 0, NONE)
    assert entries_of(found, "odd") == [0]
    assert entries_of(found, "share") > [50]


def test_listed_lines_have_one_weight() -> None:
    noise = [([f"^{line}$"], 1.0, 50) for line in ("menu", "home") for _ in range(30)]
    found = fitted([*COMMON, *noise], "menu", "home", "share")
    assert 50 < found.listed <= 250
    assert entries_of(found, "^menu$", "^home$") == [0, 0]
    assert fitted(COMMON, "menu").listed == 0


def test_a_listed_line_of_many_sites_has_a_weight_of_its_own() -> None:
    article = [(["^weather$"], 0.0, site) for site in range(40)]
    found = fitted([*COMMON, *article], "weather", "none")
    assert found.listed == 0
    assert entries_of(found, "^weather$") < [-50]


def test_a_listed_line_of_many_sites_has_it_if_only_0() -> None:
    """Or it would weigh what other listed lines weigh."""
    both = [(["^video$"], float(site % 2), site) for site in range(40)]
    found = fitted([*COMMON, *both], "video")
    assert key_of("^video$") in found.keys
    assert abs(entries_of(found, "^video$")[0]) < 5


def test_a_word_counts_once_a_line() -> None:
    twice = [(["share", "share"], 1.0, site) for site in range(40)]
    assert fitted([*COMMON[:40], *twice]).weights.tolist() == fitted(COMMON).weights.tolist()


WORDS = ("a", "b", "tea", "7", "雨", "é")
LISTED = ("a", "b tea", "雨", "tea 7")
ENTRIES = {
    "a": 5,
    "^a": -7,
    "b a": 11,
    "tea$": 13,
    "^a b": 17,
    "a b tea": 19,
    "0": 23,
    "雨 雨": 29,
    "^b tea$": 31,
}


@lru_cache
def score_of(*lines: str) -> Score:
    """Return a score with the entries, and some listed lines that weigh 100."""
    rows = "".join(f'"{entry}" = {weight}\n' for entry, weight in ENTRIES.items())
    files = STRUCTURE | {
        "signals.toml": STRUCTURE["signals.toml"].replace("listed = 0", "listed = 100"),
        "lexicon.en.toml": f"[weights]\n{rows}",
        "listed.en.toml": f"lines = {dumps(lines, ensure_ascii=False)}",
    }
    return build_score(sources_of(files), [])


def sums(text: str, *lines: str) -> tuple[list[int], list[int]]:
    """Return the lexicon sums of a text's lines: in the fit, and when texts are cleaned."""
    batch = batch_of(text)
    keys = np.array([key_of(entry) for entry in ENTRIES], np.uint64)
    order = np.argsort(keys)
    lexicon = Lexicon(keys=keys[order], weights=np.array(list(ENTRIES.values()))[order], listed=100)
    listed = np.unique(np.array([key_of(f"^{line}$") for line in lines], np.uint64))
    found = look_up(batch.units, score_of(*lines).index)
    return lexicon_sums(batch, lexicon, listed).tolist(), found.lexicon.tolist()


@settings(deadline=None)
@given(st.lists(st.sampled_from([*WORDS, "a", "b", ".", "\n\n", "b tea"]), max_size=30).map(" ".join))
def test_the_sums_of_the_fit_are_those_of_the_engine(text: str) -> None:
    ours, theirs = sums(text, *LISTED)
    assert ours == theirs


@pytest.mark.parametrize("line", ["a cup of tea", "log in now"])
def test_listed_lines_of_three_words_are_in_the_fit(line: str) -> None:
    ours, theirs = sums(line, line)
    assert ours == theirs
