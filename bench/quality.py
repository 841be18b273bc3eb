#!/usr/bin/env python3
"""How much noise goes and how much of the articles stays by rules alone, through the command line.

Prints a Markdown table for each part:

inject  main texts with 1, 3 or 8 well-known lines of noise in them, with and without blank lines
harm    main texts as they are: what is taken from a text that is clean already
after   what an HTML extractor left of a page: word F1 minus that of leaving it alone
pages   whole pages
cases   ../shared/cases, each built after a public complaint
seed    ../shared/seed: which lines fall at which level

The first four run ../shared/bench/score.py. "as it is" is the command `cat`: nothing can keep more. It does
not always reach 1, because score.py takes headlines, dates and captions out of the result before it counts.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from pages import ROOT, SHARED, bench_folder, markdown, read_set, set_names

AS_IT_IS: Final = "as it is"
LEVELS: Final = ("safe", "normal", "strict")
NEWS, ENGLISH = "news-multi.html_text", "pages-en.html_text"
CLEANER: Final = (sys.executable, "-m", "cleaner", "clean", "--no-config", "--no-score", "-q")
Figures = Mapping[str, float]


class Run(NamedTuple):
    """One run of score.py: on which set, at which level, with which options."""

    name: str
    level: str
    options: tuple[str, ...] = ()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--part", action="append", choices=PARTS, help="may be repeated; default: all")
    parser.add_argument("--fold", default="0/1", help="K/N: only one of N folds by site, from 0")
    options = parser.parse_args()
    bench_folder()
    for name, part in PARTS.items():
        if name in (options.part or PARTS):
            print(f"\n{name}\n\n{part(options.fold)}", flush=True)


def inject(fold: str) -> str:
    """Return a table: main texts with a few lines of noise in them."""
    kinds = [(count, tight) for count in ("1", "3", "8") for tight in ((), ("--tight",))]
    runs = [Run(NEWS, level, ("--inject", count, *tight)) for level in LEVELS[:2] for count, tight in kinds]
    rows = [
        [run.level, run.options[1], "no" if "--tight" in run.options else "yes", *chosen]
        for run, found in score_all(runs, fold)
        for chosen in [figures(found, "noise_gone", "lines_kept", "short_kept")]
    ]
    head = ["level", "lines of noise", "blank lines", "noise gone", "lines kept", "short lines kept"]
    return markdown(head, rows)


def harm(fold: str) -> str:
    """Return a table: main texts as they are."""
    kinds: list[tuple[str, tuple[str, ...]]] = [(NEWS, ()), (ENGLISH, ("--type", "article")), (ENGLISH, ())]
    runs = [Run(name, level, ("--harm", *of)) for name, of in kinds for level in (AS_IT_IS, *LEVELS)]
    ceilings: dict[tuple[str, tuple[str, ...]], int] = {}
    rows: list[list[object]] = []
    for run, found in score_all(runs, fold):
        total = lines_of(run.name, run.options[-1] if "--type" in run.options else "") if fold == "0/1" else 0
        kept = round(found["lines_kept"] * total)
        ceiling = ceilings.setdefault((run.name, run.options), kept)
        fallen = f"{ceiling - kept:,} of {total:,}" if total else ""
        what = f"{run.name}, articles" if "--type" in run.options else run.name
        rows.append(
            [what, run.level, fallen, *figures(found, "lines_kept", "short_kept", "word_r", "untouched")]
        )
    head = ["main texts of", "level", "lines fallen", "lines kept", "short lines kept", "words left"]
    return markdown([*head, "texts untouched"], rows)


def lines_of(name: str, kind: str) -> int:
    """Return how many lines score.py counts in the main texts of a set."""
    golds = (page.gold for page in read_set(name) if not kind or page.kind == kind)
    return sum(1 for gold in golds for line in gold.split("\n") if line.split())


def after(fold: str) -> str:
    """Return a table: texts that an extractor made."""
    runs = [Run(name, level) for name in set_names(["after-"]) for level in (AS_IT_IS, *LEVELS[:2])]
    alone: dict[str, float] = {}
    rows: list[list[object]] = []
    for run, found in score_all(runs, fold):
        base = alone.setdefault(run.name, found["word_f1"])
        gain = f"{found['word_f1'] - base:+.4f}" if run.level != AS_IT_IS else ""
        rows.append(
            [run.name, run.level, found["word_f1"], gain, *figures(found, "lines_kept", "noise_left")]
        )
    return markdown(["texts", "level", "word F1", "gain", "lines kept", "noise left"], rows)


def pages(fold: str) -> str:
    """Return two tables: whole pages whose main text is known, and those of which only snippets are."""
    keys = {"word_p": "word P", "word_r": "word R", "word_f1": "word F1", "lines_kept": "lines kept"}
    keys |= {"short_kept": "short lines kept", "noise_left": "noise left"}
    snippets = {"with_kept": "kept of what must stay", "without_removed": "gone of what must go"}
    return "\n\n".join(
        markdown(
            ["pages", "level", *columns.values()],
            [
                [run.name, run.level, *figures(found, *columns)]
                for run, found in score_all(
                    [Run(name, level) for name in set_names(sets) for level in (AS_IT_IS, *LEVELS)], fold
                )
            ],
        )
        for sets, columns in ((["pages-en", "news-multi"], keys), (["snippets-multi"], snippets))
    )


def cases(_: str) -> str:
    """Return a table: what check.py says of each case."""
    found = {level: check(level) for level in LEVELS[:2]}
    rows: list[list[object]] = []
    for at, case in enumerate(found["safe"]):
        both = [some[at] for some in found.values()]
        cells = [f"{len(one[what])} of {one[of]}" for one in both for what, of in COUNTS]
        rows.append([case["case"], *cells])
    totals: list[object] = [
        f"{sum(len(one[what]) for one in some)} of {sum(one[of] for one in some)}"
        for some in found.values()
        for what, of in COUNTS
    ]
    faultless = (
        f"{level} {sum(not (c['left'] or c['lost']) for c in some)}" for level, some in found.items()
    )
    rows.append([f"all {len(rows)}; without a fault: {', '.join(faultless)}", *totals])
    return markdown(["case", *(f"{level}: {what}" for level in found for what in HEADS)], rows)


COUNTS: Final = (("left", "noise"), ("lost", "article"))
HEADS: Final = ("noise left", "article lines lost")


def check(level: str) -> list[dict]:  # type: ignore[type-arg] # JSON
    """Return what check.py says of each case."""
    script = [sys.executable, str(SHARED / "cases" / "check.py"), "--level", level, "--json", "--", *CLEANER]
    found: list[dict] = json.loads(output_of(script))  # type: ignore[type-arg]
    return found


def seed(_: str) -> str:
    """Return a table: the lines that fall of the seed, and the rule at each level."""
    found: dict[tuple[int, str], dict[str, str]] = {}
    (path,) = (SHARED / "seed").glob("*.txt")
    for level in LEVELS:
        report = json.loads(output_of([*CLEANER, "--json", "--level", level, str(path)]))
        for removal in report["removals"]:
            key = removal["line"], " ".join(removal["text"].split())
            found.setdefault(key, {})[level] = removal["rule"]
    rows = [[*key, *(rules.get(level, "") for level in LEVELS)] for key, rules in sorted(found.items())]
    return markdown(["line", "what falls", *LEVELS], rows)


def score_all(runs: Sequence[Run], fold: str) -> Iterable[tuple[Run, Figures]]:
    """Return each run with its figures, in order."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(zip(runs, threads.map(lambda run: score(run, fold), runs), strict=True))


def score(run: Run, fold: str) -> Figures:
    """Return the figures of one run of score.py."""
    command = ["cat"] if run.level == AS_IT_IS else [*CLEANER, "--format", "jsonl", "--level", run.level, "-"]
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        script = [sys.executable, str(bench_folder() / "score.py"), "--set", run.name, "--fold", fold]
        output_of([*script, *run.options, "--json", str(report), "--", *command])
        figures: Figures = json.loads(report.read_text(encoding="utf-8"))[run.name]
    return figures


def figures(found: Figures, *keys: str) -> list[object]:
    return [found.get(key, "") for key in keys]


def output_of(command: Sequence[str]) -> bytes:
    """Run a command, which must end well, and return what it writes."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"bench: {' '.join(command[:2])} ended with status {done.returncode}")
    return done.stdout


PARTS: Final[Mapping[str, Callable[[str], str]]] = {
    "inject": inject,
    "harm": harm,
    "after": after,
    "pages": pages,
    "cases": cases,
    "seed": seed,
}


if __name__ == "__main__":
    main()
