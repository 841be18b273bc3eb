"""From options and config files to what does the work."""

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from cleaner.cli.options import Ruling, Shared, Sourced
from cleaner.cli.voice import Voice, tell, tell_if_slow

if TYPE_CHECKING:
    from cleaner.engine.cleaner import Cleaner
    from cleaner.engine.matching import Tables
    from cleaner.engine.store import Store, Waiting
    from cleaner.rulebook.config import Config
    from cleaner.rulebook.rule import Rulebook
    from cleaner.sources.slots import Reading


def make_voice(shared: Shared) -> Voice:
    """Return what speaks to the user."""
    return Voice(quiet=shared.quiet, verbose=shared.verbose)


def make_reading(sourced: Sourced) -> "Reading":
    """Return how sources are to be read."""
    from cleaner.sources.slots import Fields, Reading

    fields = Fields(text=sourced.field, url=sourced.url_field, language=sourced.language_field)
    return Reading(
        format=sourced.format,
        encoding=sourced.encoding,
        fields=fields,
        url=sourced.site,
        max_document=sourced.max_document,
    )


def make_cleaner(ruling: Ruling, *, tidy: bool = False, dest: Path | None = None) -> "Cleaner":
    """Load the rules and return the cleaner that options and config files ask for; options go first.

    `dest`: the folder to which several processes write, one of which is to compile what
    all need. Raises RuleFileError, ConfigError, and ArgumentError where options contradict
    each other or no rule is of the language.
    """
    config = _find_config(ruling)
    with _settling():
        return _compiled_cleaner(ruling, config, tidy=tidy, dest=dest)


def _compiled_cleaner(ruling: Ruling, config: "Config", *, tidy: bool, dest: Path | None) -> "Cleaner":
    from cleaner.engine.compiled import load_compiled
    from cleaner.rulebook.cache import Cache, user_cache
    from cleaner.rulebook.drop_lines import with_drop_lines
    from cleaner.rulebook.find import shipped_sources, sources_at

    cache = user_cache() if ruling.cache else Cache(None)
    rules, tables = load_compiled(
        [*shipped_sources(), *sources_at([*config.rules, *ruling.rules])],
        cache,
        builtin=config.builtin and ruling.builtin,
        disable=[*config.disable, *ruling.disable],
        waiting=nullcontext() if ruling.quiet else tell_if_slow("compiling the rules, for this once"),
    )
    if not ruling.quiet:
        for warning in rules.warnings:
            tell(warning, named=False)
    rules = with_drop_lines(rules, ruling.drop_line)
    store = cache if cache.is_usable() else None
    waiting = partial(_compiling, ruling.quiet, dest if store else None)
    return _cleaner(rules, ruling, config, tidy=tidy, tables=tables, store=store, waiting=waiting)


@contextmanager
def _compiling(quiet: bool, dest: Path | None) -> Iterator[None]:
    """Say that a database is compiled, should it take a while.

    Of the processes that write to `dest` one compiles it, and the others find it in the store.
    """
    with ExitStack() as stack:
        if dest is not None:
            from cleaner.batch.turns import taking_turns

            stack.enter_context(taking_turns(dest))
        if not quiet:
            stack.enter_context(tell_if_slow("compiling a database for many documents, for this once"))
        yield


def make_other_cleaner(ruling: Ruling, path: Path) -> "Cleaner":
    """Return a cleaner like that of make_cleaner, with the rules at `path` in the place of --rules.

    A folder that holds the signals is a whole rule set, and used alone.
    """
    from cleaner.rulebook.load import SIGNALS, assemble, load_rules, read_files

    config = _find_config(ruling)
    disable = [*config.disable, *ruling.disable]
    if (path / SIGNALS).is_file():
        rules = assemble(list(read_files([path])), disable=disable, drop_lines=ruling.drop_line)
    else:
        builtin = config.builtin and ruling.builtin
        files = [*config.rules, path]
        rules = load_rules(files, builtin=builtin, disable=disable, drop_lines=ruling.drop_line)
    return _cleaner(rules, ruling, config, tidy=False)


@contextmanager
def _settling() -> Iterator[None]:
    """Keep the garbage collector from looking at what the block makes: it stays until the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _find_config(ruling: Ruling) -> "Config":
    from cleaner.rulebook.config import Config, find_config

    return find_config(Path.cwd(), Path(click.get_app_dir("cleaner"))) if ruling.config else Config()


def _cleaner(
    rules: "Rulebook",
    ruling: Ruling,
    config: "Config",
    *,
    tidy: bool,
    tables: "Tables | None" = None,
    store: "Store | None" = None,
    waiting: "Waiting" = nullcontext,
) -> "Cleaner":
    from cleaner.engine.cleaner import Cleaner

    if not ruling.language:
        _check_language(config, rules)
    guard: dict[str, Any] = {"min_words": ruling.min_words, "min_share": ruling.min_share}
    return Cleaner(
        rules,
        level=ruling.level or config.level or "normal",
        language=ruling.language or config.language,
        keep={*config.keep} - {*ruling.drop} | {*ruling.keep},
        drop={*config.drop} - {*ruling.keep} | {*ruling.drop},
        tidy=tidy,
        links=ruling.links,
        tables=tables,
        store=store,
        waiting=waiting,
        **{name: value for name, value in guard.items() if value is not None},
    )


def _check_language(config: "Config", rules: "Rulebook") -> None:
    """Raise ConfigError, with the place, where no rule is of the language of the config file."""
    from cleaner.engine.arguments import check_language
    from cleaner.errors import ArgumentError, ConfigError

    try:
        check_language(config.language, rules.rules)
    except ArgumentError as error:
        raise ConfigError(f"{config.language_place}: {error}") from None


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
