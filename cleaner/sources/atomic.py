"""Write files so that each is whole or absent, even if the process is killed."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from cleaner.sources.limits import ANY, Limits, close_to, limits_of, new_mode

TEMP_SUFFIX: Final = ".cleaner-tmp"
# Names may have 255 bytes: what is added to the target's has to fit in.
_LONGEST_STEM: Final = 200


class Discard(Exception):  # noqa: N818 - not an error
    """Raised in the block of `replacing` to leave the target as it is."""


@contextmanager
def replacing(target: Path, like: Path | None = None, limits: Limits = ANY) -> Iterator[BinaryIO]:
    """Open a file that replaces `target` when the block ends, and is deleted if the block raises.

    It gets the permissions of the file that it replaces, else those of `like` (writable by its
    owner, so that it can be replaced again), else those of the umask; never more than `like` and
    `limits` allow, and none but for its owner before the block ends. A `target` that is not a
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
        with open_new(temp) as stream:
            yield stream
            stream.flush()
            _set_mode(stream.fileno(), old, like, limits)
            os.fsync(stream.fileno())
        temp.replace(target)
    except BaseException as reason:
        with suppress(OSError):
            temp.unlink()
        if not isinstance(reason, Discard):
            raise


def open_new(path: Path) -> BinaryIO:
    """Make the file `path`, which nobody but its owner may read, and open it for writing. Raises OSError."""
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))


def back_up(path: Path, suffix: str) -> None:
    """Keep the file `path` also under its name with `suffix` added. Raises OSError, also if that exists."""
    backup = path.with_name(path.name + suffix)
    try:
        backup.hardlink_to(path)
    except FileExistsError:
        raise
    except OSError:  # some file systems have no hard links
        import shutil  # a start should not wait for its compressors

        with path.open("rb") as original, open_new(backup) as copy:
            shutil.copyfileobj(original, copy)
            copy.flush()
            status = os.fstat(original.fileno())
            close_to(copy.fileno(), status.st_mode, limits_of([original.fileno()]))
            os.utime(copy.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))


def _temp_name(name: str) -> str:
    stem = os.fsdecode(os.fsencode(name)[:_LONGEST_STEM])
    return f".{stem}.{os.urandom(4).hex()}{TEMP_SUFFIX}"


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _set_mode(file: int, old: os.stat_result | None, like: Path | None, limits: Limits) -> None:
    model = None if like is None else _status(like)
    if old is not None and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(OSError):  # only root may give files away
            os.fchown(file, old.st_uid, old.st_gid)
    mode = new_mode()
    if old is not None:
        mode = old.st_mode
    elif model is not None:
        mode = model.st_mode | stat.S_IWUSR
    close_to(file, mode, limits if like is None else Limits(limits.found | limits_of([like]).found))
