"""A batch: the lines of some documents and their forms, split, folded and judged alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cleaner.engine.bulk.forms import Bools, Forms, fold_forms
from cleaner.engine.bulk.rows import Rows, split_rows_of
from cleaner.engine.bulk.tables import DIGIT, ENDING, Ints
from cleaner.engine.scene import Scene, make_scene
from cleaner.text.lines import Lines
from cleaner.text.prose import ProseTest, pieces_of_prose

_LINK_SIGNS: Final = ("](", "://", "www.")
"""In a text without any of these nothing stands in links."""


@dataclass(slots=True)
class Batch:
    """Documents side by side. `form` holds of each line of a document its form, counted over the batch."""

    rows: list[Rows]
    form: list[list[int]]
    forms: Forms
    linked: Bools
    """Of each form whether some of it may stand in links."""
    scenes: list[Scene]

    def forms_of(self, document: int) -> range:
        """Return the forms of a document."""
        own = self.form[document]
        return range(min(own), max(own) + 1) if own else range(0)


def make_batch(texts: Sequence[str], test: ProseTest) -> Batch:
    """Split and fold documents."""
    rows = [split_rows_of(text) for text in texts]
    raws: list[str] = []
    form: list[list[int]] = []
    for row in rows:
        known = {raw: at for at, raw in enumerate(dict.fromkeys(row.raw), len(raws))}
        raws += known
        form.append([known[raw] for raw in row.raw])
    forms = fold_forms(raws)
    linked = _linked(raws)
    prose, words = _prose(forms, linked, test).tolist(), forms.words.tolist()
    scenes = [
        _scene(text, row, own, forms, words, prose) for text, row, own in zip(texts, rows, form, strict=True)
    ]
    return Batch(rows, form, forms, linked, scenes)


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
        half=[half[at] for at in form],
        folded=[folded[at] for at in form],
        words=[words[at] for at in form],
        blank_before=rows.blank_before,
        blank_after=rows.blank_after,
        piece=rows.piece,
    )
    flags = [prose[at] for at in form]
    return make_scene(text, lines, pieces_of_prose(flags, lines.number, lines.piece))


def _linked(raws: Sequence[str]) -> Bools:
    """Say of each line whether it holds a sign of a link."""
    linked = np.zeros(len(raws), dtype=np.bool_)
    joined = "\n".join(raws)
    small = joined.lower()
    if len(small) != len(joined):  # "İ" becomes two characters
        for at, raw in enumerate(raws):
            linked[at] = any(sign in raw.lower() for sign in _LINK_SIGNS)
        return linked
    places: list[int] = []
    for sign in _LINK_SIGNS:
        at = small.find(sign)
        while at >= 0:
            places.append(at)
            at = small.find(sign, at + 1)
    sizes = np.fromiter(map(len, raws), dtype=np.int64, count=len(raws))
    starts: Ints = np.cumsum(sizes + 1) - sizes - 1
    linked[np.searchsorted(starts, np.array(places, dtype=np.int64), side="right") - 1] = True
    return linked


def _prose(forms: Forms, linked: Bools, test: ProseTest) -> Bools:
    """Say of each form whether it is prose, as `test` does of a line."""
    text = forms.text
    size, last = text.end - text.start, text.end - 1
    digits = text.count((text.flags & DIGIT) != 0)
    closed = np.isin(text.codes[last], [ord(char) for char in test.terminal])
    found = (
        (forms.words >= test.min_words)
        & (closed | (forms.words >= test.min_words_open))
        & (digits <= test.max_digits * size)
        & (test.max_links >= 0)
    )
    unclear = forms.odd | linked | (size == 0) | ((text.flags[last] & ENDING) != 0)
    for at in np.flatnonzero(unclear & (forms.words >= test.min_words)).tolist():
        found[at] = test.passes(forms.line(at))
    return found
