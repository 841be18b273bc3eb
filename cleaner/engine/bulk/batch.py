"""A batch: the lines of some documents and their forms, split, folded and judged alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

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

    rows: list[Rows]
    form: list[list[int]]
    forms: Forms
    scenes: list[Scene]


def make_batch(texts: Sequence[str], test: ProseTest) -> Batch:
    """Split and fold documents."""
    rows = split_rows_of(texts)
    raws: list[str] = []
    form: list[list[int]] = []
    for row in rows:
        known = dict(zip(dict.fromkeys(row.raw), count(len(raws)), strict=False))
        raws += known
        form.append(list(map(known.__getitem__, row.raw)))
    forms = fold_forms(raws)
    prose, words = _prose(forms, test).tolist(), forms.words.tolist()
    scenes = [
        _scene(text, row, own, forms, words, prose) for text, row, own in zip(texts, rows, form, strict=True)
    ]
    return Batch(rows, form, forms, scenes)


def _scene(
    text: str, rows: Rows, form: list[int], forms: Forms, words: list[int], prose: list[bool]
) -> Scene:
    half, folded = forms.half, forms.folded
    lines = Lines(
        number=rows.number,
        start=rows.start,
        end=rows.end,
        stop=rows.stop,
        raw=rows.raw,
        half=list(map(half.__getitem__, form)),
        folded=list(map(folded.__getitem__, form)),
        words=list(map(words.__getitem__, form)),
        blank_before=rows.blank_before,
        blank_after=rows.blank_after,
        piece=rows.piece,
    )
    flags = list(map(prose.__getitem__, form))
    return make_scene(text, lines, pieces_of_prose(flags, lines.number, lines.piece))


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
