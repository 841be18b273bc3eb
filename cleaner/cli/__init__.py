"""The command line: a file for each command, and what they share."""

from cleaner.cli.app import main, run

__all__ = ["main", "run"]
