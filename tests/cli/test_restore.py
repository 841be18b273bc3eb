"""`cleaner restore`: back to the input, byte for byte."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import LOST, PROSE, Done, tree, write

Run = Callable[..., Done]
TEXT = f"Advertisement\n\n{PROSE}\n\nAdvertisement\n"
OTHER = (
    "this is not the output that belongs to the log\n"
    "  name the file that was written in the same run as the log, unchanged\n"
)
FILES = {
    "a.txt": TEXT.encode(),
    "links.txt": f"[Advertisement](/x)\n\n* [](/y)\n{PROSE} [Tea](/tea)\n".encode(),
    "b.txt": PROSE.encode(),
    "empty.txt": b"",
    "mark.txt": b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(),
    "lost.txt": LOST.encode(),
    "wide.txt": ("\ufeff" + TEXT).encode("utf-16-le"),
    "sub/c.jsonl": (
        b'\xef\xbb\xbf{"text": "Advertisement\\nTea\\/."}\r\n\r\n{bad\n{"text": "Milk."}\n'
        b'{"a":1, "text": "Advertisement\\n\\u00e9"}\n{"text": "Advertisement\\n\\ud800"}'
    ),
}


@pytest.fixture
def files(here: Path) -> Path:
    for name, data in FILES.items():
        path = here / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return here


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "options",
    [[], ["--level", "strict"], ["--tidy"], ["--links", "text"], ["--on-loss", "keep"]],
    ids=" ".join,
)
def test_clean_then_restore(clean: Run, run: Run, files: Path, name: str, options: list[str]) -> None:
    clean(*options, f"in/{name}", "-o", "out", "--removed", "log")
    assert run("restore", "out", "--removed", "log") == Done(0, FILES[name], "")
    assert run("restore", "-", "--removed", "log", stdin=(files / "out").read_bytes()).out == FILES[name]
    assert run("restore", "out", "--removed", "log", "-o", "back") == Done(0, b"", "")
    assert (files / "back").read_bytes() == FILES[name]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(
    st.lists(st.sampled_from(["Advertisement", "", " ", "By Jane Doe", "Thé 😀", "\t", PROSE[:-1], "\x0c"])),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
def test_any_text_comes_back(
    clean: Run, run: Run, here: Path, lines: list[str], end: str, tidy: bool
) -> None:
    (here / "log").unlink(missing_ok=True)
    data = end.join(lines).encode()
    options = ["--level", "strict", "-q", *["--tidy"] * tidy]
    cleaned = clean(*options, "--removed", "log", stdin=data)
    assert run("restore", "-", "--removed", "log", stdin=cleaned.out) == Done(0, data, "")


def test_in_place_and_back(clean: Run, run: Run, files: Path) -> None:
    names = [f"in/{name}" for name in FILES]
    assert clean("--in-place", "--removed", "log", *names).code == 3  # for the bad record
    for name in FILES:
        assert run("restore", f"in/{name}", "--removed", "log", "-o", "back") == Done(0, b"", "")
        assert (files / "back").read_bytes() == FILES[name]


def test_a_batch_and_back(run: Run, files: Path) -> None:
    rules = ["--no-config", "--no-builtin", "--rules", "rules.toml"]
    run("batch", *rules, "in", "-o", "out", "--removed", "log")
    assert run("restore", "out", "--removed", "log", "-o", "back") == Done(0, b"", "")
    back = {p.relative_to(files / "back").as_posix(): p.read_bytes() for p in (files / "back").rglob("*.*")}
    assert back == FILES
    assert run("restore", "out/sub/c.jsonl", "--removed", "log").out == FILES["sub/c.jsonl"]
    (files / "out" / "a.txt").write_text("edited")
    (files / "out" / "sub" / "new.txt").write_text("new")
    (files / "out" / "new.txt").write_text("new")
    (files / "out" / "b.txt").unlink()
    again = run("restore", "out", "--removed", "log", "-o", "again")
    assert again.code == 3
    assert f"cleaner: out/a.txt: {OTHER}" in again.err
    assert "cleaner: out/b.txt: there is no such file\n" in again.err
    left_out = "cleaner: out/new.txt: it is not in the log, so it is skipped, and 1 more\n"
    assert again.err.endswith(left_out)
    (files / "few").mkdir()
    (files / "few" / "new.txt").write_text("new")
    (files / "few" / "log").write_bytes(b"")
    assert run("restore", "few", "--removed", "few/log", "-o", "none") == Done(
        0, b"", "cleaner: few/new.txt: it is not in the log, so it is skipped\n"
    )
    assert sorted(p.name for p in (files / "again").iterdir()) == [
        "empty.txt",
        "links.txt",
        "lost.txt",
        "mark.txt",
        "sub",
        "wide.txt",
    ]


def test_a_file_called_dash(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder it is a file like any other; standard input is not read."""
    files = {"-": f"Advertisement\n\n{PROSE}".encode(), "-.jsonl": b'{"text": "Advertisement\\nTea."}\n'}
    write(here / "in", files)
    rules = ("--no-config", "--no-builtin", "--rules", here / "rules.toml")
    monkeypatch.chdir(here / "in")
    done = run("batch", *rules, ".", "-o", "../out", "-q", "--removed", "../log", stdin=b"Milk.")
    assert done == Done(0, b"", "")
    assert tree(here / "out")["-"] == PROSE.encode()
    monkeypatch.chdir(here / "out")
    assert run("restore", ".", "--removed", "../log", "-o", "../back") == Done(0, b"", "")
    assert tree(here / "back") == files


@pytest.mark.parametrize(
    ("line", "code", "err"),
    [
        pytest.param("in/a.txt --removed log", 3, f"in/a.txt: {OTHER}", id="the input, not the output"),
        pytest.param(
            "all.txt --removed two",
            3,
            "all.txt: the log has entries for 2 documents, but none with this name\n"
            "  an output of several documents can't be restored: clean them one by one, or as a batch\n",
            id="several on one stdout",
        ),
        pytest.param("in/a.txt --removed two", 3, f"in/a.txt: {OTHER}", id="one of several"),
        pytest.param(
            "gone --removed log", 3, "gone: there is no such file\n  check its name\n", id="no output"
        ),
        pytest.param(
            "out --removed gone", 3, "out: log gone: there is no such file\n  check its name\n", id="no log"
        ),
        pytest.param(
            "out --removed in/a.txt",
            3,
            "out: log in/a.txt: line 1 is not an entry of a removal log\n"
            "  name the file that --removed wrote\n",
            id="no log at all",
        ),
        pytest.param(
            "out --removed in/empty.txt",
            3,
            "out: the log has no entries\n  name the file that --removed wrote\n",
            id="an empty log",
        ),
        pytest.param(
            "in --removed log",
            2,
            "OUTPUT is a folder\n  name a folder for the originals with -o\n",
            id="where?",
        ),
        pytest.param(
            "out --removed log -o in",
            2,
            "-o in is a folder, but OUTPUT is a file\n  name a file\n",
            id="file to folder",
        ),
        pytest.param(
            "out --removed log -o in/../out",
            2,
            "in/../out is also OUTPUT\n  name a separate file for the original\n",
            id="file to itself",
        ),
        pytest.param(
            "in --removed log -o in/../in",
            2,
            "in/../in: this is also the source\n  name a separate folder for the originals\n",
            id="folder to itself",
        ),
        pytest.param(
            "in --removed log -o in/back",
            2,
            "in/back: it is inside the source in\n  name a separate folder for the originals\n",
            id="folder into itself",
        ),
    ],
)
def test_what_does_not_fit(clean: Run, run: Run, files: Path, line: str, code: int, err: str) -> None:
    clean("in/a.txt", "-o", "out", "--removed", "log")
    (files / "all.txt").write_bytes(clean("in/a.txt", "in/b.txt", "--removed", "two").out)
    who = "cleaner restore" if code == 2 else "cleaner"
    assert run("restore", *line.split()) == Done(code, b"", f"{who}: {err}")


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        pytest.param(lambda lines: lines[1:], "line 1: ", id="a record less at the start"),
        pytest.param(lambda lines: lines[:-1], "line 2 is missing: ", id="a record less at the end"),
        pytest.param(lambda lines: [*lines[:-1], b'{"text": "Beer."}'], "line 2: ", id="an edited record"),
        pytest.param(lambda lines: [b"{", lines[1]], "line 1: ", id="a broken record"),
    ],
)
def test_records_that_do_not_fit(
    clean: Run, run: Run, here: Path, edit: Callable[[list[bytes]], list[bytes]], problem: str
) -> None:
    (here / "a.jsonl").write_text('{"text": "Advertisement\\nTea."}\n{"text": "Milk."}')
    lines = clean("a.jsonl", "--removed", "log").out.splitlines(keepends=True)
    done = run("restore", "-", "--removed", "log", stdin=b"".join(edit(lines)))
    assert (done.code, done.err) == (3, f"cleaner: standard input: {problem}{OTHER}")


@pytest.mark.parametrize("source", ["../../escaped.txt", "/tmp/escaped.txt"])
def test_a_log_cannot_lead_out_of_the_folder(clean: Run, run: Run, here: Path, source: str) -> None:
    (here / "a.txt").write_text(TEXT)
    (here / "out").mkdir()
    clean("a.txt", "-o", "out/a.txt", "--removed", "log")
    header, *rest = (here / "log").read_text().splitlines()
    (here / "log").write_text("\n".join([json.dumps(json.loads(header) | {"source": source}), *rest, ""]))
    done = run("restore", "out", "--removed", "log", "-o", "back")
    assert (done.code, done.out) == (3, b"")
    assert "its name in the log points outside the folder\n" in done.err
    assert not (here / "back").exists()


class TestALogThatIsThereAlready:
    PROBLEM = (
        "log exists, and may be needed to restore files of an earlier run\n"
        "  give --removed another name, or move it away\n"
    )

    def test_it_is_refused(self, clean: Run, run: Run, files: Path) -> None:
        rules = ["--no-config", "--no-builtin", "--rules", "rules.toml"]
        assert clean("in/a.txt", "-o", "out", "--removed", "log").code == 0
        log = (files / "log").read_bytes()
        assert clean("in/b.txt", "--removed", "log") == Done(2, b"", f"cleaner clean: {self.PROBLEM}")
        done = run("batch", *rules, "in", "-o", "new", "--removed", "log")
        assert done == Done(2, b"", f"cleaner batch: {self.PROBLEM}")
        assert ((files / "log").read_bytes(), (files / "new").exists()) == (log, False)

    def test_an_empty_file_and_a_device_are_no_log(self, clean: Run, files: Path) -> None:
        (files / "log").touch()
        assert clean("in/b.txt", "--removed", "log").code == 0
        assert clean("in/b.txt", "--removed", "/dev/null").code == 0

    @pytest.mark.parametrize("link", ["symbolic", "hard", "circle"])
    def test_a_link_that_is_a_source(self, clean: Run, run: Run, files: Path, link: str) -> None:
        rules = ["--no-config", "--no-builtin", "--rules", "rules.toml"]
        source = files / "in" / "empty.txt"
        if link == "hard":
            (files / "log").hardlink_to(source)
        else:
            (files / "log").symlink_to("in/empty.txt" if link == "symbolic" else "log")
        code = 3 if link == "circle" else 2
        for done in (
            run("batch", *rules, "in", "-o", "new", "--removed", "log"),
            clean("in/empty.txt", "--removed", "log"),
        ):
            assert (done.code, done.out, "Traceback" in done.err) == (code, b"", False)
        assert source.read_bytes() == b""
