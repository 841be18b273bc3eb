"""Parquet: rows are read as JSON lines of the fields that matter, and put back into their row group."""

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

from cleaner.errors import InputError
from cleaner.sources.io_errors import reading
from cleaner.sources.jsonl import dump_line
from cleaner.sources.limit import Row, too_large
from cleaner.sources.records import Fields

_ROWS: Final = 256
"""Rows that are read at once."""


def read_parquet(stream: BinaryIO, fields: Fields, most: int | None) -> Iterator[Row]:
    """Yield the rows of a file. Raises InputError if it can't be read, or has no text in the fields."""
    file = _open(stream)
    _refuse(file.schema_arrow, fields)
    names = [*fields.text, *(n for n in (fields.url, fields.language, fields.id) if n is not None)]
    columns = [name for name in dict.fromkeys(names) if _type_of(file.schema_arrow, name) is not None]
    number = 0
    with _reading_rows():
        for batch in file.iter_batches(batch_size=_ROWS, columns=columns, use_threads=False):
            for value in batch.to_pylist():
                number += 1
                data = dump_line(value, default=str)
                if most is not None and len(data) > most:
                    yield Row(number=number, data=data, whole=False, problem=too_large("the row", most))
                else:
                    yield Row(number=number, data=data)


class ParquetEncoder:
    """Writes the rows of the file `original` with the texts of JSON lines, each row group as it was."""

    def __init__(self, original: BinaryIO, fields: Fields) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        self._file = _open(original)
        self._fields = fields
        self._sink = _Sink()
        schema = self._file.schema_arrow
        for name in fields.added:
            schema = schema.append(pa.field(name, pa.list_(pa.string())))
        self._schema = schema
        with _reading_rows():
            self._writer = parquet.ParquetWriter(self._sink, schema, **_settings(self._file))
        self._group = 0
        self._lines: list[bytes] = []
        self._rest = b""

    def encode(self, data: bytes) -> bytes:
        """Return the row groups that are complete by now."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._lines += lines
        groups = self._file.metadata.num_row_groups
        while self._group < groups:
            size = self._file.metadata.row_group(self._group).num_rows
            if len(self._lines) < size:
                break
            self._write_group(self._lines[:size])
            del self._lines[:size]
            self._group += 1
        return self._sink.take()

    def finish(self) -> bytes:
        """Return the end of the file."""
        with _reading_rows():
            self._writer.close()
        return self._sink.take()

    def _write_group(self, lines: Sequence[bytes]) -> None:
        import pyarrow as pa

        rows = [json.loads(line) for line in lines]
        with _reading_rows():
            table = self._file.read_row_group(self._group, use_threads=False)
            for name in self._fields.text:
                table = _put(table, name, [_get(row, name) for row in rows])
            for name in self._fields.added:
                table = table.append_column(
                    name, pa.array([row.get(name) for row in rows], pa.list_(pa.string()))
                )
            self._writer.write_table(table.cast(self._schema), row_group_size=max(len(rows), 1))


class _Sink(io.RawIOBase):
    """Takes what is written, to be handed on."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        block = bytes(data)
        self._blocks.append(block)
        self._size += len(block)
        return len(block)

    def tell(self) -> int:
        return self._size

    def take(self) -> bytes:
        data = b"".join(self._blocks)
        self._blocks.clear()
        return data


@contextmanager
def _reading_rows() -> Iterator[None]:
    """Raise an InputError for what pyarrow raises, and if the system can't read."""
    from pyarrow import ArrowException

    try:
        with reading():
            yield
    except ArrowException as error:
        problem = str(error).split("\n")[0]
        raise InputError(f"its Parquet data is damaged: {problem}\n  get it again") from None
    except UnicodeDecodeError:
        raise InputError("one of its texts is not UTF-8\n  write the file anew, or leave it out") from None


def _open(stream: BinaryIO) -> Any:
    try:
        from pyarrow import parquet
    except ImportError:
        raise InputError("Parquet needs another package\n  pip install 'cleaner[parquet]'") from None
    with _reading_rows():
        stream.seek(0)
        return parquet.ParquetFile(stream, pre_buffer=False)


def _settings(file: Any) -> dict[str, Any]:
    """Return settings with which a file like `file` is written."""
    metadata = file.metadata
    settings: dict[str, Any] = {"store_schema": b"ARROW:schema" in (metadata.metadata or {})}
    if metadata.format_version in ("1.0", "2.4", "2.6"):
        settings["version"] = metadata.format_version
    if metadata.num_row_groups:
        # Read first: where the description of a column is damaged, asking for it ends the process.
        with _reading_rows():
            next(file.iter_batches(batch_size=1, row_groups=[0], use_threads=False), None)
        group = metadata.row_group(0)
        columns = [group.column(at) for at in range(group.num_columns)]
        settings["compression"] = {
            column.path_in_schema: "NONE" if column.compression == "UNCOMPRESSED" else column.compression
            for column in columns
        }
        settings["use_deprecated_int96_timestamps"] = any(c.physical_type == "INT96" for c in columns)
    return settings


def _refuse(schema: Any, fields: Fields) -> None:
    """Raise InputError if a column is missing, is no text, or is to be added although it is there."""
    names = ", ".join(f'"{name}"' for name in schema.names[:8]) or "none"
    for name in fields.text:
        kind = _type_of(schema, name)
        if kind is None:
            raise InputError(
                f'no column "{name}"\n  name the column of the text with --field; columns: {names}'
            )
        if not _is_text(kind):
            raise InputError(
                f'column "{name}" is {kind}, not text\n  name the column of the text with --field'
            )
    for option, added in (("--removed-field", fields.removed), ("--rules-field", fields.rules)):
        if added in schema.names:
            raise InputError(f'column "{added}" is there already\n  give {option} another name')


def _type_of(schema: Any, name: str) -> Any:
    """Return the type of a column, or of the part of a struct that a dotted name leads to; None: none."""
    if schema.get_field_index(name) >= 0:
        return schema.field(name).type
    first, dot, rest = name.partition(".")
    if not dot or schema.get_field_index(first) < 0:
        return None
    inner = schema.field(first).type
    import pyarrow as pa

    return _type_of(pa.schema(list(inner)), rest) if pa.types.is_struct(inner) else None


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        test(kind)
        for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    )


def _get(row: Any, name: str) -> Any:
    """Return what a row has at a name, or at the path that its dots make."""
    if row is None or name in row:
        return row and row[name]
    first, _, rest = name.partition(".")
    return _get(row[first], rest)


def _put(table: Any, name: str, values: list[str | None]) -> Any:
    """Return a table with `values` in a column, or in the part of a struct."""
    at = table.schema.get_field_index(name)
    if at >= 0:
        return table.set_column(at, table.schema.field(at), _like(table.column(at).type, values))
    first, _, rest = name.partition(".")
    at = table.schema.get_field_index(first)
    struct = table.column(at).combine_chunks()
    return table.set_column(at, table.schema.field(at), _put_inside(struct, rest, values))


def _put_inside(struct: Any, name: str, values: list[str | None]) -> Any:
    import pyarrow as pa

    if isinstance(struct, pa.ChunkedArray):
        struct = pa.concat_arrays(struct.chunks) if struct.num_chunks else struct.type.wrap_array([])
    inner = pa.table(struct.flatten(), schema=pa.schema(list(struct.type)))
    inner = _put(inner, name, values)
    parts = [column.combine_chunks() for column in inner.columns]
    parts = [pa.concat_arrays(part.chunks) if isinstance(part, pa.ChunkedArray) else part for part in parts]
    return pa.StructArray.from_arrays(parts, fields=list(struct.type), mask=struct.is_null())


def _like(kind: Any, values: list[str | None]) -> Any:
    """Return an array of texts of the type `kind`."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return pa.array(values, kind.value_type).dictionary_encode().cast(kind)
    return pa.array(values, kind)
