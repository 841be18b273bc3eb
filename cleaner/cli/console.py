"""Messages on standard error: errors always, notes unless --quiet, details with --verbose."""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from cleaner.report.printable import printable

_NEXT_LINE: Final = "\n  "
"""The break before a line of advice. File names are escaped, so they can't contain it."""


def print_stderr(message: str, *, prefix: str = "cleaner") -> None:
    """Print a message after `prefix`, made safe to show; without a prefix, print it as it is."""
    if sys.stderr is None:  # print() would go to standard output
        return
    with suppress(OSError):  # a closed standard error is no reason to stop
        print(f"{prefix}: {printable_message(message)}" if prefix else message, file=sys.stderr, flush=True)


def printable_message(message: str) -> str:
    r"""Return a message, which may hold names of files and keys, safe to show; lines of advice stay.

    >>> print(printable_message("a\x1b[2J\ncleaner: b: it is gone\n  check its name"))
    a\x1b[2J\ncleaner: b: it is gone
      check its name
    """
    return _NEXT_LINE.join(map(printable, message.split(_NEXT_LINE)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """Prints messages about places, such as files, as --quiet and --verbose ask for."""

    quiet: bool = False
    verbose: bool = False

    def error(self, place: str, message: str) -> None:
        """Print a problem and, on an indented line, advice."""
        print_stderr(f"{printable(place)}: {message}")

    def note(self, place: str, message: str) -> None:
        if not self.quiet:
            self.error(place, message)

    def detail(self, place: str, message: str) -> None:
        if self.verbose:
            self.error(place, message)


def use_color(choice: str, stream: Any) -> bool:
    """Tell whether to write colors to `stream` (None: a closed one) under --color `choice`."""
    if choice == "auto":
        return stream is not None and stream.isatty() and not os.environ.get("NO_COLOR")
    return choice == "always"
