"""The lines, and parts of lines, that only one of two rule sets removes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.engine.cleaner import Cleaner, Examined
from cleaner.engine.decide import STAYS
from cleaner.engine.prose import find_prose
from cleaner.engine.spans import Cut
from cleaner.model import Document
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.columns import Ints
from cleaner.text.lines import read_lines
from cleaner.tuning.gold import Page
from cleaner.tuning.gold_stats import label_cuts
from cleaner.tuning.labels import CONTENT, label_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line, or a part of one, that only one of two rule sets removes: by `rule`.

    `removed`: that is the new one. `article` says whether the line is main text, and is None where that
    isn't known. `loss`: the new rules take main text or, where no main text is known, prose.
    """

    place: str
    line: int
    text: str
    rule: str
    removed: bool
    prose: bool
    article: bool | None
    loss: bool


def changed_lines(old: Examined, new: Examined) -> Ints:
    """Return the lines that are not removed alike, whatever rule that is credited to."""
    before, after = old.decision.fallen != STAYS, new.decision.fallen != STAYS
    differs = before != after
    for at in old.decision.cuts.keys() | new.decision.cuts.keys():
        parts = [[cut[:2] for cut in one.decision.cuts.get(at, ())] for one in (old, new)]
        differs[at] |= not before[at] and not after[at] and parts[0] != parts[1]
    return np.flatnonzero(differs)


def changes_of(
    document: Document,
    page: Page | None,
    old: Examined,
    new: Examined,
    lines: Sequence[int],
    cleaners: tuple[Cleaner, Cleaner],
) -> list[Change]:
    """Return what differs in the `lines` of a document."""
    shares = {} if page is None else _shares(page, new, lines)
    changes = []
    for at in lines:
        for text, rule, removed, prose in _parts_of(old, new, at, cleaners[1].rules):
            share = shares.get((at, rule if at in new.decision.cuts else STAYS))
            article = None if share is None else share >= CONTENT
            rules = cleaners[removed].rules.all_rules
            changes.append(
                Change(
                    place=document.id or "",
                    line=int(new.lines.number[at]),
                    text=text.strip(),
                    rule=rules[rule].id,
                    removed=removed,
                    prose=prose,
                    article=article,
                    loss=removed and (prose if page is None else bool(article)),
                )
            )
    return changes


def _parts_of(
    old: Examined, new: Examined, at: int, rulebook: Rulebook
) -> Iterator[tuple[str, int, bool, bool]]:
    """Yield of a line what only one of the cleaners removes: text, rule, whether now, whether prose."""
    raw, is_prose = new.lines.raw(at), bool(new.prose.is_prose[at])
    before, after = int(old.decision.fallen[at]), int(new.decision.fallen[at])
    if after != STAYS:
        yield raw, after, True, is_prose
    elif before != STAYS:
        yield raw, before, False, is_prose
    else:
        cuts = old.decision.cuts.get(at, ()), new.decision.cuts.get(at, ())
        for start, end, rule in _outside(cuts[1], cuts[0]):
            yield raw[start:end], rule, True, _is_prose(raw[start:end], rulebook)
        for start, end, rule in _outside(cuts[0], cuts[1]):
            yield raw[start:end], rule, False, False


def _is_prose(part: str, rulebook: Rulebook) -> bool:
    """Say whether a part of a line would be prose as a line of its own."""
    return bool(find_prose(read_lines([part], rulebook.characters), rulebook.prose).is_prose.any())


def _shares(page: Page, new: Examined, lines: Sequence[int]) -> dict[tuple[int, int], float | None]:
    """Return which share of some lines is main text; of a part that is cut, by line and rule."""
    document = int(new.lines.document[lines[0]])
    first, past = int(new.lines.first_line[document]), int(new.lines.past_line[document])
    raws = [new.lines.raw(at) for at in range(first, past)]
    gold = page.gold or ""
    labels = label_page(raws, gold, page.neutral)
    shares: dict[tuple[int, int], float | None] = {(at, STAYS): labels[at - first] for at in lines}
    cuts = {
        at - first: new.decision.cuts[at]
        for at in lines
        if at in new.decision.cuts and labels[at - first] is not None
    }
    if cuts:
        shares |= {(first + at, rule): share for (at, rule), share in label_cuts(raws, cuts, gold).items()}
    return shares


def _outside(cuts: Sequence[Cut], others: Sequence[Cut]) -> Iterator[Cut]:
    """Yield what `cuts` have and `others` don't; each are in order, and don't overlap.

    >>> list(_outside([(0, 9, 1)], [(2, 4, 7), (8, 12, 7)]))
    [(0, 2, 1), (4, 8, 1)]
    """
    for start, end, rule in cuts:
        at = start
        for begin, past, _ in others:
            if begin < end and past > at:
                if at < begin:
                    yield at, begin, rule
                at = past
        if at < end:
            yield at, end, rule
