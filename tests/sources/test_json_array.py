"""A JSON array: its elements, however it comes in pieces; all bytes stay but the texts."""

import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.sources.json_array import read_elements
from cleaner.sources.records import ReadOptions, Record, read_records


class Pieces(BytesIO):
    """Gives a few bytes at a time."""

    size = 1

    def read1(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002
        return super().read1(self.size)


def records_of(data: bytes, most: int | None = None) -> list[Record]:
    return list(read_records(BytesIO(data), "a.json", ReadOptions(format="json", max_document=most)))


@pytest.mark.parametrize(
    "data",
    [
        b'[{"text": "old"}]',
        b'\xef\xbb\xbf [ {"text":"old"} ,\r\n\t{"n": [1, {"a": "]"}], "text": "old"}\n]\n',
        b'[{"text": "old", "a": "\\"}"}, {"text": null}, {"text": "old"}]',
        b"[]",
    ],
)
def test_only_texts_change(data: bytes) -> None:
    records = records_of(data)
    assert b"".join(record.raw for record in records) == data
    assert not [record.problem for record in records if record.problem]
    filled = b"".join(r.raw if r.document is None else r.fill("new") for r in records)
    assert filled == data.replace(b'"old"', b'"new"')


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'[{"text": "a"}, {"tex', "this JSON array ends too early"),
        (b'[{"text": "a"}', "this JSON array ends too early"),
        (b'[{"text": "' + b"x" * 600_000 + b'"}]', "record 1: it is larger than 1000 bytes"),
    ],
)
def test_what_can_not_be_read(data: bytes, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        records_of(data, 1000)
    assert str(caught.value).startswith(problem)


def test_elements_that_are_no_documents_are_copied() -> None:
    data = b'[{"text": "a"}, ["b"], 7, {"body": "c"}, {"text": "' + b"x" * 1000 + b'"}, {"text": "d"}]'
    records = records_of(data, 1000)
    assert b"".join(record.raw for record in records) == data
    assert [(r.number, bool(r.problem)) for r in records] == [
        (1, False),
        (2, True),
        (3, True),
        (4, True),
        (5, False),
        (6, False),
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.sampled_from('a"\\[]{},é'), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(
    values=st.lists(st.dictionaries(st.text(max_size=3), json_values, max_size=3), max_size=5),
    indent=st.sampled_from([None, 1]),
    size=st.integers(1, 9),
)
def test_any_array_in_any_pieces(values: list[object], indent: int | None, size: int) -> None:
    data = json.dumps(values, indent=indent, ensure_ascii=False).encode()
    stream = Pieces(data)
    stream.size = size
    rows = list(read_elements(stream, None))
    assert b"".join(row.data for row in rows) == data
    elements = [row.data.lstrip(b"[, \n").decode() for row in rows if row.whole]
    assert [json.loads(element) for element in elements] == values
