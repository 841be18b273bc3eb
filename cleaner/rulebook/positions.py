"""Find on which line of a TOML file each table, key and array element stands.

tomllib tells values, not places. This reads a text that tomllib has accepted, so it
only needs to step over strings, comments and brackets.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final

_STRING: Final = re.compile(
    r'"""(?:\\.|(?!""").)*"""+|' r"'''(?:(?!''').)*'''+|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'", re.DOTALL
)
_SKIP: Final = re.compile(r"(?:\s|#[^\n]*)*")
_SPACE: Final = re.compile(r"[^\S\n]*(?:#[^\n]*)?")
_BARE: Final = re.compile(r"\w+")
_BREAK: Final = re.compile(r"\n")
_HEADER: Final = re.compile(r"\[\[?\s*([^\]]+?)\s*\]\]?")
_KEY: Final = re.compile(r"[^=]+?(?=\s*=)")


@dataclass(slots=True)
class Places:
    """Line numbers, from 1. Tables are named like "rule", with their place among those of that name.

    Of a subtable only the header is known, as a key of its table. `ends` has the last line of a key's value.
    """

    tables: dict[tuple[str, int], int] = field(default_factory=dict)
    keys: dict[tuple[str, int, str], int] = field(default_factory=dict)
    ends: dict[tuple[str, int, str], int] = field(default_factory=dict)
    elements: dict[tuple[str, int, str], list[int]] = field(default_factory=dict)
    headers: list[int] = field(default_factory=list)

    def find(self, table: str, index: int, key: str = "", element: int | None = None) -> int | None:
        """Return the closest line known: of the element, else of the key, else of the table."""
        lines = self.elements.get((table, index, key), [])
        if element is not None and element < len(lines):
            return lines[element]
        return self.keys.get((table, index, key)) or self.tables.get((table, index))


def locate(text: str) -> Places:
    """Return the places of everything in `text`, which must be valid TOML."""
    places = Places()
    breaks = [found.start() for found in _BREAK.finditer(text)]
    counts: dict[str, int] = {}
    table, index, at = "", 0, 0
    inside = False
    while (at := _end(_SKIP, text, at)) < len(text):
        line = bisect_left(breaks, at) + 1
        header = _HEADER.match(text, at) if text[at] == "[" else None
        if header:
            name, _, rest = header[1].partition(".")
            inside = bool(rest) and name == table
            if not rest:
                table, index = name, counts.get(name, 0)
                counts[name] = index + 1
                places.tables[table, index] = line
                places.headers.append(line)
            elif inside:
                places.keys[table, index, rest.split(".")[0].strip()] = line
            else:
                table, index = header[1], 0
                places.tables.setdefault((name, 0), line)
                places.headers.append(line)
            at = header.end()
            continue
        found = _KEY.match(text, at)
        if not found:  # can't be: tomllib has read it
            return Places()
        key = found[0].split(".")[0].strip().strip("\"'")
        at, elements = _value(text, text.index("=", found.end()) + 1)
        if inside:
            continue
        places.keys.setdefault((table, index, key), line)
        places.ends[table, index, key] = bisect_left(breaks, at) + 1
        places.elements[table, index, key] = [bisect_left(breaks, start) + 1 for start in elements]
    return places


def _value(text: str, at: int) -> tuple[int, list[int]]:
    """Step over the value at `at`; return where it ends, and where an array's own elements begin."""
    depth, fresh, array = 0, False, False
    elements: list[int] = []
    while at < len(text):
        char = text[at]
        if char == "\n" and depth == 0:
            break
        if char.isspace() or char == "#":
            at = _end(_SPACE if depth == 0 else _SKIP, text, at)
            continue
        if depth == 1 and fresh and char not in ",]":
            elements.append(at)
            fresh = False
        if char in "[{":
            depth += 1
            if depth == 1:
                fresh = array = char == "["
        elif char in "]}":
            depth -= 1
        elif char == "," and depth == 1:
            fresh = array
        at = max(at + 1, _end(_STRING if char in "\"'" else _BARE, text, at))
    return at, elements


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
