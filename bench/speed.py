#!/usr/bin/env python3
"""How fast many documents are cleaned, JSON lines in and out, one process, beside reading and writing them.

Prints a Markdown table: a row for a bare round trip by msgspec, one for each level, and
the share of its time that each step takes. What is compiled once, or loaded from --store,
is not counted; a line says how long that took.
"""

import argparse
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from itertools import chain, cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec
from pages import markdown, read_set, set_names

from cleaner.batch.documents import clean_slots
from cleaner.engine import judge
from cleaner.engine.bulk import many
from cleaner.engine.bulk.match import BatchMatcher
from cleaner.engine.bulk.scan import Scanner
from cleaner.engine.bulk.score import BatchScorer
from cleaner.engine.cleaner import Cleaner
from cleaner.model import LEVELS
from cleaner.sources.slots import Reading, read_slots

STEPS: Final[dict[str, tuple[Any, str]]] = {
    "split, fold": (many, "make_batch"),
    "scan": (Scanner, "propose"),
    "confirm": (BatchMatcher, "match_forms"),
    "hits of a document": (BatchMatcher, "fill"),
    "claims": (judge.Judge, "claims"),
    "score": (BatchScorer, "of_document"),
    "decide": (judge.Judge, "decide"),
    "render": (judge, "render"),
}


class Shelf:
    """Keeps databases in a folder, or for as long as the program runs."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        if self._folder and (self._folder / key).is_file():
            return (self._folder / key).read_bytes()
        return self._kept.get(key)

    def put(self, key: str, data: bytes) -> None:
        self._kept[key] = data
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / key).write_bytes(data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", action="append", default=[], help="part of a set's name; default: all")
    parser.add_argument("--mb", type=float, default=200, help="how large the file is at least; default: 200")
    parser.add_argument("--level", action="append", choices=LEVELS, help="default: all three")
    parser.add_argument("--store", type=Path, help="a folder to keep databases in from run to run")
    options = parser.parse_args()
    many.PATIENCE = 0
    shelf = Shelf(options.store)
    rows: list[list[object]] = []
    with TemporaryDirectory() as folder:
        source, goal = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        first = write_pages(source, set_names(options.set), int(options.mb * 1e6))
        size = source.stat().st_size / 1e6
        bare = timed(lambda: round_trip(source, goal))
        alone = rate_alone(first)
        rows.append(["msgspec round trip", size / bare, 1.0, *[""] * (len(STEPS) + 1)])
        for level in options.level or LEVELS:
            cleaner = Cleaner(level=level, store=shelf)
            ready = timed(lambda cleaner=cleaner: clean(cleaner, first, goal))
            print(f"{level}: ready after {ready:.1f} s", file=sys.stderr)
            with measuring() as spent:
                taken = timed(lambda cleaner=cleaner: clean(cleaner, source, goal))
            rows.append([level, size / taken, taken / bare, *shares(spent, taken)])
    print(f"{size:.0f} MB; `Cleaner.clean`, one by one, level normal: {alone:.2f} MB/s\n")
    print(markdown(["", "MB/s", "times the round trip", *STEPS, "JSON, the rest"], rows))


def write_pages(path: Path, names: list[str], size: int) -> Path:
    """Write pages, again and again, until there are `size` bytes; return a file of a few of them."""
    lines = [msgspec.json.encode({"text": page.text}) + b"\n" for name in names for page in read_set(name)]
    few = path.with_name("few.jsonl")
    few.write_bytes(b"".join(lines[:: max(1, len(lines) // 150)]))
    with path.open("wb") as output:
        # Every so many of them, so that a small file has pages of all sets, too.
        for line in cycle(chain.from_iterable(lines[at::97] for at in range(97))):
            if output.tell() >= size:
                return few
            output.write(line)
    return few


def round_trip(source: Path, goal: Path) -> None:
    """Read and write records, and do nothing with them."""
    decoder, encoder = msgspec.json.Decoder(), msgspec.json.Encoder()
    with source.open("rb") as stream, goal.open("wb") as output:
        for line in stream:
            output.write(encoder.encode(decoder.decode(line)) + b"\n")


def rate_alone(source: Path) -> float:
    """Return how many MB a second `Cleaner.clean` takes of a few pages, the rules loaded and compiled."""
    texts = [msgspec.json.decode(line)["text"] for line in source.read_bytes().splitlines()]
    cleaner = Cleaner()
    cleaner.compile()
    taken = timed(lambda: deque(map(cleaner.clean, texts), maxlen=0))
    return source.stat().st_size / 1e6 / taken


def clean(cleaner: Cleaner, source: Path, goal: Path) -> None:
    """Clean a file as `cleaner clean` does."""
    with source.open("rb") as stream, goal.open("wb") as output:
        for outcome in clean_slots(read_slots(stream, source.name, Reading()), cleaner, "warn"):
            output.write(outcome.data)


def timed(work: Callable[[], object]) -> float:
    """Return the processor time that `work` takes, in seconds."""
    start = time.process_time()
    work()
    return time.process_time() - start


@contextmanager
def measuring() -> Iterator[Counter[str]]:
    """Add up, by step, the time spent in it and not in one within it."""
    spent: Counter[str] = Counter()
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


def shares(spent: Counter[str], taken: float) -> list[str]:
    """Return of each step, and of what is left, its share of the time."""
    rest = taken - spent.total()
    return [f"{100 * part / taken:.0f} %" for part in (*(spent[name] for name in STEPS), rest)]


if __name__ == "__main__":
    main()
