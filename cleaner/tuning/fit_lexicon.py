"""Fit the lexicon: which words, and runs of them, speak for noise.

A logistic regression with an L1 penalty over all runs that enough sites have, so that most weights are zero.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaner.engine.units import BREAK_HASH
from cleaner.rulebook.build_score import run_of_entry
from cleaner.rulebook.score_files import BEGIN, END
from cleaner.text.columns import Hashes, Ints
from cleaner.text.tokens import hash_token
from cleaner.text.words import NUMBER
from cleaner.tuning.samples import Batch

Floats = npt.NDArray[np.float64]
SITES: Final = 5
"""An entry stands on so many sites: no name or topic of a single one."""
PENALTY: Final = 2.5e-5
_ROUNDS: Final = 100
_SHORTER: Final = 2
_LONGEST: Final = 8
"""Tokens of the longest unit that is an entry as a whole; those of up to two are runs like others."""
_LEAST: Final = 5
"""Weights below, in 1/100 log-odds, say nothing."""
_MOST_LISTED: Final = 200
"""No listed line weighs more: nobody has seen them in clean texts of every language."""
_A: Final = np.uint64(0x9E3779B97F4A7C15)
_B: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_MASK: Final = (1 << 64) - 1


def extend_key(key: Hashes, token: Hashes) -> Hashes:
    """Return the keys of runs with one token more; the key of one token is its hash."""
    mixed = (key * _A) ^ (token + (key >> np.uint64(7)))
    mixed ^= mixed >> np.uint64(29)
    return mixed * _B


def key_of(entry: str) -> int:
    """Return the key of an entry of the lexicon."""
    first, *rest = map(hash_token, run_of_entry(entry))
    key = first
    for token in rest:
        key = ((key * int(_A)) & _MASK) ^ ((token + (key >> 7)) & _MASK)
        key = ((key ^ (key >> 29)) * int(_B)) & _MASK
    return key


@dataclass(slots=True)
class Runs:
    """All runs of some texts, by unit, and what is known of the units. `text` has the token of each hash."""

    unit: list[Ints] = field(default_factory=list)
    key: list[Hashes] = field(default_factory=list)
    label: list[Floats] = field(default_factory=list)
    weight: list[Floats] = field(default_factory=list)
    site: list[Hashes] = field(default_factory=list)
    fold: list[Ints] = field(default_factory=list)
    text: dict[int, str] = field(default_factory=dict)
    spelled: dict[int, tuple[int, ...]] = field(default_factory=dict)
    count: int = 0
    _seen: Hashes = field(default_factory=lambda: np.zeros(0, np.uint64))

    def add(self, batch: Batch, fold: Ints) -> None:
        """Add the units of a batch, each text of a site once; `fold` is by sample."""
        units = batch.units
        site = np.array([hash_token(sample.page.site) for sample in batch.samples], np.uint64)[units.document]
        keys = _whole_keys(batch)
        once = extend_key(keys, site) + batch.label.astype(np.int64).astype(np.uint64)
        _, first = np.unique(once, return_index=True)
        new = np.zeros(len(units), np.bool_)
        new[first] = True
        new &= ~np.isin(once, self._seen) & (batch.weight > 0)
        self._seen = np.union1d(self._seen, once[new])
        number = np.full(len(units) + 1, -1, np.int64)
        number[np.flatnonzero(new)] = self.count + np.arange(int(new.sum()))
        for unit, key in _runs(batch):
            has = number[unit] >= 0
            self.unit.append(number[unit][has])
            self.key.append(key[has])
        self.count += int(new.sum())
        self.label.append(batch.label[new])
        self.weight.append(batch.weight[new])
        self.site.append(site[new])
        self.fold.append(fold[units.document[new]])
        self._spell(batch)

    def _spell(self, batch: Batch) -> None:
        """Remember what tokens look like."""
        tokens, lines = batch.lines.tokens, batch.lines
        hashes, first = np.unique(tokens.hash, return_index=True)
        for token, at in zip(hashes.tolist(), first.tolist(), strict=True):
            if token not in self.text:
                self.text[token] = (
                    lines.folded[tokens.start[at] : tokens.end[at]].tobytes().decode("utf-16-le", "replace")
                )

    def close(self) -> "Table":
        """Return everything as arrays."""
        return Table(
            unit=np.concatenate(self.unit),
            key=np.concatenate(self.key),
            label=np.concatenate(self.label),
            weight=np.concatenate(self.weight),
            site=np.concatenate(self.site),
            fold=np.concatenate(self.fold),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Pairs of a unit and the key of a run in it; by unit `label`, `weight`, `site`, `fold`."""

    unit: Ints
    key: Hashes
    label: Floats
    weight: Floats
    site: Hashes
    fold: Ints


def _whole_keys(batch: Batch) -> Hashes:
    units = batch.units
    sums = np.zeros(len(units.hash) + 1, np.uint64)
    places = (2 * np.arange(len(units.hash)) + 1).astype(np.uint64)
    begin = np.append(units.begin, len(units.hash))
    places -= (2 * begin[units.unit]).astype(np.uint64)
    np.cumsum(units.hash * _A * places, out=sums[1:])
    return sums[units.end] - sums[units.begin]


def _runs(batch: Batch) -> list[tuple[Ints, Hashes]]:
    """Return units and keys of all runs: one to three tokens, begin and end of a unit among them, and whole
    units of two."""
    units = batch.units
    size = len(units.hash)
    hashes = np.append(units.hash, [BREAK_HASH] * 3)
    follows = np.append(units.follows, [True] * 3)
    is_break = hashes == BREAK_HASH
    one = ~is_break[:size]
    two = ~(is_break[:size] & is_break[1 : size + 1]) & follows[1 : size + 1]
    key_two = extend_key(hashes[:size], hashes[1 : size + 1])
    three = two & follows[2 : size + 2] & ~is_break[1 : size + 1]
    key_three = extend_key(key_two, hashes[2 : size + 2])
    four = three & is_break[:size] & ~is_break[2 : size + 2] & follows[3 : size + 3] & is_break[3 : size + 3]
    key_four = extend_key(key_three, hashes[3 : size + 3])
    parts = ((one, hashes[:size]), (two, key_two), (three, key_three), (four, key_four))
    return [*((units.unit[which], keys[which]) for which, keys in parts), _whole_units(batch)]


def _whole_units(batch: Batch) -> tuple[Ints, Hashes]:
    """Return the units of three to a few tokens, and their keys as whole lines."""
    units = batch.units
    sizes = units.end - units.begin
    whole = np.flatnonzero((sizes > _SHORTER) & (sizes <= _LONGEST))
    begin, sizes = units.begin[whole], sizes[whole]
    key = units.hash[begin - 1]
    follows = np.ones(len(whole), np.bool_)
    for step in range(_LONGEST):
        inside = sizes > step
        at = np.where(inside, begin + step, 0)
        key = np.where(inside, extend_key(key, units.hash[at]), key)
        follows &= ~inside | units.follows[at]
    return whole[follows], extend_key(key, np.full(len(whole), BREAK_HASH))[follows]


@dataclass(slots=True)
class Spelling:
    """What some runs look like, as entries, and in how many documents of each language they are."""

    entries: dict[int, str] = field(default_factory=dict)
    languages: dict[int, Counter[str]] = field(default_factory=dict)

    def language(self, key: int) -> str:
        """Return the language of most of a run's documents, the first by name if there are several."""
        found = self.languages[key]
        return min(found, key=lambda name: (-found[name], name))


def spell(
    keys: Hashes, batches: Sequence[Batch], text: dict[int, str], function_words: Mapping[str, Sequence[str]]
) -> Spelling:
    """Return what the runs of some keys look like; `text` has the tokens by hash."""
    wanted = np.sort(keys)
    found = Spelling()
    if not len(wanted):
        return found
    words = {
        name: np.unique(np.array([hash_token(word) for word in some], np.uint64))
        for name, some in sorted(function_words.items())
    }
    for batch in batches:
        units = batch.units
        language = _languages(batch, words)
        hashes = np.append(units.hash, [BREAK_HASH] * (_LONGEST + 1))
        document = np.append(units.document, 0)[units.unit]
        size = len(units.hash)
        key = hashes[:size]
        for length in range(1, _LONGEST + 3):
            if length > 1:
                key = extend_key(key, hashes[length - 1 : size + length - 1])
            at = np.minimum(np.searchsorted(wanted, key), len(wanted) - 1)
            places = np.flatnonzero(wanted[at] == key)
            _, first = np.unique(at[places] * len(batch.samples) + document[places], return_index=True)
            for place in places[first].tolist():
                number = int(key[place])
                if number not in found.entries:
                    found.entries[number] = _entry(hashes[place : place + length].tolist(), text)
                    found.languages[number] = Counter()
                found.languages[number][language[document[place]]] += 1
    return found


def _languages(batch: Batch, function_words: Mapping[str, Hashes]) -> list[str]:
    """Return of each text the language with most function words in it."""
    units, count = batch.units, len(batch.samples)
    document = np.append(units.document, 0)[units.unit]
    found = np.zeros((len(function_words), count), np.int64)
    for row, words in enumerate(function_words.values()):
        at = np.minimum(np.searchsorted(words, units.hash), len(words) - 1)
        found[row] = np.bincount(document[words[at] == units.hash], minlength=count)[:count]
    names = list(function_words)
    return [names[row] for row in found.argmax(0).tolist()]


def _entry(hashes: list[int], text: dict[int, str]) -> str:
    stop = int(BREAK_HASH)
    begin, end = (BEGIN if hashes[0] == stop else ""), (END if hashes[-1] == stop else "")
    words = [NUMBER if token == hash_token(NUMBER) else text[token] for token in hashes if token != stop]
    return f"{begin}{' '.join(words)}{end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Keys of runs, in order, and their weights in 1/100 log-odds; `listed` is that of hand-listed lines."""

    keys: Hashes
    weights: Ints
    listed: int


def fit_lexicon(table: Table, chosen: npt.NDArray[np.bool_], listed: Hashes) -> Lexicon:
    """Fit to the units that are `chosen`. `listed` has the keys of hand-listed lines, sorted: they have one
    weight together, apart from what those of their runs have that enough sites have."""
    from scipy import sparse

    number = np.cumsum(chosen) - 1
    has = chosen[table.unit]
    unit, key = number[table.unit[has]], table.key[has]
    vocabulary = _frequent(key, table.site[chosen][unit])
    if not len(vocabulary):
        return Lexicon(keys=vocabulary, weights=np.zeros(0, np.int64), listed=0)
    place = np.minimum(np.searchsorted(vocabulary, key), len(vocabulary) - 1)
    is_word = vocabulary[place] == key
    at = np.minimum(np.searchsorted(listed, key), max(len(listed) - 1, 0))
    is_listed = listed[at] == key if len(listed) else np.zeros(len(key), np.bool_)
    is_listed &= ~is_word
    rows = np.concatenate([unit[is_word], unit[is_listed]])
    columns = np.concatenate([place[is_word], np.full(int(is_listed.sum()), len(vocabulary))])
    shape = int(chosen.sum()), len(vocabulary) + 1
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1
    weights = minimise_l1(matrix, table.label[chosen], table.weight[chosen], PENALTY)
    whole = np.round(100 * weights).astype(np.int64)
    # A listed line of many sites has the weight that they give it, if only 0.
    kept = np.flatnonzero((np.abs(whole[:-1]) >= _LEAST) | np.isin(vocabulary, listed))
    return Lexicon(keys=vocabulary[kept], weights=whole[kept], listed=min(int(whole[-1]), _MOST_LISTED))


def _frequent(keys: Hashes, sites: Hashes) -> Hashes:
    """Return the keys that stand on enough sites, in order."""
    order = np.lexsort((sites, keys))
    keys, sites = keys[order], sites[order]
    new = np.ones(len(keys), np.bool_)
    new[1:] = (keys[1:] != keys[:-1]) | (sites[1:] != sites[:-1])
    found, counts = np.unique(keys[new], return_counts=True)
    return found[counts >= SITES]


def minimise_l1(matrix: Any, labels: Floats, weights: Floats, penalty: float) -> Floats:
    """Return the weights of a logistic regression with an L1 penalty.

    FISTA (Beck and Teboulle 2009) with a step for each column, which is safe as no column's curvature is more
    than a quarter of its rows' sums; restarted where it overshoots (O'Donoghue and Candès 2015).
    """
    weights = weights / weights.sum()
    rows = np.asarray(matrix.sum(1)).ravel() + 1
    turned = matrix.T.tocsr()
    steps = 1 / (0.25 * turned.dot(weights * rows) + 1e-9)
    base_step = 1 / (0.25 * (weights * rows).sum())
    now = ahead = np.zeros(matrix.shape[1])
    base = base_ahead = 0.0
    pace = 1.0
    for _ in range(_ROUNDS):
        error = weights * (_logistic(matrix.dot(ahead) + base_ahead) - labels)
        moved = ahead - steps * turned.dot(error)
        moved = np.sign(moved) * np.maximum(np.abs(moved) - penalty * steps, 0)
        base_moved = base_ahead - base_step * error.sum()
        if ((ahead - moved) * (moved - now) / steps).sum() > 0:
            pace = 1.0
        faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        drive = (pace - 1) / faster
        ahead, base_ahead = moved + drive * (moved - now), base_moved + drive * (base_moved - base)
        now, base, pace = moved, base_moved, faster
    return now


def _logistic(values: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return found


def lexicon_sums(batch: Batch, lexicon: Lexicon, listed: Hashes) -> Ints:
    """Return by unit the sum of the weights of its distinct entries."""
    count = len(batch.units)
    pairs = _runs(batch)
    unit, key = (np.concatenate([pair[at] for pair in pairs]) for at in (0, 1))
    known = np.concatenate([lexicon.keys, listed[~np.isin(listed, lexicon.keys)]])
    weights = np.concatenate([lexicon.weights, np.full(len(known) - len(lexicon.keys), lexicon.listed)])
    if not len(known):
        return np.zeros(count, np.int64)
    order = np.argsort(known)
    known, weights = known[order], weights[order]
    at = np.minimum(np.searchsorted(known, key), max(len(known) - 1, 0))
    has = known[at] == key
    pairs_once = np.unique(unit[has] * len(known) + at[has])
    owner, entry = pairs_once // len(known), pairs_once % len(known)
    return np.bincount(owner, weights[entry], count + 1)[:count].astype(np.int64)
