#!/usr/bin/env python3
"""Print all that is measured about speed, memory and sameness, as Markdown: each command and its tables.

Takes hours; --quick is for seeing that everything works, and its figures say little.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pages import ROOT, bench_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One program of this folder, and its options to be quick; whether it has a --store for databases."""

    title: str
    program: str
    quick: Sequence[str]
    stores: bool = True


COMMANDS: Final = (
    Command(title="Throughput, and where the time goes", program="speed.py", quick=["--mb", "3"]),
    Command(title="Other programs", program="others.py", quick=["--mb", "3", "--grep-mb", "0.1"]),
    Command(title="Twice as many rules", program="double.py", quick=["--mb", "3"]),
    Command(
        title="More and more documents", program="scale.py", quick=["--documents", "12000"], stores=False
    ),
    Command(title="A start", program="startup.py", quick=["--runs", "3"], stores=False),
    Command(
        title="Several processes",
        program="jobs.py",
        quick=["--pages", "20", "--times", "1", "--small", "1000"],
        stores=False,
    ),
    Command(title="The same by both ways", program="same.py", quick=["--every", "100"]),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything works")
    parser.add_argument("--store", type=Path, help="a folder to keep databases in from run to run")
    options = parser.parse_args()
    bench_folder()  # without pages nothing works: say so once
    failed: list[str] = []
    with TemporaryDirectory() as folder:
        store = options.store or Path(folder)
        for command in COMMANDS:
            chosen = list(command.quick if options.quick else ())
            line = " ".join(["python", f"bench/{command.program}", *chosen])
            print(f"## {command.title}\n\n```sh\n{line}\n```\n", flush=True)
            if command.stores:
                chosen += ["--store", str(store)]
            script = ROOT / "bench" / command.program
            done = subprocess.run([sys.executable, str(script), *chosen], check=False)
            print(flush=True)
            if done.returncode:
                failed.append(f"{command.program} ended with exit code {done.returncode}")
    if failed:
        sys.exit("bench: " + "\n  ".join(failed))


if __name__ == "__main__":
    main()
