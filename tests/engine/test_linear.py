"""Time grows with the size of a document, not with its square.

Only ratios within one run are looked at: a document eight times as large may take three
times eight as long. What is quadratic takes sixty-four times as long.
"""

from collections.abc import Callable
from time import process_time
from typing import Any, TypeVar

import pytest
from small import PROSE, cleaner

from cleaner.engine.cleaner import Cleaner
from cleaner.model import Document, Result
from cleaner.text.fold import half_fold
from cleaner.text.lines import read_lines
from cleaner.text.make_tables import make_tables

T = TypeVar("T")
GROWTH, PATIENCE, TRIES = 8, 3, 3
RULES = (
    'lines = ["more"]\nbelow = { while = "anything" }',
    'lines = ["more"]\nlevel = "safe"\nbelow = { while = "anything", budget = 0.01 }',
    'lines = ["more"]\nbelow = { while = "anything", until = ["never"] }',
    'lines = ["more"]\nabove = { while = "anything", anchor = "stays", budget = 0.2 }',
    'lines = ["more"]\nbelow = { while = "not prose" }\nafter = { lines = ["x"], within = 9 }',
    'lines = ["x"]\nafter = { pattern = "[0-9]+|more", within = 9 }',
    "block = ['x', '\\d+', '*', 'more', '?']\ntimes = 2",
    "block = ['.+', '.+']\ntimes = 3\nlevel = \"strict\"",
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


def test_cleaning_with_the_shipped_rules() -> None:
    rows = f"Related articles\nA story of many\nMore from Politics\nHome\n{P}\n"
    assert grows_evenly(Cleaner(level="strict").clean, lambda n: rows * n, size=100)


def test_a_million_blank_lines_are_one_step() -> None:
    """They are passed over as a whole; the lines behind them have their numbers all the same."""
    lines = read_lines(["a" + "\n" * 1_000_000 + "b"], make_tables())
    assert lines.number.tolist() == [1, 1_000_001]


DOCUMENTS_OF_A_BATCH = {
    "spans": "x [a] y [b]\n",
    "lines that fall": "More\nAd\n",
    "guarded": f"{P}\nmore\n",
    "after": "1\nx\n",
    "nothing": "Tea.\n",
    "empty": "",
}


@pytest.mark.parametrize("name", DOCUMENTS_OF_A_BATCH)
def test_many_small_documents(name: str) -> None:
    """A batch of thousands of documents takes no longer than they are many."""
    maker = cleaner(*RULES, f'lines = ["{P}"]', min_words=5)
    maker._seen = 1 << 30  # no document alone
    text = DOCUMENTS_OF_A_BATCH[name]

    def clean(count: int) -> None:
        for one in maker.clean_many(Document(text=text) for _ in range(count)):
            assert isinstance(one, Result)
            len(one.removals)

    assert grows_evenly(clean, lambda n: n)


def test_many_sites() -> None:
    maker = cleaner('lines = ["ad"]\nsite = ["*.example.com"]', *RULES)
    maker._seen = 1 << 30

    def clean(count: int) -> None:
        list(maker.clean_many(Document(text="Ad\n", url=f"https://a{n}.example.com/") for n in range(count)))

    assert grows_evenly(clean, lambda n: n)
