"""What each rule takes of pages whose main text is known, and of the main texts themselves."""

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cleaner.engine.cleaner import Cleaner, Examined
from cleaner.engine.spans import Cut, disjoint
from cleaner.errors import MatchTimeoutError
from cleaner.model import Document, Level
from cleaner.rulebook.score import SCORE
from cleaner.text.columns import Flags
from cleaner.tuning.gold import Page
from cleaner.tuning.labels import CONTENT, label_lines, label_page
from cleaner.tuning.pool import spread
from cleaner.tuning.takers import By, name_of, shadows, takers

Kind = Literal["gold", "right", "wrong"]
"""A line of a main text; a line of a page that is noise, and one that is main text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A line, and the rules that take it, by number: each judged by itself."""

    kind: Kind
    rules: frozenset[int]
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOfPage:
    """What rules take of one page. `lines` and `gold_lines`: how many the page and its main text have."""

    page: Page
    taken: Sequence[Taken] = ()
    lines: int = 0
    gold_lines: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A line that a rule takes and should not; `line` is its number in the main text, or in the page."""

    place: str
    kind: Kind
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRow:
    """How many lines a rule takes, or the rules of a pack or a category together.

    `gold`: of the main texts. `right` and `wrong`: of the pages. `only`: those of all that nothing else
    takes. `shadowed_by`: what else takes every line that the rule takes.
    """

    name: str
    rules: int
    gold: int
    right: int
    wrong: int
    only: int
    shadowed_by: str = ""
    samples: Sequence[Sample] = ()

    @property
    def hits(self) -> int:
        return self.gold + self.right + self.wrong

    @property
    def precision(self) -> float | None:
        """The share that is noise of the lines it takes of pages; None if it takes none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None


@dataclass(slots=True, kw_only=True)
class GoldStats:
    """A row for each rule that drops at `level` (or for each pack, or category), and what was tried.

    `never`: the rules that take nothing. `failed`: places and problems of what ran out of time.
    """

    level: Level
    by: By
    rows: Sequence[GoldRow]
    never: Sequence[str]
    pages: int = 0
    lines: int = 0
    gold_lines: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def try_rules(
    pages: Sequence[Page], cleaner: Cleaner, *, jobs: int = 1
) -> Generator[TakenOfPage, None, None]:
    """Return what the rules that drop at the cleaner's level take of each page, from `jobs` processes.

    A main text that several pages have is tried once. Pages without a whole main text are left out.
    Raises WorkersLostError where a process ends before its time.
    """
    tried: set[str] = set()
    items: list[tuple[Page, bool]] = []
    for page in pages:
        if page.gold:
            items.append((page, page.gold not in tried))
            tried.add(page.gold)
    return spread(_try_on, items, cleaner, jobs=jobs)


def sum_up(found: Iterable[TakenOfPage], cleaner: Cleaner, *, by: By = "rule", samples: int = 0) -> GoldStats:
    """Sum up what rules take, with at most so many different `samples` of what each should not."""
    rules = cleaner.rules.all_rules
    drops = [number for number, does in enumerate(cleaner.drops().tolist()) if does]
    names = {number: name_of(rules[number], by) for number in drops if rules[number].id != SCORE}
    stats = GoldStats(level=cleaner.level, by=by, rows=(), never=())
    count: Counter[tuple[frozenset[int], Kind]] = Counter()
    shown: dict[str, dict[str, Sample]] = defaultdict(dict)
    for one in found:
        if one.problem is not None:
            stats.failed.append((one.page.place, one.problem))
            continue
        stats.pages += 1
        stats.lines += one.lines
        stats.gold_lines += one.gold_lines
        for taken in one.taken:
            count[taken.rules, taken.kind] += 1
            if samples and taken.kind != "right":
                sample = Sample(place=one.page.place, kind=taken.kind, line=taken.line, text=taken.text)
                for name in {names[number] for number in taken.rules}:
                    if len(shown[name]) < samples:
                        shown[name].setdefault(taken.text, sample)
    hit = {number for taking, _ in count for number in taking}
    stats.never = sorted(rules[number].id for number in names.keys() - hit)
    shadowed = shadows([taking for taking, _ in count], rules) if by == "rule" else {}
    stats.rows = list(_rows(count, names, shadowed, shown))
    return stats


def _rows(
    count: Mapping[tuple[frozenset[int], Kind], int],
    names: Mapping[int, str],
    shadowed: Mapping[str, str],
    shown: Mapping[str, Mapping[str, Sample]],
) -> Iterator[GoldRow]:
    """Yield a row for each name; a line that several rules of one name take counts once."""
    lines: dict[str, Counter[Kind]] = {name: Counter() for name in names.values()}
    only: Counter[str] = Counter()
    for (taking, kind), times in count.items():
        found = {names[number] for number in taking}
        for name in found:
            lines[name][kind] += times
            only[name] += times if len(found) == 1 else 0
    sizes = Counter(names.values())
    for name in sorted(lines):
        yield GoldRow(
            name=name,
            rules=sizes[name],
            gold=lines[name]["gold"],
            right=lines[name]["right"],
            wrong=lines[name]["wrong"],
            only=only[name],
            shadowed_by=shadowed.get(name, ""),
            samples=tuple(shown[name].values()) if name in shown else (),
        )


def _try_on(asked: tuple[Page, bool], cleaner: Cleaner) -> TakenOfPage:
    """Try the rules on a page and, if that is asked for, on its main text."""
    page, with_gold = asked
    texts = [page.text, (page.gold or "") if with_gold else ""]
    try:
        found, clean = (
            cleaner.examine([Document(text=text, url=page.url, language=page.language)]) for text in texts
        )
    except MatchTimeoutError as error:
        return TakenOfPage(page=page, problem=str(error))
    drops = cleaner.drops()
    taken = [*_taken_of_gold(clean, drops), *_taken_of_page(found, page, drops)]
    return TakenOfPage(page=page, taken=taken, lines=len(found.lines), gold_lines=len(clean.lines))


def _taken_of_gold(clean: Examined, drops: Flags) -> Iterator[Taken]:
    whole, cuts = takers(clean, drops)
    for at in sorted(whole.keys() | cuts.keys()):
        yield _taken(clean, at, "gold", whole.get(at, set()) | {rule for _, _, rule in cuts.get(at, ())})


def _taken_of_page(found: Examined, page: Page, drops: Flags) -> Iterator[Taken]:
    """Yield what rules take of a page, by what it is; of neutral lines and such without words nothing."""
    whole, cuts = takers(found, drops)
    if not whole and not cuts:
        return
    gold = page.gold or ""
    raws = [found.lines.raw(at) for at in range(len(found.lines))]
    shares = label_page(raws, gold, page.neutral)
    for at in sorted(whole):
        share = shares[at]
        if share is not None:
            spans = {rule for _, _, rule in cuts.get(at, ())}
            yield _taken(found, at, _kind(share), whole[at] | spans)
    parts = {at: some for at, some in cuts.items() if at not in whole and shares[at] is not None}
    for (at, rule), share in (label_cuts(raws, parts, gold) if parts else {}).items():
        yield _taken(found, at, _kind(share), {rule})


def label_cuts(
    raws: Sequence[str], cuts: Mapping[int, Sequence[Cut]], gold: str
) -> dict[tuple[int, int], float]:
    """Return by line and rule which share of a part that a span takes is main text: the highest of several.

    The rest of the line says nothing about it: an ad label within a paragraph is noise.
    """
    parts: list[str] = []
    owners: list[tuple[int, int] | None] = []
    for at, raw in enumerate(raws):
        end = 0
        for start, stop, rule in disjoint(cuts.get(at, ())):
            parts += raw[end:start], raw[start:stop]
            owners += None, (at, rule)
            end = stop
        parts.append(raw[end:])
        owners.append(None)
    found: dict[tuple[int, int], float] = {}
    for owner, share in zip(owners, label_lines(parts, gold), strict=True):
        if owner is not None and share is not None:
            found[owner] = max(share, found.get(owner, 0.0))
    return found


def _kind(share: float) -> Kind:
    return "wrong" if share >= CONTENT else "right"


def _taken(found: Examined, at: int, kind: Kind, rules: Iterable[int]) -> Taken:
    line = int(found.lines.number[at])
    return Taken(kind=kind, rules=frozenset(rules), line=line, text=found.lines.raw(at).strip())
