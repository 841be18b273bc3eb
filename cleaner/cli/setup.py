"""From options and config files to what does the work."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from cleaner.cli.options import Shared
from cleaner.cli.voice import Voice, tell

if TYPE_CHECKING:
    from cleaner.engine.cleaner import Cleaner
    from cleaner.sources.slots import Reading


def make_voice(shared: Shared) -> Voice:
    """Return what speaks to the user."""
    return Voice(quiet=shared.quiet, verbose=shared.verbose)


def make_reading(shared: Shared) -> "Reading":
    """Return how sources are to be read."""
    from cleaner.sources.jsonl import Fields
    from cleaner.sources.slots import Reading

    fields = Fields(text=shared.field, url=shared.url_field, language=shared.language_field)
    return Reading(format=shared.format, encoding=shared.encoding, fields=fields, url=shared.site)


def make_cleaner(shared: Shared) -> "Cleaner":
    """Load the rules and return the cleaner that options and config files ask for; options go first.

    Raises RuleFileError, ConfigError, and UsageError where options contradict each other.
    """
    from cleaner.engine.cleaner import Cleaner
    from cleaner.rulebook.config import Config, find_config
    from cleaner.rulebook.load import load_rules

    both = sorted(set(shared.keep) & set(shared.drop))
    if both:
        raise click.UsageError(f"--keep {both[0]} and --drop {both[0]} contradict each other")
    config = find_config(Path.cwd(), Path(click.get_app_dir("cleaner"))) if shared.config else Config()
    rules = load_rules(
        [*config.rules, *shared.rules],
        builtin=config.builtin and shared.builtin,
        disable=[*config.disable, *shared.disable],
        drop_lines=shared.drop_line,
    )
    if not shared.quiet:
        for warning in rules.warnings:
            tell(warning, named=False)
    guard: dict[str, Any] = {"min_words": shared.min_words, "min_share": shared.min_share}
    return Cleaner(
        rules,
        level=shared.level or config.level or "normal",
        language=shared.language or config.language,
        keep={*config.keep} - {*shared.drop} | {*shared.keep},
        drop={*config.drop} - {*shared.keep} | {*shared.drop},
        tidy=shared.tidy,
        links=shared.links,
        **{name: value for name, value in guard.items() if value is not None},
    )


@contextmanager
def open_log(path: Path | None) -> Iterator[BinaryIO | None]:
    """Open the log of removals, if one is wanted.

    It is written as the run goes, not put in place at its end: after a run that was
    stopped, what it had done can still be undone.
    """
    if path is None:
        yield None
        return
    from cleaner.sources.trouble import writing_only

    with writing_only(str(path)):
        log = path.open("wb")
    try:
        yield log
    finally:
        with suppress(OSError):  # entries are flushed one by one: what fails here has failed before
            log.close()
