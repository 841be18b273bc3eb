"""What a source is told for, by its name and its beginning; what is refused, and with what advice."""

import gzip
import json
from io import BytesIO
from pathlib import Path

import pytest

from cleaner.errors import InputError
from cleaner.sources.kind import Format
from cleaner.sources.look import HEAD, look
from cleaner.sources.records import Fields, ReadOptions, Record, read_records

ROOT = Path(__file__).resolve().parents[2]
LINE = b'{"text": "Tea."}\n'
PROSE = "The ferry sails again on Monday, the harbour office said on Friday.\n"


def format_of(
    data: bytes, name: str = "a.txt", *, wanted: Format | None = None, fields: Fields | None = None
) -> str:
    options = ReadOptions(format=wanted, fields=fields or Fields())
    return look(BytesIO(data), name, options).kind.format


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(b"", "text", id="nothing"),
        pytest.param(PROSE.encode(), "text", id="prose"),
        pytest.param(LINE, "jsonl", id="one JSON line"),
        pytest.param(LINE.strip(), "jsonl", id="without a line end"),
        pytest.param(b"\xef\xbb\xbf\n" + LINE, "jsonl", id="after a byte order mark and a blank line"),
        pytest.param(b"{bad\n" + LINE, "text", id="a brace, and no JSON"),
        pytest.param(b'{"text": bad}\n' + LINE * 3, "jsonl", id="a bad line among good ones"),
        pytest.param(b'{"n": 1}\n' + LINE, "jsonl", id="the first has no text"),
        pytest.param(
            b'{"text": "' + b"x" * HEAD + b'"}\n', "jsonl", id="a line that is longer than the head"
        ),
        pytest.param(LINE * 9000, "jsonl", id="many"),
        pytest.param(b'[{"text": "Tea."}]', "json", id="an array"),
        pytest.param(b'\n[\n  {\n    "text": "Tea."\n  }\n]\n', "json", id="an array over several lines"),
        pytest.param(b"[1] Tea, p. 3.\n", "text", id="a footnote"),
        pytest.param(b'["Tea"] he said.\n', "text", id="a bracket and a quote"),
        pytest.param(b"{{Infobox tea}}\n", "text", id="wiki markup"),
        pytest.param(b'{"so": they said}\n', "text", id="a brace, a quote, and a colon"),
        pytest.param(b"[]\n", "text", id="an empty array is no document"),
        pytest.param(b"id,text\n1,Tea.\n", "csv", id="CSV"),
        pytest.param(b"id;text\r\n1;Tea.\r\n", "csv", id="CSV with semicolons"),
        pytest.param(b"id\ttext\n1\tTea.\n", "tsv", id="TSV"),
        pytest.param(b'"id","text"\n1,Tea.\n', "csv", id="quoted names"),
        pytest.param(b"Tea, text, and milk.\nMore.\n", "text", id="commas in prose"),
        pytest.param(b"id,text\n", "text", id="a line with a comma alone"),
        pytest.param(b"text\nTea.\n", "text", id="one column is a text"),
        pytest.param(b"PAR1....", "parquet", id="Parquet"),
        pytest.param(b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n", "wet", id="WET"),
        pytest.param(b"ORC, the paper said, is a file.\n", "text", id="letters of a magic number"),
        pytest.param(b"II. The ferry\n", "text", id="others"),
        pytest.param(b"BM was a music paper.\n", "text", id="and others"),
        pytest.param(b"<https://a.example>\nTea.\n", "text", id="an address"),
        pytest.param(
            b"Use <b>bold</b> and <p> with care, said the teacher of HTML.\n" * 3, "text", id="on HTML"
        ),
        pytest.param(b"Copy this:\n<p>Tea</p>\n<p>Milk</p>\n", "text", id="HTML after prose"),
        pytest.param(b"a < b\nand b > c\n", "text", id="signs"),
        pytest.param(b"caf\xe9\n", "text", id="not UTF-8"),
        pytest.param("Tea.\n".encode("utf-16"), "text", id="UTF-16"),
    ],
)
def test_what_is_told_by_the_beginning(data: bytes, found: str) -> None:
    assert format_of(data) == found
    assert format_of(gzip.compress(data)) == found if found != "parquet" else True


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a.jsonl", "jsonl"),
        ("a.NDJSON.zst", "jsonl"),
        ("a.csv", "csv"),
        ("a.csv.gz", "csv"),
        ("a.tsv.xz", "tsv"),
        ("a.json", "json"),
        ("a.md", "json"),
        ("json", "json"),
        ("-", "json"),
    ],
)
def test_names_tell_formats_before_contents_do(name: str, found: str) -> None:
    data = {"jsonl": LINE, "json": b'[{"text": ""}]\n'}.get(found, b"id\ttext\n")
    assert format_of(data, name) == found


REFUSED = [
    pytest.param(
        b"%PDF-1.7\n%\xe2\xe3",
        "this is a PDF, not text\n  extract its text first, for example with pdftotext",
    ),
    pytest.param(
        b"\x89PNG\r\n\x1a\n\0\0",
        "this is an image, not text\n"
        "  extract its text first, with a program for text recognition such as tesseract",
    ),
    pytest.param(
        b"PK\x03\x04\x14\0",
        "this is a ZIP archive, or an office document, not text\n"
        "  unpack it first, or extract its text, for example with pandoc",
    ),
    pytest.param(b"ORC\0\1", "this is an ORC file, not text\n  write it as Parquet or JSON lines first"),
    pytest.param(
        b"a.txt".ljust(257, b"\0") + b"ustar\0", "this is a tar archive, not text\n  unpack it first"
    ),
    pytest.param(b"ID3\x03\0", "this is audio or video, not text\n  it holds no text to clean"),
    pytest.param(
        b"\x04\x22\x4d\x18a", "this is compressed with lz4, not text\n  decompress it first, with lz4"
    ),
]
HTML = (
    "this is HTML, not text\n"
    "  extract its text first, for example with trafilatura; --format text cleans it as it is"
)
MARKUP = [
    pytest.param(b"<!DOCTYPE html>\n<html>", HTML, id="HTML"),
    pytest.param(b"\xef\xbb\xbf<!-- a --> <!-- b -->\n<HTML lang=en>", HTML, id="HTML after comments"),
    pytest.param(b"<p>Tea is served.</p>\n<p>So is milk.</p>\n", HTML, id="a fragment"),
    pytest.param("<!doctype html>".encode("utf-16"), HTML, id="HTML as UTF-16"),
    pytest.param(
        b'<?xml version="1.0"?>\n<rss>',
        "this is XML, not text\n  extract its text first; --format text cleans it as it is",
        id="XML",
    ),
    pytest.param(
        b'{\n  "text": "Tea."\n}\n',
        "this is JSON over several lines\n"
        "  make one line of each object with jq -c .; --format text cleans it as text",
        id="JSON over several lines",
    ),
    pytest.param(
        b'["Tea.", "Milk."]',
        "this is a JSON array of strings\n"
        "  make JSON lines of it first: jq -c '.[] | {text: .}'; --format text cleans it as text",
        id="strings",
    ),
    pytest.param(
        b'{"body": "Tea.", "n": 1}\n',
        'these are JSON lines without a field "text"\n'
        '  name the field of the text with --field; fields of the first: "body", "n"'
        "; --format text cleans it as text",
        id="no such field",
    ),
]


@pytest.mark.parametrize(("data", "problem"), [*REFUSED, *MARKUP])
def test_what_is_refused(data: bytes, problem: str) -> None:
    for wrapped in (data, gzip.compress(data)):
        with pytest.raises(InputError) as caught:
            format_of(wrapped)
        assert str(caught.value) == problem
    assert format_of(data, wanted="text") == "text"


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.parquet", b"Tea.", "this is not Parquet\n  name its format with --format"),
        ("a.wet", b"Tea.", "this is not WET\n  name its format with --format"),
        ("a.csv", b"PAR1", "this is Parquet\n  read it with --format parquet"),
        (
            "a.jsonl",
            b"%PDF-1.4",
            "this is a PDF, not text\n  extract its text first, for example with pdftotext",
        ),
        (
            "a.csv",
            "id,text\n".encode("utf-16"),
            "this is UTF-16, but CSV must be UTF-8\n  convert it first, for example with iconv",
        ),
        (
            "a.jsonl",
            b'{"body": "Tea."}\n' * 20,
            'none of the first 20 records has a field "text"\n'
            '  name the field of the text with --field; fields of the first: "body"',
        ),
        (
            "a.jsonl",
            b'[{"text": "Tea."},\n',
            "this is a JSON array, not JSON lines\n  read it with --format json",
        ),
        (
            "a.json",
            b'{"a": {"b": 1}',
            "this is JSON without records\n"
            "  make JSON lines of its texts, with jq; --format text cleans it as text",
        ),
        (
            "a.warc",
            b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
            "this is a WARC file of pages, not text\n"
            "  clean the WET file of the crawl, or extract the text first, for example with trafilatura",
        ),
        (
            "a.csv",
            b"id,body\n1,Tea.\n",
            'no column "text"\n  name the column of the text with --field; columns: "id", "body"',
        ),
        ("a.csv", b"text,text\n", '2 columns "text"\n  columns: "text", "text"'),
    ],
)
def test_contents_that_do_not_fit_the_name(name: str, data: bytes, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        format_of(data, name)
    assert str(caught.value) == problem


def test_a_format_that_was_named_wrongly() -> None:
    with pytest.raises(InputError, match="this is not a JSON array\n  read JSON lines with --format jsonl"):
        format_of(LINE, wanted="json")


class Pipe(BytesIO):
    """Gives what was written to it piece by piece, and tells if it is asked for more."""

    def __init__(self, *pieces: bytes) -> None:
        super().__init__()
        self.pieces = list(pieces)

    def read1(self, size: int | None = -1, /) -> bytes:
        assert self.pieces, "it would wait for ever"
        assert size is not None
        piece = self.pieces.pop(0)
        if len(piece) > size:
            self.pieces.insert(0, piece[size:])
        return piece[:size]


@pytest.mark.parametrize(
    ("wanted", "pieces"),
    [
        (None, (b'{"', b'text": "Tea."}\n')),
        (None, (b'{"text": ""}\n', LINE)),
        ("jsonl", (b'{"text": "', b'Tea."}\n')),
        ("jsonl", (b"{}\n", LINE)),
        ("jsonl", (b"\n", LINE)),
    ],
)
def test_a_first_record_is_not_kept_waiting(wanted: Format | None, pieces: tuple[bytes, ...]) -> None:
    records = read_records(Pipe(*pieces), "-", ReadOptions(format=wanted))
    assert next(records).raw == (pieces[0] if pieces[0].endswith(b"\n") else b"".join(pieces))


def test_nothing_is_lost_between_the_head_and_the_rest() -> None:
    lines = [json.dumps({"text": f"{n} {'x' * 700}"}).encode() + b"\n" for n in range(300)]
    records: list[Record] = list(read_records(BytesIO(b"".join(lines)), "-", ReadOptions()))
    assert [record.raw for record in records] == lines


def test_no_fixture_is_refused() -> None:
    paths = sorted((ROOT / "fixtures").rglob("input.txt"))
    assert len(paths) > 50
    for path in paths:
        assert format_of(path.read_bytes(), "-") == "text", path


def test_hostile_beginnings_are_told_in_time() -> None:
    for data in (b"<!-- a -->" * 6000 + b"b", b"<a " * 20_000, b"[" * HEAD, b'{"a":' * 12_000, b" " * HEAD):
        format_of(data)
