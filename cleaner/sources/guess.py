"""Tell text from JSON lines, a JSON array, CSV and markup, where the name of a source doesn't."""

import json
import re
from typing import Any, Final

from cleaner.errors import InputError
from cleaner.sources.kind import JSON_SUFFIX, Format
from cleaner.sources.records import Fields
from cleaner.sources.refused import refuse_markup

_LINES: Final = 50
_MANY: Final = 10
"""Lines without a text that are no mistake in a line, but in the name of the field."""
_LONGEST: Final = 1000
"""Characters to tell an array by."""
_ANYWAY: Final = "; --format text cleans it as text"
_OBJECT: Final = re.compile(r"\s*\{\s*\"(?:[^\"\\\n]|\\.)*\"\s*:")
_ARRAY_OF_OBJECTS: Final = re.compile(r"\s*\[\s*\{\s*(?:\"(?:[^\"\\\n]|\\.)*\"\s*:|\})")
_CELL: Final = re.compile(r"[^\W\d][\w .:/-]{0,60}")
_MARK: Final = b"\xef\xbb\xbf"
_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def guess_format(data: bytes, whole: bool, fields: Fields, suffix: str) -> Format | None:
    """Return the format of a source that begins with `data`; None: it is text, as far as one can see.

    `whole`: that is all of it. Raises InputError for JSON and markup that can't be cleaned.
    """
    text = data.decode(_UTF16.get(data[:2], "utf-8"), "replace").removeprefix("\ufeff")
    refuse_markup(text)
    found = _guess_json(text, whole, fields)
    if found is None and suffix == JSON_SUFFIX and text.strip():
        raise InputError(f"this is JSON without records\n  make JSON lines of its texts, with jq{_ANYWAY}")
    return found or _guess_csv(text, fields)


def is_first_record(data: bytes, fields: Fields) -> bool:
    """Tell whether the first line of `data` is there as a whole, and is an object with a text."""
    line, newline, _ = data.removeprefix(_MARK).lstrip().partition(b"\n")
    if not newline or not line.startswith(b"{"):
        return False
    value = _load(line.decode(errors="replace"))
    return any(_has(value, name) for name in fields.text)


def is_array(data: bytes) -> bool:
    """Tell whether `data` begins as a JSON array does."""
    return data.removeprefix(_MARK).lstrip().startswith(b"[")


def refuse_lines(data: bytes, fields: Fields) -> None:
    """Raise InputError if JSON lines that begin with `data` are an array, or many without a text.

    One error for the file: nobody wants one for each of 100,000 records.
    """
    if _ARRAY_OF_OBJECTS.match(data[:_LONGEST].decode(errors="replace")):
        raise InputError("this is a JSON array, not JSON lines\n  read it with --format json")
    lines = data.removeprefix(_MARK).split(b"\n")[:-1][:_LINES]
    values = [_load(line.decode(errors="replace")) for line in lines]
    objects = [value for value in values if isinstance(value, dict)]
    if len(objects) < _MANY or any(_has(value, name) for value in objects for name in fields.text):
        return
    raise InputError(
        f"none of the first {len(objects)} records has a field {_wanted(fields)}\n"
        f"  name the field of the text with --field; fields of the first: {_keys(objects[0])}"
    )


def _wanted(fields: Fields) -> str:
    return " or ".join(f'"{name}"' for name in fields.text)


def _keys(value: dict[str, Any]) -> str:
    return ", ".join(json.dumps(key, ensure_ascii=False) for key in list(value)[:8]) or "none"


def _guess_json(text: str, whole: bool, fields: Fields) -> Format | None:
    if _ARRAY_OF_OBJECTS.match(text):
        return "json"
    if _is_array_of_strings(text, whole):
        raise InputError(
            "this is a JSON array of strings\n  make JSON lines of it first: jq -c '.[] | {text: .}'"
            + _ANYWAY
        )
    if not _OBJECT.match(text):
        return None
    lines = [line for line in text.split("\n") if line.strip()]
    if not whole and len(lines) > 1:
        lines.pop()  # it may be cut off
    values = [_load(line) for line in lines[:_LINES]]
    objects = [value for value in values if isinstance(value, dict)]
    if 2 * len(objects) >= len(values) and objects:
        _refuse_without_field(objects, fields)
        return "jsonl"
    if not whole and "\n" not in text.lstrip():  # the first line is longer than what we look at
        return "jsonl"
    if isinstance(_load(text), dict) or (not whole and re.match(r"\s*\{\s*\n", text)):
        raise InputError(
            f"this is JSON over several lines\n  make one line of each object with jq -c .{_ANYWAY}"
        )
    return None


def _is_array_of_strings(text: str, whole: bool) -> bool:
    if not whole or not re.match(r"\s*\[\s*\"", text):
        return False
    value = _load(text)
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _refuse_without_field(objects: list[dict[str, Any]], fields: Fields) -> None:
    """Raise InputError if no object has a text."""
    if any(_has(value, name) for value in objects for name in fields.text):
        return
    raise InputError(
        f"these are JSON lines without a field {_wanted(fields)}\n"
        f"  name the field of the text with --field; fields of the first: {_keys(objects[0])}{_ANYWAY}"
    )


def _has(value: Any, name: str) -> bool:
    """Tell whether an object has the field `name`, as a key or as a path."""
    if not isinstance(value, dict):
        return False
    if name in value:
        return True
    first, dot, rest = name.partition(".")
    return bool(dot) and first in value and _has(value[first], rest)


def _load(text: str) -> object:
    try:
        return json.loads(text, parse_int=float)
    except (ValueError, RecursionError):
        return None


def _guess_csv(text: str, fields: Fields) -> Format | None:
    """Tell a CSV file by its first line: names, one of them that of the text."""
    line, newline, rest = text.partition("\n")
    if not newline or not rest.strip():
        return None
    for delimiter, found in ((",", "csv"), ("\t", "tsv"), (";", "csv")):
        cells = [cell.strip('"') for cell in line.rstrip("\r").split(delimiter)]
        if len(cells) > 1 and all(map(_CELL.fullmatch, cells)) and any(name in cells for name in fields.text):
            return "csv" if found == "csv" else "tsv"
    return None
