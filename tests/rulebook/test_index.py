"""The index: a perfect hash, and runs of tokens in one trie."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.rulebook.build_index import make_table
from cleaner.rulebook.index import HashTable, find_places
from cleaner.text.tokens import hash_token


def keys_of(count: int, seed: int) -> list[int]:
    random = Random(seed)
    return random.sample(range(1, 1 << 62), count)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 10, 55, 56, 57, 100, 1_000, 5_000])
@pytest.mark.parametrize("reserved", [frozenset(), frozenset([0])], ids=["none", "the first"])
def test_each_key_has_a_place_of_its_own(count: int, reserved: frozenset[int]) -> None:
    keys = keys_of(count, count)
    table = make_table(keys, reserved)
    places = find_places(table, np.array(keys, np.uint64)).tolist()
    assert len(set(places)) == count
    assert not reserved & set(places)
    assert all(0 <= place < 1 << int(table.bits) for place in places)
    assert [int(table.keys[place]) for place in places] == keys
    assert len(table.keys) <= max(64, 4 * count)


def is_in(table: HashTable, keys: list[int]) -> list[bool]:
    asked = np.array(keys, np.uint64)
    return (table.keys[find_places(table, asked)] == asked).tolist()  # type: ignore[no-any-return]


def test_other_keys_are_told_apart() -> None:
    keys = keys_of(2_000, 7)
    table = make_table(keys[:1_000], frozenset([0]))
    assert is_in(table, keys) == [True] * 1_000 + [False] * 1_000


WORDS = st.lists(st.text("abcdeé設0", min_size=1, max_size=9), max_size=60, unique=True)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_words_are_found(words: list[str], others: list[str]) -> None:
    table = make_table([hash_token(word) for word in words], frozenset([0]))
    asked = [*words, *others]
    assert is_in(table, [hash_token(word) for word in asked]) == [word in words for word in asked]


@settings(deadline=None)
@given(st.lists(st.integers(0, (1 << 20) - 1), min_size=1, max_size=80, unique=True))
def test_small_keys_in_a_row(keys: list[int]) -> None:
    """Steps of the trie: their keys are small, and many differ in few bits."""
    assert is_in(make_table(keys, frozenset()), keys) == [True] * len(keys)
