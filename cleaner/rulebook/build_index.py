"""Build the index of some rules: matchers, phrases and patterns, and the runs that propose them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypedDict

import numpy as np
import numpy.typing as npt

from cleaner.rulebook.index import NODE_BITS, HashTable, Index, Kind, Role, find_places
from cleaner.rulebook.needs import LINE_BREAK, SIGN, Run, literals_of, needs_of, run_of_phrase
from cleaner.rulebook.rule import After, Block, Contains, Lines, Pattern, Rule, Span, Starts
from cleaner.text.characters import MARKDOWN
from cleaner.text.tokens import hash_token
from cleaner.text.words import NUMBER

Array = npt.NDArray[Any]
_SHIFTS: Final = (0xD6E8FEB86659FD93, 0xA24BAED4963EE407, 0x9FB21C651E98DF25, 0xC2B2AE3D27D4EB4F)
_MASK: Final = (1 << 64) - 1
NO_LIMIT: Final = 1 << 30


def build_index(
    rules: Sequence[Rule], common: frozenset[str]
) -> tuple[Index, tuple[str, ...], dict[int, tuple[str, ...]]]:
    """Return the index of `rules`, the patterns it numbers, and of each rule that is a span its literals.

    `common` are words that most lines hold.
    """
    builder = _Builder(common)
    for number, rule in enumerate(rules):
        builder.add(number, rule)
    return builder.build()


class _Builder:
    """Gathers matchers, phrases and patterns, and the runs that propose them."""

    def __init__(self, common: frozenset[str]) -> None:
        self._common = common
        self._matchers: list[tuple[int, int, int, int]] = []
        self._phrases: list[tuple[int, int, str]] = []
        self._patterns: dict[str, list[int]] = {}
        self._spans: set[str] = set()
        self._phrase_runs: list[Run] = []
        self._literals: dict[int, tuple[str, ...]] = {}

    def add(self, number: int, rule: Rule) -> None:
        """Add what a rule matches, and what is asked around it."""
        where = rule.where
        least, most = where.min_words or 0, NO_LIMIT if where.max_words is None else where.max_words
        match rule.matcher:
            case Block(steps=steps):
                for step in steps:
                    self._pattern(step.source, self._matcher(number, Role.STEP))
            case Span(source=source):
                self._pattern(source, self._matcher(number, Role.MAIN, least, most), span=True)
                self._literals[number] = literals_of(source)
            case matcher:
                self._lines(matcher, self._matcher(number, Role.MAIN, least, most))
        if rule.region and rule.region.until:
            self._lines(Lines(phrases=rule.region.until), self._matcher(number, Role.UNTIL))
        if isinstance(where.after, After):
            self._lines(where.after.matcher, self._matcher(number, Role.AFTER))

    def _matcher(self, rule: int, role: Role, least: int = 0, most: int = NO_LIMIT) -> int:
        self._matchers.append((rule, role, least, most))
        return len(self._matchers) - 1

    def _lines(self, matcher: Lines | Starts | Contains | Pattern, number: int) -> None:
        match matcher:
            case Lines(phrases=phrases, chain=chain):
                for phrase in phrases:
                    self._phrase(phrase, Kind.LINE, number)
                    if chain:
                        self._phrase(phrase, Kind.CHAIN, number)
            case Starts(phrases=phrases):
                for phrase in phrases:
                    self._phrase(phrase, Kind.START, number)
            case Contains(phrases=phrases):
                for phrase in phrases:
                    self._phrase(phrase, Kind.PART, number)
            case Pattern(source=source):
                self._pattern(source, number)

    def _phrase(self, phrase: str, kind: Kind, matcher: int) -> None:
        self._phrases.append((matcher, kind, phrase))
        self._phrase_runs.append(run_of_phrase(phrase, begins=kind != Kind.PART, ends=kind == Kind.LINE))

    def _pattern(self, source: str, matcher: int, *, span: bool = False) -> None:
        self._patterns.setdefault(source, []).append(matcher)
        if span:
            self._spans.add(source)

    def build(self) -> tuple[Index, tuple[str, ...], dict[int, tuple[str, ...]]]:
        """Return the index of what was added."""
        runs: dict[Run, list[int]] = {}
        for number, run in enumerate(self._phrase_runs):
            runs.setdefault(run, []).append(number)
        signs: list[tuple[int, int]] = []
        opened: list[int] = []
        for number, (source, matchers) in enumerate(self._patterns.items()):
            needs = needs_of(source, whole=source not in self._spans, common=self._common)
            for run in needs:
                if run[0] == SIGN:
                    signs.append((ord(run[1]), number))
                else:
                    runs.setdefault(run, []).append(len(self._phrases) + number)
            if not needs and self._is_asked(matchers, literals_of(source) if source in self._spans else ()):
                opened.append(number)
        words, ids = hash_words(runs)
        steps, nodes, count = make_trie(runs, ids, 1 << int(words.bits))
        starts, outputs = _pack(
            [runs[run] for run in runs], np.array([nodes[run] for run in runs], np.int64), count
        )
        texts = [text.encode("utf-8", "surrogatepass") for _, _, text in self._phrases]
        columns = np.array(self._matchers, np.int64).reshape(-1, 4)
        pattern_starts, pattern_matchers = _ragged(list(self._patterns.values()))
        index = Index(
            words=words,
            **step_arrays(steps, nodes, ids, count, 1 << int(words.bits)),
            output_start=starts,
            outputs=outputs,
            break_id=np.array(ids[LINE_BREAK], np.int64),
            number_id=np.array(ids[NUMBER], np.int64),
            phrase_matcher=np.array([matcher for matcher, _, _ in self._phrases], np.int32),
            phrase_kind=np.array([kind for _, kind, _ in self._phrases], np.uint8),
            phrase_start=np.cumsum([0, *map(len, texts)], dtype=np.int64),
            phrase_text=np.frombuffer(b"".join(texts), np.uint8),
            pattern_start=pattern_starts,
            pattern_matchers=pattern_matchers,
            matcher_rule=columns[:, 0].astype(np.int32),
            matcher_role=columns[:, 1].astype(np.uint8),
            matcher_least=columns[:, 2],
            matcher_most=columns[:, 3],
            signs=np.array([sign for sign, _ in signs], np.uint32),
            sign_pattern=np.array([number for _, number in signs], np.int64),
            open_patterns=np.array(opened, np.int64),
        )
        return index, tuple(self._patterns), self._literals

    def _is_asked(self, matchers: Sequence[int], literals: Sequence[str]) -> bool:
        """Say whether a pattern is looked for, though nothing proposes it.

        Steps of blocks are asked beside other steps; spans that hold Markdown on the lines that do.
        """
        if literals and all(any(sign in text for sign in (*MARKDOWN, "//")) for text in literals):
            return False
        return any(self._matchers[one][1] != Role.STEP for one in matchers)


def hash_words(runs: Iterable[Run]) -> tuple[HashTable, dict[str, int]]:
    """Return the table of all words of the runs, and the id of each."""
    words = sorted({word for run in runs for word in run} | {LINE_BREAK, NUMBER})
    hashes = [hash_token(word) for word in words]
    # The id 0 is that of all other words.
    table = make_table(hashes, frozenset([0]))
    return table, dict(zip(words, find_places(table, np.array(hashes, np.uint64)).tolist(), strict=True))


def make_trie(
    runs: Iterable[Run], ids: Mapping[str, int], first: int
) -> tuple[list[Run], dict[Run, int], int]:
    """Return the steps of a trie of runs, the node of each run, and how many nodes there are.

    The node of one word is its id; others are numbered from `first` on.
    """
    nodes: dict[Run, int] = {(word,): number for word, number in ids.items()}
    steps: list[Run] = []
    for run in runs:
        for size in range(2, len(run) + 1):
            part = run[:size]
            if part not in nodes:
                nodes[part] = first + len(steps)
                steps.append(part)
    return steps, nodes, first + len(steps)


class StepArrays(TypedDict):
    """The steps of a trie, as `Index` has them."""

    steps: HashTable
    step_node: Array
    is_inner: Array
    is_next: Array


def step_arrays(
    steps: Sequence[Run], nodes: Mapping[Run, int], ids: Mapping[str, int], count: int, words: int
) -> StepArrays:
    """Return the steps of a trie of `count` nodes as arrays; `words` is how many ids there may be."""
    is_inner, is_next = np.zeros(count, np.bool_), np.zeros(words, np.bool_)
    for run in steps:
        is_inner[nodes[run[:-1]]] = True
        is_next[ids[run[-1]]] = True
    keys = [(nodes[run[:-1]] << NODE_BITS) | ids[run[-1]] for run in steps]
    table = make_table(keys, frozenset())
    step_node = np.zeros(1 << int(table.bits), np.int32)
    step_node[find_places(table, np.array(keys, np.uint64))] = [nodes[run] for run in steps]
    return {"steps": table, "step_node": step_node, "is_inner": is_inner, "is_next": is_next}


def _pack(values: list[list[int]], places: Array, count: int) -> tuple[Array, Array]:
    """Return lists by their places, of which there are `count`, as starts and one array."""
    order = np.argsort(places)
    sizes = np.zeros(count + 1, np.int64)
    sizes[places + 1] = [len(one) for one in values]
    return np.cumsum(sizes), np.array([one for at in order.tolist() for one in values[at]], np.int64)


def _ragged(values: list[list[int]]) -> tuple[Array, Array]:
    """Return lists as starts and one array."""
    starts = np.cumsum([0, *map(len, values)], dtype=np.int64)
    return starts, np.array([one for some in values for one in some], np.int64)


def make_table(keys: list[int], reserved: frozenset[int]) -> HashTable:
    """Return a perfect hash of `keys`; no key gets a `reserved` place."""
    bits = max(6, (len(keys) + len(keys) // 8).bit_length())
    while True:
        for multiplier in _SHIFTS:
            found = _try_table(np.array(keys, np.uint64), reserved, bits, multiplier)
            if found is not None:
                return found
        bits += 1


def _try_table(keys: Array, reserved: frozenset[int], bits: int, multiplier: int) -> HashTable | None:
    group_bits = bits - 2
    size = 1 << bits
    mixed = keys * np.uint64(multiplier)
    group = (mixed >> np.uint64(64 - group_bits)).astype(np.int64)
    place = ((mixed >> np.uint64(64 - group_bits - bits)) & np.uint64(size - 1)).astype(np.int64)
    used = bytearray(size)
    for one in reserved:
        used[one] = 1
    groups: dict[int, list[int]] = {}
    for one, at in zip(group.tolist(), place.tolist(), strict=True):
        groups.setdefault(one, []).append(at)
    shift = np.zeros(1 << group_bits, np.int64)
    free = 0
    # The largest first, while there is room; single ones fill what is left.
    for one in sorted(groups, key=lambda one: (-len(groups[one]), one)):
        places = groups[one]
        if len(set(places)) < len(places):
            return None
        if len(places) == 1:
            free = used.find(0, free)
            if free < 0:
                return None
            by = (free - places[0]) % size
        else:
            by = _fitting_shift(places, used, size, one)
            if by < 0:
                return None
        for at in places:
            used[(at + by) & (size - 1)] = 1
        shift[one] = by
    table = HashTable(
        keys=np.full(size, _MASK, np.uint64),
        shift=shift.astype(np.int32),
        multiplier=np.array(multiplier, np.uint64),
        bits=np.array(bits, np.int64),
    )
    table.keys[(place + shift[group]) & (size - 1)] = keys
    return table


def _fitting_shift(places: list[int], used: bytearray, size: int, seed: int) -> int:
    """Return a shift by which none of some places is used, -1 if none is found."""
    by = (seed * 0x9E3779B1) % size
    for _ in range(4 * size):
        if not any(used[(at + by) & (size - 1)] for at in places):
            return by
        by = (by * 5 + 12345) % size
    return -1
