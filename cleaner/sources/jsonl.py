"""JSON lines: a document a record. Only the text's value changes; every other byte of a line stays."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cleaner.model import Document, Removal
from cleaner.sources.limit import Row
from cleaner.sources.records import Copied, FieldOfRow, Fields, added_values

# The standard library's decoder, not msgspec's: it says where a value ends, so the walk needs no second
# grammar; it takes lone surrogates and NaN, which real dumps hold; it shows both of two equal keys.
# int() refuses more than 4,300 digits; float() refuses none, and the number is not used.
_DECODER: Final = json.JSONDecoder(parse_int=float)
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BEFORE_ELEMENT: Final = re.compile(r"[ \t\n\r]*[\[,]")


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonRecord(FieldOfRow):
    """A row of JSON as a record, or the part of it that holds one of its texts.

    `line[start:stop]` is the JSON literal of the text. Before `line[end]`, fields are added that say what
    was removed, from this and the `earlier` parts of the row; `end` is 0 if there are none to add.
    """

    end: int = 0

    def fill(self, text: str, removals: Sequence[Removal] = ()) -> bytes:
        """Return the row with `text` as the value of its text field."""
        literal = self.line[self.start : self.stop]
        if text != self.document.text:
            literal = write_like(text, literal, self.document.text)
        added = ""
        if self.earlier is not None:
            self.earlier.extend(removals)
            if self.end:
                added = "".join(
                    f", {json.dumps(name)}: {json.dumps(value, ensure_ascii=True)}"
                    for name, value in added_values(self.fields, self.earlier)
                )
        return self.splice(literal, added)

    def splice(self, literal: str, added: str = "") -> bytes:
        """Return the row with `literal` in place of the one that writes the text."""
        end = self.end or len(self.line)
        parts = self.line[: self.start], literal, self.line[self.stop : end], added, self.line[end:]
        return "".join(parts).encode()

    def unfill(self, text: str, raw: str | None) -> bytes:
        """Return the row with its original text. Raises ValueError if `raw` is another's."""
        if text == self.document.text and raw is None:
            return self.raw
        literal = raw or write_like(text, self.line[self.start : self.stop], self.document.text)
        if json.loads(literal) != text:
            raise ValueError("another text")
        return self.splice(literal)

    def log_fields(self, text: str) -> dict[str, Any]:
        """Return what is needed, besides the removals, to restore this row from one that holds `text`.

        `raw` is the text's literal, given only if writing the text again would not give the same.
        """
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


def dump_line(value: object, default: Callable[[Any], Any] | None = None) -> bytes:
    """Return `value` as one line of JSON, readable where UTF-8 allows it; `default` is that of json.dumps."""
    try:
        return json.dumps(value, ensure_ascii=False, default=default).encode() + b"\n"
    except UnicodeEncodeError:  # a lone surrogate, from an escape in a JSON file or a file's name
        return json.dumps(value, default=default).encode() + b"\n"


def parse_json(
    row: Row, fields: Fields, url: str | None = None, *, element: bool = False
) -> Sequence[JsonRecord | Copied]:
    """Find the texts in a row, an object; each is a record, with its part of the row.

    `url` is for documents without one. An `element` of an array comes after what separates it from the last.
    """
    try:
        line = row.data.decode()
        begin = 1 if row.number == 1 and line.startswith("\ufeff") else 0
        if element and (before := _BEFORE_ELEMENT.match(line, begin)):
            begin = before.end()
        if _after_space(line, begin) == len(line):
            return [Copied(raw=row.data, number=row.number)]
        members = list(_members(line, begin))
        found = _text_members(members, line, fields)
        _refuse_added(members, fields)
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} of the line (0x{row.data[error.start]:02x}) is not UTF-8"
        return [_copied(row, f"{problem}\n  convert the file to UTF-8 first")]
    except json.JSONDecodeError as error:
        problem = f"not JSON at column {error.pos + 1}: {error.msg}"
        return [_copied(row, f"{problem}\n  correct the line, or remove it")]
    except RecursionError:
        return [_copied(row, "nested too deeply\n  correct the line, or remove it")]
    except _UnfitError as error:
        return [_copied(row, str(error))]
    if not found:
        return [Copied(raw=row.data, number=row.number)]
    about = {
        "url": _string(_value(members, line, fields.url)) or url,
        "language": _string(_value(members, line, fields.language)),
        "id": _string(_value(members, line, fields.id, literal=True)),
    }
    earlier: list[Removal] | None = [] if fields.added else None
    if len(found) == 1 and earlier is None:
        ((name, (_, text, start, stop)),) = found
        document = Document(text=text, **about)
        return [
            JsonRecord(
                raw=row.data, number=row.number, document=document, line=line, start=start, stop=stop,
                field=name, fields=fields,
            )
        ]  # fmt: skip
    return _parts(row, line, found, about, fields, members[-1][3])


def _parts(
    row: Row,
    line: str,
    found: "list[tuple[str, _Member]]",
    about: dict[str, str | None],
    fields: Fields,
    last: int,
) -> list[JsonRecord]:
    """Return a record for each text of a row: the part of the row that ends behind it; the last has the rest.

    `last` is where the last member of the object stops.
    """
    earlier: list[Removal] | None = [] if fields.added else None
    records = []
    begin = 0
    for name, (_, text, start, stop) in found:
        at_end = name == found[-1][0]
        part = line[begin:] if at_end else line[begin:stop]
        records.append(
            JsonRecord(
                raw=part.encode(),
                number=row.number,
                document=Document(text=text, **about),
                line=part,
                start=start - begin,
                stop=stop - begin,
                field=name,
                fields=fields,
                end=last - begin if at_end and earlier is not None else 0,
                earlier=earlier,
            )
        )
        begin = stop
    return records


def _copied(row: Row, problem: str) -> Copied:
    return Copied(raw=row.data, number=row.number, problem=problem)


class _UnfitError(Exception):
    """A line is JSON and holds no text to clean."""


_Member = tuple[str, Any, int, int]


def _members(line: str, at: int, *, inner: bool = False) -> Iterator[_Member]:
    """Yield key, value and the value's start and stop for each member of the object at `line[at:]`.

    Nothing may follow it, unless it is an `inner` one.
    """
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
    if at != len(line) and not inner:
        raise json.JSONDecodeError("Extra data", line, at)


def _after_space(line: str, at: int) -> int:
    space = _SPACE.match(line, at)
    assert space is not None
    return space.end()


def _find(members: Sequence[_Member], line: str, name: str) -> list[_Member]:
    """Return the members called `name`; if there are none, those at the path that its dots make."""
    found = [member for member in members if member[0] == name]
    first, dot, rest = name.partition(".")
    if found or not dot:
        return found
    for _, value, start, stop in (member for member in members if member[0] == first):
        if value is None:  # so is what it doesn't have
            found.append((name, None, start, stop))
        elif isinstance(value, dict):
            found += _find(list(_members(line, start, inner=True)), line, rest)
    return found


def _text_members(members: list[_Member], line: str, fields: Fields) -> list[tuple[str, _Member]]:
    """Return name and member of each text, in the order of the line, without nulls. Raises _UnfitError."""
    texts = []
    for name in fields.text:
        found = _find(members, line, name)
        if not found:
            keys = ", ".join(json.dumps(key, ensure_ascii=False) for key, *_ in members[:8]) or "none"
            raise _UnfitError(
                f'no field "{name}"\n  name the field of the text with --field; fields of this line: {keys}'
            )
        if len(found) > 1:
            raise _UnfitError(f'field "{name}" occurs {len(found)} times\n  keep one of them')
        value = found[0][1]
        if isinstance(value, str):
            texts.append((name, found[0]))
        elif value is not None:
            raise _UnfitError(f'field "{name}" is not a string\n  name the field of the text with --field')
    return sorted(texts, key=lambda text: text[1][2])


def _refuse_added(members: list[_Member], fields: Fields) -> None:
    """Raise _UnfitError if a field that is to be added is there already."""
    for option, name in (("--removed-field", fields.removed), ("--rules-field", fields.rules)):
        if name is not None and any(member[0] == name for member in members):
            raise _UnfitError(f'field "{name}" is there already\n  give {option} another name')


def _value(members: Sequence[_Member], line: str, name: str | None, *, literal: bool = False) -> object:
    """Return the value of the last member called `name`; with `literal`, a number as it is written."""
    found = _find(members, line, name) if name is not None else []
    if not found:
        return None
    _, value, start, stop = found[-1]
    return line[start:stop] if literal and isinstance(value, float) else value


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
