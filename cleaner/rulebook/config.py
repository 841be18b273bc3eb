"""Settings that a user or a project keeps in a file."""

import errno
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cleaner.model import Category, Level

FILE: Final = "cleaner.toml"
PYPROJECT: Final = "pyproject.toml"
MOST_BYTES: Final = 4 << 20
"""No config file is larger."""
NAME: Final = b"cleaner"
"""A `pyproject.toml` without it doesn't speak of us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What config files ask for: rule files and rules to switch off, and defaults of options.

    `rules` are paths that exist. `builtin` false: the shipped rules don't act. `score` false: only rules
    remove lines; `score_path` is a folder of other score files.
    `language_place` says where the language stands, for messages. `warnings` tell of files of other users,
    which aren't used.
    """

    rules: tuple[Path, ...] = ()
    disable: tuple[str, ...] = ()
    builtin: bool = True
    score: bool = True
    score_path: Path | None = None
    level: Level | None = None
    language: str | None = None
    language_place: str = field(default="", compare=False)
    warnings: tuple[str, ...] = field(default=(), compare=False)
    keep: tuple[Category, ...] = ()
    drop: tuple[Category, ...] = ()


def find_config(start: Path, user_folder: Path) -> Config:
    """Return what the user's config file and the nearest of a project say together.

    The user's are `cleaner.toml` and the rule files in `rules/`, both in
    `user_folder`; the project's is the first `cleaner.toml`, or `pyproject.toml` with
    a table `[tool.cleaner]`, in `start` or a folder above it. A value of the project
    goes before the user's; lists of rules and of what to switch off add up, the
    user's first. Raises ConfigError with all that is wrong in one of the files.
    """
    folder = start.absolute()
    if not any(map(_has_config, (user_folder, folder, *folder.parents))):
        return Config(rules=own_rules(user_folder))
    # Imported here: most people have no such file, and what reads one takes longer than all else.
    from cleaner.rulebook.config_file import read_config

    return read_config(start, user_folder)


def own_rules(user_folder: Path) -> tuple[Path, ...]:
    """Return the folder of the user's own rule files, if there are any."""
    folder = user_folder / "rules"
    try:
        return (folder,) if folder.is_dir() and any(folder.rglob("*.toml")) else ()
    except OSError:
        return (folder,)  # who loads it says what is wrong


def _has_config(folder: Path) -> bool:
    """Say whether there may be settings of ours in `folder`."""
    try:
        os.stat(folder / FILE)  # noqa: PTH116 - a folder that can't be looked into is one to tell about
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError:
        return True
    else:
        return True
    try:
        return NAME in read_regular(folder / PYPROJECT)
    except (OSError, ValueError):
        return False


def read_regular(path: Path) -> bytes:
    """Return the bytes of a file. Raises OSError, and ValueError for a pipe, a device, or a huge file."""
    if stat.S_ISDIR((status := path.stat()).st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("this is not a regular file")
    # Not blocking: it may be a pipe by now, which nobody may ever write to.
    with open(path, "rb", opener=_open_at_once) as stream:
        data = stream.read(MOST_BYTES + 1)
    if data is None or len(data) > MOST_BYTES:
        raise ValueError(f"this is larger than {MOST_BYTES >> 20} MB")
    return data


def _open_at_once(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))
