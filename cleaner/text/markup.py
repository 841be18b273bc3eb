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
# Headings, list items, quotes: only before something that can be read, or "***" would be no line.
_MARKERS: Final = regex.compile(r"^(?:(?:#{1,6}|[*+>-]) +)++(?=.*\w)", regex.MULTILINE)
_EMPHASIS: Final = regex.compile(
    r"""(?<=^|[\s(\["'])[*_]++(?=[^\s*_])|(?<=[^\s*_])[*_]++(?=$|[\s.,;:!?)\]"'])""",
    regex.MULTILINE,
)
_TICKS: Final = regex.compile(r"(`++)")
_NOTHING: Final = regex.compile(r"(?<!\S)__(?!\S)")
"""Emphasis around nothing, as of an icon; a line of nothing else says so."""
_LETTER: Final = regex.compile(r"[^\W_]")
_WORD: Final = regex.compile(r"\w")
_FIRST: Final = frozenset("#*+>-[")
"""One of these begins a line that has Markdown at its beginning."""
_BARE: Final = regex.compile(r"https?://\S+|www\.\S+", regex.IGNORECASE)
_DEEPEST: Final = 4
"""How deep links in links are followed; an image in a link is one deep."""


def reveal(line: str) -> str:
    """Return a line, its white space collapsed, without its Markdown.

    >>> reveal("* [Home](https://gull.example/) | [**About** us](/about)")
    'Home | About us'
    >>> reveal("2 * 3 * 4 [sic] snake_case_name")
    '2 * 3 * 4 [sic] snake_case_name'
    """
    return reveal_lines([line])[0]


def reveal_lines(lines: Sequence[str]) -> list[str]:
    """Return what `reveal` makes of each line."""
    found = list(lines)
    places = marked_lines(found)
    for _ in range(_DEEPEST):
        if not places:
            break
        before = [found[at] for at in places]
        after = _reveal_once(before)
        for at, line in zip(places, after, strict=True):
            found[at] = line
        places = [places[at] for at in marked_lines(after) if after[at] != before[at]]
    return found


def _reveal_once(lines: Sequence[str]) -> list[str]:
    """Take off each line the outermost Markdown."""
    found = _unescape(lines)
    change_lines(found, [at for at, line in enumerate(found) if "](" in line], _reveal_links)
    # Links that end or begin on another line.
    found = [(line.rstrip("[ ") or line) if line[-1:] == "[" else line for line in found]
    change_lines(found, [at for at, line in enumerate(found) if line[:1] == "["], partial(_OPEN.sub, ""))
    first = [at for at, line in enumerate(found) if line[:1] in _FIRST]
    change_lines(found, first, partial(_MARKERS.sub, ""))
    stressed = [at for at, line in enumerate(found) if ("*" in line or "_" in line) and _WORD.search(line)]
    change_lines(found, stressed, partial(_EMPHASIS.sub, ""))
    empty = [at for at in stressed if "__" in found[at] and _LETTER.search(found[at])]
    change_lines(found, empty, partial(_NOTHING.sub, ""))
    return collapse_lines(found)


def _reveal_links(block: str) -> str:
    """Put the text of each link and image in its place, and take off the ends of links from above."""
    return _CLOSE.sub("", "".join(_LINK.split(_IMAGE.sub(r"\1", block))))


def _unescape(lines: Sequence[str]) -> list[str]:
    """Take the backslashes off what would be markup without them."""
    found = list(lines)
    change_lines(found, [at for at, line in enumerate(found) if "\\" in line], partial(_ESCAPED.sub, r"\1"))
    return found


def linked_share(raw: str) -> float:
    """Return the share of a line's visible characters that stand in links, bare addresses among them.

    Of visible ones: the addresses in a paragraph with a few links can be longer than its words.
    """
    return linked_shares([raw])[0]


def linked_shares(raws: Sequence[str]) -> list[float]:
    """Return of each line what `linked_share` does."""
    shares = [0.0] * len(raws)
    places = [at for at, raw in enumerate(raws) if "](" in raw or (_may_be_bare(raw) and _BARE.search(raw))]
    if not places:
        return shares
    block = "\n".join(collapse_lines(_unescape([raws[at] for at in places])))
    parts = _LINK.split(_IMAGE.sub(r"\1", block))  # the texts of links stand between others
    shown, unlinked = "".join(parts).split("\n"), "".join(parts[::2]).split("\n")
    for at, whole, rest in zip(places, shown, unlinked, strict=True):
        linked = len(whole) - len(rest)
        if "](" in rest and (close := _CLOSE.search(rest)):
            linked += close.start()  # it began on a line above
            rest = rest[close.end() :]
        bare = sum(len(found[0]) for found in _BARE.finditer(rest)) if _may_be_bare(rest) else 0
        shares[at] = (linked + bare) / max(1, len(rest) + linked)
    return shares


def _may_be_bare(line: str) -> bool:
    """Say whether a line holds a sign of a bare address. Most don't, and it is quicker to ask."""
    return "://" in line or "w." in line or "W." in line


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
        or line[-1:] == "["
    ]
