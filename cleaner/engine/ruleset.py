"""A rulebook as arrays: what is asked of each rule and matcher, worked out once."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.engine.patterns import Patterns
from cleaner.engine.prose import ZONES
from cleaner.model import Zone
from cleaner.rulebook.index import Index
from cleaner.rulebook.rule import Block, Span, Step
from cleaner.rulebook.rulebook import Packs, Rulebook
from cleaner.text.columns import Flags, Ints

_ALL_ZONES: Final = (1 << len(ZONES)) - 1
_ANYWHERE: Final = 1 << 41


class RuleSet:
    """A rulebook as columns, those of all its packs one after the other.

    By rule: `zones` (a bit a zone), `isolated`, `near_prose`, `is_span`, `has_region`, `has_after`,
    `anchor_stays`. By phrase: `phrase_matcher`, `phrase_kind`. By matcher: `matcher_rule`,
    `matcher_role`, `matcher_least` and `matcher_most` words, `pattern_of`. By pattern: `pattern_start` into
    `pattern_matchers`; `is_step` and `is_proposed` say whether it is a step of a block, and whether an
    index proposes it: others may match any line.
    """

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.rules = rules = book.all_rules
        wheres = [rule.where for rule in rules]
        self.zones: npt.NDArray[np.uint8] = np.array([_zone_bits(where.zone) for where in wheres], np.uint8)
        self.isolated = _flags([where.isolated for where in wheres])
        near = [_ANYWHERE if where.near_prose is None else where.near_prose for where in wheres]
        self.near_prose: Ints = np.array(near, np.int64)
        self.is_span = _flags([isinstance(rule.matcher, Span) for rule in rules])
        self.has_region = _flags([rule.region is not None for rule in rules])
        self.has_after = _flags([where.after is not None for where in wheres])
        self.anchor_stays = _flags([rule.region is not None and rule.region.anchor_stays for rule in rules])
        self.spans = [
            (number, rule.matcher) for number, rule in enumerate(rules) if isinstance(rule.matcher, Span)
        ]
        self._merge_indexes(book.packs)
        self.blocks = [
            (number, self._numbered(rule.matcher))
            for number, rule in enumerate(rules)
            if isinstance(rule.matcher, Block)
        ]
        self.pattern_of: Ints = np.zeros(len(self.matcher_rule), np.int64)
        self.pattern_of[self.pattern_matchers] = np.repeat(
            np.arange(len(self.pattern_start) - 1), np.diff(self.pattern_start)
        )
        self.is_step = np.zeros(len(self.patterns.sources), np.bool_)
        for _, block in self.blocks:
            self.is_step[[number for number, _ in block.steps]] = True

    def _merge_indexes(self, packs: Sequence[Packs]) -> None:
        """Number phrases, patterns and matchers of all packs in one row, as rules are."""
        indexes = [some.index for some in packs]
        rules, matchers, phrases, patterns = (
            np.cumsum([0, *(len(column) for column in columns)])
            for columns in (
                [some.rules for some in packs],
                [index.matcher_rule for index in indexes],
                [index.phrase_kind for index in indexes],
                [some.patterns for some in packs],
            )
        )
        self.indexes = [
            NumberedIndex(index, int(phrases[at]), int(patterns[at])) for at, index in enumerate(indexes)
        ]
        self.matcher_rule: Ints = _join([index.matcher_rule + rules[at] for at, index in enumerate(indexes)])
        self.matcher_role: Ints = _join([index.matcher_role for index in indexes])
        self.matcher_least: Ints = _join([index.matcher_least for index in indexes])
        self.matcher_most: Ints = _join([index.matcher_most for index in indexes])
        self.phrase_kind: Ints = _join([index.phrase_kind for index in indexes])
        self.phrase_matcher: Ints = _join(
            [index.phrase_matcher + matchers[at] for at, index in enumerate(indexes)]
        )
        self.phrase_text = [
            PhraseTexts(index.phrase_start.tolist(), index.phrase_text.tobytes()) for index in indexes
        ]
        self.phrase_first = phrases
        self.pattern_matchers: Ints = _join(
            [index.pattern_matchers + matchers[at] for at, index in enumerate(indexes)]
        )
        sizes = [np.diff(index.pattern_start) for index in indexes]
        self.pattern_start: Ints = np.cumsum([0, *_join(sizes).tolist()])
        sources = [source for some in packs for source in some.patterns]
        codes = [code for some in packs for code in some.codes or [(b"", b"")] * len(some.patterns)]
        self.patterns = Patterns(sources, codes)
        # The same pattern may be in several packs: either number does.
        self.numbers = {source: number for number, source in reversed(list(enumerate(sources)))}
        self.is_proposed = np.zeros(len(sources), np.bool_)
        for at, index in enumerate(indexes):
            found = index.outputs[index.outputs >= len(index.phrase_kind)] - len(index.phrase_kind)
            for numbers in (found, index.sign_pattern, index.open_patterns):
                self.is_proposed[numbers + patterns[at]] = True
        self.literals = {
            int(rules[at]) + rule: texts
            for at, some in enumerate(packs)
            for rule, texts in some.literals.items()
        }

    def _numbered(self, block: Block) -> "NumberedBlock":
        return NumberedBlock([(self.numbers[step.source], step) for step in block.steps], block.times)

    def phrases(self, numbers: Ints) -> list[str]:
        """Return the texts of phrases."""
        part = np.searchsorted(self.phrase_first, numbers, "right") - 1
        within = (numbers - self.phrase_first[part]).tolist()
        return [self.phrase_text[at].text(number) for at, number in zip(part.tolist(), within, strict=True)]


class NumberedIndex(NamedTuple):
    """An index, and the numbers of its first phrase and its first pattern."""

    of: Index
    first_phrase: int
    first_pattern: int


class NumberedBlock(NamedTuple):
    """A block whose steps have the numbers of their patterns."""

    steps: Sequence[tuple[int, Step]]
    times: int


class PhraseTexts(NamedTuple):
    """Phrases as UTF-8, and where each begins."""

    start: Sequence[int]
    data: bytes

    def text(self, number: int) -> str:
        """Return a phrase."""
        return self.data[self.start[number] : self.start[number + 1]].decode("utf-8", "surrogatepass")


def _join(columns: Sequence[npt.NDArray[Any]]) -> Ints:
    return np.concatenate(columns).astype(np.int64)


def _flags(values: Sequence[bool]) -> Flags:
    return np.array(values, np.bool_)


def _zone_bits(zones: Sequence[Zone]) -> int:
    return sum(1 << ZONES.index(zone) for zone in zones) or _ALL_ZONES
