"""What measures of speed share: pages as JSON lines, and a cleaner that works as the command does."""

import gc
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, cycle
from pathlib import Path
from typing import Final

import msgspec
from pages import read_set

from cleaner.batch.runner import Runner, Write
from cleaner.cli.app import COLLECT_AFTER
from cleaner.cli.output import Output
from cleaner.engine.cleaner import Cleaner
from cleaner.model import Document, Level
from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.load import load_rules
from cleaner.sources.records import ReadOptions

_FEW: Final = 150
_STEP: Final = 97


def write_pages(path: Path, names: Sequence[str], size: int) -> Path:
    """Write pages, again and again, until there are `size` bytes; return a file of a few of them."""
    lines = [msgspec.json.encode({"text": page.text}) + b"\n" for name in names for page in read_set(name)]
    few = path.with_name("few.jsonl")
    few.write_bytes(b"".join(lines[:: max(1, len(lines) // _FEW)]))
    with path.open("wb") as output:
        # Every so many of them, so that a small file has pages of all sets, too.
        for line in cycle(chain.from_iterable(lines[at::_STEP] for at in range(_STEP))):
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


def shipped_cleaner(level: Level = "normal", *, tidy: bool = False) -> Cleaner:
    """Return a cleaner with the rules that come along, out of the cache where they are."""
    return Cleaner(load_rules(cache=user_cache()), level=level, tidy=tidy)


def make_ready(cleaner: Cleaner, texts: Iterable[str]) -> None:
    """Compile all patterns, and clean some texts: what is done once is not measured.

    There must be more texts than the cleaner takes one by one at first.
    """
    gc.set_threshold(COLLECT_AFTER)  # as the command line does
    patterns = cleaner.ruleset.patterns
    for number in range(len(patterns.sources)):
        patterns.compiled(number)
        patterns.compiled_for_many(number)
    deque(cleaner.clean_many(Document(text=text) for text in texts), maxlen=0)


def clean_file(cleaner: Cleaner, source: Path, goal: Path) -> None:
    """Clean a file, whose name and beginning say its format, as `cleaner clean` does."""

    @contextmanager
    def output() -> Iterator[Write]:
        with goal.open("wb") as stream:
            yield lambda part: Output(stream, goal.name).write(part.data)

    problems: list[str] = []
    runner = Runner(
        cleaner=cleaner,
        options=ReadOptions(),
        on_loss="warn",
        tell=lambda place, number, problem: problems.append(f"{place}:{number}: {problem}"),
    )
    runner.clean(str(source), output())
    assert not problems, problems[0]


def round_trip(source: Path, goal: Path) -> None:
    """Read and write JSON lines, and do nothing with them."""
    decoder, encoder = msgspec.json.Decoder(), msgspec.json.Encoder()
    with source.open("rb") as stream, goal.open("wb") as output:
        for line in stream:
            output.write(encoder.encode(decoder.decode(line)) + b"\n")


def timed(work: Callable[[], object]) -> float:
    """Return the processor time that `work` takes, in seconds."""
    start = time.process_time()
    work()
    return time.process_time() - start
