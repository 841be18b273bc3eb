"""Nothing is lost where the system writes or reads less than it was asked to."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, PROSE, TEXT, Done

Run = Callable[..., Done]
COMMAND = [sys.executable, "-m", "cleaner"]
MANY = 20_000


@pytest.mark.parametrize("unbuffered", ["", "PYTHONUNBUFFERED=1 "])
@pytest.mark.parametrize(
    "arguments", ["RULES big.txt", "RULES --json big.txt", "rules list", "--help", "rules show en.ads.label"]
)
def test_a_limit_on_the_size_of_files(shell: Run, here: Path, unbuffered: str, arguments: str) -> None:
    (here / "big.txt").write_text(TEXT * 1000)
    whole = shell(f"{unbuffered}CLEANER {arguments}")
    assert whole.code == 0
    # One block is 512 bytes; the file may take so many more.
    (here / "out").write_bytes(b"x" * (1024 - min(500, len(whole.out) // 2)))
    done = shell(f"ulimit -f 2; {unbuffered}CLEANER {arguments} >>out")
    message = "cleaner: standard output: File too large\n  write to another place\n"
    assert (done.code, done.err) == (3, message)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [[*PLAIN_RULES, "big.txt"], ["rules", "list", "--json"]], ids=str)
def test_a_pipe_that_does_not_block(here: Path, run: Run, unbuffered: str, arguments: list[str]) -> None:
    (here / "big.txt").write_text(TEXT * MANY)
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    process = subprocess.Popen(
        [*COMMAND, *arguments], cwd=here, stdout=writing, stderr=subprocess.PIPE, env=environment
    )
    os.close(writing)
    time.sleep(1)  # the pipe is full
    with os.fdopen(reading, "rb") as pipe:
        found = pipe.read()
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert found == run(*arguments).out


@pytest.mark.parametrize("format", ["text", "jsonl"])
def test_standard_input_that_does_not_block(here: Path, format: str) -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    process = subprocess.Popen(
        [*COMMAND, *PLAIN_RULES, "--format", format], cwd=here, stdin=reading, stdout=subprocess.PIPE
    )
    os.close(reading)
    line = PROSE if format == "text" else '{"text": "Tea."}\n'
    for _ in range(3):
        time.sleep(0.5)
        os.write(writing, line.encode())
    os.close(writing)
    out, _ = process.communicate()
    assert (process.returncode, out.decode()) == (0, line * 3)
