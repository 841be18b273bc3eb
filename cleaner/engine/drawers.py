"""Tables by string of which a page opens only the drawers that it asks for."""

import marshal
from collections.abc import Mapping
from typing import Any, Final, Generic, TypeVar

V = TypeVar("V")
_LABEL: Final = 2
"""So many first characters of a key say in which drawer it lies."""


class Drawers(Generic[V]):
    """Values by string; those of a drawer stay packed, as they came from a cache, until one is asked for."""

    def __init__(self, packed: Mapping[str, bytes] | None = None) -> None:
        self._packed = dict(packed or {})
        self._values: dict[str, V] = {}

    def get(self, key: str) -> V | None:
        """Return the value under `key`, or None."""
        value = self._values.get(key)
        if value is None and (packed := self._packed.pop(key[:_LABEL], None)):
            self._values.update(marshal.loads(packed))
            value = self._values.get(key)
        return value

    def set(self, key: str, value: V) -> None:
        """Put `value` under `key`, in the place of what was there."""
        self.get(key)
        self._values[key] = value

    def all(self) -> Mapping[str, V]:
        """Return all values by their keys."""
        for label in list(self._packed):
            self._values.update(marshal.loads(self._packed.pop(label)))
        return self._values

    def pack(self) -> dict[str, bytes]:
        """Return all values, packed."""
        drawers: dict[str, dict[str, Any]] = {}
        for key, value in self.all().items():
            drawers.setdefault(key[:_LABEL], {})[key] = value
        return {label: marshal.dumps(drawer) for label, drawer in drawers.items()}
