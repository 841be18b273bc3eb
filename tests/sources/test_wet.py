"""WET: records with their heads; what is written is read by fastwarc, which checks lengths and digests."""

import base64
import gzip
import hashlib
import json
from io import BytesIO

import pytest
from fastwarc.warc import ArchiveIterator

from cleaner.errors import InputError
from cleaner.sources.records import Fields, ReadOptions, Record, read_records
from cleaner.sources.wet import WetRecord


def make(kind: str, media: str, body: bytes, digest: str = "", extra: str = "", end: str = "\r\n") -> bytes:
    digest = digest or "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        "WARC-Target-URI: https://a.example/x",
        "WARC-Record-ID: <urn:uuid:1>",
        f"WARC-Block-Digest: {digest}",
        f"{extra}Content-Type: {media}",
        f"Content-Length: {len(body)}",
        "",
        "",
    ]
    return end.join(head).encode() + body + end.encode() * 2


INFO = make("warcinfo", "application/warc-fields", b"isPartOf: CC\r\n\r\n")
TEXT = make("conversion", "text/plain", b"old\n")
FILE = INFO + TEXT + make("conversion", "text/plain", "ä\r\n\r\nö".encode())


def records_of(data: bytes, **options: object) -> list[Record]:
    return list(read_records(BytesIO(data), "-", ReadOptions(**options)))  # type: ignore[arg-type]


def fill(data: bytes, new: str) -> bytes:
    return b"".join(r.raw if r.document is None else r.fill(new) for r in records_of(data))


def test_what_is_known_of_a_record() -> None:
    info, first, second = records_of(FILE, fields=Fields(language="content-type"))
    assert info.document is None
    assert first.document is not None
    assert second.document is not None
    assert (first.number, first.document.text, second.document.text) == (2, "old\n", "ä\r\n\r\nö")
    assert (first.document.url, first.document.id) == ("https://a.example/x", "<urn:uuid:1>")
    assert first.document.language == "text/plain"


@pytest.mark.parametrize("compressed", [False, True])
def test_records_stay_and_new_ones_are_right(compressed: bool) -> None:
    data = gzip.compress(INFO) + gzip.compress(FILE[len(INFO) :]) if compressed else FILE
    written = b"".join(record.raw for record in records_of(data))
    assert (gzip.decompress(written) if compressed else written) == FILE
    filled = fill(data, "neü\n")
    found = list(ArchiveIterator(BytesIO(filled), parse_http=False))
    assert len(found) == 3
    for record in ArchiveIterator(BytesIO(filled), parse_http=False):
        assert record.verify_block_digest()
        assert record.content_length == len(record.reader.read())
    if compressed:  # each by itself, as the custom is
        assert filled.count(b"\x1f\x8b\x08") == 3


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(TEXT, id="plain"),
        pytest.param(make("conversion", "text/plain", b"old\n", "sha1:WRONG"), id="a wrong digest"),
        pytest.param(make("conversion", "text/plain", b"old\n", "crc9:abc"), id="an unknown digest"),
        pytest.param(
            make("conversion", "text/plain", b"old\n", "sha256:" + hashlib.sha256(b"old\n").hexdigest()),
            id="sha256 in hexadecimal",
        ),
        pytest.param(
            make("conversion", "text/plain; charset=utf-8", b"old\n", extra="X-Ä:  1 \r\n"), id="odd"
        ),
        pytest.param(make("conversion", "text/plain", b"old\n", end="\n"), id="LF alone"),
        pytest.param(TEXT.replace(b"Content-Length", b"content-length"), id="small letters"),
    ],
)
def test_a_record_comes_back(record: bytes) -> None:
    (old,) = records_of(record)
    filled = old.fill("o")
    assert f"ontent-{'L' if b'Length' in record else 'l'}ength: 1".encode() in filled
    assert b"WRONG" not in filled
    (cleaned,) = records_of(filled)
    assert isinstance(cleaned, WetRecord)
    assert cleaned.unfill("old\n", old.log_fields("o").get("raw")) == record


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (FILE[:-9], "record 3 ends too early\n  it may be a part of a file: get it again"),
        (
            FILE + b"WARC/1.0\r\nWARC-Ty",
            "record 4 has a head without an end\n  it may be a part of a file: get it again",
        ),
        (
            FILE.replace(b"Content-Length: 4", b"Content-Length: 2"),
            "record 3 is not a WARC record\n  the file may be damaged: get it again",
        ),
        (
            FILE.replace(b"Content-Length: 4", b"Content-Length: x"),
            "record 2 is not a WARC record\n  the file may be damaged: get it again",
        ),
    ],
)
def test_damage_is_told_and_what_came_before_is_read(data: bytes, problem: str) -> None:
    records = read_records(BytesIO(data), "-", ReadOptions())
    assert next(records).raw == INFO
    with pytest.raises(InputError) as caught:
        list(records)
    assert str(caught.value) == problem


def test_records_that_are_not_cleaned_are_copied() -> None:
    page = make("response", "application/http", b"HTTP/1.1 200 OK\r\n\r\n<p>Tea.")
    latin = make("conversion", "text/plain", b"caf\xe9")
    large = make("conversion", "text/plain", b"x" * 999)
    data = TEXT + page + latin + large + TEXT
    records = records_of(data, max_document=500)
    assert b"".join(record.raw for record in records) == data
    problems = [record.problem.split("\n")[0] for record in records if record.problem]
    assert problems == [
        "byte 3 of its text (0xe9) is not UTF-8",
        "the record is larger than 500 bytes, so it is not cleaned",
    ]
    assert [record.number for record in records if record.document] == [1, 5]


def test_raw_heads_are_json() -> None:
    (old,) = records_of(make("conversion", "text/plain", b"old\n", "sha1:WRONG"))
    assert "WRONG" in json.loads(old.log_fields("o")["raw"])
