#!/usr/bin/env python3
"""How many pages a second the cleaner does, and other programs on the same text.

Each runs in a process of its own, on one thread; processor time counts. What is compiled or loaded once
does not: each has cleaned a few pages before, and the time that ripgrep and grep take for an empty file is
taken off. trafilatura and jusText get each line of a page as a paragraph of HTML.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from html import escape
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import c4
from greps import GREPS, Grep, ways
from pages import markdown, set_names
from records import make_ready, read_texts, shipped_cleaner, write_pages

from cleaner.errors import MatchTimeoutError
from cleaner.model import LEVELS, Document, Level

CHUNK: Final = 1_000
"""Pages that are made ready, then cleaned, at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """What cleaning took: pages and bytes of them, bytes left (None: not known), processor seconds."""

    pages: int
    size: int
    left: int | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to clean: files of pages and of a few to begin with, at which level."""

    source: Path
    few: Path
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A cleaner to compare: what it takes a page as, and how it cleans some of them."""

    prepare: Callable[[str], Any]
    clean: Callable[[Sequence[Any]], Iterable[str]]


def ours(task: Task) -> Rival:
    cleaner = shipped_cleaner(task.level)
    make_ready(cleaner, read_texts(task.few))

    def clean(documents: Sequence[Document]) -> Iterator[str]:
        for result in cleaner.clean_many(documents):
            yield "" if isinstance(result, MatchTimeoutError) else result.text

    return Rival(prepare=lambda text: Document(text=text), clean=clean)


def trafilatura(_: Task) -> Rival:
    extract = import_module("trafilatura").extract
    return Rival(prepare=as_html, clean=lambda pages: (extract(page) or "" for page in pages))


def justext(_: Task) -> Rival:
    module = import_module("justext")
    stoplist = module.get_stoplist("English")

    def clean(page: str) -> str:
        paragraphs = module.justext(page, stoplist)
        return "\n".join(part.text for part in paragraphs if not part.is_boilerplate)

    return Rival(prepare=as_html, clean=lambda pages: map(clean, pages))


def c4_rules(_: Task) -> Rival:
    return Rival(prepare=str, clean=lambda pages: map(c4.clean, pages))


OURS: Final = "cleaner"
RIVALS: Final[dict[str, Callable[[Task], Rival]]] = {
    OURS: ours,
    "trafilatura": trafilatura,
    "jusText": justext,
    "C4's line rules in Python": c4_rules,
}
MODULES: Final = {"trafilatura": "trafilatura", "jusText": "justext"}


def as_html(text: str) -> str:
    """Return a page each line of which is a paragraph."""
    lines = "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n") if line.strip())
    return f"<html><body>\n{lines}\n</body></html>"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", action="append", default=[], help="part of a set's name; default: all")
    parser.add_argument("--mb", type=float, default=200, help="pages for all but greps; default: 200")
    parser.add_argument("--grep-mb", type=float, default=20, help="pages for ripgrep and grep; default: 20")
    parser.add_argument("--level", choices=LEVELS, default="normal", help="of cleaner; default: normal")
    options = parser.parse_args()
    names = set_names(options.set)
    with TemporaryDirectory() as folder:
        source = Path(folder, "in.jsonl")
        few = write_pages(source, names, int(options.mb * 1e6))
        task = Task(source=source, few=few, level=options.level)
        rows = [(name, measure_rival(name, task)) for name in RIVALS]
        rows += measure_greps(source, int(options.grep_mb * 1e6), Path(folder))
    print(table(rows))


def measure_rival(name: str, task: Task) -> Speed | str:
    """Return how fast one of them is, or why that isn't known."""
    module = MODULES.get(name)
    if module and find_spec(module) is None:
        return f"not installed: pip install {module}"
    print(f"{name} ...", file=sys.stderr)
    # A new interpreter, or it would share memory, and what is loaded, with those before it.
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        try:
            return process.submit(run, name, task).result()
        except ImportError as error:
            return f"can't be imported: {str(error).splitlines()[0]}"


def run(name: str, task: Task) -> Speed:
    """Clean the pages of a file in this process."""
    rival = RIVALS[name](task)
    spend(rival, list(read_texts(task.few)))
    texts = read_texts(task.source)
    parts: list[Speed] = []
    while chunk := list(islice(texts, CHUNK)):
        parts.append(spend(rival, chunk))
    return Speed(
        pages=sum(part.pages for part in parts),
        size=sum(part.size for part in parts),
        left=sum(part.left or 0 for part in parts),
        seconds=sum(part.seconds for part in parts),
    )


def spend(rival: Rival, texts: Sequence[str]) -> Speed:
    """Clean some pages; what it takes to write them as HTML isn't counted."""
    pages = [rival.prepare(text) for text in texts]
    start = time.process_time()
    cleaned = list(rival.clean(pages))
    seconds = time.process_time() - start
    return Speed(pages=len(texts), size=size_of(texts), left=size_of(cleaned), seconds=seconds)


def size_of(texts: Iterable[str]) -> int:
    return sum(len(text.encode()) for text in texts)


def measure_greps(source: Path, most: int, folder: Path) -> Iterator[tuple[str, Speed | str]]:
    """Yield rows: the phrases and patterns of line rules, by programs that match lines."""
    text = folder / "lines.txt"
    pages = 0
    with text.open("wb") as output:
        for page in read_texts(source):
            if output.tell() >= most:
                break
            output.write(page.encode() + b"\n")
            pages += 1
    for name, program in GREPS.items():
        if not shutil.which(program.command[0]):
            yield name, f"not installed: there is no {program.command[0]}"
            continue
        print(f"{name} ...", file=sys.stderr)
        yield from grep_rows(name, program, text, pages, folder)


def grep_rows(
    name: str, program: Grep, text: Path, pages: int, folder: Path
) -> Iterator[tuple[str, Speed | str]]:
    """Yield a row for each way of matching, and one for all of them in turn."""
    size, total = text.stat().st_size, 0.0
    goal = folder / "out.txt"
    for what, runs in ways(program, folder).items():
        seconds = sum(program.spend(options, text, goal) for options in runs)
        total += seconds
        # Of several runs over the same lines the last one's rest says nothing.
        left = goal.stat().st_size if len(runs) == 1 else None
        yield f"{name} {what}", Speed(pages=pages, size=size, left=left, seconds=seconds)
    yield f"{name}, all of these", Speed(pages=pages, size=size, left=None, seconds=total)


def table(rows: Sequence[tuple[str, Speed | str]]) -> str:
    """Write pages a second, and how many times as many the cleaner does."""
    cells: list[list[object]] = []
    fastest = dict(rows)[OURS]
    assert isinstance(fastest, Speed)
    for name, found in rows:
        if isinstance(found, str) or found.seconds <= 0:
            cells.append([name, "", found if isinstance(found, str) else "too quick to tell", "", "", ""])
            continue
        a_second = found.pages / found.seconds
        times = fastest.pages / fastest.seconds / a_second
        megabytes = found.size / 1e6 / found.seconds
        left = "" if found.left is None else f"{found.left / found.size:.0%}"
        cells.append([name, found.pages, f"{a_second:.1f}", f"{megabytes:.2f}", f"{times:.2f}", left])
    return markdown(["", "pages", "pages/s", "MB/s", "cleaner: times as fast", "text left"], cells)


if __name__ == "__main__":
    main()
