"""Which rules take a line, each by itself, and under which name they are counted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from cleaner.engine.cleaner import Examined
from cleaner.engine.decide import STAYS, spread
from cleaner.engine.spans import Cut
from cleaner.rulebook.rule import Rule
from cleaner.text.columns import Flags

By = Literal["rule", "pack", "category"]
SEVERAL: Final = "several rules"
"""Instead of a rule's id: no single rule takes all lines of another, but several together do."""


def takers(found: Examined, drops: Flags) -> tuple[dict[int, set[int]], dict[int, list[Cut]]]:
    """Return the rules that take whole lines, and the parts that spans take, by line.

    What a keep rule or a category keeps is not taken.
    """
    free = found.decision.saved_by == STAYS
    line, rule, _ = spread(found.matches)
    may = drops[rule] & free[line]
    whole: dict[int, set[int]] = defaultdict(set)
    for at, number in zip(line[may].tolist(), rule[may].tolist(), strict=True):
        whole[at].add(number)
    cuts: dict[int, list[Cut]] = {}
    for at, some in found.matches.cuts.items():
        if free[at] and (dropped := [cut for cut in some if drops[cut[2]]]):
            cuts[at] = dropped
    return whole, cuts


def shadows(taken: Iterable[frozenset[int]], rules: Sequence[Rule]) -> dict[str, str]:
    """Return the rules of which every line is taken by another rule, too, and which one that is."""
    others: dict[int, frozenset[int]] = {}
    alone: set[int] = set()
    for taking in taken:
        for number in taking:
            others[number] = others.get(number, taking) & taking - {number}
            if len(taking) == 1:
                alone.add(number)
    return {
        rules[number].id: min((rules[other].id for other in same), default=SEVERAL)
        for number, same in others.items()
        if number not in alone
    }


def name_of(rule: Rule, by: By) -> str:
    if by == "category":
        return rule.category
    pack = rule.id.rpartition(".")[0]  # the rule for --drop-line has none
    return pack if by == "pack" and pack else rule.id
