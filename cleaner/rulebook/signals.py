"""What a signal is: a measured property of a line, and what its values weigh."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cleaner.model import Level

LINE_SIGNALS: Final[Mapping[str, str]] = {
    # Of the line alone.
    "words": "words of the line",
    "end": "how it ends: 0 letter or digit, 1 full stop, 2 colon, 3 dots, 4 comma, 5 anything else",
    "function-words": "share of its words that are function words, in per cent",
    "capitals": "share of its words that begin with a capital, in per cent; -1 without cased letters",
    "digits": "share of its characters that are digits, in per cent",
    "separators": "bars, dots and arrows in it",
    "clauses": "commas, and sentence ends before its last, in it",
    "links": "share of its visible characters that stand in links, in per cent",
    "known": "share of its words, function words aside, that prose lines of a nearly clean text use too,"
    " in per cent; -1: it has none",
    "copies": "lines of the document that say the same, itself among them",
    # Of its place.
    "blanks": "blank lines around it: 0 none, 1 below, 2 above, 3 both; 4 in a document that has none",
    "spacing": "share of the document's lines with a blank line above, in per cent",
    "lines-above": "lines above it",
    "lines-below": "lines below it",
    "document-words": "words of the document",
    # Of the prose around it.
    "document-prose": "words of the document that stand in prose lines",
    "prose-share": "the same as a share of its words, in per cent",
    "prose-above": "share of the document's prose words that stand above the line, in per cent",
    "prose-below": "share of them that stand below, in per cent",
    "to-prose-above": "lines up to the next prose line above, at most 99",
    "to-prose-below": "lines down to the next prose line below, at most 99",
    "prose-near-2": "prose words in the two lines above and below",
    "prose-near-12": "prose words in the twelve lines above and below",
    "prose-near-30": "prose words in the thirty lines above and below",
    "run": "lines of the run without prose that it stands in; 0: it is prose",
    "to-core": "lines to the part that is richest in prose and poor in noise; above it positive, 0 within",
    # Of what rules hit around it.
    "hits": "lines of the document that rules hit which would drop them, gates aside",
    "hits-share": "the same as a share of its lines, in per cent",
    "hits-near-2": "such lines among the two above and below",
    "hits-near-6": "such lines among the six above and below",
    "falls-near": "lines that rules take, among the six above and below",
    "to-fall-above": "lines up to the next one above that a rule takes, at most 99",
    "headings-above": "lines above that are hit by a rule which takes what is below them, too",
    "to-heading-above": "lines up to the next of these, at most 99",
}
"""What the first pass measures."""
SECOND_SIGNALS: Final[Mapping[str, str]] = {
    "first": "the line's own score in the first pass",
    "above-1": "first-pass score of the line above",
    "above-3": "mean first-pass score of the three lines above",
    "above-10": "mean first-pass score of the ten lines above",
    "below-1": "first-pass score of the line below",
    "below-3": "mean first-pass score of the three lines below",
    "below-10": "mean first-pass score of the ten lines below",
    "near": "mean first-pass score of the three lines above and the three below",
    "content-near": "share of the words of 25 lines above and below that is content, in per cent",
    "content-above": "share of the document's content that stands above, in per cent",
    "content-below": "share of it that stands below, in per cent",
    "content-words": "words of content in the document",
    "content-share": "the same as a share of its words, in per cent",
    "to-best": "lines to the part that is richest in content; above it positive, 0 within",
    "best-share": "share of the document's clear content that stands in that part, in per cent",
    "to-content-above": "lines up to the next one of clear content above, at most 99",
    "to-content-below": "lines down to the next one below, at most 99",
    "boilerplate-run": "lines of the run of first-pass scores above 0 that it stands in; 0: its own is not",
    "content-run": "the same for scores below 0",
}
"""What the second pass measures: what the first pass thinks of the lines around. Words count as content
by the score of their line: all of them at -400, half at 0, none at 400."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What the values of one measure weigh, in hundredths of log-odds for boilerplate.

    `weights[0]` is that of values below `bins[0]`, `weights[1]` of those below `bins[1]`, and so on.
    `clean` are those in texts that are nearly clean. Where either is empty, nothing weighs.
    """

    id: str
    bins: tuple[int, ...]
    weights: tuple[int, ...] = ()
    clean: tuple[int, ...] = ()

    def weight(self, value: int, clean: bool = False) -> int:
        """Return what `value` weighs, in a text that is nearly `clean` or in a page."""
        weights = self.clean if clean else self.weights
        return weights[bisect_right(self.bins, value)] if weights else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """From which score on lines fall.

    A line is boilerplate where its score is above `normal`, or above `strict` at that level;
    `switch` is what a change between content and boilerplate costs from line to line. For
    prose lines `prose` more is asked. Up to `headline` lines above the first prose line that
    stays are not judged by their score, unless rules weigh `against` or more on them: what
    pages count as main text differs there.
    """

    normal: int = 0
    strict: int = 0
    switch: int = 0
    prose: int = 0
    headline: int = 0
    against: int = 0

    def threshold(self, level: Level) -> int:
        """Return the score above which lines fall at `level`, which isn't `safe`."""
        return self.normal if level == "normal" else self.strict


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanBounds(Bounds):
    """The same for texts that are nearly clean: few of whose lines rules hit.

    Few are fewer than `hits` lines, or a share of less than `share` in 100.
    """

    hits: int
    share: int

    def hold(self, hits: int, lines: int) -> bool:
        """Say whether a document is one of these, rules hitting `hits` of its `lines`."""
        return hits < self.hits or 100 * hits < self.share * lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring(Bounds):
    """The `[score]` table, for pages and for texts that are nearly clean, and the signals of both passes.

    Scores decide only in documents of `words` words or more, of which rules take `falls` lines
    or more.
    """

    words: int = 0
    falls: int = 0
    clean: CleanBounds | None = None
    first: tuple[Signal, ...] = ()
    second: tuple[Signal, ...] = ()

    def decides(self, level: Level) -> bool:
        """Say whether lines fall by their scores at `level`."""
        return level != "safe" and bool(self.first or self.second)
