"""Documents that are too large are refused, named, and not lost; all others are done."""

from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, PROSE, Done, tree, write

Run = Callable[..., Done]
TEXT = f"Advertisement\n{PROSE}".encode()
ADVICE = "  raise --max-document if there is enough memory\n"
LARGE = b'{"text": "Advertisement\\n' + b"tea " * 500_000 + b'"}\n'
SMALL = b'{"text": "Advertisement\\nTea."}\n'
CLEANED = b'{"text": "Tea."}\n'


def refused(place: str, size: str = "1K", what: str = "it") -> str:
    return f"cleaner: {place}: {what} is larger than {size}, so it is not cleaned\n{ADVICE}"


def more(place: str) -> str:
    """Say what is said in place of a second line of the same file."""
    return f"cleaner: {place}: and 1 more like this one\n  --failures FILE lists all, -v shows them\n"


@pytest.mark.parametrize(
    ("size", "limit", "fits"),
    [
        (1024, "1K", True),
        (1025, "1K", False),
        (1025, "1k", False),
        (2000, "2000", True),
        (2001, "2000", False),
        (1 << 20, "1M", True),
        (1 << 20, "1G", True),
        (8 << 20, "", True),
        ((8 << 20) + 1, "", False),
    ],
)
def test_where_the_limit_is(clean: Run, size: int, limit: str, fits: bool) -> None:
    options = ["--max-document", limit] if limit else []
    text = b"Tea.\n" + b"\n" * (size - 5)
    name = {"": "8M", "2000": "2000 bytes"}.get(limit, limit.upper())
    expected = Done(0, text, "") if fits else Done(3, b"", refused("standard input", name))
    assert clean(*options, stdin=text) == expected


@pytest.mark.parametrize("size", ["", "0", "M", "1X", "-1", "1.5M", "1 M", "²", "10MB"])
def test_what_is_no_size(clean: Run, size: str) -> None:
    done = clean("--max-document", size, stdin=b"Tea.\n")
    problem = f"Invalid value for '--max-document': {size!r} is not a size"
    advice = "  write bytes, or a number with K, M or G, such as 64M"
    assert done == Done(2, b"", f"cleaner clean: {problem}\n{advice}\n")


@pytest.mark.parametrize("size", ["1025G", "99999999999999999999G", "9" * 5000])
def test_what_is_too_large_a_size(clean: Run, size: str) -> None:
    done = clean("--max-document", size, stdin=b"Tea.\n")
    problem = f"Invalid value for '--max-document': {size!r} is more than can be read"
    assert done == Done(2, b"", f"cleaner clean: {problem}\n  write at most 1024G\n")
    assert clean("--max-document", "1024G", stdin=b"Tea.\n") == Done(0, b"Tea.\n", "")


@pytest.mark.parametrize("option", [[], ["--diff"], ["--explain"], ["--json"], ["--check"], ["--in-place"]])
def test_a_large_file_is_refused_and_left_alone(clean: Run, here: Path, option: list[str]) -> None:
    (here / "large.txt").write_bytes(TEXT * 20)
    done = clean("--max-document", "1K", *option, "large.txt")
    assert done == Done(3, b"", refused("large.txt"))
    assert (here / "large.txt").read_bytes() == TEXT * 20


def test_the_other_files_are_done(clean: Run, here: Path) -> None:
    write(here, {"large.txt": TEXT * 20, "small.txt": TEXT, "old.txt": b"old"})
    done = clean("--max-document", "1K", "large.txt", "small.txt")
    assert done == Done(3, PROSE.encode(), refused("large.txt"))
    assert clean("--max-document", "1K", "large.txt", "-o", "old.txt").code == 3
    assert (here / "old.txt").read_bytes() == b"old"


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_large_line_is_copied(clean: Run, end: bytes) -> None:
    """It comes in several parts, and is named once."""
    large = LARGE.strip() + end
    assert clean("--format", "jsonl", "--max-document", "1K", stdin=SMALL + large) == Done(
        3, CLEANED + large, refused("standard input:2", what="the line")
    )


@pytest.mark.parametrize("option", ["--diff", "--explain", "--json", "--check"])
def test_a_large_line_is_named_once_whatever_is_shown(clean: Run, option: str) -> None:
    done = clean("--format", "jsonl", "--max-document", "1K", option, stdin=LARGE + b"\n" + LARGE)
    assert done == Done(3, b"", refused("standard input:1", what="the line") + more("standard input:1"))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_batch(run: Run, here: Path, jobs: int) -> None:
    files = {
        "in/a.jsonl": SMALL * 3 + LARGE + SMALL + LARGE.strip(),
        "in/empty.jsonl": b"",
        "in/large.txt": TEXT * 20,
        "in/small.txt": TEXT,
    }
    write(here, files)
    options = ["--jobs", jobs, "--quiet", "--removed", "log", "--max-document", "1K"]
    done = run("batch", *PLAIN_RULES, *options, "in", "-o", "out")
    of_lines = refused("in/a.jsonl:4", what="the line") + more("in/a.jsonl:4")
    assert done == Done(3, b"", of_lines + refused("in/large.txt"))
    assert tree(here / "out") == {
        "a.jsonl": CLEANED * 3 + LARGE + CLEANED + LARGE.strip(),
        "empty.jsonl": b"",
        "small.txt": PROSE.encode(),
    }
    assert run("restore", "--removed", "log", "out", "-o", "back").code == 0
    back = tree(here / "back")
    assert back == {name: files[f"in/{name}"] for name in ("a.jsonl", "small.txt")}
