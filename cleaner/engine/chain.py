"""Decide between content and boilerplate line by line, where changing one's mind costs."""

from collections.abc import Sequence
from typing import Final

CERTAIN: Final = 600
"""Scores beyond this, or below it with a minus, count as this: no single line may decide over many."""


def boilerplate(scores: Sequence[int], switch: int) -> list[bool]:
    """Return which lines are boilerplate, in the likeliest row of decisions there is.

    `scores` are those of the lines, above 0 for boilerplate; each change between
    neighbouring lines costs `switch`. This is exact (Viterbi, two states); a tie keeps.

    >>> boilerplate([-50, 10, -50], switch=30)
    [False, False, False]
    >>> boilerplate([50, -10, 50], switch=30)
    [True, True, True]
    """
    # How much better falling is than staying, up to each line, is all that counts, and no
    # more of it than a switch costs.
    better = 0
    came: list[int] = []  # of each line: how much better it was to fall, before it
    for score in scores:
        came.append(better)
        if better > switch:
            better = switch
        elif better < -switch:
            better = -switch
        better += CERTAIN if score > CERTAIN else -CERTAIN if score < -CERTAIN else score
    falls: list[bool] = []
    state = better > 0
    for before in reversed(came):
        falls.append(state)
        if before > switch:
            state = True
        elif before <= -switch:
            state = False
    return falls[::-1]
