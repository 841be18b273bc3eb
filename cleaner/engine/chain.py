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
    stay, fall = 0, 0
    came: list[tuple[bool, bool]] = []  # of each line: the state before, if it stays, if it falls
    for score in scores:
        gain = max(-CERTAIN, min(CERTAIN, score))
        from_fall = fall - switch > stay
        into_fall = not stay - switch >= fall
        came.append((from_fall, into_fall))
        stay, fall = (
            fall - switch if from_fall else stay,
            (fall if into_fall else stay - switch) + gain,
        )
    falls: list[bool] = []
    state = fall > stay
    for before in reversed(came):
        falls.append(state)
        state = before[state]
    return falls[::-1]
