"""JSON lines: what may change in a line, and what must not."""

import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import Removal
from cleaner.sources.jsonl import JsonRecord, dump_line, parse_json
from cleaner.sources.limit import Row
from cleaner.sources.records import Copied, Fields, ReadOptions, read_records


def read_any(line: bytes, number: int = 2, fields: Fields | None = None) -> JsonRecord | Copied:
    (record,) = parse_json(Row(data=line, number=number), fields or Fields())
    return record


def read(line: bytes, number: int = 2, fields: Fields | None = None) -> JsonRecord:
    record = read_any(line, number, fields)
    assert isinstance(record, JsonRecord)
    return record


@pytest.mark.parametrize(
    ("line", "filled"),
    [
        pytest.param(b'{"text": "old"}\n', b'{"text": "new"}\n', id="plain"),
        pytest.param(b'{"text":"old"}', b'{"text":"new"}', id="no spaces, no final newline"),
        pytest.param(
            b' { "a" : 1.50 , "text" :\t"old" , "b":[ 1,2 ] } \r\n',
            b' { "a" : 1.50 , "text" :\t"new" , "b":[ 1,2 ] } \r\n',
            id="odd spacing, CRLF",
        ),
        pytest.param(b'{"te\\u0078t": "old"}\n', b'{"te\\u0078t": "new"}\n', id="key spelled with an escape"),
        pytest.param(
            b'{"meta": {"text": "inner"}, "text": "old"}\n',
            b'{"meta": {"text": "inner"}, "text": "new"}\n',
            id="same key further down",
        ),
        pytest.param(
            b'{"note": "\\"text\\": \\"no\\"", "text": "old"}\n',
            b'{"note": "\\"text\\": \\"no\\"", "text": "new"}\n',
            id="something like the key inside a string",
        ),
        pytest.param(
            b'{"big": 1e999, "n": ' + b"7" * 5000 + b', "x": NaN, "text": "old", "\\/": "\\/"}\n',
            b'{"big": 1e999, "n": ' + b"7" * 5000 + b', "x": NaN, "text": "new", "\\/": "\\/"}\n',
            id="numbers of any size, NaN, needless escapes",
        ),
        pytest.param(
            b'{"url": "a", "url": "b", "text": "old"}\n',
            b'{"url": "a", "url": "b", "text": "new"}\n',
            id="another key twice",
        ),
        pytest.param(
            '{"é": "ü", "text": "old"}\n'.encode(), '{"é": "ü", "text": "new"}\n'.encode(), id="UTF-8"
        ),
        pytest.param(
            b'{"a": "\\ud800", "text": "old"}\n', b'{"a": "\\ud800", "text": "new"}\n', id="surrogate"
        ),
        pytest.param(b'{"text": ""}\n', b'{"text": "new"}\n', id="empty text"),
    ],
)
def test_only_the_text_value_changes(line: bytes, filled: bytes) -> None:
    assert read(line).fill("new") == filled


@pytest.mark.parametrize(
    ("line", "text", "filled"),
    [
        pytest.param(b'{"text": "th\\u00e9"}', "café", b'{"text": "caf\\u00e9"}', id="all ASCII stays so"),
        pytest.param('{"text": "thé"}'.encode(), "café", '{"text": "café"}'.encode(), id="UTF-8 stays so"),
        pytest.param(b'{"text": "tea"}', "café", '{"text": "café"}'.encode(), id="nothing to go by: UTF-8"),
        pytest.param(b'{"text": "\\ud800 a"}', "\ud800", b'{"text": "\\ud800"}', id="lone surrogate"),
        pytest.param(b'{"text": "a"}', 'b\n"\\\x00\x7f', b'{"text": "b\\n\\"\\\\\\u0000\x7f"}', id="escapes"),
        pytest.param(
            b'{"text": "\\ud83d\\ude00!"}', "😀", b'{"text": "\\ud83d\\ude00"}', id="surrogate pair"
        ),
    ],
)
def test_the_new_value_is_written_like_the_old(line: bytes, text: str, filled: bytes) -> None:
    assert read(line).fill(text) == filled


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param(
            b'{"text": "a"\n',
            "not JSON at column 14: Expecting ',' delimiter\n  correct the line, or remove it",
            id="cut off",
        ),
        pytest.param(
            b'{"text": "a",}\n',
            "not JSON at column 14: Expecting property name enclosed in double quotes\n"
            "  correct the line, or remove it",
            id="trailing comma",
        ),
        pytest.param(
            b'{"text": "a"} x\n',
            "not JSON at column 15: Extra data\n  correct the line, or remove it",
            id="something after it",
        ),
        pytest.param(
            b'{"text": "a\tb"}\n',
            "not JSON at column 12: Invalid control character at\n  correct the line, or remove it",
            id="bare tab in a string",
        ),
        pytest.param(
            b"plain text\n",
            "not JSON at column 1: Expecting value\n  correct the line, or remove it",
            id="no JSON",
        ),
        pytest.param(
            b'["text"]\n',
            'not a JSON object\n  each line must be one, such as {"text": "..."}',
            id="array",
        ),
        pytest.param(
            b'{"body": "a", "n": 1}\n',
            'no field "text"\n  name the field of the text with --field; fields of this line: "body", "n"',
            id="no such field",
        ),
        pytest.param(
            b"{}\n",
            'no field "text"\n  name the field of the text with --field; fields of this line: none',
            id="empty object",
        ),
        pytest.param(
            b'{"text": 12}\n',
            'field "text" is not a string\n  name the field of the text with --field',
            id="a number",
        ),
        pytest.param(
            b'{"text": "a", "text": "b"}\n',
            'field "text" occurs 2 times\n  keep one of them',
            id="the text twice",
        ),
        pytest.param(
            b'{"text": "caf\xe9"}\n',
            "byte 13 of the line (0xe9) is not UTF-8\n  convert the file to UTF-8 first",
            id="not UTF-8",
        ),
        pytest.param(
            b"[" * 100_000 + b"\n",
            "nested too deeply\n  correct the line, or remove it",
            id="endless nesting",
        ),
    ],
)
def test_a_bad_line_says_what_is_wrong(line: bytes, problem: str) -> None:
    assert read_any(line) == Copied(raw=line, number=2, problem=problem)


@pytest.mark.parametrize("line", [b"\n", b"", b" \t\r\n", b'{"text": null}\n'])
def test_a_blank_line_and_null_are_no_record_and_no_problem(line: bytes) -> None:
    assert read_any(line) == Copied(raw=line, number=2)


@pytest.mark.parametrize("null", [b'{"meta": {"text": null}}', b'{"meta": null}'])
def test_null_on_the_way_to_a_text_is_null(null: bytes) -> None:
    assert read_any(null, fields=Fields(text=("meta.text",))) == Copied(raw=null, number=2)


@pytest.mark.parametrize(
    ("line", "names", "filled"),
    [
        pytest.param(
            b'{"meta": {"text": "old", "n": 1}, "text": "x"}\n',
            ("meta.text",),
            b'{"meta": {"text": "new", "n": 1}, "text": "x"}\n',
            id="inside an object",
        ),
        pytest.param(
            b'{"meta.text": "old", "meta": {"text": "x"}}',
            ("meta.text",),
            b'{"meta.text": "new", "meta": {"text": "x"}}',
            id="a key with a dot goes before a path",
        ),
        pytest.param(
            b'{"body": "old", "n": 1, "title": "old"}\n',
            ("title", "body"),
            b'{"body": "new", "n": 1, "title": "new"}\n',
            id="two fields, in the order of the line",
        ),
        pytest.param(
            b'{"a": "old", "b": null}', ("a", "b"), b'{"a": "new", "b": null}', id="one of them is null"
        ),
    ],
)
def test_fields_within_objects_and_several(line: bytes, names: tuple[str, ...], filled: bytes) -> None:
    records = parse_json(Row(data=line, number=3), Fields(text=names))
    assert b"".join(record.raw for record in records) == line
    assert b"".join(record.fill("new") for record in records) == filled
    assert {record.number for record in records} == {3}


def test_fields_that_are_added() -> None:
    fields = Fields(text=("a", "b"), removed="gone", rules="why")
    removals = [
        Removal(rule=f"t.{n}", category="ads", line=1, start=0, end=2, text=f"{n}\n") for n in range(2)
    ]
    first, last = parse_json(Row(data=b'{"a": "0\\nx", "b": "1\\ny" } \n', number=1), fields)
    assert first.adds
    assert first.fill("x", removals[:1]) + last.fill("y", removals[1:]) == (
        b'{"a": "x", "b": "y", "gone": ["0\\n", "1\\n"], "why": ["t.0", "t.1"] } \n'
    )


def test_a_field_that_is_there_is_not_added() -> None:
    record = read_any(b'{"text": "a", "gone": 1}', fields=Fields(removed="gone"))
    assert record.problem == 'field "gone" is there already\n  give --removed-field another name'


def test_a_byte_order_mark_stays() -> None:
    record = read(b'\xef\xbb\xbf{"text": "old"}\n', number=1)
    assert record.fill("new") == b'\xef\xbb\xbf{"text": "new"}\n'


def test_what_else_is_known_of_a_document() -> None:
    line = b'{"id": 12345678901234567890, "url": "https://a.example/x", "lang": "de", "text": "a"}'
    document = read(line, fields=Fields(language="lang")).document
    assert document is not None
    assert (document.id, document.url, document.language) == (
        "12345678901234567890",
        "https://a.example/x",
        "de",
    )


@pytest.mark.parametrize("url", [b"", b'"url": null, ', b'"url": 3, ', b'"url": "", '])
def test_a_document_without_url_gets_the_one_that_the_user_gave(url: bytes) -> None:
    record = next(
        read_records(
            BytesIO(b"{" + url + b'"text": "a"}'), "", ReadOptions(format="jsonl", url="host.example")
        )
    )
    assert record.document is not None
    assert record.document.url == "host.example"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(
    members=st.dictionaries(st.text(max_size=5), json_values, max_size=4),
    old=st.text(st.characters()),
    new=st.text(st.characters()),
    ascii_only=st.booleans(),
    indent=st.sampled_from([(", ", ": "), (",", ":"), (" ,\t", " : ")]),
)
def test_any_record_is_read_filled_and_rebuilt(
    members: dict[str, object], old: str, new: str, ascii_only: bool, indent: tuple[str, str]
) -> None:
    whole = json.dumps(members | {"text": old}, ensure_ascii=ascii_only, separators=indent)
    raw = whole.encode("utf-8", "surrogatepass")
    record = read_any(raw)
    if isinstance(record, Copied):  # a surrogate that was not escaped: no UTF-8
        assert record.problem is not None
        assert "is not UTF-8" in record.problem
        return
    filled = read(record.fill(new))
    assert filled.document is not None
    assert (record.document.text, filled.document.text) == (old, new)
    assert filled.splice("") == record.splice("")
    literal = record.log_fields(new).get("raw")
    assert (filled.splice(literal) if literal else filled.fill(old)) == raw


@pytest.mark.parametrize("value", [{"a": "é"}, {"a": "\ud800é"}, ["\udcff"]])
def test_anything_can_be_dumped_and_read_again(value: object) -> None:
    line = dump_line(value)
    assert (json.loads(line), line.count(b"\n")) == (value, 1)
