"""The options that commands share, each with its help in one place."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from cleaner.cli.command import GUARD, MESSAGES, OUTPUT, PERFORMANCE, REMOVED, option
from cleaner.cli.input_options import ADDED, FILES, READ
from cleaner.model import CATEGORIES, LEVELS, LINKS, Category, Level, Links
from cleaner.sources.kind import Format
from cleaner.sources.records import Fields, ReadOptions

if TYPE_CHECKING:
    from cleaner.batch.outcomes import OnLoss

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]
PATH: Final = click.Path(path_type=Path, readable=False)
_CATEGORY: Final = click.Choice(CATEGORIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulebookOptions:
    """Where rules come from."""

    rules: tuple[Path, ...]
    builtin: bool
    config: bool
    cache: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOptions(RulebookOptions):
    """What is removed. None: the option is not given; a config file, or the library, decides."""

    level: Level | None
    score: bool
    score_path: Path | None
    disable: tuple[str, ...]
    drop: tuple[Category, ...]
    keep: tuple[Category, ...]
    drop_line: tuple[str, ...]
    language: str | None
    links: Links
    min_words: int | None
    min_share: float | None
    quiet: bool
    color: Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusOptions(RuleOptions):
    """What is removed, and how sources are read."""

    site: str | None
    format: Format | None
    field: tuple[str, ...]
    url_field: str
    language_field: str | None
    id_field: str
    encoding: str | None
    max_document: int

    @property
    def fields(self) -> Fields:
        return _fields(self)

    @property
    def read(self) -> ReadOptions:
        return ReadOptions(
            format=self.format,
            encoding=self.encoding,
            fields=self.fields,
            url=self.site,
            max_document=self.max_document,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions(CorpusOptions):
    """What is removed, how sources are read, and what is written and told."""

    tidy: bool
    on_loss: "OnLoss"
    removed: Path | None
    failures: Path | None
    list_path: Path | None
    removed_field: str | None
    rules_field: str | None
    files0_from: Path | None
    stats: bool
    verbose: bool

    @property
    def fields(self) -> Fields:
        return replace(_fields(self), removed=self.removed_field, rules=self.rules_field)


def _fields(options: CorpusOptions) -> Fields:
    text = tuple(dict.fromkeys(options.field)) or ("text",)
    return Fields(text=text, url=options.url_field, language=options.language_field, id=options.id_field)


def or_stdout(ctx: click.Context, param: click.Parameter, output: Path | None) -> Path | None:  # noqa: ARG001
    """Return `output`, or None, which means standard output, for -."""
    return None if output == Path("-") else output


def _or_stdout_new(ctx: click.Context, param: click.Parameter, output: Path | None) -> Path | None:
    """Return `output`, or None for -. Raises UsageError if the file is there already."""
    path = or_stdout(ctx, param, output)
    if path is not None and path.exists():
        raise click.UsageError(
            f"{path} is there already, perhaps with rules that somebody edited"
            "\n  name another file, or delete this one"
        )
    return path


rule_file_option = option(
    OUTPUT,
    "-o",
    "--output",
    metavar="FILE",
    type=PATH,
    callback=_or_stdout_new,
    help="Write the rules to this file (default: standard output).",
)
"""-o of commands that write a rule file, which people then edit."""


def refuse_log_and_fields(options: RunOptions) -> None:
    """Raise UsageError for both ways to keep what is removed: restore could not take the fields out again."""
    if options.removed is not None and options.fields.added:
        raise click.UsageError(
            "--removed can't be combined with --removed-field and --rules-field\n"
            "  the log of --removed has the rules, too, and restore needs it"
        )
    names = [*options.fields.text, *options.fields.added]
    if len(set(names)) < len(names):
        raise click.UsageError("fields with text and fields to add must have different names")


def refuse_same_outputs(written: Mapping[str, Path | None]) -> None:
    """Raise UsageError if two of the options name the same file to write."""
    places: dict[str, str] = {}
    for new, path in written.items():
        if path and (other := places.setdefault(os.path.realpath(path), new)) != new:
            raise click.UsageError(f"{other} and {new} are the same file\n  give one of them another name")


def _without(heading: str, name: str, text: str) -> Decorator:
    """Return the option --no-NAME, which sets NAME to False."""
    return option(heading, f"--no-{name}", name, flag_value=False, default=True, help=text)


_RULEBOOK: Final[tuple[Decorator, ...]] = (
    option(
        REMOVED, "--rules", type=PATH, multiple=True, help="Also use this rule file, or folder of rule files."
    ),
    _without(REMOVED, "builtin", "Do not use the built-in rules."),
    _without(REMOVED, "config", "Do not read config files."),
    _without(PERFORMANCE, "cache", "Do not use the cache folder for compiled rules."),
)
_LEVEL: Final[Decorator] = option(
    REMOVED,
    "--level",
    type=click.Choice(LEVELS),
    help="How much: safe (what no reader would miss), normal (default; also what leaves some doubt), "
    "or strict (also bylines, dates and photo credits).",
)
score_option: Final[Decorator] = option(
    REMOVED,
    "--score",
    "score_path",
    metavar="DIR",
    type=PATH,
    help="Use the score files of this folder in place of the built-in ones.",
)
_NO_SCORE: Final[Decorator] = _without(REMOVED, "score", "Remove by rules alone, not by score.")
_REMOVED: Final[tuple[Decorator, ...]] = (
    option(
        REMOVED,
        "--disable",
        metavar="ID",
        multiple=True,
        help="Do not use this rule. Globs work, such as 'en.ads.*'.",
    ),
    option(
        REMOVED,
        "--drop",
        metavar="CATEGORY",
        type=_CATEGORY,
        multiple=True,
        help=f"Remove this category at every level: {', '.join(CATEGORIES[:-1])} or {CATEGORIES[-1]}.",
    ),
    option(REMOVED, "--keep", metavar="CATEGORY", type=_CATEGORY, multiple=True, help="Keep this category."),
    option(REMOVED, "--drop-line", metavar="TEXT", multiple=True, help="Remove lines with just this text."),
    option(
        REMOVED,
        "--language",
        metavar="CODE",
        help="Use rules for this language, and language-independent ones.",
    ),
    option(
        REMOVED,
        "--links",
        type=click.Choice(LINKS),
        default="keep",
        show_default=True,
        help="Keep Markdown links, or keep only their text and remove images.",
    ),
)
_TIDY: Final[Decorator] = option(
    REMOVED,
    "--tidy",
    is_flag=True,
    help="Also remove common indentation, trailing spaces and repeated blank lines.",
)
_GUARD: Final[tuple[Decorator, ...]] = (
    option(
        GUARD,
        "--min-words",
        type=click.IntRange(min=0),
        help="The guard acts if fewer words would be left (default: 25).",
    ),
    option(
        GUARD,
        "--min-share",
        type=click.FloatRange(0, 1),
        help="The guard acts if a smaller share of the words would be left (default: 0.05).",
    ),
)
_ON_LOSS: Final[Decorator] = option(
    GUARD,
    "--on-loss",
    type=click.Choice(("keep", "warn", "fail")),
    default="warn",
    show_default=True,
    help="If the guard acts: keep the input, warn and use the result of a milder level, or fail "
    "(exit code 4: a text is not written, a record is copied).",
)
_LOG: Final[Decorator] = option(
    OUTPUT, "--removed", metavar="FILE", type=PATH, help="Log what is removed; restore puts it back."
)
_FAILURES: Final[Decorator] = option(
    OUTPUT,
    "--failures",
    metavar="FILE",
    type=PATH,
    help="List what failed in this file, as JSON lines; it is overwritten.",
)
_LIST: Final[Decorator] = option(
    OUTPUT,
    "--list",
    "list_path",
    metavar="FILE",
    type=PATH,
    help="List the documents in this .csv or .jsonl file: words before and after, rules; it is overwritten.",
)
_STATS: Final[Decorator] = option(
    OUTPUT, "--stats", is_flag=True, help="Show how much each rule and each category removed."
)
_QUIET: Final[Decorator] = option(MESSAGES, "-q", "--quiet", is_flag=True, help="Show errors only.")
_VERBOSE: Final[Decorator] = option(MESSAGES, "-v", "--verbose", is_flag=True, help="Show details.")
_COLOR: Final[Decorator] = option(
    MESSAGES,
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="Use colors.",
)
_RULES: Final[tuple[Decorator, ...]] = (_LEVEL, *_RULEBOOK, score_option, _NO_SCORE, *_REMOVED, *_GUARD)


def rulebook_options(command: Command) -> Command:
    """Give `command` the options on where rules come from, as the argument `options`."""
    return _with_options(command, _RULEBOOK, RulebookOptions)


def rule_options(command: Command) -> Command:
    """Give `command` the options on what is removed, as the argument `options`."""
    return _with_options(command, (*_RULES, _QUIET, _COLOR), RuleOptions)


def corpus_options(command: Command) -> Command:
    """Give `command` the options on what is removed and how sources are read, as the argument `options`."""
    return _with_options(command, (*_RULES, *READ, _QUIET, _COLOR), CorpusOptions)


def run_options(command: Command) -> Command:
    """Give `command` all shared options, as the argument `options`."""
    shared = (
        *_RULES,
        _TIDY,
        FILES,
        *READ,
        _ON_LOSS,
        _LOG,
        _FAILURES,
        _LIST,
        _STATS,
        *ADDED,
        _QUIET,
        _VERBOSE,
        _COLOR,
    )
    return _with_options(command, shared, RunOptions)


def _with_options(
    command: Command, decorators: tuple[Decorator, ...], kind: type[RulebookOptions]
) -> Command:
    @wraps(command)
    def with_options(*args: Any, **given: Any) -> Any:
        options = kind(**{field.name: given.pop(field.name) for field in fields(kind)})
        return command(*args, options=options, **given)

    decorated: Command = with_options
    for decorator in reversed(decorators):
        decorated = decorator(decorated)
    return decorated
