"""`cleaner batch --jobs`: several processes change nothing but the time."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing import active_children, parent_process
from pathlib import Path

import pytest
from running import LOST, PLAIN_RULES, PROSE, Done, heed_interrupts, tree, write

from cleaner.batch import chunks
from cleaner.batch.plan import make_plan, size_of
from cleaner.batch.runner import Runner
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import MatchTimeoutError
from cleaner.model import Document, Result
from cleaner.rulebook.load import load_rules
from cleaner.sources.atomic import TEMP_SUFFIX
from cleaner.sources.records import ReadOptions

Run = Callable[..., Done]
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def text(number: int) -> str:
    return f"Advertisement\n\nNumber {number}: {PROSE}"


def records(count: int, bad: str = "") -> bytes:
    lines = [json.dumps({"id": n, "text": text(n)}) for n in range(count)]
    lines[count // 2 : count // 2 + 1] = [bad] if bad else []
    return "\n".join(lines).encode()


FILES = {
    "a.txt": text(0).encode(),
    "bad.txt": b"caf\xe9",
    "b/large.txt": text(1).replace("\n\n", "\n").encode() * 50,
    "b/lines.jsonl": records(60, bad="{bad"),
    "b/nothing.jsonl": b"",
    "b/nothing.txt": b"",
    "c/lost.jsonl": b"\n".join(json.dumps({"text": t}).encode() for t in (LOST, text(2), LOST, "")),
    "c/lost.txt": LOST.encode(),
    "c/marked.jsonl": b"\xef\xbb\xbf" + records(20, bad='["no object"]'),
    "c/utf16.jsonl": records(40).decode().encode("utf-16"),
    **{f"many/{n:03}.txt": text(n).encode() for n in range(40)},
}


@pytest.mark.parametrize("on_loss", ["warn", "keep", "fail"])
def test_jobs_and_chunks_change_nothing(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, on_loss: str
) -> None:
    write(here / "in", FILES)
    found = []
    for size, jobs in ((1 << 20, 1), (500, 1), (500, 2), (1500, 3)):
        monkeypatch.setattr(chunks, "CHUNK", size)
        options = ["--removed", "log", "--on-loss", on_loss, "--json", "--verbose"]
        done = run("batch", *PLAIN_RULES, "in", "missing", "-o", "out", "--jobs", jobs, *options)
        found.append((done, tree(here / "out"), (here / "log").read_bytes()))
        assert not active_children()
        subprocess.run(["rm", "-r", "out", "log"], check=True)
    assert found[1:] == found[:1] * 3
    done, written, _ = found[0]
    assert done.code == 3
    assert done.err.count("in/b/lines.jsonl:31: not JSON") == 1
    assert written["b/large.txt"] == 50 * f"Number 1: {PROSE}".encode()
    assert set(FILES) - set(written) == {"bad.txt", "c/utf16.jsonl"} | (
        {"c/lost.txt"} if on_loss == "fail" else set()
    )


class Deadly(Cleaner):
    """Kills the process in which it meets poison, as a lack of memory would."""

    def _clean_batch(self, documents: Sequence[Document]) -> list[Result | MatchTimeoutError]:
        return super()._clean_batch(list(map(taste, documents)))


def taste(document: Document) -> Document:
    if "poison" in document.text:
        assert parent_process() is not None
        os.kill(os.getpid(), signal.SIGKILL)
    return document


def test_what_workers_die_of_is_named_and_all_else_is_done(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = {"many/007.txt": b"poison", "b/lines.jsonl": records(60, bad='{"text": "poison"}')}
    files = {name: data for name, data in FILES.items() if data and name.startswith(("a", "b", "many"))}
    write(here / "in", files | poison)
    monkeypatch.setattr(chunks, "CHUNK", 500)
    rules = load_rules([here / "rules.toml"], builtin=False)
    plan = make_plan([here / "in"], here / "out")
    told: list[tuple[str, int | None, str]] = []
    with (here / "log").open("wb") as log:
        runner = Runner(
            cleaner=Deadly(rules),
            options=ReadOptions(),
            on_loss="warn",
            tell=lambda *what: told.append(what),
            log=log,
        )
        written = len(list(runner.clean_files(plan, jobs=2)))
    lost = (
        "two processes died while they cleaned it\n"
        "  memory may be short: free some, or leave this document out"
    )
    advice = "name its encoding, such as --encoding cp1252, or try --encoding auto"
    assert told == [
        (str(here / "in/bad.txt"), None, f"byte 3 (0xe9) is not UTF-8\n  {advice}"),
        (str(here / "in/b/lines.jsonl"), 31, lost),
        (str(here / "in/many/007.txt"), None, lost),
    ]
    totals = runner.totals
    assert (totals.files, totals.failed, totals.failed_records) == (len(files), 3, 1)
    assert written == len(files) - 2
    assert tree(here / "out") == {
        name: data.replace(b"Advertisement\\n\\n", b"").replace(b"Advertisement\n", b"").lstrip(b"\n")
        for name, data in (files | poison).items()
        if name not in ("bad.txt", "many/007.txt")
    }


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_is_told_in_bytes(here: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    write(here / "in", {name: data for name, data in FILES.items() if name != "c/utf16.jsonl"})
    monkeypatch.setattr(chunks, "CHUNK", 500)
    plan = make_plan([here / "in"], here / "out")
    told: list[int] = []
    rules = load_rules([here / "rules.toml"], builtin=False)
    runner = Runner(
        cleaner=Cleaner(rules, score=None),
        options=ReadOptions(),
        on_loss="warn",
        tell=lambda *_: None,
        advance=lambda size, _: told.append(size),
    )
    assert list(runner.clean_files(plan, jobs=jobs))
    assert sum(told) == size_of(plan.files)
    assert max(told) < size_of(plan.files) / 2


LONG = {f"{n:05}.txt": text(n).replace("\n\n", "\n").encode() * 200 for n in range(200)}
CLEANED = {name: data.replace(b"Advertisement\n", b"") for name, data in LONG.items()}


def start(here: Path, *options: str) -> "subprocess.Popen[bytes]":
    """Start a batch in two processes that takes a while, in a session of its own."""
    write(here / "in", LONG)
    command = [sys.executable, "-m", "cleaner", "batch", *PLAIN_RULES, "--jobs", "2", "in", "-o", "out"]
    process = subprocess.Popen(
        [*command, *options],
        cwd=here,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )
    wait_until(lambda: (here / "out").is_dir() and len(list((here / "out").iterdir())) > 5)
    assert process.poll() is None
    return process


def children(process: "subprocess.Popen[bytes]") -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@linux
def test_a_worker_that_is_killed_is_replaced(here: Path) -> None:
    process = start(here, "--quiet")
    victim, other = children(process)
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: victim not in children(process) and len(children(process)) == 2)
    assert other in children(process)
    assert (process.wait(), process.communicate()[1]) == (0, b"")
    assert tree(here / "out") == CLEANED


# Workers have the standard error of their parent: it ends when all of them have ended.


@pytest.mark.parametrize(
    ("sends", "number", "code", "end"),
    [
        pytest.param([os.killpg], signal.SIGINT, 130, b"\n", id="a terminal"),
        pytest.param([os.killpg], signal.SIGTERM, 143, b"", id="systemd"),
        pytest.param([os.kill], signal.SIGTERM, 143, b"", id="docker"),
        pytest.param([os.kill, os.killpg], signal.SIGTERM, 143, b"", id="timeout"),
    ],
)
def test_a_signal_ends_all_at_once(
    here: Path, sends: list[Callable[[int, int], None]], number: int, code: int, end: bytes
) -> None:
    process = start(here)
    for send in sends:
        send(process.pid, number)
    said = process.communicate(timeout=10)[1]
    written = tree(here / "out")
    advice = b"\n  the same command with --resume goes on there\n" + end
    counts = [len(written) - 1, len(written)]  # the last one may be written, and not counted yet
    told = [f"cleaner: out: stopped after {n} of {len(LONG)} files, {n} documents".encode() for n in counts]
    assert (said.removesuffix(advice) in told, process.returncode) == (True, code)
    assert not [name for name in written if name.endswith(TEMP_SUFFIX)]
    assert written == {name: CLEANED[name] for name in written}


def test_a_parent_that_is_killed_leaves_nobody_behind(here: Path) -> None:
    process = start(here)
    process.kill()
    assert process.communicate(timeout=10)[1] == b""


@linux
def test_a_full_disk_ends_all(here: Path, shell: Run) -> None:
    write(here / "in", LONG)
    done = shell("CLEANER batch RULES --jobs 2 in -o out --removed /dev/full")
    assert done == Done(
        3,
        b"",
        "cleaner: out: stopped after 0 of 200 files, 0 documents\n"
        "  the same command with --resume goes on there\n"
        "cleaner: /dev/full: no space is left\n  free some space, or write to another place\n",
    )
    assert not tree(here / "out")


def test_a_closed_pipe_ends_all(here: Path, shell: Run) -> None:
    write(here / "in", LONG)
    done = shell(
        "mkfifo log; head -n 1 <log >/dev/null & CLEANER batch RULES --jobs 2 in -o out --removed log"
    )
    assert (done.code, done.err) == (0, "")
    assert 0 < len(tree(here / "out")) < len(LONG)
