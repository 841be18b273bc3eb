"""Runs the examples of a Markdown file from top to bottom, as a reader would.

The first word after a fence says what the block is. The second one, if any, names a file:
the block is written to it, for the commands below.

    console  `$ ` begins a command, `> ` continues it, the rest is its output;
             `...` matches any characters or, as a line, any number of lines
    pycon    an interactive session
    python   a program; with a second word, one that needs this library: test_recipes.py runs it

`python tests/examples.py FILE...` replaces outputs that have changed. Read the difference
before you keep it.
"""

import doctest
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
ANY: Final = "..."
_MARK: Final = "\x1e"  # the control character that separates records


@dataclass(frozen=True, kw_only=True)
class Block:
    """One fenced block: what stands behind its fence, its lines, and the number of the first of them."""

    kind: str
    name: str
    line: int
    body: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.body)


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command of a console block, and what it is said to write."""

    line: int
    words: str
    output: tuple[str, ...]


def read_blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a Markdown text."""
    start, info = 0, ""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not line.startswith("```"):
            continue
        if start:
            kind, _, name = info.partition(" ")
            yield Block(kind=kind, name=name, line=start, body=tuple(lines[start - 1 : number - 1]))
            start = 0
        else:
            start, info = number + 1, line[3:]
    assert not start, f"the block that begins at line {start} has no end"


def read_commands(block: Block) -> list[Command]:
    """Return the commands of a console block."""
    found: list[Command] = []
    for number, line in enumerate(block.body, block.line):
        if line.startswith("$ "):
            found.append(Command(line=number, words=line[2:], output=()))
        elif line.startswith("> ") and not found[-1].output:
            found[-1] = replace(found[-1], words=f"{found[-1].words}\n{line[2:]}")
        else:
            found[-1] = replace(found[-1], output=(*found[-1].output, line))
    return found


def fits(expected: Sequence[str], lines: Sequence[str]) -> bool:
    """Say whether `lines` are the ones that are expected, ANY standing for any lines, or part of one."""
    if not expected:
        return not lines
    if expected[0] == ANY:
        return any(fits(expected[1:], lines[at:]) for at in range(len(lines) + 1))
    parts = map(re.escape, expected[0].split(ANY))
    return (
        bool(lines) and re.fullmatch(".*".join(parts), lines[0]) is not None and fits(expected[1:], lines[1:])
    )


class Session:
    """A reader at work: a folder with the fixtures and rules in it, a shell, an interpreter."""

    def __init__(self, home: Path) -> None:
        self.here = home / "here"
        self._globals: dict[str, Any] = {"__name__": "__main__"}
        self._programs = home / "bin"
        self._environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "COLUMNS": "80",
            "LC_ALL": "C.UTF-8",
        }
        shutil.copytree(ROOT / "fixtures", self.here / "fixtures")
        (self.here / "rules").symlink_to(ROOT / "rules")
        self._programs.mkdir()
        for name, what in (("python", ""), ("cleaner", " -m cleaner")):
            program = self._programs / name
            program.write_text(f"#!/bin/sh\nPYTHONPATH='{ROOT}' exec '{sys.executable}'{what} \"$@\"\n")
            program.chmod(0o755)

    def run(self, block: Block) -> list[str]:
        """Do what a block says; return what is wrong with it."""
        if block.kind == "python" and block.name:
            return []
        if block.name:
            (self.here / block.name).write_text(block.text, encoding="utf-8")
        if block.kind == "console":
            return self._check(read_commands(block))
        if block.kind == "pycon":
            return self._interpret(block)
        if block.kind == "python":
            with chdir(self.here):
                exec(compile(block.text, f"line {block.line}", "exec"), self._globals)
        return []

    def _check(self, commands: Sequence[Command]) -> list[str]:
        faults = []
        shown = [*(command.words == "echo $?" for command in commands[1:]), False]
        for command, (lines, code), code_shown in zip(commands, self.write(commands), shown, strict=True):
            if not fits(command.output, lines):
                written = "".join(f"\n  {line}" for line in lines)
                faults.append(f"line {command.line}: $ {command.words}\n it writes:{written}")
            if code and not code_shown:
                faults.append(f"line {command.line}: $ {command.words}\n it ends with exit code {code}")
        return faults

    def write(self, commands: Sequence[Command]) -> list[tuple[list[str], int]]:
        """Run commands in one shell; return what each of them writes, errors too, and its exit code."""
        after = f"__code=$?; printf '{_MARK}%s{_MARK}' $__code; (exit $__code)"
        script = "\n".join(["exec 2>&1", *(f"{command.words}\n{after}" for command in commands)])
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.here,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=False,
        )
        parts = done.stdout.decode().split(_MARK)
        outputs = [part.removesuffix("\n").split("\n") if part else [] for part in parts[:-1:2]]
        return list(zip(outputs, map(int, parts[1::2]), strict=True))

    def _interpret(self, block: Block) -> list[str]:
        test = doctest.DocTestParser().get_doctest(block.text, self._globals, "", None, block.line - 1)
        faults: list[str] = []
        with chdir(self.here):
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
            runner.run(test, out=faults.append, clear_globs=False)
        self._globals.update(test.globs)
        return faults


def faults_of(path: Path, home: Path) -> list[str]:
    """Run the examples of a file; return what is wrong with them. `home` is an empty folder."""
    session = Session(home)
    blocks = read_blocks(path.read_text(encoding="utf-8"))
    return [f"{path.name}: {fault}" for block in blocks for fault in session.run(block)]


def rewrite(path: Path, home: Path) -> None:
    """Put what commands write now in the place of what they don't write any more."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    session = Session(home)
    moved = 0
    for block in read_blocks(text):
        if block.kind != "console":
            session.run(block)
            continue
        commands = read_commands(block)
        for command, (written, _) in zip(commands, session.write(commands), strict=True):
            if not fits(command.output, written):
                first = command.line + command.words.count("\n") + moved
                lines[first : first + len(command.output)] = written
                moved += len(written) - len(command.output)
    path.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        with TemporaryDirectory() as folder:
            rewrite(Path(argument), Path(folder))
