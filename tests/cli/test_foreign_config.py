"""Config files above the working directory that somebody else put there."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Done

Run = Callable[..., Done]
LABEL = b"Advertisement\n\nTea is served.\n"
STRANGER = 4711
PROBLEM = (
    "it is not used: the file, or its folder, belongs to another user\n"
    "  use its rules with --rules if you trust them, or make it your own"
)


def give_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `path` belong to somebody else; without the right to give it away, become somebody else."""
    if os.geteuid() == 0:
        os.chown(path, STRANGER, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: STRANGER)


@pytest.mark.parametrize("owner", ["file", "folder"])
@pytest.mark.parametrize(
    ("name", "text"),
    [("cleaner.toml", 'disable = ["*"]\n'), ("pyproject.toml", '[tool.cleaner]\ndisable = ["*"]\n')],
)
def test_it_is_not_used(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, owner: str
) -> None:
    (here / "deep").mkdir()
    monkeypatch.chdir(here / "deep")
    (here / name).write_text(text)
    assert run("clean", "--no-score", stdin=LABEL) == Done(0, LABEL, "")  # it is ours
    give_away(here / name if owner == "file" else here, monkeypatch)
    done = run("clean", "--no-score", stdin=LABEL)
    assert done == Done(0, b"Tea is served.\n", f"cleaner: {here / name}: {PROBLEM}\n")
    assert run("rules", "list").err == f"cleaner: {here / name}: {PROBLEM}\n"
    assert run("clean", "--no-config", "--no-score", stdin=LABEL).err == ""


def test_somebody_elses_project_is_nothing_to_tell(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "pyproject.toml").write_text("[tool.other]\n# cleaner")
    give_away(here / "pyproject.toml", monkeypatch)
    assert run("clean", "--no-score", stdin=LABEL) == Done(0, b"Tea is served.\n", "")


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_file_hangs_nobody(run: Run, here: Path, kind: str) -> None:
    for name, code in (("pyproject.toml", 0), ("cleaner.toml", 2)):
        if kind == "pipe":
            os.mkfifo(here / name)
        else:
            (here / name).symlink_to("/dev/zero")
        done = run("clean", "--no-score", stdin=LABEL)
        assert done.code == code
    problem = "this is not a regular file\n  mend that, or leave it aside with --no-config"
    assert done.err == f"cleaner: {here / 'cleaner.toml'}: {problem}\n"


def test_a_huge_one(run: Run, here: Path) -> None:
    with (here / "cleaner.toml").open("wb") as stream:
        stream.truncate(10 << 30)
    done = run("clean", stdin=LABEL)
    assert (done.code, "this is larger than 4 mb" in done.err.lower()) == (2, True)
