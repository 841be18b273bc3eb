"""Files that are whole or absent."""

import os
import stat
from pathlib import Path

import pytest

from cleaner.sources.atomic import TEMP_SUFFIX, Discard, back_up, replacing


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_the_file_appears_at_the_end(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    with replacing(target) as stream:
        stream.write(b"new")
        stream.flush()
        (temp,) = tmp_path.iterdir()
        assert temp.name.startswith(".a.txt.")
        assert temp.name.endswith(TEMP_SUFFIX)
    assert content(tmp_path) == {"a.txt": "new"}


@pytest.mark.parametrize("reason", [ValueError, KeyboardInterrupt])
def test_nothing_is_left_of_a_block_that_raises(tmp_path: Path, reason: type[BaseException]) -> None:
    (tmp_path / "a.txt").write_text("old")

    def fail() -> None:
        with replacing(tmp_path / "a.txt") as stream:
            stream.write(b"half")
            raise reason

    with pytest.raises(reason):
        fail()
    assert content(tmp_path) == {"a.txt": "old"}


def test_discard_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with replacing(tmp_path / "a.txt") as stream:
        stream.write(b"new")
        raise Discard
    assert content(tmp_path) == {"a.txt": "old"}


@pytest.mark.parametrize(
    ("old", "like", "mode"),
    [
        pytest.param(0o640, None, 0o640, id="of the file it replaces"),
        pytest.param(0o640, 0o644, 0o640, id="rather than of its model"),
        pytest.param(0o644, 0o600, 0o600, id="but no more than its model allows"),
        pytest.param(0o6755, None, 0o755, id="without setuid and setgid"),
        pytest.param(None, 0o7755, 0o755, id="not of its model, either"),
        pytest.param(None, 0o755, 0o755, id="else of its model"),
        pytest.param(None, 0o444, 0o644, id="which may be write-protected"),
        pytest.param(0o444, None, 0o444, id="of a write-protected file that is replaced all the same"),
        pytest.param(None, None, 0o644, id="else by the umask"),
    ],
)
def test_the_mode(tmp_path: Path, old: int | None, like: int | None, mode: int) -> None:
    target, model = tmp_path / "target", tmp_path / "model"
    for path, bits in ((target, old), (model, like)):
        if bits is not None:
            path.touch()
            path.chmod(bits)
    before = os.umask(0o022)
    try:
        with replacing(target, like=model if like is not None else None):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == mode


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_write_protected_file_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    target.chmod(0o444)
    with pytest.raises(PermissionError), replacing(target):
        pass
    assert content(tmp_path) == {"a.txt": "old"}


def test_a_name_of_255_bytes(tmp_path: Path) -> None:
    name = "é" * 125 + ".text"
    with replacing(tmp_path / name) as stream:
        stream.write(b"new")
    assert content(tmp_path) == {name: "new"}


def test_a_pipe_is_written_directly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with replacing(pipe) as stream:
        stream.write(b"new")
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_backup_is_the_original_and_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    back_up(path, ".bak")
    with replacing(path) as stream:
        stream.write(b"new")
    assert content(tmp_path) == {"a.txt": "new", "a.txt.bak": "old"}
    with pytest.raises(FileExistsError):
        back_up(path, ".bak")
    assert content(tmp_path) == {"a.txt": "new", "a.txt.bak": "old"}
