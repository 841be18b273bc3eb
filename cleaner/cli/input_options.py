"""The options on how sources are read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from cleaner.cli.command import INPUT, OUTPUT, option
from cleaner.sources.kind import FORMATS
from cleaner.sources.limit import MAX_DOCUMENT, MOST_DOCUMENT, UNITS, size_text

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


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


def to_encoding(ctx: click.Context, param: click.Parameter, name: str | None) -> str | None:
    """Return the name of an encoding of texts, or auto."""
    if name is None or name == "auto":
        return name
    try:
        "".encode(name)  # rot13 and base64, which codecs.lookup knows, don't encode texts
    except (LookupError, UnicodeError, ValueError):
        problem = f"there is no encoding {name!r}\n  write one such as cp1252, or auto"
        raise click.BadParameter(problem, ctx, param) from None
    return name


READ: Final[tuple[Decorator, ...]] = (
    option(
        INPUT,
        "--format",
        type=click.Choice(FORMATS),
        help="Format of the input (default: told by its name and its beginning).",
    ),
    option(
        INPUT,
        "--field",
        metavar="NAME",
        multiple=True,
        help="Records: a field, or column, with text (default: text). Can be given several times; "
        "meta.text is the field text of the object meta.",
    ),
    option(
        INPUT,
        "--url-field",
        metavar="NAME",
        default="url",
        show_default=True,
        help="Records: field of the URL.",
    ),
    option(INPUT, "--language-field", metavar="NAME", help="Records: field of the language."),
    option(
        INPUT,
        "--id-field",
        metavar="NAME",
        default="id",
        show_default=True,
        help="Records: field of an id, for --removed and --json.",
    ),
    option(INPUT, "--site", metavar="HOST", help="Site of texts without a URL."),
    option(
        INPUT,
        "--encoding",
        metavar="NAME",
        callback=to_encoding,
        help="Encoding of texts and CSV without a byte order mark (default: UTF-8). auto: find out, for each "
        "file by itself.",
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
ADDED: Final[tuple[Decorator, ...]] = (
    option(OUTPUT, "--removed-field", metavar="NAME", help="Records: add a field with what is removed."),
    option(
        OUTPUT, "--rules-field", metavar="NAME", help="Records: add a field with the rules that removed it."
    ),
)
FILES: Final[Decorator] = option(
    INPUT,
    "--files0-from",
    metavar="FILE",
    type=click.Path(path_type=Path, readable=False, allow_dash=True),
    help="Also clean the files that FILE (-: standard input) names, each followed by a NUL byte.",
)
