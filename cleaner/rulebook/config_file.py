"""Read the files in which a user or a project keeps settings."""

import os
import re
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from msgspec import UNSET, UnsetType

from cleaner.errors import ConfigError
from cleaner.model import Category, Level
from cleaner.rulebook.config import FILE, NAME, PYPROJECT, Config, own_rules, read_regular
from cleaner.rulebook.messages import read_toml, toml_fault
from cleaner.rulebook.parse import RuleFile, convert_table
from cleaner.rulebook.positions import locate
from cleaner.rulebook.schema import Table, Text, given

T = TypeVar("T")
_FOREIGN: Final = (
    "{}: it is not used: the file, or its folder, belongs to another user\n"
    "  use its rules with --rules if you trust them, or make it your own"
)
_OUR_TABLE: Final = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*cleaner[ \t]*\][^\n]*", re.MULTILINE)


class ConfigEntry(Table):
    """The keys of a `cleaner.toml`, or of `[tool.cleaner]` in a `pyproject.toml`."""

    rules: list[Text] | UnsetType = UNSET
    disable: list[Text] | UnsetType = UNSET
    builtin: bool | UnsetType = UNSET
    score: bool | Text | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    language: str | UnsetType = UNSET
    keep: list[Category] | UnsetType = UNSET
    drop: list[Category] | UnsetType = UNSET


Found = tuple[RuleFile, ConfigEntry]
"""A config file, and what it says."""


def read_config(start: Path, user_folder: Path) -> Config:
    """Return what `find_config` does, where there is something to read."""
    warnings: list[str] = []
    found = [*_read(user_folder / FILE), *_of_project(start, user_folder / FILE, warnings)]
    entries = [entry for _, entry in found]
    keep: list[Category] = []
    drop: list[Category] = []
    for entry in entries:
        # As options do: what a project keeps, the user's drop doesn't take.
        keep, drop = (
            given(entry.keep, [one for one in keep if one not in given(entry.drop, [])]),
            given(entry.drop, [one for one in drop if one not in given(entry.keep, [])]),
        )
    return Config(
        rules=(
            *own_rules(user_folder),
            *(_folder(file) / path for file, entry in found for path in _paths(entry)),
        ),
        disable=tuple(pattern for entry in entries for pattern in given(entry.disable, [])),
        builtin=_last([entry.builtin for entry in entries], True),
        score=_last([entry.score for entry in entries], True) is not False,
        score_path=_score_path(found),
        level=_last([entry.level for entry in entries], None),
        language=_last([entry.language for entry in entries], None),
        language_place=next((_place(file) for file, entry in reversed(found) if entry.language), ""),
        keep=tuple(keep),
        drop=tuple(drop),
        warnings=tuple(warnings),
    )


def _score_path(found: Sequence[Found]) -> Path | None:
    """Return the folder of score files that was named last, unless true or false came after it."""
    for file, entry in reversed(found):
        if not isinstance(entry.score, UnsetType):
            return _folder(file) / _expanded(entry.score) if isinstance(entry.score, str) else None
    return None


def _folder(file: RuleFile) -> Path:
    return Path(file.name).parent


def _place(file: RuleFile) -> str:
    return file.at(file.places.find("", 0, "language"))


def _paths(entry: ConfigEntry) -> Iterator[Path]:
    return map(_expanded, given(entry.rules, []))


def _expanded(path: str) -> Path:
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path's raises for unknown users


def _last(values: Sequence[T | UnsetType], default: T) -> T:
    """Return the last value that was given: that of the project, if it gives one."""
    set_ones = [value for value in values if not isinstance(value, UnsetType)]
    return set_ones[-1] if set_ones else default


def _of_project(start: Path, users: Path, warnings: list[str]) -> Iterator[Found]:
    """Yield file and content of the nearest config file, if there is one that isn't the user's.

    Files of other users are passed over, with a warning: whoever can write to a folder above ours could
    decide what is removed.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        for read in (_read, _read_pyproject):
            path = folder / (FILE if read is _read else PYPROJECT)
            if _is_foreign(path):
                if read is _read or list(_read_quietly(path)):
                    warnings.append(_FOREIGN.format(path))
                continue
            found = list(read(path))
            if found:
                if folder != users.parent.absolute():
                    yield from found
                return


def _is_foreign(path: Path) -> bool:
    """Tell whether a file that exists, or the folder that it is in, is owned by neither us nor root."""
    ours = (0, os.geteuid())
    try:
        return path.stat().st_uid not in ours or path.parent.stat().st_uid not in ours
    except OSError:  # who reads it says what is wrong
        return False


def _read_quietly(path: Path) -> Iterator[Found]:
    """Do what _read_pyproject does, and yield nothing where the file is broken."""
    with suppress(ConfigError):
        yield from _read_pyproject(path)


def _read(path: Path) -> Iterator[Found]:
    """Yield file and content of a `cleaner.toml`, if it exists."""
    try:
        data = read_regular(path)
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise ConfigError(f"{path}: {reason}\n  mend that, or leave it aside with --no-config") from None
    file, table = _parse(path, data)
    file.places = locate(file.text)
    yield file, _entry(file, table)


def _read_pyproject(path: Path) -> Iterator[Found]:
    """Yield file and content of a `pyproject.toml`, if it speaks of the cleaner.

    One that doesn't may be as broken as it likes: it is somebody else's.
    """
    try:
        data = read_regular(path)
    except (OSError, ValueError):
        return
    if NAME not in data:
        return
    try:
        file, tables = _parse(path, data)
    except ConfigError:
        if b"tool.cleaner" in data:
            raise
        return
    tool = tables.get("tool")
    table = tool.get("cleaner") if isinstance(tool, dict) else None
    if table is None:
        return
    header = _OUR_TABLE.search(file.text)
    if header:
        # Blank what stands above our table, so that lines keep their numbers.
        above = file.text.count("\n", 0, header.end())
        file.places = locate("\n" * above + file.text[header.end() :])
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.cleaner is not a table\n  write [tool.cleaner]")
    yield file, _entry(file, table)


def _parse(path: Path, data: bytes) -> tuple[RuleFile, dict[str, Any]]:
    """Return the file, for reporting as rule files report, and its content."""
    file = RuleFile(name=str(path), text="")
    table: dict[str, Any] = {}
    try:
        file.text = data.decode("utf-8-sig").replace("\r\n", "\n")
        table = read_toml(file.text)
    except UnicodeDecodeError as error:
        file.report(None, "", f"byte {error.start} is not UTF-8", "config files are UTF-8; save it as such")
    except tomllib.TOMLDecodeError as error:
        file.report(*toml_fault(str(error), file.text))
    _refuse(file)
    return file, table


def _entry(file: RuleFile, table: dict[str, Any]) -> ConfigEntry:
    folder = _folder(file)
    entry = convert_table(file, ("", 0), "", table, ConfigEntry)
    for at, path in enumerate(given(entry.rules, []) if entry else ()):
        if not os.path.exists(folder / _expanded(path)):  # noqa: PTH110 - Path's may raise
            line = file.places.find("", 0, "rules", at)
            file.report(line, "", f'rules: there is no "{path}"', f"paths are relative to {folder}")
    for at, category in enumerate(given(entry.drop, []) if entry else ()):
        if entry and category in given(entry.keep, []):
            line = file.places.find("", 0, "drop", at)
            file.report(line, "", f'drop: keep names "{category}", too', "name it in one of them")
    _refuse(file)
    assert entry is not None  # a fault would have been reported
    return entry


def _refuse(file: RuleFile) -> None:
    """Raise ConfigError with everything that is wrong, in the order of its lines."""
    if file.problems:
        raise ConfigError("\n".join(text for _, text in sorted(file.problems, key=lambda p: p[0])))
