"""Cut the markup of links out of what stays, so that links are written as their text."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

import regex

from cleaner.engine.decide import Decision, disjoint, rest_of
from cleaner.text.split import Line

BY_LINKS: Final = -2
"""Stands where the number of a rule does."""
# Markers of headings, list items and quotes, emphasis around nothing, bars between empty cells.
_EMPTY: Final = regex.compile(r"[\s#>*+_~|-]*+(?:\d++[.)]\s*+)?+[\s*_~|]*+")


def without_links(text: str, lines: Sequence[Line], decision: Decision) -> Decision:
    """Return `decision` with the markup of links cut from the lines that it leaves.

    The markup is that of the whole text: a link of which a part falls loses what is left
    of its brackets, too. A line that had nothing else to show falls.
    """
    marked = _marked(text, lines, decision)
    cuts = decision.cuts | {
        at: disjoint([*decision.cuts.get(at, ()), *spans]) for at, spans in marked.items()
    }
    kept = (at for at in range(len(lines)) if at not in decision.fallen)
    emptied: set[int] = set()
    for _, pieces in groupby(kept, lambda at: lines[at].number):
        row = list(pieces)
        if not marked.keys().isdisjoint(row) and all(
            _EMPTY.fullmatch(rest_of(lines[at].raw, cuts.get(at, ()))) for at in row
        ):
            emptied.update(row)
    return replace(
        decision,
        fallen=decision.fallen | dict.fromkeys(emptied, BY_LINKS),
        cuts={at: cuts[at] for at in sorted(cuts) if at not in emptied},
    )


def _marked(text: str, lines: Sequence[Line], decision: Decision) -> dict[int, list[tuple[int, int, int]]]:
    """Return, for each line that stays, the parts of it that only mark links."""
    # Imported here: few ask for it, and its patterns take milliseconds.
    from cleaner.text.link_markup import link_markup

    spans = link_markup(text)
    marked: dict[int, list[tuple[int, int, int]]] = {}
    first = 0
    for at, line in enumerate(lines):
        while first < len(spans) and spans[first][1] <= line.start:
            first += 1
        here = first
        while at not in decision.fallen and here < len(spans) and spans[here][0] < line.end:
            start, end = spans[here]
            part = max(start, line.start) - line.start, min(end, line.end) - line.start, BY_LINKS
            marked.setdefault(at, []).append(part)
            here += 1
    return marked
