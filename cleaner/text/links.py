"""Find what of a Markdown text only marks its links: brackets, addresses, images, definitions."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

import regex

Spans = list[tuple[int, int]]

LONGEST_TEXT: Final = 3_000
"""Characters from a link's opening bracket to its address. Cards of a page, which are links as a
whole, run over paragraphs; a stray bracket must not wait for ever."""
_LONGEST_LABEL: Final = 999

_BREAK: Final = r"(?>\r\n?|\n)(?![ \t]*+[\r\n])"
"""The end of a line that a blank one doesn't follow."""
_TITLE: Final = r"""(?:"[^"\r\n]*+"|'[^'\r\n]*+'|\([^()\r\n]*+\))"""
_TOKEN: Final = regex.compile(
    r"""\\[!-/:-@\[-`{-~]|!?\[|\]|<(?:https?|ftp|mailto):[^\s<>]*+>""", regex.IGNORECASE
)
_TICKS: Final = regex.compile(r"\\.|`++")
# No part of these can run past a second opening bracket, so a text full of them takes no longer.
_ADDRESS: Final = regex.compile(
    rf"""\(\s*+(?P<to><[^<>\r\n]*+>|(?!["'])(?:[^()\s\\]|\\[^\s]|\((?:[^()\s\\]|\\[^\s])*+\))++|)
    (?:\s*+{_TITLE})?+\s*+\)""",
    regex.VERBOSE,
)
# What is no address by the book, as it holds spaces or breaks off at the end of a line, but begins as one.
_CLEAR: Final = r"(?:<?[a-z][a-z0-9+.-]*+:|<?www\.|\.{0,2}/|[#?])"
_LOOSE: Final = regex.compile(
    rf"""\(\s*+(?P<to>{_CLEAR}(?:[^()\r\n\\]|\\[^\r\n]|{_BREAK}|\((?:[^()\r\n]|{_BREAK})*+\))*+)\)""",
    regex.VERBOSE | regex.IGNORECASE,
)
_BEGINS_CLEAR: Final = regex.compile(_CLEAR, regex.IGNORECASE)
_LABEL: Final = regex.compile(rf"\[([^\[\]]{{0,{_LONGEST_LABEL}}}+)\]")
_DEFINITION: Final = regex.compile(
    rf"""(?<![^\r\n])[ ]{{0,3}}\[(?!\^)((?:[^\[\]\\\r\n]|\\[^\r\n]){{1,{_LONGEST_LABEL}}}+)\]:
    [ \t]*+(?:{_BREAK}[ \t]*+)?+
    (?:<[^<>\r\n]*+>|(?={_CLEAR}|\S*?[\w/][./]\w)[^\s<]\S*+)
    (?:(?:[ \t]++|[ \t]*+{_BREAK}[ \t]*+){_TITLE}(?=[ \t]*+(?![^\r\n])))?+[ \t]*+(?![^\r\n])""",
    regex.VERBOSE | regex.IGNORECASE,
)
_PICTURE: Final = regex.compile(r"\.(?:avif|bmp|gif|ico|jpe?g|png|svg|webp)\b", regex.IGNORECASE)
_BREAKS: Final = regex.compile(r"[\r\n]")
_BLANK: Final = regex.compile(r"(?>\r\n?|\n)[ \t]*+[\r\n]")
_WORD: Final = regex.compile(r"\w")
_TOUCHING: Final = regex.compile(r"\]\((?>[^ \r\n]*+(?<gap> )|[^/\r\n]*+(?<gap>/)).*\)\[", regex.DOTALL)
_SPACES: Final = regex.compile(r"[ \t]*+")
_SPACES_BEFORE: Final = regex.compile(r"(?r)[ \t]*+")


def link_markup(text: str) -> Spans:
    """Return what goes if links are written as their text: disjoint spans, in order.

    Those are a link's brackets and address, images as a whole, the angle brackets of
    addresses, definitions; white space that would stand double or at the end of a line
    goes along. Code is left alone, and so is what can't be told from code or prose.

    >>> text = "See [the log](/log) ![A gull](/gull.jpg) of <https://gull.example/>."
    >>> [text[start:end] for start, end in link_markup(text)]
    ['[', '](/log)', '![A gull](/gull.jpg) ', '<', '>']
    """
    if "]" not in text and "<" not in text:
        return []
    code = _code(text)
    definitions = {
        found.span(): _folded(found[1])
        for found in _DEFINITION.finditer(text)
        if not _is_in(code, found.start())
    }
    finder = _Finder(text, frozenset(definitions.values()))
    finder.find(sorted([*code, *definitions]))
    spans = _joined(text, sorted([*finder.spans, *definitions]))
    return [part for span in spans for part in _apart(text, *span)]


class _Finder:
    """Walks through a text, its open brackets on a stack, and gathers what marks links."""

    def __init__(self, text: str, labels: frozenset[str]) -> None:
        self._text = text
        self._labels = labels
        self._opened: Spans = []
        self._escaped = False  # whether the last bracket that opened is one to be read
        self.spans: Spans = []

    def find(self, skipped: Sequence[tuple[int, int]]) -> None:
        """Gather the spans of the whole text but what is `skipped`."""
        at, length = 0, len(self._text)
        for first, last in [*skipped, (length, length)]:
            while at < first and (found := _TOKEN.search(self._text, at, first)):
                at = self._take(found[0], *found.span())
            at = max(at, last)

    def _take(self, token: str, start: int, end: int) -> int:
        """Look what a token means; return where to go on."""
        if token == "]":
            return self._close(start, end)
        if token[0] == "<":
            self.spans += [(start, start + 1), (end - 1, end)]
        elif token[0] != "\\":
            self._opened.append((start, end))
            self._escaped = False
        elif token == "\\[":
            self._escaped = True
        return end

    def _close(self, start: int, end: int) -> int:
        """Look what the bracket that closes at `start` was; return where to go on."""
        opened = self._opened.pop() if self._opened else None
        lost, self._escaped = not self._escaped, False
        if opened and start - opened[1] > LONGEST_TEXT:
            opened = None
        target = _ADDRESS.match(self._text, end) or _LOOSE.match(self._text, end)
        if target and (opened or lost) and self._leads(opened, start, target["to"]):
            self._add(opened, start, target.end(), target["to"])
            return target.end()
        if opened and self._labels and (stop := self._reference(opened, start, end)):
            self._add(opened, start, stop, "")
            return stop
        return end

    def _leads(self, opened: tuple[int, int] | None, start: int, address: str) -> bool:
        """Say whether brackets are a link: `f[x](y)` and `[](y)` may be code, `f[x](/y)` isn't."""
        if _BEGINS_CLEAR.match(address):
            return True
        if opened is None:
            return False
        if self._follows_word(opened[0]):
            return any(sign in address for sign in "/#?")
        return (
            any(sign in address for sign in "./#?") or _WORD.search(self._text, opened[1], start) is not None
        )

    def _reference(self, opened: tuple[int, int], start: int, end: int) -> int | None:
        """Return where a link ends whose address is defined elsewhere, None if it isn't one.

        A number alone, as in "[1]", is a citation: as a link it would read "1".
        """
        label = _LABEL.match(self._text, end)
        if label and label[1].strip():
            return label.end() if _folded(label[1]) in self._labels else None
        if start - opened[1] > _LONGEST_LABEL:
            return None
        shown = _folded(self._text[opened[1] : start])
        if shown not in self._labels or (not label and shown.isdecimal()):
            return None
        return label.end() if label else end

    def _add(self, opened: tuple[int, int] | None, start: int, stop: int, address: str) -> None:
        if opened and self._is_image(opened, start, address):
            self.spans.append((opened[0], stop))
            return
        if opened:
            self.spans.append((opened[1] - 1, opened[1]))
        self.spans.append((start, stop))

    def _is_image(self, opened: tuple[int, int], start: int, address: str) -> bool:
        """Tell `![A gull](/gull.jpg)` from the link in `We won![Read how](/how)`."""
        if opened[1] - opened[0] == 1 or _BLANK.search(self._text, opened[1], start):
            return False
        return not self._follows_word(opened[0]) or _PICTURE.search(address) is not None

    def _follows_word(self, at: int) -> bool:
        return at > 0 and _WORD.match(self._text[at - 1]) is not None


def _code(text: str) -> Spans:
    """Return the code between backticks: up to two of them in one line, more over any."""
    runs = [found.span() for found in _TICKS.finditer(text) if found[0][0] == "`"]
    places: dict[int, list[int]] = {}
    for at, (start, end) in enumerate(runs):
        places.setdefault(end - start, []).append(at)
    spans: Spans = []
    at = 0
    while at < len(runs):
        start, end = runs[at]
        alike = places[end - start]
        later = bisect_right(alike, at)
        at += 1
        if later < len(alike) and _opens_code(text, start, end, runs[alike[later]][0]):
            at = alike[later] + 1
            spans.append((start, runs[at - 1][1]))
    return spans


def _opens_code(text: str, start: int, end: int, closing: int) -> bool:
    """Say whether backticks begin code that ends at `closing`; a single one may be an apostrophe."""
    if end - start > 2:
        return True
    if end - start == 1 and start and _WORD.match(text[start - 1]):
        return False
    return text.find("\n", end, closing) < 0 and text.find("\r", end, closing) < 0


def _is_in(spans: Spans, at: int) -> bool:
    before = bisect_right(spans, at, key=lambda span: span[0])
    return before > 0 and at < spans[before - 1][1]


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def _joined(text: str, spans: Spans) -> Iterator[tuple[int, int]]:
    """Join spans that overlap or touch, and take the white space that they leave over."""
    at = 0
    while at < len(spans):
        start, end = spans[at]
        while at < len(spans) and spans[at][0] <= end:
            end = max(end, spans[at][1])
            at += 1
            if at == len(spans) or spans[at][0] > end:
                end = _with_spaces(text, start, end)
        yield _spaces_before(text, start, end), end


def _apart(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Let two links that touch keep a space, or else a slash, of the address between them.

    Nothing is ever written that didn't stand there, and of `[Tea](/tea)[Milk](/milk)`
    must not become one word.
    """
    words = _WORD.match(text, start - 1) if start else None
    gap = _TOUCHING.fullmatch(text, start, end) if words and _WORD.match(text, end) else None
    if gap:
        yield start, gap.start("gap")
        start = gap.end("gap")
    yield start, end


def _with_spaces(text: str, start: int, end: int) -> int:
    """Return where a span ends with the spaces behind it, if others or a line's start are before it."""
    if start and text[start - 1] not in " \t\r\n" and not _BREAKS.search(text, start, end):
        return end
    spaces = _SPACES.match(text, end)
    assert spaces is not None
    return spaces.end()


def _spaces_before(text: str, start: int, end: int) -> int:
    """Return where a span begins with the spaces before it, if nothing but spaces follows in its line."""
    spaces = _SPACES.match(text, end)
    assert spaces is not None
    if spaces.end() < len(text) and text[spaces.end()] not in "\r\n":
        return start
    before = _SPACES_BEFORE.match(text, 0, start)
    assert before is not None
    return before.start()
