"""Find with one scan of many lines which patterns and phrases they may match."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from threading import Lock
from typing import Any, Final

import numpy as np

from cleaner.engine.bulk.expressions import ANYTHING, condition, is_sure, line_expressions, phrase_expression
from cleaner.engine.bulk.forms import Forms
from cleaner.engine.bulk.tables import Bools, Bytes, Ints, distinct, squeezed
from cleaner.engine.patterns import LONGEST
from cleaner.engine.store import Store

hyperscan: Any
try:
    hyperscan = import_module("hyperscan")
except ImportError:  # there is no wheel for every platform
    hyperscan = None

_ANYTHING: Final = ANYTHING.encode()
SHORT: Final = 30
"""Words of a short line. Most patterns are for no others, and need not see the long ones."""
_FORMAT: Final = "1"
"""Another one for every change of what expressions are made."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: patterns and phrases, and how many words a line may have for each."""

    patterns: Sequence[tuple[int, str, int]]
    phrases: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Proposals:
    """Which form may match what: the pattern with that number, or the phrase at that place.

    `sure`: of a phrase, that it does.
    """

    form: Ints
    wanted: Ints
    is_phrase: Any
    sure: Any


class Scanner:
    """Three Hyperscan databases: what is wanted in all lines; in short ones only, of which a page has most;
    what patterns begin by looking ahead to. That takes long, so only lines are scanned that fit otherwise.
    """

    def __init__(self, wanted: Wanted, databases: Sequence[Any]) -> None:
        self._databases = databases
        self._lock = Lock()  # a database scans for one at a time
        patterns, phrases = wanted.patterns, wanted.phrases
        self._first_phrase = len(patterns)
        self._count = len(patterns) + len(phrases)
        self._looks_ahead = np.zeros(self._count, dtype=np.bool_)
        self._looks_ahead[[number for _, number in _conditions(wanted)]] = True
        self._number = np.array([n for n, _, _ in patterns] + list(range(len(phrases))), dtype=np.int64)
        self._most_words = np.array(_most_words(wanted), dtype=np.int64)
        # A phrase is found with the character behind it.
        self._behind = np.array([1] * len(patterns) + [1 + is_sure(phrase[-1]) for phrase, _ in phrases])
        self._sure = np.array([False] * len(patterns) + [_is_sure(phrase) for phrase, _ in phrases])

    def propose(self, forms: Forms) -> Proposals:
        """Return what each form may match."""
        text, size = forms.text, forms.text.end - forms.text.start
        data: Bytes = squeezed()[np.minimum(text.codes, 0x10000)]
        pairs = [
            self._scan(self._databases[0], data, size),
            self._scan(self._databases[1], data, size, forms.words <= SHORT),
        ]
        form, number = np.divmod(distinct(np.concatenate(pairs)), self._count)
        is_phrase = number >= self._first_phrase
        keep = (forms.words[form] <= self._most_words[number]) & (is_phrase | (size[form] <= LONGEST))
        keep[keep] = self._conditions_hold(form[keep], number[keep], data, size)
        form, number, is_phrase = form[keep], number[keep], is_phrase[keep]
        # Of plain ASCII the scan sees what counts, but for "_", which is part of a word.
        plain = np.ones(len(size), dtype=np.bool_)
        plain[text.form_at(np.flatnonzero((data >= 0x80) | (data == ord("_"))))] = False
        return Proposals(form, self._number[number], is_phrase, self._sure[number] & plain[form])

    def _conditions_hold(self, form: Ints, number: Ints, data: Bytes, size: Ints) -> Bools:
        """Say of each form and what it may match whether the one holds what the other looks ahead to."""
        hold = ~self._looks_ahead[number]
        asked = np.zeros(len(size), dtype=np.bool_)
        asked[form[~hold]] = True
        met = self._scan(self._databases[2], data, size, asked)
        hold[~hold] = np.isin((form * self._count + number)[~hold], met)
        return hold

    def _scan(self, database: Any, data: Bytes, size: Ints, part: Bools | None = None) -> Ints:
        """Return what is found in the forms, or `part` of them: form times `_count`, plus the number."""
        forms = np.arange(len(size)) if part is None else np.flatnonzero(part)
        if part is not None:
            data, size = np.append(data[:1], data[1:][np.repeat(part, size + 1)]), size[part]
        found: list[int] = []
        add = found.append

        def note(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add(number)
            add(end)

        if database is not None and len(forms):
            with self._lock:
                database.scan(data.tobytes(), match_event_handler=note)
        number, end = np.array(found, dtype=np.int64).reshape(-1, 2).T
        starts = np.cumsum(size + 1) - size
        at = np.searchsorted(starts, end - self._behind[number], side="right") - 1
        pairs: Ints = forms[at] * self._count + number
        return pairs


def _is_sure(phrase: str) -> bool:
    """Say whether a line of plain ASCII in which `phrase` is found holds it."""
    # Of what isn't ASCII the scan sees what it looks like: "ı" is "i" to it.
    return phrase.isascii() and is_sure(phrase[0]) and is_sure(phrase[-1])


def make_scanner(wanted: Wanted, store: Store | None, *, patiently: bool) -> Scanner | None:
    """Return a scanner; None without Hyperscan, or if one must be compiled and nobody waits `patiently`."""
    if (store is None and not patiently) or not _library():
        return None
    expressions = _expressions(wanted)
    if not expressions:
        return None
    most_words = _most_words(wanted)
    parts = [
        [one for one in expressions if (most_words[one[1]] <= SHORT) == short] for short in (False, True)
    ]
    databases = []
    for part in (*parts, _conditions(wanted)):
        database = _database(part, store, patiently=patiently) if part else None
        if part and database is None:
            return None
        databases.append(database)
    return Scanner(wanted, databases)


def _database(expressions: Sequence[tuple[bytes, int]], store: Store | None, *, patiently: bool) -> Any:
    """Return a database from the store, or a new one; None if nobody waits for that."""
    key = _key(expressions)
    database = _load(store.get(key)) if store else None
    if database is None and patiently:
        database = _compile(expressions)
        if store:
            store.put(key, hyperscan.dumpb(database))
    return database


def _expressions(wanted: Wanted) -> list[tuple[bytes, int]]:
    """Return expressions with numbers: those of patterns, then those of phrases."""
    expressions: list[tuple[bytes, int]] = []
    for at, (_, source, _) in enumerate(wanted.patterns):
        expressions += [(expression.encode(), at) for expression in line_expressions(source)]
    for at, (phrase, _) in enumerate(wanted.phrases, len(wanted.patterns)):
        expressions.append((phrase_expression(phrase).encode(), at))
    return expressions


def _most_words(wanted: Wanted) -> list[int]:
    """Return how many words a line may have for each pattern, then for each phrase."""
    return [most for *_, most in wanted.patterns] + [most for _, most in wanted.phrases]


def _conditions(wanted: Wanted) -> list[tuple[bytes, int]]:
    """Return expressions for what patterns begin by looking ahead to, with the numbers of the patterns."""
    found = ((condition(source), at) for at, (_, source, _) in enumerate(wanted.patterns))
    return [(expression.encode(), at) for expression, at in found if expression]


def _key(expressions: Sequence[tuple[bytes, int]]) -> str:
    """Return a key for a database: what it is made of, and by and for what."""
    made = sha256()
    for expression, number in expressions:
        made.update(b"%d %s\n" % (number, expression))
    made.update(f"{_library()} {platform.system()} {platform.machine()}".encode())
    return f"hyperscan-{_FORMAT}-{made.hexdigest()}"


_TRIAL: Final = (
    rb"^(?:=|\(c\)|copyright)(?: ?=| \(c\))? ?(?:copyright )?(?:19|20)[0-9]{2}$",
    b"\n" + 20 * b"a line\n" + b"= 2026\n",
)


@lru_cache(maxsize=1)
def _library() -> str:
    """Return what says which library this is; "" if there is none that can be used.

    Vectorscan 5.4.12, which is in many wheels, misses lines that it should find.
    """
    if hyperscan is None:
        return ""
    database = _compile([(_TRIAL[0], 0)])
    found: list[int] = []
    database.scan(_TRIAL[1], match_event_handler=lambda *event: found.append(event[2]))
    info: bytes = database.info()
    return info.decode() if found == [len(_TRIAL[1]) - 1] else ""


def _load(data: bytes | None) -> Any:
    """Return the database that `data` is, None if it is none, or for another machine."""
    if data is None:
        return None
    try:
        database = hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
        database.scan(b"\n", match_event_handler=lambda *_: None)
    except (hyperscan.error, ValueError):
        return None
    return database


def _compile(expressions: Sequence[tuple[bytes, int]]) -> Any:
    database = hyperscan.Database()
    try:
        _add_to(database, expressions)
    except hyperscan.error:
        # Which of them it can't take only trying tells; those may match any line, for all it knows.
        fit = [(one if _fits(one) else _ANYTHING, number) for one, number in expressions]
        database = hyperscan.Database()
        _add_to(database, fit)
    return database


def _fits(expression: bytes) -> bool:
    try:
        _add_to(hyperscan.Database(), [(expression, 0)])
    except hyperscan.error:
        return False
    return True


def _add_to(database: Any, expressions: Sequence[tuple[bytes, int]]) -> None:
    database.compile(
        expressions=[expression for expression, _ in expressions],
        ids=[number for _, number in expressions],
        flags=[hyperscan.HS_FLAG_MULTILINE] * len(expressions),
    )
