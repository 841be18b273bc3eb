"""The exit codes. The first that applies is used, in this order."""

from typing import Final

INTERRUPTED: Final = 130
TERMINATED: Final = 143  # by SIGTERM, which timeout, docker and systemd send
USAGE: Final = 2  # wrong use, or a bad rule file
INPUT_FAILED: Final = 3
STOPPED: Final = 4  # by the guard, under --on-loss fail
WOULD_CHANGE: Final = 1  # --check; or a proof failed, or a figure is below its floor
DONE: Final = 0


def exit_code(*, failed: bool, stopped: bool = False, would_change: bool = False) -> int:
    """Return the exit code of a run that came to its end."""
    if failed:
        return INPUT_FAILED
    if stopped:
        return STOPPED
    return WOULD_CHANGE if would_change else DONE
