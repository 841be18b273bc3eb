"""Differences and explanations as lines of text."""

import re
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from typing import Final

from cleaner.model import Verdict
from cleaner.report.printable import printable

_RED, _GREEN, _CYAN, _BOLD, _PLAIN = (f"\x1b[{code}m" for code in ("31", "32", "36", "1", "0"))
# Only at line feeds: patch and git know no other line ends.
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")


def diff(before: str, after: str, place: str, *, color: bool) -> Iterator[str]:
    """Yield the lines of a unified diff that turns `before` into `after`."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    shown = printable(place)
    for line in unified_diff(old, new, f"{shown} (before)", f"{shown} (after)"):
        text = line.removesuffix("\n")
        yield (_paint(text, _diff_color(line)) if color else text) + "\n"
        if text == line:
            yield "\\ No newline at end of file\n"


def explanation(verdicts: Sequence[Verdict], place: str = "", *, color: bool) -> Iterator[str]:
    """Yield for each line its number (after `place`), what became of it, by which rule, and its text.

    Control characters are written as escapes: a text may not steer a terminal.
    """
    places = [f"{place}{verdict.line}" for verdict in verdicts]
    wide = max(map(len, places), default=0)
    wide_rule = max((len(verdict.rule or "-") for verdict in verdicts), default=0)
    for where, verdict in zip(places, verdicts, strict=True):
        what = "kept   " if verdict.kept else "removed"
        if color and not verdict.kept:
            what = _paint(what, _RED)
        rule, text = verdict.rule or "-", printable(verdict.text.strip())
        yield f"{where:>{wide}}  {what}  {rule:<{wide_rule}}  {text}\n"


def _diff_color(line: str) -> str:
    if line.startswith(("---", "+++")):
        return _BOLD
    return {"-": _RED, "+": _GREEN, "@": _CYAN}.get(line[:1], "")


def _paint(text: str, color: str) -> str:
    return f"{color}{text}{_PLAIN}" if color else text
