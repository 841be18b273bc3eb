"""WET: the records of Common Crawl's text. A cleaned record gets its new length and digests; all else stays.

The frame of a WARC record is read here: of the libraries, fastwarc ends the process on a pipe, and none keeps
the bytes of a head.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from cleaner.errors import InputError
from cleaner.model import Document, Removal
from cleaner.sources.compression import Codec, compress
from cleaner.sources.io_errors import reading
from cleaner.sources.limit import Row, too_large
from cleaner.sources.records import Copied, Fields

_LONGEST_HEAD: Final = 1 << 20
_PART: Final = 1 << 20
_BLANK: Final = (b"\r\n", b"\n")
_HEADER: Final = re.compile(rb"(?m)^([^:\r\n]+):[ \t]*(.*?)[ \t]*\r?$")
_LENGTH: Final = re.compile(rb"(?im)^content-length:[ \t]*([0-9]{1,15})[ \t]*\r?$")
_TO_FIT: Final = re.compile(
    rb"(?im)^(content-length|warc-(?:block|payload)-digest)(:[ \t]*)(.*?)([ \t]*\r?\n)"
)
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")
_TEXT: Final = (b"conversion", b"text/plain")
_AGAIN: Final = "it may be a part of a file: get it again"


def read_wet(stream: BinaryIO, most: int | None) -> Iterator[Row]:
    """Yield the records of `stream`. Raises InputError if it can't be read, or is damaged."""
    number = 1
    line = _line(stream)
    while line:
        head, length = _read_head(stream, line, number)
        if most is not None and length > most:
            yield Row(number=number, data=head, whole=False, problem=too_large("the record", most))
            while length:
                part = _read(stream, min(length, _PART), number)
                yield Row(number=number, data=part, whole=False)
                length -= len(part)
            tail, line = _read_tail(stream)
            yield Row(number=number, data=tail, whole=False)
        else:
            body = _read(stream, length, number)
            tail, line = _read_tail(stream)
            yield Row(number=number, data=head + body + tail)
        number += 1


def _read_head(stream: BinaryIO, line: bytes, number: int) -> tuple[bytes, int]:
    """Return the head that begins with `line`, and the length of the body that comes after it."""
    head = line
    while line not in _BLANK:
        line = _line(stream)
        head += line
        if not line or len(head) > _LONGEST_HEAD:
            raise InputError(f"record {number} has a head without an end\n  {_AGAIN}")
    length = _LENGTH.search(head)
    if not head.startswith(b"WARC/1.") or length is None:
        raise InputError(f"record {number} is not a WARC record\n  the file may be damaged: get it again")
    return head, int(length[1])


def _read_tail(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Return the blank lines between records, and the first line of the next one."""
    tail = b""
    while (line := _line(stream)) in _BLANK:
        tail += line
    return tail, line


def _line(stream: BinaryIO) -> bytes:
    with reading():
        return stream.readline(_LONGEST_HEAD)


def _read(stream: BinaryIO, size: int, number: int) -> bytes:
    with reading():
        data = stream.read(size)
    if len(data) < size:
        raise InputError(f"record {number} ends too early\n  {_AGAIN}")
    return data


@dataclass(frozen=True, slots=True, kw_only=True)
class WetRecord:
    """A record with a text, between `head` and `tail`; `codec` compresses it by itself."""

    raw: bytes
    number: int
    document: Document
    head: bytes
    tail: bytes
    codec: Codec | None
    problem: None = None
    note: str = ""
    adds: bool = False

    def missing_end(self, data: bytes) -> bytes:  # noqa: ARG002 - a record ends as it must
        return b""

    def fill(self, text: str, removals: Sequence[Removal] = ()) -> bytes:  # noqa: ARG002 - others add fields
        """Return the record with `text`, its length and its digests."""
        return self._pack(_fit(self.head, text), text)

    def unfill(self, text: str, raw: str | None) -> bytes:
        """Return the record with its original text."""
        if text == self.document.text and raw is None:
            return self.raw
        return self._pack(_fit(self.head, text) if raw is None else json.loads(raw).encode("latin-1"), text)

    def log_fields(self, text: str) -> dict[str, Any]:
        """Return what is needed, besides the removals, to restore this record from one that holds `text`.

        `raw` is its head, given only if making it again would not give the same.
        """
        fields: dict[str, Any] = {"record": self.number}
        if self.document.id is not None:
            fields["id"] = self.document.id
        if text != self.document.text and _fit(_fit(self.head, text), self.document.text) != self.head:
            fields["raw"] = json.dumps(self.head.decode("latin-1"))
        return fields

    def _pack(self, head: bytes, text: str) -> bytes:
        data = head + text.encode() + self.tail
        return data if self.codec is None else compress(self.codec, data)


def parse_wet(
    row: Row, codec: Codec | None, fields: Fields, url: str | None = None
) -> Sequence[WetRecord | Copied]:
    """Find the text in a record; `url` is for records without one."""
    raw = row.data if codec is None else compress(codec, row.data)
    ends, length = _END_OF_HEAD.search(row.data), _LENGTH.search(row.data)
    assert ends is not None
    assert length is not None
    head, stop = row.data[: ends.end()], ends.end() + int(length[1])
    headers = {name.lower(): value for name, value in _HEADER.findall(head)}
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip()
    if (headers.get(b"warc-type"), kind) != _TEXT:
        return [Copied(raw=raw, number=row.number)]
    body = row.data[ends.end() : stop]
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} of its text (0x{body[error.start]:02x}) is not UTF-8"
        advice = "it stays as it is; WET must be UTF-8"
        return [Copied(raw=raw, number=row.number, problem=f"{problem}\n  {advice}")]

    def value(name: str | None) -> str | None:
        found = headers.get(name.lower().encode()) if name else None
        return found.decode("utf-8", "replace") if found else None

    document = Document(
        text=text,
        url=value("WARC-Target-URI") or url,
        language=value(fields.language),
        id=value("WARC-Record-ID"),
    )
    return [
        WetRecord(raw=raw, number=row.number, document=document, head=head, tail=row.data[stop:], codec=codec)
    ]


def _fit(head: bytes, text: str) -> bytes:
    """Return a head for a record that holds `text`; a digest of an unknown kind is left out."""
    body = text.encode()

    def fit(header: re.Match[bytes]) -> bytes:
        name, colon, value, end = header.groups()
        is_length = name.lower() == b"content-length"
        fitting = str(len(body)).encode() if is_length else _digest(value, body)
        return b"" if fitting is None else name + colon + fitting + end

    return _TO_FIT.sub(fit, head)


def _digest(old: bytes, body: bytes) -> bytes | None:
    """Return the digest of `body` written as the `old` one is; None if its algorithm is unknown."""
    algorithm, _, value = old.partition(b":")
    try:
        digest = hashlib.new(algorithm.decode().lower(), body, usedforsecurity=False).digest()
    except ValueError:
        return None
    written = digest.hex().encode() if len(value) == 2 * len(digest) else base64.b32encode(digest)
    return algorithm + b":" + written
