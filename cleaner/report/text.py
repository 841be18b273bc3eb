"""Differences and explanations as lines of text."""

import re
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from typing import Final

from cleaner.model import Term, Verdict
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


def explanation(
    verdicts: Sequence[Verdict], place: str = "", *, color: bool, terms: bool = False
) -> Iterator[str]:
    """Yield for each line its number (after `place`), what became of it, its score, by which rule, its text.

    With `terms`, a line below says what the score is the sum of, the weightiest first.
    Control characters are written as escapes: a text may not steer a terminal.
    """
    places = [f"{place}{verdict.line}" for verdict in verdicts]
    wide = max(map(len, places), default=0)
    wide_rule = max((len(verdict.rule or "-") for verdict in verdicts), default=0)
    scores = ["" if verdict.score is None else f"{verdict.score:+d}" for verdict in verdicts]
    wide_score = max(map(len, scores), default=0)
    for where, verdict, score in zip(places, verdicts, scores, strict=True):
        what = "kept   " if verdict.kept else "removed"
        if color and not verdict.kept:
            what = _paint(what, _RED)
        rule, text = verdict.rule or "-", printable(verdict.text.strip())
        shown = f"{score:>{wide_score}}  " if wide_score else ""
        yield f"{where:>{wide}}  {what}  {shown}{rule:<{wide_rule}}  {text}\n"
        if terms and verdict.terms:
            yield f"{'':>{wide}}  {_terms(verdict.terms)}\n"


def _terms(terms: Sequence[Term]) -> str:
    """Return the summands of a score: weight, rule or signal, and the signal's value."""
    ordered = sorted(terms, key=lambda term: (-abs(term.weight), term.id))
    return ", ".join(
        f"{term.weight:+d} {term.id}{'' if term.value is None else f' {term.value}'}" for term in ordered
    )


def _diff_color(line: str) -> str:
    if line.startswith(("---", "+++")):
        return _BOLD
    return {"-": _RED, "+": _GREEN, "@": _CYAN}.get(line[:1], "")


def _paint(text: str, color: str) -> str:
    return f"{color}{text}{_PLAIN}" if color else text
