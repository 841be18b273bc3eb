"""See Markdown as a reader sees it: links by their text, without markers and emphasis."""

from typing import Final

import regex

# Text and address may hold a pair of brackets, as "[email protected]" and encyclopedias do. No
# part of these patterns can run past a second opening bracket, so a line full of them takes no longer.
_TEXT: Final = r"((?:[^\[\]\n]++|\[[^\[\]\n]*+\])*+)"
_ADDRESS: Final = r"\((?:[^()\n]++|\([^()\n]*+\))*+\)"
_IMAGE: Final = regex.compile(rf"!\[{_TEXT}\]{_ADDRESS}")
_LINK: Final = regex.compile(rf"\[{_TEXT}\]{_ADDRESS}")
# Of a link over several lines each shows a part: "[Read", "the log", "](https://gull.example/)".
_CLEAR: Final = r"(?=\(\s*(?:<?[a-z][a-z0-9+.-]*+:|<?www\.|\.{0,2}/|#))"
_CLOSE: Final = regex.compile(rf"\]{_CLEAR}{_ADDRESS}", regex.IGNORECASE)
_OPEN: Final = regex.compile(r"^(?:\[ ?)++(?=[^\s\[])(?=(?:[^\[\]\n]++|\[[^\[\]\n]*+\])*+$)")
# Only from the first backslash on: a line full of them would be read anew from each.
_ESCAPED: Final = regex.compile(r"(?<!\\)\\++([!-/:-@\[-`{-~])")
# Headings, list items, quotes: only before something that can be read, or "***" would be no line.
_MARKERS: Final = regex.compile(r"(?:(?:#{1,6}|[*+>-]) +)++(?=.*\w)")
_EMPHASIS: Final = regex.compile(
    r"""(?<=^|[\s(\["'])[*_]++(?=[^\s*_])|(?<=[^\s*_])[*_]++(?=$|[\s.,;:!?)\]"'])"""
)
_TICKS: Final = regex.compile(r"(`++)")
_NOTHING: Final = regex.compile(r"(?<!\S)__(?!\S)")
"""Emphasis around nothing, as of an icon; a line of nothing else says so."""
_LETTER: Final = regex.compile(r"[^\W_]")
_WORD: Final = regex.compile(r"\w")
FIRST: Final = frozenset("#*+>-[")
"""One of these begins a line that has Markdown at its beginning."""
WITHIN: Final = ("](", "*", "_", "\\")
"""One of these stands in a line that has Markdown within it; "[" at its end is Markdown, too."""
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
    for _ in range(_DEEPEST):
        if not is_marked(line):
            break
        before = line
        line = _reveal_links(_unescape(line))
        if line[:1] in FIRST and (markers := _MARKERS.match(line)):
            line = line[markers.end() :]
        if ("*" in line or "_" in line) and _WORD.search(line):
            line = _EMPHASIS.sub("", line)
        if "__" in line and _LETTER.search(line):
            line = _NOTHING.sub("", line)
        line = " ".join(line.split())
        if line == before:
            break
    return line


def _reveal_links(line: str) -> str:
    """Put the text of each link and image in its place, also of those that begin or end elsewhere."""
    if "](" in line:
        line = _CLOSE.sub("", _LINK.sub(r"\1", _IMAGE.sub(r"\1", line)))
    if line[-1:] == "[":
        line = line.rstrip("[ ") or line
    if line[:1] == "[":
        line = _OPEN.sub("", line)
    return line


def _unescape(line: str) -> str:
    """Take the backslashes off what would be markup without them."""
    return _ESCAPED.sub(r"\1", line) if "\\" in line else line


def linked_share(raw: str) -> float:
    """Return the share of a line's visible characters that stand in links, bare addresses among them.

    Of visible ones: the addresses in a paragraph with a few links can be longer than its words.
    """
    if "](" not in raw and not _BARE.search(raw):
        return 0.0
    shown = _IMAGE.sub(r"\1", " ".join(_unescape(raw).split()))
    rest = _LINK.sub("", shown)
    linked = sum(len(found[1]) for found in _LINK.finditer(shown))
    if "](" in rest and (close := _CLOSE.search(rest)):
        linked += close.start()  # it began on a line above
        rest = rest[close.end() :]
    bare = sum(len(found[0]) for found in _BARE.finditer(rest))
    return (linked + bare) / max(1, len(rest) + linked)


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


def is_marked(line: str) -> bool:
    """Say whether a line may have Markdown in it: if not, `reveal` changes nothing but white space."""
    # Spelt out: any() takes longer than the rest, and every line comes by here.
    return line[:1] in FIRST or "](" in line or "*" in line or "_" in line or "\\" in line or line[-1:] == "["
