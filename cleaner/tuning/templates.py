"""What lines of many pages have in common: their text, or its form: dates, numbers and names left open."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import regex

from cleaner.rulebook.fragments import expand
from cleaner.rulebook.rule import FLAGS
from cleaner.text.fold import half_fold_lines, strip_outer

DATE, TIME, NUMBER, NAME, REST = MARKS = "\ue001\ue002\ue003\ue004\ue005"
"""Stand for what differs. From a private-use area, so that no line of a real page has them."""
DAY: Final = (
    r"{date}|(?:[\p{L}-]{3,14}, )?"
    r"(?:[0-9]{1,2}\.?(?: de)? [\p{L}]{3,12}\.?(?: de)?|[\p{L}]{3,12}\.? [0-9]{1,2},?) {year}"
)
"""A date in any language, as the fragment that a learned rule uses for it."""
_CLOCK: Final = r"[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?: ?[ap]\.?m\.?)?"
"""What is surely a time: 0.51 matches {time}, too."""
PATTERNS: Final[Mapping[str, str]] = {
    DATE: "{learned_day}",
    TIME: "{time}",
    NUMBER: "{number}",
    NAME: "{name}",
}
_NAME_RUN: Final = regex.compile(
    r"(?<![\p{L}\p{N}'’])\p{Lu}[\p{Ll}'’]+"
    r"(?:[ -](?:\p{Lu}\.|(?:von|van|de|da|la)(?= )|\p{Lu}[\p{L}'’]+)){1,3}(?!\w)"
)
_LOWER: Final = regex.compile(r"(?<!\w)\p{Ll}{2,}")
_LABEL: Final = regex.compile(r"[^\w]*([\p{L}][^:|.!?]{1,30}:)\s+\S")
_OUTER: Final = regex.compile(rf"^[^\w{MARKS}]+|[^\w{MARKS}]+$")
_MOST_WORDS_IN_LABEL: Final = 4
_MOST_WITH_NAMES: Final = 240
"""Characters of the longest line in which names are looked for."""


class Templates:
    """Makes templates of lines, by the fragments of the shipped rules."""

    def __init__(self, fragments: Mapping[str, str]) -> None:
        parts = ((DATE, DAY), (TIME, _CLOCK), (NUMBER, "{number}"))
        groups = "|".join(f"(?P<g{at}>{expand(part, fragments)})" for at, (_, part) in enumerate(parts))
        self._marks = [mark for mark, _ in parts]
        self._open = regex.compile(rf"(?<![\w.,:/-])(?:{groups})(?![\w:/]|[.,][0-9])", FLAGS)

    def of_lines(self, raws: Sequence[str], halves: Sequence[str], *, names: bool = True) -> list[str]:
        """Return the template of each line; `halves` are the lines half-folded. Empty: it can't have one.

        With `names`, names are left open, too.
        """
        found = [strip_outer(half) for half in halves]
        marked = {at: new for at, raw in enumerate(raws) if (new := self._mark(raw, names=names)) is not None}
        folded = half_fold_lines(list(marked.values()))
        found_marked = zip(marked, folded, strict=True)
        for at, half in found_marked:
            found[at] = _OUTER.sub("", half) if has_letters(half) else ""
        return found

    def _mark(self, raw: str, *, names: bool) -> str | None:
        """Return a line with marks for what is open in it, None where nothing is."""
        if any(mark in raw for mark in MARKS):
            return ""
        line = raw
        if names and len(raw) <= _MOST_WITH_NAMES and _LOWER.search(raw):
            line = _NAME_RUN.sub(NAME, line)
        if any(char.isdecimal() for char in line):
            line = self._open.sub(lambda match: self._marks[int(str(match.lastgroup)[1:])], line)
        return line if line != raw else None


def label_of(half: str) -> str:
    """Return the label that a half-folded line begins with, with a mark for the rest; or nothing.

    >>> label_of("read also: the ferry sails again").replace(REST, "…")
    'read also: …'
    >>> label_of("the ferry sails again")
    ''
    """
    found = _LABEL.match(half)
    if not found or len(found[1].split()) > _MOST_WORDS_IN_LABEL:
        return ""
    return f"{found[1]} {REST}"


def is_open(template: str) -> bool:
    """Say whether something in a template is open."""
    return any(mark in template for mark in MARKS)


def is_of_a_day(template: str) -> bool:
    """Say whether a template has a date or a time: another day has another one."""
    return DATE in template or TIME in template


def has_letters(template: str) -> bool:
    """Say whether a template has a word of its own: where all is open, it says nothing."""
    return any(len(part) > 1 for part in regex.findall(r"\p{L}+", template))


def pattern_of(template: str, around: str = r"\W{0,3}") -> str:
    """Return a pattern for a template; bullets and punctuation around it may differ.

    >>> pattern_of(f"{NUMBER} comments (so far)")
    '\\\\W{0,3}{number} comments \\\\(so far\\\\)\\\\W{0,3}'
    """
    return f"{around}{''.join(_parts(template))}{around}"


def _parts(template: str) -> Iterator[str]:
    for char in template:
        yield PATTERNS.get(char) or literal(char)


def literal(text: str) -> str:
    """Return a pattern that matches just this text."""
    return regex.sub(r"[\\.^$*+?{}\[\]|()#]", r"\\\g<0>", text)
