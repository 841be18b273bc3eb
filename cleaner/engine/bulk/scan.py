"""Find with one scan of many lines which patterns and phrases they may match."""

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from typing import Any, Final

import numpy as np

from cleaner.engine.bulk.expressions import ANYTHING, condition, is_sure, line_expressions, phrase_expression
from cleaner.engine.bulk.forms import Forms
from cleaner.engine.bulk.tables import Bytes, Ints, squeezed
from cleaner.engine.patterns import LONGEST
from cleaner.engine.store import Store

hyperscan: Any
try:
    hyperscan = import_module("hyperscan")
except ImportError:  # there is no wheel for every platform
    hyperscan = None

_ANYTHING: Final = ANYTHING.encode()
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
    """A Hyperscan database of all that is wanted."""

    def __init__(self, wanted: Wanted, database: Any) -> None:
        self._database = database
        patterns, phrases = wanted.patterns, wanted.phrases
        self._first_phrase = len(patterns)
        # Of each pattern the number of what it looks ahead to, else its own.
        count = len(patterns) + len(phrases)
        self._condition = np.arange(count)
        for at, number, _ in _conditions(wanted):
            self._condition[at] = number
        self._count = count + len(patterns)
        self._number = np.array([n for n, _, _ in patterns] + list(range(len(phrases))), dtype=np.int64)
        self._most_words = np.array([m for *_, m in patterns] + [m for _, m in phrases], dtype=np.int64)
        # A phrase is found with the character behind it.
        behind = [1] * len(patterns) + [1 + is_sure(phrase[-1]) for phrase, _ in phrases]
        self._behind = np.array(behind + [1] * len(patterns))
        self._sure = np.array(
            [False] * len(patterns) + [is_sure(phrase[0]) and is_sure(phrase[-1]) for phrase, _ in phrases]
        )

    def propose(self, forms: Forms) -> Proposals:
        """Return what each form may match."""
        data: Bytes = squeezed()[np.minimum(forms.text.codes, 0x10000)]
        found: list[int] = []
        add = found.append

        def note(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add(number)
            add(end)

        self._database.scan(data.tobytes(), match_event_handler=note)
        pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
        number = pairs[:, 0]
        form = forms.text.form_at(pairs[:, 1] - self._behind[number])
        both = np.unique(form * self._count + number)
        form, number = np.divmod(both, self._count)
        real = number < len(self._number)
        form, number = form[real], number[real]
        met = self._condition[number] == number
        met[~met] = np.isin((form * self._count + self._condition[number])[~met], both)
        form, number = form[met], number[met]
        is_phrase = number >= self._first_phrase
        size = forms.text.end - forms.text.start
        keep = (forms.words[form] <= self._most_words[number]) & (is_phrase | (size[form] <= LONGEST))
        form, number, is_phrase = form[keep], number[keep], is_phrase[keep]
        # Of plain ASCII the scan sees what counts, but for "_", which is part of a word.
        plain = np.ones(len(size), dtype=np.bool_)
        plain[forms.text.form_at(np.flatnonzero((data >= 0x80) | (data == ord("_"))))] = False
        return Proposals(form, self._number[number], is_phrase, self._sure[number] & plain[form])


def make_scanner(wanted: Wanted, store: Store | None, *, patiently: bool) -> Scanner | None:
    """Return a scanner; None without Hyperscan, or if one must be compiled and nobody waits `patiently`."""
    if (store is None and not patiently) or not _library():
        return None
    expressions: list[tuple[bytes, int]] = []
    for at, (_, source, _) in enumerate(wanted.patterns):
        expressions += [(expression.encode(), at) for expression in line_expressions(source)]
    for at, (phrase, _) in enumerate(wanted.phrases, len(wanted.patterns)):
        expressions.append((phrase_expression(phrase).encode(), at))
    expressions += [(expression.encode(), number) for _, number, expression in _conditions(wanted)]
    if not expressions:
        return None
    key = _key(expressions)
    database = _load(store.get(key)) if store else None
    if database is None:
        if not patiently:
            return None
        database = _compile(expressions)
        if store:
            store.put(key, hyperscan.dumpb(database))
    return Scanner(wanted, database)


def _conditions(wanted: Wanted) -> Iterator[tuple[int, int, str]]:
    """Yield of each pattern that begins with a lookahead its place, a number for that, and its expression."""
    for at, (_, source, _) in enumerate(wanted.patterns):
        expression = condition(source)
        if expression:
            yield at, len(wanted.patterns) + len(wanted.phrases) + at, expression


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
