"""Tables that are plain data by number, and stay packed as they came from a cache until somebody asks."""

import marshal
from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class Lazy(dict[int, T]):
    """Values by number; of a thousand, one page asks for some dozens."""

    def __init__(self, packed: Mapping[int, bytes] | None = None) -> None:
        super().__init__()
        self._packed = packed or {}

    def __missing__(self, number: int) -> T:
        value: T = marshal.loads(self._packed[number])
        self[number] = value
        return value

    def pack(self) -> dict[int, bytes]:
        """Return all values, packed."""
        values: dict[int, Any] = dict(self)
        return {**self._packed, **{number: marshal.dumps(value) for number, value in values.items()}}
