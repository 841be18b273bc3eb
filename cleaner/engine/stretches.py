"""What rules match, one by one: a line, a block, a part of a line, or a region and its anchor."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from cleaner.engine.match import Matches
from cleaner.rulebook.rule import Block, Rule

How = Literal["line", "block", "span", "region"]


class Stretch(NamedTuple):
    """Rule `rule` matches the lines `first` to `past`.

    It matched `anchor` to `past_anchor` itself: the same lines, or the line that a region goes with.
    """

    rule: int
    how: How
    first: int
    past: int
    anchor: int
    past_anchor: int


def stretches(matches: Matches, rules: Sequence[Rule]) -> Iterator[Stretch]:
    """Yield all that was matched."""
    columns = (matches.rule, matches.first, matches.past, matches.is_region)
    for rule, first, past, is_region in zip(*(column.tolist() for column in columns), strict=True):
        region = rules[rule].region
        if is_region and region is not None:
            anchor = past if region.upward else first - 1
            yield Stretch(rule, "region", first, past, anchor, anchor + 1)
        else:
            how: How = "block" if isinstance(rules[rule].matcher, Block) else "line"
            yield Stretch(rule, how, first, past, first, past)
    for line, cuts in matches.cuts.items():
        for rule in dict.fromkeys(rule for _, _, rule in cuts):
            yield Stretch(rule, "span", line, line + 1, line, line + 1)
