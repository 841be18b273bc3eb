"""The cache keeps what it is given, and never gets in the way."""

import os
from pathlib import Path

import pytest

from cleaner.rulebook import cache as module
from cleaner.rulebook.cache import Cache, user_cache


def entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_what_was_put_is_there(tmp_path: Path) -> None:
    Cache(tmp_path / "new" / "folder").put("a-1", b"\0\xff" * 9)
    again = Cache(tmp_path / "new" / "folder")
    assert again.get("a-1") == b"\0\xff" * 9
    assert again.get("a-2") is None


def test_another_version_sees_nothing(tmp_path: Path) -> None:
    Cache(tmp_path, "1.0").put("a", b"x")
    assert [Cache(tmp_path, version).get("a") for version in ("1.0", "1.1")] == [b"x", None]


def test_an_empty_entry_is_an_entry(tmp_path: Path) -> None:
    Cache(tmp_path).put("a", b"")
    assert Cache(tmp_path).get("a") == b""


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:0], id="empty"),
        pytest.param(lambda data: data[:3], id="cut short in the check"),
        pytest.param(lambda data: data[:-1], id="cut short"),
        pytest.param(lambda data: data + b"x", id="longer"),
        pytest.param(lambda data: data[:7] + b"?" + data[8:], id="another byte"),
        pytest.param(lambda data: bytes(len(data)), id="zeros, as after a power cut"),
    ],
)
def test_what_is_damaged_is_not_there(damage: object, tmp_path: Path) -> None:
    assert callable(damage)
    cache = Cache(tmp_path)
    cache.put("a", b"some bytes")
    (path,) = entries(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get("a") is None
    cache.put("a", b"some bytes")
    assert cache.get("a") == b"some bytes"


@pytest.mark.parametrize("folder", [None, Path(os.devnull), Path(os.devnull, "below"), Path("a\0b")], ids=str)
def test_where_nothing_can_be_kept_nothing_happens(folder: Path | None) -> None:
    cache = Cache(folder)
    cache.put("a", b"some bytes")
    assert not cache.is_usable()
    assert cache.get("a") is None


def give_away(path: Path) -> None:
    os.chown(path, 65534, 65534)


root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")


@pytest.mark.parametrize("which", ["folder", "entry"])
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda path: path.chmod(0o720), id="its group may write it"),
        pytest.param(lambda path: path.chmod(0o702), id="all may write it"),
        pytest.param(give_away, id="another owns it", marks=root),
    ],
)
def test_what_others_could_have_written_is_not_used(tmp_path: Path, which: str, change: object) -> None:
    assert callable(change)
    folder = tmp_path / "cache"
    cache = Cache(folder)
    cache.put("a", b"some bytes")
    (entry,) = entries(folder)
    assert entry.stat().st_mode & 0o777 == 0o600
    change(folder if which == "folder" else entry)
    assert (cache.get("a"), cache.is_usable()) == (None, which == "entry")
    if which == "entry":
        cache.put("a", b"other bytes")
        assert cache.get("a") == b"other bytes"


def test_a_pipe_is_no_entry(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("a", b"some bytes")
    (entry,) = entries(tmp_path)
    entry.unlink()
    os.mkfifo(entry)
    assert cache.get("a") is None


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*paths: Path) -> None:
        raise OSError(28, "No space left on device", *paths)

    monkeypatch.setattr(Path, "replace", full)
    Cache(tmp_path).put("a", b"some bytes")
    assert entries(tmp_path) == []


def test_what_was_not_used_for_longest_goes(tmp_path: Path) -> None:
    cache, most = Cache(tmp_path), module._MOST_ENTRIES
    for number in range(most):
        cache.put(f"k-{number}", b"x")
        for path in tmp_path.glob(f"k-{number}.*"):
            os.utime(path, (number, number))
    (tmp_path / "notes.txt").write_text("mine")
    assert cache.get("k-0") == b"x"  # used once more
    cache.put("new", b"x")
    assert [cache.get(key) for key in ("k-0", "k-1", "k-2", "new")] == [b"x", None, b"x", b"x"]
    assert len(entries(tmp_path)) == most + 1
    assert (tmp_path / "notes.txt").exists()


@pytest.mark.parametrize(
    ("system", "variables", "folder"),
    [
        pytest.param("linux", {"CLEANER_CACHE_DIR": "/x/y", "XDG_CACHE_HOME": "/c"}, "/x/y", id="as asked"),
        pytest.param("linux", {"XDG_CACHE_HOME": "/c"}, "/c/cleaner", id="XDG"),
        pytest.param(
            "linux", {"XDG_CACHE_HOME": "c"}, "/home/j/.cache/cleaner", id="XDG asks for a full path"
        ),
        pytest.param("linux", {}, "/home/j/.cache/cleaner", id="Linux"),
        pytest.param("darwin", {}, "/home/j/Library/Caches/cleaner", id="macOS"),
        pytest.param("win32", {"LOCALAPPDATA": "/l"}, "/l/cleaner/Cache", id="Windows"),
    ],
)
def test_folders(
    system: str, variables: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CLEANER_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr(Path, "home", lambda: Path("/home/j"))
    assert user_cache()._folder == Path(folder)
