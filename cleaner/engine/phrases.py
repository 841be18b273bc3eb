"""Look phrases up in folded lines: equal, in a chain, at the start, inside."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
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
Members = dict[str, list[tuple[str, ...]]]
"""What a chain may be made of: phrases, in words, by their first word."""
Starting = list[tuple[int, str, int]]
"""Rule, phrase, words the line may have."""
Inside = list[tuple[int, int]]
"""Rule, words the line may have."""
PhraseTables = tuple[
    dict[str, bytes],
    tuple[dict[str, int], list[int], dict[int, bytes]],
    Columns[Starting],
    dict[str, bytes],
    StringTables,
]


class PhraseIndex:
    """All phrases of a rulebook, arranged so that a line is asked about few of them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._equal = Drawers[list[int]]()
        # Of each word in which of the rules with chains it stands: a bit a rule.
        self._chain_bits: dict[str, int] = {}
        # By bit: rule.
        self._chains: list[int] = []
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
        chains, starts = (self._chain_bits, self._chains, self._members.pack()), to_columns(self._starts)
        return self._equal.pack(), chains, starts, self._inside.pack(), self._inside_index.tables

    @classmethod
    def of_tables(cls, tables: PhraseTables, rules: Sequence[tuple[int, Rule]] = ()) -> Self:
        """Return the index whose `tables` these were, with the numbered `rules` of whole lines added."""
        index = cls(())
        equal, chains, starts, inside, strings = tables
        index._equal, index._inside = Drawers(equal), Drawers(inside)
        bits, numbers, members = chains
        index._chain_bits, index._chains, index._members = dict(bits), list(numbers), Lazy(members)
        index._starts = from_columns(starts)
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
                    bit = 1 << len(self._chains)
                    self._chains.append(number)
                    self._members[number] = _by_first_word(phrases)
                    for word in {word for phrase in phrases for word in _WORD.findall(phrase)}:
                        self._chain_bits[word] = self._chain_bits.get(word, 0) | bit
            case Starts(phrases=phrases):
                for phrase in phrases:
                    self._starts.setdefault(_first_word(phrase), []).append((number, phrase, most))
            case Contains(phrases=phrases):
                for phrase in phrases:
                    self._inside.put(phrase, [*(self._inside.find(phrase) or ()), (number, most)])

    @property
    def started(self) -> bool:
        """Whether there are phrases that lines begin with."""
        return bool(self._starts)

    @property
    def chain_words(self) -> AbstractSet[str]:
        """The words of which chains are made."""
        return self._chain_bits.keys()

    def contained(self) -> dict[str, Inside]:
        """Return by phrase the rules for lines that hold it, and how many words those may have."""
        return self._inside.opened()

    def equals(self) -> Mapping[str, list[int]]:
        """Return by phrase the rules for lines that are equal to it."""
        return self._equal.opened()

    def find_besides(self, folded: str, words: int) -> set[int]:
        """Return what `find` does, but for what the line equals, and holds."""
        started = self._find_started(folded, words) if self._starts else set()
        if words <= _CHAIN_WORDS:
            started.update(self._chains_of(folded))
        return started

    def find(self, line: Line) -> set[int]:
        """Return the numbers of the rules with a phrase that hits `line`."""
        folded = line.folded
        hits = set(self._equal.find(folded) or ())
        if not folded:
            return hits
        hits |= self.find_besides(folded, line.words)
        for phrase in self._inside_index.find(folded, line.words):
            if holds(folded, phrase):
                hits.update(number for number, most in self._inside[phrase] if line.words <= most)
        return hits

    def _find_started(self, folded: str, words: int) -> set[int]:
        return {
            number
            for number, phrase, most in self._starts.get(_first_word(folded), ())
            if words <= most and folded.startswith(phrase) and is_boundary(folded, len(phrase))
        }

    def _chains_of(self, folded: str) -> Iterator[int]:
        """Yield the rules of which a folded line is a chain of phrases."""
        words = _WORD.findall(folded)
        bits = (1 << len(self._chains)) - 1 if words else 0
        for word in words:
            bits &= self._chain_bits.get(word, 0)
            if not bits:
                return
        if not _CHAIN.fullmatch(folded):
            return
        while bits:
            bit = bits & -bits
            number = self._chains[bit.bit_length() - 1]
            if _is_chain(words, self._members[number]):
                yield number
            bits ^= bit


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


def _is_chain(words: list[str], phrases: Members) -> bool:
    """Say whether `words` are those of several phrases, by dynamic programming."""
    reached = [True] + [False] * len(words)
    for at, word in enumerate(words):
        if reached[at]:
            for phrase in phrases.get(word if word.isascii() else _first_word(word), ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    reached[at + len(phrase)] = True
    return reached[-1]
