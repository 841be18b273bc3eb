#!/usr/bin/env python3
"""How good the score is on pages that it wasn't fitted to.

The sites are in three folds. For each, `cleaner rules fit --without K/3` fits a score to the others, and
../shared/bench/score.py measures it on the fold; figures are means over the folds, weighted by pages.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pages import ROOT, bench_folder, markdown

FOLDS: Final = 3
CLEANER: Final = (sys.executable, "-m", "cleaner", "clean", "--no-config", "-q", "--format", "jsonl")
NEWS, ENGLISH = "news-multi.html_text", "pages-en.html_text"
ARTICLES: Final = ("--type", "article")
TOOLS: Final = ("resiliparse", "trafilatura", "readability", "boilerpy")
WHOLE: Final = (ENGLISH, NEWS, "pages-en.bs4", "news-multi.bs4", "pages-en.html2text")
AFTER: Final = tuple(f"after-{part}.{tool}" for part in ("en", "news") for tool in TOOLS)
GOLD: Final = tuple(
    (name, (*extra, *of))
    for name, extra in ((NEWS, ()), (ENGLISH, ARTICLES), (ENGLISH, ()))
    for of in (
        ("--harm",),
        *(("--inject", n, *tight) for n in ("1", "3", "8") for tight in ((), ("--tight",))),
    )
)
FIGURES: Final = (
    "word_f1",
    "word_f1 article",
    "word_p",
    "word_r",
    "lines_kept",
    "short_kept",
    "noise_left",
    "noise_gone",
    "untouched",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument(
        "--scores", type=Path, help="fits that are there: folders 0, 1, 2 (default: fit anew)"
    )
    parser.add_argument("--level", action="append", choices=("normal", "strict"), help="default: both")
    parser.add_argument("--part", action="append", choices=("whole", "after", "gold", "snippets"))
    parser.add_argument("--folds", default="0,1,2", help="which folds")
    options = parser.parse_args()
    bench_folder()
    folds = [int(fold) for fold in options.folds.split(",")]
    with TemporaryDirectory() as room:
        scores = options.scores or fit_all(Path(room), folds)
        for level in options.level or ("normal", "strict"):
            print(f"\n{level}\n\n{table(level, scores, folds, options.part)}", flush=True)


def fit_all(folder: Path, folds: Sequence[int]) -> Path:
    """Fit a score for each fold, to the pages of the others."""
    pages = sorted(map(str, (bench_folder() / "pages").glob("*.jsonl.gz")))
    for fold in folds:
        command = [sys.executable, "-m", "cleaner", "rules", "fit", *pages, "-o", str(folder / str(fold))]
        options = ["--weigh", "news=3", "--jobs", "2", "--without", f"{fold}/{FOLDS}"]
        subprocess.run([*command, *options], check=True, cwd=ROOT)
    return folder


def table(level: str, scores: Path, folds: Sequence[int], parts: Sequence[str] | None) -> str:
    """Return a Markdown table of all page sets at a level."""
    runs: list[tuple[str, tuple[str, ...]]] = []
    parts = parts or ("whole", "after", "gold", "snippets")
    runs += [(name, ()) for name in WHOLE if "whole" in parts]
    runs += [(name, ()) for name in AFTER if "after" in parts]
    runs += [one for one in GOLD if "gold" in parts]
    runs += [("snippets-multi.html_text", ())] if "snippets" in parts else []
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda run: mean(*run, level, scores, folds), runs))
    rows = [
        [
            f"{name} {' '.join(of)}".strip(),
            *(f"{one[key]:.4f}" if key in one else "" for key in FIGURES),
            won(one),
        ]
        for (name, of), one in zip(runs, found, strict=True)
        if "word_f1" in one
    ]
    rows += [
        [name, *(f"{key} {one[key]:.4f}" for key in ("with_kept", "without_removed", "snippets"))]
        for (name, _), one in zip(runs, found, strict=True)
        if "snippets" in one
    ]
    return markdown(
        ["pages", *FIGURES, "F1 won"], [[*row, *[""] * (len(FIGURES) + 2 - len(row))] for row in rows]
    )


def won(figures: dict[str, float]) -> str:
    return f"{figures['word_f1'] - figures['as it is']:+.4f}" if "as it is" in figures else ""


def mean(name: str, of: Sequence[str], level: str, scores: Path, folds: Sequence[int]) -> dict[str, float]:
    """Return the figures of a set, each page cleaned with the score that hasn't seen its site."""
    sums: dict[str, float] = {}
    pages = 0.0
    for fold in folds:
        found = score(name, of, fold, [*CLEANER, "--level", level, "--score", str(scores / str(fold)), "-"])
        if name.startswith("after"):
            found["as it is"] = score(name, of, fold, ["cat"])["word_f1"]
        pages += found["pages"]
        for key, value in found.items():
            sums[key] = sums.get(key, 0.0) + value * found["pages"]
    return {key: value / pages for key, value in sums.items()}


def score(name: str, of: Sequence[str], fold: int, command: Sequence[str]) -> dict[str, float]:
    """Run score.py on a fold of a set."""
    with TemporaryDirectory() as room:
        path = Path(room) / "figures.json"
        asked = ["--set", name, "--fold", f"{fold}/{FOLDS}", "--json", str(path), *of]
        subprocess.run(
            [sys.executable, str(bench_folder() / "score.py"), *asked, "--", *command],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
        )
        found: dict[str, float] = json.loads(path.read_text())[name]
    return found


if __name__ == "__main__":
    main()
