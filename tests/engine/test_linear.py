"""Time grows with the size of a document, not with its square.

Only ratios within one run are looked at: a document eight times as large may take three
times eight as long. What is quadratic takes sixty-four times as long.
"""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from time import process_time
from typing import Any, TypeVar

import pytest
from small import PROSE, cleaner

from cleaner.batch.documents import Outcome
from cleaner.engine.cleaner import Cleaner
from cleaner.model import Removal, Result, Verdict
from cleaner.report.json import document_json
from cleaner.report.text import diff
from cleaner.sources.plain import read_plain
from cleaner.text.fold import half_fold
from cleaner.text.split import split_lines

T = TypeVar("T")
GROWTH, PATIENCE, TRIES = 8, 3, 3
RULES = (
    'lines = ["more"]\nbelow = { while = "anything" }',
    'lines = ["more"]\nbelow = { while = "anything" }\nbudget = 0.01\nlevel = "safe"',
    'lines = ["more"]\nbelow = { while = "anything", until = ["never"] }',
    'lines = ["more"]\nabove = { while = "anything", heading = "stays" }\nbudget = 0.2',
    'lines = ["more"]\nbelow = { while = "not prose" }\nafter = { rule = "a", lines = 9 }',
    'lines = ["x"]\nafter = { rule = "i", lines = 9 }',
    'run = { max_words = 3, min_lines = 2, min_hits = 0.1 }\nzone = ["head", "tail"]',
    "repeat = { min_lines = 2 }",
    "block = ['x', '\\d+', '*', 'more', '?']\nmin_hits = 2",
    "span = '\\[\\w*\\]'",
    'lines = ["kept"]\nkeep = true',
)
P = PROSE["P"]
DOCUMENTS: dict[str, Callable[[int], str]] = {
    "blank lines": lambda n: f"{P}\n" + "\n" * 40 * n + "More\n" + " \r\n" * 40 * n + P,
    "a line without an end": lambda n: "word and word " * 10 * n,
    "a line without spaces": lambda n: "word" * 100 * n,
    "a line of sentences": lambda n: f"{P} " * n,
    "a line of brackets": lambda n: "[a](b " * 20 * n,
    "short lines": lambda n: "".join(f"line {at}\n" for at in range(n)),
    "the same line": lambda n: "x\n" * n,
    "headings": lambda n: f"More\n{P}\nx\n" * n,
    "headings without prose": lambda n: "More\nx\n" * n,
    "kept lines": lambda n: "More\nx\nkept\n" * n,
    "blocks": lambda n: "x\n1\n2\n3\nmore\n" * n,
    "links": lambda n: f"[{P}](/a) ![](/b)\n[x\n](/c)\n[y][z]\n" * n + "[z]: /z\n",
    "brackets": lambda n: "[a](b " * n + "\n" + "[](/x" * n + "\n" + "[\n" * n + "](/y)\n" * n,
    "spans": lambda n: "x [a] y [b]\n\n" * n,
}


def seconds(work: Callable[[T], object], text: T) -> float:
    start = process_time()
    work(text)
    return process_time() - start


def grows_evenly(work: Callable[[T], object], make: Callable[[int], T], size: int = 400) -> bool:
    """Say whether eight times the size takes about eight times as long, in one of a few tries."""
    small, large = make(size), make(GROWTH * size)
    return any(
        seconds(work, large) <= GROWTH * PATIENCE * max(seconds(work, small), 0.001) for _ in range(TRIES)
    )


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("options", [{}, {"tidy": True}, {"links": "text"}], ids=["clean", "tidy", "links"])
def test_cleaning(name: str, options: dict[str, Any]) -> None:
    maker = cleaner(*RULES, **options)
    assert grows_evenly(maker.clean, DOCUMENTS[name])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_explaining(name: str) -> None:
    assert grows_evenly(cleaner(*RULES).explain, DOCUMENTS[name])


@pytest.mark.parametrize("part", ["`", "``a", "\\", "*", "_", "[", "![", "]", "](", "[a](b ", "https://"])
def test_folding_a_line_of_marks(part: str) -> None:
    assert grows_evenly(half_fold, lambda n: part * n, size=2_000)


def cleaned(lines: int) -> Outcome:
    """Return a document of which every second line went."""
    text = "".join(f"gone {at:06}\nstays {at:06}\n" for at in range(lines))
    places = [(at, at + 12) for at in range(0, len(text), 25)]
    removals = tuple(
        Removal(rule="score", category="ads", line=1, start=start, end=end, text=text[start:end])
        for start, end in places
    )
    result = Result(text=text.replace("gone", ""), removals=removals, level="normal")
    return Outcome(slot=read_plain(BytesIO(text.encode())), result=result)


def show_diff(outcome: Outcome) -> None:
    assert outcome.document
    assert list(diff(outcome.document.text, outcome.removals, "a", color=False))


def show_json(outcome: Outcome) -> None:
    verdict = Verdict(line=1, text="a", kept=False, rule="score", hits=())
    verdicts = [replace(verdict, line=line) for line in range(len(outcome.removals))]
    document_json("a", outcome, "", verdicts)


@pytest.mark.parametrize("show", [show_diff, show_json])
def test_showing_what_went(show: Callable[[Outcome], None]) -> None:
    assert grows_evenly(show, cleaned)


def test_cleaning_with_the_shipped_rules() -> None:
    rows = f"Related articles\nA story of many\nMore from Politics\nHome\n{P}\n"
    assert grows_evenly(Cleaner(level="strict").clean, lambda n: rows * n, size=100)


def test_a_million_blank_lines_are_one_step() -> None:
    """They are passed over as a whole; the lines behind them have their numbers all the same."""
    (before, after) = split_lines("a" + "\n" * 1_000_000 + "b")
    assert (before.number, after.number) == (1, 1_000_001)
