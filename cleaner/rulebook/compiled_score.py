"""A score as one file, and where it comes from: an installed package, the cache, or its files."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from os import PathLike
from pathlib import Path

import msgspec
from msgspec import Struct

from cleaner.errors import check_kind
from cleaner.rulebook.archive import ArrayPlace, arrays_of, hash_table, lay_out, made_by, seal, unseal
from cleaner.rulebook.cache import Cache, user_cache
from cleaner.rulebook.compiled import key_of_sources, load_shipped
from cleaner.rulebook.find import RuleSource, score_at, shipped_score, shipped_score_compiled
from cleaner.rulebook.score import Curve, Landmark, Score, ScoreIndex, Signal, Table


class _Header(Struct, frozen=True, array_like=True):
    """All of a score but its arrays."""

    made_by: str
    base: tuple[int, ...]
    signals: tuple[Signal, ...]
    tables: tuple[Table, ...]
    curve: Curve
    landmarks: tuple[Landmark, ...]
    entries: tuple[str, ...]
    hash: str
    arrays: tuple[ArrayPlace, ...]


def load_score(path: Path | str | None = None, *, cache: Cache | None = None) -> Score:
    """Load the score that comes with the cleaner, or the one in the folder `path`.

    What is compiled is kept in `cache` (default: the user's). Raises RuleFileError.
    """
    if path is not None:
        check_kind("path", path, str | PathLike)
    cache = user_cache() if cache is None else cache
    return _load_shipped(cache) if path is None else _kept(score_at(path), cache)


@lru_cache(maxsize=4)
def _load_shipped(cache: Cache) -> Score:
    try:
        with shipped_score_compiled().open("rb") as stream:
            ready = from_bytes(memoryview(mmap(stream.fileno(), 0, access=ACCESS_READ)))
    except (OSError, ValueError):
        ready = None
    return ready or _kept(list(shipped_score()), cache)


def _kept(sources: Sequence[RuleSource], cache: Cache) -> Score:
    """Return the score of some files: out of the cache or, for the first time, compiled."""
    packs, _ = load_shipped(cache)
    key = f"score-{key_of_sources(sources, packs.hash)}"
    data = cache.get(key)
    found = from_bytes(data) if data else None
    if found is None:
        found = compile_score(sources, packs.function_words)
        if cache.is_usable():
            cache.put(key, to_bytes(found))
    return found


def compile_score(sources: Sequence[RuleSource], function_words: Mapping[str, Sequence[str]]) -> Score:
    """Compile score files. Raises RuleFileError."""
    # Imported here: who loads what is compiled needs none of it.
    from cleaner.rulebook.build_score import build_score

    return build_score(sources, (word for words in function_words.values() for word in words))


def to_bytes(score: Score) -> bytes:
    """Return a score as bytes, for `from_bytes`."""
    places, data = lay_out(score.index._asdict().items())
    parts = {field.name: getattr(score, field.name) for field in fields(score) if field.name != "index"}
    return seal(_Header(made_by=made_by(), arrays=places, **parts), data)


def from_bytes(data: bytes | memoryview) -> Score | None:
    """Return what `to_bytes` wrote; None where it was something else, or another version."""
    try:
        header, base = unseal(data, _Header)
        if header.made_by != made_by():
            return None
        arrays = arrays_of(data, header.arrays, base)
        tables = {name: hash_table(arrays, name) for name in ("words", "steps")}
        index = ScoreIndex(**{name: tables.get(name, arrays.get(name)) for name in ScoreIndex._fields})  # type: ignore[arg-type]
    except (LookupError, TypeError, ValueError, msgspec.MsgspecError):
        return None
    return Score(
        base=header.base,
        signals=header.signals,
        tables=header.tables,
        curve=header.curve,
        landmarks=header.landmarks,
        entries=header.entries,
        index=index,
        hash=header.hash,
    )
