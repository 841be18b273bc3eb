"""What a source is: its format, how it is compressed, and how its columns stand."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Literal, get_args

from cleaner.sources.compression import SUFFIXES, Codec

Format = Literal["text", "jsonl", "json", "csv", "tsv", "parquet", "wet"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
TITLES: Final[dict[Format, str]] = {
    "text": "text",
    "jsonl": "JSON lines",
    "json": "a JSON array",
    "csv": "CSV",
    "tsv": "TSV",
    "parquet": "Parquet",
    "wet": "WET",
}
"""What people call the formats."""
_SUFFIXES: Final[dict[str, Format]] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".wet": "wet",
    ".warc": "wet",
}
JSON_SUFFIX: Final = ".json"
"""It can be an array or lines: its contents tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How the rows of a CSV file are written: what stands between cells, and the names of the columns."""

    delimiter: str
    names: tuple[str, ...]
    encoding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a source is.

    `columns` are those of CSV and TSV. `note`: its format was not named but found out, as users should know.
    """

    format: Format = "text"
    codec: Codec | None = None
    columns: Columns | None = None
    note: str = ""

    @property
    def is_compressed_by_record(self) -> bool:
        """Whether each record is compressed by itself: a text, which is one, and WET, as is the custom."""
        return self.codec is not None and self.format in ("text", "wet")

    @property
    def can_be_continued(self) -> bool:
        """Whether an output of this kind can be written in pieces, by several runs."""
        return self.format not in ("text", "parquet")

    @property
    def can_follow_others(self) -> bool:
        """Whether one output can hold several sources of this kind."""
        return self.format == "wet" or (self.format in ("text", "jsonl") and self.codec is None)


def format_of_name(name: str) -> Format | None:
    """Return the format that the suffix of a file's name stands for, before that of its compression."""
    return _SUFFIXES.get(suffix_of(name))


def suffix_of(name: str) -> str:
    """Return the suffix of a file's name before that of its compression, in small letters.

    >>> suffix_of("a/news.JSONL.gz"), suffix_of("b.txt"), suffix_of("x.gz")
    ('.jsonl', '.txt', '')
    """
    path = PurePath(name)
    if path.suffix.lower() in SUFFIXES:
        path = path.with_suffix("")
    return path.suffix.lower()
