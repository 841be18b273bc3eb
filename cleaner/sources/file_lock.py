"""Lock an open file against other processes, as long as it stays open."""

import errno

try:
    import fcntl
except ImportError:  # no such locks on Windows
    fcntl = None  # type: ignore[assignment]


def try_lock(descriptor: int) -> bool:
    """Lock an open file for this process; False if another process has the lock.

    The lock ends when the file is closed, here and in all processes that were forked meanwhile, or when they
    die. Raises OSError where the file system, or the system, has no locks.
    """
    if fcntl is None:
        raise OSError(errno.ENOSYS, "there are no locks")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
