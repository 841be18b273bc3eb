"""Packs as one file: rules as data, the index as arrays, which are used where they are."""

import os
import sys
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import source_hash
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final

import msgspec
import regex
from msgspec import Struct

from cleaner.rulebook.archive import ArrayPlace, arrays_of, hash_table, lay_out, made_by, seal, unseal
from cleaner.rulebook.cache import Cache
from cleaner.rulebook.codes import VERSION, pack_pattern
from cleaner.rulebook.find import RuleSource, shipped_compiled, shipped_sources
from cleaner.rulebook.index import Index
from cleaner.rulebook.rule import FLAGS, FLAGS_FOR_MANY, ProseTest, Rule, source_for_many
from cleaner.rulebook.rulebook import Packs
from cleaner.text.characters import CharacterTables

_HERE: Final = Path(__file__).parent.parent
_MAKERS: Final = ("text", "rulebook")
"""The packages that have a part in it."""


class _Header(Struct, frozen=True, array_like=True):
    """All of some packs but their arrays."""

    made_by: str
    codes_made_by: str
    rules: tuple[Rule, ...]
    patterns: tuple[str, ...]
    codes: tuple[tuple[bytes, bytes], ...]
    literals: dict[int, tuple[str, ...]]
    fragments: dict[str, str]
    prose: ProseTest | None
    function_words: dict[str, tuple[str, ...]]
    disable: tuple[str, ...]
    hash: str
    arrays: tuple[ArrayPlace, ...]


Loaded = tuple[Packs, CharacterTables]
"""Packs, and what characters fold to."""


@lru_cache(maxsize=4)
def load_shipped(cache: Cache) -> Loaded:
    """Return the packs that come with the cleaner.

    In an installed package they are one file, made when it was built; in a checkout they come out of
    `cache`, or are compiled and kept there. Raises RuleFileError.
    """
    try:
        with shipped_compiled().open("rb") as stream:
            # Mapped, not read: what no document asks for stays on the disk.
            ready = from_bytes(memoryview(mmap(stream.fileno(), 0, access=ACCESS_READ)))
    except (OSError, ValueError):
        ready = None
    return ready or _kept(list(shipped_sources()), None, cache)


def load_packs(sources: Sequence[RuleSource], base: Packs, cache: Cache) -> Packs:
    """Return the packs of a user's rule files, which may use fragments of `base`. Raises RuleFileError."""
    return _kept(sources, base, cache)[0]


def compile_sources(sources: Sequence[RuleSource], base: Packs | None = None) -> Packs:
    """Compile rule files. Raises RuleFileError with everything that is wrong with any of them."""
    # Imported here: who loads what is compiled needs none of it.
    from cleaner.rulebook.assemble import assemble, read_source

    return assemble([read_source(source) for source in sources], base)


def _kept(sources: Sequence[RuleSource], base: Packs | None, cache: Cache) -> Loaded:
    """Return the packs of some rule files: out of the cache or, for the first time, compiled."""
    key = f"rules-{key_of_sources(sources, base.hash if base else '')}"
    data = cache.get(key)
    found = from_bytes(data) if data else None
    if found is None:
        from cleaner.text.make_tables import make_tables

        found = compile_sources(sources, base), make_tables()
        if cache.is_usable():
            try:
                data = to_bytes(*found)
            except regex.error:
                # In files that come with the cleaner patterns aren't looked at before: say which one it is.
                compile_sources([source._replace(shipped=False) for source in sources], base)
                raise
            cache.put(key, data)
    return found


def to_bytes(packs: Packs, characters: CharacterTables) -> bytes:
    """Return packs as bytes, for `from_bytes`."""
    places, data = lay_out([*packs.index._asdict().items(), *characters._asdict().items()])
    header = _Header(
        made_by=made_by(),
        codes_made_by=VERSION,
        rules=packs.rules,
        patterns=packs.patterns,
        codes=packs.codes or tuple(map(_pack, packs.patterns)),
        literals=dict(packs.literals),
        fragments=dict(packs.fragments),
        prose=packs.prose,
        function_words=dict(packs.function_words),
        disable=packs.disable,
        hash=packs.hash,
        arrays=places,
    )
    return seal(header, data)


def from_bytes(data: bytes | memoryview) -> Loaded | None:
    """Return what `to_bytes` wrote; None where it was something else, or another version."""
    try:
        return _read(data)
    except (LookupError, TypeError, ValueError, msgspec.MsgspecError):
        return None


def _read(data: bytes | memoryview) -> Loaded | None:
    header, base = unseal(data, _Header)
    if header.made_by != made_by():
        return None
    found = arrays_of(data, header.arrays, base)
    tables = {name: hash_table(found, name) for name in ("words", "steps")}
    packs = Packs(
        rules=header.rules,
        patterns=header.patterns,
        codes=header.codes if header.codes_made_by == VERSION else (),
        literals=header.literals,
        index=Index(*(tables.get(name, found.get(name)) for name in Index._fields)),  # type: ignore[arg-type]
        fragments=header.fragments,
        prose=header.prose,
        function_words=header.function_words,
        disable=header.disable,
        hash=header.hash,
    )
    return packs, CharacterTables(found["folded"], found["classes"])


def _pack(source: str) -> tuple[bytes, bytes]:
    """Return a pattern compiled, for one line and for many; empty where there is none for many."""
    many = source_for_many(source)
    return (
        pack_pattern(regex.compile(source, FLAGS)),
        pack_pattern(regex.compile(many, FLAGS_FOR_MANY)) if many else b"",
    )


def key_of_sources(sources: Sequence[RuleSource], base: str) -> str:
    """Return what names all that packs are made of; `base` is the hash of those they build on.

    The hash is that by which Python itself finds out whether a module was changed.
    """
    files = [(source.name, source.shipped, source_hash(source.data)) for source in sources]
    named = repr((files, base, VERSION, sys.byteorder, _modules()))
    return source_hash(named.encode("utf-8", "surrogateescape")).hex()


def _modules() -> list[tuple[str, int, int]]:
    """Return name, size and time of the modules that decide: a checkout changes without a new version."""
    try:
        return sorted(
            (entry.name, entry.stat().st_size, entry.stat().st_mtime_ns)
            for part in _MAKERS
            for entry in os.scandir(_HERE / part)
            if entry.name.endswith(".py")
        )
    except OSError:  # not in files: out of a zip
        return []
