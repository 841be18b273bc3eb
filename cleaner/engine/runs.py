"""Find what stands on several lines: blocks of patterns, runs of short lines, repeated stretches."""

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet

from cleaner.engine.patterns import Matched
from cleaner.engine.scene import Scene
from cleaner.model import Zone
from cleaner.rulebook.rule import Run
from cleaner.text.split import Line

Stretch = tuple[int, int]
"""The first line, and the one after the last."""


def find_blocks(
    matched: Matched,
    steps: Sequence[tuple[int, int, int]],
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


def _starts(matched: Matched, steps: Sequence[tuple[int, int, int]], count: int) -> Sequence[int]:
    """Return where a block may begin: the rarest line that it must have stands not too far below."""
    rarest: tuple[AbstractSet[int], int, int] | None = None
    fewest = most_above = 0
    for pattern, least, most in steps:
        lines = matched.lines(pattern) if least else None
        if lines is not None and (rarest is None or len(lines) < len(rarest[0])):
            rarest = lines, fewest, most_above
        fewest += least
        most_above += most
    if rarest is None:
        return range(count)
    lines, fewest, most_above = rarest
    return sorted({at - above for at in lines for above in range(fewest, most_above + 1) if above <= at})


def _block_end(matched: Matched, steps: Sequence[tuple[int, int, int]], start: int, count: int) -> int | None:
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
    scene: Scene, run: Run, zone: Collection[Zone], kept: Sequence[bool], hit: Sequence[bool]
) -> list[Stretch]:
    """Return the runs of short lines that aren't prose, within `zone` and between kept lines.

    `hit` says which lines count for `run.min_hits`. A run that asks for hits begins and
    ends with one: a headline below a menu, or a source line above a footer, is short
    too, and no part of it. One that asks for nothing but hits has no other lines.
    """
    found = []
    first = 0
    for end in _run_ends(scene, run, zone, kept, hit):
        start, stop = (first, end) if not run.min_hits else _shrink(hit, first, end)
        if stop - start >= run.min_lines and sum(hit[start:stop]) >= run.min_hits * (stop - start):
            found.append((start, stop))
        first = end + 1
    return found


def _run_ends(
    scene: Scene, run: Run, zone: Collection[Zone], kept: Sequence[bool], hit: Sequence[bool]
) -> Iterator[int]:
    """Yield the lines that belong to no run, and the end of the document."""
    for at, line in enumerate(scene.lines):
        if (
            scene.prose[at]
            or line.words > run.max_words
            or kept[at]
            or (zone and scene.zones[at] not in zone)
            or (run.min_hits >= 1 and not hit[at])
        ):
            yield at
    yield len(scene.lines)


def _shrink(hit: Sequence[bool], first: int, end: int) -> Stretch:
    """Return the stretch without the lines at both ends that aren't hit."""
    while first < end and not hit[first]:
        first += 1
    while end > first and not hit[end - 1]:
        end -= 1
    return first, end


_FIRST_COPIES = 16
"""How many earlier places of the same lines are compared; a page with more is all menu anyway."""


def find_repeats(lines: Sequence[Line], min_lines: int, kept: Sequence[bool]) -> list[Stretch]:
    """Return the second and later copies of stretches of `min_lines` lines or more: leftmost, longest."""
    keys = [None if kept[at] else line.folded or line.half or line.raw for at, line in enumerate(lines)]
    places: dict[tuple[str | None, ...], list[int]] = {}
    found = []
    at = indexed = 0
    while at + min_lines <= len(keys):
        while indexed + min_lines <= at:
            starts = places.setdefault(tuple(keys[indexed : indexed + min_lines]), [])
            if len(starts) < _FIRST_COPIES:
                starts.append(indexed)
            indexed += 1
        window = tuple(keys[at : at + min_lines])
        earlier = places.get(window, []) if None not in window else []
        size = max((_common(keys, start, at) for start in earlier), default=0)
        if size:
            found.append((at, at + size))
        at += size or 1
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
