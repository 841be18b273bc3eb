"""Write score files: what people wrote in them as it is, and what was fitted."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any, Final

from cleaner.rulebook.score import Signal
from cleaner.rulebook.score_files import ScoreSource
from cleaner.sources.atomic import replacing
from cleaner.tuning.fit import Fit

SIGNALS: Final = "signals.toml"
_FITTED: Final = frozenset({"score", "curve", "signal", "table", "weights"})
"""Keys of what a fit writes."""
_WIDTH: Final = 110
_HEADER: Final = """\
# The signals of the score, and what they weigh at some points, in 1/100 log-odds for noise: linear between
# two points, constant outside. People choose signals and points; `cleaner rules fit` writes the weights and
# the curve. docs/score.md explains all of it.
"""
_LEXICON: Final = """\
# Words, and runs of two or three, that speak for noise (above 0) or for the article (below), mostly in texts
# of this language. ^ is the begin of a line, $ its end, 0 any number. Written by `cleaner rules fit`.
"""


def score_texts(fit: Fit, source: ScoreSource) -> dict[str, str]:
    """Return the files that a fit writes, by name. Landmarks and listed lines aren't among them."""
    files = {SIGNALS: "\n".join(_signals(fit, source))}
    for language, entries in sorted(fit.entries.items()):
        rows = sorted(entries.items(), key=lambda row: (-row[1], row[0]))
        lines = [f"{_text(entry)} = {weight}" for entry, weight in rows]
        files[f"lexicon.{language}.toml"] = "\n".join(
            [f'{_LEXICON}language = "{language}"\n', "[weights]", *lines, ""]
        )
    return files


def _signals(fit: Fit, source: ScoreSource) -> Iterator[str]:
    yield _HEADER
    yield "[score]"
    yield "# What every line has, in the first pass and in the second; the weight of each hand-listed line."
    yield f"base = [{fit.weights[0].base}, {fit.weights[1].base}]"
    yield f"listed = {fit.listed}\n"
    yield "# What a line's score must exceed before it falls, by the document's noise, per mille; `prose`"
    yield "# is added for prose lines."
    yield "[curve]"
    for name, numbers in fit.curve.items():
        yield f"{name} = {list(numbers)}"
    yield ""
    weights = [
        {id(part.of): own.tolist() for part, own in zip(parts, found.parts, strict=True)}
        for parts, found in zip(fit.parts, fit.weights, strict=True)
    ]
    for one in source.signals:
        yield "[[signal]]"
        yield f"name = {_text(one.name)}"
        yield f"why = {_text(one.why)}"
        yield from _numbers("points", one.points)
        if one.name in source.directions:
            yield f'direction = "{"rises" if source.directions[one.name] > 0 else "falls"}"'
        yield from _passes(weights, one, 0)
    for table in source.tables:
        yield "[[table]]"
        yield f"signals = [{', '.join(map(_text, table.signals))}]"
        yield f"why = {_text(table.why)}"
        yield f"points = [{list(table.points[0])}, {list(table.points[1])}]"
        yield from _passes(weights, table, len(table.points[1]))


def _text(text: str) -> str:
    """Return a string as TOML has it: as JSON."""
    return json.dumps(text, ensure_ascii=False)


def _passes(weights: Sequence[dict[int, list[int]]], part: Any, columns: int) -> Iterator[str]:
    for name, found in zip(("first", "second"), weights, strict=True):
        own = found.get(id(part))
        if own is None:
            continue
        if isinstance(part, Signal):
            yield from _numbers(name, own)
        else:
            yield f"{name} = ["
            yield from (f"  {own[at : at + columns]}," for at in range(0, len(own), columns))
            yield "]"
    yield ""


def _numbers(name: str, numbers: Iterable[int]) -> Iterator[str]:
    text = ", ".join(map(str, numbers))
    if len(name) + len(text) + 5 <= _WIDTH:
        yield f"{name} = [{text}]"
        return
    yield f"{name} = ["
    yield from (f"  {row}" for row in wrap(text, _WIDTH - 2))
    yield "]"


def write_score(folder: Path, files: dict[str, str], source: Iterable[tuple[str, bytes]]) -> None:
    """Write score files to a folder, with those of `source` (name and content) that a fit doesn't write."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("lexicon.*.toml"):
        if old.name not in files:
            old.unlink()
    for name, data in source:
        # A file of another name may hold what is written anew.
        if name not in files and not tomllib.loads(data.decode()).keys() & _FITTED:
            _write(folder / name, data)
    for name, text in files.items():
        _write(folder / name, text.encode())


def _write(path: Path, data: bytes) -> None:
    with replacing(path) as stream:
        stream.write(data)
