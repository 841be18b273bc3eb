"""Lines of pages whose main text is known: what was measured of them, and what they are."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from cleaner.engine.cleaner import Cleaner
from cleaner.tuning.gold import Page, mixed
from cleaner.tuning.labels import CONTENT, label_lines

_NOISE_SHARE: Final = 0.2
"""How much noise between clean paragraphs counts beside them."""
_AS_PAGE: Final = 0.25
"""How much less a main text counts that looks like a page: what pages weigh is for pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The lines of one page.

    `noise` says of each whether it is boilerplate. `share` is the weight of the page or,
    if there is a `noise_share`, of its content, and that the weight of its noise.
    `measures` holds the first pass's signals by id, `speaking` the numbers of the rules
    with a weight that speak about each line; `clean` says that the text is nearly clean.
    """

    site: str
    share: float
    noise_share: float | None
    clean: bool
    words: "array[int]"
    noise: list[bool]
    measures: "dict[str, array[int]]"
    speaking: list[list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A form in which a page is learned from, and how much that counts beside the page as it is."""

    page: Page
    share: float
    form: Literal["page", "main text", "mixed"] = "page"


def variants(pages: Iterable[Page], clean_share: float) -> Iterator[Variant]:
    """Yield each page, and each main text as pages of its own: with and without blank lines, and mixed.

    Who has seen noisy pages only takes all that is short for noise; who has seen noisy
    and clean ones only, judges pages and not lines. So some lines of noise stand in two
    of these four.
    """
    seen: set[str] = set()
    for page in pages:
        yield Variant(page=page, share=1.0)
        rows = [row for row in (page.gold or "").split("\n") if row.strip()]
        gold = "\n".join(rows)
        if rows and clean_share and gold not in seen:
            seen.add(gold)
            spaced, noisy = "\n\n".join(rows), mixed(page).text
            for text in (gold, spaced):
                yield Variant(page=replace(page, text=text), share=clean_share, form="main text")
            for text in (noisy, noisy.replace("\n\n", "\n")):
                yield Variant(page=replace(page, text=text), share=clean_share, form="mixed")


def sample(variant: Variant, cleaner: Cleaner) -> Sample:
    """Measure the lines of a page and label them by its main text."""
    page = variant.page
    claims, _, scores = cleaner.examine(page.text, url=page.url, language=page.language)
    lines = claims.scene.lines
    labels = label_lines([line.raw for line in lines], page.gold or "")
    share = variant.share * (1 if scores.is_clean or variant.form == "page" else _AS_PAGE)
    return Sample(
        site=page.site,
        share=share,
        # Ten short lines among paragraphs would count for nothing if words counted.
        noise_share=share * _NOISE_SHARE if variant.form == "mixed" else None,
        clean=scores.is_clean,
        words=array("i", [line.words for line in lines]),
        noise=_noise(labels),
        measures={name: array("i", values) for name, values in scores.first_measures.items()},
        speaking=scores.speaking,
    )


def _noise(labels: Sequence[float | None]) -> list[bool]:
    """Return which lines are boilerplate; one without a word is if a neighbour is."""
    noise: list[bool] = []
    below = True
    following: list[bool] = []  # of each line the next that has words
    for label in reversed(labels):
        following.append(below)
        if label is not None:
            below = label < CONTENT
    following.reverse()
    for at, label in enumerate(labels):
        above = noise[at - 1] if at else True
        noise.append(label < CONTENT if label is not None else above or following[at])
    return noise
