"""Align the words of a page with those of its known main text, in order wherever that is possible."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import accumulate, chain, pairwise
from typing import Final, NamedTuple

Words = Sequence[str]
GRAM: Final = 4
_PLACES: Final = 20
"""Words that stand in more places say nothing of where they belong: a table of such would be quadratic."""
_FAR: Final = 500
"""So many words of distance outweigh one more run of four words in common."""
_FAR_LINE: Final = 100
"""So many words of distance outweigh one more word of a line in common."""
_LONG: Final = 8
"""So many words in common belong together even where the order differs."""


class Run(NamedTuple):
    """`size` words that are the same from word `text` of the page and from word `gold` of its main text."""

    text: int
    gold: int
    size: int


class Gap(NamedTuple):
    """Words of the page and of its main text between two runs, ends exclusive.

    `after` and `before` say whether a run stands right before it and right behind it.
    """

    text: int
    text_end: int
    gold: int
    gold_end: int
    after: bool
    before: bool


class Alignment:
    """The words of a page and of its main text, and which of them were found in the other.

    Both come as lines of folded words. First the runs of four words or more that stand in
    both, in the order that has most of them; in the gaps between these, lines that are the
    same; close to what was found, shorter runs; at last long runs that stand in another
    order. No word of the main text is found twice: of two copies of a line one is found,
    the one that stands closer to the rest.
    """

    def __init__(self, text: Sequence[Words], gold: Sequence[Words]) -> None:
        self._text, self._gold = [*chain(*text)], [*chain(*gold)]
        self._text_rows = [0, *accumulate(map(len, text))]
        self._gold_rows = [0, *accumulate(map(len, gold))]
        self.found = bytearray(len(self._text))
        """One byte for each word of the page: 1 if it is of the main text."""
        self._used = bytearray(len(self._gold))
        runs = list(common_runs(self._text, self._gold, GRAM))
        everything = Gap(0, len(self._text), 0, len(self._gold), after=False, before=False)
        backbone = best_chain(runs, far=_FAR, overlap=GRAM - 1)
        self._take(backbone)
        for gap in gaps(everything, backbone):
            self._fill(gap)
        self._take_scattered(runs)

    def _fill(self, gap: Gap) -> None:
        """Find in a gap the lines that are the same and, close to what was found, shorter runs."""
        lines = _chain_in(gap, self._same_lines(gap), far=_FAR_LINE)
        self._take(lines)
        for size in (2, 1):
            for smaller in gaps(gap, lines):
                for window in _windows(smaller):
                    text = self._text[window.text : window.text_end]
                    gold = self._gold[window.gold : window.gold_end]
                    runs = (
                        Run(window.text + run.text, window.gold + run.gold, run.size)
                        for run in common_runs(text, gold, size)
                    )
                    self._take(_chain_in(window, runs, far=_FAR_LINE, overlap=size - 1))

    def _same_lines(self, gap: Gap) -> Iterator[Run]:
        """Yield the lines within `gap` that stand in both."""
        where: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for start, end in _rows(self._gold_rows, gap.gold, gap.gold_end):
            where[tuple(self._gold[start:end])].append(start)
        for start, end in _rows(self._text_rows, gap.text, gap.text_end):
            for gold in where.get(tuple(self._text[start:end]), ())[:_PLACES]:
                yield Run(start, gold, end - start)

    def _take(self, runs: Iterable[Run]) -> None:
        """Note the words of `runs` as found, as far as neither side was found before."""
        for text, gold, size in runs:
            for step in range(size):
                if not self.found[text + step] and not self._used[gold + step]:
                    self.found[text + step] = self._used[gold + step] = 1

    def _take_scattered(self, runs: Iterable[Run]) -> None:
        """Take what is left of runs that stand in another order: long ones, and whole lines of four words."""
        for run in sorted(runs, key=lambda run: -run.size):
            for free in self._free_parts(run):
                if free.size >= _LONG or (free.size >= GRAM and self._is_row(free)):
                    self._take([free])

    def _free_parts(self, run: Run) -> Iterator[Run]:
        """Yield the parts of `run` of which neither side was found before."""
        taken = [self.found[run.text + step] or self._used[run.gold + step] for step in range(run.size)]
        walls = [-1, *(step for step, is_taken in enumerate(taken) if is_taken), run.size]
        for wall, following in pairwise(walls):
            if following > wall + 1:
                yield Run(run.text + wall + 1, run.gold + wall + 1, following - wall - 1)

    def _is_row(self, run: Run) -> bool:
        """Say whether `run` is a whole line of the page."""
        return (run.text, run.text + run.size) in _rows(self._text_rows, run.text, run.text + run.size)


def common_runs(text: Words, gold: Words, size: int) -> Iterator[Run]:
    """Yield all runs of `size` words or more that stand in both and can't be made longer.

    >>> list(common_runs("a b c x".split(), "y a b c".split(), 2))
    [Run(text=0, gold=1, size=3)]
    """
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, gram in enumerate(_grams(gold, size)):
        where[gram].append(at)
    begun: dict[int, int] = {}  # where the run would go on in `gold`: where it began in `text`
    for at, gram in enumerate(chain(_grams(text, size), [()])):
        places = where.get(gram, ())
        going = {place + 1: begun.pop(place, at) for place in places} if len(places) <= _PLACES else {}
        for place, start in begun.items():
            yield Run(start, place - (at - start), at - start + size - 1)
        begun = going


def best_chain(
    runs: Iterable[Run], *, far: int, overlap: int = 0, after: int | None = None, before: int | None = None
) -> list[Run]:
    """Return the runs that follow each other in both texts and are worth most together.

    A run is worth `far` for each word (those aside that it may share with the one before:
    `overlap`); each word of the page between two runs costs 1, and so do those to word
    `after` and `before`, if given. Sparse dynamic programming over a staircase of the best
    values so far (Eppstein et al. 1992), O(n log n) but for insertions.
    """
    best: _Node | None = None
    most = 0
    ends: list[int] = []  # in gold, ascending; so are the values of the nodes
    stairs: list[_Node] = []
    open_runs: list[tuple[int, int, _Node]] = []
    for number, run in enumerate(sorted(runs)):
        while open_runs and open_runs[0][0] <= run.text:
            _add_stair(ends, stairs, heappop(open_runs)[2], overlap)
        at = bisect_right(ends, run.gold) - 1
        value, last = 0 if after is None else after - run.text, None
        if at >= 0 and stairs[at].value - run.text > value:
            value, last = stairs[at].value - run.text, stairs[at]
        end = run.text + run.size - overlap
        value += far * (run.size - overlap)
        node = _Node(value + end, run, last)
        heappush(open_runs, (end, number, node))
        if before is not None:
            value -= before - end
        if value > most:
            best, most = node, value
    found = []
    while best:
        found.append(best.run)
        best = best.last
    return found[::-1]


class _Node(NamedTuple):
    """A run as the last of a chain; `value` is that of the chain plus its end in the page."""

    value: int
    run: Run
    last: "_Node | None"


def _add_stair(ends: list[int], stairs: list[_Node], node: _Node, overlap: int) -> None:
    """Add `node` to the staircase, in the place of what ends no earlier and is worth no more."""
    end = node.run.gold + node.run.size - overlap
    at = bisect_right(ends, end)
    if at and stairs[at - 1].value >= node.value:
        return
    at = last = bisect_left(ends, end)
    while last < len(stairs) and stairs[last].value <= node.value:
        last += 1
    ends[at:last] = [end]
    stairs[at:last] = [node]


def gaps(whole: Gap, runs: Sequence[Run]) -> Iterator[Gap]:
    """Yield what is left of `whole` between `runs`, where both texts have words left."""
    text, gold, after = whole.text, whole.gold, whole.after
    for run in runs:
        if text < run.text and gold < run.gold:
            yield Gap(text, run.text, gold, run.gold, after, before=True)
        text, gold, after = run.text + run.size, run.gold + run.size, True
    if text < whole.text_end and gold < whole.gold_end:
        yield Gap(text, whole.text_end, gold, whole.gold_end, after, whole.before)


def _chain_in(gap: Gap, runs: Iterable[Run], *, far: int, overlap: int = 0) -> list[Run]:
    after = gap.text if gap.after else None
    before = gap.text_end if gap.before else None
    return best_chain(runs, far=far, overlap=overlap, after=after, before=before)


def _windows(gap: Gap) -> Iterator[Gap]:
    """Yield the parts of a gap in which short runs mean something: close to what was found."""
    near = 2 * (gap.gold_end - gap.gold) + GRAM
    if gap.text_end - gap.text <= near:
        yield gap
        return
    if gap.after:
        yield gap._replace(text_end=gap.text + near, before=False)
    if gap.before:
        yield gap._replace(text=gap.text_end - near, after=False)


def _rows(starts: Sequence[int], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line, not empty, that lies within words `first` to `last`."""
    for at in range(bisect_left(starts, first), len(starts) - 1):
        if starts[at + 1] > last:
            return
        if starts[at] < starts[at + 1]:
            yield starts[at], starts[at + 1]


def _grams(words: Words, size: int) -> Iterator[tuple[str, ...]]:
    return zip(*(words[step:] for step in range(size)), strict=False)
