"""The weights of the fit: planted ones are found, and no direction is broken."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from fitting import Floats
from msgspec.structs import replace

from cleaner.engine.score import weights_of
from cleaner.rulebook.score import Signal, Table
from cleaner.tuning.fit_weights import Part, Weights, code, fit_weights, parts_of

pytest.importorskip("scipy.sparse")


POINTS = (0, 10, 20, 40)
RISING = (-60, -20, 50, 120)
FALLING = (70, 30, 30, -90)
ANY = (40, -50, 60, -20)


def signal(name: str, points: Sequence[int] = POINTS) -> Signal:
    return Signal(name, tuple(points), ((0,) * len(points),) * 2, "w")


def exact(part: Signal | Table, weights: Sequence[int], signals: dict[str, Any]) -> npt.NDArray[np.int64]:
    """Return what the engine makes of signals with some weights."""
    return weights_of(replace(part, weights=(tuple(weights),)), signals, 0)


def drawn(seed: int, count: int = 40_000) -> dict[str, npt.NDArray[np.int64]]:
    random = np.random.default_rng(seed)
    return {name: random.integers(-5, 50, count) for name in ("up", "down", "any")}


def labels_of(seed: int, total: npt.NDArray[np.int64]) -> Floats:
    random = np.random.default_rng(seed)
    return (random.random(len(total)) < 1 / (1 + np.exp(-total / 100))).astype(np.float64)


def fit_to(parts: Sequence[Part], signals: dict[str, Any], labels: Floats) -> Weights:
    return fit_weights(parts, [code(part, signals) for part in parts], labels, np.ones(len(labels)))


def test_planted_weights_are_found() -> None:
    signals = drawn(1)
    own = [signal("up"), signal("down"), signal("any")]
    total = (
        exact(own[0], RISING, signals) + exact(own[1], FALLING, signals) + exact(own[2], ANY, signals) - 30
    )
    parts = parts_of(own, [], {"up": 1, "down": -1})
    found = fit_to(parts, signals, labels_of(2, total))
    # The level of a part is that of the base, too: compare the steps, and the sums.
    for weights, planted_weights in zip(found.parts, (RISING, FALLING, ANY), strict=True):
        assert np.diff(weights) == pytest.approx(np.diff(planted_weights), abs=25)
    assert found.score([code(part, signals) for part in parts]) == pytest.approx(total, abs=25)
    again = fit_to(parts, signals, labels_of(2, total))
    assert (again.base, [one.tolist() for one in again.parts]) == (
        found.base,
        [one.tolist() for one in found.parts],
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_direction_is_broken(seed: int) -> None:
    """Whatever the labels say: here the opposite of two directions, and now this, now that of the third."""
    signals = drawn(seed, 3_000)
    own = [signal(name) for name in ("up", "down", "any")]
    total = exact(own[0], FALLING, signals) + exact(own[1], RISING, signals) + exact(own[2], ANY, signals)
    found = fit_to(parts_of(own, [], {"up": 1, "down": -1, "any": 1}), signals, labels_of(seed, total))
    up, down, third = (np.diff(weights) for weights in found.parts)
    assert (up >= 0).all()
    assert (down <= 0).all()
    assert (third >= 0).all()


def test_weights_count() -> None:
    """Lines that weigh nothing have no part in it."""
    signals = {"up": np.array([0, 40] * 2_000)}
    labels = np.array([0.0, 1.0] * 1_000 + [1.0, 0.0] * 1_000)
    weights = np.array([1.0] * 2_000 + [0.0] * 2_000)
    (part,) = parts_of([signal("up")], [], {})
    found = fit_weights([part], [code(part, signals)], labels, weights)
    assert found.parts[0][-1] > found.parts[0][0] + 100


def test_kinds_have_no_order() -> None:
    """A kind that hardly any line has is none of its neighbours' business."""
    (part,) = parts_of([signal("ends", (0, 1, 2))], [], {})
    assert part.kinds
    signals = {"ends": np.array([0, 1, 2] * 1_000)}
    found = fit_to([part], signals, np.array([1.0, 0.0, 1.0] * 1_000))
    assert found.parts[0][1] < -100 < 100 < found.parts[0][0]
    assert found.parts[0][0] == found.parts[0][2]


@pytest.mark.parametrize(
    ("of", "weights"),
    [
        pytest.param(signal("up"), RISING, id="signal"),
        pytest.param(
            Table(("up", "any"), (POINTS, (0, 30)), ((0,) * 8,) * 2, "w"),
            [9, -9, 50, 7, 0, 3, -80, 90],
            id="table",
        ),
    ],
)
def test_sums_are_those_of_the_engine(of: Signal | Table, weights: Sequence[int]) -> None:
    """Rounded once, where the engine rounds each part down."""
    signals = drawn(5, 2_000)
    signals["up"][:3], signals["any"][:3] = [-99, 40, 99], [99, 30, -99]
    (part,) = parts_of([of], [], {}) if isinstance(of, Signal) else parts_of([], [of], {})
    assert part.size == len(weights)
    found = Weights(base=7, parts=[np.array(weights)]).score([code(part, signals)])
    assert found == pytest.approx(exact(of, weights, signals) + 7, abs=1)
