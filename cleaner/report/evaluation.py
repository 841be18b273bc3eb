"""What an evaluation found, for people and for programs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from cleaner.report.grid import Grid
from cleaner.report.printable import printable
from cleaner.sources.jsonl import dump_line
from cleaner.tuning.evaluate import Comparison, Group, Kind, Survey
from cleaner.tuning.floor import Floor
from cleaner.tuning.interval import Figure
from cleaner.tuning.worst import WorstPage, WrongLine

Show = Callable[[Grid], str]
_BY_GROUP: Final = (
    ("word_f1", "word_r", "with_kept", "without_removed"),
    ("lines_kept", "short_kept", "noise_left"),
)
"""The figures of each type and renderer: those of words, and those of lines, a table each."""
_MOST_LINES: Final = 8
_MOST_LETTERS: Final = 80
_KINDS: Final[Mapping[Kind, str]] = {"pages": "whole main texts", "snippets": "snippets"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that an evaluation found.

    `source` says what was cleaned, `rules` and `other_rules` are hashes of rulebooks,
    `figures` all figures by the names that floors use.
    """

    level: str
    source: str
    rules: str
    surveys: Mapping[Kind, Survey]
    figures: Mapping[str, Figure]
    other_rules: str = ""
    comparisons: Mapping[Kind, Comparison] = field(default_factory=dict)
    worst: Sequence[WorstPage] = ()
    floors: Sequence[Floor] = ()
    broken: Sequence[Floor] = ()
    failed: int = 0


def evaluation_json(found: Evaluation) -> bytes:
    """Return everything as one line of JSON."""
    value: dict[str, Any] = {
        "level": found.level,
        "source": found.source,
        "rules_hash": found.rules,
        "failed": found.failed,
    }
    for kind, survey in found.surveys.items():
        value[kind] = asdict(survey)
        if kind in found.comparisons:
            value[kind]["against"] = {"rules_hash": found.other_rules, **asdict(found.comparisons[kind])}
    value["worst"] = [asdict(page) for page in found.worst]
    value["floors"] = [asdict(floor) | {"holds": floor not in found.broken} for floor in found.floors]
    return dump_line(value)


def evaluation_text(found: Evaluation, show: Show) -> Iterator[str]:
    """Yield it for people; `show` makes a table text."""
    yield f"level {found.level}, rules {found.rules}"
    yield f", against rules {found.other_rules}\n" if found.comparisons else "\n"
    for kind, survey in found.surveys.items():
        sites = f"{survey.all.pages} pages of {survey.all.sites} sites"
        yield f"\n{_KINDS[kind]}: {sites}\n\n{show(_figures(survey.all))}"
        for name, groups in (("type", survey.types), ("renderer", survey.renderers)):
            for figures in _BY_GROUP:
                known = [one for one in figures if any(one in group.figures for group in groups.values())]
                if known:
                    yield f"\n{show(_groups(name, groups, known))}"
        if kind in found.comparisons:
            yield from _comparison(survey.all, found.comparisons[kind], show)
    for at, page in enumerate(found.worst):
        yield from ["\nthe worst pages\n"] * (at == 0)
        yield f"\n{_worst(page)}"
        yield from map(_wrong, _weightiest(page.lines))
        if len(page.lines) > _MOST_LINES:
            yield f"  ... and {len(page.lines) - _MOST_LINES} more lines: --json has all\n"


def _figures(group: Group) -> Grid:
    rows = [(name, _number(figure), _interval(figure)) for name, figure in group.figures.items()]
    return Grid(head=("figure", "value", "95 %"), rows=rows, right=frozenset({1}))


def _groups(name: str, groups: Mapping[str, Group], known: Sequence[str]) -> Grid:
    rows = []
    for key, group in groups.items():
        cells = [printable(key) or "-", str(group.pages), str(group.sites)]
        for figure in known:
            found = group.figures.get(figure)
            cells += [_number(found), _interval(found)] if found else ["", ""]
        rows.append(cells)
    head = [name, "pages", "sites"]
    for figure in known:
        head += [figure, "95 %"]
    return Grid(head=head, rows=rows, right=frozenset({1, 2, *range(3, len(head), 2)}))


def _comparison(ours: Group, found: Comparison, show: Show) -> Iterator[str]:
    rows = [
        (name, _number(ours.figures[name]), _number(other), f"{change.value:+.4f}", _interval(change, "+"))
        for name, other in found.other.figures.items()
        if (change := found.difference.get(name))
    ]
    head = ("figure", "rules", "against", "difference", "95 %")
    yield f"\n{show(Grid(head=head, rows=rows, right=frozenset({1, 2, 3})))}"
    yield f"\npages: {found.better} better, {found.worse} worse, {found.same} the same\n"
    if found.changed:
        changes = [
            (printable(page.id), page.type, f"{page.ours:.3f}", f"{page.other:.3f}", printable(page.place))
            for page in found.changed
        ]
        head = ("changed most", "type", "rules", "against", "place")
        yield f"\n{show(Grid(head=head, rows=changes, right=frozenset({2, 3})))}"


def _worst(page: WorstPage) -> str:
    name = " ".join(filter(None, (page.id, page.type, page.renderer)))
    words = f"words: {page.words_lost} lost, {page.words_left} left that should go"
    return printable(f"{page.place}: {name}: word_f1 {page.word_f1:.3f}, {words}") + "\n"


def _weightiest(lines: Sequence[WrongLine]) -> list[WrongLine]:
    """Return the lines of most words, in order."""
    chosen = sorted(lines, key=lambda line: -line.words)[:_MOST_LINES]
    return [line for line in lines if line in chosen]


def _wrong(line: WrongLine) -> str:
    rules = ", ".join(line.rules) or "-"
    text = line.text if len(line.text) <= _MOST_LETTERS else f"{line.text[: _MOST_LETTERS - 1]}…"
    return f"{line.line:>6}  {'left' if line.kept else 'lost'}  {rules}  {printable(text)}\n"


def _number(figure: Figure) -> str:
    return f"{figure.value:.4f}"


def _interval(figure: Figure, sign: str = "") -> str:
    """Return the interval of a figure; nothing where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{figure.low:{sign}.4f} to {figure.high:{sign}.4f}"
