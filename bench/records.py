"""What measures of speed share: pages as JSON lines, and a cleaner that is ready for many."""

import gc
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from itertools import chain, cycle
from pathlib import Path

import msgspec
from pages import read_set

from cleaner.batch.documents import clean_slots
from cleaner.cli.app import COLLECT_AFTER
from cleaner.engine.bulk import many
from cleaner.engine.cleaner import Cleaner
from cleaner.model import Document
from cleaner.sources.slots import Reading, read_slots


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


def read_texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file of JSON lines."""
    decoder = msgspec.json.Decoder(dict[str, str])
    with path.open("rb") as lines:
        for line in lines:
            yield decoder.decode(line)["text"]


def make_ready(cleaner: Cleaner, texts: Iterable[str]) -> float:
    """Compile all that is compiled once, or load it; return how many seconds that took.

    Of `texts` there must be more than the cleaner takes one by one at first.
    """
    missing = [name for name in ("numpy", "hyperscan") if find_spec(name) is None]
    if missing:
        sys.exit(f"bench: {' and '.join(missing)} can't be imported\n  pip install '.[bulk]'")
    many.PATIENCE = 0  # type: ignore[misc] # a database at once, however little there is to clean
    documents = [Document(text=text) for text in texts]

    gc.set_threshold(COLLECT_AFTER)  # as the command line does

    def work() -> None:
        cleaner.compile()
        deque(cleaner.clean_many(documents), maxlen=0)

    return timed(work)


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
