"""Phrases are confirmed on the text: the index knows neither numbers nor punctuation."""

import numpy as np
import pytest
from small import rulebook

from cleaner.engine.pairs import Pairs
from cleaner.engine.phrases import confirm_phrases, holds
from cleaner.engine.ruleset import RuleSet
from cleaner.text.lines import read_lines


@pytest.mark.parametrize(
    ("line", "phrase", "within"),
    [
        pytest.param("read more now", "more", True, id="a word"),
        pytest.param("read more now", "read more now", True, id="all of it"),
        pytest.param("read mores now", "more", False, id="the start of a word"),
        pytest.param("anymore", "more", False, id="the end of a word"),
        pytest.param("anymore, more", "more", True, id="in a second place"),
        pytest.param("anymore, mores", "more", False, id="in no place"),
        pytest.param("moremore", "more", False, id="side by side"),
        pytest.param("a2b", "2", False, id="a digit in a word"),
        pytest.param("本站版权所有", "版权", True, id="anywhere in Chinese"),
        pytest.param("การโฆษณา", "โฆษณา", True, id="anywhere in Thai"),
        pytest.param("पढ़ें", "पढ़", False, id="before a vowel sign"),
        pytest.param("tea (hot)", "tea (", True, id="ends in a sign"),
        pytest.param("x (hot)x", "(hot)", True, id="signs at both ends are boundaries"),
        pytest.param("", "more", False, id="an empty line"),
    ],
)
def test_holds(line: str, phrase: str, within: bool) -> None:
    assert holds(line, phrase) is within


ALL = [0, 1, 2, 3]
"""The whole line, a chain of it, its start, a part."""


@pytest.mark.parametrize(
    ("line", "confirmed"),
    [
        pytest.param("5 min", ALL, id="equal"),
        pytest.param("6 min", [], id="another number"),
        pytest.param("5? min", [], id="other punctuation"),
        pytest.param("5 min 5 min", [1, 2, 3], id="a chain"),
        pytest.param("5 min | 5 min", [1, 2, 3], id="a chain with separators"),
        pytest.param("5 min = 5 min", [2, 3], id="no separator"),
        pytest.param("5 min. Tea", [2, 3], id="the start"),
        pytest.param("5 minutes", [], id="no boundary"),
        pytest.param("in 5 min", [3], id="a part"),
        pytest.param("• 5 min!", ALL, id="folded"),
    ],
)
def test_confirm(line: str, confirmed: list[int]) -> None:
    """Whatever is proposed: each phrase is asked of the line."""
    book = rulebook(
        'lines = ["5 min"]\nchain = true',
        'starts = ["5 min"]\nmax_words = 9',
        'contains = ["5 min"]\nmax_words = 9',
    )
    lines = read_lines(["x", line], book.characters)
    every = Pairs(np.full(4, 1), np.arange(4))
    assert np.flatnonzero(confirm_phrases(lines, every, RuleSet(book))).tolist() == confirmed


def test_nothing_is_confirmed_of_nothing() -> None:
    book = rulebook('lines = ["x"]')
    none = Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert confirm_phrases(read_lines(["x"], book.characters), none, RuleSet(book)).tolist() == []
