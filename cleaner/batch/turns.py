"""Let processes that write to one folder take turns."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

fcntl: Any
try:
    fcntl = import_module("fcntl")
except ImportError:  # Windows has none
    fcntl = None


@contextmanager
def taking_turns(folder: Path) -> Iterator[None]:
    """Let one process after the other through the block. One that dies in it makes room, too.

    The folder is made if it isn't there. Where the system can't lock the folder, all go through at once.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        if fcntl is not None:
            with suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
