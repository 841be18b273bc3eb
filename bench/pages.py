"""The pages to measure on: where they are, and how to look at each of them with all processors."""

import gzip
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import Any, Final, TypeVar

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT.parent / "shared"
T = TypeVar("T")
sys.path.insert(0, str(ROOT))  # what is measured is this checkout, whatever is installed


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A text to clean, and where it is from. `gold` is its main text, `kind` such as article, if known."""

    name: str
    text: str
    gold: str = ""
    kind: str = ""


def bench_folder() -> Path:
    """Return the folder with pages and score.py, or end the program and say where it should be."""
    folder = SHARED / "bench"
    if not (folder / "pages").is_dir():
        sys.exit(
            f"bench: there are no pages at {folder}\n"
            "  they are not part of the repository: put the folder 'shared' beside the checkout"
        )
    return folder


def set_names(wanted: Sequence[str] = ()) -> list[str]:
    """Return the page sets whose names contain one of `wanted`; without any, all of them."""
    names = sorted(path.name.removesuffix(".jsonl.gz") for path in (bench_folder() / "pages").glob("*.gz"))
    chosen = [name for name in names if not wanted or any(part in name for part in wanted)]
    if not chosen:
        sys.exit(f"bench: no page set matches {' or '.join(wanted)}\n  there are: {', '.join(names)}")
    return chosen


def read_set(name: str) -> Iterator[Page]:
    """Yield the pages of a set."""
    for page in read_records(name):
        yield Page(
            name=f"{name}/{page['id']}",
            text=page["text"],
            gold=page.get("gold", ""),
            kind=page.get("type", ""),
        )


def read_records(name: str) -> Iterator[dict[str, Any]]:
    """Yield the pages of a set as they are in its file."""
    path = bench_folder() / "pages" / f"{name}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_fixtures() -> Iterator[Page]:
    """Yield the inputs of all fixtures."""
    from cleaner.text.decode import decode

    for path in sorted((ROOT / "fixtures").glob("*/*/input.txt")):
        yield Page(name=f"fixtures/{path.parent.name}", text=decode(path.read_bytes())[0])


def look_at(pages: Iterable[Page], look: Callable[[Page], T]) -> list[T]:
    """Return what `look` says of each page, in order."""
    with Pool(os.cpu_count()) as pool:
        return pool.map(look, pages, chunksize=16)


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table; numbers that are not whole with four places."""
    cells = [
        [f"{cell:.4f}" if isinstance(cell, float) else str(cell).replace("|", r"\|") for cell in row]
        for row in rows
    ]
    lines = [" | ".join(row) for row in [list(head), ["---"] * len(head), *cells]]
    return "\n".join(f"| {line} |" for line in lines)
