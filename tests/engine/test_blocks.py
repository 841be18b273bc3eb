"""Blocks: consecutive lines, a pattern each; leftmost, longest, without overlap, in rows."""

import numpy as np
import pytest
from small import PACK, TEXT, cleaner, left

from cleaner.engine.blocks import NumberedStep, find_blocks
from cleaner.engine.cleaner import Cleaner
from cleaner.model import Document
from cleaner.rulebook.assemble import assemble
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rule import Step
from cleaner.rulebook.rulebook import make_rulebook, without
from cleaner.text.make_tables import make_tables

WIDGET = "block = ['\\d+ °c', '[a-z ]+', '?', '\\w+day', '*']"


@pytest.mark.parametrize(
    ("rule", "document", "rest"),
    [
        pytest.param(WIDGET, "P / 19 °C / New York / Monday / Q", "P / Q", id="all"),
        pytest.param(WIDGET, "P / 19 °C / 2022 / Q", "P / 2022 / Q", id="what may be missing"),
        pytest.param(WIDGET, "P / 19 °C / Monday / Tuesday / Sunday / Q", "P / Q", id="longest"),
        pytest.param(WIDGET, "P / 19 °C /  / New York /  /  / Monday / Q", "P / Q", id="blank lines between"),
        pytest.param(WIDGET, "P / New York / Monday / Q", "P / New York / Monday / Q", id="no beginning"),
        pytest.param(WIDGET, "P / 1 °C / 2 °C / Q", "P / Q", id="twice"),
        pytest.param("block = ['a', 'b', 'a']", "a / b / a / b / a / P", "b / a / P", id="leftmost"),
        pytest.param("block = ['a', '+', 'b']", "a / a / a / b / P", "P", id="plus"),
        pytest.param("block = ['a', '+', 'b']", "b / P", "b / P", id="plus wants one"),
        pytest.param("block = ['a', '*', 'b']", "b / P", "P", id="star wants none"),
        pytest.param("block = ['a', '?', 'a']", "a / a / a / P", "P", id="what may be missing gives way"),
        pytest.param("block = ['a|b', '*', 'b', 'c']", "a / b / b / c / P", "P", id="so does a star"),
        pytest.param(
            "block = ['a', '+', 'b']", " / ".join(["a"] * 21 + ["b", "P"]), "a / P", id="at most twenty"
        ),
        pytest.param("block = ['a', '+']", " / ".join(["a"] * 45 + ["P"]), "P", id="and then the next block"),
        pytest.param(
            "block = ['a', 'b']\ntimes = 2", "a / b / P / a / b / a / b", "a / b / P", id="two in a row"
        ),
        pytest.param(
            "block = ['a', 'b']\ntimes = 2", "a / b / x / a / b", "a / b / x / a / b", id="not in a row"
        ),
        pytest.param("block = ['a', 'b']\ntimes = 2", "a / b / a / b / a / b / P", "P", id="or more"),
        pytest.param("block = ['a', 'b', '?']\ntimes = 3", "a / a / b / a / P", "P", id="of any length"),
        pytest.param("block = ['a', 'b']\nmax_words = 1", "a / b / P", "P", id="words of each of its lines"),
        pytest.param(
            "block = ['a', 'b b']\nmax_words = 1", "a / b b / P", "a / b b / P", id="one of them has too many"
        ),
        pytest.param("block = ['a', 'b b']\nmin_words = 2", "a / b b / P", "a / b b / P", id="or too few"),
        pytest.param(
            "block = ['a', 'b']\nzone = \"tail\"",
            "a / b / P / a / b",
            "a / b / P",
            id="the zone of both ends",
        ),
        pytest.param(
            "block = ['a', '.{40,}', 'b']\nzone = \"head\"",
            "a / P / b / Q",
            "a / P / b / Q",
            id="its end is in another zone",
        ),
        pytest.param(
            "block = ['a', 'b']\nisolated = true",
            "P /  / a /  / b /  / Q / a / b / R",
            "P / Q / a / b / R",
            id="blank lines around the whole",
        ),
        pytest.param(
            "block = ['a', 'b']\nnear_prose = 1",
            "a / b / x / P / a / b / x",
            "a / b / x / P / x",
            id="prose near",
        ),
        pytest.param(
            "block = ['a', 'b']\nafter = { lines = ['c'], within = 2 }",
            "a / b / c / x / a / b / P",
            "a / b / c / x / P",
            id="after a line",
        ),
        pytest.param("block = ['.{1,3}', '.+day']", "x / Monday / P", "P", id="anything above a day"),
        pytest.param("block = ['.+', '.+!']", "x / Yes! / No / P", "No / P", id="no step has a word"),
    ],
)
def test_block(rule: str, document: str, rest: str) -> None:
    assert left(document, rule) == rest


def test_a_step_may_be_a_pattern_for_lines_of_an_earlier_pack() -> None:
    rule = '[[rule]]\nid = "a"\nwhy = "w"\nmax_words = 1\n'
    first = assemble([TEXT, read_rule_file("p.toml", f"{PACK}{rule}pattern = 'north|sea'\n".encode())])
    block = f"{PACK}{rule}block = ['north|sea', 'south']\n".replace('"p"', '"q"')
    second = assemble([read_rule_file("q.toml", block.encode())], first)
    book = without(make_rulebook([first, second], make_tables()), ["p.*"])
    cleaned = Cleaner(book, score=None, min_words=0, min_share=0.0).clean("North\nSouth\nSea\n")
    assert cleaned.text == "Sea\n"


def test_a_block_ends_with_its_document() -> None:
    texts = ["x\na\n", "b\na\nb\n", "", "b\n"]
    found = cleaner("block = ['a', 'b']").examine([Document(text=text) for text in texts])
    assert found.decision.fallen.tolist() == [-1, -1, -1, 0, 0, -1]


def test_a_row_of_blocks_ends_with_its_document() -> None:
    found = cleaner("block = ['a', 'b']\ntimes = 2").examine([Document(text="a\nb\n")] * 3)
    assert set(found.decision.fallen.tolist()) == {-1}


@pytest.mark.parametrize(
    ("lines", "steps", "times", "found"),
    [
        pytest.param("", "a", 1, [], id="no lines"),
        pytest.param("ab", "ab", 1, [(0, 2)], id="one"),
        pytest.param("abab", "ab", 1, [(0, 4)], id="a row is one stretch"),
        pytest.param("abxab", "ab", 1, [(0, 2), (3, 5)], id="apart"),
        pytest.param("ab|ab", "ab", 1, [(0, 2), (2, 4)], id="in two documents"),
        pytest.param("a|b", "ab", 1, [], id="across two documents"),
        pytest.param("ab|abab", "ab", 2, [(2, 6)], id="often enough in the second"),
        pytest.param("aab", "a?b", 1, [(1, 3)], id="the leftmost that is a block"),
        pytest.param("ab", "a?b", 1, [(0, 2)], id="longest"),
        pytest.param("xb", "a*b", 1, [(1, 2)], id="none of what may be missing"),
        pytest.param("bab", "a?b", 2, [(0, 3)], id="some with what may be missing"),
        pytest.param("abxxxab|ab", "ab", 2, [], id="near one another, but in no row"),
        pytest.param("aaab", "a*a*b", 1, [(0, 4)], id="much may be missing"),
    ],
)
@pytest.mark.parametrize("proposed", [True, False], ids=["proposed", "any line"])
def test_find_blocks(
    lines: str, steps: str, times: int, found: list[tuple[int, int]], proposed: bool
) -> None:
    """Lines are letters here, "|" between documents, and a step is the letter that it matches."""
    letters = lines.replace("|", "")
    limits = [end for end in ends(lines) for _ in range(end - start_of(lines, end))]
    counts = {"?": (0, 1), "*": (0, 20), "+": (1, 20)}
    numbered = [
        NumberedStep(
            ord(letter),
            Step(letter, *counts.get(steps[at + 1 : at + 2], (1, 1))),
            np.array([n for n, one in enumerate(letters) if one == letter], np.int64) if proposed else None,
        )
        for at, letter in enumerate(steps)
        if letter.isalpha()
    ]
    found_blocks = find_blocks(
        numbered,
        times,
        limits,
        lambda step, line: ord(letters[line]) == step,
        lambda step, asked: asked[[ord(letters[line]) == step for line in asked.tolist()]],
    )
    assert found_blocks == found


def ends(lines: str) -> list[int]:
    """Return of each document the line after its last."""
    found, at = [], 0
    for part in lines.split("|"):
        at += len(part)
        found.append(at)
    return found


def start_of(lines: str, end: int) -> int:
    """Return the first line of the document that ends before line `end`."""
    return max([0, *(one for one in ends(lines) if one < end)])
