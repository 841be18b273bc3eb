"""The options that commands share, each with its help in one place."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from cleaner.model import CATEGORIES, LEVELS, LINKS, Category, Level, Links
from cleaner.sources.limit import MAX_DOCUMENT, MOST_DOCUMENT, UNITS, size_text
from cleaner.sources.slots import FORMATS, Format

if TYPE_CHECKING:
    from cleaner.batch.documents import OnLoss

Command = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What options say of what falls. None: not given; a config file, or the library, decides."""

    level: Level | None
    rules: tuple[Path, ...]
    builtin: bool
    config: bool
    cache: bool
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
class Sourced(Ruling):
    """What options say of what falls, and of how sources are to be read."""

    site: str | None
    format: Format | None
    field: str
    url_field: str
    language_field: str | None
    encoding: str | None
    max_document: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared(Sourced):
    """What all the shared options say."""

    tidy: bool
    on_loss: "OnLoss"
    removed: Path | None
    verbose: bool


def to_bytes(ctx: click.Context, param: click.Parameter, size: str) -> int:
    """Return the bytes of a size such as 500000 or 64M; a unit is 1,024 of the one below."""
    unit = size[-1:].upper() if size[-1:].upper() in UNITS else ""
    digits = size.removesuffix(size[-1:]) if unit else size
    factor = UNITS.get(unit, 1)
    if not (digits.isascii() and digits.isdecimal()) or not float(digits):
        problem = f"{size!r} is no size\n  write bytes, or a number with K, M or G, such as 64M"
    elif float(digits) * factor > MOST_DOCUMENT:  # int() would refuse thousands of digits
        problem = f"{size!r} is more than can be read\n  write at most {size_text(MOST_DOCUMENT)}"
    else:
        return int(digits) * factor
    raise click.BadParameter(problem, ctx, param)


_CATEGORY: Final = click.Choice(CATEGORIES)
PATH: Final = click.Path(path_type=Path, readable=False)
_Options = tuple[Callable[[Command], Command], ...]
_RULING: Final[_Options] = (
    click.option(
        "--level", type=click.Choice(LEVELS), help="How much goes: safe, normal (default) or strict."
    ),
    click.option("--rules", type=PATH, multiple=True, help="Use this rule file, or folder of them, too."),
    click.option(
        "--no-builtin", "builtin", flag_value=False, default=True, help="Leave out the rules that come along."
    ),
    click.option("--no-config", "config", flag_value=False, default=True, help="Look for no config file."),
    click.option(
        "--no-cache",
        "cache",
        flag_value=False,
        default=True,
        help="Neither read nor keep compiled rules in the cache folder.",
    ),
    click.option(
        "--disable", metavar="ID", multiple=True, help="Switch a rule off; globs such as 'en.ads.*' work."
    ),
    click.option("--drop", type=_CATEGORY, multiple=True, help="Let a category fall at every level."),
    click.option("--keep", type=_CATEGORY, multiple=True, help="Let nothing of a category fall."),
    click.option("--drop-line", metavar="TEXT", multiple=True, help="Drop lines that say this."),
    click.option("--language", metavar="CODE", help="Use only rules of this language and of none."),
    click.option(
        "--links",
        type=click.Choice(LINKS),
        default="keep",
        show_default=True,
        help="Leave Markdown links as they are, or write their text alone, and no images.",
    ),
)
_READING: Final[_Options] = (
    click.option("--site", metavar="HOST", help="Where texts come from that bring no URL."),
    click.option(
        "--format",
        type=click.Choice(FORMATS),
        help="What the inputs are (default: jsonl if the name ends in .jsonl or .ndjson, else text).",
    ),
    click.option(
        "--field", default="text", show_default=True, help="JSON lines: the field that holds the text."
    ),
    click.option("--url-field", default="url", show_default=True, help="JSON lines: the field of the URL."),
    click.option("--language-field", help="JSON lines: the field of the language."),
    click.option(
        "--encoding", metavar="NAME", help="How texts without byte order mark are written (default: UTF-8)."
    ),
    click.option(
        "--max-document",
        metavar="SIZE",
        default=size_text(MAX_DOCUMENT),
        callback=to_bytes,
        show_default=True,
        help="Refuse documents, or lines of JSON, of more bytes; K, M and G are units.",
    ),
)
_TIDY: Final = click.option(
    "--tidy", is_flag=True, help="Also take common indentation, trailing and repeated blanks."
)
_GUARD: Final[_Options] = (
    click.option(
        "--min-words",
        type=click.IntRange(min=0),
        help="The guard acts where fewer words would be left (default: 25).",
    ),
    click.option(
        "--min-share",
        type=click.FloatRange(0, 1),
        help="The guard acts where a smaller share of the words would be left (default: 0.05).",
    ),
)
_WRITING: Final[_Options] = (
    click.option(
        "--on-loss",
        type=click.Choice(("keep", "warn", "fail")),
        default="warn",
        show_default=True,
        help="If the guard acts: keep the input, warn and write what is milder, or fail (exit 4): "
        "nothing is written, a record of JSON lines is copied.",
    ),
    click.option("--removed", metavar="FILE", type=PATH, help="Log what goes; restore puts it back."),
)
_QUIET: Final = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
_VERBOSE: Final = click.option("-v", "--verbose", is_flag=True, help="Say more.")
_COLOR: Final = click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="Use colours.",
)


def or_stdout(ctx: click.Context, param: click.Parameter, output: Path | None) -> Path | None:  # noqa: ARG001
    """Return `output`, or None, which is standard output, for -."""
    return None if output == Path("-") else output


def shared_options(command: Command) -> Command:
    """Give `command` the shared options; it gets them as one argument, `shared`."""
    options: _Options = (*_RULING, *_READING, _TIDY, *_GUARD, *_WRITING, _QUIET, _VERBOSE, _COLOR)
    return _with(command, options, Shared, "shared")


def ruling_options(command: Command) -> Command:
    """Give `command` those of the shared options that say what falls; it gets them as `ruling`."""
    return _with(command, (*_RULING, *_GUARD, _QUIET, _COLOR), Ruling, "ruling")


def sourced_options(command: Command) -> Command:
    """Give `command` the shared options on what falls and how sources are read; it gets them as `sourced`."""
    return _with(command, (*_RULING, *_READING, *_GUARD, _QUIET, _COLOR), Sourced, "sourced")


def _with(command: Command, options: _Options, kind: type[Ruling], name: str) -> Command:
    """Give `command` options; it gets what they say as one argument `name`, of a `kind`."""

    @wraps(command)
    def with_options(*args: Any, **given: Any) -> Any:
        said = kind(**{field.name: given.pop(field.name) for field in fields(kind)})
        return command(*args, **{name: said}, **given)

    optioned: Command = with_options
    for option in reversed(options):
        optioned = option(optioned)
    return optioned
