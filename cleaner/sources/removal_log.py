"""The removal log: what was removed from which document, so that it can be restored."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Final

from cleaner.errors import InputError
from cleaner.model import Removal
from cleaner.sources.io_errors import reading
from cleaner.sources.jsonl import dump_line
from cleaner.sources.kind import Format
from cleaner.sources.records import Record

_BLANK: Final = 64 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Size and hash of a text as UTF-8."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The log's description of one document.

    `encoding` and `bom` (hexadecimal) are left out for plain UTF-8; `record`, `field`
    and `raw` are those of Record.log_fields. `format` is that of a source of records; `fields` are all that
    have texts, if there are several.
    """

    source: str
    input: Fingerprint
    output: Fingerprint
    encoding: str = "utf-8"
    bom: str = ""
    record: int | None = None
    field: str = ""
    raw: str | None = None
    format: Format = "jsonl"
    fields: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError if `source` can't be a file name, `bom` is not hexadecimal, or `raw` no string."""
        bytes.fromhex(self.bom)
        if b"\0" in os.fsencode(self.source):
            raise ValueError("a name without a NUL was expected")
        raw = b'""' if self.raw is None else self.raw.encode()
        if raw[:1] + raw[-1:] != b'""' or not isinstance(json.loads(raw), str):
            raise ValueError("a string of JSON, and nothing around it, was expected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document in the log: its header, and what was removed from it."""

    header: Header
    removals: list[Removal]


def dump_entry(
    source: str,
    record: Record,
    text: str,
    removals: Sequence[Removal],
    about: Mapping[str, Any] = MappingProxyType({}),
) -> bytes:
    """Return the lines of the log for one document, which `removals` turned into `text`.

    `about` says what is needed to read the source of its output.
    """
    assert record.document is not None
    place = {"source": source} | ({} if record.number is None else {"record": record.number})
    header = {"input": asdict(fingerprint(record.document.text)), "output": asdict(fingerprint(text))}
    lines = [dump_line(place | record.log_fields(text) | dict(about) | header)]
    for removal in removals:
        what = {"line": removal.line, "rule": removal.rule, "category": removal.category}
        where = {"start": removal.start, "end": removal.end, "text": removal.text}
        lines.append(dump_line(place | what | where))
    return b"".join(lines)


def fingerprint(text: str) -> Fingerprint:
    """Return size and hash of `text`."""
    data = text.encode("utf-8", "surrogatepass")
    return Fingerprint(bytes=len(data), sha256=sha256(data).hexdigest())


def read_log(path: Path) -> Iterator[Entry]:
    """Yield the documents of a log in order, as they are read. Raises InputError."""
    entry: Entry | None = None
    try:
        with reading():
            log = path.open("rb")
    except InputError as error:
        raise InputError(f"log {path}: {error}") from None
    with log:
        for number, line in enumerate(log, 1):
            if not line.endswith(b"\n"):
                break  # the run was stopped while it wrote this line, before it wrote the document's output
            if line.isspace():
                continue  # it was struck out
            parsed = _parse_line(line, f"log {path}: line {number}")
            if isinstance(parsed, Header):
                if entry is not None:
                    yield entry
                entry = Entry(header=parsed, removals=[])
            elif entry is not None:
                entry.removals.append(parsed)
            else:
                raise _not_a_log(f"log {path}: line {number}")
    if entry is not None:
        yield entry


def strike_out(log: BinaryIO, keep: Iterable[tuple[int, int]]) -> None:
    """Overwrite with blank lines what is not in `keep`, bytes from and to, in order; go to the last end.

    Nothing moves, so that this can be stopped, and repeated. Raises OSError.
    """
    at = 0
    for start, end in keep:
        log.seek(at)
        while at < start:
            size = min(start - at, _BLANK)
            log.write(b" " * (size - 1) + b"\n")
            at += size
        at = end
    log.seek(at)


def _parse_line(line: bytes, place: str) -> Header | Removal:
    import msgspec  # takes long to import, and writing a log doesn't need it

    try:
        value = json.loads(line)  # not msgspec: it refuses lone surrogates
        if "input" in value:
            return msgspec.convert(value, Header)
        return msgspec.convert(value, Removal)
    except (ValueError, TypeError, RecursionError):
        raise _not_a_log(place) from None


def _not_a_log(place: str) -> InputError:
    return InputError(f"{place} is not an entry of a removal log\n  name the file that --removed wrote")
