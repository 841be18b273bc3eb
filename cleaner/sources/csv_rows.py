"""CSV and TSV: rows, and the texts in their cells. All other bytes stay: the csv module changes quotes."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from cleaner.errors import InputError
from cleaner.model import Document, Removal
from cleaner.sources.kind import Columns
from cleaner.sources.limit import Row, read_rows, too_large
from cleaner.sources.records import Copied, FieldOfRow, Fields, added_values

_QUOTED: Final = re.compile('"((?:[^"]|"")*+)"')
_LINE_END: Final = re.compile(r"\r?\n?\Z")
_CORRECT: Final = "correct the row, or remove it"


class BadRowError(Exception):
    """A row is not as the format wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a row: `line[start:stop]`, with its quotes."""

    value: str
    start: int
    stop: int


def read_csv(stream: BinaryIO, delimiter: str, most: int | None) -> Iterator[Row]:
    """Yield the rows of `stream`, which may have several lines. Raises InputError if it can't be read."""
    waiting: list[bytes] = []
    size, number, is_open = 0, 1, False
    mark = delimiter.encode()
    for line in read_rows(stream, most):
        size += len(line.data)
        if not line.whole or (most is not None and size > most):
            if is_open or waiting:
                raise InputError(
                    f"row {number}: a quote is not closed within the size of a document\n  {_CORRECT}"
                )
            problem = None if line.problem is None else too_large("the row", most or 0)
            yield Row(number=number, data=line.data, whole=False, problem=problem)
            number += line.data.endswith(b"\n")
            size = 0
            continue
        waiting.append(line.data)
        is_open = _ends_inside(line.data, mark, is_open)
        if not is_open:
            yield Row(number=number, data=b"".join(waiting))
            waiting, size = [], 0
            number += 1
    if waiting:
        data = b"".join(waiting)
        yield Row(number=number, data=data, whole=False, problem=f"a quote is not closed\n  {_CORRECT}")


def _ends_inside(line: bytes, delimiter: bytes, inside: bool) -> bool:
    """Tell whether a line ends inside quotes, given whether it begins there."""
    if b'"' not in line:
        return inside
    at = 0
    while True:
        if not inside:
            if line[at : at + 1] == b'"':
                at, inside = at + 1, True
            else:
                at = line.find(delimiter, at) + 1
                if not at:
                    return False
                continue
        quote = line.find(b'"', at)
        while quote >= 0 and line[quote + 1 : quote + 2] == b'"':
            quote = line.find(b'"', quote + 2)
        if quote < 0:
            return True
        inside = False
        at = line.find(delimiter, quote + 1) + 1
        if not at:
            return False


def split_cells(line: str, delimiter: str) -> list[Cell]:
    """Return the cells of a row. Raises BadRowError if something stands beside a quoted one."""
    ends = _LINE_END.search(line)
    assert ends is not None
    end = ends.start()
    cells: list[Cell] = []
    at = 0
    while True:
        if line[at : at + 1] == '"':
            quoted = _QUOTED.match(line, at)
            if quoted is None or (quoted.end() < end and line[quoted.end()] != delimiter):
                raise BadRowError(f"cell {len(cells) + 1} has text beside its quotes")
            cells.append(Cell(value=quoted[1].replace('""', '"'), start=at, stop=quoted.end()))
        else:
            stop = line.find(delimiter, at, end)
            stop = end if stop < 0 else stop
            cells.append(Cell(value=line[at:stop], start=at, stop=stop))
        at = cells[-1].stop + 1
        if at > end:
            return cells


def write_cell(text: str, old: str, delimiter: str) -> str:
    """Write `text` as a cell: in quotes if the `old` one is, or if it must be."""
    quotes = '"' in text and (text.startswith('"') or '"' not in old)
    if quotes or old.startswith('"') or any(sign in text for sign in (delimiter, "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvRecord(FieldOfRow):
    """A row as a record, or the part of it that ends behind one of its texts: `line[start:stop]`.

    At the end of the last part, cells are added that say what was removed, from all `earlier` ones.
    """

    columns: Columns
    is_last: bool = True

    def fill(self, text: str, removals: Sequence[Removal] = ()) -> bytes:
        """Return the row with `text` in its cell. Raises InputError if the encoding can't write it."""
        cell = self.line[self.start : self.stop]
        if text != self.document.text:
            cell = write_cell(text, cell, self.columns.delimiter)
        line = self.line[: self.start] + cell + self.line[self.stop :]
        if self.earlier is not None:
            self.earlier.extend(removals)
            if self.is_last:
                values = [
                    json.dumps(v, ensure_ascii=False) for _, v in added_values(self.fields, self.earlier)
                ]
                line = _append(line, values, self.columns.delimiter)
        return self._encode(line)

    def unfill(self, text: str, raw: str | None) -> bytes:
        """Return the row with its original text. Raises ValueError if `raw` is another's."""
        if text == self.document.text and raw is None:
            return self.raw
        cell = write_cell(text, self.line[self.start : self.stop], self.columns.delimiter)
        if raw is not None:
            cell = json.loads(raw)
            if split_cells(cell, self.columns.delimiter)[0].value != text:
                raise ValueError("another text")
        return self._encode(self.line[: self.start] + cell + self.line[self.stop :])

    def log_fields(self, text: str) -> dict[str, Any]:
        """Return what is needed, besides the removals, to restore this row from one that holds `text`."""
        fields: dict[str, Any] = {"record": self.number, "field": self.field}
        if self.document.id is not None:
            fields["id"] = self.document.id
        if text != self.document.text:
            cell = self.line[self.start : self.stop]
            cleaned = write_cell(text, cell, self.columns.delimiter)
            if write_cell(self.document.text, cleaned, self.columns.delimiter) != cell:
                fields["raw"] = json.dumps(cell)
        return fields

    def _encode(self, line: str) -> bytes:
        try:
            return line.encode(self.columns.encoding)
        except UnicodeError:
            raise InputError(
                f"row {self.number} can't be written as {self.columns.encoding}\n"
                "  convert the file to UTF-8 first, with iconv"
            ) from None


def parse_csv(
    row: Row, columns: Columns, fields: Fields, url: str | None = None
) -> Sequence[CsvRecord | Copied]:
    """Find the texts in a row; each is a record, with its part of the row. `url` is for documents without."""
    try:
        line = row.data.decode(columns.encoding)
    except UnicodeDecodeError as error:
        name = columns.encoding.upper()
        problem = f"byte {error.start} of the row (0x{row.data[error.start]:02x}) is not {name}"
        advice = "name the encoding of the file with --encoding, or try --encoding auto"
        return [Copied(raw=row.data, number=row.number, problem=f"{problem}\n  {advice}")]
    if row.number == 1:
        header = _append(line, list(fields.added), columns.delimiter)
        return [Copied(raw=header.encode(columns.encoding), number=1)]
    if not line.strip():
        return [Copied(raw=row.data, number=row.number)]
    try:
        cells = split_cells(line, columns.delimiter)
        if len(cells) != len(columns.names):
            raise BadRowError(f"it has {len(cells)} cells, but there are {len(columns.names)} columns")
    except BadRowError as error:
        return [Copied(raw=row.data, number=row.number, problem=f"{error}\n  {_CORRECT}")]
    by_name = dict(zip(columns.names, cells, strict=True))
    texts = [(name, by_name[name]) for name in fields.text]
    return _parts(row, line, texts, by_name, columns, fields, url)


def _parts(
    row: Row,
    line: str,
    texts: list[tuple[str, Cell]],
    by_name: dict[str, Cell],
    columns: Columns,
    fields: Fields,
    url: str | None,
) -> list[CsvRecord]:
    about = {
        "url": _value(by_name, fields.url) or url,
        "language": _value(by_name, fields.language),
        "id": _value(by_name, fields.id),
    }
    earlier: list[Removal] | None = [] if fields.added else None
    texts.sort(key=lambda text: text[1].start)
    records, begin = [], 0
    for at, (name, cell) in enumerate(texts, 1):
        part = line[begin:] if at == len(texts) else line[begin : cell.stop]
        records.append(
            CsvRecord(
                raw=part.encode(columns.encoding),
                number=row.number,
                document=Document(text=cell.value, **about),
                line=part,
                start=cell.start - begin,
                stop=cell.stop - begin,
                field=name,
                columns=columns,
                fields=fields,
                earlier=earlier,
                is_last=at == len(texts),
            )
        )
        begin = cell.stop
    return records


def _append(line: str, values: list[str], delimiter: str) -> str:
    """Add cells to a row, before its line end."""
    ends = _LINE_END.search(line)
    assert ends is not None
    cells = "".join(delimiter + write_cell(value, "", delimiter) for value in values)
    return line[: ends.start()] + cells + line[ends.start() :]


def _value(by_name: dict[str, Cell], name: str | None) -> str | None:
    return by_name[name].value or None if name in by_name and name is not None else None
