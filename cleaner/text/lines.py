"""The lines of a document as columns, of which a line is made where somebody asks for one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

from cleaner.text.split import Line


@dataclass(slots=True)
class Lines(Sequence[Line]):
    """Lines by what they have: see Line. All columns are equally long."""

    number: Sequence[int]
    start: Sequence[int]
    end: Sequence[int]
    stop: Sequence[int]
    raw: Sequence[str]
    half: Sequence[str]
    folded: Sequence[str]
    words: Sequence[int]
    blank_before: Sequence[bool]
    blank_after: Sequence[bool]
    piece: Sequence[bool]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Lines":
        """Return the columns of `lines`."""
        rows = list(lines)
        return cls(*([getattr(line, name) for line in rows] for name in Line.__slots__))

    def __len__(self) -> int:
        return len(self.raw)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        return Line(
            self.number[at],
            self.start[at],
            self.end[at],
            self.stop[at],
            self.raw[at],
            self.half[at],
            self.folded[at],
            self.words[at],
            self.blank_before[at],
            self.blank_after[at],
            self.piece[at],
        )
