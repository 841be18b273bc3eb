"""Write files so that each is whole or absent, even if the process is killed."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

TEMP_SUFFIX: Final = ".cleaner-tmp"
# Names may have 255 bytes: what is added to the target's has to fit in.
_LONGEST_STEM: Final = 200


class Discard(Exception):  # noqa: N818 - not an error
    """Raised in the block of `replacing` to leave the target as it is."""


@contextmanager
def replacing(target: Path, like: Path | None = None) -> Iterator[BinaryIO]:
    """Open a file that replaces `target` when the block ends, and is deleted if the block raises.

    It gets the mode of the file that it replaces, else that of `like` (writable by its
    owner, so that it can be replaced again), else that of the umask. A `target` that is not a
    regular file, such as a device, is written directly. Discard leaves `target` as it
    was, and is not passed on. Raises OSError.
    """
    old = _status(target)
    if old is not None and not stat.S_ISREG(old.st_mode):
        with target.open("wb") as stream, suppress(Discard):
            yield stream
        return
    if old is not None and not os.access(target, os.W_OK):
        target.open("r+b").close()  # renaming would replace a write-protected file: let the system refuse
    temp = target.with_name(_temp_name(target.name))
    try:
        with temp.open("xb") as stream:
            yield stream
            stream.flush()
            _keep_mode(stream.fileno(), old, _status(like) if like is not None else None)
            os.fsync(stream.fileno())
        temp.replace(target)
    except BaseException as reason:
        with suppress(OSError):
            temp.unlink()
        if not isinstance(reason, Discard):
            raise


def back_up(path: Path, suffix: str) -> None:
    """Keep the file `path` also under its name with `suffix` added. Raises OSError, also if that exists."""
    backup = path.with_name(path.name + suffix)
    try:
        backup.hardlink_to(path)
    except FileExistsError:
        raise
    except OSError:  # some file systems have no hard links
        import shutil  # a start should not wait for its compressors

        backup.touch(exist_ok=False)
        shutil.copy2(path, backup)


def _temp_name(name: str) -> str:
    stem = os.fsdecode(os.fsencode(name)[:_LONGEST_STEM])
    return f".{stem}.{os.urandom(4).hex()}{TEMP_SUFFIX}"


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _keep_mode(file: int, old: os.stat_result | None, like: os.stat_result | None) -> None:
    if old is not None and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(OSError):  # only root may give files away
            os.fchown(file, old.st_uid, old.st_gid)
    if old is not None:
        os.fchmod(file, stat.S_IMODE(old.st_mode))
    elif like is not None:
        os.fchmod(file, stat.S_IMODE(like.st_mode) | stat.S_IWUSR)
