"""CSV and TSV: rows as the csv module reads them, and bytes that stay but for the text."""

import csv
import io
from io import BytesIO
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.model import Removal
from cleaner.sources.csv_rows import CsvRecord, read_csv, split_cells
from cleaner.sources.kind import Columns
from cleaner.sources.limit import Row
from cleaner.sources.records import Copied, Fields, ReadOptions, Record, read_records

AD = "Advertisement\n"


def records_of(data: bytes, **options: object) -> list[Record]:
    given: dict[str, object] = {"format": "csv", **options}
    return list(read_records(BytesIO(data), "a.csv", ReadOptions(**given)))  # type: ignore[arg-type]


def fill(data: bytes, new: str, **options: object) -> bytes:
    return b"".join(r.raw if r.document is None else r.fill(new) for r in records_of(data, **options))


@pytest.mark.parametrize(
    ("data", "filled"),
    [
        pytest.param(b"text\nold\n", b"text\nnew\n", id="one column"),
        pytest.param(b'a,text\r\n1,"old"\r\n', b'a,text\r\n1,"new"\r\n', id="quotes, CRLF"),
        pytest.param(b"a;text;b\n1;old;2", b"a;text;b\n1;new;2", id="semicolons, no line end"),
        pytest.param(b'a\t"text"\n"1"\told\n', b'a\t"text"\n"1"\tnew\n', id="tabs, quoted name"),
        pytest.param(b'text,a\n"o ""l""\nd, x",1.50\n', b'text,a\n"new",1.50\n', id="all that needs quotes"),
        pytest.param(b'text,a\n5" pipe,"x"\n', b'text,a\nnew,"x"\n', id="a quote inside"),
        pytest.param(b"text,a\n,\n\nold,1\n", b"text,a\nnew,\n\nnew,1\n", id="empty, and a blank line"),
        pytest.param("\ufefftext,a\nä,é\n".encode(), "\ufefftext,a\nnew,é\n".encode(), id="byte order mark"),
    ],
)
def test_only_the_text_changes(data: bytes, filled: bytes) -> None:
    assert fill(data, "new") == filled
    assert b"".join(record.raw for record in records_of(data)) == data


@pytest.mark.parametrize(
    ("new", "written"),
    [
        ("a,b", b'text\n"a,b"\n'),
        ("a\nb", b'text\n"a\nb"\n'),
        ('"a"', b'text\n"""a"""\n'),
        ('a "b"', b'text\n"a ""b"""\n'),
        ("", b"text\n\n"),
    ],
)
def test_quotes_come_where_they_must(new: str, written: bytes) -> None:
    (_, record) = records_of(b"text\nold\n")
    assert b"text\n" + record.fill(new) == written


def test_what_is_known_of_a_row() -> None:
    data = b"id,lang,url,text\n7,de,https://a.example,Tea.\n8,,,Tea.\n"
    first, second = (
        r.document for r in records_of(data, fields=Fields(language="lang"), url="b.example")[1:]
    )
    assert first is not None
    assert second is not None
    assert (first.id, first.language, first.url) == ("7", "de", "https://a.example")
    assert (second.id, second.language, second.url) == ("8", None, "b.example")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (b"1\n", "it has 1 cells, but there are 2 columns"),
        (b"1,2,3\n", "it has 3 cells, but there are 2 columns"),
        (b'"1"x,2\n', "cell 1 has text beside its quotes"),
        (b'1,"2\n', "a quote is not closed"),
        (b"\xe9,1\n", "byte 0 of the row (0xe9) is not UTF-8"),
    ],
)
def test_a_bad_row_is_copied(row: bytes, problem: str) -> None:
    record = records_of(b"text,a\n" + row)[-1]
    assert isinstance(record, Copied)
    assert (record.raw, record.number, (record.problem or "").split("\n")[0]) == (row, 2, problem)


def test_a_row_that_is_too_large() -> None:
    records = records_of(b"text,a\n" + b"x" * 99 + b"\nTea.,1\n", max_document=20)
    assert [r.problem is not None for r in records if r.problem or r.document] == [True, False]
    assert records[-1].number == 3
    with pytest.raises(InputError, match="row 2: a quote is not closed within the size of a document\n"):
        records_of(b'text,a\n"' + b"x\n" * 99, max_document=20)


def test_cells_that_are_added() -> None:
    fields = Fields(text=("a", "b"), removed="gone", rules="why")
    header, first, last = records_of(b'a,n,b\r\n"1\nx",0,y\r\n', fields=fields)
    assert header.raw == b"a,n,b,gone,why\r\n"
    removal = Removal(rule="t.ad", category="ads", line=1, start=0, end=2, text='1"\n')
    assert first.fill("x", [removal]) + last.fill("y", []) == (b'"x",0,y,"[""1\\""\\n""]","[""t.ad""]"\r\n')


# Not CR: the csv module writes it without quotes.
cells = st.lists(st.text(st.sampled_from('a", \n;é'), max_size=6), min_size=2, max_size=3)


@given(
    rows=st.lists(cells, max_size=4),
    delimiter=st.sampled_from(",;\t"),
    quoting=st.sampled_from([0, 1]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_rows_are_those_of_the_csv_module(
    rows: list[list[str]], delimiter: str, quoting: Literal[0, 1], line_end: str
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=line_end).writerows(rows)
    data = out.getvalue().encode()
    found = list(read_csv(BytesIO(data), delimiter, None))
    assert b"".join(row.data for row in found) == data
    assert all(row.whole for row in found)
    assert [[c.value for c in split_cells(row.data.decode(), delimiter)] for row in found] == rows


@given(old=st.text(st.sampled_from('a", \n\r')), cut=st.integers(0, 6), quoted=st.booleans())
def test_a_cell_comes_back(old: str, cut: int, quoted: bool) -> None:
    """Also where what is left needs quotes that the cell had not, or the other way round."""
    needs = old.startswith('"') or any(sign in old for sign in ',"\n\r')
    cell = '"' + old.replace('"', '""') + '"' if quoted or (needs and '"' not in old[1:]) else old
    if cell == old and (old.startswith('"') or any(sign in old for sign in ",\n\r")):
        return
    line = f"1,{cell},2\n"
    columns = Columns(delimiter=",", names=("a", "text", "b"), encoding="utf-8")
    from cleaner.sources.csv_rows import parse_csv

    (record,) = parse_csv(Row(data=line.encode(), number=2), columns, Fields())
    assert isinstance(record, CsvRecord)
    assert record.document.text == old
    left = old[cut:]
    (again,) = parse_csv(Row(data=record.fill(left), number=2), columns, Fields())
    assert isinstance(again, CsvRecord)
    assert again.document.text == left
    assert again.unfill(old, record.log_fields(left).get("raw")) == line.encode()
