"""What is made from a file is no more open than the file."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import TEXT, Done

from cleaner.batch.journal import NAME
from cleaner.cli.output import open_log
from cleaner.sources.atomic import replacing
from cleaner.sources.limits import Limits

Run = Callable[..., Done]


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write(path: Path, permissions: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT)
    path.chmod(permissions)


@pytest.mark.parametrize(
    ("source", "made"),
    [
        pytest.param(0o644, 0o644, id="open"),
        pytest.param(0o600, 0o600, id="the owner's"),
        pytest.param(0o640, 0o640, id="the group's"),
        pytest.param(0o666, 0o644, id="the umask holds"),
        pytest.param(0o4640, 0o640, id="no setuid"),
    ],
)
def test_output_and_log_of_clean(clean: Run, run: Run, here: Path, source: int, made: int) -> None:
    write(here / "a.txt", source)
    assert clean("a.txt", "-o", "out", "--removed", "log").code == 0
    assert (mode(here / "out"), mode(here / "log")) == (made, made)
    (here / "out").chmod(0o644)  # the log is the strictest source of what restore writes
    assert run("restore", "out", "--removed", "log", "-o", "back").code == 0
    assert mode(here / "back") == made


def test_the_strictest_of_several(clean: Run, here: Path) -> None:
    write(here / "a.txt", 0o644)
    write(here / "b.txt", 0o600)
    assert clean("a.txt", "b.txt", "--removed", "log").code == 0
    assert mode(here / "log") == 0o600


def test_standard_input_counts(shell: Run, here: Path) -> None:
    write(here / "a.txt", 0o600)
    assert shell("CLEANER RULES -o out --removed log <a.txt").code == 0
    assert (mode(here / "out"), mode(here / "log")) == (0o600, 0o600)


def test_what_exists_already_is_closed(clean: Run, here: Path) -> None:
    write(here / "a.txt", 0o600)
    write(here / "out", 0o644)
    (here / "log").touch(mode=0o644)
    assert clean("a.txt", "-o", "out", "--removed", "log").code == 0
    assert (mode(here / "out"), mode(here / "log")) == (0o600, 0o600)


def test_in_place_drops_setuid(clean: Run, here: Path) -> None:
    write(here / "a.txt", 0o7755)
    assert clean("--in-place", "a.txt").code == 0
    assert mode(here / "a.txt") == 0o755


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_batch(run: Run, here: Path, jobs: int) -> None:
    rules = ("--no-config", "--no-builtin", "--rules", "rules.toml", "--no-score")
    write(here / "in" / "sub" / "a.txt", 0o644)
    write(here / "in" / "b.txt", 0o4600)
    (here / "in").chmod(0o750)
    (here / "in" / "sub").chmod(0o700)
    assert run("batch", *rules, "--jobs", jobs, "in", "-o", "new/out", "--removed", "log").code == 0
    modes = {path.name: mode(path) for path in [here / "new", *(here / "new").rglob("*")]}
    assert modes == {"new": 0o750, "out": 0o750, "sub": 0o700, "a.txt": 0o644, "b.txt": 0o600, NAME: 0o600}
    assert mode(here / "log") == 0o600
    assert run("restore", "new/out", "--removed", "log", "-o", "back").code == 0
    back = {path.name: mode(path) for path in [here / "back", *(here / "back").rglob("*")]}
    assert back == {"back": 0o750, "sub": 0o700, "a.txt": 0o600, "b.txt": 0o600}


def test_nobody_else_reads_it_while_it_is_written(here: Path) -> None:
    write(here / "a.txt", 0o600)
    with replacing(here / "out", like=here / "a.txt") as stream:
        stream.write(b"secret")
        stream.flush()
        (temp,) = here.glob(".out.*")
        assert mode(temp) == 0o600
    with open_log(here / "log", ["a.txt"]):
        assert mode(here / "log") == 0o600


@pytest.mark.parametrize(
    ("found", "group", "allowed"),
    [
        pytest.param([], 1, 0o777, id="no source"),
        pytest.param([(0o640, 1)], 1, 0o740, id="the same group"),
        pytest.param([(0o640, 2)], 1, 0o700, id="another group may not read it"),
        pytest.param([(0o644, 2)], 1, 0o744, id="another group may what all may"),
        pytest.param([(0o640, 1), (0o604, 1)], 1, 0o700, id="two"),
    ],
)
def test_limits(found: list[tuple[int, int]], group: int, allowed: int) -> None:
    assert Limits(frozenset(found)).mode(group) == allowed
