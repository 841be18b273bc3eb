#!/usr/bin/env python3
"""What is lost when a batch is killed, or its disk is full.

Prints a Markdown table: a large file of JSON lines, compressed, whose batch is killed with SIGKILL at random
moments and resumed each time; many small files, too; and a batch on a small disk that fills up, which only
root may mount. Each must end with the bytes of one straight run.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from pages import ROOT, markdown

from cleaner.batch.journal import NAME

_WORDS = [
    "the",
    "ferry",
    "harbour",
    "office",
    "said",
    "Friday",
    "after",
    "a",
    "week",
    "of",
    "storms",
    "sails",
]
_NOISE = ["Advertisement", "Accept all cookies", "Share this", "Read more", "Subscribe to our newsletter"]
_PATIENCE = 600


def text(rng: random.Random) -> str:
    """Return an invented article with some noise in it."""
    lines = []
    for _ in range(rng.randint(3, 30)):
        lines.append(" ".join(rng.choices(_WORDS, k=rng.randint(8, 40))).capitalize() + ".")
        if rng.random() < 0.3:
            lines.append(rng.choice(_NOISE))
    return "\n\n".join(lines)


def write_records(path: Path, size: int, rng: random.Random) -> None:
    """Write about `size` bytes of JSON lines, compressed."""
    from cleaner.sources.compression import Compressor

    encoder, written = Compressor("zstd"), 0
    with path.open("wb") as stream:
        while written < size:
            line = json.dumps({"id": str(written), "text": text(rng)}).encode() + b"\n"
            written += len(line)
            stream.write(encoder.encode(line))
        stream.write(encoder.finish())


def write_files(folder: Path, count: int, rng: random.Random) -> None:
    """Write `count` texts, a hundred to a folder."""
    for number in range(count):
        path = folder / f"{number // 100:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(rng))


def start(source: Path, dest: Path, log: Path, jobs: int, *more: str) -> "subprocess.Popen[bytes]":
    """Start a batch."""
    command = [sys.executable, "-m", "cleaner", "batch", "-q", "--no-config", "--jobs", str(jobs), *more]
    return subprocess.Popen([*command, str(source), "-o", str(dest), "--removed", str(log)], cwd=ROOT)


def hash_of(dest: Path, log: Path) -> str:
    """Return the SHA-256 of all outputs, with their names, and of the log's entries."""
    found = sha256()
    for path in sorted(dest.rglob("*")):
        if path.is_file() and path.name != NAME:
            found.update(os.fsencode(path.relative_to(dest)) + b"\0" + path.read_bytes())
    for line in log.read_bytes().splitlines(keepends=True):
        if not line.isspace():
            found.update(line)
    return found.hexdigest()


def straight(source: Path, folder: Path) -> tuple[str, float]:
    """Return the hash of a run that nobody stops, and its seconds."""
    dest, log = folder / "straight", folder / "straight.log"
    subprocess.run([sys.executable, "-m", "cleaner"], cwd=ROOT, input=b"", check=True)  # rules are cached now
    begun = time.monotonic()
    if code := start(source, dest, log, 1).wait(_PATIENCE):
        sys.exit(f"torture: the straight run ended with exit code {code}")
    return hash_of(dest, log), time.monotonic() - begun


def killed(
    source: Path, folder: Path, jobs: int, kills: int, seconds: float, rng: random.Random
) -> list[object]:
    """Kill and resume; return how often it was killed, how long it took, and the hash."""
    dest, log = folder / f"killed{jobs}", folder / f"killed{jobs}.log"
    done, total, code = 0, 0.0, -1
    while code != 0:
        process = start(source, dest, log, jobs, "--resume")
        begun = time.monotonic()
        try:
            code = process.wait(rng.uniform(0.3, 2 * seconds / kills + 1) if done < kills else _PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            done += 1
        total += time.monotonic() - begun
        if code > 0:
            sys.exit(f"torture: a resumed run ended with exit code {code}")
    return [done, f"{total:.0f}", hash_of(dest, log)]


def kill_all(what: str, source: Path, folder: Path, kills: int, rng: random.Random) -> Iterator[list[object]]:
    """Yield a row of the table for one and two workers."""
    expected, seconds = straight(source, folder)
    for jobs in (1, 2):
        done, taken, found = killed(source, folder, jobs, kills, seconds, rng)
        same = "same" if found == expected else "DIFFERENT"
        yield [what, jobs, f"killed {done} times", f"{seconds:.0f}", taken, same, expected[:16]]


def fill_disk(source: Path, folder: Path) -> Iterator[list[object]]:
    """Yield a row: a batch to a disk that is too small, which then grows."""
    expected, seconds = straight(source, folder)
    disk, log = folder / "disk", folder / "full.log"
    disk.mkdir()
    size = sum(path.stat().st_size for path in (folder / "straight").rglob("*") if path.is_file())
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size * 2 // 3}", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        yield ["a full disk", 2, "not tried: no tmpfs may be mounted", "", "", "", ""]
        return
    try:
        begun = time.monotonic()
        first = start(source, disk / "out", log, 2).wait(_PATIENCE)
        subprocess.run(["mount", "-o", f"remount,size={size * 4}", str(disk)], check=True)
        second = start(source, disk / "out", log, 2, "--resume").wait(_PATIENCE)
        taken = time.monotonic() - begun
        same = "same" if hash_of(disk / "out", log) == expected else "DIFFERENT"
        yield [
            "a full disk",
            2,
            f"exit codes {first}, then {second}",
            f"{seconds:.0f}",
            f"{taken:.0f}",
            same,
            expected[:16],
        ]
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--mb", type=int, default=200, help="megabytes of JSON lines")
    parser.add_argument("--files", type=int, default=10_000, help="small files")
    parser.add_argument("--kills", type=int, default=20, help="how often each batch is killed")
    parser.add_argument("--seed", type=int, default=1, help="of texts and moments")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    rows: list[list[object]] = []
    with TemporaryDirectory() as name:
        for what in ("records", "files", "full"):
            Path(name, what, "in").mkdir(parents=True)
        records, files, full = (Path(name, what) for what in ("records", "files", "full"))
        write_records(records / "in" / "pages.jsonl.zst", options.mb * 1_000_000, rng)
        write_files(files / "in", options.files, rng)
        os.link(records / "in" / "pages.jsonl.zst", full / "in" / "pages.jsonl.zst")
        rows += kill_all(f"{options.mb} MB of JSON lines, zstd", records / "in", records, options.kills, rng)
        rows += kill_all(f"{options.files:,} files", files / "in", files, options.kills, rng)
        rows += fill_disk(full / "in", full)
    head = [
        "batch of",
        "workers",
        "fault",
        "straight, s",
        "with faults, s",
        "outputs and log",
        "SHA-256 begins",
    ]
    print(markdown(head, rows))
    if any("DIFFERENT" in row for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
