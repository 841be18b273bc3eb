#!/usr/bin/env python3
"""What a corpus costs: MB a second for one core, in each way to clean it, and core hours for all of it.

Prints a Markdown table. MB are millions of bytes of text as UTF-8. Each way cleans the same pages in one
process; times are processor time. What is loaded or compiled once is not counted. The corpus is as large as
a monthly set of Common Crawl's WET files; a core hour costs what --price says.
"""

import argparse
import base64
import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from pages import markdown, set_names
from records import clean_file, make_ready, read_texts, shipped_cleaner, timed, write_pages

from cleaner.engine.cleaner import Cleaner
from cleaner.model import LEVELS

SETS: Final = ("pages-en.html_text", "news-multi.html_text", "snippets-multi.html_text")
TERABYTES: Final = 9.0
"""Text of a monthly set of WET files, about."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--set", action="append", help=f"part of a set's name; default: {', '.join(SETS)}")
    parser.add_argument("--mb", type=float, default=30, help="MB of JSON lines to clean; default: 30")
    parser.add_argument("--level", choices=LEVELS, default="normal", help="default: normal")
    parser.add_argument("--terabytes", type=float, default=TERABYTES, help="text of the corpus; default: 9")
    parser.add_argument("--price", type=float, default=0.04, help="of a core hour; default: 0.04")
    options = parser.parse_args()
    rows: list[list[object]] = []
    with TemporaryDirectory() as folder:
        source = Path(folder, "pages.jsonl")
        few = write_pages(source, set_names(options.set or SETS), int(1e6 * options.mb))
        texts = list(read_texts(source))
        size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
        cleaner = shipped_cleaner(options.level)
        make_ready(cleaner, read_texts(few))
        for name, work in ways(cleaner, source, texts, Path(folder)):
            speed = size / timed(work)
            hours = 1e6 * options.terabytes / speed / 3600
            rows.append(
                [
                    name,
                    f"{speed:.1f}",
                    f"{hours:,.0f}",
                    f"{hours / 1000:.1f}",
                    f"{hours * options.price:,.0f}",
                ]
            )
    head = [
        "way",
        "MB/s a core",
        "core hours",
        "hours on 1,000 cores",
        f"price at {options.price} a core hour",
    ]
    print(
        f"Level {options.level}, {size:.1f} MB of text, {len(texts):,} documents; {options.terabytes:g} TB:\n"
    )
    print(markdown(head, rows))


def ways(
    cleaner: Cleaner, source: Path, texts: Sequence[str], folder: Path
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each way, and what does it."""
    yield "`Cleaner.clean`, one text after the other", lambda: [cleaner.clean(text).text for text in texts]
    yield (
        "`clean_texts`, a thousand at a time",
        lambda: [cleaner.clean_texts(texts[at : at + 1000]) for at in range(0, len(texts), 1000)],
    )
    yield "JSON lines to JSON lines", lambda: clean_file(cleaner, source, folder / "out")
    wet = folder / "pages.wet"
    wet.write_bytes(b"".join(wet_record(at, text) for at, text in enumerate(texts)))
    yield "WET to WET", lambda: clean_file(cleaner, wet, folder / "out")
    parquet = folder / "pages.parquet"
    pq.write_table(pa.table({"text": texts}), parquet, row_group_size=1000)
    yield "Parquet to Parquet", lambda: clean_file(cleaner, parquet, folder / "out")
    try:
        from datatrove.data import Document

        from cleaner.integrations.datatrove import CleanStep
    except ImportError:
        return
    step = CleanStep(cleaner)
    yield (
        "datatrove, `CleanStep` alone",
        lambda: deque(step.run(Document(text=text, id="") for text in texts), maxlen=0),
    )


def wet_record(at: int, text: str) -> bytes:
    """Return a text as a record of WET."""
    body = text.encode("utf-8", "replace")
    digest = base64.b32encode(hashlib.sha1(body).digest()).decode()
    head = (
        f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:{at}>\r\n"
        f"WARC-Block-Digest: sha1:{digest}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


if __name__ == "__main__":
    main()
