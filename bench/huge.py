#!/usr/bin/env python3
"""What huge documents take, and which are refused.

Prints three Markdown tables. Hostile documents through a pipe, and one of ordinary lines
in every way in which it can be cleaned, at 1, 2, 4 and 8 times a size: processor seconds
a MB, what they are at the larger sizes against the first (1 where time grows with the
size and no faster), and peak memory. Then the documents that nobody should meet: what
happens to them by default, and with a higher --max-document.

Start-up is measured with a text of one line, and taken off.
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


# Of each kind the MB to begin with, and what makes it.
KINDS: dict[str, tuple[float, Callable[[int], str]]] = {
    "ordinary lines": (0.25, lines),
    "an advertisement on every other line": (0.25, repeated("Advertisement\nThe ferry sails on Monday.\n")),
    "a letter on each line": (0.125, repeated("a\n")),
    "one line: sentences": (0.25, lambda size: lines(size).replace("\n", " ")),
    "one line: words": (1, repeated("word and other words, ")),
    "one line: no space": (4, repeated("word")),
    "one line: `[`": (1, repeated("[")),
    "one line: `[a](b `": (0.5, repeated("[a](b ")),
    "one line: `(`": (2, repeated("(")),
    "one line: `*`": (2, repeated("*")),
    "one line: backticks": (2, repeated("`")),
    "one line: backslashes": (2, repeated("\\")),
    "one line: `https://`": (2, repeated("https://")),
    "one line: tabs": (8, repeated("\t")),
    "empty lines": (8, repeated("\n")),
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
    """Return a row: what a document takes at each size."""
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

        start = median(once("Advertisement\nTea is served.\n").seconds for _ in range(3))
        runs = [once(make(int(first * times * MB))) for times in TIMES]
    spent = [(one.seconds - start) / (first * times) for one, times in zip(runs, TIMES, strict=True)]
    ratios = [f"{one / max(spent[0], 1e-3):.2f}" for one in spent[1:]]
    return [name, f"{first:g}", f"{spent[0]:.2f}", *ratios, runs[-1].memory]


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
    parser.add_argument("--table", action="append", choices=("kinds", "ways", "monsters"), help="only these")
    options = parser.parse_args()
    tables = options.table or ("kinds", "ways", "monsters")

    def wanted(name: str) -> bool:
        return any(part in name for part in options.kind or ("",))

    chosen = [name for name in KINDS if wanted(name)]
    head = ["", "MB", "s a MB", *(f"{times} times the size" for times in TIMES[1:]), "memory at last, MB"]
    if "kinds" in tables:
        print(
            markdown(["kind", *head[1:]], [measure(name, KINDS[name][1], KINDS[name][0]) for name in chosen])
        )
    if "ways" in tables:
        rows = [
            measure(name, lines, 0.0625, "batch" if name == "batch" else "clean", ways)
            for name, ways in WAYS.items()
        ]
        print("\n" + markdown(["ordinary lines through", *head[1:]], rows), flush=True)
    if "monsters" in tables:
        head = ["document", "by default", "s", "memory, MB", "allowed", "s", "memory, MB"]
        print(
            "\n" + markdown(head, [list(meet(name, make)) for name, make in MONSTERS.items() if wanted(name)])
        )


if __name__ == "__main__":
    main()
