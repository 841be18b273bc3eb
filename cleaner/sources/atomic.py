"""Write files so that each is whole or absent, even if the process is killed."""

import os
import re
import stat
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cleaner.errors import InputError, LossError
from cleaner.sources.file_lock import try_lock
from cleaner.sources.limits import ANY, Limits, close_to, limits_of, new_mode

TEMP_SUFFIX: Final = ".cleaner-tmp"
# Names may have 255 bytes: what is added to the target's has to fit in.
_LONGEST_STEM: Final = 200
# A link or a pipe in the place of a file is nothing to follow, or to wait for.
CAUTIOUS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_TEMP_NAME: Final = re.compile(rf"\..*\.[0-9a-f]{{8}}{re.escape(TEMP_SUFFIX)}", re.DOTALL)


class Discard(Exception):  # noqa: N818 - not an error
    """Raised in the block of `replacing` to leave the target as it is."""


@dataclass(slots=True, kw_only=True)
class Begun:
    """The beginning of a file, for a later run: its temporary file, of which `size` bytes are sound.

    Without a size there is nothing to go on with.
    """

    temp: str = ""
    size: int = 0

    def save(self, stream: BinaryIO) -> bool:
        """Flush to the disk what was written to `stream`, that of `replacing`: from now on it is sound.

        Returns False for what is not written to a temporary file, such as a device. Raises OSError.
        """
        name = Path(stream.name).name
        if not is_temp_name(name):
            return False
        stream.flush()
        os.fsync(stream.fileno())
        self.temp, self.size = name, stream.tell()
        return True


@contextmanager
def replacing(
    target: Path, like: Path | None = None, limits: Limits = ANY, begun: Begun | None = None
) -> Iterator[BinaryIO]:
    """Open a file that replaces `target` when the block ends, and is deleted if the block raises.

    It gets the permissions of the file that it replaces, else those of `like` (writable by its
    owner, so that it can be replaced again), else those of the umask; never more than `like` and
    `limits` allow, and none but for its owner before the block ends. A `target` that is not a
    regular file, such as a device, is written directly. Discard leaves `target` as it
    was, and is not passed on. Writing goes on after what is `begun`; if anything is, or is saved meanwhile,
    the temporary file stays when the block raises, unless that is due to its source. Raises OSError.
    """
    old = _status(target)
    if old is not None and not stat.S_ISREG(old.st_mode):
        with target.open("wb") as stream, suppress(Discard):
            yield stream
        return
    if old is not None and not os.access(target, os.W_OK):
        target.open("r+b").close()  # renaming would replace a write-protected file: let the system refuse
    temp = target.with_name(begun.temp if begun and begun.size else _temp_name(target.name))
    try:
        with _open_again(temp, begun.size) if begun and begun.size else open_new(temp) as stream:
            with suppress(OSError):  # some file systems have no locks
                try_lock(stream.fileno())
            yield stream
            stream.flush()
            _set_mode(stream.fileno(), old, like, limits)
            os.fsync(stream.fileno())
            temp.replace(target)  # while it is locked: nobody takes it for one that was left behind
    except BaseException as reason:
        if not (begun and begun.size) or isinstance(reason, Discard | InputError | LossError):
            with suppress(OSError):
                temp.unlink()
        if not isinstance(reason, Discard):
            raise


def open_new(path: Path) -> BinaryIO:
    """Make the file `path`, which nobody but its owner may read, and open it for writing. Raises OSError."""
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))


def _open_again(path: Path, size: int) -> BinaryIO:
    """Open an own file for writing after its first `size` bytes, and cut off the rest. Raises OSError."""
    # Not os.fdopen: such a file doesn't know its name.
    stream = open(path, "r+b", opener=lambda name, flags: os.open(name, flags | CAUTIOUS))  # noqa: SIM115
    stream.truncate(size)
    stream.seek(size)
    return stream


def is_temp_name(name: str) -> bool:
    """Tell whether `name` is one that `replacing` gives to temporary files."""
    return _TEMP_NAME.fullmatch(name) is not None


def remove_leftovers(folder: Path, but: Container[str] = ()) -> int:
    """Remove from `folder` the temporary files that killed processes left; return how many.

    Only this user's, and only those that no process writes. Those named in `but` stay.
    """
    removed = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if is_temp_name(entry.name) and entry.name not in but:
                with suppress(OSError):
                    removed += _remove_leftover(folder / entry.name)
    return removed


def _remove_leftover(path: Path) -> bool:
    file = os.open(path, os.O_RDWR | CAUTIOUS)
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or not try_lock(file):
            return False
        path.unlink()
        return True
    finally:
        os.close(file)


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
