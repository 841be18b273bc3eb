"""The phrases and patterns of the shipped line rules, as files for programs that match lines."""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pages  # noqa: F401 - puts the checkout on the path

from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rule import TITLE_MARK, Contains, Lines, Pattern

REFUSED: Final = 2
"""The exit status of both programs where they don't take a pattern."""
INNER: Final = re.compile(r"\\u(?P<code>[0-9a-fA-F]{4})|(?P<inner>(?!))|\\.|\[")
TOKEN: Final = re.compile(r"\\u(?P<code>[0-9a-fA-F]{4})|\\.|\[(?P<inner>(?:\\.|[^\]\\])+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grep:
    """A program that prints the lines that no pattern matches.

    `fixed` and `pattern` are its options for phrases and for patterns, `locales` what it runs under with
    them. `joins`: it takes one pattern only, so that all must be branches of it.
    """

    command: Sequence[str]
    fixed: Sequence[str]
    pattern: Sequence[str]
    locales: tuple[str, str]
    joins: bool = False

    def run(self, options: Sequence[str], source: Path, goal: Path) -> int:
        """Match `source` and return the exit status; `goal` gets the lines that are left."""
        locale = self.locales[options[0] not in self.fixed]
        command = [*self.command, "-a", "-v", "-i", *options, str(source)]
        # Not /dev/null: grep would end at the first line that it has to print.
        with goal.open("wb") as output:
            environment = {**os.environ, "LC_ALL": locale}
            done = subprocess.run(
                command, stdout=output, stderr=subprocess.DEVNULL, env=environment, check=False
            )
        return done.returncode

    def spend(self, options: Sequence[str], source: Path, goal: Path) -> float:
        """Return the processor time that matching `source` takes, what it takes for nothing taken off."""
        start = seconds_of_children()
        self.run(options, Path(os.devnull), goal)
        ready = seconds_of_children()
        if self.run(options, source, goal) >= REFUSED:
            sys.exit(f"bench: {self.command[0]} {' '.join(options)} fails")
        return (seconds_of_children() - ready) - (ready - start)


def ways(program: Grep, folder: Path) -> Mapping[str, Sequence[Sequence[str]]]:
    """Write the rules to files of `folder`; return, by what they are, the options of each run they take.

    Phrases are lines as a whole or, with -w, parts of lines; the rules' other conditions aren't heeded.
    """
    matchers = [rule.matcher for rule in load_rules().rules]
    whole = sorted({phrase for one in matchers if isinstance(one, Lines) for phrase in one.phrases})
    parts = sorted({phrase for one in matchers if isinstance(one, Contains) for phrase in one.phrases})
    sources = list(dict.fromkeys(one.source for one in matchers if isinstance(one, Pattern)))
    known = [translated(source) for source in sources if TITLE_MARK not in source]
    taken = [source for source in known if takes(program, [source], folder)]
    runs = [
        [*program.pattern, "-x", "-f", write(group, folder / f"patterns-{number}")]
        for number, group in enumerate(groups(program, taken, folder))
    ]
    left_out = len(sources) - len(taken)
    return {
        f"-F -x, {len(whole):,} phrases": [[*program.fixed, "-x", "-f", write(whole, folder / "whole")]],
        f"-F -w, {len(parts):,} phrases": [[*program.fixed, "-w", "-f", write(parts, folder / "parts")]],
        f"-x, {len(taken)} patterns, {left_out} left out": runs,
    }


def translated(source: str) -> str:
    r"""Write a pattern as Rust's dialect and PCRE take it: `\x` for `\u`, `\[` for a bracket in a class.

    >>> translated(r"\u2019[[(]")
    '\\x{2019}[\\[(]'
    """

    def put(found: re.Match[str]) -> str:
        if found["code"]:
            return rf"\x{{{found['code']}}}"
        if found["inner"]:
            return f"[{INNER.sub(put, found['inner'])}]"
        return r"\[" if found[0] == "[" else found[0]

    return TOKEN.sub(put, source)


def groups(program: Grep, sources: Sequence[str], folder: Path) -> Iterator[Sequence[str]]:
    """Yield patterns so many at a time as the program takes, each line of a group one pattern."""
    joined = [f"(?:{'|'.join(sources)})"] if program.joins else sources
    if len(sources) < 2 or takes(program, joined, folder):
        yield joined
        return
    middle = len(sources) // 2
    yield from groups(program, sources[:middle], folder)
    yield from groups(program, sources[middle:], folder)


def takes(program: Grep, sources: Iterable[str], folder: Path) -> bool:
    """Say whether the program takes patterns."""
    options = [*program.pattern, "-x", "-f", write(sources, folder / "trial")]
    return program.run(options, Path(os.devnull), folder / "trial.out") < REFUSED


def write(lines: Iterable[str], path: Path) -> str:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def seconds_of_children() -> float:
    """Return the processor time of all processes that this one has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


GREPS: Final = {
    "ripgrep": Grep(
        command=["rg", "--no-config", "-j1"],
        fixed=["-F"],
        pattern=["--regex-size-limit=2G", "--dfa-size-limit=2G"],
        locales=("C.UTF-8", "C.UTF-8"),
    ),
    "GNU grep": Grep(
        command=["grep"],
        fixed=["-F"],
        pattern=["-P"],
        # In UTF-8 phrases take it far longer; in C it tells upper from lower case beyond ASCII.
        locales=("C", "C.UTF-8"),
        joins=True,
    ),
}
