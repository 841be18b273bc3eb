#!/usr/bin/env python3
"""Whether time for a document and memory stay the same, however many there are.

Prints a Markdown table: `cleaner clean --format jsonl`, one process, on more and more documents of about a
kilobyte (pages cut at line ends, of each page set its share). The time that a start takes, and the first
documents, is taken off; peak memory is the whole process's, as a worker's is. The cache is warm.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from typing import Final

from pages import ROOT, markdown, read_set, set_names

COUNTS: Final = (10_000, 100_000, 1_000_000)
FIRST: Final = 1_000
"""Documents of a first run, whose time is not counted: the start, and what is loaded once."""
SIZE: Final = 1_000
"""Characters after which a document ends, with its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one process took: processor time in seconds, peak memory in MB."""

    seconds: float
    peak: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", action="append", default=[], help="part of a set's name; default: all")
    parser.add_argument("--documents", type=int, default=COUNTS[1], help="the most; default: 100,000")
    options = parser.parse_args()
    counts = sorted({*(count for count in COUNTS if count < options.documents), options.documents})
    with TemporaryDirectory() as folder:
        pieces, source = Path(folder, "pieces.jsonl"), Path(folder, "in.jsonl")
        total = write_pieces(pieces, set_names(options.set))
        write_documents(pieces, total, FIRST, source)
        clean(source, Path(folder))  # compiles the rules
        start = clean(source, Path(folder))
        rows: list[list[object]] = []
        first: tuple[float, float] | None = None
        for count in counts:
            size = write_documents(pieces, total, FIRST + count, source) / 1e6
            run = clean(source, Path(folder))
            each = (run.seconds - start.seconds) / count
            first = first or (each, run.peak)
            of_first = [f"{each / first[0]:.3f}", f"{run.peak:.0f}", f"{run.peak / first[1]:.3f}"]
            rows.append([f"{count:,}", f"{size:.1f}", f"{1e6 * each:.0f}", *of_first])
            print(f"{count:,} documents: {run.seconds:.0f} s", file=sys.stderr)
    head = ["documents", "MB", "processor µs each", "of the first row", "peak memory, MB", "of the first row"]
    print(markdown(head, rows))


def write_pieces(path: Path, names: list[str]) -> int:
    """Write all pages, cut into documents, once; return how many there are."""
    count = 0
    with path.open("w", encoding="utf-8") as output:
        for text in (piece for name in names for page in read_set(name) for piece in cut(page.text)):
            output.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
            count += 1
    return count


def cut(text: str) -> Iterator[str]:
    """Yield a text in pieces of whole lines, each of them as short as it can be from `SIZE` on."""
    piece = ""
    for line in text.split("\n"):
        piece += f"{line}\n"
        if len(piece) >= SIZE:
            yield piece
            piece = ""
    if piece:
        yield piece


def write_documents(pieces: Path, total: int, count: int, goal: Path) -> int:
    """Write `count` documents, all alike often, the rest spread evenly over them; return their bytes."""
    rounds, rest = divmod(count, total)
    with goal.open("wb") as output:
        for number in range(rounds + 1):
            with pieces.open("rb") as lines:
                for at, line in enumerate(lines):
                    if number < rounds or at * rest // total != (at + 1) * rest // total:
                        output.write(line)
        return output.tell()


def clean(source: Path, cache: Path) -> Run:
    """Clean a file by the command line, in a process of its own."""
    options = ["-q", "--no-config", "--format", "jsonl"]
    command = [sys.executable, "-m", "cleaner", "clean", *options, str(source)]
    environment = {**os.environ, "CLEANER_CACHE_DIR": str(cache / "cache"), "PYTHONPATH": str(ROOT)}
    process = Popen(command, stdout=DEVNULL, env=environment, cwd=ROOT)
    # Not RUSAGE_CHILDREN: it knows the peak only of the largest of all children.
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"bench: cleaner ended with exit code {process.returncode}")
    kilobytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Run(seconds=used.ru_utime + used.ru_stime, peak=kilobytes / 1024)


if __name__ == "__main__":
    main()
