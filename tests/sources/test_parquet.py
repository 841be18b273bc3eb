"""Parquet: only texts change; schema, metadata, types, row groups and all other values stay."""

import datetime
import io
import json
from decimal import Decimal
from io import BytesIO
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from cleaner.errors import InputError
from cleaner.sources.formats import make_encoder
from cleaner.sources.kind import Kind
from cleaner.sources.records import Fields, ReadOptions, Record, read_records

STRUCT = pa.struct([("text", pa.string()), ("n", pa.int8()), ("deep", pa.struct([("text", pa.string())]))])


def table() -> Any:
    columns = {
        "id": pa.array([1, 2, 3, 4], pa.int32()),
        "text": pa.array(["old", None, "old é", ""], pa.large_string()),
        "meta": pa.array(
            [
                {"text": "old", "n": 1, "deep": None},
                None,
                {"text": None, "n": 2, "deep": {"text": "old"}},
                None,
            ],
            STRUCT,
        ),
        "when": pa.array(
            [datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)] * 4, pa.timestamp("us", tz="UTC")
        ),
        "kind": pa.array(["old", "b", None, "old"]).dictionary_encode(),
        "raw": pa.array([b"\xff", None, b"", b"a"]),
        "list": pa.array([[1], None, [], [2, 3]], pa.list_(pa.int64())),
        "price": pa.array([Decimal("1.50")] * 4, pa.decimal128(9, 2)),
        "url": pa.array(["https://a.example", None, "", "b"]),
        "a.b": pa.array(["old"] * 4),
    }
    fields = [pa.field(name, column.type, metadata={"k": name}) for name, column in columns.items()]
    return pa.table(columns, schema=pa.schema(fields, metadata={"pandas": "{}", "who": "me"}))


def written(rows: Any, **settings: Any) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(rows, sink, **{"row_group_size": 3, **settings})
    return sink.getvalue()


def read(data: bytes, fields: Fields) -> list[Record]:
    return list(read_records(BytesIO(data), "a.parquet", ReadOptions(fields=fields)))


def filled(data: bytes, fields: Fields, new: str | None) -> bytes:
    """Return the file with `new` in place of its texts; None: as it is."""
    encoder = make_encoder(Kind(format="parquet"), lambda: BytesIO(data), ReadOptions(fields=fields))
    assert encoder is not None
    out = [
        encoder.encode(r.raw if r.document is None or new is None else r.fill(new))
        for r in read(data, fields)
    ]
    return b"".join(out) + encoder.finish()


@pytest.mark.parametrize(
    "settings", [{}, {"compression": "zstd"}, {"store_schema": False}, {"version": "1.0"}]
)
def test_nothing_changes_where_nothing_is_removed(settings: dict[str, Any]) -> None:
    rows = table() if settings != {"store_schema": False} else table().drop_columns(["kind"])
    data = written(rows, **settings)
    again = filled(data, Fields(), None)
    old, new = parquet.ParquetFile(BytesIO(data)), parquet.ParquetFile(BytesIO(again))
    assert new.schema_arrow.equals(old.schema_arrow, check_metadata=True)
    assert new.schema.equals(old.schema)
    # Values were compared above: they are those of the schema.
    assert (new.metadata.metadata or {}).keys() == (old.metadata.metadata or {}).keys()
    assert new.read().equals(old.read())
    assert new.metadata.format_version == old.metadata.format_version
    groups = [(g.num_rows, g.column(0).compression) for g in map(new.metadata.row_group, range(2))]
    assert groups == [(g.num_rows, g.column(0).compression) for g in map(old.metadata.row_group, range(2))]


@pytest.mark.parametrize("name", ["text", "meta.text", "meta.deep.text", "kind", "a.b"])
def test_only_the_text_changes(name: str) -> None:
    data = written(table())
    new = parquet.read_table(BytesIO(filled(data, Fields(text=(name,)), "new")))
    assert new.schema.equals(parquet.read_schema(BytesIO(data)), check_metadata=True)
    expected = json.loads(json.dumps(table().to_pylist(), default=str))
    for row in expected:
        *path, last = [name] if name in row else name.split(".")
        for key in path:
            row = row and row[key]
        if row and row[last] is not None:
            row[last] = "new"
    assert json.loads(json.dumps(new.to_pylist(), default=str)) == expected


def test_what_is_known_of_a_row_and_columns_that_are_added() -> None:
    fields = Fields(text=("text", "meta.text"), removed="gone", rules="why")
    data = written(table())
    first = read(data, fields)[0].document
    assert first is not None
    assert (first.id, first.url) == ("1", "https://a.example")
    new = parquet.read_table(BytesIO(filled(data, fields, "new")))
    assert new.schema.names == [*table().schema.names, "gone", "why"]
    assert new.column("gone").to_pylist() == [[], None, [], []]
    assert new.column("text").to_pylist() == ["new", None, "new", "new"]


def test_a_table_without_rows() -> None:
    again = filled(written(table().slice(0, 0)), Fields(), None)
    assert parquet.read_table(BytesIO(again)).equals(table().slice(0, 0))


@pytest.mark.parametrize(
    ("data", "fields", "problem"),
    [
        pytest.param(
            written(table()), Fields(text=("body",)), 'no column "body"\n  name the column', id="none"
        ),
        pytest.param(written(table()), Fields(text=("id",)), 'column "id" is int32, not text', id="no text"),
        pytest.param(written(table()), Fields(removed="raw"), 'column "raw" is there already', id="there"),
        pytest.param(
            written(table())[:-20], Fields(), "its Parquet data is damaged: ", id="a part of a file"
        ),
        pytest.param(
            written(table().select(["text"]), compression="none", use_dictionary=False).replace(
                b"old", b"o\xffd"
            ),
            Fields(),
            "one of its texts is not UTF-8\n",
            id="not UTF-8",
        ),
        pytest.param(b"PAR1" + b"x" * 99, Fields(), "its Parquet data is damaged: ", id="damaged"),
    ],
)
def test_what_is_refused(data: bytes, fields: Fields, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data, fields)
    assert str(caught.value).startswith(problem)


def test_without_pyarrow_the_command_that_helps_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError) as caught:
        read(b"PAR1", Fields())
    assert str(caught.value) == "Parquet needs another package\n  pip install 'cleaner[parquet]'"
