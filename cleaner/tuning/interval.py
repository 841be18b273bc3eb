"""How sure figures are: bootstrap over sites, since pages of one site are alike (Efron 1979)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from cleaner.tuning.measures import Parts, add, summarise

RESAMPLES: Final = 1_000
_SEED: Final = 0
_TAIL: Final = 0.025  # on either side: 95 % lie between


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its 95 % interval, which is None where there are too few sites to tell."""

    value: float
    low: float | None = None
    high: float | None = None


def estimate(sites: Mapping[str, Parts]) -> dict[str, Figure]:
    """Return the figures of pages whose parts are added up by site, each with its interval."""
    drawn = _Drawn([*sites.values()])
    resampled = [summarise(sums) for sums in drawn]
    return _figures(summarise(drawn.whole), resampled)


def estimate_difference(sites: Mapping[str, tuple[Parts, Parts]]) -> dict[str, Figure]:
    """Return, by figure, by how much the first of each pair is higher than the second.

    Both are of the same pages. The interval is that of the difference: what makes a
    page hard makes it so for both.
    """
    ours, others = _Drawn([one for one, _ in sites.values()]), _Drawn([two for _, two in sites.values()])
    resampled = [_minus(summarise(one), summarise(two)) for one, two in zip(ours, others, strict=True)]
    return _figures(_minus(summarise(ours.whole), summarise(others.whole)), resampled)


class _Drawn:
    """Sums over sites that are drawn with replacement, as many as there are; always the same ones."""

    def __init__(self, sites: Sequence[Parts]) -> None:
        self.whole = add(sites)
        self._count = len(sites)
        self._columns = {name: [parts.get(name, 0) for parts in sites] for name in self.whole}

    def __iter__(self) -> Iterator[Parts]:
        random = Random(_SEED)
        numbers = range(self._count)
        for _ in range(RESAMPLES if self._count > 1 else 0):
            drawn = random.choices(numbers, k=self._count)
            yield {name: sum(map(column.__getitem__, drawn)) for name, column in self._columns.items()}


def _figures(values: Mapping[str, float], resampled: Sequence[Mapping[str, float]]) -> dict[str, Figure]:
    """Give each value the interval in which most of the resampled ones lie."""
    figures = {}
    for name, value in values.items():
        # Without the samples that drew no page of which the figure tells anything.
        drawn = sorted(sample[name] for sample in resampled if name in sample)
        tail = int(len(drawn) * _TAIL)
        figures[name] = Figure(value, drawn[tail], drawn[-1 - tail]) if drawn else Figure(value)
    return figures


def _minus(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {name: value - other[name] for name, value in one.items() if name in other}
