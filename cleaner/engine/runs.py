"""Find what stands on several lines: blocks of patterns, runs of short lines, repeated stretches."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from operator import gt
from typing import Final

from cleaner.engine.patterns import Matched
from cleaner.engine.scene import LONG, Scene, both
from cleaner.model import Zone
from cleaner.rulebook.rule import Run
from cleaner.text.lines import Lines

_ZEROS: Final = re.compile(b"\0+")
Step = tuple[int, int, int]
"""The number of a pattern, how many lines match it at least, and at most."""
Stretch = tuple[int, int]
"""The first line, and the one after the last."""


def find_blocks(
    matched: Matched,
    steps: Sequence[Step],
    min_hits: int,
    kept: Sequence[bool],
) -> list[Stretch]:
    """Return where the steps (pattern, least, most) match consecutive lines: leftmost, longest.

    `matched` says which patterns match which lines. Only rows of `min_hits` blocks
    or more count; each block of a row is a stretch of its own. One that holds a kept
    line is none.
    """
    found: list[Stretch] = []
    row: list[Stretch] = []
    end = 0
    for at in _starts(matched, steps, len(kept)):
        stop = _block_end(matched, steps, at, len(kept)) if at >= end else None
        if stop is None or any(kept[at:stop]):
            continue
        if at > end:
            found += row if len(row) >= min_hits else []
            row = []
        row.append((at, stop))
        end = stop
    return found + (row if len(row) >= min_hits else [])


def _starts(matched: Matched, steps: Sequence[Step], count: int) -> Sequence[int]:
    """Return where a block may begin: the rarest line that it must have stands not too far below."""
    rarest: tuple[AbstractSet[int], int, int] | None = None
    fewest = most_above = 0
    for pattern, least, most in steps:
        lines = matched.lines(pattern) if least else None
        if lines is not None and not lines:
            return ()
        if lines is not None and (rarest is None or len(lines) < len(rarest[0])):
            rarest = lines, fewest, most_above
        fewest += least
        most_above += most
    if rarest is None:
        return range(count)
    lines, fewest, most_above = rarest
    return sorted({at - above for at in lines for above in range(fewest, most_above + 1) if above <= at})


def _block_end(matched: Matched, steps: Sequence[Step], start: int, count: int) -> int | None:
    """Return the furthest line at which a block that begins at `start` can end, or None."""
    reached = {start}
    for pattern, least, most in steps:
        following = set(reached) if least == 0 else set()
        for at in reached:
            for line in range(at, min(at + most, count)):
                if not matched.matches(pattern, line):
                    break
                following.add(line + 1)  # least is 0 or 1, so one line is enough
        reached = following
        if not reached:
            return None
    end = max(reached)
    return end if end > start else None


def find_runs(
    scene: Scene, run: Run, zone: frozenset[Zone], kept: Sequence[bool], hit: bytes
) -> list[Stretch]:
    """Return the runs of short lines that aren't prose, within `zone` and between kept lines.

    `hit` says which lines count for `run.min_hits`. A run that asks for hits begins and
    ends with one: a headline below a menu, or a source line above a footer, is short
    too, and no part of it. One that asks for nothing but hits has no other lines.
    """
    if len(kept) < run.min_lines or (run.min_hits and not hit.count(1)):
        return []
    short = _short_lines(scene, run, zone, kept)
    if run.min_hits >= 1:
        short = both(short, hit)
    found = []
    for row in _rows_of(run.min_lines).finditer(short):
        start, stop = row.span() if not run.min_hits else _shrink(hit, *row.span())
        if stop - start >= run.min_lines and hit.count(1, start, stop) >= run.min_hits * (stop - start):
            found.append((start, stop))
    return found


def _short_lines(scene: Scene, run: Run, zone: frozenset[Zone], kept: Sequence[bool]) -> bytes:
    """Say of each line, by 1 or 0, whether it can stand in a run."""
    most = run.max_words
    short = (
        scene.sizes.translate(_at_most(most))
        if most < LONG
        else bytes(
            not prose and words <= most for prose, words in zip(scene.prose, scene.lines.words, strict=True)
        )
    )
    if zone:
        short = both(short, scene.within(zone))
    return bytes(map(gt, short, kept)) if True in kept else short


@lru_cache
def _rows_of(least: int) -> re.Pattern[bytes]:
    """Return what finds the rows of so many lines or more."""
    return re.compile(b"\1{%d,}" % max(1, least))


@lru_cache
def _at_most(most: int) -> bytes:
    """Return what says of a size, by 1 or 0, whether it is so many words at most."""
    return bytes(size <= most for size in range(256))


def _shrink(hit: bytes, first: int, end: int) -> Stretch:
    """Return the stretch without the lines at both ends that aren't hit."""
    start = hit.find(1, first, end)
    return (end, end) if start < 0 else (start, hit.rfind(1, first, end) + 1)


_FIRST_COPIES = 16
"""How many earlier places of the same lines are compared; a page with more is all menu anyway."""


def find_repeats(lines: Lines, min_lines: int, kept: Sequence[bool]) -> list[Stretch]:
    """Return the second and later copies of stretches of `min_lines` lines or more: leftmost, longest."""
    if len(kept) < 2 * min_lines:
        return []
    keys = [
        None if keep else folded or half or raw
        for keep, folded, half, raw in zip(kept, lines.folded, lines.half, lines.raw, strict=True)
    ]
    likely = _where_copies_may_begin(keys, min_lines)
    if not likely:
        return []
    begins = {keys[at] for at in likely}
    places: dict[tuple[str | None, ...], list[int]] = {}
    for at, key in enumerate(keys):
        if key in begins:
            places.setdefault(tuple(keys[at : at + min_lines]), []).append(at)
    found: list[Stretch] = []
    end = 0
    for at in likely:
        if at >= end:
            known = places[tuple(keys[at : at + min_lines])]
            earlier = known[: min(bisect_right(known, at - min_lines), _FIRST_COPIES)]
            size = max((_common(keys, start, at) for start in earlier), default=0)
            if size:
                found.append((at, at + size))
                end = at + size
    return found


def _where_copies_may_begin(keys: Sequence[str | None], min_lines: int) -> list[int]:
    """Return the lines that begin `min_lines` lines of which each stands further above, too, anywhere."""
    seen: set[str | None] = {None}
    new = bytearray()
    for key in keys:
        if key is None or key not in seen:
            seen.add(key)
            new.append(1)
        else:
            new.append(0)
    found: list[int] = []
    for row in _ZEROS.finditer(new):
        found += range(row.start(), row.end() - min_lines + 1)
    return found


def _common(keys: Sequence[str | None], earlier: int, later: int) -> int:
    """Return how many lines two places share, up to where the later one begins."""
    size = 0
    while (
        earlier + size < later
        and later + size < len(keys)
        and keys[later + size] is not None
        and keys[earlier + size] == keys[later + size]
    ):
        size += 1
    return size
