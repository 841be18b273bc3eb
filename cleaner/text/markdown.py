"""See Markdown as a reader sees it: links by their text, without markers and emphasis."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import regex

from cleaner.text.blocks import change_lines, collapse_lines

# Each pattern is tried on blocks of lines: none may match, or look, beyond a line feed.
#
# Text and address may hold a pair of brackets, as "[email protected]" and encyclopedias do. No
# part of these patterns can run past a second opening bracket, so a line full of them takes no longer.
_TEXT: Final = r"([^\[\]\n]*+(?:\[[^\[\]\n]*+\][^\[\]\n]*+)*+)"
_ADDRESS: Final = r"\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)"
_IMAGE: Final = regex.compile(rf"!\[{_TEXT}\]{_ADDRESS}")
_LINK: Final = regex.compile(rf"\[{_TEXT}\]{_ADDRESS}")
# Of a link over several lines each shows a part: "[Read", "the log", "](https://gull.example/)".
_CLEAR: Final = r"(?=\(\s*(?:<?[a-z][a-z0-9+.-]*+:|<?www\.|\.{0,2}/|#))"
_CLOSE: Final = regex.compile(rf"\]{_CLEAR}{_ADDRESS}", regex.IGNORECASE)
_OPEN: Final = regex.compile(r"^(?:\[ ?)++(?=[^\s\[])(?=(?:[^\[\]\n]++|\[[^\[\]\n]*+\])*+$)", regex.MULTILINE)
# Only from the first backslash on: a line full of them would be read anew from each.
_ESCAPED: Final = regex.compile(r"(?<!\\)\\++([!-/:-@\[-`{-~])")
# Headings: only before something that can be read, or "###" would be no line. Bullets stay, for patterns.
_HEADING: Final = regex.compile(r"(?:#{1,6} +)++")
# An address behind a label: "Unsubscribe (https://…)", "Unsubscribe <https://…>", "Unsubscribe: https://…".
_LABELLED: Final = regex.compile(
    r"(?<=[^\s(<:]) *+(?:\( *+[a-z]++://[^\s()]*+ *+\)|<[a-z]++://[^\s<>]*+>|: *+[a-z]++://\S++(?= *+$))",
    regex.MULTILINE | regex.IGNORECASE,
)
_NUMBERED: Final = regex.compile(r"^\[[0-9]{1,3}\](?=\p{L})")
"""The number of an address in a list at the end: "[12]Home"."""
_EMPHASIS: Final = regex.compile(
    r"""(?<=^|[\s(\["'])[*_]++(?=[^\s*_])|(?<=[^\s*_])[*_]++(?=$|[\s.,;:!?)\]"'])""",
    regex.MULTILINE,
)
_TICKS: Final = regex.compile(r"(`++)")
_NOTHING: Final = regex.compile(r"(?<!\S)__(?!\S)")
"""Emphasis around nothing, as of an icon; a line of nothing else says so."""
_LETTER: Final = regex.compile(r"[^\W_]")
_WORD: Final = regex.compile(r"\w")
_FIRST: Final = frozenset("#[")
"""One of these begins a line that has Markdown at its beginning."""
_BARE: Final = regex.compile(r"https?://\S+", regex.IGNORECASE)
_DEEPEST: Final = 4
"""How deep links in links are followed; an image in a link is one deep."""


def reveal(line: str) -> str:
    """Return a line, its white space collapsed, without its Markdown.

    >>> reveal("* [Home](https://gull.example/) | [**About** us](/about)")
    '* Home | About us'
    >>> reveal("Unsubscribe (https://gull.example/u?1)")
    'Unsubscribe'
    >>> reveal("2 * 3 * 4 [sic] snake_case_name")
    '2 * 3 * 4 [sic] snake_case_name'
    """
    return reveal_lines([line])[0]


def reveal_lines(lines: Sequence[str]) -> list[str]:
    """Return what `reveal` makes of each line."""
    found = list(lines)
    _reveal_at(found, marked_lines(found), _DEEPEST)
    return found


def _reveal_at(found: list[str], places: Sequence[int], times: int) -> None:
    """Take Markdown off the lines at `places` while there is some, from the outermost on."""
    for _ in range(times):
        if not places:
            break
        before = [found[at] for at in places]
        after = _take_marks(_look_through(before)[0])
        for at, line in zip(places, after, strict=True):
            found[at] = line
        places = [places[at] for at in marked_lines(after) if after[at] != before[at]]


def _look_through(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return lines with the text of each link and image in its place, and with no links."""
    shown = _unescape(lines)
    unlinked = list(shown)
    places = [at for at, line in enumerate(shown) if "](" in line]
    if places:
        # The texts of links stand between others.
        parts = _LINK.split(_IMAGE.sub(r"\1", "\n".join([shown[at] for at in places])))
        changed = zip("".join(parts).split("\n"), "".join(parts[::2]).split("\n"), strict=True)
        for at, (whole, rest) in zip(places, changed, strict=True):
            shown[at], unlinked[at] = whole, rest
    return shown, unlinked


def _take_marks(lines: Sequence[str]) -> list[str]:
    """Take off each line, its links seen through, the outermost Markdown."""
    found = list(lines)
    # Links that end or begin on another line.
    change_lines(found, [at for at, line in enumerate(found) if "](" in line], partial(_CLOSE.sub, ""))
    found = [(line.rstrip("[ ") or line) if line[-1:] == "[" else line for line in found]
    change_lines(found, [at for at, line in enumerate(found) if "://" in line], partial(_LABELLED.sub, ""))
    for at, line in enumerate(found):
        if line[:1] == "[":
            found[at] = line = _OPEN.sub("", _NUMBERED.sub("", line))
        heading = _HEADING.match(line) if line[:1] == "#" else None
        if heading and _WORD.search(line, heading.end()):
            found[at] = line[heading.end() :]
    stressed = [at for at, line in enumerate(found) if ("*" in line or "_" in line) and _WORD.search(line)]
    change_lines(found, stressed, partial(_EMPHASIS.sub, ""))
    empty = [at for at in stressed if "__" in found[at] and _LETTER.search(found[at])]
    change_lines(found, empty, partial(_NOTHING.sub, ""))
    return collapse_lines(found)


def _unescape(lines: Sequence[str]) -> list[str]:
    """Take the backslashes off what would be markup without them."""
    found = list(lines)
    change_lines(found, [at for at, line in enumerate(found) if "\\" in line], partial(_ESCAPED.sub, r"\1"))
    return found


def linked_share(raw: str) -> float:
    """Return the share of a line's visible characters that stand in links, bare addresses among them.

    Of visible ones: the addresses in a paragraph with a few links can be longer than its words.
    """
    if not _may_link(raw):
        return 0.0
    lines = collapse_lines([raw])
    return _shares(lines, *_look_through(lines))[0]


def _shares(lines: Sequence[str], shown: Sequence[str], unlinked: Sequence[str]) -> list[float]:
    """Return which share of each line stands in links, by what `_look_through` makes of the lines."""
    shares = [0.0] * len(lines)
    for at, line in enumerate(lines):
        if not _may_link(line):
            continue
        rest = unlinked[at]
        linked = len(shown[at]) - len(rest)
        if "](" in rest and (close := _CLOSE.search(rest)):
            linked += close.start()  # it began on a line above
            rest = rest[close.end() :]
        bare = sum(len(found[0]) for found in _BARE.finditer(rest)) if _may_be_bare(rest) else 0
        shares[at] = (linked + bare) / max(1, len(rest) + linked)
    return shares


def _may_link(line: str) -> bool:
    """Say whether part of a line may stand in a link."""
    return "](" in line or (_may_be_bare(line) and _BARE.search(line) is not None)


def _may_be_bare(line: str) -> bool:
    """Say whether a line holds a sign of a bare address. Most don't, and it is quicker to ask."""
    return "://" in line


def uncode(line: str) -> str:
    """Take the backticks off code; a single one may be an apostrophe.

    Code stands between as many of them as both sides have, where no letter touches.

    >>> uncode("Run `make` and don`t stop")
    'Run make and don`t stop'
    """
    # Not one pattern: in a row of backticks it would begin anew at each.
    text, *rest = _TICKS.split(line)
    shown: list[str] = []
    opening, touched = 0, False  # backticks before `text`, and whether a letter stands before them
    for ticks, after in zip(rest[::2], rest[1::2], strict=True):
        closing = len(ticks)
        pair = min(opening, closing)
        if (pair == opening and touched) or (pair == closing and _WORD.match(after)):
            pair = max(0, pair - 1)
        shown += ["`" * (opening - pair), text]
        opening, touched = closing - pair, not pair and _WORD.match(text[-1:]) is not None
        text = after
    return "".join([*shown, "`" * opening, text])


def marked_lines(lines: Sequence[str]) -> list[int]:
    """Return which lines may have Markdown: of others `reveal` changes nothing but white space."""
    # Spelt out: any() takes longer than the rest, and every line comes by here.
    return [
        at
        for at, line in enumerate(lines)
        if line[:1] in _FIRST
        or "](" in line
        or "*" in line
        or "_" in line
        or "\\" in line
        or "://" in line
        or line[-1:] == "["
    ]
