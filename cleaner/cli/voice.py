"""What is said on standard error: errors always, notes unless --quiet, details with --verbose."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from cleaner.report.printable import printable

_BREAK: Final = "\n  "
"""Where the next line of a message begins: whatever a file is called, it can't pass for a message."""
_SLOW: Final = 1.0
"""Seconds after which people begin to wonder."""


def tell(message: str, *, named: bool = True, who: str = "cleaner") -> None:
    """Say `message` on standard error, as `who`, made safe to show; or just as it is if not `named`."""
    if sys.stderr is None:  # print() would go to standard output
        return
    with suppress(OSError):  # that nobody listens is no reason to stop
        print(f"{who}: {shown(message)}" if named else message, file=sys.stderr, flush=True)


def shown(message: str) -> str:
    r"""Return a message, which may hold names of files and keys, safe to show; its indented lines stay.

    >>> print(shown("a\x1b[2J\ncleaner: b: it is gone\n  check its name"))
    a\x1b[2J\ncleaner: b: it is gone
      check its name
    """
    return _BREAK.join(map(printable, message.split(_BREAK)))


@contextmanager
def tell_if_slow(message: str) -> Iterator[None]:
    """Say `message` if the block takes more than a second, while it does."""
    from threading import Timer

    timer = Timer(_SLOW, tell, [message])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How much is to be said."""

    quiet: bool = False
    verbose: bool = False

    def error(self, place: str, message: str) -> None:
        """Say what is wrong at `place`: a problem, and an indented line of advice."""
        tell(f"{printable(place)}: {message}")

    def note(self, place: str, message: str) -> None:
        """Say what somebody should know who didn't ask for silence."""
        if not self.quiet:
            self.error(place, message)

    def detail(self, place: str, message: str) -> None:
        """Say what only somebody wants to know who asked for more."""
        if self.verbose:
            self.error(place, message)


def wants_color(choice: str, stream: Any) -> bool:
    """Say whether to write colours to `stream` (None: a closed one) under --color `choice`."""
    if choice == "auto":
        return stream is not None and stream.isatty() and not os.environ.get("NO_COLOR")
    return choice == "always"
