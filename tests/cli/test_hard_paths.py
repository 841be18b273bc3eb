"""Paths that can't be asked about: each is named, the rest is done, and nothing is a traceback."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import PLAIN_RULES, PROSE, TEXT, Done, tree

Run = Callable[..., Done]
LONG = "x" * 300


@pytest.fixture
def plain(here: Path) -> Iterator[Path]:
    """The working directory, with folders that may be shut, and are opened at the end."""
    yield here
    for path in here.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o700)


def run_as_user(folder: Path, *args: str) -> Done:
    """Run `cleaner` in `folder` as somebody whom permissions hold for."""
    command = [sys.executable, "-m", "cleaner", *args]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may read everything")
        command = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", *command]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr.decode())


class TestPermissions:
    def test_a_folder_that_may_be_listed_but_not_entered(self, plain: Path) -> None:
        for name in ("in/a.txt", "in/sub/b.txt"):
            (plain / name).parent.mkdir(parents=True, exist_ok=True)
            (plain / name).write_text(TEXT)
        (plain / "in" / "sub").chmod(0o400)
        done = run_as_user(plain, "batch", *PLAIN_RULES, "in", "-o", "out", "-q")
        problem = "you may not read it\n  ask its owner, or run this as a user who may"
        assert done == Done(3, b"", f"cleaner: in/sub/b.txt: {problem}\n")
        assert tree(plain / "out") == {"a.txt": PROSE.encode()}

    @pytest.mark.parametrize(
        ("args", "code"),
        [
            (["batch", *PLAIN_RULES, "shut/in", "a.txt", "-o", "out", "-q"], 3),
            (["batch", *PLAIN_RULES, "a.txt", "-o", "shut/out", "-q"], 3),
            (["batch", *PLAIN_RULES, "a.txt", "-o", "out", "--removed", "shut/log"], 3),
            ([*PLAIN_RULES, "a.txt", "-o", "shut/out"], 3),
            ([*PLAIN_RULES, "--in-place", "shut/a.txt"], 3),
            (["restore", "shut/a", "--removed", "shut/log"], 3),
            (["restore", "a.txt", "--removed", "rules.toml", "-o", "shut/b"], 3),
            (["--no-config", "--rules", "shut/rules", "a.txt"], 2),
            (["rules", "check", "shut/rules"], 2),
            (["rules", "test", "shut/rules"], 2),
            (["--no-config", "--score", "shut/score", "a.txt"], 2),
        ],
        ids=str,
    )
    def test_a_folder_that_may_not_be_entered(
        self,
        plain: Path,
        args: list[str],
        code: int,
    ) -> None:
        (plain / "a.txt").write_text(TEXT)
        (plain / "shut").mkdir(mode=0)
        done = run_as_user(plain, *args)
        assert "Traceback" not in done.err
        assert done.code == code
        assert "shut" in done.err
        if "out" in args and "--removed" not in args:
            assert tree(plain / "out") == {"a.txt": PROSE.encode()}


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["batch", *PLAIN_RULES, LONG, "a.txt", "-o", "out"], 3),
        (["batch", *PLAIN_RULES, "a.txt", "-o", LONG], 3),
        (["batch", *PLAIN_RULES, "a.txt", "-o", "out", "--removed", LONG], 3),
        ([*PLAIN_RULES, "a.txt", "-o", LONG], 3),
        ([*PLAIN_RULES, "a.txt", "--removed", LONG], 3),
        ([*PLAIN_RULES, "a.txt", "--in-place", "--removed", LONG], 3),
        ([*PLAIN_RULES, "--in-place", LONG], 3),
        ([*PLAIN_RULES, "a.txt", "--removed", "circle"], 3),
        ([*PLAIN_RULES, "a.txt", "-o", "circle"], 3),
        ([*PLAIN_RULES, "a.txt", "-o", "circle", "--removed", "circle"], 2),
        (["batch", *PLAIN_RULES, "circle", "a.txt", "-o", "out"], 3),
        (["batch", *PLAIN_RULES, "a.txt", "-o", "circle"], 3),
        (["batch", *PLAIN_RULES, "a.txt", "-o", "out", "--removed", "circle"], 3),
        (["restore", LONG, "--removed", "rules.toml"], 3),
        (["restore", "a.txt", "--removed", LONG], 3),
        (["restore", "circle", "--removed", "circle"], 3),
        (["restore", "a.txt", "--removed", "rules.toml", "-o", LONG], 3),
        (["--no-config", "--rules", LONG, "a.txt"], 2),
        (["--no-config", "--rules", "circle", "a.txt"], 2),
        (["rules", "check", "circle"], 2),
        (["rules", "check", LONG], 2),
        (["--no-config", "--score", LONG, "a.txt"], 2),
        (["evaluate", LONG], 3),
        (["rules", "stats", LONG], 3),
    ],
    ids=lambda value: str(value).replace(LONG, "LONG"),
)
def test_long_names_and_circles(run: Run, here: Path, args: list[str], code: int) -> None:
    (here / "a.txt").write_text(TEXT)
    (here / "circle").symlink_to("circle")
    done = run(*args)  # what is raised fails the test
    assert done.code == code, done.err
    assert "Traceback" not in done.err
    assert LONG in done.err or "circle" in done.err or code == 2
    if args[-1] == "out" and args[0] == "batch":
        assert (here / "out" / "a.txt").read_text() == PROSE


def test_a_config_names_what_cannot_be(run: Run, here: Path) -> None:
    for name in (LONG, "circle", "~nobodyknows/x", "a\\u0000b"):
        (here / "cleaner.toml").write_text(f'rules = ["{name}"]\n')
        (here / "circle").unlink(missing_ok=True)
        (here / "circle").symlink_to("circle")
        done = run("clean", stdin=b"Tea.\n")
        assert (done.code, done.out) == (2, b"")
        assert "Traceback" not in done.err
