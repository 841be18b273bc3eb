"""Find rule files: those that come with the cleaner, and those that somebody points at."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.errors import RuleFileError

_HERE: Final = Path(__file__).resolve().parent.parent


class RuleSource(NamedTuple):
    """A rule file, unread: how messages call it, and its bytes. `shipped`: it comes with the cleaner."""

    name: str
    data: bytes
    shipped: bool = False


def shipped_folder() -> Path:
    """Return the folder of the rules that come with the cleaner: in a wheel, or in a checkout."""
    inside = _HERE / "shipped_rules"
    return inside if inside.is_dir() else _HERE.parent / "rules"


def shipped_compiled() -> Path:
    """Return where the compiled rules are in an installed package; in a checkout there are none."""
    return _HERE / "shipped_rules" / "rulebook.bin"


def shipped_sources() -> Iterator[RuleSource]:
    """Yield the rule files that come with the cleaner, sorted by name."""
    folder = shipped_folder()
    for path in sorted(folder.rglob("*.toml")):
        yield RuleSource(f"rules/{path.relative_to(folder).as_posix()}", path.read_bytes(), shipped=True)


def sources_at(paths: Iterable[Path | str]) -> Iterator[RuleSource]:
    """Yield the rule files at `paths`, of folders all `*.toml` in them, sorted by name.

    Raises RuleFileError where there is none.
    """
    for path in map(Path, paths):
        try:
            found = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
            if not found:
                raise RuleFileError([f"{path}: no rule files in this folder\n  rule files end in .toml"])
            for file in found:
                yield RuleSource(str(file), file.read_bytes())
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise RuleFileError([f"{path}: {reason}\n  give a rule file, or a folder of them"]) from None
