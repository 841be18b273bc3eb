#!/usr/bin/env python3
"""How long a start takes, as times of `python -c "import click"`, measured by turns in one run.

Medians of wall-clock time. The page is a fixture; the cache lies in a folder of its own, and so do the
modules compiled to bytecode, as installing the package would leave them.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from pages import ROOT, markdown

CLICK = 'python -c "import click"'
PAGE = ROOT / "fixtures" / "wild-style"
PYTHON: Sequence[str] = (sys.executable,)
CLEANER: Sequence[str] = (*PYTHON, "-m", "cleaner")
COMMANDS: Mapping[str, Sequence[str]] = {
    CLICK: (*PYTHON, "-c", "import click"),
    "cleaner --help": (*CLEANER, "--help"),
    "cleaner < page, warm cache": (*CLEANER, "--no-config"),
    "cleaner < page, cold cache": (*CLEANER, "--no-config", "-q"),
    "cleaner --no-cache < page": (*CLEANER, "--no-config", "--no-cache"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=15, help="of each; the slow ones run a third as often")
    options = parser.parse_args()
    page = next(iter(sorted(PAGE.glob("*/input.txt"))))
    with TemporaryDirectory() as folder:
        times = measure(page.read_bytes(), Path(folder), options.runs)
    base = median(times[CLICK])
    rows = [
        [name, len(taken), f"{1000 * median(taken):.0f}", f"{median(taken) / base:.2f}"]
        for name, taken in times.items()
    ]
    print(markdown(["command", "runs", "ms", "of importing click"], rows))


def measure(page: bytes, folder: Path, runs: int) -> dict[str, list[float]]:
    """Return the seconds of each run of each command; they take turns, so that all meet the same noise."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    cache, bytecode = folder / "cache", folder / "bytecode"
    for command in COMMANDS.values():
        run(command, page, cache, bytecode)
    for turn in range(runs):
        for name, command in COMMANDS.items():
            slow = "cold" in name or "no-cache" in name
            if slow and turn % 3:
                continue
            if "cold" in name:
                with TemporaryDirectory() as empty:
                    times[name].append(run(command, page, Path(empty), bytecode))
            else:
                times[name].append(run(command, page, cache, bytecode))
    return times


def run(command: Sequence[str], page: bytes, cache: Path, bytecode: Path) -> float:
    """Return how many seconds `command` takes with `page` as its input."""
    environment = {**os.environ, "CLEANER_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    environment |= {"PYTHONPYCACHEPREFIX": str(bytecode), "PYTHONDONTWRITEBYTECODE": ""}
    begin = perf_counter()
    done = subprocess.run(command, input=page, env=environment, capture_output=True, check=False)
    taken = perf_counter() - begin
    if done.returncode:
        sys.exit(f"bench: {' '.join(command)} ended with status {done.returncode}")
    return taken


if __name__ == "__main__":
    main()
