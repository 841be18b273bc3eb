"""The lines of a journal: what became of one file each."""

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path, PurePath
from typing import Any, Final, Literal

from cleaner.batch.totals import Totals
from cleaner.sources.atomic import is_temp_name
from cleaner.sources.jsonl import dump_line

Outcome = Literal["done", "begun", "failed", "gone"]
Identity = tuple[int, int]
"""Bytes of a file, and when it was changed, in nanoseconds."""
Span = tuple[int, int]
"""Bytes of the removal log, from and to."""
_NOTHING: Final = b"{}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What became of one file.

    `target` is the path of its output below the destination, `source` that of the file. An output that is
    "begun" is in the file `temp`, has `output[0]` sound bytes, and the first `rows` of the source in it.
    "failed": all of it, or a part, failed or was stopped, so it is cleaned again; "gone": forget it. `log`
    are its parts of the removal log. `figures` are those of Totals, as JSON: there can be a million of them.
    """

    outcome: Outcome
    target: str
    source: str = ""
    input: Identity | None = None
    output: Identity | None = None
    temp: str = ""
    rows: int = 0
    log: tuple[Span, ...] = ()
    figures: bytes = _NOTHING

    def __post_init__(self) -> None:
        """Raise ValueError for a name that leads elsewhere, or for figures that are none."""
        path = PurePath(self.target)
        if path.is_absolute() or ".." in path.parts or not path.parts or b"\0" in os.fsencode(self.target):
            raise ValueError("a path below the destination was expected")
        if self.outcome == "begun" and not (is_temp_name(self.temp) and "/" not in self.temp and self.output):
            raise ValueError("the name of a temporary file was expected")
        if self.figures != _NOTHING:
            _ = self.totals

    @property
    def root(self) -> PurePath | None:
        """The folder that became the destination; None if the source was not in one as deep."""
        above, depth = PurePath(self.source).parents, len(PurePath(self.target).parents)
        return above[depth - 1] if depth <= len(above) else None

    @property
    def totals(self) -> Totals:
        return Totals.from_json(json.loads(self.figures))

    def has_output(self, dest: Path) -> bool:
        """Tell whether the output is as it was written."""
        return self.output is not None and identity(dest / self.target) == self.output

    def is_orphan(self, dest: Path) -> bool:
        """Tell whether the source is gone, and the output is there."""
        return self.has_output(dest) and not os.path.lexists(self.source)

    def dump(self) -> bytes:
        """Return the line of this entry; what says nothing is left out."""
        said = {f.name: value for f in fields(self) if (value := getattr(self, f.name)) != f.default}
        return dump_line(said | ({"figures": json.loads(self.figures)} if "figures" in said else {}))


def identity(path: Path) -> Identity | None:
    """Return bytes and time of a regular file, else None."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


def parse_entry(value: Mapping[str, Any]) -> Entry:
    """Return the entry of a line. Raises ValueError, TypeError or AttributeError if it is none."""
    import msgspec  # takes long to import, and most runs read no journal

    named = {name: said for name, said in value.items() if name != "figures"}
    figures = dump_line(value["figures"]) if "figures" in value else _NOTHING
    entry = msgspec.convert(named, Entry)
    return replace(entry, figures=figures)
