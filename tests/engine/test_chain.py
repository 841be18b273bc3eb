"""The chain decides as the best of all rows of decisions would."""

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from cleaner.engine.chain import CERTAIN, boilerplate


def worth(falls: tuple[bool, ...], scores: list[int], switch: int) -> int:
    gains = sum(max(-CERTAIN, min(CERTAIN, s)) for s, fall in zip(scores, falls, strict=True) if fall)
    return gains - switch * sum(a != b for a, b in pairwise(falls))


@given(st.lists(st.integers(-900, 900), max_size=8), st.integers(0, 200))
def test_no_other_row_of_decisions_is_better(scores: list[int], switch: int) -> None:
    best = max((worth(row, scores, switch) for row in product((False, True), repeat=len(scores))), default=0)
    assert worth(tuple(boilerplate(scores, switch)), scores, switch) == best


@given(st.lists(st.just(0), max_size=8), st.integers(0, 200))
def test_a_tie_keeps(scores: list[int], switch: int) -> None:
    assert not any(boilerplate(scores, switch))


def test_no_single_line_decides_over_many() -> None:
    assert boilerplate([-CERTAIN, 10**9, -CERTAIN], CERTAIN // 2) == [False, False, False]


def test_without_cost_each_line_is_judged_alone() -> None:
    assert boilerplate([5, -5, 5], 0) == [True, False, True]
