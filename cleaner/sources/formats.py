"""The formats: how each is read as rows, how a row holds documents, how rows become a file again."""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from cleaner.sources.compression import Compressor, Encoder, compress
from cleaner.sources.kind import Kind
from cleaner.sources.limit import Row, read_all, read_rows
from cleaner.sources.look import Source
from cleaner.sources.records import Copied, ReadOptions, Record
from cleaner.sources.text_file import parse_text

# What a single format needs is imported when it is met: a pipe of text should not wait for the others.


def read_source(source: Source, options: ReadOptions) -> Iterator[Row]:
    """Yield the rows of a source, as they are read. Raises InputError if it can't be read."""
    most = options.max_document
    match source.kind.format:
        case "text":
            yield Row(number=1, data=read_all(source.stream, most))
        case "jsonl":
            yield from read_rows(source.stream, most)
        case "json":
            from cleaner.sources.json_array import read_elements

            yield from read_elements(source.stream, most)
        case "csv" | "tsv":
            from cleaner.sources.csv_rows import read_csv

            assert source.kind.columns is not None
            yield from read_csv(source.stream, source.kind.columns.delimiter, most)
        case "parquet":
            from cleaner.sources.parquet import read_parquet

            yield from read_parquet(source.stream, options.fields, most)
        case "wet":
            from cleaner.sources.wet import read_wet

            yield from read_wet(source.stream, most)


def parse_row(row: Row, kind: Kind, options: ReadOptions) -> Iterable[Record]:
    """Return the records of a row. Raises InputError if it is a text that can't be decoded."""
    if not row.whole:
        return [Copied(raw=row_bytes(row, kind), number=row.number, problem=row.problem)]
    match kind.format:
        case "text":
            return [parse_text(row.data, kind.codec, options.encoding, options.url, options.max_document)]
        case "csv" | "tsv":
            from cleaner.sources.csv_rows import parse_csv

            assert kind.columns is not None
            return parse_csv(row, kind.columns, options.fields, options.url)
        case "wet":
            from cleaner.sources.wet import parse_wet

            return parse_wet(row, kind.codec, options.fields, options.url)
        case _:
            from cleaner.sources.jsonl import parse_json

            return parse_json(row, options.fields, options.url, element=kind.format == "json")


def row_bytes(row: Row, kind: Kind) -> bytes:
    """Return the bytes of a row as its file has them, but for compression of the whole."""
    return compress(kind.codec, row.data) if kind.codec and kind.format == "wet" else row.data


def make_encoder(kind: Kind, original: Callable[[], BinaryIO], options: ReadOptions) -> Encoder | None:
    """Return what turns the bytes of records into those of a file; None: they are.

    `original` opens the source that the records are from.
    """
    if kind.codec is not None and not kind.is_compressed_by_record:
        return Compressor(kind.codec)
    if kind.format == "parquet":
        from cleaner.sources.parquet import ParquetEncoder

        return ParquetEncoder(original(), options.fields)
    return None
