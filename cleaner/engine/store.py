"""Where the engine keeps what takes long to compile; it knows no folders itself."""

from typing import Protocol


class Store(Protocol):
    """Keeps bytes under keys from one process to the next."""

    def get(self, key: str) -> bytes | None:
        """Return what is kept under `key`, None if nothing is."""

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`."""
