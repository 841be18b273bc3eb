"""Files as people have them: each is cleaned as what it is, comes back whole, or is refused by name."""

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from running import LOST, PLAIN_RULES, PROSE, TEXT, Done, tree, write

from cleaner.sources.compression import compress

Run = Callable[..., Done]
FERRY = PROSE.strip()
NOTHING = ("--no-config", "--no-builtin", "--no-score")
"""Options under which nothing is removed."""
READ_AS = "cleaner: standard input: read as {}\n  --format text reads it as text\n"


def warc(kind: str, media: str, text: str) -> bytes:
    body = text.encode()
    head = f"WARC-Type: {kind}\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
    return b"WARC/1.0\r\n" + head.encode() + body + b"\r\n\r\n"


def parquet_file(rows: Any) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(rows, sink, row_group_size=2)
    return sink.getvalue()


TABLE = pa.table(
    {"n": pa.array([1, 2, 3], pa.int16()), "text": [TEXT, None, "Tea."], "when": [1.5, None, 2.0]}
)
JSONL = b"".join(
    json.dumps(record).encode() + b"\n"
    for record in (
        {"id": 7, "text": TEXT, "price": 1.50},
        {"text": None},
        {"text": "T\u00e9a.", "a": {"b": [1]}},
    )
)
CSV = f'id,text,n\r\n7,"{TEXT}",1.50\r\n8,,""\r\n"9",Tea.,\r\n'.encode()
ARRAY = json.dumps(json.loads(b"[" + JSONL.strip().replace(b"\n", b",") + b"]"), indent=1).encode() + b"\n"
WET = warc("warcinfo", "application/warc-fields", "a: b\r\n") + b"".join(
    warc("conversion", "text/plain", text) for text in (TEXT, "Tea.")
)
FILES = {
    "a.txt": TEXT.encode(),
    "a.jsonl": JSONL,
    "a.csv": CSV,
    "a.tsv": b"text\tn\n" + b"Advertisement\t1\nTea.\t2",
    "a.json": ARRAY,
    "a.wet": WET,
    "a.parquet": parquet_file(TABLE),
    "a.txt.gz": gzip.compress(TEXT.encode()),
    "no suffix": bz2.compress(TEXT.encode()),
    "a.jsonl.zst": compress("zstd", JSONL),
    "b.csv.xz": lzma.compress(CSV),
    "b.wet.gz": gzip.compress(WET[:80]) + gzip.compress(WET[80:]),
    "c.json.bz2": bz2.compress(ARRAY),
}


def contents(name: str, data: bytes) -> object:
    """Return what a file says, whatever its bytes."""
    if name.endswith(".parquet"):
        return parquet.read_table(io.BytesIO(data)).to_pylist()
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    if data.startswith(b"BZh"):
        return bz2.decompress(data)
    if data.startswith(b"\xfd7zXZ"):
        return lzma.decompress(data)
    if name.endswith(".zst"):
        from cleaner.sources.compression import open_compressed

        return open_compressed("zstd", io.BytesIO(data)).read()
    return data


def all_contents(files: dict[str, bytes]) -> dict[str, object]:
    return {name: contents(name, data) for name, data in files.items()}


@pytest.mark.parametrize("jobs", ["1", "2"])
class TestBatch:
    def test_where_nothing_is_removed_everything_stays(self, run: Run, here: Path, jobs: str) -> None:
        write(here / "in", FILES)
        assert run("batch", *NOTHING, "in", "-o", "out", "--jobs", jobs, "-q") == Done(0, b"", "")
        written = tree(here / "out")
        assert all_contents(written) == all_contents(FILES)
        for name in ("a.txt", "a.jsonl", "a.csv", "a.tsv", "a.json", "a.wet", "a.txt.gz", "no suffix"):
            assert written[name] == FILES[name], name
        old, new = (parquet.ParquetFile(here / folder / "a.parquet") for folder in ("in", "out"))
        assert old.schema_arrow.equals(new.schema_arrow, check_metadata=True)
        assert old.metadata.num_row_groups == new.metadata.num_row_groups

    def test_ads_go_and_come_back(self, run: Run, here: Path, jobs: str) -> None:
        write(here / "in", FILES)
        args = ("in", "-o", "out", "--jobs", jobs, "--removed", "log", "--json", "-q")
        done = run("batch", *PLAIN_RULES, *args)
        assert (done.code, done.err) == (0, "")
        assert (json.loads(done.out)["failed"], json.loads(done.out)["changed"]) == (0, len(FILES))
        written = all_contents(tree(here / "out"))
        assert "Advertisement" not in str(written)
        assert [name for name in written if FERRY not in str(written[name])] == ["a.tsv"]
        assert run("restore", "--removed", "log", "out", "-o", "back") == Done(0, b"", "")
        assert all_contents(tree(here / "back")) == all_contents(FILES)


@pytest.mark.parametrize("name", [name for name in FILES if name != "a.parquet"])
def test_a_pipe_is_cleaned_as_what_it_is(run: Run, clean: Run, name: str) -> None:
    """Whatever the name was, which a pipe doesn't have, and logged so that it can be restored."""
    done = clean("-q", "--removed", "log", stdin=FILES[name])
    assert (done.code, done.err) == (0, "")
    assert "Advertisement" not in str(contents(name, done.out))
    back = run("restore", "--removed", "log", "-", stdin=done.out)
    assert (back.code, contents(name, back.out)) == (0, contents(name, FILES[name]))


@pytest.mark.parametrize(
    ("name", "title"),
    [("a.jsonl", "JSON lines"), ("b.csv.xz", "CSV"), ("a.tsv", "TSV"), ("a.json", "a JSON array")],
)
def test_what_was_not_named_is_said(clean: Run, here: Path, name: str, title: str) -> None:
    data = FILES[name].replace(b"Advertisement\t1\n", b"")
    assert clean(stdin=data).err == READ_AS.format(title)
    write(here, {name: data})
    assert clean(name).err == ""


def test_parquet_from_a_file_to_standard_output_and_in_place(
    run: Run, clean: Run, shell: Run, here: Path
) -> None:
    write(here, {"a.parquet": FILES["a.parquet"]})
    done = clean("a.parquet", "--removed", "log")
    rows = parquet.read_table(io.BytesIO(done.out)).to_pylist()
    assert [row["text"] for row in rows] == [PROSE, None, "Tea."]
    assert shell("CLEANER RULES <a.parquet >b.parquet").code == 0
    assert (here / "b.parquet").read_bytes() == done.out
    piped = shell("cat a.parquet | CLEANER RULES")
    problem = "a Parquet file can't be read from a pipe\n  name the file"
    assert piped == Done(3, b"", f"cleaner: standard input: {problem}\n")
    assert clean("--in-place", "a.parquet") == Done(0, b"", "")
    assert (here / "a.parquet").read_bytes() == done.out
    back = run("restore", "--removed", "log", "a.parquet")
    assert parquet.read_table(io.BytesIO(back.out)).equals(TABLE)


class TestNewcomers:
    """What people do first."""

    def test_zcat_into_a_pipe(self, shell: Run, here: Path) -> None:
        write(here, {"x.jsonl.gz": gzip.compress(JSONL)})
        done = shell("zcat x.jsonl.gz | CLEANER RULES")
        assert (done.code, done.err) == (0, READ_AS.format("JSON lines"))
        assert done.out == JSONL.replace(b"Advertisement\\n\\n", b"")

    def test_a_pipe_with_another_field(self, clean: Run) -> None:
        lines = b'{"body": "Advertisement\\nTea."}\n'
        done = clean(stdin=lines)
        assert (done.code, done.out) == (3, b"")
        assert 'name the field of the text with --field; fields of the first: "body"' in done.err
        assert clean("--field", "body", stdin=lines).out == b'{"body": "Tea."}\n'

    def test_format_text_takes_it_as_it_is(self, clean: Run) -> None:
        assert clean("--format", "text", stdin=JSONL) == Done(0, JSONL, "")
        html = b"<html>\nAdvertisement\n</html>\n"
        assert clean(stdin=html).code == 3
        assert clean("--format", "text", stdin=html) == Done(0, b"<html>\n</html>\n", "")

    def test_gzip_that_is_called_txt(self, clean: Run, here: Path) -> None:
        write(here, {"a.txt": FILES["a.txt.gz"]})
        done = clean("a.txt")
        assert (done.code, gzip.decompress(done.out), done.err) == (0, PROSE.encode(), "")

    def test_a_folder_with_all_sorts(self, run: Run, here: Path) -> None:
        bad = {"a.pdf": b"%PDF-1.7\n", "b.html": b"<!doctype html>\n", "c.png": b"\x89PNG\r\n\x1a\n\0"}
        write(here / "in", {**bad, "x.txt": JSONL, "y.log": JSONL, "z.txt": TEXT.encode()})
        done = run("batch", *PLAIN_RULES, "in", "-o", "out", "--json")
        assert done.code == 3
        assert set(tree(here / "out")) == {"x.txt", "y.log", "z.txt"}
        assert [line.split(":")[1] for line in done.err.splitlines() if line.startswith("cleaner")] == [
            " in/a.pdf",
            " in/b.html",
            " in/c.png",
            " in/x.txt",
        ]
        assert done.err.count("read as JSON lines") == 1
        assert "cp1252" not in done.err

    def test_csv_without_the_column(self, clean: Run, here: Path) -> None:
        write(here, {"a.csv": b"id,body\n1,Tea.\n"})
        problem = 'no column "text"\n  name the column of the text with --field; columns: "id", "body"'
        assert clean("a.csv") == Done(3, b"", f"cleaner: a.csv: {problem}\n")

    def test_half_of_a_download(self, run: Run, clean: Run, here: Path) -> None:
        """What can be read is written to a pipe; a batch writes whole files only."""
        data = gzip.compress(JSONL * 100)[:-4]
        write(here, {"a.jsonl.gz": data})
        problem = "its gzip data ends too early\n  it may be a part of a file: get it again"
        done = clean("a.jsonl.gz", "--json")
        assert (done.code, done.err) == (3, f"cleaner: a.jsonl.gz: {problem}\n")
        assert done.out.count(b"\n") > 100
        done = run("batch", *PLAIN_RULES, "a.jsonl.gz", "-o", "out", "-q")
        assert done == Done(3, b"", f"cleaner: a.jsonl.gz: {problem}\n")
        assert tree(here / "out") == {}


@pytest.mark.parametrize(
    ("names", "refused"),
    [
        (["a.txt", "a.jsonl", "a.wet"], []),
        (["a.txt", "a.txt.gz"], ["a.txt.gz"]),
        (["a.csv", "a.txt", "a.parquet"], ["a.txt", "a.parquet"]),
    ],
)
def test_sources_that_can_not_be_in_one_output(
    clean: Run, here: Path, names: list[str], refused: list[str]
) -> None:
    write(here, FILES)
    done = clean(*names)
    assert done.code == (3 if refused else 0)
    assert [line.split(":")[1].strip() for line in done.err.splitlines() if line.startswith("c")] == refused
    assert done.out == clean(names[0]).out or not refused
    assert clean("--check", *names).code == 1


class TestFields:
    LINES = b'{"title": "Advertisement\\nTea", "body": {"text": "Advertisement\\nMilk."}, "key": 5}\n'
    LINES += b'{"title": null, "body": {"text": "x"}}\n'

    def test_several_and_nested_ones(self, run: Run, clean: Run, here: Path) -> None:
        args = ("--format", "jsonl", "--field", "body.text", "--field", "title", "--id-field", "key")
        done = clean(*args, "--removed", "log", stdin=self.LINES)
        assert done == Done(0, self.LINES.replace(b"Advertisement\\n", b""), "")
        headers = [json.loads(line) for line in (here / "log").read_text().splitlines() if '"input"' in line]
        assert [(h["record"], h["field"], h.get("id")) for h in headers] == [
            (1, "title", "5"),
            (1, "body.text", "5"),
            (2, "body.text", None),
        ]
        assert run("restore", "--removed", "log", "-", stdin=done.out) == Done(0, self.LINES, "")

    def test_what_is_removed_in_a_field(self, clean: Run) -> None:
        args = ("--removed-field", "gone", "--rules-field", "why")
        done = clean("--format", "jsonl", *args, stdin=JSONL)
        first, second, third = map(json.loads, done.out.splitlines())
        assert (first["gone"], first["why"]) == (["Advertisement\n\n"], ["t.ad"])
        assert second == {"text": None}
        assert (third["gone"], third["why"]) == ([], [])
        done = clean(*args, "--format", "csv", stdin=CSV)
        assert done.out.splitlines()[0] == b"id,text,n,gone,why"
        assert done.out.count(b'"[""t.ad""]"') == 1

    def test_text_has_no_fields(self, clean: Run) -> None:
        done = clean("--rules-field", "why", stdin=b"Tea.\n")
        problem = "text has no fields, so none can be added\n  --removed FILE logs the same"
        assert done == Done(3, b"", f"cleaner: standard input: {problem}\n")

    @pytest.mark.parametrize(
        ("args", "problem"),
        [
            (
                ["--removed", "log", "--removed-field", "gone"],
                "--removed can't be combined with --removed-field and --rules-field\n"
                "  the log of --removed has the rules, too, and restore needs it\n",
            ),
            (
                ["--rules-field", "text"],
                "fields with text and fields to add must have different names\n  see cleaner clean --help\n",
            ),
            (
                ["--diff", "--rules-field", "why"],
                "--diff writes no records, so no fields can be added\n  see",
            ),
        ],
    )
    def test_what_can_not_be_combined(self, clean: Run, args: list[str], problem: str) -> None:
        done = clean(*args, stdin=JSONL)
        assert (done.code, done.out) == (2, b"")
        assert done.err.startswith(f"cleaner clean: {problem}")

    def test_records_that_the_guard_stops_are_copied(self, clean: Run) -> None:
        lines = json.dumps({"text": LOST}).encode() + b"\n" + JSONL
        done = clean("--on-loss", "fail", "--format", "jsonl", stdin=lines)
        assert (done.code, done.out.splitlines()[0] + b"\n") == (4, lines.splitlines()[0] + b"\n")


class TestFiles0From:
    def test_a_list_of_files(self, run: Run, clean: Run, here: Path) -> None:
        write(
            here,
            {"in/a b/1.txt": TEXT.encode(), "in/2\n.txt": b"Tea.\n", "list": b"in/a b/1.txt\0in/2\n.txt\0"},
        )
        assert clean("--files0-from", "list") == Done(0, PROSE.encode() + b"Tea.\n", "")
        done = run(
            "batch", *PLAIN_RULES, "--files0-from", "-", "-o", "out", "-q", stdin=(here / "list").read_bytes()
        )
        assert done == Done(0, b"", "")
        assert tree(here / "out") == {"in/a b/1.txt": PROSE.encode(), "in/2\n.txt": b"Tea.\n"}

    def test_an_empty_list_is_no_pipe(self, clean: Run, here: Path) -> None:
        write(here, {"list": b""})
        assert clean("--files0-from", "list", stdin=TEXT.encode()) == Done(0, b"", "")

    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            (None, "there is no such file\n  check its name"),
            (
                b"a.txt\n",
                "its names are not separated by NUL bytes\n"
                "  write it with find -print0, or with tr '\\n' '\\0'",
            ),
        ],
    )
    def test_a_list_that_can_not_be_read(
        self, clean: Run, here: Path, data: bytes | None, problem: str
    ) -> None:
        if data is not None:
            write(here, {"list": data})
        assert clean("--files0-from", "list") == Done(
            2, b"", f"cleaner clean: --files0-from list: {problem}\n"
        )


def test_a_batch_needs_something_to_clean(run: Run) -> None:
    problem = "no SRC\n  name files or folders, or a list of files with --files0-from"
    assert run("batch", "-o", "out") == Done(2, b"", f"cleaner batch: {problem}\n")
