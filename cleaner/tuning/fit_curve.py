"""Choose thresholds: as low as makes the words of pages best, unless that takes lines of articles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaner.text.columns import Flags, Ints
from cleaner.tuning.measures import SHORT
from cleaner.tuning.samples import Sample

Floats = npt.NDArray[np.float64]
NOISE: Final = (100, 300, 500, 700, 900)
"""Where thresholds are given, per mille of noise."""
LEAST: Final = {"normal": (180, 180, 150, 50, 120), "strict": (180, 180, 150, -200, -200)}
"""What they are at least: a nearly clean text may have a headline below a label or two, and one that is
all noise is often a list that somebody wants."""
PROSE: Final = (40, 40, 20, 0, 0)
"""How much higher they are for prose lines; on a page of menus and teasers, prose is often that of others."""
_GRID: Final = tuple(range(-200, 520, 10))
_PAGES, _OF_PAGES, _CLEAN, _ARTICLES = "pages", "articles of pages", "clean texts", "clean articles"
_KEPT: Final = {
    "normal": {
        _PAGES: (0.82, 0.72),
        _OF_PAGES: (0.92, 0.83),
        _CLEAN: (0.96, 0.94),
        _ARTICLES: (0.994, 0.988),
    },
    "strict": {
        _PAGES: (0.72, 0.57),
        _OF_PAGES: (0.85, 0.7),
        _CLEAN: (0.93, 0.89),
        _ARTICLES: (0.99, 0.98),
    },
}
"""By level and group of texts, the share of the article's lines, and of the short ones, that must stay."""
_PRECISION: Final = {"normal": 0.0, "strict": 0.6}
"""How much more a point of precision is worth than one of F1."""
_DEARER: Final = 1.1
"""The price of a lost line goes up by this until enough stay."""
_CHEAP: Final = 0.005
_MOST_ROUNDS: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A sample with scores that are out of fold. Columns by unit."""

    sample: Sample
    scores: Ints
    words: Ints
    prose: Flags
    label: npt.NDArray[np.float64]
    noise: int


def fit_curve(scored: Sequence[Scored]) -> dict[str, tuple[int, ...]]:
    """Return the curve's rows by name. Samples count at the point of noise that is nearest."""
    points: list[list[Scored]] = [[] for _ in NOISE]
    for one in scored:
        points[int(np.argmin([abs(one.noise - at) for at in NOISE]))].append(one)
    groups = sorted({name for one in scored for name in _groups(one)})
    tables = [_Point(some, groups, prose) for some, prose in zip(points, PROSE, strict=True)]
    known = [at for at, some in enumerate(points) if some]
    near = [min(known, key=lambda one: abs(one - at), default=at) for at in range(len(NOISE))]
    # Where there are no texts, what is right for the next point is.
    best = {level: _best(tables, groups, level) for level in _KEPT}
    normal, strict = (
        [max(found[at], least) for at, least in zip(near, LEAST[level], strict=True)]
        for level, found in best.items()
    )
    strict = [min(pair) for pair in zip(normal, strict, strict=True)]
    return {"noise": NOISE, "normal": tuple(normal), "strict": tuple(strict), "prose": PROSE}


def _groups(one: Scored) -> Iterable[str]:
    """Yield the groups in which enough lines must stay: the file of a page, clean texts, clean articles."""
    if one.sample.page.gold is None:
        return
    if one.sample.kind == "page":
        file = one.sample.page.place.rpartition(":")[0]
        yield f"{_PAGES} {file}"
        if one.sample.page.type == "article":
            yield f"{_OF_PAGES} {file}"
        return
    yield _CLEAN
    if one.sample.page.type == "article":
        yield _ARTICLES


class _Point:
    """What each threshold of the grid means for the samples of about one noise.

    `value`: by level, the sum over pages of what is to be high. `lost`, `all`: by group, lines of
    articles and short ones; by threshold, lost ones.
    """

    def __init__(self, scored: Sequence[Scored], groups: Sequence[str], prose: int) -> None:
        self.value = {level: np.zeros(len(_GRID)) for level in _KEPT}
        self.lost = {name: np.zeros((2, len(_GRID))) for name in groups}
        self.all = {name: np.zeros(2) for name in groups}
        for one in scored:
            margin = one.scores - prose * one.prose
            is_gold = one.label == 0
            for at, lines in enumerate((is_gold, is_gold & (one.words <= SHORT))):
                lost = (margin[lines][:, None] > np.array(_GRID)).sum(0)
                for name in _groups(one):
                    self.lost[name][at] += lost
                    self.all[name][at] += lines.sum()
            if one.sample.kind == "page" and one.sample.page.gold is not None and is_gold.any():
                self._add_value(one, margin)

    def _add_value(self, one: Scored, margin: Ints) -> None:
        known = np.where(one.label >= 0, one.words, 0)
        gold = known * (one.label == 0)
        order = np.argsort(margin, kind="stable")
        count = np.searchsorted(margin[order], _GRID, "right")
        left = np.append(0, np.cumsum(known[order]))[count]
        right = np.append(0, np.cumsum(gold[order]))[count]
        precision, recall = right / np.maximum(left, 1), right / max(gold.sum(), 1)
        both = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
        for level, more in _PRECISION.items():
            self.value[level] += one.sample.weight * (both + more * precision)


def _best(points: Sequence[_Point], groups: Sequence[str], level: str) -> list[int]:
    """Return by point the best threshold, once lost lines are so dear that in all groups enough stay."""
    price = dict.fromkeys(groups, _CHEAP)
    total = {name: sum((point.all[name] for point in points), np.zeros(2)) for name in groups}
    chosen = [0] * len(points)
    for _ in range(_MOST_ROUNDS):
        chosen = [
            int(
                np.argmax(
                    point.value[level] - sum(price[name] * _lost(point, total, name) for name in groups)
                )
            )
            for point in points
        ]
        lacking = [name for name in groups if not _enough(points, chosen, total, name, level)]
        if not lacking:
            break
        for name in lacking:
            price[name] *= _DEARER
    return [_GRID[at] for at in chosen]


def _lost(point: _Point, total: dict[str, Floats], name: str) -> Floats:
    """Return by threshold the share of a group's lines that is lost there, in texts as many as it has."""
    shares: Floats = (point.lost[name] / np.maximum(total[name], 1)[:, None]).sum(0) * 100
    return shares


def _enough(
    points: Sequence[_Point], chosen: Sequence[int], total: dict[str, Floats], name: str, level: str
) -> bool:
    lost = sum((point.lost[name][:, at] for point, at in zip(points, chosen, strict=True)), np.zeros(2))
    least = next(shares for kind, shares in _KEPT[level].items() if name.startswith(kind))
    return bool((lost <= (1 - np.array(least)) * total[name]).all())
