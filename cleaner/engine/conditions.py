"""Which rules would match if their conditions held, and which of their conditions don't."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from msgspec import structs

from cleaner.engine.arguments import codes
from cleaner.engine.cleaner import Cleaner, Examined
from cleaner.engine.match import Matches, match_rules, timed_out
from cleaner.engine.patterns import PatternTimeoutError
from cleaner.engine.prose import FAR, ZONES
from cleaner.engine.ruleset import RuleSet
from cleaner.engine.sites import host_of, is_of_site
from cleaner.engine.stretches import stretches
from cleaner.model import Document
from cleaner.rulebook.build_index import NO_LIMIT
from cleaner.rulebook.rule import After, Lines, Rule, Where
from cleaner.rulebook.rulebook import Packs, Rulebook

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A condition that doesn't hold, by its key in a rule file: what it asks for, and what there is."""

    condition: str
    asked: str
    found: str

    def __str__(self) -> str:
        return f"{self.condition} doesn't hold: it asks for {self.asked}, here: {self.found}"


def match_anywhere(cleaner: Cleaner, found: Examined) -> Matches:
    """Return what rules would match in a document if none of them had conditions.

    A rule's condition is on the rule alone, so that is what a rulebook without conditions matches.
    Raises MatchTimeoutError.
    """
    return _match(cleaner, found, keep_after=False)


def _match(cleaner: Cleaner, found: Examined, *, keep_after: bool) -> Matches:
    ruleset = RuleSet(_lifted(cleaner.rules, keep_after=keep_after))
    active = np.ones((1, len(ruleset.rules)), np.bool_)
    active[0, sorted(cleaner.rules.disabled)] = False
    try:
        return match_rules(ruleset, found.lines, found.prose, active, np.zeros(1, np.int64))
    except PatternTimeoutError as error:
        raise timed_out(ruleset, error, found.lines, active[0]) from None


def _lifted(book: Rulebook, *, keep_after: bool) -> Rulebook:
    """Return `book` with rules that match wherever they can or, with `keep_after`, behind what they want."""
    return replace(book, packs=tuple(_lifted_packs(packs, keep_after=keep_after) for packs in book.packs))


def _lifted_packs(packs: Packs, *, keep_after: bool) -> Packs:
    rules = (
        structs.replace(rule, where=Where(after=rule.where.after if keep_after else None))
        for rule in packs.rules
    )
    index = packs.index._replace(
        matcher_least=np.zeros_like(packs.index.matcher_least),
        matcher_most=np.full_like(packs.index.matcher_most, NO_LIMIT),
    )
    return replace(packs, rules=tuple(rules), index=index)


class Conditions:
    """The conditions of rules in one document."""

    def __init__(self, cleaner: Cleaner, document: Document, found: Examined) -> None:
        self._cleaner = cleaner
        self._lines = found.lines
        self._prose = found.prose
        self._found = found
        self._host = host_of(document.url)
        self._language = document.language or cleaner.language
        self._behind: set[tuple[int, int]] | None = None

    def failures(self, rule: int, first: int, past: int) -> Iterator[Failure]:
        """Yield the conditions of a rule that don't hold for the lines `first` to `past`."""
        one = self._cleaner.rules.all_rules[rule]
        yield from self._in_document(one)
        yield from self._in_place(one.where, first, past)
        yield from self._in_words(one.where, first, past)
        after = one.where.after
        if after is not None and not self._comes_after(rule, first):
            lines = f"{after.within} line{'s' if after.within > 1 else ''}"
            yield Failure(condition="after", asked=f"{_named(after)}, at most {lines} above", found="none")

    def _in_document(self, rule: Rule) -> Iterator[Failure]:
        asked = codes(self._language)
        if asked and rule.language and rule.language.lower() not in asked:
            yield Failure(condition="language", asked=rule.language, found=self._language or "")
        if rule.where.site and not is_of_site(self._host, rule.where.site):
            yield Failure(condition="site", asked=", ".join(rule.where.site), found=self._host or "no site")

    def _in_place(self, where: Where, first: int, past: int) -> Iterator[Failure]:
        zones = dict.fromkeys(ZONES[zone] for zone in self._prose.zone[[first, past - 1]].tolist())
        if where.zone and not zones.keys() <= set(where.zone):
            yield Failure(condition="zone", asked=", ".join(where.zone), found=" and ".join(zones))
        if where.isolated and (problem := self._joined(first, past)):
            yield Failure(condition="isolated", asked="blank lines above and below", found=problem)
        near = int(min(self._prose.near[first], self._prose.near[past - 1]))
        if where.near_prose is not None and near > where.near_prose:
            asked = f"a prose line at most {where.near_prose} away"
            yield Failure(
                condition="near_prose", asked=asked, found="no prose" if near >= FAR else f"{near} away"
            )

    def _joined(self, first: int, past: int) -> str:
        """Say why lines are not isolated, if they aren't."""
        lines = self._lines
        if not lines.has_blank[lines.document[first]]:
            return "no blank line in the document"
        missing = ["above"] * (not lines.blank_above[first]) + ["below"] * (not lines.blank_below[past - 1])
        return f"none {' and '.join(missing)}" if missing else ""

    def _in_words(self, where: Where, first: int, past: int) -> Iterator[Failure]:
        words = self._lines.words[first:past]
        if where.min_words is not None and int(words.min()) < where.min_words:
            yield Failure(condition="min_words", asked=str(where.min_words), found=str(int(words.min())))
        if where.max_words is not None and int(words.max()) > where.max_words:
            yield Failure(condition="max_words", asked=str(where.max_words), found=str(int(words.max())))

    def _comes_after(self, rule: int, first: int) -> bool:
        """Say whether the line that a rule wants above is there: it is if the rule matches with no other
        condition."""
        if self._behind is None:
            matches = _match(self._cleaner, self._found, keep_after=True)
            rules = self._cleaner.rules.all_rules
            self._behind = {(one.rule, one.anchor) for one in stretches(matches, rules)}
        return (rule, first) in self._behind


def _named(after: After) -> str:
    """Return what a rule wants above."""
    if not isinstance(after.matcher, Lines):
        return "a line with its pattern"
    phrases = after.matcher.phrases
    shown = " or ".join(f'"{phrase}"' for phrase in phrases[:_SHOWN])
    return f"{shown} or {len(phrases) - _SHOWN} more" if len(phrases) > _SHOWN else shown
