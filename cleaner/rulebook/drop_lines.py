"""Lines that a user wants dropped, as a rule."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cleaner.errors import RuleFileError
from cleaner.rulebook.rule import Gates, Lines, Origin, Rule, Rulebook
from cleaner.text.fold import fold

DROP_LINE: Final = "command-line.drop-line"


def with_drop_lines(rulebook: Rulebook, texts: Sequence[str]) -> Rulebook:
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
    from hashlib import sha256  # takes longer to import than all else here

    meaning = "\n".join((rulebook.hash, *sorted(phrases)))
    return replace(
        rulebook,
        rules=(*rulebook.rules, _rule(phrases)),
        hash=sha256(meaning.encode()).hexdigest()[:12],
    )


def _rule(phrases: frozenset[str]) -> Rule:
    return Rule(
        id=DROP_LINE,
        why="Asked for by --drop-line.",
        category="other",
        level="safe",
        language="",
        effect="drop",
        weight=None,
        matcher=Lines(phrases=phrases),
        reach=None,
        gates=Gates(),
        drops=(),
        keeps=(),
        origin=Origin(file="--drop-line", line=None, pack_source="", rule_source=""),
    )
