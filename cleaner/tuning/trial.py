"""One example in the host article, cleaned: which of its lines fell, and on whose account."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaner.engine.claims import Claims
from cleaner.engine.decide import Decision
from cleaner.rulebook.rule import Rule
from cleaner.tuning.host import Page


@dataclass(slots=True, kw_only=True)
class Trial:
    """What happened to the lines of `page`, which are named by their numbers, as `rule` is proved.

    `spoilt` are texts of host lines that fall without any example.
    """

    rule: Rule
    rules: Sequence[Rule]
    page: Page
    claims: Claims
    decision: Decision
    spoilt: frozenset[str] = frozenset()
    _at: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A line too long to be judged whole is several lines to the engine.
        for at, line in enumerate(self.claims.scene.lines):
            self._at.setdefault(line.number, []).append(at)

    def text(self, number: int) -> str:
        """Return line `number`, without indentation."""
        return "".join(self.claims.scene.lines[at].raw for at in self._at[number]).strip()

    def folded(self, number: int) -> str:
        """Return the folded form of line `number`."""
        return self.claims.scene.lines[self._at[number][0]].folded

    def falls(self, number: int) -> bool:
        """Say whether the whole of the line falls."""
        return all(at in self.decision.fallen for at in self._at[number])

    def loses(self, number: int) -> bool:
        """Say whether any of the line falls."""
        return bool(self.takers(number))

    def takers(self, number: int) -> tuple[str, ...]:
        """Return the ids of the rules on whose account the line, or a part of it, falls."""
        fallen, cuts = self.decision.fallen, self.decision.cuts
        found = {fallen[at] for at in self._at[number] if at in fallen}
        found |= {rule for at in self._at[number] for _, _, rule in cuts.get(at, ())}
        return tuple(sorted(self.rules[rule].id for rule in found))

    def hits(self, number: int, rule: str | None = None) -> bool:
        """Say whether the matcher of `rule` (an id; default: the one on trial) hits the line, gates aside."""
        wanted = rule or self.rule.id
        return any(self.rules[n].id == wanted for at in self._at[number] for n in self.claims.hits(at))

    def acts(self, number: int) -> bool:
        """Say whether the rule acts on the line: wants it, or saves it."""
        return any(
            self.rules[n].id == self.rule.id for at in self._at[number] for n in self.claims.claimants(at)
        )

    def saver(self, number: int) -> str | None:
        """Return the id of the keep rule that protects the line, or None."""
        found = [self.claims.savers[at] for at in self._at[number] if at in self.claims.savers]
        return self.rules[found[0]].id if found else None
