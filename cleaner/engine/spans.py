"""Find the parts of lines that spans match, on the lines as they came in."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from cleaner.engine.patterns import TIMEOUT, PatternTimeoutError
from cleaner.engine.ruleset import RuleSet
from cleaner.text.lines import Lines

Cut = tuple[int, int, int]
"""Start and end in the raw line, and the rule."""


def hidden_spans(ruleset: RuleSet, lines: Lines) -> list[tuple[int, int]]:
    """Return pairs of a line and a span rule, where the line may hold it in what folding looks through.

    The index knows only what a line shows: not addresses, for one.
    """
    special = sorted(lines.specials) if ruleset.spans else []
    text = _lowered("\n".join(map(lines.raw, special)))
    starts = list(accumulate((len(row) + 1 for row in text.split("\n")), initial=0))
    found: list[tuple[int, int]] = []
    lines_with: dict[str, set[int]] = {}
    for rule, _ in ruleset.spans if special else ():
        literals = ruleset.literals.get(rule, ())
        for literal in literals:
            if literal not in lines_with:
                lines_with[literal] = {special[at] for at in _rows_with(literal, text, starts)}
        asked = set[int]().union(*(lines_with[literal] for literal in literals)) if literals else special
        found += ((line, rule) for line in asked)
    return found


def _lowered(text: str) -> str:
    # Not translate: it asks about every character.
    return text.replace("İ", "i").replace("ı", "i").casefold()


def _rows_with(literal: str, text: str, starts: Sequence[int]) -> Iterator[int]:
    """Yield which rows of a text hold a literal. `starts` has where each begins, and the text's end + 1."""
    at = text.find(literal)
    while at >= 0:
        row = bisect_right(starts, at) - 1
        if at + len(literal) < starts[row + 1]:
            yield row
            at = text.find(literal, starts[row + 1])
        else:  # it goes over the end of the row, and one in the next may overlap it
            at = text.find(literal, at + 1)


def find_cuts(ruleset: RuleSet, lines: Lines, asked: Iterable[tuple[int, int]]) -> dict[int, list[Cut]]:
    """Return what the spans of pairs of a line and a rule match, by line. Raises PatternTimeoutError."""
    spans = dict(ruleset.spans)
    found: dict[int, list[Cut]] = defaultdict(list)
    for line, rule in asked:
        number = ruleset.numbers[spans[rule].source]
        try:
            hits = list(ruleset.patterns.compiled(number).finditer(lines.raw(line), timeout=TIMEOUT))
        except TimeoutError:
            raise PatternTimeoutError(number, line) from None
        found[line] += ((hit.start(), hit.end(), rule) for hit in hits if hit.end() > hit.start())
    return {line: cuts for line, cuts in found.items() if cuts}


def disjoint(cuts: Sequence[Cut]) -> list[Cut]:
    """Sort cuts, and give what two of them want to the one that begins first."""
    result: list[Cut] = []
    end = 0
    for start, stop, rule in sorted(cuts):
        if stop > max(start, end):
            result.append((max(start, end), stop, rule))
            end = stop
    return result


def rest_of(raw: str, cuts: Sequence[Cut]) -> str:
    """Return what is left of a raw line."""
    rest, at = [], 0
    for start, end, _ in cuts:
        rest.append(raw[at:start])
        at = end
    return "".join([*rest, raw[at:]])
