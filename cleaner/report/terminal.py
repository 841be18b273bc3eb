"""Progress and tables on a terminal. The only module that imports rich."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Final, TypeVar

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    track,
)
from rich.table import Column, Table
from rich.text import Text

from cleaner.batch.totals import Totals
from cleaner.report.explanation import KEPT
from cleaner.report.grid import Grid
from cleaner.report.printable import language_name, printable
from cleaner.report.section import Section

T = TypeVar("T")
EVERY: Final = 60.0
"""Seconds from one line of progress to the next, where there is no terminal."""
TOP_RULES: Final = 10
TOP_LANGUAGES: Final = 5
MOST_OF_RULE: Final = 30
"""The width of the column of rules, whose ids can be long."""


def console(*, color: bool) -> Console:
    """Return a rich console for standard error."""
    return Console(file=sys.stderr, force_terminal=color or None, no_color=not color, highlight=False)


def progress(
    items: Iterable[T], *, shown: bool, color: bool, total: int | None = None, doing: str = "Cleaning"
) -> Iterable[T]:
    """Yield `items` with a bar on standard error, if it is to be `shown` and that is a terminal.

    `total` is their number, if they have no length.
    """
    if not shown or not _is_terminal():
        return items
    return track(items, description=doing, total=total, console=console(color=color), transient=True)


class Bar:
    """Shows on standard error, while entered, how far a run is: files, bytes, time, and the file in work.

    On a terminal as a bar, elsewhere as a line every minute, which `say` gets; without it, not at all.
    `files` is the number of all, of which `done` were done before; `total` returns the bytes of the rest.
    """

    def __init__(
        self,
        total: Callable[[], int],
        *,
        files: int,
        done: int = 0,
        shown: bool,
        color: bool,
        say: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        visible = shown and _is_terminal()
        self._say = None if visible else say
        self._files, self._done = files, done
        self._total = total() if visible or self._say else 0
        self._read, self._name = 0, ""
        self._clock, self._begun = clock, clock()
        self._said = self._begun
        columns = (
            TextColumn("Cleaning"),
            BarColumn(bar_width=20),
            TaskProgressColumn(),
            TextColumn("{task.fields[files]}"),
            DownloadColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[name]}", markup=False, table_column=Column(no_wrap=True, ratio=1)),
        )
        out = console(color=color)
        self._progress = Progress(*columns, console=out, transient=True, expand=True, disable=not visible)
        self._task = self._progress.add_task("", total=self._total, files=self._files_text(), name="")

    def advance(self, size: int, name: str) -> None:
        """Add `size` bytes that are done of the file `name`. Another name: the last file is done."""
        self._done += self._name not in ("", name)
        self._name = name
        self._read += size
        self._progress.update(self._task, advance=size, files=self._files_text(), name=printable(name))
        if self._say and self._clock() >= self._said + EVERY:
            self._said = self._clock()
            self._say(self._line())

    def _files_text(self) -> str:
        return f"{self._done:,} of {self._files:,} files"

    def _line(self) -> str:
        taken = self._said - self._begun
        left = taken * max(0, self._total - self._read) / self._read if self._read else 0.0
        size = f"{decimal(self._read)} of {decimal(self._total)}"
        times = f"{timedelta(seconds=int(taken))} elapsed, about {timedelta(seconds=int(left))} left"
        return f"{self._files_text()}, {size}, {times}"

    def __enter__(self) -> None:
        self._progress.start()

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def grid_text(grid: Grid, *, color: bool) -> str:
    """Return `grid` as a table for the terminal of standard output."""
    table = Table(box=None, pad_edge=False)
    for at, head in enumerate(grid.head):
        table.add_column(Text(head), justify="right" if at in grid.right else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*map(Text, row))
    out = _stdout(color=color)
    with out.capture() as capture:
        out.print(table)
    return capture.get()


def sections_text(sections: Iterable[Section], *, color: bool) -> str:
    """Return sections for the terminal of standard output, wrapped to its width."""
    out = _stdout(color=color)
    with out.capture() as capture:
        for section in sections:
            out.print(Text(section.title, style="bold"))
            table = Table.grid(padding=(0, 2, 0, 0))
            table.add_column(width=0)
            table.add_column(no_wrap=True)
            table.add_column(overflow="fold")
            for label, text in section.rows:
                table.add_row("", Text(label, style="cyan"), Text(text))
            out.print(table)
    return capture.get()


def verdicts_text(rows: Iterable[tuple[str, str, str, str, str]], *, color: bool) -> str:
    """Return rows of a number, a decision, a score, a rule and a text for the terminal of standard output."""
    out = _stdout(color=color)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold", max_width=MOST_OF_RULE)
    table.add_column(overflow="fold")
    for number, decision, score, rule, text in rows:
        style = "" if decision == KEPT else "red"
        table.add_row(Text(number), Text(decision, style=style), Text(score), Text(rule), Text(text))
    with out.capture() as capture:
        out.print(table)
    return capture.get()


def _stdout(*, color: bool) -> Console:
    return Console(file=sys.stdout, force_terminal=color or None, no_color=not color, highlight=False)


def totals_text(totals: Totals, *, color: bool, all_rules: bool) -> str:
    """Return the figures of a batch, and the rules that removed most, as tables for standard error."""
    out = console(color=color)
    figures = Table(box=None, show_header=False, pad_edge=False)
    figures.add_column()
    figures.add_column(justify="right")
    for name, figure in _figures(totals):
        figures.add_row(name, Text(figure))  # what a document says of its language is no markup
    # Captured, not printed: rich would end the process if standard error is closed.
    with out.capture() as capture:
        out.print(figures)
        ranking = totals.removed_bytes.most_common(None if all_rules else TOP_RULES)
        if ranking:
            out.print(_rules_table(totals, ranking, all_rules=all_rules))
        if ranking and all_rules:
            out.print(_categories_table(totals))
    return capture.get().rstrip()


def _figures(totals: Totals) -> Iterable[tuple[str, str]]:
    """Yield name and value of the figures of the first table."""
    yield "files", f"{totals.files:,}"
    yield "changed", f"{totals.changed:,}"
    yield "unchanged", f"{totals.unchanged:,}"
    if totals.stopped_files:
        yield "stopped by the guard", f"{totals.stopped_files:,}"
    yield "failed", f"{totals.failed:,}"
    if totals.documents > totals.files:
        yield "documents", f"{totals.documents:,}"
    if totals.failed_records:
        yield "failed records", f"{totals.failed_records:,}"
    if totals.stopped:
        yield "stopped documents", f"{totals.stopped:,}"
    if totals.languages:
        yield "languages without rules", _languages(totals.languages)
    yield "removed", f"{totals.share:.1%} of {totals.bytes_before:,} bytes"


def _languages(count: Counter[str]) -> str:
    """Return the most frequent languages of some documents, and how many documents are in each."""
    top = sorted(count.items(), key=lambda item: (-item[1], item[0]))[:TOP_LANGUAGES]
    more = f", {len(count) - len(top)} more" if len(count) > len(top) else ""
    return ", ".join(f"{language_name(code)} {documents:,}" for code, documents in top) + more


def _rules_table(totals: Totals, ranking: Sequence[tuple[str, int]], *, all_rules: bool) -> Table:
    more = len(totals.removed_bytes) - len(ranking)
    table = Table(box=None, pad_edge=False, caption=f"{more} more rules: --stats" if more else None)
    table.add_column("rule" if all_rules else "top rules", overflow="fold")
    table.add_column("removals", justify="right")
    table.add_column("bytes", justify="right")
    for rule, size in ranking:
        table.add_row(rule, f"{totals.removals[rule]:,}", f"{size:,}")
    return table


def _categories_table(totals: Totals) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("category")
    table.add_column("removals", justify="right")
    table.add_column("bytes", justify="right")
    for category, size in totals.category_bytes.most_common():
        table.add_row(category, f"{totals.category_removals[category]:,}", f"{size:,}")
    return table
