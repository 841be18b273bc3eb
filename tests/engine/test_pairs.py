"""Pairs of lines and what they may match: sorted, each once."""

import numpy as np
import pytest

from cleaner.engine.pairs import Pairs, unique


@pytest.mark.parametrize(
    ("line", "what", "found"),
    [
        pytest.param([], [], [], id="none"),
        pytest.param([1, 0, 1], [5, 7, 5], [(0, 7), (1, 5)], id="in order, each once"),
        pytest.param([0, 1], [9, 0], [(0, 9), (1, 0)], id="largest and smallest"),
    ],
)
def test_unique(line: list[int], what: list[int], found: list[tuple[int, int]]) -> None:
    pairs = unique(np.array(line, np.int64), np.array(what, np.int64))
    assert list(zip(pairs.line.tolist(), pairs.what.tolist(), strict=True)) == found


def test_pairs_are_chosen() -> None:
    pairs = Pairs(np.array([1, 2, 3]), np.array([4, 5, 6]))
    assert [column.tolist() for column in pairs.where(np.array([True, False, True]))] == [[1, 3], [4, 6]]
