"""Look at the beginning of a source, to tell what it is before anything is read as text."""

import io
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from cleaner.errors import InputError
from cleaner.sources.compression import LONGEST_MAGIC, Codec, find_codec, open_compressed
from cleaner.sources.guess import guess_format, is_array, is_first_record, refuse_lines
from cleaner.sources.io_errors import reading
from cleaner.sources.kind import JSON_SUFFIX, TITLES, Format, Kind, format_of_name, suffix_of
from cleaner.sources.records import Fields, ReadOptions
from cleaner.sources.refused import refuse_binary
from cleaner.text.decode import UTF16_MARKS

HEAD: Final = 64 << 10
"""Bytes that are looked at."""
_MOST_COMPRESSED: Final = 4 << 20
"""Compressed bytes to read for them: some formats give nothing before the end of a block."""
_PARQUET: Final = b"PAR1"
_PAGES: Final = re.compile(rb"(?im)^WARC-Type:\s*(?:response|request|revisit)")
_CONVERSION: Final = re.compile(rb"(?im)^WARC-Type:\s*conversion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source that was looked at. `stream` is at its beginning: that of the compressed bytes of a text."""

    name: str
    kind: Kind
    stream: BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The beginning of a source, decompressed; `whole`: it is all of the source."""

    data: bytes
    whole: bool


def look(stream: BinaryIO, name: str, options: ReadOptions) -> Source:
    """Tell what the source `name` is, which is open as `stream`.

    Raises InputError if it can't be read, or is nothing that can be cleaned.
    """
    named = options.format or format_of_name(name)
    with reading():
        raw, whole = _read_head(stream, b"", LONGEST_MAGIC, named, options.fields)
        codec = find_codec(raw)
        if codec is None:
            raw, whole = _read_head(stream, raw, HEAD, named, options.fields)
            head = Head(data=raw, whole=whole)
        else:
            raw, head = _read_compressed_head(stream, raw, codec, named, options.fields)
    kind = _recognize(head, name, named, options, codec)
    again: BinaryIO = io.BufferedReader(_Rewound(raw, stream), HEAD)
    if codec is not None and kind.format != "text":
        again = open_compressed(codec, again)
    if kind.format == "parquet":
        _refuse_pipe(stream, codec)
        stream.seek(0)
        again = stream
    return Source(name=name, kind=kind, stream=again)


def _recognize(
    head: Head, name: str, named: Format | None, options: ReadOptions, codec: Codec | None
) -> Kind:
    data = head.data
    if options.format != "text":
        refuse_binary(data)
    if named in (None, "text") and options.format is None:
        found = _by_magic(data) or guess_format(data, head.whole, options.fields, suffix_of(name))
    else:
        found = named
        _refuse_other(data, found, options.fields)
    found = found or "text"
    if found == "wet":
        _refuse_pages(data)
    if found in ("text", "wet") and options.fields.added:
        raise InputError(
            f"{TITLES[found]} has no fields, so none can be added\n  --removed FILE logs the same"
        )
    note = ""
    if found not in ("text", "parquet", "wet") and named is None and suffix_of(name) != JSON_SUFFIX:
        note = f"read as {TITLES[found]}\n  --format text reads it as text"
    columns = None
    if found in ("csv", "tsv"):
        from cleaner.sources.csv_header import read_columns

        columns = read_columns(data, head.whole, found, options)
    return Kind(format=found, codec=codec, columns=columns, note=note)


def _by_magic(data: bytes) -> Format | None:
    if data.startswith(_PARQUET):
        return "parquet"
    return "wet" if data.startswith(b"WARC/1.") else None


def _refuse_other(data: bytes, wanted: Format | None, fields: Fields) -> None:
    """Raise InputError if a source is not at all of the format that its name or --format says."""
    if not data or wanted == "text":
        return
    other = _by_magic(data)
    if wanted in ("parquet", "wet") and other != wanted:
        raise InputError(f"this is not {TITLES[wanted]}\n  name its format with --format")
    if other is not None and other != wanted:
        raise InputError(f"this is {TITLES[other]}\n  read it with --format {other}")
    if wanted == "json" and not is_array(data):
        raise InputError("this is not a JSON array\n  read JSON lines with --format jsonl")
    if wanted == "jsonl":
        refuse_lines(data, fields)
    if wanted is not None and data.startswith(UTF16_MARKS):
        raise InputError(
            f"this is UTF-16, but {TITLES[wanted]} must be UTF-8\n  convert it first, for example with iconv"
        )


def _refuse_pages(data: bytes) -> None:
    """Raise InputError for a WARC file of pages."""
    if _PAGES.search(data) and not _CONVERSION.search(data):
        raise InputError(
            "this is a WARC file of pages, not text\n"
            "  clean the WET file of the crawl, or extract the text first, for example with trafilatura"
        )


def _refuse_pipe(stream: BinaryIO, codec: Codec | None) -> None:
    """Raise InputError if Parquet is not in a plain file: it is read from its end."""
    if codec is not None:
        raise InputError("a Parquet file can't be read compressed\n  decompress it first")
    seekable = False
    with suppress(OSError):
        seekable = stream.seekable()
    if not seekable:
        raise InputError("a Parquet file can't be read from a pipe\n  name the file")


def _read_head(
    stream: BinaryIO, head: bytes, most: int, named: Format | None, fields: Fields
) -> tuple[bytes, bool]:
    """Read on after `head`, to at most `most` bytes; tell whether the stream is at its end."""
    while len(head) < most and not _suffices(head, named, fields):
        data = _read_some(stream, most - len(head))
        if not data:
            return head, True
        head += data
    return head, False


def _suffices(head: bytes, named: Format | None, fields: Fields) -> bool:
    """Tell whether there is a first record of JSON lines: somebody may wait for its answer."""
    if named == "jsonl":
        return b"\n" in head
    return named in (None, "text") and is_first_record(head, fields)


def _read_compressed_head(
    stream: BinaryIO, raw: bytes, codec: Codec, named: Format | None, fields: Fields
) -> tuple[bytes, Head]:
    """Read on after `raw` until its decompressed bytes are enough."""
    size = HEAD
    while True:
        raw, whole = _read_head(stream, raw, size, "parquet", fields)  # its bytes are no lines
        data, ended = _decompress_some(codec, raw)
        if whole or len(data) >= HEAD or _suffices(data, named, fields) or size >= _MOST_COMPRESSED:
            return raw, Head(data=data, whole=whole and ended)
        size *= 2


def _decompress_some(codec: Codec, raw: bytes) -> tuple[bytes, bool]:
    """Return the beginning of what `raw` has, which may be cut off; tell whether that is all."""
    data = b""
    pieces = open_compressed(codec, io.BytesIO(raw))
    with suppress(InputError):  # it is cut off; damage is told when it is read
        while len(data) < HEAD:
            piece = pieces.read1(HEAD - len(data))  # type: ignore[attr-defined]
            if not piece:
                return data, True
            data += piece
    return data, False


def _read_some(stream: BinaryIO, most: int) -> bytes:
    """Read what there is, at least a byte unless the stream is at its end."""
    data: bytes = getattr(stream, "read1", stream.read)(most)
    return data


class _Rewound(io.RawIOBase):
    """A stream whose first bytes were read, and come again."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = _read_some(self._stream, len(buffer))
        buffer[: len(data)] = data
        return len(data)
