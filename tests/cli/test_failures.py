"""What failed: one of each kind and file on standard error, all of it in the file of --failures."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, PROSE, Done, write

Run = Callable[..., Done]
BAD = b'{"text": "Tea."}\n' + b"".join(b'{"text": %d}\n' % n for n in range(5_939)) + b"{bad\n"
ALL = "\n  --failures FILE lists all, -v shows them\n"


def listed(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("command", ["clean", "batch"])
def test_one_of_each_kind(run: Run, here: Path, command: str) -> None:
    (here / "bad.jsonl").write_bytes(BAD)
    extra = ["-o", "out", "-q"] if command == "batch" else []
    done = run(command, *PLAIN_RULES, "bad.jsonl", *extra, "--failures", "failed")
    first, more, other = (
        "cleaner: bad.jsonl:2: ",
        f"cleaner: bad.jsonl:2: and 5,938 more like this one{ALL}",
        "cleaner: bad.jsonl:5941: not JSON at column 2",
    )
    assert (done.code, done.err.count("cleaner: ")) == (3, 3)
    assert done.err.startswith(first)
    assert more in done.err
    assert other in done.err
    found = listed(here / "failed")
    assert [(one["source"], one["record"]) for one in found] == [("bad.jsonl", n) for n in range(2, 5942)]
    assert (found[-1]["problem"], found[-1]["advice"]) == (
        "not JSON at column 2: Expecting property name enclosed in double quotes",
        "correct the line, or remove it",
    )


def test_verbose_shows_all(clean: Run, here: Path) -> None:
    (here / "bad.jsonl").write_bytes(BAD)
    # And one of what was removed.
    assert clean("bad.jsonl", "-v").err.count("cleaner: bad.jsonl:") == 5_940 + 1


def test_many_files(run: Run, here: Path) -> None:
    write(here / "in", {f"{n:03}.txt": b"caf\xe9" for n in range(30)} | {"a.txt": PROSE.encode()})
    args = ("batch", *PLAIN_RULES, "in", "gone", "-o", "out", "-q")
    done = run(*args, "--failures", "failed")
    assert (done.code, done.err.count("is not UTF-8")) == (3, 20)
    assert done.err.endswith(f"cleaner: in/000.txt: and 10 more files like in/000.txt{ALL}")
    names = [one["source"] for one in listed(here / "failed")]
    assert names == ["gone", *(f"in/{n:03}.txt" for n in range(30))]
    assert run(*args, "-v").err.count("is not UTF-8") == 30


def test_nothing_failed(clean: Run, here: Path) -> None:
    before = os.umask(0o022)
    try:
        (here / "a.txt").write_text(PROSE)
        (here / "a.txt").chmod(0o600)
        (here / "failed").write_text("of an earlier run")
        assert clean("a.txt", "--failures", "failed").code == 0
    finally:
        os.umask(before)
    assert (here / "failed").read_bytes() == b""
    assert stat.S_IMODE((here / "failed").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["clean", "a.txt", "--failures", "a.txt"], "a.txt is also the list of failures"),
        (["clean", "a.txt", "--failures", "x", "-o", "x"], "--output and --failures are the same file"),
        (
            ["clean", "a.txt", "--failures", "x", "--removed", "x"],
            "--removed and --failures are the same file",
        ),
        (
            ["batch", "a.txt", "-o", "o", "--failures", "a.txt"],
            "--failures a.txt is also a file of the batch",
        ),
        (["batch", "a.txt", "-o", "o", "--failures", "x", "--removed", "x"], "are the same file"),
    ],
    ids=str,
)
def test_wrong_use(run: Run, here: Path, args: list[str], problem: str) -> None:
    (here / "a.txt").write_text(PROSE)
    done = run(*args)
    assert (done.code, problem in done.err, (here / "a.txt").read_text()) == (2, True, PROSE)
