"""Rebuild the input of a cleaning from its output and the removal log."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from cleaner.engine.render import restore
from cleaner.errors import InputError
from cleaner.sources.inputs import STDIN, open_input
from cleaner.sources.io_errors import reading
from cleaner.sources.jsonl import read_jsonl, write_like
from cleaner.sources.records import Fields
from cleaner.sources.removal_log import Entry, fingerprint, read_log
from cleaner.text.decode import Encoding

_CHANGED: Final = "this is not the output that belongs to the log"
_ADVICE: Final = "\n  name the file that was written in the same run as the log, unchanged"
_COPY: Final = "\n  use a copy of the log"
_DAMAGED: Final = f"the log is damaged: the restored text is not the original{_COPY}"


def restore_file(output: str, log: Path) -> Iterator[bytes]:
    """Yield the bytes of the input that was cleaned to the file `output` (-: standard input).

    Raises InputError if log and output don't belong together.
    """
    source = _source_of(output, log)
    entries = (entry for entry in read_log(log) if entry.header.source == source)
    with open_input(output) as stream:
        yield from rebuild(stream, entries)


def _source_of(output: str, log: Path) -> str:
    """Return the log's name for the input of `output`: the only one, or the one that fits best."""
    sources = dict.fromkeys(entry.header.source for entry in read_log(log))
    if len(sources) == 1:
        return next(iter(sources))
    if output in sources:
        return output
    path = PurePath(output if output == STDIN else Path(output).resolve())
    fitting = [s for s in sources if path.parts[-len(PurePath(s).parts) :] == PurePath(s).parts]
    if not sources:
        raise InputError("the log has no entries\n  name the file that --removed wrote")
    if not fitting:
        raise InputError(
            f"the log has entries for {len(sources)} documents, but none with this name\n"
            "  an output of several documents can't be restored: clean them one by one, or as a batch"
        )
    return max(fitting, key=lambda s: len(PurePath(s).parts))


def rebuild(stream: BinaryIO, entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the bytes of the input, in order. `entries` are those of one source, in the log's order.

    Raises InputError if output and log don't belong together.
    """
    rest = iter(entries)
    first = next(rest, None)
    if first is None:
        raise InputError("the log has no entry for it" + _ADVICE)
    if first.header.record is None:
        yield _rebuild_text_file(stream, first)
    else:
        yield from _rebuild_jsonl(stream, first, rest)


def _rebuild_text_file(stream: BinaryIO, entry: Entry) -> bytes:
    with reading():
        data = stream.read()
    # Not decode(): an output may begin with U+FEFF because of what was removed before it.
    encoding = Encoding(name=entry.header.encoding, mark=bytes.fromhex(entry.header.bom))
    try:
        text = data.removeprefix(encoding.mark).decode(encoding.name)
    except (ValueError, LookupError):
        raise InputError(_CHANGED + _ADVICE) from None
    if not data.startswith(encoding.mark):
        raise InputError(_CHANGED + _ADVICE)
    return encoding.encode(_rebuild_document(text, entry))


def _rebuild_jsonl(stream: BinaryIO, first: Entry, rest: Iterator[Entry]) -> Iterator[bytes]:
    """Yield the lines of the input. Lines without an entry were copied, and are copied back."""
    entry: Entry | None = first
    for record in read_jsonl(stream, Fields(text=first.header.field)):
        if entry is None or entry.header.record != record.number:
            yield record.raw
            continue
        if record.document is None:
            raise InputError(f"line {record.number}: {_CHANGED}{_ADVICE}")
        try:
            text = _rebuild_document(record.document.text, entry)
        except InputError as error:
            raise InputError(f"line {record.number}: {error}") from None
        if entry.removals:
            literal = record.line[record.start : record.stop]
            raw = entry.header.raw or write_like(text, literal, record.document.text)
            if json.loads(raw) != text:
                raise InputError(f"line {record.number}: {_DAMAGED}")
            yield record.splice(raw)
        else:
            yield record.raw
        entry = next(rest, None)
    if entry is not None:
        raise InputError(f"line {entry.header.record} is missing: {_CHANGED}{_ADVICE}")


def _rebuild_document(text: str, entry: Entry) -> str:
    if fingerprint(text) != entry.header.output:
        raise InputError(_CHANGED + _ADVICE)
    try:
        restored = restore(text, entry.removals)
    except (ValueError, TypeError) as error:
        raise InputError(f"the log is damaged: {error}{_COPY}") from None
    if fingerprint(restored) != entry.header.input:
        raise InputError(_DAMAGED)
    return restored
