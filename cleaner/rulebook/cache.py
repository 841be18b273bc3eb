"""Keep what takes long to make between runs, in the user's cache folder."""

import os
import stat
import sys
import zlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from cleaner import __version__

VARIABLE: Final = "CLEANER_CACHE_DIR"
"""The environment variable that names another folder."""
_SUFFIX: Final = ".cleaner-cache"
_MOST_ENTRIES: Final = 16
"""So many are left when one is added, those that were used last. One holds a few megabytes."""
_CHECK_BYTES: Final = 4


class Cache:
    """Bytes by key, kept in a folder (None: nowhere). Losing them costs time and nothing else.

    So nothing here raises: what can't be read, or is damaged, isn't there, and what
    can't be written isn't kept. Rules in it decide what is removed: a folder or an entry that another user
    owns, or that others may write, is not used. A key is fit for a file name, and says of what the
    bytes were made: entries never change. Those of another `version` of the cleaner
    aren't seen.
    """

    def __init__(self, folder: Path | None, version: str = "") -> None:
        self._folder = folder
        self._version = version

    def get(self, key: str) -> bytes | None:
        """Return what was put under `key`, or None where there is nothing, or nothing sound."""
        if self._folder is None:
            return None
        path = self._path(key)
        try:
            with open(path, "rb", buffering=0, opener=_open_cautiously) as stream:
                if not (_is_own(self._folder.stat()) and _is_own(os.fstat(stream.fileno()))):
                    return None
                check, data = stream.read(_CHECK_BYTES), stream.readall()
        except (OSError, ValueError):
            return None
        with suppress(OSError):
            os.utime(path)  # so that those that nobody uses any more can be told
        return data if _check(data) == check else None

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`: whole or not at all, whoever else is at it."""
        if not self.is_usable():
            return
        path = self._path(key)
        temp = path.with_name(f"{path.name}.{os.urandom(4).hex()}{_SUFFIX}")
        try:
            # Not flushed to the disk: the check finds what a power cut leaves of it.
            with open(temp, "xb", opener=_open_private) as stream:
                stream.write(_check(data))
                stream.write(data)
            temp.replace(path)
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                temp.unlink()
        self._prune()

    def is_usable(self) -> bool:
        """Say whether entries can be kept; makes the folder."""
        if self._folder is None:
            return False
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            own = _is_own(self._folder.stat())
        except (OSError, ValueError):
            return False
        return own and os.access(self._folder, os.W_OK | os.X_OK)

    def _path(self, key: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{key}-{self._version}{_SUFFIX}"

    def _prune(self) -> None:
        """Remove the entries that weren't used for longest, and what killed processes left."""
        assert self._folder is not None
        with suppress(OSError):
            ages = []
            for path in self._folder.glob(f"*{_SUFFIX}"):
                with suppress(OSError):  # another process prunes, too
                    ages.append((path.stat().st_mtime, path))
            for _, path in sorted(ages)[:-_MOST_ENTRIES]:
                with suppress(OSError):
                    path.unlink()


NOWHERE: Final = Cache(None)
"""The cache that keeps nothing."""


def _open_private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _open_cautiously(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))  # a pipe is nothing to wait for


def _is_own(status: os.stat_result) -> bool:
    """Tell whether a file or folder is this user's, and nobody else may write it."""
    if sys.platform == "win32":  # what stat() says of it there means nothing
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _check(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_CHECK_BYTES, "big")


def user_cache() -> Cache:
    """Return this version's cache: where CLEANER_CACHE_DIR says, else where the system keeps such."""
    return _cache_in(_user_folder())


@lru_cache(maxsize=4)
def _cache_in(folder: Path | None) -> Cache:
    # The same object for the same folder, by which those who load from it know what they have loaded.
    return Cache(folder, __version__)


def _user_folder() -> Path | None:
    # Not platformdirs: importing it takes a third of the time that click takes.
    asked = os.environ.get(VARIABLE)
    if asked:
        return Path(asked)
    try:
        if sys.platform == "win32":
            local = os.environ.get("LOCALAPPDATA")
            return (Path(local) if local else Path.home() / "AppData" / "Local") / "cleaner" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "cleaner"
        base = Path(os.environ.get("XDG_CACHE_HOME", ""))
        return (base if base.is_absolute() else Path.home() / ".cache") / "cleaner"
    except RuntimeError:  # nobody knows where home is
        return None
