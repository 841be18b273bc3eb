"""No more is read than the largest document may have."""

from io import BytesIO
from itertools import chain

import pytest

from cleaner.batch.outcomes import clean_records
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import InputError
from cleaner.rulebook.load import load_rules
from cleaner.sources.formats import parse_row, read_source
from cleaner.sources.kind import Kind
from cleaner.sources.limit import read_all, read_rows
from cleaner.sources.look import Source
from cleaner.sources.records import ReadOptions

LINES = 40_000


class Stingy(BytesIO):
    """Tells how much was asked for at once, at most."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None and size > 0  # noqa: PT018
        self.most = max(self.most, size)
        return super().read(size)

    def readline(self, size: int | None = -1, /) -> bytes:
        assert size is not None and size > 0  # noqa: PT018
        self.most = max(self.most, size)
        return super().readline(size)


def test_of_a_large_file_no_more_is_read_than_tells_so() -> None:
    stream = Stingy(b"x" * 1000)
    with pytest.raises(InputError, match="it is larger than 10 bytes"):
        read_all(stream, 10)
    assert (stream.most, stream.tell()) == (11, 11)
    assert read_all(Stingy(b"x" * 10), 10) == b"x" * 10


@pytest.mark.parametrize(
    ("data", "parts"),
    [
        (b"", []),
        (b"abc\nab", [(1, b"abc\n", True, False), (2, b"ab", True, False)]),
        (b"abcd\nab", [(1, b"abcd\n", False, True), (2, b"ab", True, False)]),
        (b"abcdef\n\n", [(1, b"abcde", False, True), (1, b"f\n", False, False), (2, b"\n", True, False)]),
        (b"abcdef", [(1, b"abcde", False, True), (1, b"f", False, False)]),
        (b"abcde", [(1, b"abcde", False, True)]),
    ],
)
def test_lines(data: bytes, parts: list[tuple[int, bytes, bool, bool]]) -> None:
    rows = list(read_rows(BytesIO(data), 4))
    assert [(row.number, row.data, row.whole, row.problem is not None) for row in rows] == parts


def test_of_a_large_line_little_is_read_at_once() -> None:
    stream = Stingy(b"x" * (5 << 20) + b"\nTea.\n")
    rows = list(read_rows(stream, 100))
    assert stream.most <= 1 << 20
    assert b"".join(row.data for row in rows) == stream.getvalue()
    assert [row.number for row in rows if row.problem or row.whole] == [1, 2]


class Dump(BytesIO):
    """The same line many times. Tells how many of them were taken."""

    def __init__(self, line: bytes) -> None:
        super().__init__()
        self.line = line
        self.taken = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        self.taken += 1
        return self.line[:size] if self.taken <= LINES else b""


@pytest.mark.parametrize("line", [b"no record at all\n", b"\n", b"x" * 101 + b"\n"])
def test_what_is_no_document_does_not_pile_up(line: bytes) -> None:
    """Lines are copied as they come, also where they are many and no document is among them."""
    dump, kind, options = Dump(line), Kind(format="jsonl"), ReadOptions(max_document=100)
    records = chain.from_iterable(
        parse_row(row, kind, options) for row in read_source(Source(name="", kind=kind, stream=dump), options)
    )
    outcomes = clean_records(records, Cleaner(load_rules([], builtin=False), score=None), "warn")
    waiting = [dump.taken - done for done, _ in enumerate(outcomes)]
    assert len(waiting) == LINES
    assert max(waiting) < LINES // 5
