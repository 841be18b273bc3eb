"""A rulebook, and what a cleaner works out about it, out of the cache if it is there."""

import gc
import marshal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache, partial
from typing import Any, NamedTuple

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.matching import Tables
from cleaner.engine.patterns import PatternTables
from cleaner.rulebook.cache import Cache
from cleaner.rulebook.find import RuleSource
from cleaner.rulebook.key import key_of
from cleaner.rulebook.plain import from_plain, late_parts, to_plain
from cleaner.rulebook.rule import Rulebook


class Compiled(NamedTuple):
    """A rulebook, and the tables of a cleaner with these rules."""

    rules: Rulebook
    tables: Tables | None


def load_compiled(
    sources: Sequence[RuleSource],
    cache: Cache,
    *,
    builtin: bool = True,
    disable: Sequence[str] = (),
    waiting: AbstractContextManager[object] | None = None,
) -> Compiled:
    """Return the rulebook of `sources`, as `load_rules` does, with what `cache` knows about it.

    Where the cache knows nothing and can be written, everything is compiled and kept, in
    the context `waiting`: that takes seconds. Where it can't, nothing is compiled that
    may not be needed. Raises RuleFileError.
    """
    key = f"rules-{key_of(sources, builtin=builtin, disable=disable)}"
    late = f"{key}-late"
    build = partial(_build, sources, builtin, disable)
    data = cache.get(key)
    found = _unpack(data, lru_cache(partial(_fetch_late, cache, late, build))) if data else None
    if found:
        return found
    if not cache.is_usable():
        return Compiled(build(), None)
    with waiting or nullcontext():
        rules = build()
        tables = Cleaner(rules).compile()
        cache.put(key, marshal.dumps((to_plain(rules), tables.phrases, tuple(tables.patterns))))
        cache.put(late, marshal.dumps(late_parts(rules)))
    return Compiled(rules, tables)


def _build(sources: Sequence[RuleSource], builtin: bool, disable: Sequence[str]) -> Rulebook:
    from cleaner.rulebook.load import assemble, read_source

    return assemble([read_source(source) for source in sources], builtin=builtin, disable=disable)


def _fetch_late(cache: Cache, key: str, build: Callable[[], Rulebook]) -> Any:
    """Return what is late of the rules: out of the cache, or as it was made for it."""
    data = cache.get(key)
    return marshal.loads(data) if data else late_parts(build())


def _unpack(data: bytes, fetch_late: Callable[[], Any]) -> Compiled | None:
    """Return what was kept; None where it is something else, whatever the check says."""
    with _no_collection():
        try:
            plain, phrases, patterns = marshal.loads(data)
            rules = from_plain(plain, fetch_late)
            return Compiled(rules, Tables(len(rules.rules), phrases, PatternTables(*patterns)))
        except (EOFError, LookupError, TypeError, ValueError):
            return None


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold the garbage collector back: it would look through all that comes, again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
