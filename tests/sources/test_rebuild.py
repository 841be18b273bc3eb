"""The removal log, and restoring with it."""

import json
from io import BytesIO
from pathlib import Path

import pytest

from cleaner.errors import InputError
from cleaner.model import Removal
from cleaner.sources.records import ReadOptions, read_records
from cleaner.sources.removal_log import dump_entry, read_log
from cleaner.sources.restore import rebuild
from cleaner.sources.text_file import read_text

AD = "Advertisement\n"


def cut(text: str, gone: str) -> tuple[str, tuple[Removal, ...]]:
    """Take `gone` out of `text`, once, as a rule would."""
    if gone not in text:
        return text, ()
    before, _, after = text.partition(gone)
    start = len(before.encode("utf-8", "surrogatepass"))
    end = start + len(gone.encode("utf-8", "surrogatepass"))
    return before + after, (Removal(rule="t.ad", category="ads", line=1, start=start, end=end, text=gone),)


@pytest.mark.parametrize(
    ("data", "encoding", "gone", "fields"),
    [
        pytest.param(f"{AD}Tea.\n".encode(), None, AD, {}, id="UTF-8"),
        pytest.param(b"Tea.", None, AD, {}, id="nothing went"),
        pytest.param(AD.encode(), None, AD, {}, id="all went"),
        pytest.param(
            f"\ufeff{AD}Tea.\r\n".encode(),
            None,
            AD,
            {"encoding": "utf-8", "bom": "efbbbf"},
            id="byte order mark",
        ),
        pytest.param(
            f"\ufeff{AD}Thé.\n".encode("utf-16-le"),
            None,
            AD,
            {"encoding": "utf-16-le", "bom": "fffe"},
            id="UTF-16",
        ),
        pytest.param(
            f"{AD}Thé.\n".encode("cp1252"), "cp1252", AD, {"encoding": "cp1252", "bom": ""}, id="cp1252"
        ),
        pytest.param(f"{AD}\ufeffTea.\n".encode(), None, AD, {}, id="a mark begins what is left"),
        pytest.param(f"{AD}\x00Tea.\n".encode(), "utf-8", AD, {}, id="NUL"),
    ],
)
def test_a_text_comes_back(
    tmp_path: Path, data: bytes, encoding: str | None, gone: str, fields: dict[str, str]
) -> None:
    record = read_text(BytesIO(data), encoding)
    text, removals = cut(record.document.text, gone)
    path = tmp_path / "log"
    path.write_bytes(dump_entry("a.txt", record, text, removals))
    header = json.loads(path.read_text().split("\n")[0])
    assert {key: header[key] for key in ("encoding", "bom") if key in header} == fields
    assert b"".join(rebuild(BytesIO(record.fill(text)), "", read_log(path))) == data


@pytest.mark.parametrize(
    ("line", "raw"),
    [
        pytest.param(b'{"text": "Advertisement\\nTea."}\n', None, id="plain"),
        pytest.param(b'{"text": "Advertisement\\nTh\\u00e9."}\n', None, id="ASCII, what is left isn't"),
        pytest.param('{"text": "Advertisement\\nThé."}\n'.encode(), None, id="UTF-8"),
        pytest.param(
            b'{"text": "A\\u0064vertisement\\nTea."}\n', '"A\\u0064vertisement\\nTea."', id="needless escape"
        ),
        pytest.param(b'{"text": "Advertisement\\n<\\/p>"}', '"Advertisement\\n<\\/p>"', id="slashes escaped"),
        pytest.param(b'{"text": "Advertisement\\n\\ud800"}\n', None, id="lone surrogate"),
        pytest.param(b'{"id": 7, "text": "Tea."}\r\n', None, id="nothing went"),
    ],
)
def test_a_record_comes_back(tmp_path: Path, line: bytes, raw: str | None) -> None:
    path = tmp_path / "log"
    (record,) = read_records(BytesIO(line), "", ReadOptions(format="jsonl"))
    assert record.document is not None
    text, removals = cut(record.document.text, AD)
    path.write_bytes(dump_entry("a.jsonl", record, text, removals))
    header = json.loads(path.read_text().split("\n")[0])
    assert (header["record"], header["field"], header.get("raw")) == (1, "text", raw)
    cleaned = record.fill(text) if removals else record.raw
    assert b"".join(rebuild(BytesIO(cleaned), "", read_log(path))) == line


def log_of(path: Path, data: bytes) -> None:
    record = read_text(BytesIO(data))
    path.write_bytes(dump_entry("a.txt", record, *cut(record.document.text, AD)))


def test_an_output_that_was_edited_is_refused(tmp_path: Path) -> None:
    log_of(tmp_path / "log", f"{AD}Tea.\n".encode())
    with pytest.raises(InputError) as caught:
        list(rebuild(BytesIO(b"Tee.\n"), "", read_log(tmp_path / "log")))
    assert str(caught.value) == (
        "this is not the output that belongs to the log\n"
        "  name the file that was written in the same run as the log, unchanged"
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param('"end": 14', '"end": 13', "the removal at byte 0 does not fit the text", id="offsets"),
        pytest.param("Advertisement", "advertisement", "the restored text is not the original", id="text"),
    ],
)
def test_a_damaged_log_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = tmp_path / "log"
    log_of(path, f"{AD}Tea.\n".encode())
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(InputError) as caught:
        list(rebuild(BytesIO(b"Tea.\n"), "", read_log(path)))
    assert str(caught.value) == f"the log is damaged: {problem}\n  use a copy of the log"


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "3",
        "[]",
        '{"source": "a"}',
        '{"source": "a", "input": 1}',
        '{"rule": 1}',
        '"input"',
        "\xff",
    ],
)
def test_what_is_no_log_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "log"
    path.write_text(line + "\n", encoding="latin-1")
    with pytest.raises(InputError) as caught:
        list(read_log(path))
    assert str(caught.value) == (
        f"log {path}: line 1 is not an entry of a removal log\n  name the file that --removed wrote"
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("bom", "zz", id="a byte order mark that is none"),
        pytest.param("source", "a\0b", id="a name with NUL"),
        pytest.param("source", "\ud800", id="a name that no file has"),
        pytest.param("raw", '"\ud800"', id="a literal that UTF-8 can't hold"),
        pytest.param("raw", '"Tea."}\n{', id="a literal and more"),
        pytest.param("raw", '"Tea."\n', id="a literal and a line end"),
        pytest.param("raw", "1", id="a literal of something else"),
        pytest.param("encoding", 8, id="an encoding that is no text"),
    ],
)
def test_a_header_that_cannot_be_is_refused(tmp_path: Path, key: str, value: object) -> None:
    path = tmp_path / "log"
    log_of(path, f"{AD}Tea.\n".encode())
    header, *rest = path.read_text().split("\n")
    path.write_text("\n".join([json.dumps(json.loads(header) | {key: value}), *rest]))
    with pytest.raises(InputError, match="line 1 is not an entry of a removal log\n"):
        list(read_log(path))


def test_a_literal_of_another_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log"
    (record,) = read_records(
        BytesIO(b'{"text": "A\\u0064vertisement\\nTea."}\n'), "", ReadOptions(format="jsonl")
    )
    assert record.document is not None
    text, removals = cut(record.document.text, AD)
    path.write_bytes(dump_entry("a.jsonl", record, text, removals))
    path.write_text(path.read_text().replace("\\nTea.", "\\nTee."))
    with pytest.raises(InputError) as caught:
        list(rebuild(BytesIO(record.fill(text)), "", read_log(path)))
    assert str(caught.value) == (
        "line 1: the log is damaged: the restored text is not the original\n  use a copy of the log"
    )


def test_a_log_that_was_cut_short_holds_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "log"
    log_of(path, f"{AD}Tea.\n".encode())
    path.write_bytes(path.read_bytes() + b'{"source": "b.t')
    assert [entry.header.source for entry in read_log(path)] == ["a.txt"]
