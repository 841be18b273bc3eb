"""Stop a cleaning that would take too much."""

from dataclasses import dataclass
from typing import Final

from cleaner.engine.decide import STAYS, Decision, cuts_within
from cleaner.engine.prose import Prose
from cleaner.engine.spans import rest_of
from cleaner.text.fold import half_fold
from cleaner.text.lines import Lines
from cleaner.text.words import count_words

_ENOUGH: Final = 100
"""So many words are enough, whatever their share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """How little may be left: `min_words` words, and `min_share` of the words that came in."""

    min_words: int = 25
    min_share: float = 0.05

    def stops(self, lines: Lines, prose: Prose, decision: Decision, document: int) -> bool:
        """Say whether prose of a document fell, and too little is left."""
        first, past = int(lines.first_line[document]), int(lines.past_line[document])
        falls = decision.fallen[first:past] != STAYS
        if not (falls & prose.is_prose[first:past]).any():
            return False
        words = lines.words[first:past]
        given = int(words.sum())
        left = int(words[~falls].sum())
        for at, cuts in cuts_within(decision, first, past).items():
            rest = half_fold(rest_of(lines.raw(at), cuts))
            left -= int(lines.words[at]) - count_words(rest)
        return left < self.min_words or left < min(self.min_share * given, _ENOUGH)
