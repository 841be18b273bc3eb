#!/usr/bin/env python3
"""Whether headlines stay: the first line of the main text, on whole pages whose sites the score hasn't seen.

A page counts if its first line of main text is a line of the page. `--scores`: fits of the folds, as
bench/score.py makes them, in folders 0, 1, 2; without it the shipped score is used, fitted to these pages.
"""

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import Any, Final

from pages import bench_folder, markdown

from cleaner import Cleaner, load_score

SETS: Final = ("news-multi.html_text", "news-multi.bs4", "pages-en.html_text")
FOLDS: Final = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument(
        "--scores", type=Path, help="a folder with a score for each fold (default: the shipped)"
    )
    parser.add_argument("--folds", default="0,1,2", help="which folds")
    options = parser.parse_args()
    sys.path.insert(0, str(bench_folder()))
    rows = []
    for name in SETS:
        left = count = 0
        for fold in map(int, options.folds.split(",")):
            score = load_score(options.scores / str(fold)) if options.scores else load_score()
            kept, all_of = headlines(name, fold, Cleaner(score=score))
            left, count = left + kept, count + all_of
        rows.append([name, count, left / max(count, 1)])
    print(markdown(["pages", "headlines", "left"], rows))


def headlines(name: str, fold: int, cleaner: Cleaner) -> tuple[int, int]:
    """Return of a set's fold how many headlines are left, and how many there are."""
    import score  # type: ignore[import-not-found]  # the measure, beside the pages

    with gzip.open(bench_folder() / "pages" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        pages: list[dict[str, Any]] = [
            page for page in map(json.loads, lines) if page.get("gold") and score.fold(page, FOLDS) == fold
        ]
    firsts = [next((row for row in page["gold"].split("\n") if row.strip()), "") for page in pages]
    cleaned = cleaner.clean_texts([page["text"] for page in pages])
    left = count = 0
    for page, first, text in zip(pages, firsts, cleaned, strict=True):
        if score.flat(first) in {score.flat(row) for row in page["text"].split("\n")}:
            count += 1
            left += score.flat(first) in {score.flat(row) for row in str(text).split("\n")}
    return left, count


if __name__ == "__main__":
    main()
