"""Decide line by line what falls, and by which rule."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cleaner.engine.match import Matches
from cleaner.engine.spans import Cut, disjoint, rest_of
from cleaner.model import LEVELS, Category, Level, rank
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import DROP_LINE
from cleaner.text.columns import Flags, Ints, ragged
from cleaner.text.lines import Lines

STAYS: Final = -1
"""Instead of a rule's number: no rule takes the line."""
_NEVER: Final = len(LEVELS)
_LEAST_UNDERLINE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the user asked for: the level, and categories that never fall or always do."""

    level: Level
    keep: Collection[Category] = ()
    drop: Collection[Category] = ()

    def rank(self, rule: Rule) -> int:
        """Return how strict the level must be for `rule` to drop; too strict for any, where it doesn't."""
        if rule.id == DROP_LINE:
            return 0
        if rule.keep or rule.category in self.keep:
            return _NEVER
        return 0 if rule.category in self.drop else rank(rule.level)

    def keeps(self, rule: Rule) -> bool:
        """Say whether what `rule` matches stays at every level."""
        return rule.keep or (rule.category in self.keep and rule.id != DROP_LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Of each line of a batch the rule it falls by, or STAYS; and the parts cut from lines that stay, whose
    numbers are `cut_lines`, in order."""

    fallen: Ints
    cuts: dict[int, list[Cut]]
    cut_lines: list[int]
    saved_by: Ints


def cuts_within(decision: Decision, first: int, past: int) -> dict[int, list[Cut]]:
    """Return the cuts of the lines `first` to `past`."""
    at = bisect_left(decision.cut_lines, first)
    end = bisect_left(decision.cut_lines, past)
    return {line: decision.cuts[line] for line in decision.cut_lines[at:end]}


class Decider:
    """What a policy says of each rule of a rulebook, worked out once."""

    def __init__(self, rules: Sequence[Rule], policy: Policy) -> None:
        self._ranks = np.array([policy.rank(rule) for rule in rules], np.int64)
        self._keeps = np.array([policy.keeps(rule) for rule in rules], np.bool_)
        self._beats_keeps = np.array([rule.id == DROP_LINE for rule in rules], np.bool_)
        order = sorted(range(len(rules)), key=lambda number: rules[number].id)
        self._order = np.zeros(len(rules), np.int64)
        self._order[order] = np.arange(len(rules))

    def drops(self, level: Level) -> Flags:
        """Say by rule whether it drops at `level`."""
        drops: Flags = self._ranks <= rank(level)
        return drops

    def decide(self, lines: Lines, matches: Matches, level: Level, by_score: Ints | None = None) -> Decision:
        """Return what falls at `level`.

        A line falls if a rule that drops at this level matches it and none keeps it. It is credited to
        the rule of the mildest level, then the longest match, then the smallest id. What no rule matches,
        by itself or in a block, falls by its score: `by_score` has what is credited with it, or STAYS.
        Spans come next: what they leave of a line falls if that is white space. The rule below a heading
        (`=====`) shares its fate.
        """
        line, rule, size = spread(matches)
        kept = self._keeps[matches.rule] & ~matches.is_region
        saved_by = self._saved(len(lines), matches, kept)
        saved = saved_by != STAYS
        may = (self._ranks[rule] <= rank(level)) & (~saved[line] | self._beats_keeps[rule])
        fallen = self._credit(len(lines), line[may], rule[may], size[may])
        if by_score is not None:
            free = (by_score != STAYS) & (fallen == STAYS) & ~saved & ~_matched(len(lines), matches)
            free[free] = self._ranks[by_score[free]] <= rank(level)
            fallen = np.where(free, by_score, fallen)
        cuts: dict[int, list[Cut]] = {}
        for at, found in matches.cuts.items():
            if fallen[at] == STAYS and not saved[at]:
                self._cut(lines, at, found, level, fallen, cuts)
        for at in underlines(lines):
            if not saved[at]:
                fallen[at] = fallen[at - 1]
        return Decision(fallen=fallen, cuts=cuts, cut_lines=sorted(cuts), saved_by=saved_by)

    def _saved(self, count: int, matches: Matches, kept: Flags) -> Ints:
        """Return of each line the rule that keeps it: the one of the smallest id."""
        at, owner = ragged(matches.first[kept], matches.past[kept])
        return self._credit(count, at, matches.rule[kept][owner], np.ones(len(at), np.int64))

    def _credit(self, count: int, line: Ints, rule: Ints, size: Ints) -> Ints:
        """Return of each line the best of the rules that match it."""
        found = np.full(count, STAYS, np.int64)
        if len(line):
            longest, rules = int(size.max()) + 1, len(self._order)
            key = (self._ranks[rule] * longest + (longest - size)) * rules + self._order[rule]
            best = np.lexsort((key, line))
            first = best[np.concatenate([[True], line[best][1:] != line[best][:-1]])]
            found[line[first]] = rule[first]
        return found

    def _cut(
        self,
        lines: Lines,
        at: int,
        found: Sequence[Cut],
        level: Level,
        fallen: Ints,
        cuts: dict[int, list[Cut]],
    ) -> None:
        """Cut the spans of one line that may be, or let it fall if that leaves nothing."""
        chosen = [cut for cut in found if self._ranks[cut[2]] <= rank(level)]
        for milder in LEVELS[: rank(level) + 1]:
            some = disjoint([cut for cut in chosen if self._ranks[cut[2]] <= rank(milder)])
            if some and not rest_of(lines.raw(at), some).strip():
                fallen[at] = some[0][2]
                return
        if chosen:
            cuts[at] = disjoint(chosen)


def underlines(lines: Lines) -> list[int]:
    """Return the lines that underline the one above, as headings have it in Markdown and in mail: `=====`."""
    may = (lines.words == 0) & ~lines.blank_above & ~lines.piece
    found = []
    for at in np.flatnonzero(may).tolist():
        signs = lines.raw(at).strip()
        if len(signs) >= _LEAST_UNDERLINE and signs in (len(signs) * "=", len(signs) * "-"):
            found.append(at)
    return found


def _matched(count: int, matches: Matches) -> Flags:
    """Say which lines a rule matches by itself or in a block: it knows more of them than the score."""
    found = np.zeros(count, np.bool_)
    own = ~matches.is_region
    found[ragged(matches.first[own], matches.past[own])[0]] = True
    return found


def spread(matches: Matches) -> tuple[Ints, Ints, Ints]:
    """Return every line that is matched, the rule, and how many lines its match has.

    Regions of a rule that overlap are one: a page of headings that all reach to the end is not squared.
    """
    first, past, rule = matches.first, matches.past, matches.rule
    if matches.is_region.any():
        plain = ~matches.is_region
        merged = _merged(first[~plain], past[~plain], rule[~plain])
        first, past, rule = (
            np.concatenate([column[plain], joined])
            for column, joined in zip((first, past, rule), merged, strict=True)
        )
    at, owner = ragged(first, past)
    return at, rule[owner], (past - first)[owner]


def _merged(first: Ints, past: Ints, rule: Ints) -> tuple[Ints, Ints, Ints]:
    """Return stretches of rules, those of one rule that overlap put together."""
    rows: list[tuple[int, int, int]] = []
    order = np.lexsort((first, rule))
    for start, end, number in zip(
        first[order].tolist(), past[order].tolist(), rule[order].tolist(), strict=True
    ):
        if rows and rows[-1][2] == number and start < rows[-1][1]:
            rows[-1] = rows[-1][0], max(end, rows[-1][1]), number
        else:
            rows.append((start, end, number))
    columns = np.array(rows, np.int64).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2]
