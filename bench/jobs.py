#!/usr/bin/env python3
"""What `batch --jobs` wins, and what it costs in memory.

Prints three Markdown tables: seconds of `cleaner batch` with one process and with more,
on pages as files and as one file of JSON lines, how many times quicker the latter are,
and the processor time of both, which says more where other programs run; what a worker
takes to start; time and memory of several processes on few and on many small documents.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from pages import ROOT, markdown, read_set
from records import shipped_cleaner

RUN = """
import gc, resource, sys, time
from cleaner.cli.app import COLLECT_AFTER, main
gc.set_threshold(COLLECT_AFTER)  # as the command does
begun = time.perf_counter()
code = main(sys.argv[1:])
seconds = time.perf_counter() - begun
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(code, seconds, *(one.ru_utime + one.ru_stime for one in used), *(one.ru_maxrss >> 10 for one in used))
"""
SMALL = "Advertisement\n\nThe ferry sails again on Monday, the harbour office said on Friday, in note {}.\n"


@dataclass(frozen=True, kw_only=True)
class Run:
    """Seconds of a run; processor seconds, and peak memory in MB, of the parent and of workers."""

    seconds: float
    parent: float
    workers: float
    parent_mb: int
    worker_mb: int


def run(source: Path, jobs: int) -> Run:
    """Clean `source` once."""
    with TemporaryDirectory() as dest:
        options = ["batch", "-q", "--no-config", "--jobs", str(jobs), str(source), "-o", dest]
        command = [sys.executable, "-c", RUN, *options]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    code, *figures = map(float, done.stdout.split())
    if code:
        sys.exit(f"bench: batch ended with exit code {code:.0f}")
    seconds, parent, workers, *peaks = figures
    return Run(
        seconds=seconds, parent=parent, workers=workers, parent_mb=int(peaks[0]), worker_mb=int(peaks[1])
    )


def write_pages(name: str, count: int, files: Path, records: Path) -> int:
    """Write pages as files, and as JSON lines; return their bytes."""
    files.mkdir()
    size = 0
    with records.open("w", encoding="utf-8") as lines:
        for number, page in enumerate(islice(read_set(name), count)):
            size += (files / f"{number:05}.txt").write_bytes(page.text.encode())
            lines.write(json.dumps({"text": page.text}) + "\n")
    return size


def compare(name: str, count: int, jobs: int, times: int) -> Iterator[list[object]]:
    """Yield rows: one process against more, in turns, as the machine has other work to do."""
    with TemporaryDirectory() as folder:
        files, records = Path(folder, "files"), Path(folder, "pages.jsonl")
        size = write_pages(name, count, files, records)
        for what, source in (("files", files), ("one JSONL file", records)):
            pairs = [(run(source, 1), run(source, jobs)) for _ in range(times)]
            one, more = (min((pair[at] for pair in pairs), key=lambda r: r.seconds) for at in (0, 1))
            ratio = median(alone.seconds / together.seconds for alone, together in pairs)
            times_used = [f"{one.parent:.1f}", f"{more.parent:.1f} + {more.workers:.1f}"]
            seconds = [f"{one.seconds:.1f}", f"{more.seconds:.1f}", f"{ratio:.2f}"]
            yield [what, count, f"{size / 1e6:.1f}", *seconds, *times_used, more.worker_mb]


def measure_memory(counts: list[int], jobs: int) -> Iterator[list[object]]:
    """Yield rows: time a document and peak memory, for few and many small documents."""
    with TemporaryDirectory() as folder:
        source = Path(folder, "small.jsonl")
        for count in counts:
            with source.open("w") as lines:
                lines.writelines(json.dumps({"text": SMALL.format(number)}) + "\n" for number in range(count))
            one = run(source, jobs)
            used = (one.parent + one.workers) / count * 1e6
            yield [count, f"{one.seconds:.1f}", f"{used:.0f}", one.parent_mb, one.worker_mb]


def start(context: ForkContext | SpawnContext) -> float:
    """Return how many seconds it takes until a new worker that has a cleaner answers."""
    cleaner = shipped_cleaner()
    cleaner.clean(SMALL)
    ours, theirs = context.Pipe()
    begun = time.perf_counter()
    process = context.Process(target=answer, args=(theirs, cleaner.clean))
    process.start()
    ours.recv()
    seconds = time.perf_counter() - begun
    process.join()
    return seconds


def answer(pipe: Connection, clean: Callable[[str], object]) -> None:  # noqa: ARG001 - it is sent along
    pipe.send(True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", default="pages-en.html_text", help="the pages to clean")
    parser.add_argument("--pages", type=int, default=300, help="how many of them")
    parser.add_argument("--jobs", type=int, default=2, help="to compare with one process")
    parser.add_argument("--times", type=int, default=3, help="runs of each, in turns")
    parser.add_argument("--small", type=int, action="append", help="small documents; may be given repeatedly")
    options = parser.parse_args()
    shipped_cleaner()  # the cache is warm from here on
    several = f"{options.jobs} processes"
    head = ["pages as", "how many", "MB", "1 process, s", f"{several}, s", "times as quick"]
    head += ["1 process, processor s", f"{several}, parent + workers", "largest worker, MB"]
    print(markdown(head, compare(options.set, options.pages, options.jobs, options.times)), flush=True)
    seconds = {"fork": start(get_context("fork")), "spawn": start(get_context("spawn"))}
    starts = [[method, f"{1000 * taken:.0f}"] for method, taken in seconds.items()]
    print("\n" + markdown(["a worker started by", "ms until it answers"], starts), flush=True)
    head = ["small documents", "seconds", "processor µs each", "parent, MB", "largest worker, MB"]
    print("\n" + markdown(head, measure_memory(options.small or [10_000, 100_000], options.jobs)))


if __name__ == "__main__":
    main()
