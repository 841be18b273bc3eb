"""Intervals: by site, always the same, and narrower for a difference of the same pages."""

import pytest

from cleaner.tuning.interval import Figure, estimate, estimate_difference
from cleaner.tuning.measures import Parts, measure_snippets


def page(kept: bool) -> Parts:
    return measure_snippets("tea" if kept else "", ["tea"], [])


def test_the_interval_of_a_share_is_the_one_that_is_known() -> None:
    """Half of 100: the standard error is 0.05, and 1.96 of it lie on either side."""
    figure = estimate({str(n): page(n % 2 == 0) for n in range(100)})["with_kept"]
    assert figure.value == 0.5
    assert figure.low == pytest.approx(0.402, abs=0.02)
    assert figure.high == pytest.approx(0.598, abs=0.02)


def test_pages_of_a_site_stand_together() -> None:
    """100 pages of 4 sites tell no more than 4 pages."""
    sites: dict[str, Parts] = {
        str(n): {"pages": 25, "with": 25, "with_kept": 25 * (n % 2), "without": 0, "without_removed": 0}
        for n in range(4)
    }
    figure = estimate(sites)["with_kept"]
    assert (figure.low, figure.high) == (0, 1)


def test_it_is_the_same_each_time() -> None:
    sites = {str(n): page(n % 3 == 0) for n in range(20)}
    assert estimate(sites) == estimate(sites)


def test_one_site_tells_nothing() -> None:
    assert estimate({"a": page(True)}) == {"with_kept": Figure(1.0)}


def test_nothing_is_measured() -> None:
    assert estimate({}) == {}


def test_a_difference_is_paired() -> None:
    """Each site differs by nothing, however much sites differ."""
    same = {str(n): (page(n % 2 == 0), page(n % 2 == 0)) for n in range(20)}
    assert estimate_difference(same) == {"with_kept": Figure(0, 0, 0)}


def test_a_difference_has_a_sign() -> None:
    better = {str(n): (page(True), page(n > 4)) for n in range(10)}
    figure = estimate_difference(better)["with_kept"]
    assert figure.value == 0.5
    assert figure.low is not None
    assert 0 < figure.low < 0.5
