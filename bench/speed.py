#!/usr/bin/env python3
"""How fast JSON lines are cleaned in one process, beside reading and writing them.

Prints two Markdown tables. For each page set and level: MB a second, how many times the processor time of a
bare round trip by msgspec that is (the mean of one before and one after), and the share of each step. Then
what `Cleaner.clean` takes for one document of 2 kB. What is loaded or compiled once is not counted.
"""

import argparse
import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from statistics import mean, median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec
from pages import markdown, read_set, set_names
from records import clean_file, make_ready, read_texts, round_trip, shipped_cleaner, timed, write_pages

from cleaner.engine import cleaner as engine
from cleaner.engine import match
from cleaner.engine.decide import Decider
from cleaner.engine.guard import Guard
from cleaner.model import LEVELS
from cleaner.text.lines import Lines

SETS: Final = ("pages-en.html_text", "news-multi.html_text", "snippets-multi.html_text")
STEPS: Final[Mapping[str, tuple[tuple[Any, str], ...]]] = {
    "lines": ((engine, "read_lines"),),
    "prose": ((engine, "find_prose"),),
    "propose": ((match, "propose_all"),),
    "half-fold": ((Lines, "half_fold_all"),),
    "phrases": ((match, "confirm_phrases"),),
    "patterns": ((match, "confirm_patterns"),),
    "blocks, regions, spans": (
        (match._Batch, "_add_blocks"),
        (match._Batch, "_add_regions"),
        (match._Batch, "_find_cuts"),
    ),
    "match, the rest": ((engine, "match_rules"),),
    "decide": ((Decider, "decide"), (Guard, "stops")),
    "render": ((engine, "rows_of"), (engine, "render")),
}
SHORT: Final = 2_000
"""Characters of the documents that are cleaned one by one."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", action="append", help=f"part of a set's name; default: {', '.join(SETS)}")
    parser.add_argument("--mb", type=float, default=200, help="the size of the file; default: 200")
    parser.add_argument("--level", action="append", choices=LEVELS, help="default: all three")
    parser.add_argument("--short", type=int, default=2_000, help="documents of 2 kB; default: 2000")
    options = parser.parse_args()
    levels = options.level or LEVELS
    rows: list[list[object]] = []
    with TemporaryDirectory() as folder:
        source, goal = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        for name in (name for part in options.set or SETS for name in set_names([part])):
            few = write_pages(source, [name], int(options.mb * 1e6))
            size = source.stat().st_size / 1e6
            for level in levels:
                cleaner = shipped_cleaner(level)
                make_ready(cleaner, read_texts(few))
                before = timed(partial(round_trip, source, goal))
                with measuring() as spent:
                    taken = timed(partial(clean_file, cleaner, source, goal))
                bare = mean([before, timed(partial(round_trip, source, goal))])
                cells = [f"{size / taken:.2f}", f"{size / bare:.0f}", f"{taken / bare:.1f}"]
                rows.append([name, level, *cells, *shares(spent, taken)])
    head = ["pages", "level", "MB/s", "round trip, MB/s", "times the round trip"]
    print(f"{options.mb:g} MB of each\n\n{markdown([*head, *STEPS, 'JSON, the rest'], rows)}\n")
    head = ["one document of 2 kB", "documents", "median ms", "slowest tenth, ms", "round trip, ms"]
    print(markdown(head, [one_by_one(level, options.short) for level in levels]))


@contextmanager
def measuring() -> Iterator[dict[str, float]]:
    """Add up, by step, the time spent in it and not in one within it."""
    spent: dict[str, float] = defaultdict(float)
    within: list[float] = []

    def measured(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def call(*args: Any, **options: Any) -> Any:
            within.append(0.0)
            start = time.process_time()
            try:
                return work(*args, **options)
            finally:
                taken = time.process_time() - start
                spent[name] += taken - within.pop()
                if within:
                    within[-1] += taken

        return call

    plain = [(name, *place, getattr(*place)) for name, places in STEPS.items() for place in places]
    for name, owner, method, work in plain:
        setattr(owner, method, measured(name, work))
    try:
        yield spent
    finally:
        for _, owner, method, work in plain:
            setattr(owner, method, work)


def shares(spent: Mapping[str, float], taken: float) -> list[str]:
    """Return of each step, and of what is left, its share of the time."""
    rest = taken - sum(spent.values())
    return [f"{100 * part / taken:.0f} %" for part in (*(spent[name] for name in STEPS), rest)]


def one_by_one(level: Any, count: int) -> list[object]:
    """Return a row: what `Cleaner.clean` takes for a short document."""
    texts = [text for page in read_set(SETS[0]) if (text := beginning(page.text))][:count]
    cleaner = shipped_cleaner(level)
    make_ready(cleaner, texts)
    for text in texts:
        cleaner.clean(text)
    gc.collect()
    taken = [1000 * timed(partial(cleaner.clean, text)) for text in texts]
    codec = msgspec.json
    bare = [1000 * timed(lambda text=text: codec.decode(codec.encode(text))) for text in texts]  # type: ignore[misc]
    tenth = quantiles(taken, n=10)[-1]
    return [level, len(texts), f"{median(taken):.2f}", f"{tenth:.2f}", f"{median(bare):.3f}"]


def beginning(text: str) -> str:
    """Return the first lines of a text, about 2,000 characters; nothing if it is shorter."""
    end = text.rfind("\n", 0, SHORT + 1)
    return text[:end] if len(text) > SHORT and end > SHORT * 3 // 4 else ""


if __name__ == "__main__":
    main()
