"""Pages whose main text is known: JSON lines, or folders of texts and what should be left of them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import md5
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

from cleaner.errors import InputError
from cleaner.sources.compression import LONGEST_MAGIC, find_codec, open_compressed
from cleaner.sources.inputs import open_file
from cleaner.sources.io_errors import reading
from cleaner.sources.text_file import read_text
from cleaner.tuning.measures import WORD, flat

Source = Literal["text", "harm", "mix"]
INPUT, EXPECTED = "input.txt", "expected.txt"
_SUFFIXES: Final = (".gz", ".jsonl", ".ndjson")
_NAMES: Final = ("id", "url", "language", "site", "type", "renderer")
_MIXED_IN: Final = 10
_MIX_CHOICE: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and what is known of its main text: the whole (`gold`), or snippets.

    Snippets `kept` must stay and snippets `gone` must go. `noise` are lines that were
    mixed in; `neutral` ones may stay or go. `place` says where the page was read. Pages
    of a `site` stand together.
    """

    id: str
    place: str
    text: str
    site: str
    renderer: str
    type: str = ""
    url: str | None = None
    language: str | None = None
    gold: str | None = None
    kept: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()


@dataclass(slots=True)
class Gold:
    """The pages that were read, and what could not be: (place, problem and advice)."""

    pages: list[Page] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)


def read_gold(paths: Iterable[Path]) -> Gold:
    """Read the pages in `paths`: files of JSON lines, perhaps compressed, and folders of pairs.

    A pair is a folder that holds `input.txt` and `expected.txt`, at any depth. What
    can't be read is a fault; all else is read all the same.
    """
    gold = Gold()
    for path in paths:
        before = len(gold.pages) + len(gold.faults)
        try:
            if path.is_dir():
                _read_folder(path, gold)
            else:
                _read_lines(path, gold)
            if len(gold.pages) + len(gold.faults) == before:
                raise InputError(_emptiness(path))
        except InputError as error:
            gold.faults.append((str(path), str(error)))
    return gold


def choose(pages: Iterable[Page], fold: tuple[int, int], source: Source) -> list[Page]:
    """Return the pages of fold `fold` (number, from 0, and count), with what is to be cleaned as text.

    That is the page; or the main text itself ("harm"), clean already; or the main text
    with lines of noise ("mix"). No site is in two folds.
    """
    chosen = [page for page in pages if _is_in(page, *fold)]
    if source == "text":
        return chosen
    whole = [page for page in chosen if page.gold]
    return [mixed(page) if source == "mix" else replace(page, text=page.gold or "") for page in whole]


def is_in_fold(site: str, number: int, count: int) -> bool:
    """Say whether a site belongs to fold `number` of `count`: no site is in two."""
    digest = md5(site.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest()
    return int(digest, 16) % count == number


def _is_in(page: Page, number: int, count: int) -> bool:
    return is_in_fold(page.site, number, count)


def mixed(page: Page) -> Page:
    """Return the page with the main text as its text, up to ten of its lines of noise in between.

    Nearly clean text; which lines, and where, depends on the page's id alone.
    """
    gold = page.gold or ""
    known = flat(gold)
    noise = [row.strip() for row in page.text.split("\n") if WORD.search(row) and flat(row) not in known]
    random = Random(page.id)
    chosen = random.sample(noise[:_MIX_CHOICE], min(_MIXED_IN, len(noise)))
    parts = [row for row in gold.split("\n") if row.strip()]
    for row in chosen:
        parts.insert(random.randint(0, len(parts)), row)
    return replace(page, text="\n\n".join(parts), noise=tuple(chosen))


def _read_folder(folder: Path, gold: Gold) -> None:
    """Read all pairs below `folder`."""
    for path in sorted(folder.rglob(INPUT)):
        goal = path.with_name(EXPECTED)
        if not goal.is_file():
            continue
        try:
            text, expected = _read_text(path), _read_text(goal)
        except InputError as error:
            gold.faults.append((str(path), str(error)))
            continue
        name = path.parent.relative_to(folder).as_posix()
        gold.pages.append(
            Page(
                id=name,
                place=str(path),
                text=text,
                site=name,
                renderer=folder.resolve().name,
                type=path.parent.parent.name,
                gold=expected,
            )
        )


def _read_text(path: Path) -> str:
    with reading(), path.open("rb") as stream:
        return read_text(stream).document.text


def _read_lines(path: Path, gold: Gold) -> None:
    """Read all pages of a file of JSON lines."""
    stem = path.name
    for suffix in _SUFFIXES:
        stem = stem.removesuffix(suffix)
    renderer = stem.rpartition(".")[2]
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            gold.pages.append(_page(_record(line), place, renderer))
        except _UnfitError as error:
            gold.faults.append((place, str(error)))


def _lines(path: Path) -> Iterator[bytes]:
    with open_file(str(path)) as stream, reading():
        codec = find_codec(stream.peek(LONGEST_MAGIC))
        yield from stream if codec is None else open_compressed(codec, stream)


class _UnfitError(Exception):
    """A line holds no page."""


def _record(line: bytes) -> Mapping[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig").rstrip())
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} of the line (0x{line[error.start]:02x}) is not UTF-8"
        raise _UnfitError(f"{problem}\n  convert the file to UTF-8 first") from None
    except json.JSONDecodeError as error:
        problem = f"not JSON at column {error.pos + 1}: {error.msg}"
        raise _UnfitError(f"{problem}\n  mend the line, or leave it out") from None
    except (ValueError, RecursionError):
        raise _UnfitError(
            "a number too long, or nested too deeply\n  mend the line, or leave it out"
        ) from None
    if not isinstance(record, dict):
        raise _UnfitError(
            'not a JSON object\n  every line has to be one, such as {"text": "...", "gold": "..."}'
        )
    return record


def _page(record: Mapping[str, Any], place: str, renderer: str) -> Page:
    """Make a page of a record. Raises _UnfitError."""
    names = {name: _string(record, name) for name in _NAMES}
    text, gold = _string(record, "text"), _string(record, "gold")
    kept, gone = _strings(record, "with"), _strings(record, "without")
    if text is None:
        raise _UnfitError('no field "text"\n  it holds the page, "gold" its main text')
    if gold is None and not kept and not gone:
        raise _UnfitError('no field "gold"\n  it holds the main text; or give snippets, "with" and "without"')
    number = names["id"] or place
    return Page(
        id=number,
        place=place,
        text=text,
        site=names["site"] or number,
        renderer=names["renderer"] or renderer,
        type=names["type"] or "",
        url=names["url"],
        language=names["language"],
        gold=gold,
        kept=() if gold is not None else kept,
        gone=() if gold is not None else gone,
        neutral=_strings(record, "neutral"),
    )


def _string(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name)
    if name == "id" and isinstance(value, int):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise _UnfitError(f'field "{name}" is not a string\n  mend the line, or leave it out')
    return value


def _strings(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = record.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _UnfitError(f'field "{name}" is not a list of strings\n  mend the line, or leave it out')
    return tuple(value)


def _emptiness(path: Path) -> str:
    if path.is_dir():
        return f"no pages in this folder\n  a page is a folder that holds {INPUT} and {EXPECTED}"
    return 'no pages in this file\n  every line has to be one, such as {"text": "...", "gold": "..."}'
