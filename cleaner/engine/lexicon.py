"""Look up the words of units: entries of the lexicon, landmarks, function words."""

from dataclasses import dataclass

import numpy as np

from cleaner.engine.units import Units
from cleaner.rulebook.index import NODE_BITS, find_places
from cleaner.rulebook.score import ScoreIndex
from cleaner.text.columns import Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of units by their words: `functions` (how many are function words), `lexicon` (the sum of
    the distinct entries), `landmarks` (a bit for each kind). `unit` and `entry` are pairs, each once.
    """

    functions: Ints
    lexicon: Ints
    landmarks: Ints
    unit: Ints
    entry: Ints


def look_up(units: Units, index: ScoreIndex) -> Words:
    """Return what the words of units say. No run goes over the end of a sentence."""
    words = find_places(index.words, units.hash)
    words *= index.words.keys.take(words) == units.hash
    count = len(units)
    functions = np.bincount(units.unit[index.is_function.take(words)], minlength=count + 1)[:count]
    landmarks = np.zeros(count, np.int64)
    found_units, found = [], []
    node, at, unit = words, np.arange(1, len(words) + 1), units.unit
    follows, words = np.append(units.follows, False), np.append(words, 0)
    while len(node):
        entry = index.entry.take(node)
        has = np.flatnonzero(entry >= 0)
        found_units.append(unit[has])
        found.append(entry[has])
        bits = index.landmark.take(node)
        marked = np.flatnonzero(bits)
        landmarks[unit[marked]] |= bits[marked]
        go = np.flatnonzero(index.is_inner.take(node))
        node, at, unit = node[go], at[go], unit[go]
        word = words.take(at)
        go = np.flatnonzero(index.is_next.take(word) & follows.take(at))
        node, at, unit = node[go], at[go], unit[go]
        keys = ((node << NODE_BITS) | word[go]).view(np.uint64)
        places = find_places(index.steps, keys)
        go = np.flatnonzero(index.steps.keys.take(places) == keys)
        node, at, unit = index.step_node.take(places[go]).astype(np.int64), at[go] + 1, unit[go]
        at = np.minimum(at, len(words) - 1)
    size = len(index.weight) + 1
    pairs = np.sort(np.concatenate(found_units) * size + np.concatenate(found))
    pairs = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))]
    unit, entry = pairs // size, pairs % size
    lexicon = np.bincount(unit, index.weight.take(entry), count + 1)[:count].astype(np.int64)
    return Words(functions=functions, lexicon=lexicon, landmarks=landmarks, unit=unit, entry=entry)
