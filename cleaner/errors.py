"""Errors that a user can do something about: each says where, what and what to do."""

from collections.abc import Sequence


class CleanerError(Exception):
    """Base of every error this package raises on purpose."""


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
