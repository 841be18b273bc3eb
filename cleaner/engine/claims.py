"""From hits to claims: what each rule would take if it were alone, its gates and its reach observed."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from cleaner.engine.acting import Acting
from cleaner.engine.hits import Hits
from cleaner.engine.reach import Reaches
from cleaner.rulebook.rule import Block, Reach, Repeat, Rule, Run, Span


class Claim(NamedTuple):
    """Rule number `rule` wants lines `first` to `last` (exclusive) or, of line `first`, the `spans`."""

    rule: int
    first: int
    last: int
    spans: tuple[tuple[int, int], ...] = ()


class Claims:
    """All claims on one document, at whatever level, and the lines that keep rules protect."""

    def __init__(self, hits: Hits, rules: Sequence[Rule], acting: Acting) -> None:
        self.scene = scene = hits.scene
        self.all_hits = hits
        self.rules = rules
        self.acting = acting
        self._claimants: list[set[int]] = []
        self.savers: dict[int, int] = {}
        """The keep rule that protects a line."""
        self.kept = [False] * len(scene.lines)
        """Of each line whether a keep rule protects it."""
        self._reaches = Reaches(scene, self.kept)
        self.saves = [claim for n in hits.hitting(acting.keeping) for claim in self._of_rule(n)]
        for claim in self.saves:
            for at in range(claim.first, claim.last):
                self.kept[at] = True
                self.savers.setdefault(at, claim.rule)
        if self.saves:
            hits.cut_at(self.kept)
            self._reaches = Reaches(scene, self.kept)
        self.claims = [claim for n in hits.hitting(acting.dropping) for claim in self._of_rule(n)]

    def _of_rule(self, number: int) -> Iterator[Claim]:
        rule, keeper = self.rules[number], self.all_hits.keeper
        if not keeper.opens_page(rule):
            return
        match rule.matcher:
            case Block() | Run() | Repeat():
                for first, last in self.all_hits.stretches(number):
                    if keeper.opens(rule, first, last):
                        yield Claim(number, first, last)
            case Span():
                for at, spans in self.all_hits.spans(number):
                    if not self.kept[at] and keeper.opens(rule, at, at + 1):
                        yield Claim(number, at, at + 1, spans)
            case _:
                for at in self.all_hits.open_lines(number):
                    yield self._with_run(number, rule.reach, at) if rule.reach else Claim(number, at, at + 1)

    def _with_run(self, number: int, reach: Reach, at: int) -> Claim:
        """Return the claim on line `at` and on the run beside it."""
        first, last = self._reaches.run_beside(reach, at)
        if reach.heading_stays:
            return Claim(number, first, last)
        return Claim(number, min(first, at), max(last, at + 1))

    def opens_page(self, number: int) -> bool:
        """Say whether the document is a page for a rule."""
        return self.all_hits.keeper.opens_page(self.rules[number])

    def opens(self, number: int, at: int) -> bool:
        """Say whether all gates of a rule are open on line `at`."""
        rule = self.rules[number]
        return self.all_hits.keeper.opens_page(rule) and self.all_hits.keeper.opens(rule, at, at + 1)

    def hits(self, at: int) -> AbstractSet[int]:
        """Return the rules whose matcher hits line `at`, gates and keep rules aside."""
        return self.all_hits.of_line(at)

    def takers(self, at: int) -> AbstractSet[int]:
        """Return the rules that hit line `at` or claim it as part of a run."""
        return self.hits(at) | self.claimants(at)

    def claimants(self, at: int) -> set[int]:
        """Return the rules that act on line `at`, gates observed: that want it, or save it."""
        if not self._claimants:
            self._claimants = self._find_claimants()
        return self._claimants[at]

    def _find_claimants(self) -> list[set[int]]:
        """Return the rules that act on each line, every line asked once a rule and not once a claim."""
        found: list[set[int]] = [set() for _ in self.scene.lines]
        reached: dict[int, int] = {}
        for claim in sorted((*self.claims, *self.saves), key=lambda claim: claim.first):
            for at in range(max(claim.first, reached.get(claim.rule, 0)), claim.last):
                found[at].add(claim.rule)
            reached[claim.rule] = max(claim.last, reached.get(claim.rule, 0))
        return found
