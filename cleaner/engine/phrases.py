"""Look phrases up in folded lines: equal, in a chain, at the start, inside."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Self

import regex

from cleaner.engine.columns import Columns, from_columns, to_columns
from cleaner.engine.drawers import Drawers
from cleaner.engine.lazy import Lazy
from cleaner.engine.strings import StringIndex, StringTables
from cleaner.rulebook.rule import Contains, Lines, Rule, Starts
from cleaner.text.split import Line
from cleaner.text.words import is_boundary

_WORD: Final = regex.compile(r"\w+")
_ASCII_WORD: Final = regex.compile(r"[0-9a-z_]+")
# What may stand between the members of a chain ("Home | News | Sport").
_CHAIN: Final = regex.compile(r"[\w\s|/\\•·,<>«»‹›:;+&'*()-]+")
_CHAIN_WORDS: Final = 80
Numbers = dict[str, list[int]]
Members = dict[str, list[tuple[str, ...]]]
"""What a chain may be made of: phrases, in words, by their first word."""
Starting = list[tuple[int, str, int]]
"""Rule, phrase, words the line may have."""
Inside = list[tuple[int, int]]
"""Rule, words the line may have."""
PhraseTables = tuple[
    dict[str, bytes],
    Columns[list[int]],
    dict[int, bytes],
    Columns[Starting],
    dict[str, bytes],
    StringTables,
]


class PhraseIndex:
    """All phrases of a rulebook, arranged so that a line is asked about few of them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._equal = Drawers[list[int]]()
        # By first word: rules.
        self._chains: Numbers = {}
        self._members = Lazy[Members]()
        # By first word: rule, phrase, words the line may have.
        self._starts: dict[str, Starting] = {}
        # By phrase: rule, words the line may have.
        self._inside = Drawers[Inside]()
        for number, rule in enumerate(rules):
            self._add(number, rule)
        self._inside_index = StringIndex(
            (phrase, max(most for _, most in items)) for phrase, items in self._inside.items()
        )

    @property
    def tables(self) -> PhraseTables:
        """What `of_tables` makes the same index of: plain data."""
        members, strings = self._members.pack(), self._inside_index.tables
        chains, starts = to_columns(self._chains), to_columns(self._starts)
        return self._equal.pack(), chains, members, starts, self._inside.pack(), strings

    @classmethod
    def of_tables(cls, tables: PhraseTables, rules: Sequence[tuple[int, Rule]] = ()) -> Self:
        """Return the index whose `tables` these were, with the numbered `rules` of whole lines added."""
        index = cls(())
        equal, chains, members, starts, inside, strings = tables
        index._equal, index._inside = Drawers(equal), Drawers(inside)
        index._chains, index._starts = from_columns(chains), from_columns(starts)
        index._members = Lazy(members)
        index._inside_index = StringIndex.of_tables(strings)
        for number, rule in rules:
            index._add(number, rule)
        return index

    def _add(self, number: int, rule: Rule) -> None:
        most = rule.gates.max_words or 0
        match rule.matcher:
            case Lines(phrases=phrases, chain=chain):
                for phrase in phrases:
                    self._equal.put(phrase, [*(self._equal.find(phrase) or ()), number])
                if chain:
                    self._members[number] = members = _by_first_word(phrases)
                    for word in members:
                        self._chains.setdefault(word, []).append(number)
            case Starts(phrases=phrases):
                for phrase in phrases:
                    self._starts.setdefault(_first_word(phrase), []).append((number, phrase, most))
            case Contains(phrases=phrases):
                for phrase in phrases:
                    self._inside.put(phrase, [*(self._inside.find(phrase) or ()), (number, most)])

    def find(self, line: Line) -> set[int]:
        """Return the numbers of the rules with a phrase that hits `line`."""
        folded = line.folded
        hits = set(self._equal.find(folded) or ())
        if not folded:
            return hits
        first = _first_word(folded)
        for number, phrase, most in self._starts.get(first, ()):
            if line.words <= most and folded.startswith(phrase) and is_boundary(folded, len(phrase)):
                hits.add(number)
        for number in self._chains.get(first, ()):
            if line.words <= _CHAIN_WORDS and _is_chain(folded, self._members[number]):
                hits.add(number)
        for phrase in self._inside_index.find(folded, line.words):
            if holds(folded, phrase):
                hits.update(number for number, most in self._inside[phrase] if line.words <= most)
        return hits


def holds(folded: str, phrase: str) -> bool:
    """Say whether `phrase` stands in `folded` at word boundaries."""
    at = folded.find(phrase)
    while at >= 0:
        if is_boundary(folded, at) and is_boundary(folded, at + len(phrase)):
            return True
        at = folded.find(phrase, at + 1)
    return False


def _first_word(text: str) -> str:
    """Return the key under which a phrase or line is filed."""
    found = _WORD.search(text)
    word = found.group() if found else ""
    if word.isascii():
        return word
    # In a script without spaces a phrase is only the beginning of the line's first run of
    # letters, and a word of another script ends where it begins: "cookies設定".
    latin = _ASCII_WORD.match(word)
    return latin.group() if latin else word[0]


def _by_first_word(phrases: Iterable[str]) -> Members:
    table: Members = defaultdict(list)
    for phrase in sorted(phrases):
        words = tuple(_WORD.findall(phrase))
        table[_first_word(phrase)].append(words)
    return dict(table)


def _is_chain(folded: str, phrases: Members) -> bool:
    """Say whether `folded` is made of phrases and separators, by dynamic programming over its words."""
    if not _CHAIN.fullmatch(folded):
        return False
    words = _WORD.findall(folded)
    reached = [True] + [False] * len(words)
    for at, word in enumerate(words):
        if reached[at]:
            for phrase in phrases.get(_first_word(word), ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    reached[at + len(phrase)] = True
    return reached[-1]
