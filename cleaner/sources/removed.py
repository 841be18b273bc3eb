"""The log of removals: what was taken out of which document, so that it can be put back."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

from cleaner.errors import InputError
from cleaner.model import Removal
from cleaner.sources.jsonl import dump_line
from cleaner.sources.slots import Slot
from cleaner.sources.trouble import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Size and hash of a text as UTF-8."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the log says of one document.

    `encoding` and `bom` (hexadecimal) stand there unless a file was plain UTF-8;
    `record`, `field` and `raw` as in the trail of a RecordSlot.
    """

    source: str
    input: Fingerprint
    output: Fingerprint
    encoding: str = "utf-8"
    bom: str = ""
    record: int | None = None
    field: str = ""
    raw: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where `source` can be no name of a file, or `bom` or `raw` not what they are."""
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


def write_entry(log: BinaryIO, source: str, slot: Slot, text: str, removals: Sequence[Removal]) -> None:
    """Log one document, which `removals` turned into `text`: a header line and a line for each of them.

    They are on their way to the disk before the output is: a run that is stopped loses nothing.
    """
    assert slot.document is not None
    place = {"source": source} | ({} if slot.record is None else {"record": slot.record})
    header = {"input": asdict(fingerprint(slot.document.text)), "output": asdict(fingerprint(text))}
    lines = [dump_line(place | slot.trail(text) | header)]
    for removal in removals:
        what = {"line": removal.line, "rule": removal.rule, "category": removal.category}
        where = {"start": removal.start, "end": removal.end, "text": removal.text}
        lines.append(dump_line(place | what | where))
    log.write(b"".join(lines))
    log.flush()


def fingerprint(text: str) -> Fingerprint:
    """Return size and hash of `text`."""
    data = text.encode("utf-8", "surrogatepass")
    return Fingerprint(bytes=len(data), sha256=sha256(data).hexdigest())


def read_log(path: Path) -> Iterator[Entry]:
    """Yield the documents of a log in order, reading as it goes. Raises InputError."""
    entry: Entry | None = None
    try:
        with reading():
            log = path.open("rb")
    except InputError as error:
        raise InputError(f"log {path}: {error}") from None
    with log:
        for number, line in enumerate(log, 1):
            if not line.endswith(b"\n"):
                break  # the run was stopped while it wrote this line, and the document's output not begun
            read = _read_line(line, f"log {path}: line {number}")
            if isinstance(read, Header):
                if entry is not None:
                    yield entry
                entry = Entry(header=read, removals=[])
            elif entry is not None:
                entry.removals.append(read)
            else:
                raise _not_a_log(f"log {path}: line {number}")
    if entry is not None:
        yield entry


def _read_line(line: bytes, place: str) -> Header | Removal:
    try:
        value = json.loads(line)  # not msgspec: it refuses lone surrogates
        if "input" in value:
            return msgspec.convert(value, Header)
        return msgspec.convert(value, Removal)
    except (ValueError, TypeError, RecursionError):
        raise _not_a_log(place) from None


def _not_a_log(place: str) -> InputError:
    return InputError(f"{place} is not one of a log of removals\n  name the file that --removed wrote")
