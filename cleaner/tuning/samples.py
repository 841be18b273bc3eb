"""Lines of pages whose main text is known: what was measured of them, and what they are."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cleaner.engine.cleaner import Cleaner
from cleaner.tuning.gold import Page, mixed
from cleaner.tuning.labels import label_lines

_GOLD: Final = 0.5
"""A line of which so much is main text is content."""
_NOISE_SHARE: Final = 0.25
"""How much noise between clean paragraphs counts beside them. With 1, clean pages lost 2 % of their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The lines of one page.

    `noise` says of each whether it is boilerplate. `share` is the weight of the page or,
    if there is a `noise_share`, of its content, and that the weight of its noise.
    `measures` holds the first pass's signals by id, `speaking` the numbers of the rules
    with a weight that speak about each line.
    """

    site: str
    share: float
    noise_share: float | None
    words: "array[int]"
    noise: list[bool]
    measures: "dict[str, array[int]]"
    speaking: list[list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A form in which a page is learned from, and how much that counts beside the page as it is.

    `noise_share`: how much its noise counts, where content and noise are weighed apart.
    """

    page: Page
    share: float
    noise_share: float | None = None


def variants(pages: Iterable[Page], clean_share: float) -> Iterator[Variant]:
    """Yield each page, and each main text as pages of its own: with and without blank lines, and mixed.

    Who has seen noisy pages only takes all that is short for noise; who has seen noisy
    and clean ones only, judges pages and not lines. So some lines of noise stand in the
    third of these.
    """
    seen: set[str] = set()
    for page in pages:
        yield Variant(page=page, share=1.0)
        gold = page.gold or ""
        rows = [row for row in gold.split("\n") if row.strip()]
        if rows and clean_share and gold not in seen:
            seen.add(gold)
            for text in ("\n".join(rows), "\n\n".join(rows)):
                yield Variant(page=replace(page, text=text), share=clean_share)
            # Ten short lines among paragraphs would count for nothing if words counted.
            noise_share = clean_share * _NOISE_SHARE
            yield Variant(
                page=replace(page, text=mixed(page).text), share=clean_share, noise_share=noise_share
            )


def sample(variant: Variant, cleaner: Cleaner) -> Sample:
    """Measure the lines of a page and label them by its main text."""
    page = variant.page
    claims, _, scores = cleaner.examine(page.text, url=page.url, language=page.language)
    lines = claims.scene.lines
    labels = label_lines([line.raw for line in lines], page.gold or "")
    return Sample(
        site=page.site,
        share=variant.share,
        noise_share=variant.noise_share,
        words=array("i", [line.words for line in lines]),
        noise=_noise(labels),
        measures={name: array("i", values) for name, values in scores.first_measures.items()},
        speaking=scores.evidence,
    )


def _noise(labels: Sequence[float | None]) -> list[bool]:
    """Return which lines are boilerplate; one without a word is if a neighbour is."""
    noise: list[bool] = []
    below = True
    following: list[bool] = []  # of each line the next that has words
    for label in reversed(labels):
        following.append(below)
        if label is not None:
            below = label < _GOLD
    following.reverse()
    for at, label in enumerate(labels):
        above = noise[at - 1] if at else True
        noise.append(label < _GOLD if label is not None else above or following[at])
    return noise
