"""What score files say, as text: the curve, signals and tables with their weights, landmarks, the lexicon."""

from collections.abc import Iterator
from typing import Final

from cleaner.report.grid import Grid, plain_text, signed
from cleaner.report.printable import counted, printable
from cleaner.rulebook.score import AND, Curve, Signal, Table
from cleaner.rulebook.score_files import ScoreSource

HEAVIEST: Final = 50
"""Entries of the lexicon that are shown, of either sign."""
_CURVE: Final = (
    "A line falls if its score is above the threshold, which depends on the document's noise (per mille).\n"
    "The last column is added for prose lines. Between two rows, thresholds change evenly.\n\n"
)
_WEIGHTS: Final = (
    "\nWhat each signal weighs in the first and the second pass at some values, in 1/100 log-odds.\n"
    "Between two values the weight changes evenly.\n\n"
)
_PASSES: Final = ("first", "second")
_ABSENT: Final = "-"


def score_text(source: ScoreSource) -> Iterator[str]:
    """Yield what score files say, in parts. Weights and scores are 1/100 log-odds for noise."""
    assert source.curve
    yield _CURVE
    yield plain_text(_curve(source.curve))
    yield _WEIGHTS
    yield plain_text(Grid(head=("", *_PASSES), rows=[("base", *map(signed, source.base))], right=_RIGHT))
    for signal in source.signals:
        yield _title(f"signal {signal.name}", signal.why)
        yield plain_text(_weights(signal))
    for table in source.tables:
        yield _title(f"signals {AND.join(table.signals)}", table.why)
        for number, name in enumerate(_PASSES):
            if table.weights[number]:
                yield f"{name} pass; down: {table.signals[0]}, across: {table.signals[1]}\n"
                yield plain_text(_pairs(table, number))
    yield "\nLandmarks: lines that open something. A landmark removes nothing by itself.\n\n"
    yield plain_text(_landmarks(source))
    yield from _lexicon(source)


def _title(name: str, why: str) -> str:
    return f"\n{printable(name)}: {printable(why)}\n"


_RIGHT: Final = frozenset({0, 1, 2, 3})


def _curve(curve: Curve) -> Grid:
    columns = (map(str, curve.noise), *(map(signed, row) for row in (*curve.levels.values(), curve.prose)))
    return Grid(head=("noise", *curve.levels, "prose"), rows=list(zip(*columns, strict=True)), right=_RIGHT)


def _weights(signal: Signal) -> Grid:
    names = [*map(str, signal.points)]
    weights = [[*map(signed, own)] or [_ABSENT] * len(names) for own in signal.weights]
    return Grid(head=("at", *_PASSES), rows=list(zip(names, *weights, strict=True)), right=_RIGHT)


def _pairs(table: Table, number: int) -> Grid:
    rows, columns = ([*map(str, points)] for points in table.points)
    weights = [*map(signed, table.weights[number])]
    wide = len(columns)
    return Grid(
        head=("", *columns),
        rows=[(name, *weights[wide * at : wide * (at + 1)]) for at, name in enumerate(rows)],
        right=frozenset(range(wide + 1)),
    )


def _landmarks(source: ScoreSource) -> Grid:
    rows = [
        (printable(mark.name), mark.category, str(len(lines)), printable(mark.why))
        for mark, lines in zip(source.landmarks, source.openers, strict=True)
    ]
    return Grid(head=("landmark", "category", "lines", "why"), rows=rows, right=frozenset({2}))


def _lexicon(source: ScoreSource) -> Iterator[str]:
    """Yield the size of the lexicon, and its heaviest entries."""
    yield f"\nThe lexicon: {len(source.weights):,} entries with weights of their own, and "
    listed = counted(len(source.lines), "line")
    yield f"{listed} that people listed, with {signed(source.listed)} each.\n"
    yield "^ is the begin of a line, $ its end, 0 any number.\n"
    by_weight = sorted(source.weights.items(), key=lambda entry: (-entry[1], entry[0]))
    noise = [entry for entry in by_weight if entry[1] > 0][:HEAVIEST]
    article = [entry for entry in reversed(by_weight) if entry[1] < 0][:HEAVIEST]
    for name, entries in (("noise", noise), ("the article", article)):
        if entries:
            count = "1 entry that speaks" if len(entries) == 1 else f"{len(entries)} entries that speak"
            yield f"\nThe {count} most for {name}:\n\n"
            rows = [(signed(weight), printable(text)) for text, weight in entries]
            yield plain_text(Grid(head=("weight", "entry"), rows=rows, right=frozenset({0})))
