"""Whatever the bytes are, and whatever they are read as: refused, or no byte is lost."""

from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.sources.kind import Format
from cleaner.sources.records import Fields, ReadOptions, read_records

FORMATS: list[Format | None] = [None, "text", "jsonl", "json", "csv", "tsv", "wet"]
PIECES = st.sampled_from(
    [
        *(
            b'{"text":',
            b'"a": {"b": "Tea."}',
            b'"Tea.\\n"',
            b"null",
            b"}",
            b"[",
            b"]",
            b",",
            b"\n",
            b"\r\n",
            b"\t",
        ),
        *(
            b"text,a.b\n",
            b"text\ta.b\n",
            b'"',
            b'""',
            b";",
            b"\xef\xbb\xbf",
            b"\xff",
            b"\0",
            b"\\",
            b"\\ud800",
        ),
        *(b"WARC/1.0\r\n", b"Content-Length: 4\r\n\r\nTea.\r\n\r\n", b"WARC-Type: conversion\r\n"),
        *(b"Content-Type: text/plain\r\n", b"WARC-Block-Digest: sha1:A\r\n", b"<p>", b"</p>", b"%PDF-"),
    ]
)


@settings(deadline=None)
@given(
    data=st.lists(PIECES | st.binary(max_size=3), max_size=14).map(b"".join),
    wanted=st.sampled_from(FORMATS),
    encoding=st.sampled_from([None, "auto", "cp1252"]),
    most=st.sampled_from([None, 8, 1000]),
    names=st.sampled_from([("text",), ("a.b", "text")]),
)
def test_refused_or_whole(
    data: bytes, wanted: Format | None, encoding: str | None, most: int | None, names: tuple[str, ...]
) -> None:
    options = ReadOptions(format=wanted, encoding=encoding, max_document=most, fields=Fields(text=names))
    read = []
    try:
        for record in read_records(BytesIO(data), "-", options):
            read.append(record.raw)
            if record.document is not None:
                record.fill(record.document.text[1:])
                assert record.unfill(record.document.text, None) == record.raw
    except InputError:
        assert data.startswith(b"".join(read))
    else:
        assert b"".join(read) == data
