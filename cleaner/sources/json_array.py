"""A JSON array as rows: each element, with what stands between it and the one before."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from cleaner.errors import InputError
from cleaner.sources.io_errors import reading
from cleaner.sources.limit import Row, too_large

_BLOCK: Final = 256 << 10
_OUTSIDE: Final = re.compile(rb'["{}\[\]]')
_INSIDE: Final = re.compile(rb'["\\]')


def read_elements(stream: BinaryIO, most: int | None) -> Iterator[Row]:
    """Yield the elements of an array, and what comes after the last, which is not `whole`.

    Raises InputError if it can't be read, or ends before the array does.
    """
    scanner = _Scanner()
    number = 1
    while block := _read(stream):
        scanner.add(block)
        while (element := scanner.next_element()) is not None:
            yield _row(number, element, most)
            number += 1
        if scanner.ended:
            break
        if most is not None and len(scanner.waiting) > most + _BLOCK:
            raise InputError(f"record {number}: {too_large('it', most)}")
    if not scanner.ended:
        raise InputError("this JSON array ends too early\n  it may be a part of a file: get it again")
    rest = scanner.waiting
    while rest:
        yield Row(number=number, data=bytes(rest), whole=False)
        rest = bytearray(_read(stream))


def _row(number: int, element: bytes, most: int | None) -> Row:
    if most is not None and len(element) > most:
        return Row(number=number, data=element, whole=False, problem=too_large("the record", most))
    return Row(number=number, data=element)


def _read(stream: BinaryIO) -> bytes:
    with reading():
        data: bytes = getattr(stream, "read1", stream.read)(_BLOCK)
        return data


class _Scanner:
    """Finds where the elements end that are objects or arrays; others go with the next, or with the end."""

    def __init__(self) -> None:
        self.waiting = bytearray()
        self.ended = False
        self._at = 0
        self._depth = 0
        self._in_string = False

    def add(self, block: bytes) -> None:
        self.waiting += block

    def next_element(self) -> bytes | None:
        """Take the next element; None if there is no whole one."""
        while not self.ended:
            found = (_INSIDE if self._in_string else _OUTSIDE).search(self.waiting, self._at)
            if found is None:
                self._at = len(self.waiting)
                return None
            sign = found.group()
            if sign == b"\\":
                if found.end() == len(self.waiting):
                    self._at = found.start()
                    return None
                self._at = found.end() + 1
                continue
            self._at = found.end()
            if sign == b'"':
                self._in_string = not self._in_string
            elif sign in b"{[":
                self._depth += 1
            else:
                self._depth -= 1
                if self._depth == 1:
                    element = bytes(self.waiting[: self._at])
                    del self.waiting[: self._at]
                    self._at = 0
                    return element
                self.ended = self._depth <= 0
        return None
