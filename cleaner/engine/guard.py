"""Stop a cleaning that would take too much."""

from dataclasses import dataclass, replace

from cleaner.engine.claims import Claims
from cleaner.engine.decide import BY_SCORE, Decision, Policy, decide, words_left
from cleaner.engine.score import Scores
from cleaner.model import LEVELS, Guarded, rank
from cleaner.rulebook.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """How little may be left: `min_words` words, and `min_share` of the words that came in."""

    min_words: int = 25
    min_share: float = 0.05

    def stops(self, claims: Claims, decision: Decision) -> bool:
        """Say whether prose fell, or anything by its score alone, and too little is left."""
        scene = claims.scene
        if not any(scene.prose[at] or number <= BY_SCORE for at, number in decision.fallen.items()):
            return False
        left = words_left(claims, decision)
        return left < self.min_words or left < self.min_share * scene.words


def decide_guarded(
    claims: Claims, rules: tuple[Rule, ...], policy: Policy, guard: Guard, scores: Scores
) -> tuple[Decision, Guarded | None]:
    """Decide; where the guard stops that, decide at the next milder level; at last remove nothing."""
    decision = decide(claims, rules, policy, scores)
    if not guard.stops(claims, decision):
        return decision, None
    for level in reversed(LEVELS[: rank(policy.level)]):
        milder = decide(claims, rules, replace(policy, level=level), scores)
        if not guard.stops(claims, milder):
            return milder, level
    return Decision({}, {}), "input"
