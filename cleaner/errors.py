"""Errors that a user can do something about: each says where, what and what to do."""

from collections.abc import Collection, Sequence
from os import PathLike
from typing import Any


class CleanerError(Exception):
    """Base of every error this package raises on purpose."""


class ArgumentError(CleanerError, ValueError):
    """An argument means nothing, or arguments contradict each other."""


class MissingLibraryError(CleanerError, ImportError):
    """Another library is needed; the message says how to install it."""


class RuleFileError(CleanerError):
    """A rule file was refused. `problems` holds every fault that was found, in file order."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class ConfigError(CleanerError):
    """A `cleaner.toml`, or the `[tool.cleaner]` table of a `pyproject.toml`, can't be used."""


class InputError(CleanerError):
    """One input can't be read, decoded or written; the others are not affected."""


class MatchTimeoutError(InputError):
    """A rule's pattern ran out of time on a document, which is therefore not cleaned."""

    def __init__(self, rule: str, line: int) -> None:
        self.rule = rule
        self.line = line
        super().__init__(
            f'rule "{rule}" ran out of time on line {line}\n'
            f"  the document is not cleaned; mend the rule's pattern or switch it off with --disable {rule}"
        )


class LossError(CleanerError):
    """The guard stopped a cleaning under `on_loss="fail"`."""


def advise(wrong: str, known: Collection[str]) -> str:
    """Say which of the `known` words a `wrong` one may have been meant to be, or which there are."""
    from difflib import get_close_matches  # takes long to import, and hardly anybody needs it

    near = get_close_matches(wrong, known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"write one of: {', '.join(known)}"


def check_list(name: str, value: object, kind: Any = str) -> None:
    """Raise ArgumentError if the argument `name` is no list of `kind`: of a text each letter counts."""
    if isinstance(value, str | bytes | PathLike):
        raise ArgumentError(f'{name}: "{value!s}" is no list\n  write {name}=["{value!s}"]')
    if not isinstance(value, Collection):
        raise ArgumentError(f"{name}: {value!r} is no list\n  write {name}=[...]")
    for one in value:
        check_kind(name, one, kind)


def check_kind(name: str, value: object, kind: Any = str) -> None:
    """Raise ArgumentError if the `value` of the argument `name` is not of a `kind` (see isinstance)."""
    if not isinstance(value, kind):
        wanted = "number" if isinstance(0, kind) else "string" if isinstance("", kind) else kind.__name__
        raise ArgumentError(f"{name}: a value of the type {type(value).__name__}\n  give a {wanted}")
