"""Find rule files: those that come with the cleaner, and those that somebody points at."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.errors import RuleFileError

_HERE: Final = Path(__file__).resolve().parent.parent
SCORE: Final = "score"
"""The folder, beside the packs, that has the score files."""


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


def shipped_score_compiled() -> Path:
    """Return where the compiled score is in an installed package; in a checkout there is none."""
    return _HERE / "shipped_rules" / "score.bin"


def shipped_score() -> Iterator[RuleSource]:
    """Yield the score files that come with the cleaner, sorted by name."""
    for path in sorted((shipped_folder() / SCORE).glob("*.toml")):
        yield RuleSource(f"rules/{SCORE}/{path.name}", path.read_bytes(), shipped=True)


def score_at(path: Path | str) -> list[RuleSource]:
    """Return the score files of a folder. Raises RuleFileError where there is none."""
    return list(sources_at([path], "score"))


def score_sources(path: Path | str | None) -> list[RuleSource]:
    """Return the score files of a folder; None: those that come with the cleaner. Raises RuleFileError."""
    return list(shipped_score()) if path is None else score_at(path)


def shipped_sources() -> Iterator[RuleSource]:
    """Yield the rule files that come with the cleaner, sorted by name."""
    folder = shipped_folder()
    for path in sorted(folder.rglob("*.toml")):
        if path.parent.name == SCORE:
            continue
        yield RuleSource(f"rules/{path.relative_to(folder).as_posix()}", path.read_bytes(), shipped=True)


def sources_at(paths: Iterable[Path | str], kind: str = "rule") -> Iterator[RuleSource]:
    """Yield the rule files at `paths`, of folders all `*.toml` in them, sorted by name.

    A folder within them that is called `score` has score files, and is left out. `kind` is what messages
    call the files. Raises RuleFileError where there is none.
    """
    for path in map(Path, paths):
        try:
            found = [path]
            if path.is_dir():
                inside = sorted(path.rglob("*.toml"))
                found = [file for file in inside if SCORE not in file.relative_to(path).parts[:-1]]
            if not found:
                raise RuleFileError([f"{path}: no {kind} files in this folder\n  {kind} files end in .toml"])
            for file in found:
                yield RuleSource(str(file), file.read_bytes())
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise RuleFileError([f"{path}: {reason}\n  give a {kind} file, or a folder of them"]) from None
