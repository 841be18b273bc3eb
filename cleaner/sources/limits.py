"""How open a file may be that is made from others: no more than the strictest of them."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

OWNER: Final = 0o700
_PERMISSIONS: Final = 0o777
_NO_GROUP: Final = -1


@dataclass(frozen=True, slots=True)
class Limits:
    """The permissions and the group of each source, from which `mode` makes the most that is allowed."""

    found: frozenset[tuple[int, int]] = frozenset()

    def mode(self, group: int) -> int:
        """Return the permissions that a file of this `group` may have. Its owner may have all."""
        allowed = _PERMISSIONS
        for permissions, owner in self.found:
            others = permissions & stat.S_IRWXO
            # A source's own group means nothing to a file that another group owns.
            given = permissions if owner == group else permissions & ~stat.S_IRWXG | others << 3
            allowed &= given | OWNER
        return allowed


ANY: Final = Limits()
"""Nothing was read that would limit what others may see."""


def limits_of(sources: Iterable[str | int | Path]) -> Limits:
    """Return the limits that `sources`, names or descriptors, set; what isn't a file or folder sets none."""
    found = set()
    for source in sources:
        try:
            status = os.stat(source)  # noqa: PTH116 - descriptors, too
        except (OSError, ValueError):
            continue
        if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode):
            found.add((status.st_mode & _PERMISSIONS, status.st_gid))
    return Limits(frozenset(found))


def close_to(descriptor: int, mode: int, limits: Limits) -> None:
    """Give an open file the permissions `mode`, as far as `limits` allow; never setuid, setgid or sticky."""
    status = os.fstat(descriptor)
    wanted = mode & _PERMISSIONS & limits.mode(status.st_gid)
    if wanted != stat.S_IMODE(status.st_mode):
        os.fchmod(descriptor, wanted)


def new_mode() -> int:
    """Return the permissions that the umask gives to a new file."""
    return 0o666 & ~_umask()


def make_folders(dest: Path, target: PurePath, source: Path) -> None:
    """Make the folders of `target`, a path below `dest`, each no more open than that of `source`.

    What exists stays as it is. Raises OSError.
    """
    if os.path.lexists(dest / target.parent):
        return
    for below, like in reversed([*zip(target.parents, source.parents, strict=False)]):
        make_folder(dest / below, limits_of([like]))


def make_folder(folder: Path, limits: Limits) -> None:
    """Make `folder`, and those above it that are missing, as far as `limits` allow. Raises OSError."""
    missing = []
    while not os.path.lexists(folder) and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(mode=limits.mode(_NO_GROUP), exist_ok=True)
        status = one.stat()
        wanted = limits.mode(status.st_gid) & ~_umask() | status.st_mode & stat.S_ISGID
        if wanted != stat.S_IMODE(status.st_mode):
            one.chmod(wanted)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
