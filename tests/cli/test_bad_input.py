"""Bad input: a clear error, the right exit code, nothing lost, nothing half-written."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, PROSE, TEXT, Done, heed_interrupts

Run = Callable[..., Done]
BAD_RULES = """[pack]
id = "bad"
language = ""
category = "ads"
why = "Five errors."

[[rule]]
id = "one"
why = "x"
pattern = '(a'

[[rule]]
id = "two"
why = "x"
lines = ["..."]

[[rule]]
id = "three"
why = "x"

[[rule]]
id = "four"
why = "x"
lins = ["a"]

[[rule]]
id = "five"
why = "x"
level = "mild"
lines = ["b"]
"""
ENDLESS = r"""[pack]
id = "slow"
language = ""
category = "ads"
why = "A pattern that backtracks for ever."

[[rule]]
id = "endless"
why = "x"
pattern = '(?:a|aa)+[b-z] tea.*'
drops = ["aab tea"]
keeps = ["aab"]
"""
ENDLESS_LINE = "a" * 100 + " tea\n"


def files_that_fail(here: Path) -> list[tuple[str, str]]:
    """Make files that can't be read; return their names and what is said of them."""
    (here / "folder").mkdir()
    (here / "circle").symlink_to("circle")
    bad = [
        ("gone.txt", "there is no such file\n  check its name"),
        ("rules.toml/x", "there is no such file\n  check its name"),
        ("folder", "this is a folder\n  clean folders with: cleaner batch SRC -o DEST"),
        ("circle", "Too many levels of symbolic links\n  check whether cat can read it"),
        ("x" * 300, "File name too long\n  check whether cat can read it"),
    ]
    if Path("/proc/self/mem").exists():  # opens, and fails on reading
        bad.append(("/proc/self/mem", "Input/output error\n  check whether cat can read it"))
    if os.geteuid() != 0:
        (here / "secret.txt").touch(mode=0)
        bad.append(("secret.txt", "you may not read it\n  ask its owner, or run this as a user who may"))
    return bad


def test_files_that_cannot_be_read(clean: Run, here: Path) -> None:
    (here / "good.txt").write_text(TEXT)
    for name, problem in files_that_fail(here):
        assert clean(name, "good.txt") == Done(3, PROSE.encode(), f"cleaner: {name}: {problem}\n")
        assert clean("--in-place", name).code == 3
        assert clean("--explain", name).code == 3
        assert clean("--format", "jsonl", name).code == 3


@pytest.mark.parametrize("redirect", ["<&-", "</proc/self/mem"])
def test_standard_input_that_cannot_be_read(shell: Run, redirect: str) -> None:
    done = shell(f"CLEANER RULES {redirect}")
    assert (done.code, done.out) == (3, b"")
    assert done.err.startswith("cleaner: standard input: ")
    assert done.err.count("\n") == 2


FULL = "no space is left\n  free some space, or write to another place"


@pytest.mark.parametrize(
    ("line", "err"),
    [
        pytest.param("CLEANER RULES a.txt >/dev/full", f"standard output: {FULL}", id="text to stdout"),
        pytest.param(
            "CLEANER RULES --json a.txt >/dev/full", f"standard output: {FULL}", id="JSON to stdout"
        ),
        pytest.param("CLEANER RULES a.txt -o /dev/full", f"/dev/full: {FULL}", id="--output"),
        pytest.param("CLEANER RULES a.txt --removed /dev/full", f"/dev/full: {FULL}", id="the log"),
        pytest.param(
            "CLEANER RULES --in-place --removed full a.txt",
            "full exists, and may be needed to restore files of an earlier run\n"
            "  give --removed another name, or move it away",
            id="the log in place",
        ),
        pytest.param(
            "CLEANER RULES a.txt >&-",
            "standard output: it is closed\n  name a file with --output",
            id="closed stdout",
        ),
        pytest.param(
            "CLEANER RULES a.txt -o gone/b.txt",
            "gone/b.txt: there is no such folder\n  create it first, or check its name",
            id="no such folder",
        ),
        pytest.param(
            # A limit on the size of files stands for a disk that fills up while we write.
            "ulimit -f 1; CLEANER RULES big.txt -o b.txt",
            "b.txt: File too large\n  write to another place",
            id="full while writing",
        ),
        pytest.param(
            "ulimit -f 1; CLEANER RULES --in-place big.txt",
            "big.txt: big.txt can't be written: File too large\n  write to another place",
            id="full while writing in place",
        ),
        pytest.param("CLEANER --help >/dev/full", f"standard output: {FULL}", id="help"),
    ],
)
def test_a_destination_that_is_full_or_missing(shell: Run, here: Path, line: str, err: str) -> None:
    (here / "a.txt").write_text(TEXT)
    (here / "b.txt").write_text("old")
    (here / "big.txt").write_text(TEXT * 1000)
    (here / "full").symlink_to("/dev/full")
    before = sorted(here.iterdir())
    done = shell(line)
    who = "cleaner clean" if "exists" in err else "cleaner"
    code = 2 if "exists" in err else 3
    assert done == Done(code, b"", f"{who}: {err}\n")
    assert ((here / "a.txt").read_text(), (here / "b.txt").read_text()) == (TEXT, "old")
    assert (here / "big.txt").read_text() == TEXT * 1000
    assert sorted(here.iterdir()) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_destination_that_is_write_protected(clean: Run, here: Path) -> None:
    (here / "a.txt").write_text(TEXT)
    (here / "folder").mkdir(mode=0o555)
    assert clean("a.txt", "-o", "folder/b.txt") == Done(
        3,
        b"",
        "cleaner: folder/b.txt: you may not write there\n"
        "  change the permissions, or write to another place\n",
    )


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("CLEANER RULES a.txt >a.txt", "a.txt"),
        ("CLEANER RULES b.txt a.txt >>a.txt", "a.txt"),
        ("CLEANER RULES <a.txt >>a.txt", "-"),
        ("CLEANER RULES <a.txt -o a.txt", "-"),
    ],
)
def test_output_that_is_input(shell: Run, here: Path, line: str, name: str) -> None:
    (here / "a.txt").write_text(TEXT)
    (here / "b.txt").write_text(TEXT)
    done = shell(line)
    problem = f"{name} is also the output\n  --in-place writes it back"
    assert done == Done(2, b"", f"cleaner clean: {problem}\n")
    kept = "" if ">a.txt" in line and ">>" not in line else TEXT  # the shell emptied it before we began
    assert (here / "a.txt").read_text() == kept


@pytest.mark.parametrize(
    "line",
    [
        "CLEANER RULES big.txt | head -c 10 >/dev/null",
        "CLEANER RULES --format jsonl big.jsonl | head -c 10 >/dev/null",
        "CLEANER RULES --explain big.txt | head -c 10 >/dev/null",
    ],
)
def test_a_closed_pipe_ends_quietly(shell: Run, here: Path, line: str) -> None:
    (here / "big.txt").write_text(TEXT * 3000)
    (here / "big.jsonl").write_text('{"text": "Tea, and more of it."}\n' * 20_000)
    before, after = line.split(" | ")
    done = shell(f"( {before}; echo $? >code ) | {after}")
    assert (done.code, done.err, (here / "code").read_text()) == (0, "", "0\n")


def test_nobody_listens_to_what_is_said(shell: Run, here: Path) -> None:
    (here / "a.txt").write_text(TEXT)
    line = "CLEANER RULES -v gone a.txt gone >out.txt; echo $? >code"
    for redirect in ("2>&-", "2>/dev/full", "2>&1 >/dev/null | true"):
        shell(f"({line}) {redirect}")
        assert ((here / "out.txt").read_text(), (here / "code").read_text()) == (PROSE, "3\n")


def test_what_is_no_regular_file_is_not_cleaned_in_place(clean: Run) -> None:
    problem = "this is not a regular file\n  clean it to standard output, or to a file with -o"
    assert clean("--in-place", "/dev/null") == Done(3, b"", f"cleaner: /dev/null: {problem}\n")


def test_a_rule_file_with_five_errors(clean: Run, here: Path) -> None:
    (here / "bad.toml").write_text(BAD_RULES)
    done = clean("--rules", "bad.toml", stdin=b"Tea.\n")
    assert (done.code, done.out) == (2, b"")
    for rule in ("one", "two", "three", "four", "five"):
        assert f'rule "{rule}"' in done.err
    places = [line for line in done.err.splitlines() if not line.startswith(" ")]
    assert len(places) == 5
    assert all(place.startswith("bad.toml:") for place in places)


def test_a_missing_rule_file(clean: Run) -> None:
    done = clean("--rules", "gone.toml", stdin=b"Tea.\n")
    assert (done.code, done.out, done.err.split(":")[0]) == (2, b"", "gone.toml")


def test_a_bad_config_file(run: Run, here: Path) -> None:
    (here / "cleaner.toml").write_text('level = "mild"\n"a\\u001b" = 1\n')
    done = run("clean", stdin=b"Tea.\n")
    assert (done.code, done.out) == (2, b"")
    first, _, second, _ = done.err.splitlines()
    assert first.startswith(f"cleaner: {here}/cleaner.toml:")
    assert second.startswith(f"{here}/cleaner.toml:")
    assert "\x1b" not in done.err


class TestEndlessPattern:
    PROBLEM = (
        'rule "slow.endless" ran out of time on line 2\n'
        "  the document is not cleaned; mend the rule's pattern or switch it off with --disable slow.endless"
    )

    def test_a_text_fails_and_the_next_is_done(self, clean: Run, here: Path) -> None:
        (here / "slow.toml").write_text(ENDLESS)
        (here / "a.txt").write_text(f"Advertisement\n{ENDLESS_LINE}")
        (here / "b.txt").write_text(TEXT)
        done = clean("--rules", "slow.toml", "a.txt", "b.txt")
        assert done == Done(3, PROSE.encode(), f"cleaner: a.txt: {self.PROBLEM}\n")

    def test_a_record_is_copied(self, clean: Run, here: Path) -> None:
        (here / "slow.toml").write_text(ENDLESS)
        slow = b'{"text": "Advertisement\\n' + ENDLESS_LINE.strip().encode() + b'"}\n'
        done = clean(
            "--rules", "slow.toml", "--format", "jsonl", stdin=slow + b'{"text": "Advertisement\\nTea."}\n'
        )
        assert done == Done(3, slow + b'{"text": "Tea."}\n', f"cleaner: standard input:1: {self.PROBLEM}\n")

    def test_the_other_records_are_explained(self, clean: Run, here: Path) -> None:
        (here / "slow.toml").write_text(ENDLESS)
        slow = b'{"text": "Advertisement\\n' + ENDLESS_LINE.strip().encode() + b'"}\n'
        lines = b'{"text": "Milk."}\n' + slow + b'{"text": "Tea."}\n'
        done = clean("--rules", "slow.toml", "--format", "jsonl", "--explain", stdin=lines)
        shown = [line.split(b":")[0] for line in done.out.splitlines()]
        assert (done.code, done.err) == (3, f"cleaner: standard input:2: {self.PROBLEM}\n")
        assert shown == [b"1", b"3"]
        (here / "a.txt").write_text(ENDLESS_LINE)
        assert clean("--rules", "slow.toml", "--explain", "a.txt", "-o", "out").code == 3
        assert not (here / "out").exists()


def test_the_working_directory_is_gone(shell: Run, here: Path) -> None:
    (here / "gone").mkdir()
    done = shell("cd gone && rmdir ../gone && echo Tea. | CLEANER --no-builtin --rules ../rules.toml")
    assert done == Done(3, b"", "cleaner: the working directory is gone\n  go to another one first\n")


def test_interrupted(here: Path) -> None:
    command = [sys.executable, "-m", "cleaner", *PLAIN_RULES, "--format", "jsonl"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=here, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=heed_interrupts
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'{"text": "Tea."}\n')
        process.stdin.flush()
        assert process.stdout.readline() == b'{"text": "Tea."}\n'
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read().strip() == b""
