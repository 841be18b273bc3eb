#!/usr/bin/env python3
"""Run all that is measured, and print each command and its tables, as Markdown.

Takes hours; --quick only shows that everything works, and its figures say little.
"""

import argparse
import subprocess
import sys
from typing import Final

from pages import ROOT, bench_folder

QUICK: Final = {
    "quality.py": "--part inject --part cases --part seed",
    "local.py": "--texts 36",
    "roundtrip.py": "--set snippets-multi.html_text",
    "speed.py": "--mb 3 --short 100",
    "cost.py": "--mb 3",
    "double.py": "--mb 3",
    "others.py": "--mb 3 --grep-mb 0.1",
    "startup.py": "--runs 3",
    "jobs.py": "--pages 20 --times 1 --small 1000",
    "scale.py": "--documents 12000",
    "huge.py": "--mb 0.1 --table kinds --table ways",
    "torture.py": "--mb 6 --files 200 --kills 3",
    "size.py": "",
    "learn.py": "sites --sites 1",
}
"""The programs, in the order of README.md, and their options to be quick."""
FULL: Final = {
    "scale.py": "--documents 1000000",
    "jobs.py": "--pages 3000 --times 2 --small 10000 --small 100000",
    "learn.py": "size sites",
}
"""Options of those that do less by default."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything works")
    parser.add_argument("--only", action="append", choices=QUICK, help="may be repeated; default: all")
    options = parser.parse_args()
    bench_folder()  # without pages nothing works: say so once
    failed: list[str] = []
    for program in options.only or QUICK:
        chosen = (QUICK if options.quick else FULL).get(program, "").split()
        print(f"## {' '.join(['python', f'bench/{program}', *chosen])}\n", flush=True)
        done = subprocess.run([sys.executable, str(ROOT / "bench" / program), *chosen], check=False)
        print(flush=True)
        if done.returncode:
            failed.append(f"{program} ended with exit code {done.returncode}")
    if failed:
        sys.exit("bench: " + "\n  ".join(failed))


if __name__ == "__main__":
    main()
