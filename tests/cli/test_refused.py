"""What `clean` is asked for and refuses: nothing is read or written, and somebody is told why."""

from collections.abc import Callable
from pathlib import Path

import pytest
from running import PROSE, RULES, TEXT, Done

Run = Callable[..., Done]


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["-o", "x", "a", "b"], "--output takes one FILE\n  for several: cleaner batch FILE... -o DEST"),
        (["-o", "x", "--in-place", "a"], "--output and --in-place can't be combined"),
        (["--diff", "--json", "a"], "--diff and --json can't be combined"),
        (["--check", "--explain", "a"], "--check and --explain can't be combined"),
        (["--in-place", "--diff", "a"], "--in-place and --diff can't be combined"),
        (["--in-place"], "--in-place needs files, and can't be used with standard input"),
        (["--in-place", "a", "-"], "--in-place needs files, and can't be used with standard input"),
        (["--in-place", "a", "b", "./a"], "./a is named twice\n  --in-place takes each file once"),
        (["--in-place", "alias", "a"], "a is named twice\n  --in-place takes each file once"),
        (["--backup", ".bak", "a"], "--backup needs --in-place"),
        (["--in-place", "--backup", "", "a"], "--backup takes a suffix, such as .bak"),
        (["--diff", "--removed", "log", "a"], "--diff writes no text, so --removed has nothing to log"),
        (["-o", ".", "a"], "--output . is a folder\n  for folders: cleaner batch SRC... -o DEST"),
        (["-o", "a", "a"], "a is also the output\n  --in-place writes it back"),
        (["-o", "alias", "a"], "a is also the output\n  --in-place writes it back"),
        (["--removed", "alias", "a"], "a is also the removal log\n  give --removed another name"),
        (
            ["--removed", "x", "-o", "./x", "a"],
            "--output and --removed are the same file\n  give one of them another name",
        ),
        (
            ["--in-place", "--removed", "b", "a"],
            "b exists, and may be needed to restore files of an earlier run\n"
            "  give --removed another name, or move it away",
        ),
        (["--levle", "safe"], "No such option: --levle Did you mean --level?"),
    ],
)
def test_wrong_use(clean: Run, here: Path, args: list[str], problem: str) -> None:
    (here / "a").write_text(TEXT)
    (here / "b").write_text("b")
    (here / "alias").symlink_to("a")
    advice = "" if "\n" in problem else "\n  see cleaner clean --help"
    if "--levle" in args:  # click's words differ from version to version
        done = clean(*args)
        assert (done.code, done.err.splitlines()[-1]) == (2, "  see cleaner clean --help")
        return
    assert clean(*args) == Done(2, b"", f"cleaner clean: {problem}{advice}\n")
    assert ((here / "a").read_text(), (here / "b").read_text()) == (TEXT, "b")


GERMAN = RULES.replace('language = ""', 'language = "de"')
UNKNOWN = 'no rule in force is for the language "deutsch"\n  did you mean "de"? there are: de\n'


@pytest.mark.parametrize(
    ("args", "config", "err"),
    [
        pytest.param(["--language", "deutsch"], "", f"cleaner: {UNKNOWN}", id="option"),
        pytest.param([], 'level = "safe"\nlanguage = "deutsch"', f"cleaner: HERE:2: {UNKNOWN}", id="config"),
        pytest.param(["--language", "de-AT"], 'language = "deutsch"', "", id="the option goes first"),
        pytest.param(
            ["--keep", "ads", "--drop", "ads"],
            "",
            'cleaner: keep and drop contradict each other: both name "ads"\n  name it in one of them\n',
            id="both ways",
        ),
    ],
)
def test_what_a_cleaner_refuses(run: Run, here: Path, args: list[str], config: str, err: str) -> None:
    (here / "german.toml").write_text(GERMAN)
    (here / "cleaner.toml").write_text(config)
    done = run("clean", "--no-builtin", "--rules", "german.toml", *args, stdin=PROSE.encode())
    assert done.err == err.replace("HERE", str(here / "cleaner.toml"))
    assert (done.code, done.out) == ((2, b"") if err else (0, PROSE.encode()))
