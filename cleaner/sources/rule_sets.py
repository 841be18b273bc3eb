"""Rule sets to compare: rule files at a path, or as they were at a git revision."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cleaner.errors import RuleFileError
from cleaner.rulebook.find import SCORE, RuleSource, sources_at
from cleaner.sources.paths import is_file

NONE: Final = "none"
"""Instead of a path: no rules, to see what all rules of the other set do."""
_WHOLE: Final = "text.toml"
_PLAIN_FILES: Final = (b"100644", b"100755")
_ADVICE: Final = (
    "give a rule file, a folder of them, REVISION:PATH of git, or none\n"
    "  PATH begins at the top of the repository; HEAD:./PATH begins in the working directory"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Rule files, unread. `whole`: they say what prose is, so they need no other rules."""

    sources: Sequence[RuleSource]
    whole: bool = False


def find_rule_set(name: str) -> RuleSet:
    """Return the rules at the path `name` or, where there is none, at REVISION:PATH of git.

    Git only reads: nothing is checked out, fetched or executed. Raises RuleFileError.
    """
    if os.path.lexists(name):
        return rule_set_at(Path(name))
    if name == NONE:
        return RuleSet(sources=())
    if ":" not in name:
        raise RuleFileError([f"{name}: there is no such file or folder\n  {_ADVICE}"])
    try:
        return _at_revision(name)
    except FileNotFoundError:
        raise RuleFileError([f"{name}: git is not installed\n  install it, or give a path"]) from None


def rule_set_at(path: Path) -> RuleSet:
    """Return the rules of a file, or of a folder. Raises RuleFileError."""
    return RuleSet(sources=list(sources_at([path])), whole=is_file(path / _WHOLE))


def _at_revision(name: str) -> RuleSet:
    """Return the rules at REVISION:PATH, a file or a folder. Raises RuleFileError, FileNotFoundError."""
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    if not found:
        raise RuleFileError([f"{name}: git finds no such revision, or no such path in it\n  {_ADVICE}"])
    number = found.strip().decode("ascii")
    if (_git("cat-file", "-t", number) or b"").strip() == b"blob":
        return RuleSet(sources=[RuleSource(name, _git("cat-file", "blob", number) or b"")])
    files = dict(_rule_files(_git("ls-tree", "-r", "-z", number) or b""))
    if not files:
        raise RuleFileError([f"{name}: no rule files in this folder\n  rule files end in .toml"])
    slash = "" if name.endswith((":", "/")) else "/"
    sources = [
        RuleSource(f"{name}{slash}{path}", _git("cat-file", "blob", blob) or b"")
        for path, blob in sorted(files.items())
    ]
    return RuleSet(sources=sources, whole=_WHOLE in files)


def _rule_files(tree: bytes) -> Iterator[tuple[str, str]]:
    """Yield path and number of the rule files in what `git ls-tree` wrote. Links are not followed."""
    for entry in filter(None, tree.split(b"\0")):
        about, _, path = entry.partition(b"\t")
        mode, _, number = about.split()
        name = os.fsdecode(path)
        if mode in _PLAIN_FILES and name.endswith(".toml") and SCORE not in name.split("/")[:-1]:
            yield name, number.decode("ascii")


def _git(*args: str) -> bytes | None:
    """Return what git writes, or None where it fails."""
    # What is missing in a partial clone is not fetched.
    env = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}
    done = subprocess.run(["git", *args], capture_output=True, check=False, env=env, stdin=subprocess.DEVNULL)
    return done.stdout if done.returncode == 0 else None
