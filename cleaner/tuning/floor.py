"""Floors: figures that may not get worse, each with the reason for its value."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cleaner.errors import ConfigError
from cleaner.rulebook.messages import toml_fault
from cleaner.rulebook.positions import locate
from cleaner.tuning.interval import Figure

_KEYS: Final = ("figure", "value", "why")
_ADVICE: Final = 'write figure = "word_f1", value = 0.8 and why = "...", what set or lowered the value'


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The least that `figure` may be."""

    figure: str
    value: float
    why: str


def read_floors(path: Path) -> list[Floor]:
    """Read the tables `[[floor]]` of a TOML file. Raises ConfigError with all that is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(f"{path}: {reason}\n  give a TOML file with floors") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: byte {error.start} is not UTF-8\n  save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        line, _, problem, advice = toml_fault(str(error), text)
        raise ConfigError(f"{path}:{line}: {problem}\n  {advice}") from None
    entries = tables.pop("floor", [])
    if tables or not isinstance(entries, list) or not entries:
        raise ConfigError(f"{path}: it has to hold tables [[floor]], and nothing else\n  in each {_ADVICE}")
    places = locate(text)
    faults = [
        f"{path}:{places.find('floor', at) or 1}: {fault}\n  {_ADVICE}"
        for at, entry in enumerate(entries)
        for fault in _faults(entry)
    ]
    if faults:
        raise ConfigError("\n".join(faults))
    return [Floor(figure=e["figure"], value=float(e["value"]), why=e["why"]) for e in entries]


def _faults(entry: Any) -> Iterator[str]:
    """Yield what is wrong with one table."""
    if not isinstance(entry, dict):
        yield "a floor is not a table"
        return
    named = f'floor "{entry.get("figure", "")}"'
    for key in _KEYS:
        if key not in entry:
            yield f'{named}: "{key}" is missing'
    for key in entry.keys() - set(_KEYS):
        yield f'{named}: there is no key "{key}"'
    for key in ("figure", "why"):
        if key in entry and not (isinstance(entry[key], str) and entry[key].strip()):
            yield f'{named}: "{key}" says nothing'
    value = entry.get("value", 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        yield f'{named}: "value" is not a number from 0 to 1'


def broken_floors(floors: Sequence[Floor], figures: Mapping[str, Figure]) -> list[Floor]:
    """Return the floors below which a figure falls. Raises ConfigError for one that wasn't measured."""
    unknown = [floor.figure for floor in floors if floor.figure not in figures]
    if unknown:
        known = ", ".join(figures)
        raise ConfigError(f'there is no figure "{unknown[0]}" to hold a floor against\n  here are: {known}')
    return [floor for floor in floors if figures[floor.figure].value < floor.value]
