"""The command as a whole: which subcommand is meant, help, version, start-up."""

import inspect
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Done

from cleaner import Cleaner, __version__
from cleaner.cli import main

Run = Callable[..., Done]


@pytest.mark.parametrize(
    "args", [["--help"], ["-h"], ["clean", "--help"], ["batch", "-h"], ["restore", "-h"]]
)
def test_help(run: Run, args: list[str]) -> None:
    done = run(*args)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(b"Usage: cleaner")


def test_no_help_of_a_command_is_cut_off(run: Run) -> None:
    listed = run("--help").out.decode().partition("Commands that clean:")[2].partition("Shell")[0]
    cleaning, tuning = listed.split("Commands that explain and tune:")
    assert [line.split()[0] for line in cleaning.strip().split("\n")] == ["clean", "batch", "restore"]
    assert [line.split()[0] for line in tuning.strip().split("\n")] == ["why", "rules", "evaluate"]
    assert "..." not in listed


def test_help_imports_nothing_heavy(here: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "cleaner", "--help"]
    done = subprocess.run(command, cwd=here, capture_output=True, check=True, text=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "click" in imported
    assert imported.isdisjoint({"regex", "msgspec", "rich", "difflib", "tomllib"})


def test_version(run: Run) -> None:
    done = run("--version")
    assert (done.code, done.err) == (0, "")
    assert done.out.decode().startswith(f"cleaner {__version__} (rules ")
    assert len(done.out.decode().split()[-1]) == len("0123456789ab)")


@pytest.mark.parametrize(
    ("args", "code", "expected"),
    [
        ([], 0, b"Usage: cleaner [OPTIONS] COMMAND"),
        (["clean"], 2, b"cleaner clean: no input\r\n  name a FILE"),
    ],
)
def test_on_a_terminal_without_input(here: Path, args: list[str], code: int, expected: bytes) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cleaner", *args]
    process = subprocess.Popen(command, cwd=here, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    assert process.wait() == code
    assert expected in os.read(ours, 1 << 16)
    os.close(ours)


@pytest.mark.parametrize(
    ("args", "err"),
    [
        (["clan"], 'cleaner: there is no command or file "clan"\n  did you mean "clean"?\n'),
        (
            ["bacth", "x", "-o", "y"],
            'cleaner: there is no command or file "bacth"\n  did you mean "batch"?\n',
        ),
        (["clean.txt"], "cleaner: clean.txt: there is no such file\n  check its name\n"),
        (["rules", "chekc"], 'cleaner rules: there is no command "chekc"\n  did you mean "check"?\n'),
        (["batch"], "cleaner batch: Missing option '-o' / '--output'.\n  see cleaner batch --help\n"),
        (["restore", "x"], "cleaner restore: Missing option '--removed'.\n  see cleaner restore --help\n"),
    ],
)
def test_mistakes(run: Run, args: list[str], err: str) -> None:
    done = run(*args)
    assert (done.err, done.code) == (err, 3 if "no such file" in err else 2)


def test_a_file_may_have_a_name_like_a_command(run: Run, here: Path) -> None:
    (here / "clan").write_text("Tea.\n")
    assert run("clan") == Done(0, b"Tea.\n", "")


@pytest.mark.parametrize("command", ["clean", "batch"])
def test_options_are_shown_in_groups(run: Run, command: str) -> None:
    lines = run(command, "--help").out.decode().splitlines()
    headings = [line for line in lines if line and not line.startswith(" ")][1:]
    assert headings == ["What is removed:", "Input:", "Output:", "Guard:", "Performance:", "Messages:"]


def test_the_defaults_in_the_help_are_those_of_the_library(run: Run) -> None:
    defaults = inspect.signature(Cleaner).parameters
    shown = " ".join(run("clean", "--help").out.decode().split())
    assert f"fewer words would be left (default: {defaults['min_words'].default})" in shown
    assert f"share of the words would be left (default: {defaults['min_share'].default})" in shown
    assert f"{defaults['level'].default} (default; " in shown


def test_completion(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_CLEANER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "cleaner re")
    monkeypatch.setenv("COMP_CWORD", "1")
    code = "import sys; from cleaner.cli import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, check=False, text=True)
    assert done.stdout == "plain,restore\n"


@pytest.mark.parametrize("shell", ["zsh", "fish"])  # for bash, click asks bash for its version first
def test_each_shell_gets_a_script(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], shell: str
) -> None:
    monkeypatch.setenv("_CLEANER_COMPLETE", f"{shell}_source")
    with pytest.raises(SystemExit) as done:
        main([])
    assert done.value.code == 0
    assert f"_CLEANER_COMPLETE={shell}_complete" in capfd.readouterr().out


@pytest.mark.parametrize("words", [[], ["clean"], ["rules", "list"]], ids=" ".join)
def test_help_is_a_word_too(run: Run, words: list[str]) -> None:
    assert run("help", *words).out == run(*words, "--help").out != b""


def test_a_file_of_the_name_help_is_cleaned(run: Run, here: Path) -> None:
    (here / "help").write_text("Tea\n")
    assert run("help").out == b"Tea\n"
