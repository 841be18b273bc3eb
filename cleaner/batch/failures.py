"""Tell of failures: one of each kind and source, then how many more; and list all of them in a file."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from cleaner.sources.io_errors import writing_only_output
from cleaner.sources.jsonl import dump_line

MOST_SOURCES: Final = 20
"""Sources that are named for a kind of failure, before the rest is counted."""
# What differs from one failure to the next of the same kind: numbers, and what is quoted.
_OWN: Final = re.compile(r"""0x[0-9a-f]+|\d+|"[^"\n]*"|'[^'\n]*'""")
_ALL: Final = "--failures FILE lists all, -v shows them"


def place_of(source: str, number: int | None) -> str:
    """Return the place of a record in messages."""
    return source if number is None else f"{source}:{number}"


@dataclass(slots=True, kw_only=True)
class Failures:
    """Takes failures, source by source. `show` gets a place and a message, `file` a line of JSON for each.

    With `all_shown`, nothing is counted instead of shown.
    """

    show: Callable[[str, str], None]
    all_shown: bool = False
    file: BinaryIO | None = None
    file_name: str = ""
    _source: str | None = None
    _first: dict[str, str] = field(default_factory=dict)
    """The first place in the source at which each kind was met."""
    _more: Counter[str] = field(default_factory=Counter)
    _sources: Counter[str] = field(default_factory=Counter)
    _example: dict[str, str] = field(default_factory=dict)

    def tell(self, source: str, number: int | None, problem: str) -> None:
        """Show, count and list a failure of a source, or of one of its records."""
        self._list(source, number, problem)
        if self.all_shown:
            self.show(place_of(source, number), problem)
            return
        if source != self._source:
            self._end_source()
            self._source = source
        kind = _OWN.sub("#", problem)
        if kind in self._first:
            self._more[kind] += 1
            return
        self._first[kind] = place_of(source, number)
        self._sources[kind] += 1
        if self._sources[kind] <= MOST_SOURCES:
            self._example.setdefault(kind, source)
            self.show(place_of(source, number), problem)

    def finish(self) -> None:
        """Show what was only counted."""
        self._end_source()
        for kind, count in self._sources.items():
            if count > MOST_SOURCES:
                more = f"and {count - MOST_SOURCES:,} more files like {self._example[kind]}"
                self.show(self._example[kind], f"{more}\n  {_ALL}")

    def _end_source(self) -> None:
        for kind, count in self._more.items():
            if self._sources[kind] <= MOST_SOURCES:
                self.show(self._first[kind], f"and {count:,} more like this one\n  {_ALL}")
        self._first.clear()
        self._more.clear()

    def _list(self, source: str, number: int | None, problem: str) -> None:
        if self.file is None:
            return
        what, _, advice = problem.partition("\n  ")
        place = {"source": source} | ({} if number is None else {"record": number})
        with writing_only_output(self.file_name):
            self.file.write(dump_line(place | {"problem": what, "advice": advice}))
            self.file.flush()
