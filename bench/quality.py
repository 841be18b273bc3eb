#!/usr/bin/env python3
"""How much of the noise goes and how much of the articles stays, by ../shared/bench/score.py.

Prints a Markdown table for each page set: a row for leaving everything in and one for
each level. With --harm the last columns say what is left of text that is clean already.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pages import ROOT, bench_folder, markdown, set_names

EVERYTHING = "everything in"
LEVELS = ("safe", "normal", "strict")
Figures = Mapping[str, float]
COLUMNS = {
    "word P": "word_p",
    "word R": "word_r",
    "word F1": "word_f1",
    "articles F1": "word_f1 article",
    "shingle F1": "shingle_f1",
}
HARM = {"harm: words left": "word_r", "articles": "word_r article", "pages untouched": "untouched"}
SNIPPETS = {"kept": "with_kept", "removed": "without_removed", "mean": "snippets"}
SPEED = {"MB/s": "mb_per_s"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", action="append", default=[], help="part of a set's name; default: all")
    parser.add_argument("--fold", default="0/1", help="K/N: one of N folds by site, from 0")
    parser.add_argument("--level", action="append", choices=LEVELS, help="default: all three")
    parser.add_argument("--harm", action="store_true", help="clean the known main texts as well")
    options = parser.parse_args()
    for name in set_names(options.set):
        rows = []
        for level in (EVERYTHING, *(options.level or LEVELS)):
            figures = score(name, level, options.fold)
            harm = score(name, level, options.fold, "--harm") if options.harm and "word_p" in figures else {}
            rows.append((level, figures, harm))
        print(f"\n{name}, {rows[0][1].get('pages', 0)} pages\n\n{table(rows)}", flush=True)


def score(name: str, level: str, fold: str, *options: str) -> Figures:
    """Return the figures of one run of score.py; none where the set has nothing to score."""
    if level == EVERYTHING:
        command = ["cat"]
    else:
        command = [sys.executable, "-m", "cleaner", "clean", "--no-config", "-q", "--format", "jsonl"]
        command += ["--level", level, "-"]
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        script = [sys.executable, str(bench_folder() / "score.py"), "--set", name, "--fold", fold]
        done = subprocess.run(
            [*script, *options, "--json", str(report), "--", *command],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            sys.exit(f"bench: score.py ended with status {done.returncode}")
        figures: Figures = json.loads(report.read_text(encoding="utf-8")).get(name, {})
    return figures


def table(rows: Sequence[tuple[str, Figures, Figures]]) -> str:
    """Write the figures of a set as Markdown; the columns are those that it has."""
    _, figures, harm = rows[-1]
    columns = {head: key for head, key in (COLUMNS | SNIPPETS | SPEED).items() if key in figures}
    harms = {head: key for head, key in HARM.items() if key in harm}
    return markdown(
        ["level", *columns, *harms],
        [
            [level, *(of.get(key, "") for key in columns.values()), *(hurt[key] for key in harms.values())]
            for level, of, hurt in rows
        ],
    )


if __name__ == "__main__":
    main()
