"""The options that commands share, each with its help in one place."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from cleaner.cli.command import GUARD, INPUT, MESSAGES, OUTPUT, PERFORMANCE, REMOVED, option
from cleaner.model import CATEGORIES, LEVELS, LINKS, Category, Level, Links
from cleaner.sources.limit import MAX_DOCUMENT, MOST_DOCUMENT, UNITS, size_text
from cleaner.sources.records import FORMATS, Fields, Format, ReadOptions

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
    field: str
    url_field: str
    language_field: str | None
    encoding: str | None
    max_document: int

    @property
    def read(self) -> ReadOptions:
        return ReadOptions(
            format=self.format,
            encoding=self.encoding,
            fields=Fields(text=self.field, url=self.url_field, language=self.language_field),
            url=self.site,
            max_document=self.max_document,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions(CorpusOptions):
    """What is removed, how sources are read, and what is written and told."""

    tidy: bool
    on_loss: "OnLoss"
    removed: Path | None
    verbose: bool


def to_bytes(ctx: click.Context, param: click.Parameter, size: str) -> int:
    """Return the bytes of a size such as 500000 or 64M; each unit is 1,024 of the next smaller one."""
    unit = size[-1:].upper() if size[-1:].upper() in UNITS else ""
    digits = size.removesuffix(size[-1:]) if unit else size
    factor = UNITS.get(unit, 1)
    if not (digits.isascii() and digits.isdecimal()) or not float(digits):
        problem = f"{size!r} is not a size\n  write bytes, or a number with K, M or G, such as 64M"
    elif float(digits) * factor > MOST_DOCUMENT:  # int() would refuse thousands of digits
        problem = f"{size!r} is more than can be read\n  write at most {size_text(MOST_DOCUMENT)}"
    else:
        return int(digits) * factor
    raise click.BadParameter(problem, ctx, param)


def or_stdout(ctx: click.Context, param: click.Parameter, output: Path | None) -> Path | None:  # noqa: ARG001
    """Return `output`, or None, which means standard output, for -."""
    return None if output == Path("-") else output


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
_READ: Final[tuple[Decorator, ...]] = (
    option(
        INPUT,
        "--format",
        type=click.Choice(FORMATS),
        help="Format of the input (default: jsonl if the name ends in .jsonl or .ndjson, else text).",
    ),
    option(INPUT, "--field", default="text", show_default=True, help="JSON lines: the field of the text."),
    option(INPUT, "--url-field", default="url", show_default=True, help="JSON lines: the field of the URL."),
    option(INPUT, "--language-field", help="JSON lines: the field of the language."),
    option(INPUT, "--site", metavar="HOST", help="Site of texts without a URL."),
    option(
        INPUT,
        "--encoding",
        metavar="NAME",
        help="Encoding of texts without a byte order mark (default: UTF-8).",
    ),
    option(
        INPUT,
        "--max-document",
        metavar="SIZE",
        default=size_text(MAX_DOCUMENT),
        callback=to_bytes,
        show_default=True,
        help="Refuse larger documents. In bytes, or with K, M or G.",
    ),
)
_ON_LOSS: Final[Decorator] = option(
    GUARD,
    "--on-loss",
    type=click.Choice(("keep", "warn", "fail")),
    default="warn",
    show_default=True,
    help="If the guard acts: keep the input, warn and use the result of a milder level, or fail "
    "(exit code 4: a text is not written, a record of JSON lines is copied).",
)
_LOG: Final[Decorator] = option(
    OUTPUT, "--removed", metavar="FILE", type=PATH, help="Log what is removed; restore puts it back."
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
    return _with_options(command, (*_RULES, *_READ, _QUIET, _COLOR), CorpusOptions)


def run_options(command: Command) -> Command:
    """Give `command` all shared options, as the argument `options`."""
    shared = (*_RULES, _TIDY, *_READ, _ON_LOSS, _LOG, _QUIET, _VERBOSE, _COLOR)
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
