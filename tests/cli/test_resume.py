"""`cleaner batch --resume`: a run that was stopped goes on, and ends with the bytes of a straight one."""

import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from running import LOST, PLAIN_RULES, PROSE, TEXT, Done, tree, write

from cleaner.batch import chunks, open_journal
from cleaner.batch.journal import NAME, Journal
from cleaner.sources.atomic import TEMP_SUFFIX
from cleaner.sources.compression import Codec, compress, find_codec, open_compressed

Run = Callable[..., Done]
CODECS: dict[str, Codec | None] = {"": None, ".gz": "gzip", ".zst": "zstd", ".bz2": "bz2", ".xz": "xz"}
FILES = {"a.txt": TEXT.encode(), "b.txt": PROSE.encode(), "sub/c.txt": TEXT.encode() * 2}


def records(count: int, bad: int = -1) -> bytes:
    lines = [json.dumps({"id": n, "text": f"Advertisement\n\nNumber {n}: {PROSE}"}) for n in range(count)]
    return "".join("{bad\n" if n == bad else f"{line}\n" for n, line in enumerate(lines)).encode()


@pytest.fixture
def batch(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `cleaner batch in`; every file of more than a few hundred bytes is large."""
    monkeypatch.setattr(chunks, "CHUNK", 500)
    monkeypatch.setattr(chunks, "PIECE", 1500)
    (here / "in").mkdir()
    return lambda *args: run("batch", *PLAIN_RULES, "in", *args)


@pytest.fixture
def stop_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Make the next run stop, as by Ctrl-C, when so many pieces are saved."""

    def stop(pieces: int) -> None:
        save, saved = Journal.save, iter(range(1, 1000))

        def save_and_stop(self: Journal, *args: object) -> None:
            save(self, *args)  # type: ignore[arg-type]
            if next(saved) == pieces:
                monkeypatch.setattr(Journal, "save", save)
                raise KeyboardInterrupt

        monkeypatch.setattr(Journal, "save", save_and_stop)

    return stop


def leave_as_killed(here: Path) -> None:
    """Add to all files of a stopped run what a run that is killed may have written in addition."""
    (temp,) = (path for path in (here / "out").rglob(f".*{TEMP_SUFFIX}") if path.name != NAME)
    for path in (temp, here / "log", here / "out" / NAME):
        with path.open("ab") as stream:
            stream.write(b'{"half of')


@pytest.mark.parametrize(
    ("suffix", "jobs"), [("", 1), ("", 2), (".zst", 1), (".zst", 2), (".gz", 1), (".bz2", 1), (".xz", 1)]
)
def test_a_large_file_goes_on_where_it_was(
    batch: Run, here: Path, stop_after: Callable[[int], None], suffix: str, jobs: int
) -> None:
    codec = CODECS[suffix]
    data = records(40)
    name = f"b.jsonl{suffix}"
    write(here / "in", {"a.txt": TEXT.encode(), name: compress(codec, data) if codec else data})
    assert batch("-o", "straight", "--removed", "straight.log").code == 0
    for pieces in (1, 2):
        stop_after(pieces)
        done = batch("-o", "out", "--removed", "log", "--resume", "--jobs", jobs)
        assert done.code == 130
        assert "stopped after 1 of 2 files, " in done.err
        assert ("a.txt" in tree(here / "out"), (here / "out" / name).exists()) == (True, False)
        leave_as_killed(here)
    done = batch("-o", "out", "--removed", "log", "--resume", "--jobs", jobs, "--json")
    assert (done.code, json.loads(done.out)["documents"]) == (0, 41)
    assert f"cleaner: in/{name}: goes on after record " in done.err
    assert tree(here / "out") == tree(here / "straight")
    assert (here / "log").read_bytes() == (here / "straight.log").read_bytes()
    written = (here / "out" / name).read_bytes()
    assert find_codec(written) == codec
    with (here / "out" / name).open("rb") as stream:
        lines = open_compressed(codec, stream).read() if codec else written
    assert lines == data.replace(b"Advertisement\\n\\n", b"")


def test_every_format_of_rows_can_go_on(
    batch: Run, run: Run, here: Path, stop_after: Callable[[int], None]
) -> None:
    rows = "".join(f'{n},"Advertisement\n\nNumber {n}: {PROSE}"\n' for n in range(30))
    objects = records(30).decode().splitlines()
    files = {
        "a.csv": f"id,text\n{rows}".encode(),
        "b.json": f"[\n{','.join(objects)}\n]\n".encode(),
        "c.csv.gz": compress("gzip", f"id,text\n{rows}".encode()),
    }
    write(here / "in", files)
    assert batch("-o", "straight").code == 0
    for _ in files:
        stop_after(2)
        assert batch("-o", "out", "--resume", "--removed", "log").code == 130
    assert batch("-o", "out", "--resume", "--removed", "log").code == 0
    assert tree(here / "out") == tree(here / "straight")
    assert run("restore", "out", "--removed", "log", "-o", "back").code == 0
    assert {name: data for name, data in tree(here / "back").items() if not name.endswith("gz")} == {
        name: data for name, data in files.items() if not name.endswith("gz")
    }


def test_an_empty_compressed_file_stays_one(batch: Run, here: Path) -> None:
    write(here / "in", {"a.jsonl.gz": compress("gzip", b"")})
    assert batch("-o", "out").code == 0
    with (here / "out" / "a.jsonl.gz").open("rb") as stream:
        assert (find_codec(stream.peek(10)), open_compressed("gzip", stream).read()) == ("gzip", b"")


def test_only_what_is_new_or_changed_is_cleaned(batch: Run, run: Run, here: Path) -> None:
    bad = {"bad.jsonl": b'{"text": "Tea."}\n{bad\n'}
    write(here / "in", FILES | bad)
    options = ["-o", "out", "--removed", "log", "--resume"]
    first = batch(*options)
    assert (first.code, "out: there is no earlier run to go on with" in first.err) == (3, True)
    times = {path: path.stat().st_ino for path in (here / "out").rglob("*.txt")}
    write(here / "in", {"a.txt": TEXT.encode() + b"More.\n", "d/new.txt": TEXT.encode()})
    (here / "out" / "b.txt").unlink()
    done = batch(*options, "--verbose", "--json")
    assert done.code == 3
    assert done.err.startswith("cleaner: out: 1 of 5 files are done already\n")
    assert [line.split(": ")[1] for line in done.err.splitlines() if ": in/" in line] == [
        "in/a.txt",
        "in/b.txt",
        "in/bad.jsonl:2",
        "in/bad.jsonl",
        "in/d/new.txt",
    ]
    figures = json.loads(done.out)
    assert (figures["files"], figures["documents"], figures["failed"], figures["changed"]) == (5, 5, 1, 3)
    same = {path for path, number in times.items() if path.exists() and path.stat().st_ino == number}
    assert same == {here / "out" / "sub" / "c.txt"}
    assert run("restore", "out", "--removed", "log", "-o", "back").code == 0
    assert tree(here / "back") == tree(here / "in")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (["--level", "safe"], "level was normal, is safe"),
        (["--drop", "credits"], 'drop was not given, is ["credits"]'),
        (["--disable", "t.ad"], "rules was "),
        (["--max-document", "1M", "--tidy"], "tidy was false, is true; max document was 8388608, is 1048576"),
        (["--removed", "log"], "removed was not given, is "),
    ],
)
def test_other_rules_or_options_are_refused(batch: Run, here: Path, more: list[str], problem: str) -> None:
    write(here / "in", FILES)
    assert batch("-o", "out").code == 0
    before = (here / "out" / NAME).read_bytes()
    done = batch("-o", "out", "--resume", *more)
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith(f"cleaner batch: out: the earlier run had other settings: {problem}")
    assert done.err.endswith("\n  use the same, or start anew without --resume\n")
    assert ((here / "out" / NAME).read_bytes(), (here / "log").exists()) == (before, False)


def test_a_journal_that_is_none_is_refused(batch: Run, here: Path) -> None:
    write(here / "in", FILES)
    assert batch("-o", "out").code == 0
    journal = here / "out" / NAME
    lines = journal.read_bytes().splitlines(keepends=True)
    entry = json.loads(lines[1])
    for wrong in (
        b"tea\n",
        b"[1]\n",
        b"\xff\n",
        json.dumps(entry | {"target": "../in/a.txt"}).encode() + b"\n",
        json.dumps(entry | {"outcome": "begun", "temp": "../../in/a.txt"}).encode() + b"\n",
        json.dumps(entry | {"figures": {"files": "many"}}).encode() + b"\n",
        json.dumps(entry | {"figures": {"add": 1}}).encode() + b"\n",
    ):
        journal.write_bytes(lines[0] + wrong + lines[2])
        assert batch("-o", "out", "--resume") == Done(
            2,
            b"",
            f"cleaner batch: out/{NAME}: line 2 is not one of a journal\n  start anew without --resume\n",
        )
    assert batch("-o", "out").code == 0
    assert batch("-o", "out", "--resume").code == 0


def test_a_log_is_appended_to_only_if_it_is_that_of_the_run(batch: Run, here: Path) -> None:
    write(here / "in", FILES)
    (here / "log").write_text("notes of somebody\n")
    refused = batch("-o", "out", "--removed", "log", "--resume")
    again = batch("-o", "out", "--removed", "log", "--resume")
    assert (refused.code, again) == (2, refused)
    assert (here / "log").read_text() == "notes of somebody\n"
    (here / "log").unlink()
    assert batch("-o", "out", "--removed", "log").code == 0
    (here / "log").write_bytes((here / "log").read_bytes()[:-10])
    done = batch("-o", "out", "--removed", "log", "--resume")
    assert (done.code, "log lacks 10 bytes that the earlier run logged\n" in done.err) == (2, True)


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_journal_is_left_alone(batch: Run, here: Path, kind: str) -> None:
    write(here / "in", FILES)
    (here / "out").mkdir()
    journal = here / "out" / NAME
    if kind == "folder":
        journal.mkdir()
    elif kind == "link":
        journal.symlink_to("../rules.toml")
    else:
        os.mkfifo(journal)
    rules = (here / "rules.toml").read_bytes()
    done, resumed = batch("-o", "out"), batch("-o", "out", "--resume")
    if kind == "pipe":
        assert f"cleaner batch: out/{NAME}: this is not a file of yours\n  move it away, " in done.err
    else:
        assert "out: there is no journal: " in done.err
        assert (done.code, tree(here / "out")["b.txt"]) == (0, FILES["b.txt"])
    assert resumed.code == 2
    assert (here / "rules.toml").read_bytes() == rules


def test_two_runs_never_write_to_one_folder(batch: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here / "in", FILES)
    assert batch("-o", "out").code == 0
    monkeypatch.setattr(open_journal, "PATIENCE", 0.0)
    monkeypatch.setattr(open_journal, "_STEP", 0.0)
    with (here / "out" / NAME).open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        advice = "wait until it ends, or write to another folder"
        assert batch("-o", "out") == Done(3, b"", f"cleaner: out: another run writes there\n  {advice}\n")
        assert batch("-o", "out", "--dry-run").code == 0
    folder = os.open(here / "out", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # of others, this is no lock
    assert batch("-o", "out").code == 0
    os.close(folder)


def test_what_killed_runs_left_is_removed(batch: Run, here: Path) -> None:
    write(here / "in", FILES)
    left = [f".b.txt.0a1b2c3d{TEMP_SUFFIX}", f"sub/.c.txt.0a1b2c3d{TEMP_SUFFIX}"]
    stays = [f".live.0a1b2c3d{TEMP_SUFFIX}", f"notes{TEMP_SUFFIX}", f"sub/.x.0A1{TEMP_SUFFIX}"]
    write(here / "out", dict.fromkeys([*left, *stays], b"half"))
    (here / "out" / f".link.0a1b2c3d{TEMP_SUFFIX}").symlink_to("../in/b.txt")
    with (here / "out" / stays[0]).open("rb") as live:
        fcntl.flock(live, fcntl.LOCK_EX)
        done = batch("-o", "out", "-v")
    assert "cleaner: out: removed temporary files that a killed run left: 2\n" in done.err
    found = {name for name in tree(here / "out") if name.endswith(TEMP_SUFFIX)}
    assert found == {*stays, f".link.0a1b2c3d{TEMP_SUFFIX}"}
    assert tree(here / "in") == FILES


def test_outputs_of_deleted_sources_are_named_and_pruned(batch: Run, here: Path) -> None:
    write(here / "in", FILES | {"d.txt": b"Tea.\n"})
    assert batch("-o", "out").code == 0
    (here / "in" / "a.txt").unlink()
    (here / "in" / "d.txt").unlink()
    (here / "out" / "d.txt").write_text("edited\n")  # it is no output any more
    for options in ([], ["--resume"], ["--exclude", "b.txt"], []):
        done = batch("-o", "out", *options)
        assert "cleaner: out/a.txt: its source is gone\n  --prune deletes it\n" in done.err
        assert done.err.count("its source is gone") == 1
    done = batch("-o", "out", "--prune", "--dry-run")
    assert "cleaner: out/a.txt: would be deleted: its source is gone\n" in done.err
    assert (here / "out" / "a.txt").exists()
    done = batch("-o", "out", "--prune", "--resume")
    assert "cleaner: out/a.txt: deleted: its source is gone\n" in done.err
    assert set(tree(here / "out")) == {"b.txt", "d.txt", "sub/c.txt"}
    assert "gone" not in batch("-o", "out", "--resume").err


def test_nothing_is_pruned_where_the_sources_are_not_looked_at(batch: Run, run: Run, here: Path) -> None:
    write(here / "in", FILES)
    write(here / "more", {"z.txt": b"Tea.\n"})
    assert batch("-o", "out").code == 0
    (here / "in").rename(here / "moved")
    assert run("batch", *PLAIN_RULES, "more", "-o", "out", "--resume", "--prune").code == 0
    assert set(tree(here / "out")) == {*FILES, "z.txt"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_looking_writes_nothing(batch: Run, here: Path, jobs: int) -> None:
    write(here / "in", FILES | {"e.jsonl": records(3)})
    before = tree(here)
    done = batch("-o", "out", "--dry-run", "--jobs", jobs)
    assert (done.code, done.out) == (0, b"")
    assert ["changed", "3"] in [line.split() for line in done.err.splitlines()]
    done = batch("-o", "out", "--check", "-q", "--jobs", jobs)
    assert done == Done(1, b"", "")
    done = batch("-o", "out", "--check", "--jobs", jobs)
    assert done.err.startswith("cleaner: in/a.txt: it would change\ncleaner: in/e.jsonl: it would change\n")
    assert batch("-o", "out", "--check", "--include", "b.txt").code == 0
    done = batch("-o", "out", "--diff", "--jobs", jobs, "-q")
    assert done.code == 0
    assert done.out.startswith(
        f"--- in/a.txt (before)\n+++ in/a.txt (after)\n@@ -1,3 +1 @@\n-Advertisement\n-\n {PROSE}".encode()
    )
    assert b"--- in/e.jsonl:3 (before)\n" in done.out
    assert batch("-o", "out", "--diff", "--check", "-q").code == 1
    assert tree(here) == before


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--diff", "--json"], "--diff and --json can't be combined"),
        (["--dry-run", "--removed", "log"], "--dry-run writes no files, so --removed has nothing to log"),
        (["--check", "--rules-field", "r"], "--check writes no files, so no fields can be added"),
    ],
)
def test_what_cannot_be_combined(batch: Run, options: list[str], problem: str) -> None:
    done = batch("-o", "out", *options)
    assert (done.code, done.err) == (2, f"cleaner batch: {problem}\n  see cleaner batch --help\n")


def test_what_the_guard_stopped_is_done_again(batch: Run, here: Path) -> None:
    write(here / "in", {"a.txt": TEXT.encode(), "lost.txt": LOST.encode()})
    for options in ([], ["--resume"]):
        done = batch("-o", "out", "--on-loss", "fail", *options)
        assert (done.code, done.err.count("too little text would be left")) == (4, 1)


def test_names_that_are_not_utf_8(batch: Run, here: Path) -> None:
    name = os.fsdecode(b"caf\xe9\n.txt")
    write(here / "in", {name: TEXT.encode()})
    assert batch("-o", "out").code == 0
    assert "1 of 1 files are done already" in batch("-o", "out", "--resume").err
