#!/usr/bin/env python3
"""How long a start takes, beside `python -c "import click"`, by turns in one run.

Prints a Markdown table of medians of wall-clock time: ms, ms more than importing click, and how many times as
much. The page is a fixture of one or two kB. The checkout keeps its compiled rules in a cache folder;
"installed" is a package built from it, whose rules were compiled when it was built.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from pages import ROOT, markdown

PAGE = ROOT / "fixtures" / "wild-style"
PYTHON: Sequence[str] = (sys.executable,)
CLEANER: Sequence[str] = (*PYTHON, "-m", "cleaner")
CLICK = 'python -c "import click"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A command; whether it is the installed package's, and whether its cache is empty each time."""

    command: Sequence[str]
    installed: bool = False
    cold: bool = False

    @property
    def slow(self) -> bool:
        return self.cold or "--no-cache" in self.command


STARTS: Mapping[str, Start] = {
    CLICK: Start(command=(*PYTHON, "-c", "import click")),
    'python -c "import click, numpy, regex"': Start(command=(*PYTHON, "-c", "import click, numpy, regex")),
    "cleaner --help": Start(command=(*CLEANER, "--help")),
    "cleaner < page, installed": Start(command=(*CLEANER, "--no-config"), installed=True),
    "cleaner < page, checkout, warm cache": Start(command=(*CLEANER, "--no-config")),
    "cleaner < page, checkout, cold cache": Start(command=(*CLEANER, "--no-config", "-q"), cold=True),
    "cleaner --no-cache < page, checkout": Start(command=(*CLEANER, "--no-config", "--no-cache")),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=15, help="of each; the slow ones run a third as often")
    parser.add_argument("--no-install", action="store_true", help="do not build and install the package")
    options = parser.parse_args()
    page = next(iter(sorted(PAGE.glob("*/input.txt"))))
    with TemporaryDirectory() as folder:
        if not options.no_install:
            install(Path(folder, "installed"))
        starts = {
            name: start for name, start in STARTS.items() if not (start.installed and options.no_install)
        }
        times = measure(starts, page.read_bytes(), Path(folder), options.runs)
    base = median(times[CLICK])
    rows = [
        [name, len(taken), f"{1000 * middle:.0f}", f"{1000 * (middle - base):+.0f}", f"{middle / base:.2f}"]
        for name, taken in times.items()
        for middle in [median(taken)]
    ]
    print(markdown(["command", "runs", "ms", "more than click, ms", "times click"], rows))


def install(goal: Path) -> None:
    """Build the package and put it into a folder, with what builds it taken from this environment."""
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--target", str(goal)]
    done = subprocess.run([*PYTHON, "-m", "pip", "install", *options, str(ROOT)], check=False)
    if done.returncode:
        sys.exit("bench: the package was not installed\n  pip install hatchling, or use --no-install")


def measure(starts: Mapping[str, Start], page: bytes, folder: Path, runs: int) -> dict[str, list[float]]:
    """Return the seconds of each run of each command; they take turns, so that all meet the same noise."""
    times: dict[str, list[float]] = {name: [] for name in starts}
    for start in starts.values():
        run(start, page, folder)
    for turn in range(runs):
        for name, start in starts.items():
            if not (start.slow and turn % 3):
                times[name].append(run(start, page, folder))
    return times


def run(start: Start, page: bytes, folder: Path) -> float:
    """Return how many seconds a command takes with `page` as its input."""
    home = folder / "installed" if start.installed else ROOT
    with TemporaryDirectory() as empty:
        cache = empty if start.cold else str(folder / "cache")
        environment = {**os.environ, "CLEANER_CACHE_DIR": cache, "PYTHONPATH": str(home)}
        # As installing a package leaves them.
        environment |= {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
        begin = perf_counter()
        done = subprocess.run(
            start.command, input=page, env=environment, cwd=empty, capture_output=True, check=False
        )
        taken = perf_counter() - begin
    if done.returncode:
        sys.exit(f"bench: {' '.join(start.command)} ended with status {done.returncode}")
    return taken


if __name__ == "__main__":
    main()
