"""All packs in force, ready to be matched."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Final

from cleaner.errors import RuleFileError
from cleaner.model import CATEGORIES, Category
from cleaner.rulebook.index import Index
from cleaner.rulebook.nearest import nearest_rules
from cleaner.rulebook.rule import Details, Lines, Origin, ProseTest, Rule, Where, pack_details
from cleaner.rulebook.score import SCORE
from cleaner.text.characters import CharacterTables
from cleaner.text.fold import fold

DROP_LINE: Final = "command-line.drop-line"
_HASH_DIGITS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Packs:
    """Some packs that were compiled together.

    `patterns` are the sources that `index` numbers, `codes` their compiled forms, for one line and for many
    (none: not kept), `literals` texts one of which what a span matches must hold, by rule. `disable` are
    ids, or globs, of rules that these packs switch off. `prose` is None where none of them says what it is.
    """

    rules: tuple[Rule, ...]
    patterns: tuple[str, ...]
    codes: tuple[tuple[bytes, bytes], ...]
    literals: Mapping[int, tuple[str, ...]]
    index: Index
    fragments: Mapping[str, str]
    prose: ProseTest | None
    function_words: Mapping[str, tuple[str, ...]]
    disable: tuple[str, ...]
    hash: str


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """All packs in force: those that come with the package, then a user's. `hash` changes whenever
    something changes that decides what is removed.

    `disabled` rules, by number, don't exist for anybody who asks `rules`. `drop_lines` are folded lines
    that the last rule drops, whatever keeps them.
    """

    packs: tuple[Packs, ...]
    characters: CharacterTables
    hash: str
    disabled: frozenset[int] = frozenset()
    drop_lines: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()

    @cached_property
    def all_rules(self) -> tuple[Rule, ...]:
        """All rules by number: disabled ones too, and what lines that fall by their score are credited to."""
        named = (_drop_line_rule(self.drop_lines),) if self.drop_lines else ()
        return (*(rule for packs in self.packs for rule in packs.rules), *_SCORE_RULES, *named)

    @cached_property
    def first_score_rule(self) -> int:
        """What lines of the first category are credited to if they fall by score; other categories follow."""
        return sum(len(packs.rules) for packs in self.packs)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force."""
        return tuple(
            rule
            for number, rule in enumerate(self.all_rules)
            if number not in self.disabled and rule.id != SCORE
        )

    @property
    def prose(self) -> ProseTest:
        """What counts as prose: the last word of any pack."""
        return next(packs.prose for packs in reversed(self.packs) if packs.prose)


def make_rulebook(packs: Sequence[Packs], characters: CharacterTables) -> Rulebook:
    """Return the rulebook of some packs; a rule replaces earlier ones of the same full id."""
    rules = [rule for some in packs for rule in some.rules]
    last = {rule.id: number for number, rule in enumerate(rules)}
    return Rulebook(
        packs=tuple(packs),
        characters=characters,
        hash=packs[0].hash if len(packs) == 1 else _extend("", [some.hash for some in packs]),
        disabled=frozenset(number for number, rule in enumerate(rules) if last[rule.id] != number),
    )


def without(rulebook: Rulebook, patterns: Collection[str], *, builtin: bool = True) -> Rulebook:
    """Return `rulebook` without the rules whose full ids match one of `patterns`, which may be globs.

    Without `builtin`, none of the rules that come with the package is in force. A pattern that
    matches no rule is a warning.
    """
    off = set() if builtin else set(range(len(rulebook.packs[0].rules)))
    warnings = []
    ids = [rule.id for rule in rulebook.all_rules if rule.id != SCORE]
    for pattern in patterns:
        found = [number for number, rule_id in enumerate(ids) if fnmatchcase(rule_id, pattern)]
        off.update(found)
        if not found:
            advice = nearest_rules(pattern, sorted(set(ids))) or "rules list shows the ids"
            warnings.append(f'disable "{pattern}" matches no rule\n  {advice}')
    named = sorted(ids[number] for number in off)
    return replace(
        rulebook,
        disabled=rulebook.disabled | off,
        hash=_extend(rulebook.hash, named) if named else rulebook.hash,
        warnings=(*rulebook.warnings, *warnings),
    )


def with_drop_lines(rulebook: Rulebook, texts: Collection[str]) -> Rulebook:
    """Return `rulebook`; if there are `texts`, with one rule more, the last, for the lines that say them.

    Raises RuleFileError where one says nothing.
    """
    if not texts:
        return rulebook
    phrases = frozenset(map(fold, texts))
    if "" in phrases:
        text = next(text for text in texts if not fold(text))
        advice = "give a line with a letter or a digit in it; for symbols write a rule file with a pattern"
        raise RuleFileError([f'--drop-line "{text}" folds to nothing\n  {advice}'])
    return replace(rulebook, drop_lines=phrases, hash=_extend(rulebook.hash, sorted(phrases)))


def _drop_line_rule(phrases: Collection[str]) -> Rule:
    return Rule(
        id=DROP_LINE,
        category="other",
        level="safe",
        language="",
        keep=False,
        matcher=Lines(phrases=tuple(sorted(phrases))),
        region=None,
        where=Where(),
        packed=pack_details(
            Details("Asked for by --drop-line.", (), (), Origin("--drop-line", None, "", ""))
        ),
    )


def _score_rule(category: Category) -> Rule:
    return Rule(
        id=SCORE,
        category=category,
        level="normal",
        language="",
        keep=False,
        matcher=Lines(phrases=()),
        region=None,
        where=Where(),
        packed=pack_details(
            Details("Its score is above the threshold.", (), (), Origin(SCORE, None, "", ""))
        ),
    )


_SCORE_RULES: Final = tuple(map(_score_rule, CATEGORIES))


def short_hash(data: bytes) -> str:
    """Return the hash by which people tell rulebooks apart."""
    from hashlib import sha256  # takes longer to import than most of what is here

    return sha256(data).hexdigest()[:_HASH_DIGITS]


def _extend(old: str, meaning: Collection[str]) -> str:
    return short_hash("\n".join((old, *meaning)).encode("utf-8", "surrogatepass"))
