"""The pages that came out worst, and which lines of them were judged wrong, by which rules."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleaner.engine.cleaner import Cleaner
from cleaner.model import Verdict
from cleaner.text.words import count_words
from cleaner.tuning.evaluate import Measured
from cleaner.tuning.gold import Page
from cleaner.tuning.labels import CONTENT, label_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongLine:
    """A line of the main text that fell, or one of none that stayed.

    `gold` is the share of its words that are main text. `rules`: the one that took it
    or, of a line that stayed, those that match it.
    """

    line: int
    text: str
    words: int
    gold: float
    kept: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstPage:
    """A page, the words of its main text that are gone, and those left that aren't of it."""

    id: str
    place: str
    type: str
    renderer: str
    word_f1: float
    words_lost: int
    words_left: int
    lines: tuple[WrongLine, ...]


def worst_pages(measured: Iterable[Measured], cleaner: Cleaner, *, most: int) -> list[WorstPage]:
    """Return the pages with the lowest word F1, below 1, under the first cleaner, which is `cleaner`."""
    found = [one for one in measured if one.parts and one.parts[0].get("word_f1", 1) < 1]
    found.sort(key=lambda one: one.parts[0]["word_f1"])
    return [
        WorstPage(
            id=one.page.id,
            place=one.page.place,
            type=one.page.type,
            renderer=one.page.renderer,
            word_f1=one.parts[0]["word_f1"],
            words_lost=int(one.parts[0]["words_lost"]),
            words_left=int(one.parts[0]["words_left"]),
            lines=tuple(wrong_lines(one.page, cleaner)),
        )
        for one in found[:most]
    ]


def wrong_lines(page: Page, cleaner: Cleaner) -> Iterator[WrongLine]:
    """Yield the lines of `page` that are judged wrong, in order."""
    verdicts = cleaner.explain(page.text, url=page.url, language=page.language)
    labels = label_lines([verdict.text for verdict in verdicts], page.gold or "")
    for verdict, gold in zip(verdicts, labels, strict=True):
        if gold is not None and verdict.kept != (gold >= CONTENT):
            yield WrongLine(
                line=verdict.line,
                text=verdict.text.strip(),
                words=count_words(verdict.text),
                gold=gold,
                kept=verdict.kept,
                rules=_rules_of(verdict),
            )


def _rules_of(verdict: Verdict) -> tuple[str, ...]:
    """Return the rule that took the line or, of one that stayed, those that match it."""
    if verdict.kept:
        return verdict.matches
    return (verdict.rule,) if verdict.rule else ()
