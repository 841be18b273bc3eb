"""Cut what falls out of the text, account for every byte of it, and put it back."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, overload

from cleaner.engine.decide import BY_SCORE, SCORE, Decision
from cleaner.engine.links import BY_LINKS, without_links
from cleaner.engine.tidy import Cut, with_tidying
from cleaner.errors import ArgumentError
from cleaner.model import CATEGORIES, Category, Links, Removal
from cleaner.rulebook.rule import Rule
from cleaner.text.lines import Lines
from cleaner.text.split import Line, end_of_row

_Row = tuple[int, int, int, int]
"""Start, stop and number of a line that falls, and the rule."""

_NO_RULES: Final = {None: "tidy", BY_LINKS: "links"}
"""The ids under which what the options --tidy and --links take is logged."""


def render(
    text: str,
    lines: Lines,
    decision: Decision,
    rules: Sequence[Rule],
    *,
    tidy: bool = False,
    links: Links = "keep",
) -> tuple[str, Sequence[Removal]]:
    """Return what stays of `text`, byte for byte, and the removals in order."""
    if links == "text":
        decision = without_links(text, lines, decision)
    cuts = list(_cuts(text, lines, decision))
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

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Yield of each removal the rule and how many bytes it took."""
        for cut in self._cuts:
            yield credit(cut.rule, self._rules)[0], _size(self._text[cut.start : cut.end])

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


def sizes(removals: Sequence[Removal]) -> Iterator[tuple[str, int]]:
    """Yield of each removal the rule and how many bytes it took, without making one."""
    if isinstance(removals, Removals):
        yield from removals.sizes()
    else:
        yield from ((removal.rule, removal.end - removal.start) for removal in removals)


def credit(number: int | None, rules: Sequence[Rule]) -> tuple[str, Category]:
    """Return the id and the category under which a cut is logged."""
    if number is not None and number <= BY_SCORE:
        return SCORE, CATEGORIES[BY_SCORE - number]
    if number is None or number < 0:
        return _NO_RULES[number], "other"
    return rules[number].id, rules[number].category


def restore(text: str, removals: Sequence[Removal]) -> str:
    """Return the input of a cleaning from its output and its removals, byte for byte.

    Raises ArgumentError where a removal lies outside of the text. Whether they belong together
    isn't known otherwise: what was put into another text is somewhere in it.
    """
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


def _cuts(text: str, lines: Lines, decision: Decision) -> Iterator[Cut]:
    """Yield what goes, in order: lines, the blank lines around them, and parts of lines."""
    if True in lines.piece:
        yield from _cuts_of_pieces(text, lines, decision)
        return
    fallen, starts, stops, numbers = decision.fallen, lines.start, lines.stop, lines.number
    gone: list[_Row] = []  # neighbouring lines that fall
    end = 0  # of what stays before them
    last = -1
    for at in sorted(fallen.keys() | decision.cuts.keys()):
        if gone and at > last + 1:
            yield from _gap(text, end, starts[last + 1], gone)
            gone = []
        rule = fallen.get(at)
        if rule is None:
            if gone:
                yield from _gap(text, end, starts[at], gone)
                gone = []
            for start, stop, span_rule in decision.cuts[at]:
                yield Cut(starts[at] + start, starts[at] + stop, numbers[at], span_rule)
            continue
        if not gone:
            end = stops[at - 1] if at else 0
        gone.append((starts[at], stops[at], numbers[at], rule))
        last = at
    if gone:
        yield from _gap(text, end, starts[last + 1] if last + 1 < len(starts) else len(text), gone)


def _cuts_of_pieces(text: str, lines: Lines, decision: Decision) -> Iterator[Cut]:
    """Yield the same where some lines stand in pieces."""
    whole = {line.number for at, line in enumerate(lines) if at not in decision.fallen}
    gone: list[tuple[int, Line]] = []  # neighbouring lines that fall whole, with their rules
    end = 0  # of what stays before them
    for at, line in enumerate(lines):
        rule = decision.fallen.get(at)
        if rule is None:
            yield from _gap(text, end, line.start, list(_rows_of(gone)))
            gone, end = [], line.stop
            for start, stop, span_rule in decision.cuts.get(at, ()):
                yield Cut(line.start + start, line.start + stop, line.number, span_rule)
        elif line.number in whole:  # a piece of a line of which other pieces stay
            yield from _gap(text, end, line.start, list(_rows_of(gone)))
            gone, end = [], line.stop
            yield Cut(line.start, line.end, line.number, rule)
        else:
            gone.append((rule, line))
    yield from _gap(text, end, len(text), list(_rows_of(gone)))


def _gap(text: str, start: int, end: int, gone: Sequence[_Row]) -> Iterator[Cut]:
    """Yield the cuts between two lines that stay: all of it but the first blank line.

    At the start of the text no blank line stays. Each blank line goes with the removed
    line that it touches; one that touches none goes on account of the one below.
    """
    if not gone:
        return
    spare = start > 0
    cut: Cut | None = None
    at = start
    for first, stop, number, rule in gone:
        if at < first and spare:  # the first blank line stays
            spare = False
            at = min(end_of_row(text, at)[1], first)
            if cut:
                yield cut
                cut = None
        if cut:
            cut.end = first
            yield cut
        cut = Cut(first if cut else at, stop, number, rule)
        at = stop
    assert cut is not None
    if at < end and spare:
        yield cut
        at = min(end_of_row(text, at)[1], end)
        cut = Cut(at, at, cut.line, cut.rule)
    cut.end = end
    if cut.start < cut.end:
        yield cut


def _rows_of(gone: Sequence[tuple[int, Line]]) -> Iterator[_Row]:
    """Yield start, stop, number and rule of each removed line. The rule of its first piece has all of it."""
    for number, group in groupby(gone, lambda item: item[1].number):
        pieces = list(group)
        rule, line = pieces[0]
        yield line.start, pieces[-1][1].stop, number, rule
