"""The command line: one file a command, and what they share."""

from cleaner.cli.app import main, run

__all__ = ["main", "run"]
