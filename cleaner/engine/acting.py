"""Which rules act on a document, sorted by what they do, so that nobody has to look through all of them."""

from collections.abc import Collection, Sequence
from fnmatch import fnmatchcase
from typing import Final

from cleaner.rulebook.rule import Block, Gates, Lines, Matcher, Repeat, Rule, Run, Span

SIGN, UNGATED, HEADING, CLAIMING, FREE = (1 << bit for bit in range(5))
"""What a hit says of a line: it is a sign of noise; one that page gates count; it takes what is below,
too; the line doesn't count as prose where it is told apart what stands around it; and it is a sign wherever
it stands, whatever the gates but those of pages."""


def has(mark: int) -> bytes:
    """Return what translates the marks of lines to 1 for those with `mark`, else 0."""
    return _HAS[mark]


_HAS: Final = {
    mark: bytes(bool(marks & mark) for marks in range(256))
    for mark in (SIGN, UNGATED, HEADING, CLAIMING, FREE)
}


class Acting:
    """The rules that act in documents of some language and site, by their numbers, in order."""

    def __init__(self, rules: Sequence[Rule], numbers: Sequence[int]) -> None:
        self._rules = rules
        self._all = numbers
        self.numbers = frozenset(numbers)
        self.silent = frozenset(range(len(rules))) - self.numbers
        self.keeping = frozenset(n for n in numbers if rules[n].effect == "keep")
        self.dropping = frozenset(n for n in numbers if rules[n].effect == "drop")
        of_kind: dict[type[Matcher], list[int]] = {kind: [] for kind in (Span, Block, Repeat, Run)}
        for n in numbers:
            if (kind := type(rules[n].matcher)) in of_kind:
                of_kind[kind].append(n)
        self.spans, self.blocks, self.repeats, self.runs = map(tuple, of_kind.values())
        self.free = frozenset(n for n in numbers if _is_free(rules[n].gates))
        """Those that may act wherever they hit, their page gates aside."""
        self.marks = [0] * len(rules)
        """Of every rule what its hits say of a line, nothing of those that don't act."""
        for n in numbers:
            self.marks[n] = _marks_of(rules[n], is_free=n in self.free)
        self._marked: dict[int, frozenset[int]] = {}

    def marked(self, mark: int) -> frozenset[int]:
        """Return the rules whose hits have a mark."""
        if mark not in self._marked:
            self._marked[mark] = frozenset(n for n, marks in enumerate(self.marks) if marks & mark)
        return self._marked[mark]


def _marks_of(rule: Rule, *, is_free: bool) -> int:
    marks = 0
    if counts(rule):
        marks |= SIGN | (UNGATED if rule.gates.page is None else 0) | (FREE if is_free else 0)
    if rule.reach is not None and not rule.reach.upward:
        marks |= HEADING
    if rule.effect == "drop" and isinstance(rule.matcher, Lines):
        marks |= CLAIMING
    return marks


class Casting:
    """Says which of a rulebook's rules act where; what it found out once it knows."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._languages = frozenset(rule.language.lower() for rule in rules if rule.language)
        self._of_sites = [n for n, rule in enumerate(rules) if rule.gates.site]
        self._known: dict[tuple[bool, frozenset[str], tuple[int, ...]], Acting] = {}

    def acting(self, languages: Collection[str], host: str) -> Acting:
        """Return the rules for the site `host` and one of `languages`; without these, for any language."""
        here = tuple(n for n in self._of_sites if _is_of_site(self._rules[n], host))
        # Not by what the document says, of which there is no end.
        key = not languages, self._languages.intersection(languages), here
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._cast(*key)
        return self._known[key]

    def _cast(self, any_language: bool, languages: frozenset[str], of_site: Collection[int]) -> Acting:
        return Acting(
            self._rules,
            [
                n
                for n, rule in enumerate(self._rules)
                if (any_language or not rule.language or rule.language.lower() in languages)
                and (not rule.gates.site or n in of_site)
            ],
        )


_MOST_KNOWN: Final = 64


def counts(rule: Rule) -> bool:
    """Say whether a hit of `rule` is a sign of noise.

    Not where it drops at the strictest level only, and not where the line that it hits stays.
    """
    spares = rule.reach is not None and rule.reach.heading_stays
    return rule.effect == "drop" and rule.level != "strict" and not spares


_NO_GATES: Final = Gates()


def _is_free(gates: Gates) -> bool:
    return gates == _NO_GATES or gates._replace(site=(), page=None) == _NO_GATES


def _is_of_site(rule: Rule, host: str) -> bool:
    return any(fnmatchcase(host, glob) for glob in rule.gates.site)
