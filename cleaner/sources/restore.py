"""Rebuild the input of a cleaning from its output and the removal log."""

import os
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from cleaner.engine.render import restore
from cleaner.errors import InputError
from cleaner.model import Document
from cleaner.sources.compression import find_codec, open_compressed
from cleaner.sources.formats import make_encoder, parse_row, read_source, row_bytes
from cleaner.sources.inputs import STDIN, open_input
from cleaner.sources.io_errors import reading
from cleaner.sources.limit import read_all
from cleaner.sources.look import Source, look
from cleaner.sources.records import Fields, ReadOptions, Record
from cleaner.sources.removal_log import Entry, fingerprint, read_log
from cleaner.sources.text_file import TextRecord
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
        yield from rebuild(stream, output, entries)


def _source_of(output: str, log: Path) -> str:
    """Return the log's name for the input of `output`: the only one, or the one that fits best."""
    sources = dict.fromkeys(entry.header.source for entry in read_log(log))
    if len(sources) == 1:
        return next(iter(sources))
    if output in sources:
        return output
    path = PurePath(output if output == STDIN else os.path.realpath(output))
    fitting = [s for s in sources if path.parts[-len(PurePath(s).parts) :] == PurePath(s).parts]
    if not sources:
        raise InputError("the log has no entries\n  name the file that --removed wrote")
    if not fitting:
        raise InputError(
            f"the log has entries for {len(sources)} documents, but none with this name\n"
            "  an output of several documents can't be restored: clean them one by one, or as a batch"
        )
    return max(fitting, key=lambda s: len(PurePath(s).parts))


def rebuild(stream: BinaryIO, name: str, entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the bytes of the input, in order, of the output `name`, which is open as `stream`.

    `entries` are those of one source, in the log's order.
    Raises InputError if output and log don't belong together.
    """
    rest = iter(entries)
    first = next(rest, None)
    if first is None:
        raise InputError("the log has no entry for it" + _ADVICE)
    header = first.header
    if header.record is None:
        yield _rebuild_text_file(stream, first)
        return
    fields = Fields(text=header.fields or (header.field,))
    encoding = None if header.encoding == "utf-8" else header.encoding
    options = ReadOptions(format=header.format, encoding=encoding, fields=fields, max_document=None)
    source = look(stream, name, options)
    rebuilt = _rebuild_records(source, options, chain([first], rest))
    encoder = make_encoder(source.kind, lambda: stream, options)
    if encoder is None:
        yield from rebuilt
        return
    for data in rebuilt:
        yield encoder.encode(data)
    yield encoder.finish()


def _rebuild_text_file(stream: BinaryIO, entry: Entry) -> bytes:
    with reading():
        raw = stream.read()
    codec = find_codec(raw)
    data = raw if codec is None else read_all(open_compressed(codec, BytesIO(raw)), None)
    # Not decode(): an output may begin with U+FEFF because of what was removed before it.
    encoding = Encoding(name=entry.header.encoding, mark=bytes.fromhex(entry.header.bom))
    try:
        text = data.removeprefix(encoding.mark).decode(encoding.name)
    except (ValueError, LookupError):
        raise InputError(_CHANGED + _ADVICE) from None
    if not data.startswith(encoding.mark):
        raise InputError(_CHANGED + _ADVICE)
    record = TextRecord(raw=raw, document=Document(text=text), encoding=encoding, codec=codec)
    return record.unfill(_rebuild_document(text, entry), None)


def _rebuild_records(source: Source, options: ReadOptions, entries: Iterator[Entry]) -> Iterator[bytes]:
    """Yield the records of the input. Those without an entry were copied, and are copied back."""
    entry = next(entries, None)
    for row in read_source(source, options):
        if entry is None or entry.header.record != row.number:
            yield row_bytes(row, source.kind)
            continue
        for record in parse_row(row, source.kind, options):
            if entry is None or record.document is None or not _is_of(entry, record):
                raise InputError(f"line {row.number}: {_CHANGED}{_ADVICE}")
            try:
                text = _rebuild_document(record.document.text, entry)
            except InputError as error:
                raise InputError(f"line {row.number}: {error}") from None
            try:
                yield record.unfill(text, entry.header.raw)
            except ValueError:
                raise InputError(f"line {row.number}: {_DAMAGED}") from None
            entry = next(entries, None)
    if entry is not None:
        raise InputError(f"line {entry.header.record} is missing: {_CHANGED}{_ADVICE}")


def _is_of(entry: Entry, record: Record) -> bool:
    header = entry.header
    return (header.record, header.field) == (record.number, record.log_fields("").get("field", ""))


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
