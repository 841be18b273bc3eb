"""Cut what falls out of the text, account for every byte of it, and put it back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, overload

import numpy as np

from cleaner.engine.decide import STAYS, Decision, cuts_within
from cleaner.engine.spans import Cut as Span
from cleaner.engine.tidy import Cut, with_tidying
from cleaner.errors import ArgumentError, check_kind, check_list
from cleaner.model import Category, Links, Removal
from cleaner.rulebook.rule import Rule
from cleaner.text.lines import Lines
from cleaner.text.split import end_of_row

BY_LINKS: Final = -2
"""Instead of a rule's number: the option --links takes it."""
_NO_RULES: Final = {None: "tidy", BY_LINKS: "links"}
"""The ids under which what the options --tidy and --links take is logged."""


@dataclass(slots=True)
class Row:
    """A line of one document, whose offsets are characters of its text: it is at `start` to `end`, its line
    break ends at `stop`. `rule` is the one it falls by, or STAYS; `cuts` are parts of it that go.
    """

    number: int
    start: int
    end: int
    stop: int
    piece: bool
    rule: int
    cuts: Sequence[Span] = ()

    @property
    def stays(self) -> bool:
        return self.rule == STAYS


def rows_of(lines: Lines, document: int, decision: Decision, *, whole: bool) -> list[Row]:
    """Return lines of one document of a batch, with what was decided about them.

    All of them if the `whole` document is asked for or some are pieces, else those of which something
    falls and those beside them: the others are of no account.
    """
    first, past = int(lines.first_line[document]), int(lines.past_line[document])
    begin = int(lines.starts[document])
    cuts = cuts_within(decision, first, past)
    chosen = np.arange(first, past)
    if not (whole or lines.piece[first:past].any()):
        touched = decision.fallen[first:past] != STAYS
        touched[[at - first for at in cuts]] = True
        touched[1:] |= touched[:-1].copy()
        touched[:-1] |= touched[1:].copy()
        chosen = chosen[touched]
    columns = (
        lines.number[chosen].tolist(),
        (lines.start[chosen] - begin).tolist(),
        (lines.end[chosen] - begin).tolist(),
        # The line feed that joins documents is none of the last line's.
        (lines.stop[chosen].clip(max=int(lines.ends[document])) - begin).tolist(),
        lines.piece[chosen].tolist(),
        decision.fallen[chosen].tolist(),
        [cuts.get(at, ()) for at in chosen.tolist()],
    )
    return [Row(*values) for values in zip(*columns, strict=True)]


def render(
    text: str, rows: Sequence[Row], rules: Sequence[Rule], *, tidy: bool = False, links: Links = "keep"
) -> tuple[str, Sequence[Removal]]:
    """Return what stays of `text`, byte for byte, and the removals in order."""
    if links == "text":
        # Imported here: few ask for it, and its patterns take milliseconds.
        from cleaner.engine.links import without_links

        without_links(text, rows)
    cuts = list(_cuts_of_pieces(text, rows) if any(row.piece for row in rows) else _cuts(text, rows))
    if tidy:
        cuts = with_tidying(text, cuts)
    kept = []
    at = 0
    for cut in cuts:
        if at < cut.start:
            kept.append(text[at : cut.start])
        at = cut.end
    kept.append(text[at:])
    return "".join(kept), Removals(text, cuts, rules) if cuts else ()


class Removals(Sequence[Removal]):
    """The removals of one document in order, as good as a tuple of them: made when somebody looks at one."""

    __slots__ = ("_cuts", "_made", "_rules", "_text")

    def __init__(self, text: str, cuts: Sequence[Cut], rules: Sequence[Rule]) -> None:
        self._text = text
        self._cuts = cuts
        self._rules = rules
        self._made: tuple[Removal, ...] | None = None

    def __len__(self) -> int:
        return len(self._cuts)

    @overload
    def __getitem__(self, at: int) -> Removal: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Removal, ...]: ...
    def __getitem__(self, at: int | slice) -> Removal | tuple[Removal, ...]:
        return self._all()[at]

    def __iter__(self) -> Iterator[Removal]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return tuple(other) == self._all() if isinstance(other, tuple | Removals) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[object, ...]:
        return tuple, (self._all(),)

    def sizes(self) -> Iterator[tuple[str, Category, int]]:
        """Yield of each removal the rule, the category, and how many bytes it took."""
        text, rules = self._text, self._rules
        # Asked once, not of every part of the text.
        is_ascii = text.isascii()
        for cut in self._cuts:
            size = cut.end - cut.start if is_ascii else _size(text[cut.start : cut.end])
            yield *credit(cut.rule, rules), size

    def _all(self) -> tuple[Removal, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    def _make(self) -> Iterator[Removal]:
        at = offset = 0
        for cut in self._cuts:
            goes = self._text[cut.start : cut.end]
            start = offset + _size(self._text[at : cut.start])
            offset = start + _size(goes)
            at = cut.end
            rule, category = credit(cut.rule, self._rules)
            yield Removal(rule=rule, category=category, line=cut.line, start=start, end=offset, text=goes)


def sizes(removals: Sequence[Removal]) -> Iterator[tuple[str, Category, int]]:
    """Yield of each removal the rule, the category, and how many bytes it took, without making one."""
    if isinstance(removals, Removals):
        yield from removals.sizes()
    else:
        yield from ((removal.rule, removal.category, removal.end - removal.start) for removal in removals)


def credit(number: int | None, rules: Sequence[Rule]) -> tuple[str, Category]:
    """Return the id and the category under which a cut is logged."""
    if number is None or number < 0:
        return _NO_RULES[number], "other"
    return rules[number].id, rules[number].category


def restore(text: str, removals: Sequence[Removal]) -> str:
    """Return the input of a cleaning from its output and its removals, byte for byte.

    Raises ArgumentError where a removal lies outside of the text. Whether they belong together
    isn't known otherwise: what was put into another text is somewhere in it.
    """
    check_kind("text", text)
    check_list("removals", removals, Removal)
    left = text.encode("utf-8", "surrogatepass")
    parts, at, offset = [], 0, 0
    for removal in sorted(removals, key=lambda r: r.start):
        stays = removal.start - offset
        gone = removal.text.encode("utf-8", "surrogatepass")
        if stays < 0 or at + stays > len(left) or len(gone) != removal.end - removal.start:
            raise ArgumentError(f"the removal at byte {removal.start} does not fit the text")
        parts += [left[at : at + stays], gone]
        at += stays
        offset = removal.end
    return b"".join([*parts, left[at:]]).decode("utf-8", "surrogatepass")


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _cuts(text: str, rows: Sequence[Row]) -> Iterator[Cut]:
    """Yield what goes, in order: lines, the blank lines around them, and parts of lines."""
    gone: list[Row] = []  # neighbouring lines that fall
    end = 0  # of what stays before them
    for row in rows:
        if not row.stays:
            gone.append(row)
            continue
        if gone:
            yield from _gap(text, end, row.start, gone)
            gone = []
        end = row.stop
        for start, stop, rule in row.cuts:
            yield Cut(row.start + start, row.start + stop, row.number, rule)
    yield from _gap(text, end, len(text), gone)


def _cuts_of_pieces(text: str, rows: Sequence[Row]) -> Iterator[Cut]:
    """Yield the same where some lines are in pieces."""
    whole = {row.number for row in rows if row.stays}
    gone: list[Row] = []
    end = 0
    for row in rows:
        if not row.stays and row.number not in whole:
            gone.append(row)
            continue
        yield from _gap(text, end, row.start, _lines_of(gone))
        gone, end = [], row.stop
        if row.stays:
            for start, stop, rule in row.cuts:
                yield Cut(row.start + start, row.start + stop, row.number, rule)
        else:  # a piece of a line of which other pieces stay
            yield Cut(row.start, row.end, row.number, row.rule)
    yield from _gap(text, end, len(text), _lines_of(gone))


def _gap(text: str, start: int, end: int, gone: Sequence[Row]) -> Iterator[Cut]:
    """Yield the cuts between two lines that stay: all of it but the first blank line.

    At the start of the text no blank line stays. Each blank line goes with the removed
    line that it touches; one that touches none goes on account of the one below.
    """
    if not gone:
        return
    spare = start > 0
    cut: Cut | None = None
    at = start
    for row in gone:
        first = row.start
        if at < first and spare:  # the first blank line stays
            spare = False
            at = min(end_of_row(text, at)[1], first)
            if cut:
                yield cut
                cut = None
        if cut:
            cut.end = first
            yield cut
        cut = Cut(first if cut else at, row.stop, row.number, row.rule)
        at = row.stop
    assert cut is not None
    if at < end and spare:
        yield cut
        at = min(end_of_row(text, at)[1], end)
        cut = Cut(at, at, cut.line, cut.rule)
    cut.end = end
    if cut.start < cut.end:
        yield cut


def _lines_of(gone: Sequence[Row]) -> list[Row]:
    """Return removed lines whole. The rule of a line's first piece has all of it."""
    lines: list[Row] = []
    for row in gone:
        if lines and lines[-1].number == row.number:
            lines[-1] = replace(lines[-1], end=row.end, stop=row.stop)
        else:
            lines.append(row)
    return lines
