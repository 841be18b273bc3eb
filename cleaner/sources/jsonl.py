"""JSON lines: a document a record. Only the text's value changes; every other byte of a line stays."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from cleaner.errors import InputError
from cleaner.model import Document
from cleaner.sources.limit import read_rows
from cleaner.sources.records import Fields

# The standard library's decoder, not msgspec's: it says where a value ends, so the walk needs no second
# grammar; it takes lone surrogates and NaN, which real dumps hold; it shows both of two equal keys.
# int() refuses more than 4,300 digits; float() refuses none, and the number is not used.
_DECODER: Final = json.JSONDecoder(parse_int=float)
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonRecord:
    """A line of a JSON lines file as a record.

    `line[start:stop]` is the JSON literal of the text. A line without a document is
    copied; `problem` then says what is wrong with it (None: it is blank, or the rest of
    a line that is too large).
    """

    raw: bytes
    number: int
    document: Document | None = None
    problem: str | None = None
    line: str = ""
    start: int = 0
    stop: int = 0
    field: str = ""
    line_end: bytes = b"\n"

    def fill(self, text: str) -> bytes:
        """Return the line with `text` as the value of its text field."""
        assert self.document is not None
        literal = write_like(text, self.line[self.start : self.stop], self.document.text)
        return self.splice(literal)

    def splice(self, literal: str) -> bytes:
        """Return the line with `literal` in place of the one that writes the text."""
        return (self.line[: self.start] + literal + self.line[self.stop :]).encode()

    def log_fields(self, text: str) -> dict[str, Any]:
        """Return what is needed, besides the removals, to restore this line from one that holds `text`.

        `raw` is the text's literal, given only if writing the text again would not give the same.
        """
        assert self.document is not None
        fields: dict[str, Any] = {"record": self.number, "field": self.field}
        if self.document.id is not None:
            fields["id"] = self.document.id
        if text != self.document.text:
            literal = self.line[self.start : self.stop]
            cleaned = write_like(text, literal, self.document.text)
            if write_like(self.document.text, cleaned, text) != literal:
                fields["raw"] = literal
        return fields


def write_like(text: str, literal: str, old: str) -> str:
    r"""Write `text` as a JSON string in the style in which `literal` writes `old`: all ASCII, or not.

    >>> print(write_like("café", r'"th\u00e9"', "thé"))
    "caf\u00e9"
    >>> print(write_like("café", '"tea"', "tea"))
    "café"
    """
    escape = (literal.isascii() and not old.isascii()) or _SURROGATE.search(text) is not None
    return json.dumps(text, ensure_ascii=escape)


def dump_line(value: object) -> bytes:
    """Return `value` as one line of JSON, readable where UTF-8 allows it."""
    try:
        return json.dumps(value, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # a lone surrogate, from an escape in a JSON file or a file's name
        return json.dumps(value).encode() + b"\n"


def read_jsonl(
    stream: BinaryIO, fields: Fields, url: str | None = None, first: int = 1, most: int | None = None
) -> Iterator[JsonRecord]:
    """Yield a record for each line of `stream`, as it is read. Raises InputError if it can't be read.

    `url` is for documents without one; `first` is the number of the first line. A line of
    more than `most` bytes is no document, and comes as several records.
    """
    for row in read_rows(stream, most, first):
        if row.number == 1 and row.data.startswith(_UTF16):
            raise InputError(
                "this is UTF-16, but JSON lines must be UTF-8\n  convert it first, for example with iconv"
            )
        if row.whole:
            yield parse_record(row.data, row.number, fields, url)
        else:
            yield JsonRecord(raw=row.data, number=row.number, problem=row.problem)


def parse_record(raw: bytes, number: int, fields: Fields, url: str | None = None) -> JsonRecord:
    """Find the document in one line."""
    try:
        line = raw.decode()
        mark = 1 if number == 1 and line.startswith("\ufeff") else 0
        if _after_space(line, mark) == len(line):
            return JsonRecord(raw=raw, number=number)
        members = list(_members(line, mark))
        value, start, stop = _text_member(members, fields.text)
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} of the line (0x{raw[error.start]:02x}) is not UTF-8"
        return JsonRecord(raw=raw, number=number, problem=f"{problem}\n  convert the file to UTF-8 first")
    except json.JSONDecodeError as error:
        problem = f"not JSON at column {error.pos + 1}: {error.msg}"
        return JsonRecord(raw=raw, number=number, problem=f"{problem}\n  correct the line, or remove it")
    except RecursionError:
        problem = "nested too deeply\n  correct the line, or remove it"
        return JsonRecord(raw=raw, number=number, problem=problem)
    except _UnfitError as error:
        return JsonRecord(raw=raw, number=number, problem=str(error))
    others: dict[str | None, Any] = {key: other for key, other, _, _ in members}
    ids = [line[first:last] if isinstance(v, float) else v for key, v, first, last in members if key == "id"]
    document = Document(
        text=value,
        url=_string(others.get(fields.url)) or url,
        language=_string(others.get(fields.language)),
        id=_string(ids[-1]) if ids else None,
    )
    return JsonRecord(
        raw=raw, number=number, document=document, line=line, start=start, stop=stop, field=fields.text
    )


class _UnfitError(Exception):
    """A line is JSON and holds no text to clean."""


_Member = tuple[str, Any, int, int]


def _members(line: str, at: int) -> Iterator[_Member]:
    """Yield key, value and the value's start and stop for each member of the object that `line[at:]` is."""
    at = _after_space(line, at)
    if line[at : at + 1] != "{":
        _DECODER.raw_decode(line, at)
        raise _UnfitError('not a JSON object\n  each line must be one, such as {"text": "..."}')
    at = _after_space(line, at + 1)
    more = line[at : at + 1] != "}"
    while more:
        if line[at : at + 1] != '"':
            raise json.JSONDecodeError("Expecting property name enclosed in double quotes", line, at)
        key, at = _DECODER.raw_decode(line, at)
        at = _after_space(line, at)
        if line[at : at + 1] != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", line, at)
        start = _after_space(line, at + 1)
        value, stop = _DECODER.raw_decode(line, start)
        yield key, value, start, stop
        at = _after_space(line, stop)
        if line[at : at + 1] not in (",", "}"):
            raise json.JSONDecodeError("Expecting ',' delimiter", line, at)
        more = line[at] == ","
        at = _after_space(line, at + 1) if more else at
    at = _after_space(line, at + 1)
    if at != len(line):
        raise json.JSONDecodeError("Extra data", line, at)


def _after_space(line: str, at: int) -> int:
    space = _SPACE.match(line, at)
    assert space is not None
    return space.end()


def _text_member(members: list[_Member], field: str) -> tuple[str, int, int]:
    """Return value, start and stop of the one member that is the text. Raises _UnfitError."""
    found = [member for member in members if member[0] == field]
    if not found:
        keys = ", ".join(json.dumps(key, ensure_ascii=False) for key, *_ in members[:8]) or "none"
        raise _UnfitError(
            f'no field "{field}"\n  name the field of the text with --field; fields of this line: {keys}'
        )
    if len(found) > 1:
        raise _UnfitError(f'field "{field}" occurs {len(found)} times\n  keep one of them')
    _, value, start, stop = found[0]
    if not isinstance(value, str):
        raise _UnfitError(f'field "{field}" is not a string\n  name the field of the text with --field')
    return value, start, stop


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
