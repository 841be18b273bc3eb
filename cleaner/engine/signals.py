"""Signals: whole numbers that say of each unit what it looks like, and what stands around it."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaner.engine.signal_tables import BEGIN, COUNTERS, END
from cleaner.engine.units import Units
from cleaner.rulebook.score import SINCE
from cleaner.text.characters import IS_WHITE
from cleaner.text.columns import Flags, Hashes, Ints, packed_sums, ragged, sums_between
from cleaner.text.lines import Lines

Signals = dict[str, Ints]
"""By name, a number for each unit."""
PER_MILLE: Final = 1000
FAR: Final = 10
"""The most units to a landmark, or to prose, that are told apart."""
MOST_LINES: Final = 300
"""The most units above, below, or to a title, that are told apart."""
SHORT: Final = 8
"""Words of a short line."""
MOST_LEXICON: Final = 400
MOST_SCORE: Final = 400
"""No neighbour counts for more, on either side: one line is not a hundred."""
_MOST_WHITE: Final = 64
_TITLES: Final = 5
"""The title of the window, if it is in the text, is among so many units at the top."""
_LEAST_TITLE: Final = 3
_MOST_TITLE: Final = 40
"""Tokens of a title."""
_MIX: Final = np.uint64(0xBF58476D1CE4E5B9)
_DOCUMENT: Final = np.uint64(0x94D049BB133111EB)


def measure(
    lines: Lines, units: Units, functions: Ints, lexicon: Ints, landmarks: Mapping[str, Flags]
) -> Signals:
    """Return the signals of the first pass.

    By unit, `functions` is how many of its words are function words, and `lexicon` the sum of its entries;
    `landmarks` say by name which units are one.
    """
    found = _shape(lines, units, functions)
    found |= _place(units)
    found |= _context(units)
    for name, is_landmark in landmarks.items():
        since, _ = distances(units, is_landmark, FAR)
        found[f"{SINCE}{name}"] = np.where(is_landmark, 0, since)
    capped = np.clip(lexicon, -MOST_LEXICON, MOST_LEXICON)
    found["lexicon"] = lexicon
    for name, up, down in (
        ("up", 1, 0),
        ("down", 0, 1),
        ("3", 3, 3),
        ("10", 10, 10),
        ("30", 30, 30),
        ("100", 100, 100),
    ):
        found[f"lexicon_{name}"] = mean_around(units, capped, up, down)
    return found


def measure_scores(units: Units, scores: Ints, probabilities: Ints) -> Signals:
    """Return the signals that the second pass has besides: what the first made of a unit and those around.

    `probabilities` are those of noise, per mille. The content of a unit are its words times that of not.
    """
    capped = np.clip(scores, -MOST_SCORE, MOST_SCORE)
    found = {"score": scores}
    for name, up, down in (
        ("up", 1, 0),
        ("down", 0, 1),
        ("3_up", 3, 0),
        ("3_down", 0, 3),
        ("10_up", 10, 0),
        ("10_down", 0, 10),
        ("30", 30, 30),
        ("100", 100, 100),
    ):
        found[f"score_{name}"] = mean_around(units, capped, up, down)
    content = units.words * (PER_MILLE - probabilities) // 100
    at = np.arange(len(units))
    first, past = _document_bounds(units)
    above, below = sums_between(content, first, at), sums_between(content, at + 1, past)
    found["content_above"], found["content_below"] = above // 10, below // 10
    found["content_share"] = PER_MILLE * above // np.maximum(above + content + below, 1)
    low, high = window(units, 12, 12)
    found["content_12_up"] = sums_between(content, low, at) // 10
    found["content_12_down"] = sums_between(content, at + 1, high) // 10
    return found


def _shape(lines: Lines, units: Units, functions: Ints) -> Signals:
    codes = lines.codes
    counts = packed_sums(COUNTERS.take(codes), lines.start, lines.end, 4)
    commas, separators, brackets, stops = (_by_unit(units, one) for one in counts)
    upper, letters, capitals = (_by_unit(units, one) for one in lines.cases)
    digits = _by_unit(units, lines.digits)
    words = np.maximum(units.words, 1)
    last_line = units.past - 1
    last = _skip_white(codes, lines.end[last_line] - 1, lines.start[last_line], -1)
    first = _skip_white(codes, lines.start[units.first], lines.end[units.first] - 1, 1)
    return {
        "words": units.words,
        "ends": END.take(codes[last]).astype(np.int64),
        "begins": BEGIN.take(codes[first]).astype(np.int64),
        "capitals": np.where(letters > 0, np.minimum(capitals * PER_MILLE // words, PER_MILLE), -1),
        "upper": np.where(letters > 0, upper * PER_MILLE // np.maximum(letters, 1), -1),
        "digits": digits * PER_MILLE // (letters + digits + 1),
        "functions": np.minimum(functions * PER_MILLE // words, PER_MILLE),
        "commas": commas,
        "separators": separators,
        "brackets": brackets,
        "stops": stops,
    }


def _by_unit(units: Units, values: Ints) -> Ints:
    """Return the sums by unit of values by line."""
    if len(units) == len(values):
        return values
    found: Ints = np.add.reduceat(values, units.first)
    return found


def _skip_white(codes: npt.NDArray[Any], at: Ints, limit: Ints, step: int) -> Ints:
    """Return the next places of characters that aren't white space, at most `limit`."""
    at = at.copy()
    for _ in range(_MOST_WHITE):
        on = IS_WHITE.take(codes[at]) & (at != limit)
        if not on.any():
            break
        at[on] += step
    return at


def _place(units: Units) -> Signals:
    at = np.arange(len(units))
    first, past = _document_bounds(units)
    above = at - first
    low, high = window(units, 10, 10)
    low = np.minimum(low + 1, high)
    gaps = sums_between(units.blank_above, low, high)
    sums = _key_sums(units)
    keys = sums[units.end] - sums[units.begin]
    copies, earlier = _copies(units, keys)
    is_title = _titles(units, sums, keys, above) & ((above >= _TITLES) | (earlier > 0))
    up, down = distances(units, is_title, MOST_LINES)
    return {
        "above": np.minimum(above, MOST_LINES),
        "below": np.minimum(past - 1 - at, MOST_LINES),
        "gaps": 2 * units.blank_above + units.blank_below,
        "gaps_around": gaps * PER_MILLE // np.maximum(high - low, 1),
        "copies": np.minimum(copies, 5),
        "since_title": np.where(is_title, 0, up),
        "until_title": down,
    }


def _key_sums(units: Units) -> Hashes:
    """Return sums by token whose differences are hashes of a unit's tokens and their order."""
    sums = np.zeros(len(units.hash) + 1, np.uint64)
    if len(units):
        places = np.arange(len(units.hash)) - units.begin[np.minimum(units.unit, len(units) - 1)]
        mixed = (units.hash ^ (units.hash >> np.uint64(29))) * _MIX
        mixed *= (2 * places + 1).astype(np.uint64)
        np.cumsum(mixed, out=sums[1:])
    return sums


def _copies(units: Units, keys: Hashes) -> tuple[Ints, Ints]:
    """Return how many other units of the document have the same tokens, and how many of these are above."""
    order, group, starts = _groups(_in_document(units.document, keys))
    sizes = np.diff(np.append(starts, len(order)))
    copies, above = np.zeros(len(units), np.int64), np.zeros(len(units), np.int64)
    copies[order] = sizes[group] - 1
    above[order] = np.arange(len(order)) - starts[group]
    return copies, above


def _in_document(document: Ints, keys: Hashes) -> Hashes:
    """Return keys that are those of one document."""
    found: Hashes = (keys ^ (keys >> np.uint64(31))) * _MIX + document.astype(np.uint64) * _DOCUMENT
    return found


def _groups(keys: Hashes) -> tuple[Ints, Ints, Ints]:
    """Return an order that brings equal keys together, the number of the group of each in that order, and
    where groups start. Within a group the order is that of the keys' places.
    """
    order, ordered = _order(keys)
    new = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return order, np.cumsum(new) - 1, np.flatnonzero(new)


def _order(keys: Hashes) -> tuple[Ints, Hashes]:
    """Return the order of keys, and them in order. A stable argsort takes several times as long as a sort
    of numbers that end with the places; two keys that differ only where the places are, are rare.
    """
    bits = np.uint64(len(keys).bit_length())
    places = np.arange(len(keys), dtype=np.uint64)
    packed = (keys >> bits << bits) | places
    packed.sort()
    order = (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    ordered = keys.take(order)
    cut = ordered >> bits
    if ((cut[1:] == cut[:-1]) & (ordered[1:] != ordered[:-1])).any():
        order = np.argsort(keys, kind="stable")
        ordered = keys.take(order)
    return order, ordered


def _titles(units: Units, sums: Hashes, keys: Hashes, above: Ints) -> Flags:
    """Say which units repeat the begin of one of the first: the headline is part of the window's title."""
    sizes = units.end - units.begin
    tops = np.flatnonzero((above < _TITLES) & (sizes >= _LEAST_TITLE))
    begin = units.begin[tops]
    places, owner = ragged(begin + _LEAST_TITLE, np.minimum(units.end[tops], begin + _MOST_TITLE) + 1)
    known = np.sort(_in_document(units.document[tops][owner], sums[places] - sums[begin][owner]))
    if not len(known):
        return np.zeros(len(units), np.bool_)
    asked = _in_document(units.document, keys)
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    found: Flags = (known[at] == asked) & (sizes >= _LEAST_TITLE)
    return found


def _context(units: Units) -> Signals:
    prose = np.where(units.is_prose, units.words, 0)
    at = np.arange(len(units))
    first, past = _document_bounds(units)
    up, down = distances(units, units.is_prose, FAR)
    found = {
        "prose_above": sums_between(prose, first, at),
        "prose_below": sums_between(prose, at + 1, past),
        "prose_up": up,
        "prose_down": down,
        "known": _known(units),
    }
    short = units.words <= SHORT
    for size in (3, 10):
        low, high = window(units, size, size)
        found[f"prose_{size}"] = sums_between(prose, low, high) - prose
    for size in (5, 20):
        low, high = window(units, size, size)
        found[f"short_{size}"] = sums_between(short, low, high) * PER_MILLE // (high - low)
    return found


def _known(units: Units) -> Ints:
    """Return which share of a unit's tokens the document's other prose has, per mille; all of none.

    Noise speaks of other things.
    """
    is_token = np.ones(len(units.hash), np.bool_)
    is_token[units.begin - 1] = False
    is_token[-1] = False
    tokens = np.flatnonzero(is_token)
    unit = units.unit[tokens]
    order, group, starts = _groups(_in_document(units.document[unit], units.hash[tokens]))
    if not len(starts):
        return np.full(len(units), PER_MILLE, np.int64)
    is_prose = units.is_prose[unit]
    # Each line counts once; those of a group are in order.
    ordered = unit[order]
    once = is_prose[order]
    once[1:] &= (ordered[1:] != ordered[:-1]) | (group[1:] != group[:-1])
    in_prose = np.add.reduceat(once.astype(np.int64), starts)
    total = np.zeros(len(tokens), np.int64)
    total[order] = in_prose[group]
    # What a prose line says itself doesn't count.
    known = total > is_prose
    size = units.end - units.begin
    count = np.bincount(unit[known], minlength=len(units))
    return np.where(size > 0, count * PER_MILLE // np.maximum(size, 1), PER_MILLE)


def _document_bounds(units: Units) -> tuple[Ints, Ints]:
    return units.first_unit[units.document], units.past_unit[units.document]


def window(units: Units, up: int, down: int) -> tuple[Ints, Ints]:
    """Return the first and the one past the last unit around each, so many up and down in its document."""
    at = np.arange(len(units))
    first, past = _document_bounds(units)
    return np.maximum(at - up, first), np.minimum(at + down + 1, past)


def mean_around(units: Units, values: Ints, up: int, down: int) -> Ints:
    """Return the mean of other units' values, so many up and down; what isn't there counts as 0."""
    low, high = window(units, up, down)
    return (sums_between(values, low, high) - values) // (up + down)


def distances(units: Units, marked: Flags, far: int) -> tuple[Ints, Ints]:
    """Return how many units it is to the next other marked one above and below, at most `far`."""
    count = len(units)
    places = np.flatnonzero(marked)
    if not len(places):
        return np.full(count, far, np.int64), np.full(count, far, np.int64)
    at = np.arange(count)
    first, past = _document_bounds(units)
    next_one: Ints = np.cumsum(marked) - marked
    above = np.append(places, -far)[next_one - 1]
    below = np.append(places, count + far)[next_one + marked]
    up = np.where((above >= first) & (above < at), np.minimum(at - above, far), far)
    return up, np.where(below < past, np.minimum(below - at, far), far)
