"""A batch: the lines of some documents and their forms, split, folded and judged alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, count
from typing import Any

import numpy as np

from cleaner.engine.bulk.forms import Forms, fold_forms
from cleaner.engine.bulk.rows import Rows, split_rows_of
from cleaner.engine.bulk.tables import DIGIT, Bools
from cleaner.engine.scene import Scene, make_scene
from cleaner.text.lines import Lines
from cleaner.text.prose import ProseTest, pieces_of_prose


@dataclass(slots=True)
class Batch:
    """Documents side by side. `form` holds of each line of a document its form, counted over the batch."""

    form: list[list[int]]
    forms: Forms
    scenes: list[Scene]


def make_batch(texts: Sequence[str], test: ProseTest) -> Batch:
    """Split and fold documents."""
    rows, counts = split_rows_of(texts)
    past = list(accumulate(counts))
    owns = [slice(end - size, end) for size, end in zip(counts, past, strict=True)]
    raws: list[str] = []
    form: list[list[int]] = []
    for own in owns:
        raw = rows.raw[own]
        known = dict(zip(dict.fromkeys(raw), count(len(raws)), strict=False))
        raws += known
        form.append(list(map(known.__getitem__, raw)))
    forms = fold_forms(raws)
    lines, prose = _columns(rows, list(chain.from_iterable(form)), forms, test)
    scenes = []
    for text, own in zip(texts, owns, strict=True):
        its = Lines(*[column[own] for column in lines])
        scenes.append(make_scene(text, its, pieces_of_prose(prose[own], its.number, its.piece)))
    return Batch(form, forms, scenes)


def _columns(
    rows: Rows, form: list[int], forms: Forms, test: ProseTest
) -> tuple[list[Sequence[Any]], list[bool]]:
    """Return the columns of all lines, as Lines has them, and whether each line is prose."""
    at = np.array(form, dtype=np.int64)
    columns: list[Sequence[Any]] = [
        rows.number,
        rows.start,
        rows.end,
        rows.stop,
        rows.raw,
        list(map(forms.half.__getitem__, form)),
        list(map(forms.folded.__getitem__, form)),
        forms.words[at].tolist(),
        rows.blank_before,
        rows.blank_after,
        rows.piece,
    ]
    return columns, _prose(forms, test)[at].tolist()


def _prose(forms: Forms, test: ProseTest) -> Bools:
    """Say of each form whether it is prose, as `test` does of a line."""
    text = forms.text
    last = text.last()
    closed = (last < text.start) | np.isin(text.codes[last], [ord(char) for char in test.terminal])
    found = (
        (forms.words >= test.min_words)
        & (closed | (forms.words >= test.min_words_open))
        & (text.count_flagged(DIGIT) <= test.max_digits * (text.end - text.start))
        & (forms.linked <= test.max_links)
    )
    for at in np.flatnonzero(text.odd & (forms.words >= test.min_words)).tolist():
        found[at] = test.passes(forms.line(at))
    return found
