"""Pairs of lines and what they may match."""

from typing import NamedTuple

import numpy as np

from cleaner.text.columns import Flags, Ints


class Pairs(NamedTuple):
    """Lines, and what each may match: columns of one length, sorted, no pair twice."""

    line: Ints
    what: Ints

    def where(self, chosen: Flags) -> "Pairs":
        """Return those that are `chosen`."""
        return Pairs(self.line[chosen], self.what[chosen])


def unique(line: Ints, what: Ints) -> Pairs:
    """Return pairs in order, each once."""
    if not len(line):
        return Pairs(line, what)
    size = int(what.max()) + 1
    key = line * size + what
    key.sort()
    key = key[np.concatenate([[True], key[1:] != key[:-1]])]
    return Pairs(*np.divmod(key, size))
