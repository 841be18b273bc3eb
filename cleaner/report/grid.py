"""Tables, as data; `terminal` or plain_text formats them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table; the columns with the indices in `right` are aligned to the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: frozenset[int] = frozenset()


def plain_text(grid: Grid) -> str:
    """Return `grid` as aligned lines, for files and pipes.

    >>> print(plain_text(Grid(head=("a", "bc"), rows=[("dd", "1")], right=frozenset({1}))), end="")
    a   bc
    dd   1
    """
    rows = [grid.head, *grid.rows]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            f"{cell:>{wide[at]}}" if at in grid.right else f"{cell:<{wide[at]}}"
            for at, cell in enumerate(row)
        )
        for row in rows
    )
    return "".join(chain.from_iterable((line.rstrip(), "\n") for line in lines))


def signed(number: int) -> str:
    """Return a number with its sign; 0 has none.

    >>> [signed(number) for number in (40, 0, -5)]
    ['+40', '0', '-5']
    """
    return f"{number:+}" if number else "0"
