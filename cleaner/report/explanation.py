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
_INDENT: Final = "    "


def explanation(
    verdicts: Sequence[Verdict], place: str = "", *, color: bool, details: bool = False
) -> Iterator[str]:
    """Yield for each line its number (after `place`), whether it is removed, its score, the rule, its text.

    With `details`, each is followed by what its score is made of, and all rules that match it.
    """
    places = [f"{place}{verdict.line}" for verdict in verdicts]
    scores = ["-" if verdict.score is None else signed(verdict.score) for verdict in verdicts]
    rules = [verdict.rule or "-" for verdict in verdicts]
    place_width, score_width, rule_width = (
        max(map(len, column), default=0) for column in (places, scores, rules)
    )
    if details:
        yield from _noise(verdicts, place)
    for at, verdict in enumerate(verdicts):
        decision = "kept   " if verdict.kept else "removed"
        if color and not verdict.kept:
            decision = paint(decision, RED)
        head = (
            f"{places[at]:>{place_width}}  {decision}  {scores[at]:>{score_width}}  {rules[at]:<{rule_width}}"
        )
        yield f"{head}  {printable(verdict.text.strip())}\n"
        if details:
            yield from _details(verdict, _is_last(verdicts, at))


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
        rows += _sums(verdict.terms)
    for name, text in rows:
        yield f"{_INDENT}{name:<11}  {text}\n"


def _sums(terms: Terms) -> Iterator[tuple[str, str]]:
    """Yield the passes and, if it has any, the entries of the lexicon, each as a sum."""
    yield "second pass", _sum(terms.second, MOST_TERMS)
    yield "first pass", _sum(terms.first, MOST_TERMS)
    if terms.entries:
        quoted = [(f'"{name}"', weight) for name, weight in terms.entries]
        yield "lexicon", _sum(quoted, MOST_ENTRIES)


def _sum(terms: Sequence[Term], most: int) -> str:
    """Return terms and their sum; after so many, the others as one.

    >>> _sum([("words", 40), ("lexicon", -25), ("ends", 5), ("gaps", 1)], 2)
    '+21 = words +40, lexicon -25, 2 others +6'
    """
    total = sum(weight for _, weight in terms)
    shown = [f"{printable(name)} {signed(weight)}" for name, weight in terms[:most]]
    others = [weight for _, weight in terms[most:]]
    if others:
        shown.append(f"{len(others)} other{'s' if len(others) > 1 else ''} {signed(sum(others))}")
    return f"{signed(total)} = {', '.join(shown)}" if shown else signed(total)
