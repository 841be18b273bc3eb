"""What the score is fitted to: texts whose lines are known to be noise or not, as columns."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaner.engine.batches import BATCH
from cleaner.engine.prose import find_prose
from cleaner.engine.score import left_out
from cleaner.engine.units import Units, find_units
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.columns import Ints
from cleaner.text.lines import Lines, read_lines
from cleaner.text.split import filled_rows
from cleaner.tuning.gold import Page, is_in_fold
from cleaner.tuning.labels import CONTENT, label_page
from cleaner.tuning.measures import flat

UNKNOWN: Final = -1.0
"""The label of a line of which nothing is known, or that may as well stay as go."""
HEADLINE: Final = 2.0
"""The label of an article line that is the headline."""
_HEADLINE_WEIGHT: Final = 20.0
"""What a headline weighs in the fit, about four lines: there is one in a page, and readers miss it first."""
_HEADLINE_WORDS: Final = 3
_INJECTED: Final = (1, 3, 8, 20)
_SITES: Final = 5
"""A line of noise that so many sites have is put into clean texts."""
_LONGEST_NOISE: Final = 160
LINES: Final = 100
"""All lines of a sample together weigh no more than so many: a long page is one page."""
_KINDS: Final = {"page": 1.0, "gold": 0.25, "injected": 0.35}
"""What the lines of a sample weigh: pages as they are, clean texts, and these with lines of noise in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A text and what is known of its page; `noise` are lines put in (flat), `weight` is the page's."""

    page: Page
    text: str
    kind: str
    noise: frozenset[str] = frozenset()
    weight: float = 1.0


def make_samples(pages: Sequence[Page], weigh: Mapping[str, float]) -> list[Sample]:
    """Return the pages as they are, half of them without their first line, and their main texts: alone, and
    with lines of noise, with blank lines between paragraphs and without.

    `weigh` has weights by a part of the name of the page's file. A page that several files have shares its
    weight among them.
    """
    times = Counter(page.id for page in pages)
    noise = known_noise(pages)
    done: set[str] = set()
    samples: list[Sample] = []
    for page in pages:
        weight = next((value for name, value in weigh.items() if name in page.place), 1.0)
        share = weight / times[page.id] ** 0.5
        samples.append(Sample(page=page, text=_without_title(page), kind="page", weight=share))
        if page.gold and page.id not in done:
            done.add(page.id)
            samples += _clean_samples(page, noise, weight)
    return samples


def _without_title(page: Page) -> str:
    """Return the text, of half of the pages without its first line, if that is no main text: a title bar."""
    text = page.text.lstrip()
    first, _, rest = text.partition("\n")
    is_gold = page.gold is None or flat(first) in {flat(row) for row in page.gold.split("\n")}
    odd = md5(page.id.encode(errors="surrogatepass"), usedforsecurity=False).digest()[0] & 1
    return page.text if is_gold or odd else rest


def _clean_samples(page: Page, noise: Sequence[str], weight: float) -> Iterator[Sample]:
    rows = [row for row in (page.gold or "").split("\n") if row.strip()]
    known = {flat(row) for row in rows}
    random = Random(page.id)
    for joint in ("\n\n", "\n"):
        yield Sample(page=page, text=joint.join(rows), kind="gold", weight=weight)
        chosen = random.sample(noise, min(random.choice(_INJECTED), len(noise)))
        chosen = [row for row in chosen if flat(row) not in known]
        mixed = list(rows)
        for row in chosen:
            mixed.insert(random.randint(min(1, len(mixed)), len(mixed)), row)
        put_in = frozenset(map(flat, chosen))
        yield Sample(page=page, text=joint.join(mixed), kind="injected", noise=put_in, weight=weight)


def known_noise(pages: Iterable[Page]) -> list[str]:
    """Return lines that are noise on several sites and main text on none."""
    sites: dict[str, set[str]] = defaultdict(set)
    gold: set[str] = set()
    for page in pages:
        if page.gold is None:
            continue
        rows = {flat(row) for row in page.gold.split("\n")}
        gold |= rows
        for row in {row.strip() for row in page.text.split("\n") if 0 < len(row.strip()) <= _LONGEST_NOISE}:
            if flat(row) not in rows:
                sites[row].add(page.site)
    return sorted(row for row, found in sites.items() if len(found) >= _SITES and flat(row) not in gold)


def label(sample: Sample) -> list[float]:
    """Return of each line, or piece of one, 1 for noise, 0 for the article, HEADLINE, or UNKNOWN."""
    page = sample.page
    rows = [sample.text[start:end] for _, start, end, _ in filled_rows(sample.text)]
    if page.gold is None:
        return _label_by_snippets(page, rows)
    headline = _headline(page)
    if sample.kind != "page":
        labels = [float(flat(row) in sample.noise) for row in rows]
    else:
        shares = label_page(rows, page.gold, page.neutral)
        labels = [UNKNOWN if share is None else float(share < CONTENT) for share in shares]
    return _with_headline([flat(row) for row in rows], labels, headline)


def _with_headline(rows: Sequence[str], labels: Sequence[float], headline: str | None) -> list[float]:
    """Return the labels, with HEADLINE for one copy of the headline: the last above the article."""
    copies = [at for at, row in enumerate(rows) if row == headline]
    if not copies:
        return list(labels)
    body = next((at for at, one in enumerate(labels) if one == 0 and at not in copies), len(rows))
    chosen = max((at for at in copies if at < body), default=copies[0])
    return [HEADLINE if at == chosen else one for at, one in enumerate(labels)]


def _headline(page: Page) -> str | None:
    """Return the headline, flat: the main text's first line, or a neutral one, if the title bar begins so."""
    title = flat(page.text.lstrip().partition("\n")[0])
    first = (page.gold or "").lstrip().partition("\n")[0]
    for row in map(flat, (first, *page.neutral)):
        if row and len(row.split()) >= _HEADLINE_WORDS and title.startswith(row):
            return row
    return None


def _label_by_snippets(page: Page, rows: Sequence[str]) -> list[float]:
    kept, gone = [flat(snippet) for snippet in page.kept], [flat(snippet) for snippet in page.gone]
    found = []
    for row in map(flat, rows):
        stays = any(snippet in row or (len(row) > 20 and row in snippet) for snippet in kept)
        goes = any(snippet in row for snippet in gone) and len(row) < 400
        found.append(UNKNOWN if stays == goes else float(goes))
    return found


@dataclass(slots=True, kw_only=True)
class Batch:
    """Some samples as columns, each alone as in any batch. By unit: `label`, `weight`."""

    samples: Sequence[Sample]
    lines: Lines
    units: Units
    label: npt.NDArray[np.float64]
    weight: npt.NDArray[np.float64]


def batches_of(
    samples: Sequence[Sample], labels: Sequence[Sequence[float]], rulebook: Rulebook
) -> Iterator[Batch]:
    """Yield the samples in batches; `labels` are those of the lines of each."""
    at = 0
    while at < len(samples):
        size, past = 0, at
        while past < len(samples) and size < BATCH:
            size += len(samples[past].text) + 1
            past += 1
        yield _batch(samples[at:past], labels[at:past], rulebook)
        at = past


def _batch(samples: Sequence[Sample], by_row: Sequence[Sequence[float]], rulebook: Rulebook) -> Batch:
    lines = read_lines([sample.text for sample in samples], rulebook.characters)
    prose = find_prose(lines, rulebook.prose)
    units = find_units(lines, prose, rulebook.prose)
    # Rows that are pieces have the label of the whole.
    is_row = np.ones(len(lines), np.bool_)
    is_row[1:] = (lines.number[1:] != lines.number[:-1]) | (lines.document[1:] != lines.document[:-1])
    labels = (
        np.concatenate([*map(np.array, by_row), np.zeros(0)])[np.cumsum(is_row) - 1]
        if len(lines)
        else np.zeros(0)
    )
    headlines = np.add.reduceat(labels == HEADLINE, units.first) > 0 if len(units) else np.zeros(0, np.bool_)
    labels[labels == HEADLINE] = 0
    known = labels >= 0
    count = np.add.reduceat(known, units.first) if len(units) else np.zeros(0)
    noise = np.add.reduceat(np.where(known, labels, 0), units.first) if len(units) else np.zeros(0)
    found = np.where(count > 0, (2 * noise >= count) & (count > 0), UNKNOWN).astype(np.float64)
    found[left_out(units, lines.piece)[units.first]] = UNKNOWN
    # A line of one word weighs 3, a paragraph of sixty twice that: a lost subhead is a lost line.
    weight = np.where(headlines, _HEADLINE_WEIGHT, 2.5 + np.log1p(units.words)) * (found >= 0)
    count = np.bincount(units.document, found >= 0, len(samples))
    of_sample = np.array([sample.weight * _KINDS[sample.kind] for sample in samples])
    weight *= (of_sample / np.maximum(count / LINES, 1))[units.document]
    return Batch(samples=samples, lines=lines, units=units, label=found, weight=weight)


def fold_of(samples: Sequence[Sample], count: int) -> Ints:
    """Return the fold of each sample's site."""
    found = []
    for sample in samples:
        found.append(next(number for number in range(count) if is_in_fold(sample.page.site, number, count)))
    return np.array(found, np.int64)
