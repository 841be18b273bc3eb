"""Find the region that goes with a line: what is below it, or above."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np

from cleaner.engine.prose import Prose
from cleaner.rulebook.rule import Extent, Region
from cleaner.text.lines import Lines


def find_region(
    region: Region, anchor: int, until: Sequence[int], stops: Sequence[int], lines: Lines, prose: Prose
) -> tuple[int, int]:
    """Return the region of the line `anchor`: its first line and the one after its last; the same if empty.

    `until` are the lines that say what ends it, `stops` those that may not be in it; both in order.
    """
    document = int(lines.document[anchor])
    if region.extent == "paragraph" and not lines.has_blank[document]:
        return anchor, anchor
    if region.upward:
        first, past = _above(region, anchor, until, stops, int(lines.first_line[document]))
    else:
        first, past = _below(region, anchor, until, stops, int(lines.past_line[document]))
    words = int(prose.words[document])
    if region.budget is not None:
        held = int(prose.sums[past] - prose.sums[first])
        if not words or held > region.budget * words:
            return first, first
    return first, past


def find_stops(lines: Lines, prose: Prose) -> dict[tuple[Extent, bool], Sequence[int]]:
    """Return the lines that may not be in a region, by its extent and by whether it goes upward."""
    prose_lines = np.flatnonzero(prose.is_prose).tolist()
    return {
        ("not prose", False): prose_lines,
        ("not prose", True): prose_lines,
        ("paragraph", False): np.flatnonzero(lines.blank_above).tolist(),
        ("paragraph", True): np.flatnonzero(lines.blank_below).tolist(),
        ("anything", False): (),
        ("anything", True): (),
    }


def _below(
    region: Region, anchor: int, until: Sequence[int], stops: Sequence[int], limit: int
) -> tuple[int, int]:
    first = past = anchor + 1
    end = _next(until, first, limit)
    if region.until and end is None and region.extent == "anything":
        return first, first
    past = limit if end is None else end
    stop = _next(stops, first, past)
    past = past if stop is None else stop
    if region.max_lines is not None:
        past = min(past, first + region.max_lines)
    return first, past


def _above(
    region: Region, anchor: int, until: Sequence[int], stops: Sequence[int], limit: int
) -> tuple[int, int]:
    past = anchor
    end = _last(until, limit, past)
    if region.until and end is None and region.extent == "anything":
        return past, past
    first = limit if end is None else end + 1
    stop = _last(stops, first, past)
    first = first if stop is None else stop + 1
    if region.max_lines is not None:
        first = max(first, past - region.max_lines)
    return first, past


def _next(places: Sequence[int], first: int, past: int) -> int | None:
    """Return the first of some places that is within a range."""
    at = bisect_left(places, first)
    return places[at] if at < len(places) and places[at] < past else None


def _last(places: Sequence[int], first: int, past: int) -> int | None:
    """Return the last of some places that is within a range."""
    at = bisect_right(places, past - 1) - 1
    return places[at] if at >= 0 and places[at] >= first else None
