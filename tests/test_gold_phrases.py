"""What rules alone take of clean text: of the main texts of the pages in ../shared.

Rules are written with a look at the sites whose hash is even. These are the odd ones.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from cleaner.engine.batches import batches
from cleaner.engine.cleaner import Cleaner, Examined
from cleaner.engine.decide import STAYS
from cleaner.model import Document, Level
from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rule import Lines
from cleaner.text.fold import fold
from cleaner.tuning.gold import read_gold
from cleaner.tuning.measures import SHORT

HERE = Path(__file__).resolve().parent
PAGES = [
    HERE.parents[1] / "shared" / "bench" / "pages" / f"{name}.html_text.jsonl.gz"
    for name in ("pages-en", "news-multi")
]
LISTED = "gold_phrases.toml"

pytestmark = pytest.mark.skipif(
    not all(path.is_file() for path in PAGES), reason=f"the pages to measure on are not at {PAGES[0].parent}"
)


@cache
def main_texts() -> list[Document]:
    """Return the main texts of odd sites; their languages are left open, so that all packs act."""
    return [
        Document(text=page.gold, url=page.url, id=page.place)
        for page in read_gold(PAGES).pages
        if page.gold and int(page.site[-1], 16) % 2
    ]


def examined(level: Level) -> Iterator[Examined]:
    cleaner = Cleaner(load_rules(cache=user_cache()), score=None, level=level)
    return map(cleaner.examine, batches(main_texts(), 0))


def phrases_in_main_texts() -> dict[str, set[str]]:
    """Return the phrases that a rule finds as lines of main texts, and the ids of these rules.

    What matters is what a rule takes: a phrase that a rule looks for only below an article may be a subhead
    within one.
    """
    rules = load_rules(cache=user_cache()).all_rules
    found: dict[str, set[str]] = defaultdict(set)
    for batch in examined("strict"):
        matches = batch.matches
        own = ~matches.is_region
        for first, number in zip(matches.first[own].tolist(), matches.rule[own].tolist(), strict=True):
            rule = rules[number]
            if isinstance(rule.matcher, Lines) and not rule.keep:
                phrase = fold(batch.lines.raw(first))
                if phrase in rule.matcher.phrases:  # a chain has several
                    found[phrase].add(rule.id)
    return found


def accepted() -> list[str]:
    groups = tomllib.loads((HERE / LISTED).read_text(encoding="utf-8"))["accepted"]
    assert all(group["why"] for group in groups)
    return [phrase for group in groups for phrase in group["phrases"]]


def test_no_phrase_is_a_line_of_a_main_text() -> None:
    """Any pack against any language: foreign packs act wherever the language isn't known."""
    found, listed = phrases_in_main_texts(), accepted()
    assert len(listed) == len(set(listed))
    new = [f"{phrase!r} ({', '.join(sorted(found[phrase]))})" for phrase in sorted(found.keys() - {*listed})]
    old = sorted({*listed} - found.keys())
    advice = f"take them out of the rules or, with a reason, into {LISTED}"
    assert not new, f"these are lines of articles; {advice}: {'; '.join(new)}"
    assert not old, f"no rule takes these from a main text any more; take them out of {LISTED}: {old}"


@pytest.mark.parametrize(
    ("level", "lines", "short"),
    [
        pytest.param("safe", 0.9990, 0.9985, id="safe"),
        pytest.param("normal", 0.9976, 0.997, id="normal"),
    ],
)
def test_clean_text_keeps_its_lines(level: Level, lines: float, short: float) -> None:
    """Rules alone, before the guard. A line of which a part is cut is not kept."""
    count = np.zeros((2, 2), np.int64)  # kept and all, of lines and of short ones
    for batch in examined(level):
        kept = batch.decision.fallen == STAYS
        kept[batch.decision.cut_lines] = False
        words = batch.lines.words
        for row, asked in zip(count, (words > 0, (words > 0) & (words <= SHORT)), strict=True):
            row += (asked & kept).sum(), asked.sum()
    shares = count[:, 0] / count[:, 1]
    print(
        f"{level}: lines kept {shares[0]:.5f} of {count[0, 1]}, short ones {shares[1]:.5f} of {count[1, 1]}"
    )
    assert shares[0] >= lines
    assert shares[1] >= short
