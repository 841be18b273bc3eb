#!/usr/bin/env python3
"""What rules learned from half of a site's pages do to its other half, and what learning costs.

    python bench/learn.py sites     the sites with the most pages: noise gone and article lines kept, by site
    python bench/learn.py size      time and memory for corpora that it makes itself

`sites` reads `../shared/bench`. Every other page of a site is learned from, the rest is cleaned without the
learned rules ("before") and with them. A line counts as article if it is one of the main text; neutral lines
don't count. --show writes the rules to standard error, and the lines of main texts that they take.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

from pages import ROOT, bench_folder, markdown, read_records

SETS: Final = ("pages-en.html_text", "pages-en.bs4")
SIZES: Final = (5_000, 10_000, 20_000)
MEASURED: Final = """
import resource, sys, time
from cleaner.cli import main
start = time.perf_counter()
code = main(sys.argv[1:])
used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(code, time.perf_counter() - start, *used)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("part", nargs="+", choices=("sites", "size"))
    parser.add_argument("--sites", type=int, default=6, help="so many sites, those with the most pages")
    parser.add_argument("--show", action="store_true", help="write the rules to standard error")
    options = parser.parse_args()
    for part in options.part:
        print(f"\n{sites(options.sites, show=options.show) if part == 'sites' else size()}", flush=True)


def sites(count: int, *, show: bool) -> str:
    """Return a table: noise and article lines of pages that nothing was learned from."""
    bench_folder()
    rows = []
    for name in SETS:
        by_site: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for page in read_records(name):
            by_site[page["site"]].append(page)
        for site in sorted(by_site, key=lambda site: (-len(by_site[site]), site))[:count]:
            pages = by_site[site]
            rows.append([name, len(pages), *measure(pages[::2], pages[1::2], show=show)])
    head = [
        "set",
        "pages",
        "rules",
        "noise lines",
        "gone before",
        "gone",
        "article lines",
        "kept before",
        "kept",
    ]
    return markdown(head, rows)


def measure(known: Sequence[dict[str, Any]], other: Sequence[dict[str, Any]], *, show: bool) -> list[object]:
    """Return how many rules are learned from some pages, and what is left of others without and with them."""
    from cleaner.engine.cleaner import Cleaner
    from cleaner.rulebook.load import load_rules

    with TemporaryDirectory() as folder:
        corpus, rules = Path(folder, "known.jsonl"), Path(folder, "learned.toml")
        corpus.write_text("".join(json.dumps({"text": page["text"]}) + "\n" for page in known))
        command = [
            sys.executable,
            "-m",
            "cleaner",
            "rules",
            "learn",
            "-q",
            "--no-config",
            corpus,
            "-o",
            rules,
        ]
        subprocess.run(command, check=True, cwd=ROOT)
        if show:
            print(rules.read_text(), file=sys.stderr)
        learned = load_rules([rules])
    before, after = (count(Cleaner(book), other, show=show) for book in (load_rules(), learned))
    number = sum(rule.id.startswith("learned.") for rule in learned.rules)
    noise, article = before["noise"], before["article"]
    gone = [one["noise gone"] for one in (before, after)]
    kept = [article - one["article gone"] for one in (before, after)]
    return [number, noise, *gone, article, *kept]


def count(cleaner: Any, pages: Sequence[dict[str, Any]], *, show: bool) -> Counter[str]:
    """Count the lines of noise and of articles, and those of them that go."""
    from cleaner.tuning.labels import CONTENT, label_page

    found: Counter[str] = Counter()
    for page in pages:
        verdicts = cleaner.explain(page["text"])
        labels = label_page([one.text for one in verdicts], page["gold"], page["neutral"])
        for one, share in zip(verdicts, labels, strict=True):
            if share is None:
                continue
            kind = "article" if share >= CONTENT else "noise"
            found[kind] += 1
            found[f"{kind} gone"] += not one.kept
            if show and kind == "article" and (one.rule or "").startswith("learned.") and not one.kept:
                print(f"ARTICLE {one.rule}: {one.text}", file=sys.stderr)
    return found


def size() -> str:
    """Return a table: what learning takes in time and memory for corpora of some sizes."""
    rows: list[list[object]] = []
    with TemporaryDirectory() as folder:
        corpus, rules = Path(folder, "corpus.jsonl"), Path(folder, "learned.toml")
        for number in SIZES:
            with corpus.open("w", encoding="utf-8") as stream:
                stream.writelines(json.dumps({"text": text}) + "\n" for text in texts(number))
            command = ["rules", "learn", "-q", "--no-config", str(corpus), "-o", str(rules)]
            done = subprocess.run(
                [sys.executable, "-c", MEASURED, *command],
                cwd=ROOT,
                check=True,
                capture_output=True,
                text=True,
            )
            code, seconds, memory, _ = map(float, done.stdout.split())
            assert code == 0, done.stderr
            megabytes = corpus.stat().st_size / 1e6
            rows.append([f"{number:,}", f"{megabytes:.0f}", f"{seconds:.0f}", f"{memory / 1024:.0f}"])
    return markdown(["documents", "MB", "seconds", "MB of memory"], rows)


def texts(number: int) -> Iterator[str]:
    """Yield texts of about 30 lines each, most of them in one text only."""
    random = Random(number)
    words = ["".join(random.choices("aeioulmnrst", k=random.randint(3, 9))) for _ in range(20_000)]
    site = [" ".join(random.choices(words, k=3)).capitalize() for _ in range(12)]
    for _ in range(number):
        lines = [
            f"{' '.join(random.choices(words, k=random.randint(4, 24))).capitalize()}." for _ in range(20)
        ]
        yield "\n\n".join([*site[:6], *lines, *site[6:], f"Page {random.randint(1, 999)} of the almanac"])


if __name__ == "__main__":
    main()
