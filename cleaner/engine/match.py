"""Match all rules of a rulebook against the lines of a batch."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cleaner.engine.blocks import NumberedStep, find_blocks
from cleaner.engine.pairs import Pairs, unique
from cleaner.engine.patterns import PatternTimeoutError, confirm_patterns
from cleaner.engine.phrases import confirm_phrases
from cleaner.engine.propose import propose_all
from cleaner.engine.prose import Prose
from cleaner.engine.regions import find_region, find_stops
from cleaner.engine.ruleset import RuleSet
from cleaner.engine.spans import Cut, find_cuts, hidden_spans
from cleaner.engine.steps import Steps
from cleaner.errors import MatchTimeoutError
from cleaner.rulebook.index import Role
from cleaner.text.columns import Flags, Ints, distinct, ragged
from cleaner.text.lines import Lines
from cleaner.text.tokens import hash_token
from cleaner.text.words import NUMBER, tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What rules match in a batch.

    Columns of one length: rule `rule` matches the lines `first` to `past`, as a region of the line it
    matched itself where `is_region`. `cuts`: the parts of lines that spans match, by line.
    """

    rule: Ints
    first: Ints
    past: Ints
    is_region: Flags
    cuts: dict[int, list[Cut]]


@dataclass(slots=True)
class _Stretches:
    """Matches that are found one by one."""

    rows: list[tuple[int, int, int, bool]] = field(default_factory=list)

    def add(self, rule: int, first: int, past: int, *, is_region: bool = False) -> None:
        self.rows.append((rule, first, past, is_region))

    def column(self, at: int) -> Ints:
        return np.array([row[at] for row in self.rows], np.int64)


def match_rules(
    ruleset: RuleSet, lines: Lines, prose: Prose, active: npt.NDArray[np.bool_], group: Ints
) -> Matches:
    """Return what the rules match.

    `active` says by group of documents and by rule which rules act; `group` has the group of each document.
    Raises PatternTimeoutError.
    """
    return _Batch(ruleset, lines, prose, active, group[lines.document]).match()


def timed_out(
    ruleset: RuleSet, error: PatternTimeoutError, lines: Lines, active: npt.NDArray[np.bool_]
) -> MatchTimeoutError:
    """Name a rule that has the pattern and acts there; several may have the same."""
    start, end = ruleset.pattern_start[error.pattern], ruleset.pattern_start[error.pattern + 1]
    words = int(lines.words[error.line])
    matchers = [
        matcher
        for matcher in ruleset.pattern_matchers[start:end].tolist()
        if active[ruleset.matcher_rule[matcher]]
        and ruleset.matcher_least[matcher] <= words <= ruleset.matcher_most[matcher]
    ]
    rule = ruleset.rules[int(ruleset.matcher_rule[matchers[0]])]
    return MatchTimeoutError(rule.id, int(lines.number[error.line]))


class _Batch:
    """A batch being matched. `_group` has the group of each line's document."""

    def __init__(
        self, ruleset: RuleSet, lines: Lines, prose: Prose, active: npt.NDArray[np.bool_], group: Ints
    ) -> None:
        self._rules = ruleset
        self._lines = lines
        self._prose = prose
        self._active = active
        self._group = group
        self._until: dict[int, list[int]] = {}
        self._after: dict[int, list[int]] = {}

    def match(self) -> Matches:
        """Match rules for single lines, then what depends on these: regions, blocks, spans."""
        rules = self._rules
        phrases, patterns = propose_all(self._lines, rules.indexes)
        phrases = phrases.where(self._may_match(phrases.line, rules.phrase_matcher[phrases.what]))
        matchers = self._matchers_of(patterns)
        self._lines.half_fold_all(distinct(np.concatenate([phrases.line, matchers.line])).tolist())
        by_phrase = self._confirm_phrases(phrases)
        is_span = rules.is_span[rules.matcher_rule[matchers.what]]
        by_pattern = self._confirm_patterns(
            matchers.where(~is_span & (rules.matcher_role[matchers.what] != Role.STEP))
        )
        found = unique(
            np.concatenate([by_phrase.line, by_pattern.line]),
            np.concatenate([by_phrase.what, by_pattern.what]),
        )
        role = rules.matcher_role[found.what]
        self._until = self._lines_by_rule(found.where(role == Role.UNTIL))
        self._after = self._lines_by_rule(found.where(role == Role.AFTER))
        own = found.where(role == Role.MAIN)
        pairs = self._hold_after(Pairs(own.line, rules.matcher_rule[own.what]))
        more = _Stretches()
        self._add_regions(pairs.where(rules.has_region[pairs.what]), more)
        self._add_blocks(patterns, more)
        self._add_drop_lines(more)
        plain = pairs.where(~rules.anchor_stays[pairs.what])
        return Matches(
            rule=np.concatenate([plain.what, more.column(0)]),
            first=np.concatenate([plain.line, more.column(1)]),
            past=np.concatenate([plain.line + 1, more.column(2)]),
            is_region=np.concatenate([np.zeros(len(plain.line), np.bool_), more.column(3) > 0]),
            cuts=self._find_cuts(matchers.where(is_span)),
        )

    def _confirm_phrases(self, phrases: Pairs) -> Pairs:
        """Return lines with the matchers that match them by a phrase."""
        rules = self._rules
        phrases = phrases.where(confirm_phrases(self._lines, phrases, rules))
        return Pairs(phrases.line, rules.phrase_matcher[phrases.what])

    def _matchers_of(self, patterns: Pairs) -> Pairs:
        """Return lines with the matchers of the patterns that may match them."""
        rules = self._rules
        at, owner = ragged(rules.pattern_start[patterns.what], rules.pattern_start[patterns.what + 1])
        found = Pairs(patterns.line[owner], rules.pattern_matchers[at])
        return found.where(self._may_match(found.line, found.what))

    def _confirm_patterns(self, matchers: Pairs) -> Pairs:
        """Return those whose pattern matches the line. A pattern of several matchers is asked once."""
        pattern = self._rules.pattern_of[matchers.what]
        asked = unique(matchers.line, pattern)
        held = asked.where(confirm_patterns(self._lines, asked, self._rules.patterns))
        size = len(self._rules.patterns.sources)
        key, held_keys = matchers.line * size + pattern, held.line * size + held.what
        at = np.searchsorted(held_keys, key)
        at[at == len(held_keys)] = 0
        return matchers.where(held_keys[at] == key if len(held_keys) else np.zeros(len(key), np.bool_))

    def _may_match(self, line: Ints, matchers: Ints) -> Flags:
        """Say of pairs of a line and a matcher whether its rule may match there, as far as columns tell."""
        ruleset = self._rules
        rules = ruleset.matcher_rule[matchers]
        words = self._lines.words[line]
        may: Flags = self._active[self._group[line], rules]
        may &= (words >= ruleset.matcher_least[matchers]) & (words <= ruleset.matcher_most[matchers])
        may &= (ruleset.matcher_role[matchers] != Role.MAIN) | self._is_place(line, line + 1, rules)
        return may

    def _is_place(self, first: Ints, past: Ints, rules: Ints) -> Flags:
        """Say whether rules may match the lines `first` to `past` there: zone, blank lines, prose near."""
        ruleset, lines, prose = self._rules, self._lines, self._prose
        zones = ruleset.zones[rules]
        is_place: Flags = (zones >> prose.zone[first]) & (zones >> prose.zone[past - 1]) & 1 > 0
        alone = (
            lines.blank_above[first] & lines.blank_below[past - 1] & lines.has_blank[lines.document[first]]
        )
        is_place &= ~ruleset.isolated[rules] | alone
        is_place &= np.minimum(prose.near[first], prose.near[past - 1]) <= ruleset.near_prose[rules]
        return is_place

    def _lines_by_rule(self, pairs: Pairs) -> dict[int, list[int]]:
        """Return the lines that some matchers match, by rule, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        rules = self._rules.matcher_rule[pairs.what].tolist()
        for line, rule in zip(pairs.line.tolist(), rules, strict=True):
            found[rule].append(line)
        return found

    def _hold_after(self, pairs: Pairs) -> Pairs:
        """Leave out the lines of rules that want a line above which isn't there."""
        holds = np.ones(len(pairs.line), np.bool_)
        for place in np.flatnonzero(self._rules.has_after[pairs.what]).tolist():
            holds[place] = self._comes_after(int(pairs.what[place]), int(pairs.line[place]))
        return pairs.where(holds)

    def _comes_after(self, rule: int, line: int) -> bool:
        """Say whether the line that a rule wants above is there, in the same document."""
        after = self._rules.rules[rule].where.after
        if after is None:
            return True
        first = max(line - after.within, int(self._lines.first_line[self._lines.document[line]]))
        found = self._after.get(rule, ())
        at = bisect_left(found, first)
        return at < len(found) and found[at] < line

    def _add_regions(self, anchors: Pairs, more: _Stretches) -> None:
        stops = find_stops(self._lines, self._prose) if len(anchors.line) else {}
        for line, rule in zip(anchors.line.tolist(), anchors.what.tolist(), strict=True):
            region = self._rules.rules[rule].region
            assert region is not None
            until = self._until.get(rule, ())
            first, past = find_region(
                region, line, until, stops[region.extent, region.upward], self._lines, self._prose
            )
            if first < past:
                more.add(rule, first, past, is_region=True)

    def _add_blocks(self, patterns: Pairs, more: _Stretches) -> None:
        steps = Steps(self._rules, self._lines, patterns)
        limits: Sequence[int] = ()
        acts: Flags = np.asarray(self._active.any(axis=0))
        for rule, block in self._rules.blocks:
            if not acts[rule]:
                continue
            asked = [NumberedStep(number, step, steps.candidates(number)) for number, step in block.steps]
            if any(step.least and lines is not None and not len(lines) for _, step, lines in asked):
                continue
            limits = limits or self._lines.past_line[self._lines.document].tolist()
            for first, past in find_blocks(asked, block.times, limits, steps.matches, steps.lines_of):
                if self._may_match_block(rule, first, past):
                    more.add(rule, first, past)

    def _may_match_block(self, rule: int, first: int, past: int) -> bool:
        """Say whether a rule may match a block there; limits of words hold for each of its lines."""
        where = self._rules.rules[rule].where
        words = self._lines.words[first:past]
        if not self._active[self._group[first], rule]:
            return False
        if where.min_words is not None and (words < where.min_words).any():
            return False
        if where.max_words is not None and (words > where.max_words).any():
            return False
        is_place = self._is_place(np.array([first]), np.array([past]), np.array([rule]))
        return bool(is_place[0]) and self._comes_after(rule, first)

    def _add_drop_lines(self, more: _Stretches) -> None:
        """Find the lines that a user named, which no index has: lines with the same last token are asked."""
        lines, book = self._lines, self._rules.book
        some = np.flatnonzero(lines.past_token > lines.first_token)
        last = lines.past_token[some] - 1
        for phrase in sorted(book.drop_lines):
            token = tokens(phrase)[-1]
            likely = (
                some if token == NUMBER else some[lines.tokens.hash[last] == np.uint64(hash_token(token))]
            )
            for line in likely.tolist():
                if lines.fold(line) == phrase:
                    more.add(len(book.all_rules) - 1, line, line + 1)

    def _find_cuts(self, matchers: Pairs) -> dict[int, list[Cut]]:
        """Return what spans match: on lines that the index proposes, and on those that hide some text."""
        rules = self._rules.matcher_rule[matchers.what]
        hidden = hidden_spans(self._rules, self._lines)
        may = np.fromiter(
            (self._may_match_block(rule, line, line + 1) for line, rule in hidden), np.bool_, len(hidden)
        )
        asked = set(zip(matchers.line.tolist(), rules.tolist(), strict=True))
        asked.update(pair for pair, may_match in zip(hidden, may.tolist(), strict=True) if may_match)
        return find_cuts(
            self._rules,
            self._lines,
            [(line, rule) for line, rule in sorted(asked) if self._comes_after(rule, line)],
        )
