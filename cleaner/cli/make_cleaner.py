"""Make the cleaner that options and config files ask for."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.console import print_stderr
from cleaner.cli.options import RulebookOptions, RuleOptions

if TYPE_CHECKING:
    from cleaner.engine.cleaner import Cleaner
    from cleaner.rulebook.cache import Cache
    from cleaner.rulebook.config import Config
    from cleaner.rulebook.rulebook import Rulebook
    from cleaner.rulebook.score import Score
    from cleaner.sources.rule_sets import RuleSet


def make_cleaner(options: RuleOptions, *, tidy: bool = False) -> "Cleaner":
    """Load the rules and return the cleaner. Options take precedence over config files.

    Raises RuleFileError, ConfigError, and ArgumentError if options contradict each other
    or no rule is for the language.
    """
    from cleaner.rulebook.load import load_rules

    config = read_config(options)
    if not options.quiet:
        warn_of(config)
    with _without_garbage_collection():
        rules = load_rules(
            [*config.rules, *options.rules],
            builtin=config.builtin and options.builtin,
            disable=[*config.disable, *options.disable],
            drop_lines=options.drop_line,
            cache=_cache(options),
        )
        if not options.quiet:
            for warning in rules.warnings:
                print_stderr(warning)
        return _cleaner(rules, options, config, tidy=tidy)


def make_other_cleaner(options: RuleOptions, path: Path) -> "Cleaner":
    """Return a cleaner like that of make_cleaner, with the rules at `path` in the place of --rules.

    A folder with a text.toml is a whole rule set, and used alone.
    """
    from cleaner.sources.rule_sets import rule_set_at

    return make_cleaner_of(options, rule_set_at(path))


def make_cleaner_of(options: RuleOptions, rule_set: "RuleSet") -> "Cleaner":
    """Return a cleaner like that of make_cleaner, with this rule set in the place of --rules."""
    from cleaner.rulebook.find import sources_at
    from cleaner.rulebook.load import load_sources

    config = read_config(options)
    others = [] if rule_set.whole else sources_at(config.rules)
    rules = load_sources(
        [*others, *rule_set.sources],
        builtin=not rule_set.whole and config.builtin and options.builtin,
        disable=[*config.disable, *options.disable],
        drop_lines=options.drop_line,
        cache=_cache(options),
    )
    return _cleaner(rules, options, config)


def _score(options: RuleOptions, config: "Config") -> "Score | None":
    from cleaner.rulebook.compiled_score import load_score

    if not options.score or (options.score_path is None and not config.score):
        return None
    return load_score(options.score_path or config.score_path, cache=_cache(options))


def _cache(options: RuleOptions) -> "Cache":
    from cleaner.rulebook.cache import NOWHERE, user_cache

    return user_cache() if options.cache else NOWHERE


def read_config(options: RulebookOptions) -> "Config":
    """Read the user's and the project's config, unless --no-config is given. Raises ConfigError."""
    from cleaner.rulebook.config import Config, find_config

    return find_config(Path.cwd(), Path(click.get_app_dir("cleaner"))) if options.config else Config()


def warn_of(config: "Config") -> None:
    """Tell of the config files that aren't used."""
    for warning in config.warnings:
        print_stderr(warning)


def _cleaner(rules: "Rulebook", options: RuleOptions, config: "Config", **settings: Any) -> "Cleaner":
    from cleaner.engine.arguments import check_language
    from cleaner.engine.cleaner import Cleaner
    from cleaner.errors import ArgumentError, ConfigError

    if not options.language:
        try:
            check_language(config.language, rules.rules)
        except ArgumentError as error:
            raise ConfigError(f"{config.language_place}: {error}") from None
    for name, value in (("min_words", options.min_words), ("min_share", options.min_share)):
        if value is not None:
            settings[name] = value
    return Cleaner(
        rules,
        score=_score(options, config),
        level=options.level or config.level or "normal",
        language=options.language or config.language,
        keep={*config.keep} - {*options.drop} | {*options.keep},
        drop={*config.drop} - {*options.keep} | {*options.drop},
        links=options.links,
        **settings,
    )


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Keep the garbage collector from looking through what the block makes: it stays until the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
