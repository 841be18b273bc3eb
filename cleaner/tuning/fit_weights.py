"""Fit the weights of signals: one convex problem, so the same pages give the same weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaner.engine.score import locate
from cleaner.engine.signals import PER_MILLE, Signals
from cleaner.rulebook.score import Signal, Table

Floats = npt.NDArray[np.float64]
_SMOOTH: Final = 1.5e-4
"""What the square of a step between two points costs: they differ little unless many lines ask for it."""
_LEVEL: Final = 2e-6
_ROUNDS: Final = 140
_CURVATURE: Final = 0.12
"""That of the logistic loss, about: it only scales the problem."""
CATEGORICAL: Final = ("ends", "begins", "gaps")
"""Signals whose values are kinds, without an order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A signal or table as the fit sees it: `size` points. `step` is 1 or -1 where the weights may only rise,
    or fall; the values of `kinds` have no order."""

    of: Signal | Table
    size: int
    kinds: bool
    step: int = 0


def parts_of(signals: Sequence[Signal], tables: Sequence[Table], directions: dict[str, int]) -> list[Part]:
    """Return what a pass fits. `directions` says by signal whether noise rises with it (1) or falls (-1)."""
    parts = [
        Part(
            of=one,
            size=len(one.points),
            kinds=one.name in CATEGORICAL,
            step=directions.get(one.name, 0),
        )
        for one in signals
    ]
    parts += [Part(of=one, size=len(one.points[0]) * len(one.points[1]), kinds=True) for one in tables]
    return parts


Code = list[tuple[npt.NDArray[np.int16], npt.NDArray[np.float32]]]
"""By corner of the points that a unit is between: the number of the point, and its share of the unit."""


def code(part: Part, signals: Signals) -> Code:
    """Return of which points the weight of each unit is made: two of a signal, four of a table."""
    if isinstance(part.of, Signal):
        return _corners(part.of.points, signals[part.of.name])
    rows, columns = (
        _corners(points, signals[name]) for points, name in zip(part.of.points, part.of.signals, strict=True)
    )
    width = np.int16(len(part.of.points[1]))
    return [(row * width + column, down * right) for row, down in rows for column, right in columns]


def _corners(points: Sequence[int], values: Any) -> Code:
    at, beyond = locate(points, values)
    share = (beyond / PER_MILLE).astype(np.float32)
    low = at.astype(np.int16)
    return [(low, 1 - share), (low + np.int16(1), share)]


def join(codes: Sequence[Code]) -> Code:
    """Return the codes of several batches as one."""
    return [
        (np.concatenate([corner[0] for corner in same]), np.concatenate([corner[1] for corner in same]))
        for same in zip(*codes, strict=True)
    ]


def choose(codes: Code, chosen: npt.NDArray[Any]) -> Code:
    """Return the codes of some units."""
    return [(at[chosen], share[chosen]) for at, share in codes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Whole numbers, 1/100 log-odds: what every line has, and by part those of its points."""

    base: int
    parts: list[npt.NDArray[np.int64]]

    def score(self, codes: Sequence[Code]) -> npt.NDArray[np.int64]:
        """Return the sums."""
        total = np.full(len(codes[0][0][0]), float(self.base))
        for weights, code_of in zip(self.parts, codes, strict=True):
            total += sum(weights.take(at) * share for at, share in code_of)
        found: npt.NDArray[np.int64] = np.round(total).astype(np.int64)
        return found


def fit_weights(parts: Sequence[Part], codes: Sequence[Code], labels: Floats, weights: Floats) -> Weights:
    """Return the weights that make the labels likeliest, smooth and monotone as the parts say.

    The unknowns of a part in order are the first point's weight and the steps from point to point, so that a
    direction is a bound on each. L-BFGS-B (Byrd et al. 1995).
    """
    from scipy.optimize import minimize

    weights = weights / weights.sum()
    places = np.cumsum([0, *(part.size for part in parts)])
    count = int(places[-1]) + 1
    matrix = _matrix(codes, places, len(labels))
    turned = matrix.T.tocsr()

    def spread(unknown: Floats) -> list[Floats]:
        own = (unknown[a:b] for a, b in pairwise(places))
        return [found if part.kinds else np.cumsum(found) for part, found in zip(parts, own, strict=True)]

    def gather(by_unit: Floats) -> Floats:
        sums = turned.dot(by_unit)
        own = (sums[a:b] for a, b in pairwise(places))
        found = [
            one if part.kinds else np.cumsum(one[::-1])[::-1] for part, one in zip(parts, own, strict=True)
        ]
        return np.concatenate([*found, [by_unit.sum()]])

    penalty = _penalty(parts)
    scale = 1 / np.sqrt(_CURVATURE * gather(weights) + 2 * penalty + 1e-7)

    def loss(scaled: Floats) -> tuple[float, Floats]:
        unknown = scaled * scale
        total = matrix.dot(np.concatenate(spread(unknown))) + unknown[-1]
        small = np.exp(-np.abs(total))
        noise = np.where(total > 0, 1 / (1 + small), small / (1 + small))
        value = (weights * (np.maximum(total, 0) - labels * total + np.log1p(small))).sum()
        slope = gather(weights * (noise - labels)) + 2 * penalty * unknown
        return float(value + (penalty * unknown * unknown).sum()), slope * scale

    found = (
        minimize(
            loss,
            np.zeros(count),
            jac=True,
            method="L-BFGS-B",
            bounds=_bounds(parts, places, count),
            options={"maxiter": _ROUNDS, "maxcor": 20, "ftol": 1e-7},
        ).x
        * scale
    )
    # What a part adds on average is everybody's: then its weights say what is unusual about a line.
    shares = turned.dot(weights)
    means = [
        float(shares[a:b] @ own) for own, a, b in zip(spread(found), places[:-1], places[1:], strict=True)
    ]
    return Weights(
        base=round(100 * (found[-1] + sum(means))),
        parts=[_whole(own - mean) for own, mean in zip(spread(found), means, strict=True)],
    )


def _matrix(codes: Sequence[Code], places: npt.NDArray[Any], count: int) -> Any:
    """Return the shares of all points in all units: as many a unit as there are corners."""
    from scipy import sparse

    corners = [
        (at.astype(np.int32) + first, share)
        for code_of, first in zip(codes, places[:-1].tolist(), strict=True)
        for at, share in code_of
    ]
    columns = np.empty((count, len(corners)), np.int32)
    shares = np.empty((count, len(corners)), np.float64)
    for number, (at, share) in enumerate(corners):
        columns[:, number], shares[:, number] = at, share
    starts = np.arange(count + 1) * len(corners)
    return sparse.csr_matrix((shares.ravel(), columns.ravel(), starts), shape=(count, int(places[-1])))


def _penalty(parts: Sequence[Part]) -> Floats:
    """Return what the square of each unknown costs."""
    found = []
    for part in parts:
        own = np.full(part.size, _SMOOTH / 3 if part.kinds else _SMOOTH)
        if not part.kinds:
            own[0] = _LEVEL
        found.append(own)
    return np.concatenate([*found, [0.0]])


def _bounds(parts: Sequence[Part], places: npt.NDArray[Any], count: int) -> list[tuple[float, float]]:
    bounds = [(-np.inf, np.inf)] * count
    for part, a, b in zip(parts, places[:-1].tolist(), places[1:].tolist(), strict=True):
        for at in range(a + 1, b) if part.step else ():
            bounds[at] = (0.0, np.inf) if part.step > 0 else (-np.inf, 0.0)
    return bounds


def _whole(own: Floats) -> npt.NDArray[np.int64]:
    found: npt.NDArray[np.int64] = np.round(100 * own).astype(np.int64)
    return found
