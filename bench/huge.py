#!/usr/bin/env python3
"""What huge documents take, and which are refused.

Prints three Markdown tables. Hostile documents through a pipe, and one of ordinary lines in every way that it
can be cleaned: processor seconds a MB at 1 MB, what they are at 2, 4 and 8 MB against that (1: time grows
in proportion to the size), and peak memory at 8 MB, the largest document that is allowed by default. Then
documents that are larger: what happens to them by default, and with a higher --max-document.

Start-up is measured with a text of one line, and subtracted.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from pages import ROOT, markdown

MB = 1_000_000
TIMES = (1, 2, 4, 8)
WORDS = (
    "the a of and harbour ferry council tea kettle said that night bus morning winter boats crew engine road "
    "school town people work light rain after before when there were had been their would could about old new"
)
RUN = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
NOISE = (
    "Advertisement",
    "Latest Posts",
    "Share this",
    "Read more",
    "Home | News | Sport",
    "12 March 2021",
    "",
)


def lines(size: int) -> str:
    """Return paragraphs, headings and noise, hardly any line twice."""
    random, words, made, length = Random(size), WORDS.split(), [], 0
    while length < size:
        kind = random.random()
        if kind < 0.7:
            chosen = random.choices(words, k=random.randint(12, 50) if kind < 0.45 else random.randint(1, 6))
            line = " ".join(chosen).capitalize() + "." * (kind < 0.45)
        else:
            line = random.choice(NOISE)
        made.append(line + "\n")
        length += len(made[-1])
    return "".join(made)


def repeated(part: str) -> Callable[[int], str]:
    """Return what makes a text of nothing but `part`."""
    return lambda size: part * (size // len(part))


KINDS: dict[str, Callable[[int], str]] = {
    "ordinary lines": lines,
    "an advertisement on every other line": repeated("Advertisement\nThe ferry sails on Monday.\n"),
    "a letter on each line": repeated("a\n"),
    "one line: sentences": lambda size: lines(size).replace("\n", " "),
    "one line: words": repeated("word and other words, "),
    "one line: no space": repeated("word"),
    "one line: `[`": repeated("["),
    "one line: `[a](b `": repeated("[a](b "),
    "one line: `(`": repeated("("),
    "one line: `*`": repeated("*"),
    "one line: backticks": repeated("`"),
    "one line: backslashes": repeated("\\"),
    "one line: `https://`": repeated("https://"),
    "one line: tabs": repeated("\t"),
    "empty lines": repeated("\n"),
}
WAYS: dict[str, Sequence[str]] = {
    "clean --level safe": ("--level", "safe"),
    "clean": (),
    "clean --level strict": ("--level", "strict"),
    "clean --tidy --links text": ("--tidy", "--links", "text"),
    "clean --diff": ("--diff",),
    "clean --json": ("--json",),
    "clean --explain": ("--explain",),
    "clean --format jsonl": ("--format", "jsonl"),
    "batch": (),
}
MONSTERS: dict[str, Callable[[], str]] = {
    "a document of 100 MB": lambda: lines(MB) * 100,
    "a line of 50 MB": lambda: repeated("word and other words, ")(50 * MB),
    "10 million empty lines": lambda: "\n" * (10 * MB),
}


@dataclass(frozen=True, kw_only=True)
class Run:
    """Exit code, processor seconds, peak memory in MB, and what was said."""

    code: int
    seconds: float
    memory: int
    said: str


def run(command: str, options: Sequence[str], source: Path, goal: Path) -> Run:
    """Clean the file `source`."""
    args = [sys.executable, "-m", "cleaner", command, "--no-config", *options]
    args += [str(source), "-o", str(goal)] if command == "batch" else []
    said = goal.with_name("said")
    with source.open("rb") as given, said.open("wb") as errors:
        # Another process between: memory of ours would be counted as the child's.
        done = subprocess.run(
            [sys.executable, "-c", RUN, *args], cwd=ROOT, stdin=given, stdout=subprocess.PIPE, stderr=errors
        )
    code, seconds, memory = done.stdout.split()
    return Run(code=int(code), seconds=float(seconds), memory=int(memory) >> 10, said=said.read_text())


def measure(
    name: str, make: Callable[[int], str], first: float, command: str = "clean", options: Sequence[str] = ()
) -> list[object]:
    """Return a row: what a document takes at each size; `first` MB are the smallest."""
    options = ["--max-document", "1G", *options, *(["-q", "--jobs", "1"] if command == "batch" else [])]
    with TemporaryDirectory() as folder:
        source, goal = Path(folder, "source.txt"), Path(folder, "goal")

        def once(text: str) -> Run:
            text = json.dumps({"text": text}) + "\n" if "jsonl" in options else text
            source.write_text(text, newline="")
            done = run(command, options, source, goal)
            if done.code:
                sys.exit(f"bench: {name}: exit code {done.code}: {done.said}")
            return done

        start = median(once("Advertisement\nTea is served.\n").seconds for _ in range(5))
        runs = [once(make(int(first * times * MB))) for times in TIMES]
    spent = [(one.seconds - start) / (first * times) for one, times in zip(runs, TIMES, strict=True)]
    ratios = [f"{one / max(spent[0], 1e-3):.2f}" for one in spent[1:]]
    return [name, f"{spent[0]:.2f}", *ratios, runs[-1].memory]


def meet(name: str, make: Callable[[], str]) -> Iterator[object]:
    """Yield the cells of a row: by default, and if it is allowed."""
    with TemporaryDirectory() as folder:
        source, goal = Path(folder, "source.txt"), Path(folder, "goal")
        source.write_text(make(), newline="")
        yield name
        for options in ((), ("--max-document", "1G")):
            done = run("clean", options, source, goal)
            yield {0: "done", 3: "refused"}[done.code]
            yield f"{done.seconds:.1f}"
            yield done.memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument(
        "--kind", action="append", help="only kinds and monsters whose names hold this; may be repeated"
    )
    parser.add_argument("--mb", type=float, default=1, help="the smallest size; default: 1")
    parser.add_argument("--table", action="append", choices=("kinds", "ways", "monsters"), help="only these")
    options = parser.parse_args()
    tables = options.table or ("kinds", "ways", "monsters")

    def wanted(name: str) -> bool:
        return any(part in name for part in options.kind or ("",))

    sizes = [f"{options.mb * times:g} MB" for times in TIMES]
    columns = [
        f"s a MB at {sizes[0]}",
        *(f"times that at {size}" for size in sizes[1:]),
        "memory at last, MB",
    ]
    if "kinds" in tables:
        rows = [measure(name, make, options.mb) for name, make in KINDS.items() if wanted(name)]
        print(markdown(["kind", *columns], rows) + "\n", flush=True)
    if "ways" in tables:
        rows = [
            measure(name, lines, options.mb, "batch" if name == "batch" else "clean", ways)
            for name, ways in WAYS.items()
        ]
        print(markdown(["ordinary lines through", *columns], rows) + "\n", flush=True)
    if "monsters" in tables:
        head = ["document", "by default", "s", "memory, MB", "allowed", "s", "memory, MB"]
        print(markdown(head, [list(meet(name, make)) for name, make in MONSTERS.items() if wanted(name)]))


if __name__ == "__main__":
    main()
