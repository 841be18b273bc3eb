"""Where the engine keeps what takes long to compile; it knows no folders itself."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

Waiting = Callable[[], AbstractContextManager[object]]
"""Makes contexts in which is done what takes long: they may say so, or let one process after the other in."""


class Store(Protocol):
    """Keeps bytes under keys from one process to the next."""

    def get(self, key: str) -> bytes | None:
        """Return what is kept under `key`, None if nothing is."""

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`."""
