"""`cleaner batch`: a tree in, a tree out."""

import json
import os
import pty
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import LOST, PLAIN_RULES, PROSE, TEXT, Done, tree, write

from cleaner.sources.atomic import TEMP_SUFFIX

Run = Callable[..., Done]
FILES = {
    "a.txt": TEXT.encode(),
    "b": PROSE.encode(),
    "sub/c.jsonl": b'{"text": "Advertisement\\nTea."}\n{"text": "Milk."}',
    "sub/empty.md": b"",
}
CLEANED = FILES | {"a.txt": PROSE.encode(), "sub/c.jsonl": b'{"text": "Tea."}\n{"text": "Milk."}'}


@pytest.fixture
def batch(run: Run, here: Path) -> Run:
    """Run `cleaner batch` with the rules of the tests; `in` holds FILES."""
    write(here / "in", FILES)

    def run_batch(*args: object) -> Done:
        return run("batch", *PLAIN_RULES, *args)

    return run_batch


def test_a_tree_is_mirrored(batch: Run, here: Path) -> None:
    (here / "in" / "a.txt").chmod(0o640)
    done = batch("in", "-o", "new/out")
    assert (done.code, done.out) == (0, b"")
    assert tree(here / "new" / "out") == CLEANED
    assert tree(here / "in") == FILES
    assert stat.S_IMODE((here / "new" / "out" / "a.txt").stat().st_mode) == 0o640
    assert [line.split() for line in done.err.splitlines()] == [
        ["files", "4"],
        ["changed", "2"],
        ["unchanged", "2"],
        ["failed", "0"],
        ["documents", "5"],
        ["removed", "13.1%", "of", "222", "bytes"],
        ["top", "rules", "removals", "bytes"],
        ["t.ad", "2", "29"],
    ]


def test_the_figures_as_json(batch: Run) -> None:
    done = batch("in", "-o", "out", "--json")
    figures = json.loads(done.out)
    assert len(figures.pop("rules_hash")) == 12
    assert (done.code, done.err) == (0, "")
    assert figures == {
        "files": 4,
        "changed": 2,
        "unchanged": 2,
        "stopped_files": 0,
        "failed": 0,
        "documents": 5,
        "changed_documents": 2,
        "failed_records": 0,
        "bytes_before": 222,
        "bytes_after": 193,
        "guarded_normal": 0,
        "guarded_safe": 0,
        "guarded_input": 0,
        "stopped": 0,
        "emptied": 0,
        "wordless": 1,
        "share_removed": 0.130631,
        "by_rule": {"t.ad": {"removals": 2, "bytes": 29}},
        "by_category": {"ads": {"removals": 2, "bytes": 29}},
    }


def test_a_bad_file_stops_nothing(batch: Run, here: Path) -> None:
    bad = {"bad.txt": b"caf\xe9", "worse.jsonl": b'{"text": "Advertisement"}\n{bad\n'}
    write(here / "in", bad)
    (here / "in" / "gone.txt").symlink_to("nowhere.txt")
    (here / "in" / "link").symlink_to("../rules.toml")
    done = batch("in", "missing", "-o", "out")
    assert done.code == 3
    assert tree(here / "out") == CLEANED | {"worse.jsonl": b'{"text": ""}\n{bad\n'}
    assert (here / "in" / "bad.txt").read_bytes() == b"caf\xe9"
    said = done.err.split("files ")[0]
    assert said == (
        "cleaner: missing: there is no such file\n  check its name\n"
        "cleaner: in/link: skipped: the link points outside the source\n"
        "cleaner: in/bad.txt: byte 3 (0xe9) is not UTF-8\n"
        "  name its encoding, such as --encoding cp1252, or try --encoding auto\n"
        "cleaner: in/gone.txt: there is no such file\n  check its name\n"
        "cleaner: in/worse.jsonl:2: not JSON at column 2: Expecting property name enclosed in double quotes\n"
        "  correct the line, or remove it\n"
    )
    assert ["failed", "4"] in [line.split() for line in done.err.splitlines()]


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["in", "-o", "in"], "in: this is also the source\n  name a separate folder for the cleaned files"),
        (
            ["in", "-o", "in/x"],
            "in/x: it is inside the source in\n  name a separate folder for the cleaned files",
        ),
        (
            ["in/a.txt", "copy/a.txt", "-o", "out"],
            "out/a.txt: both in/a.txt and copy/a.txt would be written there\n"
            "  clean them in separate batches",
        ),
        (
            ["in", "-o", "out", "--removed", "in/b"],
            "--removed in/b is also a file of the batch\n  give it another name",
        ),
        (
            ["in", "-o", "out", "--removed", "out/b"],
            "--removed out/b is also a file of the batch\n  give it another name",
        ),
    ],
)
def test_wrong_use(batch: Run, here: Path, args: list[str], problem: str) -> None:
    write(here / "copy", FILES)
    assert batch(*args) == Done(2, b"", f"cleaner batch: {problem}\n")
    assert tree(here / "in") == FILES
    assert not (here / "out").exists()


@pytest.mark.parametrize(
    ("on_loss", "code", "lost"), [("warn", 0, LOST), ("keep", 0, LOST), ("fail", 4, None)]
)
def test_the_guard_is_summed_up(batch: Run, here: Path, on_loss: str, code: int, lost: str | None) -> None:
    write(here / "in", {"x.txt": LOST.encode(), "y.txt": LOST.encode()})
    done = batch("in", "-o", "out", "--on-loss", on_loss)
    written = tree(here / "out").get("x.txt")
    assert (done.code, written) == (code, lost and lost.encode())
    if on_loss == "fail":
        assert done.err.count("so it is not cleaned") == 2
    else:
        few = "at level normal too little text would be left"
        assert f"cleaner: in/x.txt: {few}, so " in done.err
        assert done.err.endswith(
            " (2 of 7 documents)\n  --on-loss, --min-words and --min-share change this; -v names them all\n"
        )
        assert f"cleaner: in/y.txt: {few}" in batch("in", "-o", "out", "--on-loss", on_loss, "-v").err


def test_languages_without_rules_are_in_the_summary(batch: Run, here: Path) -> None:
    german = '[pack]\nid = "s"\nlanguage = "de"\ncategory = "ads"\nwhy = "Test."\n[[rule]]\nid = "x"\n'
    (here / "german.toml").write_text(f'{german}why = "Test."\nlines = ["werbung"]\ndrops = []\nkeeps = []\n')
    codes = ["cy", "cy-GB", "de", "gd", "[red]no code\x1b at all", ""]
    rows = "".join(json.dumps({"l": code, "text": "Te."}) + "\n" for code in codes)
    write(here / "in", {"x.jsonl": rows.encode(), "y.jsonl": rows.encode()})
    options = ("in", "-o", "out", "--rules", "german.toml")
    told = [line for line in batch(*options, "--language-field", "l").err.splitlines() if "languages" in line]
    assert [line.split(maxsplit=3)[3] for line in told] == ["cy 4, [red]no code\\x1b at all 2, gd 2"]
    assert "languages" not in batch(*options).err


def test_each_file_counts_once(batch: Run, here: Path) -> None:
    lost = json.dumps({"text": LOST}).encode() + b"\n"
    write(here / "in", {"x.txt": LOST.encode(), "y.jsonl": 2 * lost + b'{"text": "Milk."}\n'})
    write(here / "in", {"z.jsonl": lost + b"{bad\n"})
    done = batch("in", "-o", "out", "--on-loss", "fail")
    rows = [line.rsplit(maxsplit=1) for line in done.err.split("files ")[1].splitlines()]
    assert done.code == 3
    assert rows[:8] == [
        ["7"],
        ["changed", "2"],
        ["unchanged", "2"],
        ["stopped by the guard", "2"],
        ["failed", "1"],
        ["documents", "10"],
        ["failed records", "1"],
        ["stopped documents", "4"],
    ]


def test_the_log_goes_by_the_names_below_the_destination(batch: Run, here: Path) -> None:
    assert batch("in", "-o", "out", "--removed", "log").code == 0
    places = [
        (e["source"], e.get("record")) for e in map(json.loads, (here / "log").read_text().splitlines())
    ]
    assert places == [
        ("a.txt", None),
        ("a.txt", None),
        ("b", None),
        ("sub/c.jsonl", 1),
        ("sub/c.jsonl", 1),
        ("sub/c.jsonl", 2),
        ("sub/empty.md", None),
    ]


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ((), "hidden files and folders are skipped"),
        (("in", "--include", "*.html"), "--include and --exclude leave nothing"),
        (("in", "--exclude", "[ab]*", "--exclude", "sub"), "--include and --exclude leave nothing"),
    ],
)
def test_nothing_to_do_is_said(batch: Run, here: Path, args: tuple[str, ...], why: str) -> None:
    write(here / "void", {".hidden": b""})
    done = batch("void", *args, "-o", "out")
    sources = ", ".join(("void", *args[:1]))
    assert (done.code, done.err.split("\nfiles")[0]) == (
        0,
        f"cleaner: {sources}: there is nothing to clean\n  {why}",
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("touch out/sub; CLEANER batch RULES in -o out", "out/sub/c.jsonl can't be written: "),
        ("mkdir out/a.txt; CLEANER batch RULES in -o out", "out/a.txt can't be written: this is a folder\n"),
        ("ulimit -f 1; CLEANER batch RULES in -o out", "out/big.txt can't be written: File too large\n"),
        (
            "ln -s .. out/sub; CLEANER batch RULES in -o out",
            "out/sub/c.jsonl can't be written: a link points outside",
        ),
    ],
)
def test_a_destination_that_fails(batch: Run, shell: Run, here: Path, line: str, problem: str) -> None:  # noqa: ARG001
    write(here / "in", {"big.txt": TEXT.encode() * 1000})
    (here / "out").mkdir()
    done = shell(line)
    assert done.code == 3
    assert problem in done.err
    assert not [name for name in tree(here / "out") if name.endswith(TEMP_SUFFIX)]
    assert tree(here / "in") == FILES | {"big.txt": TEXT.encode() * 1000}
    assert (here / "out" / "b").read_text() == PROSE


def test_nothing_is_made_where_a_link_leads_out(batch: Run, here: Path) -> None:
    write(here / "in", {"away/deep/er/a.txt": b"Tea.\n", "round/deep/a.txt": b"Tea.\n"})
    (here / "elsewhere").mkdir()
    (here / "out").mkdir()
    (here / "out" / "away").symlink_to("../elsewhere")
    (here / "out" / "round").symlink_to("round")
    done = batch("in", "-o", "out")
    assert (done.code, done.err.count("can't be written: ")) == (3, 2)
    assert list((here / "elsewhere").iterdir()) == []
    assert (here / "out" / "b").read_text() == PROSE


def test_a_link_in_the_destination_is_replaced_not_followed(batch: Run, here: Path) -> None:
    (here / "out").mkdir()
    (here / "out" / "a.txt").symlink_to("../in/a.txt")
    assert batch("in", "-o", "out").code == 0
    assert (tree(here / "in"), tree(here / "out")) == (FILES, CLEANED)


def test_progress_is_shown_on_a_terminal_only(batch: Run, here: Path) -> None:  # noqa: ARG001
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cleaner", "batch", *PLAIN_RULES, "in", "-o", "out"]
    process = subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = b"".join(read_all(ours))
    assert process.stdout is not None
    assert (process.wait(), process.stdout.read()) == (0, b"")
    process.stdout.close()
    assert b"Cleaning" in shown


def read_all(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(terminal, 1 << 16)
        except OSError:  # how Linux says that the other end is closed
            break
        if not data:
            break
        yield data
    os.close(terminal)


def test_a_batch_that_is_killed_leaves_no_half_written_file(run: Run, here: Path) -> None:
    source, dest = here / "many", here / "out"
    source.mkdir()
    texts = {f"{n:05}.txt": f"Advertisement\n\nNumber {n}: {PROSE}".encode() for n in range(10_000)}
    write(source, texts)
    command = [sys.executable, "-m", "cleaner", "batch", *PLAIN_RULES, "many", "-o", "out", "--removed"]
    for at_least in (1, 300, 1000):  # in the middle, and again over what is there
        process = subprocess.Popen([*command, f"log{at_least}"], cwd=here, stderr=subprocess.DEVNULL)
        wait_for_files(dest, at_least, process)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    written = tree(dest)
    leftovers = {name for name in written if name.startswith(".") and name.endswith(TEMP_SUFFIX)}
    assert len(leftovers) <= 3
    whole = {name: texts[name].removeprefix(b"Advertisement\n\n") for name in written.keys() - leftovers}
    assert {name: written[name] for name in whole} == whole
    assert 990 < len(whole) < 10_000
    assert tree(source) == texts
    restored = run("restore", "out", "--removed", "log1000", "-o", "back")
    assert restored.code in (0, 3)  # 3: the last one was logged, and not written yet
    assert (here / "back" / "00000.txt").read_bytes() == texts["00000.txt"]


def wait_for_files(folder: Path, count: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while not folder.is_dir() or sum(1 for _ in folder.iterdir()) <= count:
        assert process.poll() is None, "the batch ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
