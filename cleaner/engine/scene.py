"""What is computed once about a document, on the original, before anything is decided."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

import regex

from cleaner.model import Zone
from cleaner.rulebook.rule import Lines, PageGate, Rule
from cleaner.text.prose import ProseTest, prose_lines
from cleaner.text.split import Line, split_lines
from cleaner.text.zones import zones

_SEPARATOR: Final = regex.compile(r" [|•·»:/-]+ | :: ")


@dataclass(slots=True)
class Scene:
    """A document's lines and what is true of them.

    `hits` holds, a line each, the numbers of the line rules whose matcher hits it,
    gates aside; `matched` the numbers of the patterns that match it. Lines that are the
    same share one set: it is not to be changed.
    """

    text: str
    host: str
    lines: list[Line]
    prose: list[bool]
    titles: tuple[str, ...]
    words: int
    prose_words: int
    zones: list[Zone] = field(default_factory=list)
    hits: list[AbstractSet[int]] = field(default_factory=list)
    matched: list[AbstractSet[int]] = field(default_factory=list)
    hit_count: int = 0

    def settle(self, rules: Sequence[Rule]) -> None:
        """Fill in what follows from the hits: the zones, and how many lines count for page gates."""
        self.zones = zones(
            [
                prose and not any(_claims_prose(rules[n]) for n in found)
                for prose, found in zip(self.prose, self.hits, strict=True)
            ]
        )
        self.hit_count = sum(
            any(counts(rules[n]) and rules[n].gates.page is None for n in found) for found in self.hits
        )

    def is_page(self, gate: PageGate) -> bool:
        """Say whether the document looks as noisy, and as much like an article, as `gate` asks."""
        return self.hit_count >= gate.hits and self.prose_words >= gate.prose * self.words


def set_scene(text: str, host: str, test: ProseTest) -> Scene:
    """Split `text` and judge its lines alone."""
    lines = split_lines(text)
    prose = prose_lines(lines, test)
    return Scene(
        text=text,
        host=host,
        lines=lines,
        prose=prose,
        titles=_titles(next((line.half for line in lines if line.half), "")),
        words=sum(line.words for line in lines),
        prose_words=sum(line.words for line, p in zip(lines, prose, strict=True) if p),
    )


def _titles(first: str) -> tuple[str, ...]:
    """Return the forms of the title: the first line that says anything, and its part before a separator."""
    if not first:
        return ()
    cut = _SEPARATOR.search(first)
    return (first, first[: cut.start()]) if cut and cut.start() else (first,)


def _claims_prose(rule: Rule) -> bool:
    return rule.effect == "drop" and isinstance(rule.matcher, Lines)


def counts(rule: Rule) -> bool:
    """Say whether a hit of `rule` is a sign of noise.

    Not where it drops at the strictest level only, and not where the line that it hits stays.
    """
    spares = rule.reach is not None and rule.reach.heading_stays
    return rule.effect == "drop" and rule.level != "strict" and not spares
