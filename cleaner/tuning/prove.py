"""Prove rules by their examples: each is put into a host article and goes through the whole pipeline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final, Literal

from cleaner.engine.cleaner import Cleaner
from cleaner.errors import MatchTimeoutError
from cleaner.model import LEVELS, Level, Zone
from cleaner.rulebook.locate import locate
from cleaner.rulebook.rule import Reach, Repeat, Rule, Rulebook
from cleaner.tuning.expect import Fault, broken_drop, broken_keep, shorten
from cleaner.tuning.host import HOST, make_page
from cleaner.tuning.trial import Trial

Claim = Literal["drops", "keeps"]
_ZONES: Final[tuple[Zone, ...]] = ("head", "body", "tail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An example that doesn't do what its rule says it does. `place` is file:line, as far as it is known."""

    rule: str
    place: str
    claim: Claim
    example: str
    problem: str
    advice: str

    def __str__(self) -> str:
        what = f"{self.claim} {shorten(self.example)}: " if self.example else ""
        return f'{self.place}: rule "{self.rule}": {what}{self.problem}\n  {self.advice}'


def prove(rulebook: Rulebook, rules: Iterable[Rule] | None = None) -> list[Failure]:
    """Try every example of `rules` (default: all of `rulebook`) under the whole of `rulebook`.

    Each runs at its rule's level, without guard, in all languages, on a site that the
    rule speaks of, with the rule's page gate open.
    """
    bench = Bench(rulebook)
    chosen = rulebook.rules if rules is None else rules
    return [*bench.spoilers(), *(failure for rule in chosen for failure in bench.failures(rule))]


class Bench:
    """A rulebook, ready to try examples under it at any level."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rules = rulebook.rules
        self._cleaners = {level: _cleaner(rulebook, level) for level in LEVELS}
        self._spoilt = {level: dict(self._fallen_of_host(level)) for level in LEVELS}

    def spoilers(self) -> Iterator[Failure]:
        """Yield the rules that take lines of the host article as it is: no ground for proofs."""
        seen = set()
        for spoilt in self._spoilt.values():
            for text, number in spoilt.items():
                if number not in seen:
                    seen.add(number)
                    problem = f"takes a line of the article that examples are put into: {shorten(text)}"
                    rule = self._rules[number]
                    yield Failure(
                        rule=rule.id,
                        place=_place(rule),
                        claim="keeps",
                        example="",
                        problem=problem,
                        advice="narrow the rule",
                    )

    def failures(self, rule: Rule) -> Iterator[Failure]:
        """Yield what the examples of `rule` promise and it doesn't hold: one failure an example at most."""
        for at, example in enumerate(rule.drops):
            for problem, advice in self._first_fault(rule, "drops", example):
                yield _failure(rule, "drops", example, at, problem, advice)
        for at, example in enumerate(rule.keeps):
            for problem, advice in self._first_fault(rule, "keeps", example):
                yield _failure(rule, "keeps", example, at, problem, advice)

    def _first_fault(self, rule: Rule, claim: Claim, example: str) -> Iterator[Fault]:
        if not example.strip():
            yield "an empty example", "write a line as it stands on a page"
            return
        judge = broken_drop if claim == "drops" else broken_keep
        zones = _places(rule)
        for zone in zones:
            try:
                fault = next(judge(self._try(rule, claim, example, zone)), None)
            except MatchTimeoutError as error:
                fault = f'rule "{error.rule}" runs out of time on it', "mend its pattern"
            if fault:
                problem, advice = fault
                yield (f"{problem}, in the {zone}" if len(zones) > 1 else problem), advice
                return

    def _try(self, rule: Rule, claim: Claim, example: str, zone: Zone) -> Trial:
        # The first copy of what repeats stays, so what such a rule keeps is any text that stands once.
        twice = isinstance(rule.matcher, Repeat) and rule.effect == "drop" and claim == "drops"
        page = make_page(example, zone, twice=twice)
        cleaner = self._cleaners[rule.level]
        claims, decision, _ = cleaner.examine(page.text, url=_host_of(rule), open_page=rule.id)
        return Trial(
            rule=rule,
            rules=self._rules,
            page=page,
            claims=claims,
            decision=decision,
            spoilt=frozenset(self._spoilt[rule.level]),
        )

    def _fallen_of_host(self, level: Level) -> Iterator[tuple[str, int]]:
        claims, decision, _ = self._cleaners[level].examine(HOST)
        lines = claims.scene.lines
        yield from ((lines[at].raw, rule) for at, rule in decision.fallen.items())
        yield from ((lines[at].raw, found[0][2]) for at, found in decision.cuts.items())


def _cleaner(rulebook: Rulebook, level: Level) -> Cleaner:
    return Cleaner(rulebook, level=level, min_words=0, min_share=0.0, scored=False)


def _places(rule: Rule) -> tuple[Zone, ...]:
    """Return where examples of `rule` are tried: in each zone that it names, else in the middle.

    What goes on to the end of the document has to stand there, or it takes the article.
    """
    if rule.reach and _goes_to_the_end(rule.reach):
        return ("head",) if rule.reach.upward else ("tail",)
    return tuple(zone for zone in _ZONES if zone in rule.gates.zone) or ("body",)


def _goes_to_the_end(reach: Reach) -> bool:
    return not (reach.stops_at_prose or reach.until or reach.max_lines)


def _host_of(rule: Rule) -> str | None:
    """Return a host that the rule speaks of, None where it speaks of all."""
    if not rule.gates.site:
        return None
    glob = rule.gates.site[0]
    host = glob.replace("*", "x").replace("?", "x")
    return host if fnmatchcase(host, glob) else glob


def _failure(rule: Rule, claim: Claim, example: str, at: int, problem: str, advice: str) -> Failure:
    return Failure(
        rule=rule.id,
        place=_place(rule, claim, at),
        claim=claim,
        example=example,
        problem=problem,
        advice=advice,
    )


def _place(rule: Rule, key: str = "", at: int | None = None) -> str:
    """Return file and line of a rule, or of element `at` of one of its keys."""
    if rule.origin.line is None:
        return rule.origin.file
    line = locate(rule.origin.rule_source).find("rule", 0, key, at) or 1
    return f"{rule.origin.file}:{rule.origin.line + line - 1}"
