"""Match the line rules against the forms of a batch: what a scan proposes is confirmed as ever."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from cleaner.engine.acting import Acting
from cleaner.engine.bulk.forms import Forms
from cleaner.engine.bulk.scan import Proposals, Scanner, Wanted
from cleaner.engine.matching import LineMatcher
from cleaner.engine.patterns import PatternTimeoutError
from cleaner.engine.phrases import holds
from cleaner.engine.scene import Scene

NOTHING: Final[AbstractSet[int]] = frozenset()


@dataclass(slots=True)
class FormHits:
    """By form the rules that hit it, the patterns that match it, and one that ran out of time on it."""

    rules: dict[int, set[int]] = field(default_factory=dict)
    patterns: dict[int, list[int]] = field(default_factory=dict)
    late: dict[int, int] = field(default_factory=dict)


class BatchMatcher:
    """Matches forms by a scan, in the stead of a line matcher."""

    def __init__(self, matcher: LineMatcher) -> None:
        self._matcher = matcher
        # In an order of its own: a database is found again by what it is made of.
        inside = dict(sorted(matcher.phrases.contained().items()))
        self._phrases = list(inside)
        self._owners = list(inside.values())
        self.wanted = Wanted(
            matcher.patterns.wanted(),
            [(phrase, max(most for _, most in owners)) for phrase, owners in inside.items()],
        )

    def match_forms(self, forms: Forms, scanner: Scanner) -> FormHits:
        """Return what hits each form, titles aside."""
        found = FormHits()
        self._look_up(forms, found)
        self._confirm(forms, scanner.propose(forms), found)
        return found

    def _look_up(self, forms: Forms, found: FormHits) -> None:
        """Find what forms equal, begin with, or are chains of."""
        phrases = self._matcher.phrases
        for at, equals in enumerate(map(phrases.equal, forms.folded)):
            if equals is not None:
                found.rules[at] = set(equals)
        known = forms.text.count_words_in(phrases.chain_words) == forms.words
        many = forms.words > 1  # a chain of one is equal to a phrase
        underlined = forms.text.holding_code(ord("_"))  # part of a word in a half, and not at its end
        likely = (many & (known | forms.odd | underlined)) | phrases.started
        for at in np.flatnonzero(likely & (forms.words > 0)).tolist():
            hits = phrases.find_besides(forms.line(at))
            if hits:
                found.rules.setdefault(at, set()).update(hits)

    def _confirm(self, forms: Forms, proposals: Proposals, found: FormHits) -> None:
        words = forms.words.tolist()
        for at, wanted, is_phrase, sure in zip(
            proposals.form.tolist(),
            proposals.wanted.tolist(),
            proposals.is_phrase.tolist(),
            proposals.sure.tolist(),
            strict=True,
        ):
            if not is_phrase:
                self._confirm_pattern(forms, at, wanted, found)
            elif sure or holds(forms.folded[at], self._phrases[wanted]):
                owners = [number for number, most in self._owners[wanted] if words[at] <= most]
                if at in found.rules:
                    found.rules[at].update(owners)
                else:
                    found.rules[at] = set(owners)

    def _confirm_pattern(self, forms: Forms, at: int, pattern: int, found: FormHits) -> None:
        try:
            if not self._matcher.patterns.matches_half(pattern, forms.half[at]):
                return
        except PatternTimeoutError:
            found.late.setdefault(at, pattern)
            return
        found.patterns.setdefault(at, []).append(pattern)
        rules = self._matcher.rules_of.get(pattern)
        if rules:
            found.rules.setdefault(at, set()).update(rules)

    def fill(self, scene: Scene, form: list[int], found: FormHits, acting: Acting) -> None:
        """Fill in the hits of one document. Raises MatchTimeoutError."""
        rules = found.rules
        if found.late:
            for at, one in enumerate(form):
                if one in found.late:
                    with self._matcher.naming_rules(scene.lines.number[at]):
                        raise PatternTimeoutError(found.late[one])
        self._find_titles(scene, form, found)
        if acting.silent:
            hits = {at: rules[at] - acting.silent for at in set(form) & rules.keys()}
            scene.hits = [hits.get(at, NOTHING) for at in form]
        else:
            scene.hits = [rules.get(at, NOTHING) for at in form]
        lines_of: dict[int, set[int]] = {}
        for at, one in enumerate(form):
            if one in found.patterns:
                for pattern in found.patterns[one]:
                    lines_of.setdefault(pattern, set()).add(at)
        scene.matched = self._matcher.matched(lines_of, scene)

    def _find_titles(self, scene: Scene, form: list[int], found: FormHits) -> None:
        """Find what patterns that speak of the title match."""
        patterns, lines = self._matcher.patterns, scene.lines
        shortest = min(scene.titles, key=len, default="")
        for at, half in enumerate(lines.half):
            if shortest in half:
                with self._matcher.naming_rules(lines.number[at]):
                    titled = patterns.find_titled(half, lines.words[at], scene.titles)
                for pattern in titled:
                    known = found.patterns.setdefault(form[at], [])
                    if pattern not in known:
                        known.append(pattern)
                    rules = self._matcher.rules_of.get(pattern)
                    if rules:
                        found.rules.setdefault(form[at], set()).update(rules)
