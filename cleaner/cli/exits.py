"""The exit codes. Where several hold, the first in this order counts."""

from typing import Final

INTERRUPTED: Final = 130
TERMINATED: Final = 143  # by SIGTERM, as timeout, docker and systemd send it
USAGE: Final = 2  # wrong use, or a bad rule file
INPUT_FAILED: Final = 3
STOPPED: Final = 4  # by the guard, under --on-loss fail
WOULD_CHANGE: Final = 1  # --check; or a proof failed, or a floor is broken
DONE: Final = 0


def exit_code(*, failed: bool, stopped: bool, would_change: bool = False) -> int:
    """Return the code for a run that came to its end."""
    if failed:
        return INPUT_FAILED
    if stopped:
        return STOPPED
    return WOULD_CHANGE if would_change else DONE
