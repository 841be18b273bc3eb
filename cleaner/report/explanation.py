"""Explanations of what was decided about each line, as lines of text."""

from collections.abc import Iterator, Sequence
from typing import Final

from cleaner.model import Term, Terms, Verdict
from cleaner.report.grid import signed
from cleaner.report.printable import RED, paint, printable

MOST_TERMS: Final = 6
"""The terms of each pass that are shown by name."""
MOST_ENTRIES: Final = 12
"""The same of the entries of the lexicon."""
KEPT, REMOVED = "kept", "removed"
_INDENT: Final = "    "


def explanation(
    verdicts: Sequence[Verdict], place: str = "", *, color: bool, details: bool = False
) -> Iterator[str]:
    """Yield for each line its number (after `place`), whether it is removed, its score, the rule, its text.

    With `details`, each is followed by what its score is made of, and all rules that match it.
    """
    rows = verdict_rows(verdicts, place)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if details:
        yield from _noise(verdicts, place)
    for at, (verdict, (number, decision, score, rule, text)) in enumerate(zip(verdicts, rows, strict=True)):
        decided = f"{decision:<{len(REMOVED)}}"
        if color and not verdict.kept:
            decided = paint(decided, RED)
        yield f"{number:>{widths[0]}}  {decided}  {score:>{widths[2]}}  {rule:<{widths[3]}}  {text}\n"
        if details:
            yield from _details(verdict, _is_last(verdicts, at))


def verdict_rows(verdicts: Sequence[Verdict], place: str = "") -> list[tuple[str, str, str, str, str]]:
    """Return for each line its number (after `place`), the decision, its score, the rule, its text."""
    return [
        (
            f"{place}{verdict.line}",
            KEPT if verdict.kept else REMOVED,
            "-" if verdict.score is None else signed(verdict.score),
            verdict.rule or "-",
            printable(verdict.text.strip()),
        )
        for verdict in verdicts
    ]


def _noise(verdicts: Sequence[Verdict], place: str) -> Iterator[str]:
    """Yield the noise of the document, if its lines have scores."""
    terms = next((verdict.terms for verdict in verdicts if verdict.terms), None)
    if terms:
        yield f"{place}{' ' if place else ''}noise of the document: {terms.noise} per mille\n"


def _is_last(verdicts: Sequence[Verdict], at: int) -> bool:
    """Say whether a line is the last that shares its score, as lines of a hard-wrapped paragraph do."""
    return at + 1 == len(verdicts) or verdicts[at + 1].terms is not verdicts[at].terms


def _details(verdict: Verdict, is_last: bool) -> Iterator[str]:
    rows: list[tuple[str, str]] = []
    if verdict.matches:
        rows.append(("rules", ", ".join(verdict.matches)))
    if verdict.terms and is_last:
        rows.append(("threshold", signed(verdict.threshold or 0)))
        rows += sums(verdict.terms, MOST_TERMS, MOST_ENTRIES)
    for name, text in rows:
        yield f"{_INDENT}{name:<11}  {text}\n"


def sums(
    terms: Terms, most_terms: int | None = None, most_entries: int | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the passes and, if it has any, the entries of the lexicon, each as a sum of at most so many."""
    yield "second pass", _sum(terms.second, most_terms)
    yield "first pass", _sum(terms.first, most_terms)
    if terms.entries:
        quoted = [(f'"{name}"', weight) for name, weight in terms.entries]
        yield "lexicon", _sum(quoted, most_entries)


def _sum(terms: Sequence[Term], most: int | None) -> str:
    """Return terms and their sum; after so many, the others as one.

    >>> _sum([("words", 40), ("lexicon", -25), ("ends", 5), ("gaps", 1)], 2)
    '+21 = words +40, lexicon -25, 2 others +6'
    """
    total = sum(weight for _, weight in terms)
    shown = [f"{printable(name)} {signed(weight)}" for name, weight in terms[:most]]
    others = [weight for _, weight in terms[len(shown) :]]
    if others:
        shown.append(f"{len(others)} other{'s' if len(others) > 1 else ''} {signed(sum(others))}")
    return f"{signed(total)} = {', '.join(shown)}" if shown else signed(total)
