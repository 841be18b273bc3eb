"""Lets `python -m cleaner` do what `cleaner` does."""

from cleaner.cli import run

run()
