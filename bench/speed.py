#!/usr/bin/env python3
"""How fast many documents are cleaned, JSON lines in and out, one process, beside reading and writing them.

Prints a Markdown table: a row for a bare round trip by msgspec, one for each level, and
the share of its time that each step takes. What is compiled once, or loaded from --store,
is not counted; a line says how long that took.
"""

import argparse
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec
from pages import markdown, set_names
from records import Shelf, clean, make_ready, read_texts, timed, write_pages

from cleaner.engine import judge
from cleaner.engine.bulk import many
from cleaner.engine.bulk.match import BatchMatcher
from cleaner.engine.bulk.scan import Scanner
from cleaner.engine.bulk.score import BatchScorer
from cleaner.engine.cleaner import Cleaner
from cleaner.model import LEVELS

STEPS: Final[dict[str, tuple[Any, str]]] = {
    "split, fold": (many, "make_batch"),
    "scan": (Scanner, "propose"),
    "confirm": (BatchMatcher, "match_forms"),
    "titles": (BatchMatcher, "find_titles"),
    "hits of documents": (many.Bulk, "_claims"),
    "claims": (judge.Judge, "claims"),
    "score": (BatchScorer.scored, "func"),
    "decide": (judge.Judge, "decide"),
    "render": (judge, "render"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", action="append", default=[], help="part of a set's name; default: all")
    parser.add_argument("--mb", type=float, default=200, help="how large the file is at least; default: 200")
    parser.add_argument("--level", action="append", choices=LEVELS, help="default: all three")
    parser.add_argument("--store", type=Path, help="a folder to keep databases in from run to run")
    options = parser.parse_args()
    shelf = Shelf(options.store)
    rows: list[list[object]] = []
    with TemporaryDirectory() as folder:
        source, goal = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        first = write_pages(source, set_names(options.set), int(options.mb * 1e6))
        size = source.stat().st_size / 1e6
        bare = timed(lambda: round_trip(source, goal))
        alone = rate_alone(first, Cleaner())
        stored = Cleaner(store=shelf)
        make_ready(stored, read_texts(first))
        ready_alone = rate_alone(first, stored)
        rows.append(["msgspec round trip", size / bare, 1.0, *[""] * (len(STEPS) + 1)])
        for level in options.level or LEVELS:
            cleaner = Cleaner(level=level, store=shelf)
            ready = make_ready(cleaner, read_texts(first))
            print(f"{level}: ready after {ready:.1f} s", file=sys.stderr)
            with measuring() as spent:
                taken = timed(partial(clean, cleaner, source, goal))
            rows.append([level, size / taken, taken / bare, *shares(spent, taken)])
    print(f"{size:.0f} MB; `Cleaner.clean`, one by one, level normal: {alone:.2f} MB/s,", end=" ")
    print(f"with what a store keeps {ready_alone:.2f}\n")
    print(markdown(["", "MB/s", "times the round trip", *STEPS, "JSON, the rest"], rows))


def round_trip(source: Path, goal: Path) -> None:
    """Read and write records, and do nothing with them."""
    decoder, encoder = msgspec.json.Decoder(), msgspec.json.Encoder()
    with source.open("rb") as stream, goal.open("wb") as output:
        for line in stream:
            output.write(encoder.encode(decoder.decode(line)) + b"\n")


def rate_alone(source: Path, cleaner: Cleaner) -> float:
    """Return how many MB a second `Cleaner.clean` takes of a few pages, the rules loaded and compiled."""
    texts = list(read_texts(source))
    cleaner.compile()
    taken = timed(lambda: deque(map(cleaner.clean, texts), maxlen=0))
    return source.stat().st_size / 1e6 / taken


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

    plain = {name: getattr(*place) for name, place in STEPS.items()}
    for name, (owner, method) in STEPS.items():
        setattr(owner, method, measured(name, plain[name]))
    try:
        yield spent
    finally:
        for name, (owner, method) in STEPS.items():
            setattr(owner, method, plain[name])


def shares(spent: dict[str, float], taken: float) -> list[str]:
    """Return of each step, and of what is left, its share of the time."""
    rest = taken - sum(spent.values())
    return [f"{100 * part / taken:.0f} %" for part in (*(spent[name] for name in STEPS), rest)]


if __name__ == "__main__":
    main()
