"""Find the region that goes with a line: what is below it, or above."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from cleaner.engine.prose import Prose
from cleaner.rulebook.rule import Region
from cleaner.text.lines import Lines


def find_region(
    region: Region, anchor: int, until: Sequence[int], prose_lines: Sequence[int], lines: Lines, prose: Prose
) -> tuple[int, int]:
    """Return the region of the line `anchor`: its first line and the one after its last; the same if empty.

    `until` are the lines that say what ends it, `prose_lines` all prose lines; both in order.
    """
    document = int(lines.document[anchor])
    if region.upward:
        first, past = _above(region, anchor, until, prose_lines, int(lines.first_line[document]))
    else:
        first, past = _below(region, anchor, until, prose_lines, int(lines.past_line[document]))
    words = int(prose.words[document])
    if region.budget is not None:
        held = int(prose.sums[past] - prose.sums[first])
        if not words or held > region.budget * words:
            return first, first
    return first, past


def _below(
    region: Region, anchor: int, until: Sequence[int], prose_lines: Sequence[int], limit: int
) -> tuple[int, int]:
    first = past = anchor + 1
    end = _next(until, first, limit)
    if region.until and end is None and not region.stops_at_prose:
        return first, first
    past = limit if end is None else end
    if region.stops_at_prose:
        stop = _next(prose_lines, first, past)
        past = past if stop is None else stop
    if region.max_lines is not None:
        past = min(past, first + region.max_lines)
    return first, past


def _above(
    region: Region, anchor: int, until: Sequence[int], prose_lines: Sequence[int], limit: int
) -> tuple[int, int]:
    past = anchor
    end = _last(until, limit, past)
    if region.until and end is None and not region.stops_at_prose:
        return past, past
    first = limit if end is None else end + 1
    if region.stops_at_prose:
        stop = _last(prose_lines, first, past)
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
