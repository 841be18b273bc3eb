"""Explanations of what was decided about each line, as lines of text."""

from collections.abc import Iterator, Sequence

from cleaner.model import Verdict
from cleaner.report.printable import RED, paint, printable


def explanation(verdicts: Sequence[Verdict], place: str = "", *, color: bool) -> Iterator[str]:
    """Yield for each line its number (after `place`), whether it is removed, by which rule, and its text."""
    places = [f"{place}{verdict.line}" for verdict in verdicts]
    place_width = max(map(len, places), default=0)
    rule_width = max((len(verdict.rule or "-") for verdict in verdicts), default=0)
    for number, verdict in zip(places, verdicts, strict=True):
        decision = "kept   " if verdict.kept else "removed"
        if color and not verdict.kept:
            decision = paint(decision, RED)
        text = printable(verdict.text.strip())
        yield f"{number:>{place_width}}  {decision}  {verdict.rule or '-':<{rule_width}}  {text}\n"
