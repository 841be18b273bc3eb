"""A header and named arrays as one run of bytes: arrays are used where they are, also in a mapped file."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar

import msgspec
import numpy as np
from msgspec import Struct

from cleaner import __version__
from cleaner.rulebook.index import HashTable

T = TypeVar("T", bound=Struct)
_MAGIC: Final = b"cleaner\x03"
_ALIGN: Final = 64
_SIZE_BYTES: Final = 8


class ArrayPlace(Struct, frozen=True, array_like=True):
    """Where an array lies: its name, type, number of elements, and offset among the arrays."""

    name: str
    dtype: str
    count: int
    offset: int


def made_by() -> str:
    """Return what made the bytes; others may mean something else by the same."""
    return f"{__version__} {sys.byteorder}"


def named_arrays(values: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield name and content of every array, those of hash tables each by itself."""
    for name, value in values:
        if isinstance(value, HashTable):
            yield from ((f"{name}.{part}", np.atleast_1d(array)) for part, array in value._asdict().items())
        else:
            yield name, np.atleast_1d(value)


def lay_out(values: Iterable[tuple[str, Any]]) -> tuple[tuple[ArrayPlace, ...], bytes]:
    """Return the places of arrays, and all of them as bytes."""
    parts: list[bytes] = []
    places: list[ArrayPlace] = []
    size = 0
    for name, array in named_arrays(values):
        data = array.tobytes()
        places.append(ArrayPlace(name, array.dtype.str, array.size, size))
        padding = -len(data) % _ALIGN
        parts += [data, b"\0" * padding]
        size += len(data) + padding
    return tuple(places), b"".join(parts)


def seal(header: Struct, arrays: bytes) -> bytes:
    """Return a header and arrays as bytes, for `unseal`."""
    encoded = msgspec.msgpack.encode(header)
    begin = _MAGIC + len(encoded).to_bytes(_SIZE_BYTES, "little") + encoded
    return begin + b"\0" * (-len(begin) % _ALIGN) + arrays


def unseal(data: bytes | memoryview, kind: type[T]) -> tuple[T, int]:
    """Return the header, and the offset of the arrays. Raises ValueError or MsgspecError for other bytes."""
    start = len(_MAGIC) + _SIZE_BYTES
    if bytes(data[: len(_MAGIC)]) != _MAGIC:
        raise ValueError
    size = int.from_bytes(data[len(_MAGIC) : start], "little")
    header = msgspec.msgpack.decode(data[start : start + size], type=kind)
    return header, start + size + -(start + size) % _ALIGN


def arrays_of(data: bytes | memoryview, places: Iterable[ArrayPlace], base: int) -> dict[str, Any]:
    """Return arrays by name."""
    return {
        place.name: np.frombuffer(data, place.dtype, place.count, base + place.offset) for place in places
    }


def hash_table(arrays: dict[str, Any], name: str) -> HashTable:
    """Return a hash table out of its arrays."""
    return HashTable(
        keys=arrays[f"{name}.keys"],
        shift=arrays[f"{name}.shift"],
        multiplier=arrays[f"{name}.multiplier"][0],
        bits=arrays[f"{name}.bits"][0],
    )
