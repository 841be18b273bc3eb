"""Clean pages whose main text is known, and measure what is left."""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from cleaner.engine.cleaner import Cleaner
from cleaner.errors import MatchTimeoutError
from cleaner.tuning.gold import Page
from cleaner.tuning.interval import Figure, estimate, estimate_difference
from cleaner.tuning.measures import Parts, add, measure_gold, measure_snippets, quality
from cleaner.tuning.pool import spread

Kind = Literal["pages", "snippets"]
_BY_TYPE: Final = ("word_f1", "word_r", "lines_kept", "short_kept", "noise_left")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A page and its measures under each cleaner, in their order; `problem` says why there are none."""

    page: Page
    parts: tuple[Parts, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The figures of some pages, by name."""

    pages: int
    sites: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The figures of all pages whose whole main text is known, or of all with snippets.

    `types` and `renderers` hold those of some of them, and are empty where there is one
    type, or renderer.
    """

    all: Group
    types: Mapping[str, Group]
    renderers: Mapping[str, Group]

    def figures(self) -> dict[str, Figure]:
        """Return all figures by the names that floors use; those of a type are "word_f1 article"."""
        figures = dict(self.all.figures)
        for name, group in self.types.items():
            known = [figure for figure in _BY_TYPE if name and figure in group.figures]
            figures |= {f"{figure} {name}": group.figures[figure] for figure in known}
        return figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A page that two rule sets leave in different states: its word F1, or share of snippets."""

    id: str
    place: str
    type: str
    ours: float
    other: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What other rules make of the same pages.

    `difference` says by how much our figures are higher. On `better` pages ours do
    better, on `worse` ones theirs. `changed` are those that differ most.
    """

    other: Group
    difference: Mapping[str, Figure]
    better: int
    worse: int
    same: int
    changed: tuple[Change, ...]


def measure_all(
    pages: Sequence[Page], cleaners: Sequence[Cleaner], *, jobs: int = 1
) -> Generator[Measured, None, None]:
    """Return the measures of every page under every cleaner, in order, from `jobs` processes.

    They get the cleaners as they are: no process reads a rule file. Raises
    WorkersLostError where one of them ends before its time.
    """
    return spread(measure, pages, cleaners, jobs=jobs)


def measure(page: Page, cleaners: Sequence[Cleaner]) -> Measured:
    """Clean a page with each cleaner and measure what is left."""
    try:
        texts = [cleaner.clean(page.text, url=page.url, language=page.language).text for cleaner in cleaners]
    except MatchTimeoutError as error:
        return Measured(page=page, problem=str(error))
    if page.gold is None:
        return Measured(page=page, parts=tuple(measure_snippets(t, page.kept, page.gone) for t in texts))
    of_page = partial(measure_gold, gold=page.gold, noise=page.noise, given=page.text, neutral=page.neutral)
    return Measured(page=page, parts=tuple(map(of_page, texts)))


def survey(measured: Iterable[Measured]) -> dict[Kind, Survey]:
    """Sum up the measures under the first cleaner, apart for whole main texts and snippets."""
    return {
        kind: Survey(
            all=_group(found, 0),
            types=_groups(found, lambda page: page.type),
            renderers=_groups(found, lambda page: page.renderer),
        )
        for kind, found in _kinds(measured).items()
    }


def compare(measured: Iterable[Measured], *, most: int) -> dict[Kind, Comparison]:
    """Compare the first cleaner with the second; at most so many changed pages are named."""
    return {kind: _compare(found, most) for kind, found in _kinds(measured).items()}


def _compare(found: Sequence[Measured], most: int) -> Comparison:
    pairs = {
        site: (add(one.parts[0] for one in same), add(one.parts[1] for one in same))
        for site, same in _by(found, lambda page: page.site).items()
    }
    changes = [
        Change(
            id=one.page.id,
            place=one.page.place,
            type=one.page.type,
            ours=quality(one.parts[0]),
            other=quality(one.parts[1]),
        )
        for one in found
    ]
    better = sum(change.ours > change.other for change in changes)
    worse = sum(change.ours < change.other for change in changes)
    changed = sorted(changes, key=lambda change: -abs(change.ours - change.other))[
        : min(most, better + worse)
    ]
    return Comparison(
        other=_group(found, 1),
        difference=estimate_difference(pairs),
        better=better,
        worse=worse,
        same=len(changes) - better - worse,
        changed=tuple(changed),
    )


def _kinds(measured: Iterable[Measured]) -> dict[Kind, list[Measured]]:
    """Sort what was measured by kind."""
    found: dict[Kind, list[Measured]] = {}
    for one in measured:
        if one.problem is None:
            found.setdefault("snippets" if one.page.gold is None else "pages", []).append(one)
    return found


def _groups(found: Sequence[Measured], name: Callable[[Page], str]) -> dict[str, Group]:
    """Return the figures by `name`, if there are two names or more."""
    groups = _by(found, name)
    return {key: _group(groups[key], 0) for key in sorted(groups)} if len(groups) > 1 else {}


def _group(found: Sequence[Measured], cleaner: int) -> Group:
    sites = {
        site: add(one.parts[cleaner] for one in same)
        for site, same in _by(found, lambda page: page.site).items()
    }
    return Group(pages=len(found), sites=len(sites), figures=estimate(sites))


def _by(found: Iterable[Measured], name: Callable[[Page], str]) -> dict[str, list[Measured]]:
    groups = defaultdict(list)
    for one in found:
        groups[name(one.page)].append(one)
    return groups
