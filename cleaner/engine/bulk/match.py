"""Match the line rules against the forms of a batch: what a scan proposes is confirmed as ever."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from cleaner.engine.bulk.forms import Forms
from cleaner.engine.bulk.scan import Proposals, Scanner, Wanted
from cleaner.engine.bulk.tables import Ints, distinct
from cleaner.engine.bulk.wordset import WordSet
from cleaner.engine.matching import LineMatcher
from cleaner.engine.patterns import PatternTimeoutError
from cleaner.engine.phrases import holds
from cleaner.engine.scene import Scene
from cleaner.text.split import Line

_NOTHING: Final[Ints] = np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class FormHits:
    """Which rule hits which form, in pairs; by form the patterns of blocks, and one that ran out of time."""

    forms: list[int] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)
    of_phrases: tuple[Ints, Ints] = (_NOTHING, _NOTHING)
    """More of the pairs."""
    patterns: dict[int, list[int]] = field(default_factory=dict)
    late: dict[int, int] = field(default_factory=dict)

    def add(self, form: int, rules: Sequence[int]) -> None:
        """Add that each of `rules` hits a form."""
        self.forms += [form] * len(rules)
        self.rules += rules

    def pairs(self, rules: int) -> tuple[Ints, Ints]:
        """Return forms and rules, of which there are so many, each pair once, in order."""
        forms = np.concatenate([np.array(self.forms, dtype=np.int64), self.of_phrases[0]])
        numbers = np.concatenate([np.array(self.rules, dtype=np.int64), self.of_phrases[1]])
        form, rule = np.divmod(distinct(forms * rules + numbers), rules)
        return form, rule


class BatchMatcher:
    """Matches forms by a scan, in the stead of a line matcher."""

    def __init__(self, matcher: LineMatcher) -> None:
        self._matcher = matcher
        self._chain_words = WordSet(matcher.phrases.chain_words)
        # In an order of its own: a database is found again by what it is made of.
        inside = dict(sorted(matcher.phrases.contained().items()))
        self._phrases = list(inside)
        self._equals = matcher.phrases.equals()
        self.wanted = Wanted(
            matcher.patterns.wanted(),
            [(phrase, max(most for _, most in owners)) for phrase, owners in inside.items()],
        )
        owners = [owner for owners in inside.values() for owner in owners]
        self._owner = np.array([number for number, _ in owners], dtype=np.int64)
        self._most_words = np.array([most for _, most in owners], dtype=np.int64)
        self._owners = np.array([len(owners) for owners in inside.values()], dtype=np.int64)
        """How many owners each phrase has."""
        self._first_owner: Ints = np.cumsum(self._owners) - self._owners

    def match_forms(self, forms: Forms, scanner: Scanner | None) -> FormHits:
        """Return what hits each form, titles aside; without a scanner each is asked about by itself."""
        found = FormHits()
        if scanner is None:
            for at in range(len(forms.raw)):
                self._match_form(forms.line(at), at, found)
            return found
        self._look_up(forms, found)
        proposals = scanner.propose(forms)
        self._confirm_phrases(forms, proposals, found)
        self._confirm_patterns(forms, proposals, found)
        return found

    def _match_form(self, line: Line, at: int, found: FormHits) -> None:
        found.add(at, list(self._matcher.phrases.find(line)))
        try:
            for pattern in self._matcher.patterns.find(line):
                self._note(at, pattern, found)
        except PatternTimeoutError as error:
            found.late[at] = error.number

    def _look_up(self, forms: Forms, found: FormHits) -> None:
        """Find what forms equal, begin with, or are chains of."""
        phrases = self._matcher.phrases
        for at, equals in enumerate(map(self._equals.get, forms.folded)):
            if equals is not None:
                found.add(at, equals)
        known = self._chain_words.count_in(forms.text) == forms.words
        many = forms.words > 1  # a chain of one is equal to a phrase
        underlined = forms.text.holding_code(ord("_"))  # part of a word in a half, and not at its end
        likely = (many & (known | forms.text.odd | underlined)) | phrases.started
        words = forms.words.tolist()
        for at in np.flatnonzero(likely & (forms.words > 0)).tolist():
            found.add(at, list(phrases.find_besides(forms.folded[at], words[at])))

    def _confirm_phrases(self, forms: Forms, proposals: Proposals, found: FormHits) -> None:
        sure = proposals.sure[proposals.is_phrase]
        form, phrase = proposals.form[proposals.is_phrase], proposals.wanted[proposals.is_phrase]
        for at in np.flatnonzero(~sure).tolist():
            sure[at] = holds(forms.folded[form[at]], self._phrases[phrase[at]])
        form, phrase = form[sure], phrase[sure]
        counts = self._owners[phrase]
        ends = np.cumsum(counts)
        at = np.arange(int(counts.sum())) + np.repeat(self._first_owner[phrase] - (ends - counts), counts)
        form = np.repeat(form, counts)
        fits = forms.words[form] <= self._most_words[at]
        found.of_phrases = form[fits], self._owner[at[fits]]

    def _confirm_patterns(self, forms: Forms, proposals: Proposals, found: FormHits) -> None:
        matches = self._matcher.patterns.matches_half
        of_patterns = ~proposals.is_phrase
        for at, pattern in zip(
            proposals.form[of_patterns].tolist(), proposals.wanted[of_patterns].tolist(), strict=True
        ):
            try:
                if not matches(pattern, forms.half[at]):
                    continue
            except PatternTimeoutError:
                found.late.setdefault(at, pattern)
                continue
            self._note(at, pattern, found)

    def _note(self, form: int, pattern: int, found: FormHits) -> None:
        """Note that a pattern matches a form."""
        if pattern in self._matcher.of_blocks:
            found.patterns.setdefault(form, []).append(pattern)
        found.add(form, self._matcher.rules_of.get(pattern, ()))

    def find_titles(self, scene: Scene, form: list[int], found: FormHits) -> None:
        """Find what patterns match that speak of the title of a document. Raises MatchTimeoutError."""
        patterns, lines = self._matcher.patterns, scene.lines
        if found.late:
            for at, one in enumerate(form):
                if one in found.late:
                    with self._matcher.naming_rules(lines.number[at]):
                        raise PatternTimeoutError(found.late[one])
        shortest = min(scene.titles, key=len, default="")
        for at, half in enumerate(lines.half):
            if shortest in half:
                with self._matcher.naming_rules(lines.number[at]):
                    titled = patterns.find_titled(half, lines.words[at], scene.titles)
                for pattern in titled:
                    self._note(form[at], pattern, found)

    def fill_blocks(self, scene: Scene, form: list[int], found: FormHits) -> None:
        """Fill in which patterns of blocks match which lines of a document."""
        lines_of: dict[int, set[int]] = {}
        for at, one in enumerate(form):
            if one in found.patterns:
                for pattern in found.patterns[one]:
                    lines_of.setdefault(pattern, set()).add(at)
        scene.matched = self._matcher.matched(lines_of, scene)
