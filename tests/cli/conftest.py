"""Runs the command line, in this process or as a user's shell would."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, RULES, Done

import cleaner
from cleaner.cli import main


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the rule file `rules.toml` in it, and no user's config."""
    (tmp_path / "rules.toml").write_text(RULES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(Path(cleaner.__file__).parent.parent))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path


@pytest.fixture
def run(here: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:  # noqa: ARG001
    """Run `cleaner` with some arguments in this process."""

    def run_cleaner(*args: object, stdin: bytes = b"") -> Done:
        out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        code = main([str(arg) for arg in args])
        out.flush()
        written = out.buffer
        assert isinstance(written, io.BytesIO)
        return Done(code, written.getvalue(), err.getvalue())

    return run_cleaner


@pytest.fixture
def clean(run: Callable[..., Done]) -> Callable[..., Done]:
    """Run `cleaner clean` with the rules of the tests."""

    def run_clean(*args: object, stdin: bytes = b"") -> Done:
        return run("clean", *PLAIN_RULES, *args, stdin=stdin)

    return run_clean


@pytest.fixture
def shell(here: Path) -> Callable[[str], Done]:
    """Run a line of shell, with CLEANER in the place of the command and the test rules."""
    command = f"'{sys.executable}' -m cleaner"
    rules = " ".join(PLAIN_RULES)

    def run_shell(line: str) -> Done:
        line = line.replace("CLEANER", command).replace("RULES", rules)
        done = subprocess.run(
            ["/bin/sh", "-c", line], cwd=here, capture_output=True, check=False, env=os.environ
        )
        return Done(done.returncode, done.stdout, done.stderr.decode())

    return run_shell
