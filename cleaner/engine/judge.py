"""Judge documents whose lines are split and matched: claims, decision, result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from cleaner.engine.acting import Acting, Casting
from cleaner.engine.arguments import codes
from cleaner.engine.claims import Claims
from cleaner.engine.decide import Decision, Policy
from cleaner.engine.guard import Guard, decide_guarded
from cleaner.engine.hits import Hits, Ruling
from cleaner.engine.matching import LineMatcher, Tables
from cleaner.engine.render import render
from cleaner.engine.scene import Scene
from cleaner.engine.score import Scorer, Scores
from cleaner.model import Guarded, Links, Result
from cleaner.rulebook.rule import Rulebook


@dataclass(frozen=True, kw_only=True)
class Judge:
    """A rulebook and what was asked for, shared by the plain way and the one for many documents.

    `languages` are those that narrow the rules where a document brings none.
    """

    book: Rulebook
    language: str | None
    policy: Policy
    guard: Guard
    tidy: bool
    links: Links
    tables: Tables | None = None

    @cached_property
    def scorer(self) -> Scorer:
        """What scores lines."""
        return Scorer(
            rules=self.book.rules, scoring=self.book.scoring, function_words=self.book.function_words
        )

    @cached_property
    def matcher(self) -> LineMatcher:
        """All line rules, compiled."""
        return LineMatcher(self.book.rules, self.tables)

    @cached_property
    def _casting(self) -> Casting:
        return Casting(self.book.rules)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {rule.id: n for n, rule in enumerate(self.book.rules)}

    def acting(self, url: str | None, language: str | None) -> Acting:
        """Return the rules that act in a document from `url`; `language` goes before the judge's."""
        return self._casting.acting(codes(language or self.language), _host(url))

    def claims(
        self,
        scene: Scene,
        acting: Acting,
        open_page: str | None = None,
        opened: Mapping[int, Sequence[int]] = MappingProxyType({}),
    ) -> Claims:
        """Return what every rule wants of a document whose line rules are matched.

        `opened`: see Hits.
        """
        scene.settle(acting)
        ruling = Ruling(
            rules=self.book.rules,
            numbers=self._numbers,
            steps=self.matcher.steps,
            needed=self.matcher.needed,
            acting=acting,
            open_page=open_page,
        )
        return Claims(Hits(scene, ruling, opened), self.book.rules, acting)

    def decide(self, claims: Claims, scores: Scores) -> tuple[Decision, Guarded | None]:
        """Return what falls, and what the guard did."""
        return decide_guarded(claims, self.book.rules, self.policy, self.guard, scores)

    def result(self, claims: Claims, scores: Scores) -> Result:
        """Return what is left of a document and what went."""
        decision, guarded = self.decide(claims, scores)
        scene, rules = claims.scene, self.book.rules
        cleaned, removals = render(scene.text, scene.lines, decision, rules, tidy=self.tidy, links=self.links)
        return Result(text=cleaned, removals=removals, level=self.policy.level, guarded=guarded)


def _host(url: str | None) -> str:
    """Return the host of a URL, or of something that is a host already; lower case, without port."""
    if not url:
        return ""
    rest = url.partition("://")[2] or url
    return rest.split("/")[0].split("?")[0].rpartition("@")[2].split(":")[0].lower()
