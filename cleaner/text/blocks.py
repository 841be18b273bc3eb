"""Do to many lines in one step what would take as many steps as there are lines.

Lines stand in a block joined by line feeds; none of them holds one. What is done to a
block must not look across a line feed, so that each line becomes what it would alone.
"""

from collections.abc import Callable, Sequence
from typing import Final

WHITE: Final = [char for code in range(0x3001) if (char := chr(code)).isspace() and char not in " \n"]
"""White space but for the space itself and line feeds."""
_ASCII_WHITE: Final = [char for char in WHITE if char.isascii()]


def change_lines(lines: list[str], places: Sequence[int], change: Callable[[str], str]) -> None:
    """Put in place of the lines at `places` what `change` makes of the block of them."""
    if places:
        changed = change("\n".join([lines[at] for at in places])).split("\n")
        for at, line in zip(places, changed, strict=True):
            lines[at] = line


def collapse_lines(lines: Sequence[str]) -> list[str]:
    """Return lines with the white space of each collapsed, and gone from both ends.

    >>> collapse_lines([" a \\t b", "\\xa0", "c"])
    ['a b', '', 'c']
    """
    if not lines:
        return []
    block = "\n".join(lines)
    for white in _ASCII_WHITE if block.isascii() else WHITE:
        if white in block:
            block = block.replace(white, " ")
    return [" ".join(line.split()) if "  " in line else line.strip() for line in block.split("\n")]
