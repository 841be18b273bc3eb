"""Tables by string as plain data that is quick to read: one long string, and not thousands of short ones."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

V = TypeVar("V", bound=Sequence[object])
Columns = tuple[str | list[str], list[int], list[V]]
"""The keys, joined if they can be; of each the place of its value; the values, each once."""
_BETWEEN: Final = "\n"


def to_columns(table: Mapping[str, V]) -> Columns[V]:
    """Return `table` as plain data."""
    values: dict[tuple[object, ...], tuple[int, V]] = {}
    places = [values.setdefault(tuple(v), (len(values), v))[0] for v in table.values()]
    keys = list(table) if any(_BETWEEN in key for key in table) else _BETWEEN.join(table)
    return keys, places, [value for _, value in values.values()]


def from_columns(columns: Columns[V]) -> dict[str, V]:
    """Return the table again. Equal values are one object: not to be changed."""
    keys, places, values = columns
    found = keys.split(_BETWEEN) if isinstance(keys, str) else keys
    return dict(zip(found, map(values.__getitem__, places), strict=False))
