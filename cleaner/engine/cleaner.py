"""The cleaner: a rulebook and a policy, ready to be used on many documents."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, overload

import numpy as np
import numpy.typing as npt

from cleaner.engine.arguments import check, check_language, codes
from cleaner.engine.batches import WORTH_IT, batches, size_of
from cleaner.engine.decide import STAYS, Decider, Decision, Policy, spread
from cleaner.engine.given import Given, documents_of, make_document
from cleaner.engine.guard import Guard
from cleaner.engine.match import Matches, match_rules, timed_out
from cleaner.engine.patterns import PatternTimeoutError
from cleaner.engine.prose import Prose, find_prose
from cleaner.engine.render import render, rows_of
from cleaner.engine.ruleset import RuleSet
from cleaner.engine.score import (
    NO_SCORE,
    Scores,
    categories,
    explain_scores,
    left_out,
    score_lines,
    thresholds,
)
from cleaner.engine.sites import host_of, is_of_site
from cleaner.errors import ArgumentError, MatchTimeoutError, check_list
from cleaner.model import CATEGORIES, LEVELS, Category, Document, Guarded, Level, Links, Result, Verdict, rank
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import Rulebook
from cleaner.rulebook.score import Score
from cleaner.text.columns import Flags, Ints
from cleaner.text.lines import Lines, read_lines

_MOST_KNOWN: Final = 64
"""Kinds of documents, by language and site, whose rules are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A batch as its columns: lines, prose, what rules match, scores, what was decided before the guard.

    Without a score, and at the level safe, at which nothing falls by it, there are no `scores`.
    """

    lines: Lines
    prose: Prose
    matches: Matches
    scores: Scores | None
    decision: Decision


class Cleaner:
    """Cleans documents by one rulebook at one level. Make it once, use it often.

    `rules` and `score` default to those that come with the package; with `score` None only rules remove
    lines. `language` (a code such as
    "en") narrows the rules in force to those for that language and the language-independent
    ones. Categories in `keep` never fall, those in `drop` fall at every level. The guard
    acts where fewer than `min_words` words or `min_share` of them would be left.
    `tidy` also takes common indentation, trailing white space and runs of blank lines.
    With `links` "text", Markdown links are written as their text, and images go. The attribute
    `languages` has the codes of the languages that rules are for. Raises
    ArgumentError for what means nothing, such as a language that no rule is for.
    """

    def __init__(
        self,
        rules: Rulebook | None = None,
        *,
        score: Score | Literal["shipped"] | None = "shipped",
        level: Level = "normal",
        language: str | None = None,
        keep: Collection[Category] = (),
        drop: Collection[Category] = (),
        min_words: int = 25,
        min_share: float = 0.05,
        tidy: bool = False,
        links: Links = "keep",
    ) -> None:
        check_list("keep", keep)
        check_list("drop", drop)
        self.policy = Policy(level=level, keep=frozenset(keep), drop=frozenset(drop))
        self._guard = Guard(min_words=min_words, min_share=min_share)
        check(self.policy, self._guard, links)
        if not (rules is None or isinstance(rules, Rulebook)):
            raise ArgumentError(f"rules: {rules!r} is no rulebook\n  write rules=load_rules([...])")
        self.rules = _shipped() if rules is None else rules
        if not (score is None or score == "shipped" or isinstance(score, Score)):
            raise ArgumentError(
                f"score: {score!r} is no score\n  write score=load_score(path), or None for none"
            )
        self.score = _shipped_score() if score == "shipped" else score
        check_language(language, self.rules.rules)
        self.level: Level = level
        self.language = language
        self._tidy = tidy
        self._links: Links = links
        self.ruleset = RuleSet(self.rules)
        self._decider = Decider(self.rules.all_rules, self.policy)
        self._has_sites = any(rule.where.site for rule in self.rules.all_rules)
        self.languages = frozenset(rule.language.lower() for rule in self.rules.rules if rule.language)
        self._active: dict[tuple[frozenset[str] | None, str], npt.NDArray[np.bool_]] = {}
        self._seen = 0

    def clean(self, text: str, *, url: str | None = None, language: str | None = None) -> Result:
        """Return what is left of `text` and what went.

        `url` (or a bare host) lets rules for its site act; `language` takes precedence over the
        cleaner's. Raises MatchTimeoutError where a pattern runs for ever, and ArgumentError
        for what is no text.
        """
        (found,) = self._clean_batch([make_document(text, url, language)])
        if isinstance(found, MatchTimeoutError):
            raise found
        return found

    @overload
    def clean_many(self, texts: Iterable[str | Document]) -> Iterator[Result | MatchTimeoutError]: ...

    @overload
    def clean_many(self, texts: Iterable[Given]) -> Iterator[Result | MatchTimeoutError | None]: ...

    def clean_many(self, texts: Iterable[Given]) -> Iterator[Result | MatchTimeoutError | None]:
        """Yield for each text or document, in order, what `clean` returns or raises.

        For None and NaN, which tables have in the place of a missing text, it is None. After the first
        few they are taken a batch of about a megabyte at a time, which is faster. Raises ArgumentError
        for what is neither.
        """
        return self._clean_documents(documents_of(texts))

    def clean_texts(self, texts: Iterable[Given]) -> list[str | None]:
        """Return what is left of each text, in order; None for None and NaN.

        Raises MatchTimeoutError where a pattern runs for ever, and ArgumentError for what is no text.
        """
        left: list[str | None] = []
        for result in self.clean_many(texts):
            if isinstance(result, MatchTimeoutError):
                result.add_note(f"in the text at {len(left)}")
                raise result
            left.append(None if result is None else result.text)
        return left

    def _clean_documents(
        self, documents: Iterable[Document | None]
    ) -> Iterator[Result | MatchTimeoutError | None]:
        for batch in batches(documents, WORTH_IT - self._seen):
            self._seen += sum(map(size_of, batch))
            found = iter(self._clean_batch([one for one in batch if one is not None]))
            yield from (None if one is None else next(found) for one in batch)

    def explain(
        self, text: str, *, url: str | None = None, language: str | None = None, terms: bool = False
    ) -> list[Verdict]:
        """Return, for each non-empty line of `text`, what was decided and which rules match it.

        With `terms`, the verdicts also say what the scores are made of.
        """
        return self.verdicts(self.examine([make_document(text, url, language)]), terms=terms)

    def verdicts(self, found: Examined, *, terms: bool = False) -> list[Verdict]:
        """Return, for each line of what was examined, what was decided and which rules match it."""
        rules = self.rules.all_rules
        matching = matching_rules(found)
        takers, savers = found.decision.fallen.tolist(), found.decision.saved_by.tolist()
        scored = [NO_SCORE] * len(found.lines)
        if self.score and found.scores:
            scored = explain_scores(self.score, found.scores, self.level, found.lines.piece, terms=terms)
        return [
            Verdict(
                line=int(found.lines.number[at]),
                text=found.lines.raw(at),
                kept=taker == STAYS,
                rule=_rule_of(taker, saver, rules),
                matches=tuple(sorted(rules[number].id for number in matching[at])),
                score=score,
                threshold=limit,
                terms=made_of,
            )
            for at, (taker, saver, (score, limit, made_of)) in enumerate(
                zip(takers, savers, scored, strict=True)
            )
        ]

    def examine(self, documents: Sequence[Document]) -> Examined:
        """Return the columns of some documents, for those who look into rules. Raises MatchTimeoutError."""
        lines = read_lines([document.text for document in documents], self.rules.characters)
        prose = find_prose(lines, self.rules.prose)
        active, group = self._active_rules(documents)
        try:
            matches = match_rules(self.ruleset, lines, prose, active, group)
        except PatternTimeoutError as error:
            raise timed_out(self.ruleset, error, lines, active[group[lines.document[error.line]]]) from None
        scores = None
        if self.score and self.level != "safe":
            scores = score_lines(self.score, lines, prose, self.rules.prose)
        return Examined(
            lines=lines,
            prose=prose,
            matches=matches,
            scores=scores,
            decision=self._decide(lines, matches, scores, self.level),
        )

    def drops(self) -> Flags:
        """Say by rule whether it drops at this level; a rule that keeps, or is disabled, doesn't."""
        drops = self._decider.drops(self.level)
        drops[list(self.rules.disabled)] = False
        return drops

    def _decide(self, lines: Lines, matches: Matches, scores: Scores | None, level: Level) -> Decision:
        by_score = None
        if self.score and scores and level != "safe":
            by_score = self._by_score(self.score, scores, lines, level)
        return self._decider.decide(lines, matches, level, by_score)

    def _by_score(self, score: Score, scores: Scores, lines: Lines, level: Level) -> Ints:
        """Return by line what is credited if it falls by its score, or STAYS."""
        units = np.flatnonzero(scores.second > thresholds(score, scores, level))
        credited = np.full(len(scores.units), STAYS, np.int64)
        first = self.rules.first_score_rule
        found = categories(score, scores, units)
        credited[units] = [first + CATEGORIES.index(category) for category in found]
        by_line = credited[scores.units.of_line]
        by_line[left_out(scores.units, lines.piece)] = STAYS
        return by_line

    def _clean_batch(self, documents: Sequence[Document]) -> list[Result | MatchTimeoutError]:
        try:
            found = self.examine(documents)
        except MatchTimeoutError as error:
            if len(documents) == 1:
                return [error]
            # One of them fails, and none of the others may: each is cleaned by itself.
            return [result for document in documents for result in self._clean_batch([document])]
        return [*self.results(documents, found)]

    def results(self, documents: Sequence[Document], found: Examined) -> list[Result]:
        """Return what is left of the documents that were examined, which `found` has the columns of."""
        changed = np.zeros(len(documents), np.bool_)
        changed[found.lines.document[found.decision.fallen != STAYS]] = True
        changed[found.lines.document[found.decision.cut_lines]] = True
        if self._tidy or self._links == "text":
            changed[:] = True
        by_level: dict[Level, Decision] = {self.level: found.decision}
        return [
            self._result(found, document, at, by_level)
            if differs
            else Result(text=document.text, removals=(), level=self.level)
            for at, (document, differs) in enumerate(zip(documents, changed.tolist(), strict=True))
        ]

    def _result(
        self, found: Examined, document: Document, at: int, by_level: dict[Level, Decision]
    ) -> Result:
        """Return what is left of one document, at the strictest level that the guard lets pass."""
        guarded: Guarded | None = None
        decision = found.decision
        for level in reversed(LEVELS[: rank(self.level) + 1]):
            if level not in by_level:
                by_level[level] = self._decide(found.lines, found.matches, found.scores, level)
            decision = by_level[level]
            if not self._guard.stops(found.lines, found.prose, decision, at):
                break
            guarded = LEVELS[rank(level) - 1] if rank(level) else "input"
        whole = self._tidy or self._links == "text"
        rows = rows_of(found.lines, at, decision, whole=whole)
        if guarded == "input":
            for row in rows:
                row.rule, row.cuts = STAYS, ()
        cleaned, removals = render(
            document.text, rows, self.rules.all_rules, tidy=self._tidy, links=self._links
        )
        return Result(text=cleaned, removals=removals, level=self.level, guarded=guarded)

    def _active_rules(self, documents: Sequence[Document]) -> tuple[npt.NDArray[np.bool_], Ints]:
        """Return which rules act, by group of documents, and the group of each document."""
        groups: dict[int, int] = {}
        rows: list[npt.NDArray[np.bool_]] = []
        group: list[int] = []
        for document in documents:
            active = self._active_in(document.url, document.language)
            if id(active) not in groups:
                groups[id(active)] = len(rows)
                rows.append(active)
            group.append(groups[id(active)])
        active = np.array(rows, np.bool_).reshape(len(rows), len(self.rules.all_rules))
        return active, np.array(group, np.int64)

    def _active_in(self, url: str | None, language: str | None) -> npt.NDArray[np.bool_]:
        """Return which rules act in a document from `url`; `language` takes precedence over the cleaner's."""
        asked = codes(language or self.language)
        # Not by what the document says, of which there is no end.
        key = (asked & self.languages if asked else None), host_of(url) if self._has_sites else ""
        if key not in self._active:
            if len(self._active) >= _MOST_KNOWN:
                self._active.clear()
            self._active[key] = np.array(
                [
                    number not in self.rules.disabled
                    and (key[0] is None or not rule.language or rule.language.lower() in key[0])
                    and (not rule.where.site or is_of_site(key[1], rule.where.site))
                    for number, rule in enumerate(self.rules.all_rules)
                ],
                np.bool_,
            )
        return self._active[key]


def _rule_of(taker: int, saver: int, rules: Sequence[Rule]) -> str | None:
    """Return the rule that took a line, or the keep rule that saved it; a category may save it, too."""
    if taker != STAYS:
        return rules[taker].id
    return rules[saver].id if saver != STAYS and rules[saver].keep else None


def matching_rules(found: Examined) -> list[set[int]]:
    """Return for each line the rules that match it, at any level, by themselves or by a region."""
    result: list[set[int]] = [set() for _ in range(len(found.lines))]
    matches = found.matches
    for at, rule, _ in zip(*(column.tolist() for column in spread(matches)), strict=True):
        result[at].add(rule)
    for at, cuts in matches.cuts.items():
        result[at].update(rule for _, _, rule in cuts)
    return result


def _shipped() -> Rulebook:
    # Imported here: who brings rules need not read rule files.
    from cleaner.rulebook.load import load_rules

    return load_rules()


def _shipped_score() -> Score:
    from cleaner.rulebook.compiled_score import load_score

    return load_score()
