"""`cleaner why`: why the lines of a document are removed or kept."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cleaner.cli.command import OUTPUT, HeadedCommand, option
from cleaner.cli.console import Console, use_color
from cleaner.cli.exit_codes import exit_code
from cleaner.cli.make_cleaner import make_cleaner
from cleaner.cli.options import CorpusOptions, corpus_options
from cleaner.cli.output import open_output
from cleaner.errors import InputError, MatchTimeoutError
from cleaner.sources.inputs import STDIN, STDIN_NAME, open_input

if TYPE_CHECKING:
    from cleaner.engine.cleaner import Cleaner
    from cleaner.engine.reasons import Reasons
    from cleaner.model import Document, Guarded, Verdict
    from cleaner.sources.kind import Kind
    from cleaner.sources.records import Record

Range = tuple[int, int]
"""The first and the last of some numbers."""
_ADVICE: Final = "write FILE:LINE, such as page.txt:12, or FILE:LINE-LINE, such as page.txt:10-20"


_OF_STDIN: Final = frozenset("-:0123456789")


class _WhyCommand(HeadedCommand):
    """A command whose argument can be -:LINE, which looks like an option to click."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        places = [arg for arg in args if arg.startswith("-:") and _OF_STDIN.issuperset(arg)]
        if places and "--" not in args:
            args = [*(arg for arg in args if arg not in places), "--", *places]
        return super().parse_args(ctx, args)


@click.command(cls=_WhyCommand)
@click.argument("place", metavar="FILE[:LINE]")
@option(OUTPUT, "--json", "as_json", is_flag=True, help="Write everything as one JSON object.")
@option(
    OUTPUT,
    "--html",
    metavar="HTML",
    type=click.Path(path_type=Path, readable=False, dir_okay=False),
    help="Write a page to this file that shows FILE with what is removed struck out.",
)
@corpus_options
def why(options: CorpusOptions, place: str, as_json: bool, html: Path | None) -> int:
    """Show why the lines of FILE (-: standard input) are removed or kept.

    Without LINE, show for each line the decision, its score and the rule. With LINE, or
    LINE-LINE, show everything about these lines: the rules that match, with their file,
    reason and examples; what the score is made of; what nearly removed the line, and what
    saved it. In records (JSON lines, CSV, ...): FILE:RECORD or FILE:RECORD:LINE.
    """
    name, ranges = _split(place)
    reader = _Reader(
        cleaner=make_cleaner(options),
        options=options,
        name=name,
        ranges=ranges,
        console=Console(quiet=options.quiet),
    )
    if html:
        _write_html(reader, html, as_json=as_json)
        return exit_code(failed=reader.failed)
    with open_output(None) as output:
        if as_json:
            documents = list(reader)
            if documents or not reader.failed:
                output.write(_to_json(reader, documents))
        else:
            color = use_color(options.color, sys.stdout)
            for at, found in enumerate(reader):
                gap = b"\n" if at and found.reasons else b""
                output.write(gap + _to_text(reader, found, color=color).encode(errors="surrogatepass"))
    return exit_code(failed=reader.failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Explained:
    """A document, its record's number if it has one, and its verdicts or the reasons for some lines."""

    number: int | None
    document: "Document"
    guarded: "Guarded | None"
    verdicts: "Sequence[Verdict]" = ()
    reasons: "Sequence[Reasons]" = ()


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads and explains the documents of a source; what fails is told.

    `ranges` are the numbers that were asked for: lines or, of a source of records, records and lines.
    """

    cleaner: "Cleaner"
    options: CorpusOptions
    name: str
    ranges: Sequence[Range]
    console: Console
    failed: bool = False

    @property
    def shown(self) -> str:
        return STDIN_NAME if self.name == STDIN else self.name

    def place(self, number: int | None) -> str:
        return self.shown if number is None else f"{self.shown}:{number}"

    def __iter__(self) -> Iterator[_Explained]:
        try:
            yield from self._read()
        except InputError as error:
            self._tell(self.shown, error)

    def _read(self) -> Iterator[_Explained]:
        from cleaner.sources.formats import parse_row, read_source
        from cleaner.sources.look import look

        with open_input(self.name) as stream:
            source = look(stream, self.name, self.options.read)
            records, lines = self._asked(source.kind)
            if source.kind.note:
                self.console.note(self.shown, source.kind.note)
            last, some = 0, False
            for row in read_source(source, self.options.read):
                for record in parse_row(row, source.kind, self.options.read):
                    last = record.number or 1
                    if records is None or records[0] <= last <= records[1]:
                        some = True
                        yield from self._explain(record, lines)
                if records is not None and last >= records[1]:
                    break
        if records is not None and not some:
            problem = f"{self.shown} has no record {records[0]}"
            raise click.UsageError(f"{problem}\n  its last record is {last}")

    def _asked(self, kind: "Kind") -> tuple[Range | None, Range | None]:
        """Return which records and which lines were asked for; None: all."""
        if kind.format == "text":
            if len(self.ranges) > 1:
                raise click.UsageError(f"{self.shown} is a text, which has no records\n  {_ADVICE}")
            return None, self.ranges[0] if self.ranges else None
        records, lines = (*self.ranges, None, None)[:2]
        return records, lines

    def _explain(self, record: "Record", lines: Range | None) -> Iterator[_Explained]:
        """Yield what is to be shown of a record. A record without a text has nothing."""
        place = self.place(record.number)
        document = record.document
        if document is None:
            if record.problem is not None:
                self._tell(place, record.problem)
            return
        text, url, language = document.text, document.url, document.language
        try:
            guarded = self.cleaner.clean(text, url=url, language=language).guarded
            if lines is None:
                verdicts = self.cleaner.explain(text, url=url, language=language)
                found = _Explained(
                    number=record.number, document=document, guarded=guarded, verdicts=verdicts
                )
            else:
                reasons = self._reasons(document, place, lines)
                found = _Explained(number=record.number, document=document, guarded=guarded, reasons=reasons)
        except MatchTimeoutError as error:
            self._tell(place, error)
            return
        if guarded is not None:
            from cleaner.report.why import guard_note

            self.console.note(place, guard_note(self.cleaner.level, guarded))
        if not (found.verdicts or found.reasons):
            self.console.note(place, "it has no lines with text")
        yield found

    def _reasons(self, document: "Document", place: str, lines: Range) -> "list[Reasons]":
        """Return the reasons for some lines. Raises UsageError if none of them has text."""
        from cleaner.engine.reasons import find_reasons

        found = find_reasons(self.cleaner, document, *lines)
        if found:
            return found
        first, last = lines
        verdicts = self.cleaner.explain(document.text, url=document.url, language=document.language)
        numbers = [verdict.line for verdict in verdicts]
        above, below = [n for n in numbers if n < first], [n for n in numbers if n > last]
        asked = f"line {first}" if first == last else f"lines {first} to {last}"
        if above and below:
            are = "is" if first == last else "are"
            problem = f"{asked} of {place} {are} blank"
            advice = f"the lines with text around it are {above[-1]} and {below[0]}"
        elif numbers:
            problem = f"{place} has no text on {asked}"
            advice = f"its lines with text are between {numbers[0]} and {numbers[-1]}"
        else:
            problem, advice = f"{place} has no text on {asked}", "it has no lines with text at all"
        raise click.UsageError(f"{problem}\n  {advice}")

    def _tell(self, place: str, problem: object) -> None:
        self.failed = True
        self.console.error(place, str(problem))


def _write_html(reader: _Reader, path: Path, *, as_json: bool) -> None:
    """Write the documents of a source as a page. Raises UsageError where single lines are asked for."""
    from cleaner.cli.html import need_jinja, write_html
    from cleaner.cli.output import sources_of

    if as_json:
        raise click.UsageError("--html and --json can't be combined")
    if os.path.realpath(path) == os.path.realpath(reader.name):
        raise click.UsageError(f"--html {path} is FILE itself\n  give it another name")
    need_jinja()
    documents = [replace(one.document, id=reader.place(one.number)) for one in _whole(reader)]
    if reader.failed and not documents:
        return
    figures = [("level", reader.cleaner.level), ("rules", reader.cleaner.rules.hash)]
    write_html(path, documents, reader.cleaner, figures=figures, sources=sources_of([reader.name]))


def _whole(reader: _Reader) -> Iterator[_Explained]:
    """Yield the documents that are asked for, as a whole."""
    for found in reader:
        if found.reasons:
            raise click.UsageError("--html shows whole documents\n  leave out the number of the line")
        yield found


def _split(place: str) -> tuple[str, list[Range]]:
    """Return the name of a file, and the numbers behind it. A file that is called so comes first."""
    ranges: list[Range] = []
    name = place
    while ":" in name and len(ranges) < 2 and not os.path.lexists(name):
        head, _, tail = name.rpartition(":")
        found = _range(tail)
        if found is None or not head:
            if head == STDIN or os.path.lexists(head):
                raise click.UsageError(f'"{tail}" is not the number of a line\n  {_ADVICE}')
            break
        name = head
        ranges.insert(0, found)
    return name, ranges


def _range(text: str) -> Range | None:
    """Return the numbers of "12" or "10-20", which count from 1; None if they are none."""
    first, dash, last = text.partition("-")
    numbers = [first, last if dash else first]
    if not all(number.isascii() and number.isdecimal() and len(number) < 19 for number in numbers):
        return None
    begin, end = map(int, numbers)
    return (begin, end) if 1 <= begin <= end else None


def _to_text(reader: _Reader, found: _Explained, *, color: bool) -> str:
    """Return a document's verdicts, or the reasons for some of its lines, as text for standard output."""
    if found.reasons:
        from cleaner.report.section import plain_sections
        from cleaner.report.why import line_story

        place, level = reader.place(found.number), reader.cleaner.level
        stories = [
            list(line_story(reasons, f"{place}:{reasons.verdict.line}", level)) for reasons in found.reasons
        ]
        if sys.stdout.isatty():
            from cleaner.report.terminal import sections_text

            return "\n".join(sections_text(story, color=color) for story in stories)
        return "\n".join("".join(plain_sections(story, color=color)) for story in stories)
    from cleaner.report.explanation import explanation, verdict_rows

    prefix = "" if found.number is None else f"{found.number}:"
    if sys.stdout.isatty():
        from cleaner.report.terminal import verdicts_text

        return verdicts_text(verdict_rows(found.verdicts, prefix), color=color)
    return "".join(explanation(found.verdicts, prefix, color=color))


def _to_json(reader: _Reader, documents: Sequence[_Explained]) -> bytes:
    """Return everything as one JSON object."""
    from cleaner.report.why import reasons_json, verdict_json
    from cleaner.sources.jsonl import dump_line

    level = reader.cleaner.level
    listed: list[dict[str, Any]] = []
    for found in documents:
        value: dict[str, Any] = {}
        if found.number is not None:
            value |= {"record": found.number}
        if found.document.id is not None:
            value |= {"id": found.document.id}
        lines = [reasons_json(reasons, level) for reasons in found.reasons]
        lines += map(verdict_json, found.verdicts)
        listed.append({**value, "guarded": found.guarded, "lines": lines})
    return dump_line(
        {"source": reader.name, "level": level, "rules_hash": reader.cleaner.rules.hash, "documents": listed}
    )
