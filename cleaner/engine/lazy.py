"""Tables that are plain data by number, and stay packed as they came from a cache until somebody asks."""

import marshal
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Lazy(Generic[T]):
    """Values by number; of a thousand, one page asks for some dozens."""

    def __init__(self, packed: Mapping[int, bytes] | None = None) -> None:
        self._packed = packed or {}
        self._values: dict[int, T] = {}

    def __getitem__(self, number: int) -> T:
        value = self._values.get(number)
        if value is None:
            value = self._values[number] = marshal.loads(self._packed[number])
        return value

    def __setitem__(self, number: int, value: T) -> None:
        self._values[number] = value

    def pack(self) -> dict[int, bytes]:
        """Return all values, packed."""
        values: dict[int, Any] = dict(self._values.items())
        return {**self._packed, **{number: marshal.dumps(value) for number, value in values.items()}}
