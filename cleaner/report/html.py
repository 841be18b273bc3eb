"""An HTML report: one file with totals, bars, and documents in which what is removed is struck out.

What documents, rules and file names say is hostile. The template escapes it, the script only ever makes
text of it, and the page's own policy lets no other script run.
"""

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from heapq import heappop, heappush
from pathlib import Path
from typing import Any, Final

from cleaner.model import CATEGORIES
from cleaner.report.marked import Marked, MarkedRule
from cleaner.report.printable import printable
from cleaner.rulebook.score import SCORE

MOST_DOCUMENTS: Final = 1_000
MOST_BYTES: Final = 16 << 20
"""Bytes of documents in a report: the largest ones that don't fit have no text in it."""
_MOST_RULES: Final = 15
_BINS: Final = ("nothing", *(f"up to {10 * n} %" for n in range(1, 11)))
_FILES: Final = Path(__file__).parent / "html_files"
_ESCAPES: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_LEFT_OUT: Final = "too large for this report: cleaner why shows it"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    """A bar: its name, how long it is (0 to 1), the figure behind it, its category, and what it means."""

    name: str
    part: float
    text: str
    category: str = ""
    why: str = ""


def html_report(
    documents: Iterable[Marked],
    rules: Sequence[MarkedRule],
    *,
    title: str,
    figures: Sequence[tuple[str, str]] = (),
    note: str = "",
) -> bytes:
    """Return the report on `documents`, with `figures` (name and value) and a `note` at its top.

    `rules` are those of the marker that `documents` come from, which may name more while they are read.
    Raises ImportError without Jinja2.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    listed = _fitting(documents)
    sums = _sums(listed)
    data = {
        "rules": [asdict(rule) for rule in rules],
        "documents": [value for value, _ in listed],
    }
    style, script = (_read(name) for name in ("report.css", "report.js"))
    environment = Environment(
        autoescape=True, loader=FileSystemLoader(_FILES), undefined=StrictUndefined, trim_blocks=True
    )
    page = environment.get_template("report.html").render(
        title=printable(title),
        figures=[(name, printable(value)) for name, value in figures],
        note=printable(note),
        histogram=_histogram([value for value, _ in listed]),
        categories=_categories(sums, rules),
        rules=_top_rules(sums, rules),
        all_categories=CATEGORIES,
        chart=_chart,
        data=Markup(_json(data)),
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    return page.encode("utf-8", "backslashreplace")


def _fitting(documents: Iterable[Marked]) -> list[tuple[dict[str, Any], Counter[int]]]:
    """Return the values of documents, without text where all together would be too large: the largest."""
    listed: list[tuple[dict[str, Any], Counter[int]]] = []
    sizes: list[tuple[int, int]] = []
    left = MOST_BYTES
    for number, one in enumerate(documents):
        value = {
            "name": printable(one.name),
            "size": one.size,
            "removed": sum(one.removed.values()),
            "removals": one.removals,
            "near": one.near,
            "note": one.note,
            "parts": one.parts,
            "notes": one.notes,
        }
        listed.append((value, Counter(one.removed)))
        size = len(_json(value).encode())
        heappush(sizes, (-size, number))
        left -= size
        while left < 0:
            size, number = heappop(sizes)
            left -= size
            value = listed[number][0]
            value |= {"parts": None, "notes": [], "note": _LEFT_OUT}
    return listed


def _sums(listed: Sequence[tuple[dict[str, Any], Counter[int]]]) -> Counter[int]:
    """Return the bytes that rules remove, by number."""
    sums: Counter[int] = Counter()
    for _, removed in listed:
        sums.update(removed)
    return sums


def _categories(sums: Counter[int], rules: Sequence[MarkedRule]) -> list[_Bar]:
    by_category: Counter[str] = Counter()
    for number, size in sums.items():
        by_category[rules[number].category] += size
    return list(_bars(by_category, lambda name: (name, "")))


def _top_rules(sums: Counter[int], rules: Sequence[MarkedRule]) -> list[_Bar]:
    """Return the rules that remove most; the score, which has many categories, is one of them."""
    by_id: Counter[str] = Counter()
    about: dict[str, tuple[str, str]] = {}
    for number, size in sums.items():
        rule = rules[number]
        by_id[rule.id] += size
        about[rule.id] = ("" if rule.id == SCORE else rule.category), rule.why
    return list(_bars(by_id, about.__getitem__))


def _bars(sums: Counter[str], about: Callable[[str], tuple[str, str]]) -> Iterator[_Bar]:
    """Yield a bar for each of the largest sums; `about` says its category and what it means."""
    ranking = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:_MOST_RULES]
    for name, size in ranking:
        category, why = about(name)
        part = size / (ranking[0][1] or 1)
        yield _Bar(name=printable(name), part=part, text=f"{size:,}", category=category, why=printable(why))


def _histogram(values: Sequence[dict[str, Any]]) -> list[_Bar]:
    """Return how many documents lose nothing, up to a tenth of their bytes, and so on."""
    count = Counter(-(-10 * value["removed"] // value["size"]) if value["size"] else 0 for value in values)
    most = max(count.values(), default=1)
    return [
        _Bar(name=name, part=count[number] / most, text=f"{count[number]:,}")
        for number, name in enumerate(_BINS)
    ]


def _chart(bar: _Bar) -> Any:
    """Return a bar as a drawing: widths in style attributes would need a weaker policy."""
    from markupsafe import Markup

    drawing = Markup(
        '<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="c-{}" width="{:.2f}" height="1"/></svg>'
    )
    return drawing.format(bar.category, 100 * bar.part)


def _json(value: object) -> str:
    """Return JSON that can stand in a script element: it holds no sign of HTML, and no lone surrogate."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return text.encode("utf-8", "backslashreplace").decode()


def _read(name: str) -> str:
    return (_FILES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
