"""The first row of a CSV or TSV file: its columns, and what separates them."""

from typing import Final

from cleaner.errors import InputError
from cleaner.sources.csv_rows import BadRowError, split_cells
from cleaner.sources.kind import Columns, Format
from cleaner.sources.records import Fields, ReadOptions

_DELIMITERS: Final[dict[Format, str]] = {"csv": ",;\t|", "tsv": "\t"}
_MARK: Final = b"\xef\xbb\xbf"


def read_columns(head: bytes, whole: bool, wanted: Format, options: ReadOptions) -> Columns:
    """Return the columns of a file that begins with `head`; `whole`: that is all of it.

    The delimiter is the one with which a column has the name of the text. Raises InputError.
    """
    encoding = _encoding(head, whole, options.encoding)
    line, newline, _ = head.removeprefix(_MARK).partition(b"\n")
    if not newline and not whole:
        raise InputError("its first line has no names of columns\n  add them; --format text reads text")
    try:
        text = (line + newline).decode(encoding)
    except UnicodeDecodeError:
        raise InputError(f"its first line is not {encoding.upper()}\n  name its --encoding") from None
    found: list[tuple[str, ...]] = []
    for delimiter in _DELIMITERS[wanted]:
        try:
            names = tuple(cell.value for cell in split_cells(text, delimiter))
        except BadRowError:
            continue
        if any(name in names for name in options.fields.text):
            _refuse(names, options.fields)
            return Columns(delimiter=delimiter, names=names, encoding=encoding)
        found.append(names)
    if not head:
        return Columns(delimiter=",", names=(), encoding=encoding)
    names = max(found, key=len, default=())
    raise InputError(
        f"no column {_quoted(options.fields.text, ' or ')}\n"
        f"  name the column of the text with --field; columns: {_quoted(names[:8], ', ') or 'none'}"
    )


def _encoding(head: bytes, whole: bool, encoding: str | None) -> str:
    if head.startswith(_MARK) or encoding is None:
        return "utf-8"
    if encoding == "auto":
        from cleaner.sources.encodings import find_encoding

        return find_encoding(head, whole=whole) or "utf-8"
    if "\n".encode(encoding) != b"\n":
        raise InputError(f"CSV can't be read as {encoding}\n  convert it to UTF-8 first, with iconv")
    return encoding


def _refuse(names: tuple[str, ...], fields: Fields) -> None:
    """Raise InputError if a column is missing, there twice, or to be added although it is there."""
    for name in fields.text:
        if names.count(name) != 1:
            problem = "no column" if name not in names else f"{names.count(name)} columns"
            raise InputError(f'{problem} "{name}"\n  columns: {_quoted(names[:8], ", ")}')
    for option, added in (("--removed-field", fields.removed), ("--rules-field", fields.rules)):
        if added in names:
            raise InputError(f'column "{added}" is there already\n  give {option} another name')


def _quoted(names: tuple[str, ...], between: str) -> str:
    return between.join(f'"{name}"' for name in names)
