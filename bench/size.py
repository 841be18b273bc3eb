#!/usr/bin/env python3
"""Lines of code in cleaner/, by package, at another commit and now.

Prints a Markdown table. Blank lines, comments and docstrings do not count.
"""

import argparse
import ast
import io
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from pages import ROOT, markdown

NOT_CODE: Final = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
BEFORE: Final = "0864da3"
"""The last commit with two engines, a score and Hyperscan."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--commit", default=BEFORE, help=f"to compare with; default: {BEFORE}")
    options = parser.parse_args()
    (files, lines), (files_now, lines_now) = count(committed(options.commit)), count(present())
    total, total_now = sum(lines.values()), sum(lines_now.values())
    rows: list[list[object]] = [
        [
            name,
            files[name],
            files_now[name],
            f"{lines[name]:,}",
            f"{lines_now[name]:,}",
            share(lines_now[name], lines[name]),
        ]
        for name in sorted(lines | lines_now)
    ]
    both = [
        sum(files.values()),
        sum(files_now.values()),
        f"{total:,}",
        f"{total_now:,}",
        share(total_now, total),
    ]
    rows.append(["all", *both])
    head = ["package", f"files, {options.commit}", "now", f"lines, {options.commit}", "now", "of that"]
    print(markdown(head, rows))


def share(now: int, before: int) -> str:
    return f"{now / before:.0%}" if before else ""


def count(sources: Iterator[tuple[str, str]]) -> tuple[Counter[str], Counter[str]]:
    """Return files, and lines of code, by package."""
    files: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for name, source in sources:
        parts = PurePosixPath(name).parts
        package = "/".join(parts[:2]) if len(parts) > 2 else parts[0]
        files[package] += 1
        lines[package] += lines_of_code(source)
    return files, lines


def lines_of_code(source: str) -> int:
    """Return how many lines hold code.

    >>> lines_of_code('\"\"\"Doc.\"\"\"\\n\\n# why\\nx = [  # so\\n    1,\\n]\\n')
    3
    """
    strings = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    code = {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in NOT_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(code - strings)


def present() -> Iterator[tuple[str, str]]:
    """Yield name and source of each module."""
    for path in sorted((ROOT / "cleaner").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def committed(commit: str) -> Iterator[tuple[str, str]]:
    """Yield name and source of each module at a commit."""
    for name in git("ls-tree", "-r", "--name-only", commit, "cleaner").splitlines():
        if name.endswith(".py"):
            yield name, git("show", f"{commit}:{name}")


def git(*args: str) -> str:
    done = subprocess.run(["git", *args], cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"bench: git {' '.join(args)} ended with status {done.returncode}")
    return done.stdout.decode()


if __name__ == "__main__":
    main()
