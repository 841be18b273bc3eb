"""Rebuild what went into a cleaning from what came out and the log of removals."""

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cleaner.engine.render import restore
from cleaner.errors import InputError
from cleaner.sources.jsonl import read_records, write_like
from cleaner.sources.removed import Entry, fingerprint
from cleaner.sources.slots import Fields
from cleaner.sources.trouble import reading
from cleaner.text.decode import Encoding

_CHANGED: Final = "this is not the output that the log belongs to"
_ADVICE: Final = "\n  name the file that was written in the run that wrote the log, unchanged since"
_DAMAGED: Final = "the log is damaged: it gives back another text\n  restore from a copy of the log"


def rebuild(stream: BinaryIO, entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the bytes of the input, in order. `entries` are those of its source, in the log's order.

    Raises InputError where output and log don't belong together.
    """
    left = iter(entries)
    first = next(left, None)
    if first is None:
        raise InputError("the log holds nothing of it" + _ADVICE)
    if first.header.record is None:
        yield _rebuild_plain(stream, first)
    else:
        yield from _rebuild_records(stream, first, left)


def _rebuild_plain(stream: BinaryIO, entry: Entry) -> bytes:
    with reading():
        data = stream.read()
    # Not decode(): an output may begin with U+FEFF because of what was removed before it.
    wrote = Encoding(name=entry.header.encoding, mark=bytes.fromhex(entry.header.bom))
    try:
        text = data.removeprefix(wrote.mark).decode(wrote.name)
    except (ValueError, LookupError):
        raise InputError(_CHANGED + _ADVICE) from None
    if not data.startswith(wrote.mark):
        raise InputError(_CHANGED + _ADVICE)
    return wrote.encode(_rebuild_text(text, entry))


def _rebuild_records(stream: BinaryIO, first: Entry, left: Iterator[Entry]) -> Iterator[bytes]:
    """Yield the lines of the input. Those of which the log holds nothing were copied, and are again."""
    entry: Entry | None = first
    for slot in read_records(stream, Fields(text=first.header.field)):
        if entry is None or entry.header.record != slot.record:
            yield slot.raw
            continue
        if slot.document is None:
            raise InputError(f"line {slot.record}: {_CHANGED}{_ADVICE}")
        try:
            text = _rebuild_text(slot.document.text, entry)
        except InputError as error:
            raise InputError(f"line {slot.record}: {error}") from None
        if entry.removals:
            literal = slot.line[slot.start : slot.stop]
            raw = entry.header.raw or write_like(text, literal, slot.document.text)
            if json.loads(raw) != text:
                raise InputError(f"line {slot.record}: {_DAMAGED}")
            yield slot.splice(raw)
        else:
            yield slot.raw
        entry = next(left, None)
    if entry is not None:
        raise InputError(f"line {entry.header.record} is missing: {_CHANGED}{_ADVICE}")


def _rebuild_text(text: str, entry: Entry) -> str:
    if fingerprint(text) != entry.header.output:
        raise InputError(_CHANGED + _ADVICE)
    try:
        restored = restore(text, entry.removals)
    except (ValueError, TypeError) as error:
        raise InputError(f"the log is damaged: {error}\n  restore from a copy of the log") from None
    if fingerprint(restored) != entry.header.input:
        raise InputError(_DAMAGED)
    return restored
