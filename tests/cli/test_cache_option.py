"""The command line and the cache: which commands write to it, and that it changes nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, PROSE, RULES, Done

from cleaner.rulebook.cache import VARIABLE

Run = Callable[..., Done]
TEXT = (PROSE + "Advertisement\nSponsored by\n" + PROSE).encode()
LEFT = (PROSE + "Sponsored by\n" + PROSE).encode()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder; it isn't there yet."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_second_run_says_the_same(clean: Run, folder: Path) -> None:
    assert [clean(stdin=TEXT) for _ in range(2)] == [Done(0, LEFT, "")] * 2
    assert list(folder.iterdir()) != []


def test_a_rule_file_that_was_changed_is_seen(clean: Run, here: Path, folder: Path) -> None:  # noqa: ARG001
    assert clean(stdin=TEXT).out == LEFT
    (here / "rules.toml").write_text(RULES.replace('["advertisement"]', '["sponsored by"]'))
    assert clean(stdin=TEXT).out == (PROSE + "Advertisement\n" + PROSE).encode()


def test_a_rule_file_that_was_broken_is_refused(clean: Run, here: Path, folder: Path) -> None:  # noqa: ARG001
    assert clean(stdin=TEXT).code == 0
    (here / "rules.toml").write_text(RULES.replace("lines =", "liness ="))
    done = clean(stdin=TEXT)
    assert (done.code, done.out) == (2, b"")
    assert 'unknown key "liness"' in done.err


def test_damaged_entries_change_nothing(clean: Run, folder: Path) -> None:
    clean(stdin=TEXT)
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:-9])
    assert clean(stdin=TEXT) == Done(0, LEFT, "")


def test_a_folder_that_cannot_be_is_no_news(
    clean: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file"))
    assert clean(stdin=TEXT) == Done(0, LEFT, "")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "line",
    [
        "--help",
        "clean --help",
        "batch --help",
        "rules list --no-cache",
        "clean --no-cache RULES",
    ],
)
def test_who_writes_nothing(line: str, run: Run, folder: Path) -> None:
    args = line.replace("RULES", " ".join(PLAIN_RULES)).split()
    assert run(*args, stdin=TEXT).code == 0
    assert not folder.exists()
