"""Name what a set of rule files is compiled to, so that whatever changes has another name."""

import os
import sys
from collections.abc import Sequence
from importlib.util import source_hash
from pathlib import Path
from typing import Final

import regex

from cleaner.rulebook.find import RuleSource

_HERE: Final = Path(__file__).parent.parent
_MAKERS: Final = ("text", "rulebook", "engine")
"""The packages that have a part in it."""


def key_of(sources: Sequence[RuleSource], *, builtin: bool, disable: Sequence[str]) -> str:
    """Return what names all that a rulebook and a cleaner's tables are made of.

    The hash is that by which Python itself finds out whether a module was changed.
    """
    files = [(source.name, source.shipped, source_hash(source.data)) for source in sources]
    system = (sys.implementation.cache_tag, sys.byteorder, regex.__version__)
    named = repr((files, builtin, list(disable), system, _modules()))
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
