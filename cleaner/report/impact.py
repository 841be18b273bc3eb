"""What another rule set does to a corpus, for people and as JSON."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Final

from cleaner.report.grid import Grid
from cleaner.report.printable import counted, printable
from cleaner.sources.jsonl import dump_line
from cleaner.tuning.changes import Change
from cleaner.tuning.impact import DocumentImpact, Impact

_MOST_LETTERS: Final = 80
_MOST_IDS: Final = 6


def impact_text(found: Impact, show: Callable[[Grid], str]) -> Iterator[str]:
    """Yield the totals, what the new rules take of articles, then figures, rules and documents."""
    yield from _totals(found)
    if found.takes:
        more = "" if len(found.takes) == found.taken else f" ({len(found.takes):,} of {found.taken:,} lines)"
        what = "prose and main text" if found.figures else "prose"
        yield f"\n{what} that only the new rules remove{more}\n"
        for change in found.takes:
            where = f"{change.place}:{change.line}"
            article = {None: "", True: "  (main text)", False: "  (noise)"}[change.article]
            yield f"  {printable(where)}  {printable(change.rule)}{article}  {_short(change)}\n"
    if found.figures:
        rows = [
            (name, f"{old:.4f}", f"{new:.4f}", f"{new - old:+.4f}")
            for name, (old, new) in found.figures.items()
        ]
        head = ("figure", "old", "new", "difference")
        yield f"\n{show(Grid(head=head, rows=rows, right=frozenset({1, 2, 3})))}"
    if found.rules:
        yield f"\n{show(_rules(found))}"
        yield from _samples(found)
    if found.most:
        yield "\ndocuments that change most\n"
        for document in found.most:
            yield from _document(document)


def impact_json(found: Impact) -> bytes:
    """Return everything as one line of JSON."""
    old, new = found.hashes
    value = asdict(found)
    del value["hashes"]
    value["figures"] = {name: {"old": pair[0], "new": pair[1]} for name, pair in found.figures.items()}
    value["guarded"] = {"old": found.guarded[0], "new": found.guarded[1]}
    value["failed"] = [{"place": place, "problem": problem} for place, problem in found.failed]
    return dump_line({"old_rules": old, "new_rules": new, **value})


def _totals(found: Impact) -> Iterator[str]:
    yield (
        f"documents {found.documents:,}, of which {found.changed:,} change; lines {found.lines:,}: "
        f"{found.removed:,} removed only now, {found.kept:,} kept only now\n"
    )
    kinds = (("added", found.added), ("gone", found.gone), ("edited", found.edited))
    named = [f"{len(ids):,} {kind}{_ids(ids)}" for kind, ids in kinds if ids]
    yield f"rules: {'; '.join(named) or 'the same'}\n"
    yield f"prose lines removed only now: {found.prose:,}\n"
    if found.figures:
        yield f"lines of main text: {found.losses:,} removed only now, {found.article_kept:,} kept only now\n"
    if any(found.guarded):
        old, new = found.guarded
        yield f"documents that the guard saves: {old:,} before, {new:,} now\n"


def _ids(ids: Sequence[str]) -> str:
    more = f", {len(ids) - _MOST_IDS:,} more" if len(ids) > _MOST_IDS else ""
    return f" ({', '.join(map(printable, ids[:_MOST_IDS]))}{more})"


def _rules(found: Impact) -> Grid:
    known = bool(found.figures)
    rows = [
        (
            printable(row.rule),
            *map(str, (row.before, row.after, row.removed, row.kept, row.prose)),
            *([str(row.losses)] if known else []),
        )
        for row in found.rules
    ]
    head = ["rule", "before", "now", "removed", "kept", "prose", *(["main text"] if known else [])]
    return Grid(head=head, rows=rows, right=frozenset(range(1, len(head))))


def _samples(found: Impact) -> Iterator[str]:
    """Yield some lines of each rule: - they are removed only now, + kept only now."""
    for row in found.rules:
        if row.samples:
            yield f"\n{printable(row.rule)}\n"
            yield from (f"  {_line(change, with_place=True)}\n" for change in row.samples)


def _document(document: DocumentImpact) -> Iterator[str]:
    left = (f"{100 * part / document.size:.1f} %" for part in (document.before, document.after))
    yield (
        f"\n{printable(document.place)}: {counted(document.removed, 'line')} removed only now, "
        f"{document.kept:,} kept only now; left of it: {' before, '.join(left)} now\n"
    )
    yield from (f"  {_line(change, with_place=False)}\n" for change in document.changes)
    more = document.removed + document.kept - len(document.changes)
    if more:
        yield f"  ... and {more:,} more\n"


def _line(change: Change, *, with_place: bool) -> str:
    where = printable(f"{change.place}:{change.line}") if with_place else str(change.line)
    rule = "" if with_place else f"  {printable(change.rule)}"
    return f"{'-' if change.removed else '+'} {where}{rule}  {_short(change)}"


def _short(change: Change) -> str:
    text = printable(change.text)
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"
