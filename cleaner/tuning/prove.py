"""Prove rules by their examples: each is put into a host article and goes through the whole pipeline."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final, Literal

from cleaner.engine.cleaner import Cleaner
from cleaner.errors import MatchTimeoutError
from cleaner.model import LEVELS, Document, Level, Zone
from cleaner.rulebook.positions import locate
from cleaner.rulebook.rule import Region, Rule
from cleaner.rulebook.rulebook import Rulebook
from cleaner.tuning.expect import Fault, broken_drop, broken_keep, shorten
from cleaner.tuning.host import HOST, Page, make_page
from cleaner.tuning.trial import Trial, make_trials

Claim = Literal["drops", "keeps"]
_ZONES: Final[tuple[Zone, ...]] = ("head", "body", "tail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An example that doesn't do what its rule says it does.

    `line` is that of the example in its rule file, or of the rule; None if it isn't known. `advice` has
    several lines where the example differs from what the rule matches.
    """

    rule: str
    file: str
    line: int | None
    claim: Claim
    example: str
    problem: str
    advice: str

    @property
    def what(self) -> str:
        """The example and its problem."""
        return f"{self.claim} {shorten(self.example)}: {self.problem}" if self.example else self.problem

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        advice = self.advice.replace("\n", "\n  ")
        return f'{place}: rule "{self.rule}": {self.what}\n  {advice}'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """An example of a rule in the host article, in one of the zones that the rule allows."""

    rule: Rule
    claim: Claim
    at: int
    example: str
    zone: Zone
    page: Page

    @property
    def document(self) -> Document:
        return Document(text=self.page.text, url=_host_of(self.rule), language=self.rule.language or None)


def prove(rulebook: Rulebook, rules: Iterable[Rule] | None = None) -> list[Failure]:
    """Try every example of `rules` (default: all of `rulebook`) under the whole of `rulebook`.

    Each is cleaned at its rule's level, without guard, under the rules for its language and the
    language-independent ones, on a site of the rule's. One failure an example at most.
    """
    cleaners = {
        level: Cleaner(rulebook, score=None, level=level, min_words=0, min_share=0.0) for level in LEVELS
    }
    spoilers, spoilt = _spoilers(cleaners)
    failures = list(spoilers)
    chosen = rulebook.rules if rules is None else tuple(rules)
    by_level: dict[Level, list[_Try]] = defaultdict(list)
    for rule in chosen:
        for one in _tries(rule, failures):
            by_level[rule.level].append(one)
    broken: dict[tuple[str, Claim, int], Failure] = {}
    for level, tries in by_level.items():
        for one, fault in _faults(cleaners[level], tries, spoilt[level]):
            broken.setdefault((one.rule.id, one.claim, one.at), _failure(one, *fault))
    order = {rule.id: place for place, rule in enumerate(chosen)}
    failures += (broken[key] for key in sorted(broken, key=lambda key: (order[key[0]], key[1:])))
    return failures


def _tries(rule: Rule, failures: list[Failure]) -> Iterator[_Try]:
    """Yield every example in every zone; an empty one is a failure."""
    zones = _zones_of(rule)
    examples: tuple[tuple[Claim, Sequence[str]], ...] = (("drops", rule.drops), ("keeps", rule.keeps))
    for claim, texts in examples:
        for at, example in enumerate(texts):
            if not example.strip():
                fault = "an empty example", "write a line as it appears on a page"
                page = make_page("", "body")
                failures.append(
                    _failure(
                        _Try(rule=rule, claim=claim, at=at, example=example, zone="body", page=page), *fault
                    )
                )
                continue
            for zone in zones:
                page = make_page(example, zone)
                yield _Try(rule=rule, claim=claim, at=at, example=example, zone=zone, page=page)


def _faults(cleaner: Cleaner, tries: Sequence[_Try], spoilt: frozenset[str]) -> Iterator[tuple[_Try, Fault]]:
    """Yield the tries that go wrong, all of them cleaned as one batch."""
    try:
        trials = make_trials(cleaner, [one.document for one in tries])
    except MatchTimeoutError as error:
        if len(tries) == 1:
            yield tries[0], (f'rule "{error.rule}" runs out of time on it', "mend its pattern")
            return
        for one in tries:
            yield from _faults(cleaner, [one], spoilt)
        return
    for place, one in enumerate(tries):
        trial = Trial(trials, place, one.rule, one.page, spoilt)
        fault = next(broken_drop(trial) if one.claim == "drops" else broken_keep(trial), None)
        if fault:
            problem, advice = fault
            many = len(_zones_of(one.rule)) > 1
            yield one, (f"{problem}, in the {one.zone}" if many else problem, advice)


def _spoilers(cleaners: dict[Level, Cleaner]) -> tuple[list[Failure], dict[Level, frozenset[str]]]:
    """Return the rules that take lines of the host article as it is, and these lines by level."""
    failures: dict[str, Failure] = {}
    spoilt: dict[Level, frozenset[str]] = {}
    for level, cleaner in cleaners.items():
        removals = cleaner.clean(HOST).removals
        spoilt[level] = frozenset(line for removal in removals for line in removal.text.split("\n") if line)
        rules = {rule.id: rule for rule in cleaner.rules.rules}
        for removal in removals:
            rule = rules[removal.rule]
            failures.setdefault(
                rule.id,
                Failure(
                    rule=rule.id,
                    file=rule.origin.file,
                    line=rule.origin.line,
                    claim="keeps",
                    example="",
                    problem=f"takes a line of the article that holds the examples: {shorten(removal.text)}",
                    advice="narrow the rule",
                ),
            )
    return list(failures.values()), spoilt


def _zones_of(rule: Rule) -> tuple[Zone, ...]:
    """Return the zones in which examples of `rule` are tried: all that it allows.

    What goes on to the end of the document has to be there, or it takes the article.
    """
    if rule.region and _goes_to_the_end(rule.region):
        return ("head",) if rule.region.upward else ("tail",)
    if rule.where.zone:
        return tuple(zone for zone in _ZONES if zone in rule.where.zone)
    # A region above a line of the head takes the headline, and one below a line of the tail all that follows.
    return ("body", "tail") if rule.region and rule.region.upward else _ZONES


def _goes_to_the_end(region: Region) -> bool:
    return region.extent == "anything" and not (region.until or region.max_lines)


def _host_of(rule: Rule) -> str | None:
    """Return a host that the rule acts on, None where it acts on all."""
    if not rule.where.site:
        return None
    glob = rule.where.site[0]
    host = glob.replace("*", "x").replace("?", "x")
    return host if fnmatchcase(host, glob) else glob


def _failure(one: _Try, problem: str, advice: str) -> Failure:
    return Failure(
        rule=one.rule.id,
        file=one.rule.origin.file,
        line=_line(one.rule, one.claim, one.at),
        claim=one.claim,
        example=one.example,
        problem=problem,
        advice=advice,
    )


def _line(rule: Rule, key: str, at: int) -> int | None:
    """Return the line of element `at` of one of a rule's keys in its file; None if it isn't known."""
    if rule.origin.line is None:
        return None
    line = locate(rule.origin.rule_source).find("rule", 0, key, at) or 1
    return rule.origin.line + line - 1
