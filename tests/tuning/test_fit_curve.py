"""The thresholds of the fit."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from cleaner.tuning.fit_curve import LEAST, PROSE, Scored, fit_curve
from cleaner.tuning.gold import Page
from cleaner.tuning.samples import Sample

pytest.importorskip("scipy.sparse")


def scored(
    seed: int,
    noise: int,
    *,
    kind: str = "page",
    gold: int = -100,
    menu: int = 300,
    spread: int = 40,
    counts: tuple[int, int] = (20, 20),
    short: int = 4,
) -> Scored:
    """Return a text of so many lines of the article and of noise, with scores around some values.

    Those of the article are prose, but for every fourth (`short`).
    """
    random = np.random.default_rng(seed)
    label_of = np.repeat([0.0, 1.0], counts)
    scores = np.where(label_of > 0, menu, gold) + random.integers(-spread, spread + 1, sum(counts))
    words = np.where(label_of > 0, 2, np.where(np.arange(1, sum(counts) + 1) % short, 30, 5))
    page = Page(
        id=str(seed), place="a/pages.jsonl:1", text="", site="s", renderer="r", type="article", gold="x"
    )
    return Scored(
        sample=Sample(page=page, text="", kind=kind),
        scores=scores,
        words=words,
        prose=words == 30,
        label=label_of,
        noise=noise,
    )


def every_noise(**options: Any) -> list[Scored]:
    return [scored(number, noise, **options) for number, noise in enumerate(range(50, 1_000, 50))]


def test_what_is_far_apart_is_parted() -> None:
    curve = fit_curve([*every_noise(), *every_noise(kind="gold", counts=(40, 0))])
    assert curve.keys() == {"noise", "normal", "strict", "prose"}
    assert {len(row) for row in curve.values()} == {len(curve["noise"])}
    for level in ("normal", "strict"):
        assert all(-60 <= threshold < 260 for threshold in curve[level])


def any_texts(seed: int) -> list[Scored]:
    """Return texts of all kinds, out of several files, in which lines are more or less apart."""
    random = np.random.default_rng(seed)
    texts = []
    for _ in range(100):
        one = scored(
            int(random.integers(1 << 30)),
            int(random.integers(1000)),
            kind=str(random.choice(["page", "page", "gold", "injected"])),
            gold=int(random.integers(-200, 300)),
            menu=int(random.integers(-300, 400)),
            spread=int(random.integers(10, 300)),
            counts=(int(random.integers(1, 60)), int(random.integers(200))),
        )
        place, kind = f"a/{random.integers(4)}.jsonl:1", str(random.choice(["article", "forum"]))
        page = dataclasses.replace(one.sample.page, place=place, type=kind)
        texts.append(dataclasses.replace(one, sample=dataclasses.replace(one.sample, page=page)))
    return texts


@pytest.mark.parametrize("seed", [0, 1, 10, 41, 49, 94])
def test_strict_is_nowhere_above_normal(seed: int) -> None:
    """Of some of these texts the best threshold at strict, by itself, is above that at normal."""
    texts = any_texts(seed)
    curve = fit_curve(texts)
    assert all(strict <= normal for normal, strict in zip(curve["normal"], curve["strict"], strict=True))
    assert list(curve["noise"]) == sorted(set(curve["noise"]))
    assert fit_curve(texts) == curve


def test_of_prose_lines_more_is_asked() -> None:
    """Their scores are above those of noise, yet the lines that aren't prose can fall alone."""
    curve = fit_curve(every_noise(gold=140, menu=130, spread=4, short=30))
    assert curve["prose"] == PROSE
    for level in ("normal", "strict"):
        assert all(
            104 <= threshold < 126 or threshold == least > 126
            for threshold, least, prose in zip(curve[level], LEAST[level], PROSE, strict=True)
            if prose == max(PROSE)
        )


@pytest.mark.parametrize(("level", "share"), [("normal", 0.98), ("strict", 0.96)])
def test_nearly_all_lines_of_clean_articles_stay(level: str, share: float) -> None:
    """Pages that are nearly all noise would rather lose their few lines, and can't ask for it."""
    pages = every_noise(gold=50, menu=60, spread=200, counts=(4, 400))
    clean = every_noise(kind="gold", gold=50, spread=200, counts=(40, 0))

    def kept(curve: Mapping[str, Sequence[int]]) -> float:
        limits = [
            np.interp(one.noise, curve["noise"], curve[level])
            + np.interp(one.noise, curve["noise"], curve["prose"]) * one.prose
            for one in clean
        ]
        return float(
            np.mean([(one.scores <= limit).mean() for one, limit in zip(clean, limits, strict=True)])
        )

    assert kept(fit_curve([*pages, *clean])) >= share
    assert kept(fit_curve(pages)) < share


def test_a_noise_that_no_text_has_takes_no_more_than_its_neighbours() -> None:
    curve = fit_curve([scored(number, 100, gold=100) for number in range(9)])
    last = curve["normal"][-1]
    assert last > LEAST["normal"][-1]
    assert curve["normal"] == tuple(max(last, least) for least in LEAST["normal"])
