"""Load the rules in force."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from cleaner.errors import check_list
from cleaner.rulebook.cache import Cache, user_cache
from cleaner.rulebook.compiled import load_packs, load_shipped
from cleaner.rulebook.find import RuleSource, sources_at
from cleaner.rulebook.rulebook import Rulebook, make_rulebook, with_drop_lines, without


def load_rules(
    paths: Sequence[Path | str] = (),
    *,
    builtin: bool = True,
    disable: Sequence[str] = (),
    drop_lines: Sequence[str] = (),
    cache: Cache | None = None,
) -> Rulebook:
    """Load the rules that come with the cleaner, then `paths` (files or folders), into one rulebook.

    A later rule replaces an earlier one of the same full id. `disable` holds full ids
    or globs over them; `drop_lines` are lines to drop wherever they stand. With
    `builtin` false none of the shipped rules act, but the shipped fragments and the
    `[prose]` table still hold. What is compiled of `paths` is kept in `cache` (default: the user's,
    `user_cache`). Raises RuleFileError with everything that is wrong in any of the files, and
    ArgumentError for arguments that are no lists.
    """
    check_list("paths", paths, str | PathLike)
    check_list("disable", disable)
    check_list("drop_lines", drop_lines)
    sources = list(sources_at(paths))
    return load_sources(sources, builtin=builtin, disable=disable, drop_lines=drop_lines, cache=cache)


def load_sources(
    sources: Sequence[RuleSource],
    *,
    builtin: bool = True,
    disable: Sequence[str] = (),
    drop_lines: Sequence[str] = (),
    cache: Cache | None = None,
) -> Rulebook:
    """Do what `load_rules` does with rule files that were read already."""
    cache = user_cache() if cache is None else cache
    shipped, characters = load_shipped(cache)
    packs = [shipped, *([load_packs(sources, shipped, cache)] if sources else [])]
    switched_off = [*disable, *(pattern for some in packs for pattern in some.disable)]
    book = without(make_rulebook(packs, characters), switched_off, builtin=builtin)
    return with_drop_lines(book, drop_lines)
