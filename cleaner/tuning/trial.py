"""One example in the host article, cleaned: which of its lines fell, and by which rule."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.engine.cleaner import Cleaner, Examined, matching_rules
from cleaner.engine.conditions import Failure
from cleaner.engine.decide import STAYS
from cleaner.engine.reasons import find_reasons
from cleaner.model import Document
from cleaner.rulebook.rule import Rule
from cleaner.tuning.host import Page


@dataclass(frozen=True, slots=True)
class Trials:
    """A batch of trials: its documents, what cleans them, its columns, and by line the rules that match."""

    cleaner: Cleaner
    documents: Sequence[Document]
    found: Examined
    matching: Sequence[set[int]]

    @property
    def rules(self) -> Sequence[Rule]:
        return self.cleaner.rules.all_rules


def make_trials(cleaner: Cleaner, documents: Sequence[Document]) -> Trials:
    """Examine the documents of trials. Raises MatchTimeoutError."""
    found = cleaner.examine(documents)
    return Trials(cleaner, documents, found, matching_rules(found))


class Trial:
    """What happened to the lines of `page`, named by their numbers, as `rule` is proved.

    `place` is that of the page in its batch. `spoilt` are texts of host lines that fall without any example.
    """

    def __init__(self, trials: Trials, place: int, rule: Rule, page: Page, spoilt: frozenset[str]) -> None:
        self.rule = rule
        self.page = page
        self.spoilt = spoilt
        self._trials = trials
        self._document = trials.documents[place]
        lines = trials.found.lines
        # An overlong line is several lines to the engine.
        self._at: dict[int, list[int]] = {}
        for at in range(int(lines.first_line[place]), int(lines.past_line[place])):
            self._at.setdefault(int(lines.number[at]), []).append(at)

    def text(self, number: int) -> str:
        """Return line `number`, without indentation."""
        return "".join(self._trials.found.lines.raw(at) for at in self._at[number]).strip()

    def folded(self, number: int) -> str:
        """Return line `number` as phrases see it."""
        return self._trials.found.lines.fold(self._at[number][0])

    def half_folded(self, number: int) -> str:
        """Return line `number` as patterns see it."""
        return self._trials.found.lines.half(self._at[number][0])

    def falls(self, number: int) -> bool:
        """Say whether the whole of the line falls."""
        return all(self._fallen[at] != STAYS for at in self._at[number])

    def takers(self, number: int) -> tuple[str, ...]:
        """Return the ids of the rules by which the line, or a part of it, falls."""
        found = {int(self._fallen[at]) for at in self._at[number]} - {STAYS}
        cuts = self._trials.found.decision.cuts
        found |= {rule for at in self._at[number] for _, _, rule in cuts.get(at, ())}
        return tuple(sorted(self._trials.rules[rule].id for rule in found))

    def matches(self, number: int) -> bool:
        """Say whether the rule on trial matches the line, or a region or block of it holds the line."""
        return any(
            self._trials.rules[rule].id == self.rule.id
            for at in self._at[number]
            for rule in self._trials.matching[at]
        )

    def unmet(self, number: int) -> tuple[Failure, ...]:
        """Return the conditions that don't hold, if without them the rule on trial would match the line."""
        reasons = find_reasons(self._trials.cleaner, self._document, number, number)
        near = (one for reason in reasons for one in reason.near if one.rule.id == self.rule.id)
        return next((one.failures for one in near), ())

    def saver(self, number: int) -> str | None:
        """Return the id of the keep rule that protects the line, or None."""
        saved_by = self._trials.found.decision.saved_by
        found = [int(saved_by[at]) for at in self._at[number] if saved_by[at] != STAYS]
        return self._trials.rules[found[0]].id if found else None

    @property
    def _fallen(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return self._trials.found.decision.fallen
