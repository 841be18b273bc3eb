"""Tables by string of which a page opens only the drawers that it asks for."""

import marshal
from collections.abc import Mapping
from typing import Any, Final, TypeVar

V = TypeVar("V")
_LABEL: Final = 2
"""So many first characters of a key say in which drawer it lies."""


class Drawers(dict[str, V]):
    """Values by string; those of a drawer stay packed, as they came from a cache, until one is asked for."""

    def __init__(self, packed: Mapping[str, bytes] | None = None) -> None:
        super().__init__()
        self._packed = dict(packed or {})

    def __missing__(self, key: str) -> V:
        packed = self._packed.pop(key[:_LABEL], None)
        if packed is None:
            raise KeyError(key)
        self.update(marshal.loads(packed))
        return self[key]

    def find(self, key: str) -> V | None:
        """Return the value under `key`, or None."""
        value = self.get(key)
        if value is None and key[:_LABEL] in self._packed:
            self.update(marshal.loads(self._packed.pop(key[:_LABEL])))
            value = self.get(key)
        return value

    def put(self, key: str, value: V) -> None:
        """Put `value` under `key`, in the place of what was there."""
        self.find(key)
        self[key] = value

    def opened(self) -> "Drawers[V]":
        """Return the table, all drawers opened."""
        for label in list(self._packed):
            self.update(marshal.loads(self._packed.pop(label)))
        return self

    def pack(self) -> dict[str, bytes]:
        """Return all values, packed."""
        drawers: dict[str, dict[str, Any]] = {}
        for key, value in self.opened().items():
            drawers.setdefault(key[:_LABEL], {})[key] = value
        return {label: marshal.dumps(drawer) for label, drawer in drawers.items()}
