"""Check what a cleaner is asked for: a typing error should not silently clean otherwise."""

from collections.abc import Collection, Iterable

from cleaner.engine.decide import Policy
from cleaner.engine.guard import Guard
from cleaner.errors import ArgumentError, advise, check_kind
from cleaner.model import CATEGORIES, LEVELS, LINKS
from cleaner.rulebook.rule import Rule


def check(policy: Policy, guard: Guard, links: str) -> None:
    """Raise ArgumentError for words that mean nothing, numbers out of range, and contradictions."""
    check_choice("level", policy.level, LEVELS)
    check_choice("links", links, LINKS)
    for name, categories in (("keep", policy.keep), ("drop", policy.drop)):
        for category in categories:
            check_choice(name, category, CATEGORIES)
    for category in CATEGORIES:
        if category in policy.keep and category in policy.drop:
            problem = f'keep and drop contradict each other: both name "{category}"'
            raise ArgumentError(f"{problem}\n  name it in one of them")
    check_kind("min_words", guard.min_words, int | float)
    check_kind("min_share", guard.min_share, int | float)
    if not guard.min_words >= 0:
        raise ArgumentError(f"min_words {guard.min_words} is no number of words\n  write 0 or more")
    if not 0 <= guard.min_share <= 1:
        raise ArgumentError(f"min_share {guard.min_share} is no share\n  write a number from 0 to 1")


def check_language(language: str | None, rules: Iterable[Rule]) -> None:
    """Raise ArgumentError where `rules` are for some languages, but none for `language`."""
    check_kind("language", language, str | None)
    asked = codes(language)
    known = sorted({rule.language.lower() for rule in rules if rule.language}) if asked else []
    if known and asked.isdisjoint(known):
        near = [code for code in known if any(one.startswith(code) for one in asked)]
        meant = f'did you mean "{near[-1]}"? ' if near else ""
        raise ArgumentError(
            f'no rule in force is for the language "{language}"\n  {meant}there are: {", ".join(known)}'
        )


def codes(language: str | None) -> frozenset[str]:
    """Return the codes that narrow the rules: "pt-BR" means the rules of "pt-br" and of "pt"."""
    if not language:
        return frozenset()
    code = language.lower().replace("_", "-")
    return frozenset((code, code.split("-")[0]))


def check_choice(name: str, value: object, known: Collection[str]) -> None:
    """Raise ArgumentError if `value` is none of the `known`."""
    if value not in known:
        raise ArgumentError(f'{name} "{value}" isn\'t known\n  {advise(str(value), known)}')
