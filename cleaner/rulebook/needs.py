"""Read off a pattern which runs of tokens, or which signs, a line must hold for the pattern to match it.

What a pattern means is for `regex` to say; this only proposes. What it doesn't understand may match
anything, and makes the pattern slow, never wrong. A token is certain where nothing can continue it on
either side.
"""

from collections.abc import Iterable
from functools import lru_cache
from math import prod
from typing import Any, Final

from cleaner.rulebook.abstract import (
    ANYTHING,
    EDGE,
    SIGNS,
    WORD,
    Parts,
    continues,
    first_of,
    last_of,
    may_be_empty,
    parse_pattern,
    parts_of,
    split_abstract,
    spread_looks,
)
from cleaner.text.fold import PLAIN_I
from cleaner.text.words import NUMBER, tokens

LINE_BREAK: Final = "\n"
"""The token before the first of a line, and after its last."""
SIGN: Final = "\0"
"""What begins a run that is no run of tokens, but a character that the line must hold: (SIGN, "©")."""
Run = tuple[str, ...]
"""Tokens in a row, or a sign."""
_MOST_RUNS: Final = 1_500
_LONGEST_RUN: Final = 5


@lru_cache(maxsize=4_096)
def needs_of(source: str, *, whole: bool = True, common: frozenset[str] = frozenset()) -> tuple[Run, ...]:
    """Return runs of which a line must hold one for `source` to match it, or a part of it if not `whole`.

    None: every line may match. `common` are words that most lines hold: runs of nothing else are avoided.

    >>> needs_of("read (?:also|more):? .+")
    (('\\n', 'read', 'also'), ('\\n', 'read', 'more'))
    >>> needs_of("© .{2,60}")
    (('\\x00', '©'),)
    """
    tree = parse_pattern(source)
    if tree is None:
        return ()
    edge = EDGE if whole else ANYTHING | EDGE
    try:
        return tuple(sorted(_best(_runs(parts_of(spread_looks(tree)), edge, edge, common), common) or ()))
    except RecursionError:
        return ()


def literals_of(source: str) -> tuple[str, ...]:
    """Return texts, in lower case, one of which whatever `source` matches must hold; none: not known.

    XX
        ('[',)
    """
    tree = parse_pattern(source)
    return tuple(sorted(_literals(tree) or ())) if tree is not None else ()


def _runs(parts: Parts, before: int, after: int, common: frozenset[str]) -> list[frozenset[Run]]:
    """Return sets of runs; a line must hold one of each. `before` and `after` are what may be there."""
    found: list[frozenset[Run]] = []
    for at, item in enumerate(parts):
        left, right = _around(parts, at, before, after)
        if isinstance(item, frozenset):
            runs = {_run_of(text, left, right) for text in item}
            if None not in runs and len(runs) <= _MOST_RUNS:
                found.append(frozenset(run for run in runs if run))
        elif item.inner:
            # A part that repeats has itself beside it.
            beside = len(item.inner) == 1
            inner = [
                _best(
                    _runs(
                        branch,
                        left | (item.last if beside else 0),
                        right | (item.first if beside else 0),
                        common,
                    ),
                    common,
                )
                for branch in item.inner
            ]
            if all(inner):
                together = frozenset(run for runs in inner if runs for run in runs)
                if len(together) <= _MOST_RUNS:
                    found.append(together)
    return found


def _around(parts: Parts, at: int, before: int, after: int) -> tuple[int, int]:
    """Return what may stand right before and right after one part."""
    left = last_of(parts[:at]) | (before if all(map(may_be_empty, parts[:at])) else 0)
    right = first_of(parts[at + 1 :]) | (after if all(map(may_be_empty, parts[at + 1 :])) else 0)
    return left, right


def _run_of(text: str, left: int, right: int) -> Run | None:
    """Return the tokens of an abstract string that are certain, else a sign in it, else None."""
    found = split_abstract(text)
    run = [part for part in found if WORD.match(part)]
    cut_left = cut_right = False
    if run:
        cut_left = found[0] == run[0] and bool(left & continues(run[0][0]))
        cut_right = found[-1] == run[-1] and bool(right & continues(run[-1][-1]))
        run = run[cut_left : len(run) - cut_right]
    sign = next((char for char in text if char in SIGNS), None)
    if sign and all(token == NUMBER for token in run):
        return (SIGN, sign)  # numbers are everywhere
    if not run:
        # A line without tokens is nothing between two breaks.
        return (LINE_BREAK, LINE_BREAK) if text and not text.strip() and left == right == EDGE else None
    # Gaps at a line's edge are none of its tokens.
    opens = not cut_left and left == EDGE
    closes = not cut_right and right == EDGE
    if opens:
        run = [LINE_BREAK, *run]
    if closes:
        run = [*run, LINE_BREAK]
    return tuple(run[:_LONGEST_RUN])


def _best(found: list[frozenset[Run]], common: frozenset[str]) -> frozenset[Run] | None:
    """Return the runs that fewest lines hold, as far as can be told."""
    return min((runs for runs in found if runs), key=lambda runs: _share(runs, common), default=None)


def _share(runs: frozenset[Run], common: frozenset[str]) -> float:
    """Return about which share of lines holds one of some runs."""
    return sum(prod(_share_of(token, common) for token in run) for run in runs)


def _share_of(token: str, common: frozenset[str]) -> float:
    if token == LINE_BREAK:
        return 0.3
    if token == NUMBER:
        return 0.2
    return 0.1 if token in common else 0.001


def _literals(tree: Iterable[Any]) -> set[str] | None:
    """Return texts of which whatever a sequence matches must hold one."""
    found: list[set[str]] = []
    text = ""
    for op, value in [*tree, (None, None)]:
        name = str(op)
        if name == "LITERAL" and len(chr(value).translate(PLAIN_I).casefold()) == 1:
            text += chr(value).translate(PLAIN_I).casefold()
            continue
        if text:
            found.append({text})
        text = ""
        if name in ("SUBPATTERN", "ATOMIC_GROUP"):
            inner = _literals(value[-1] if name == "SUBPATTERN" else value)
            found += [inner] if inner else []
        elif name == "BRANCH":
            branches = [_literals(branch) for branch in value[1]]
            if all(branches):
                found.append(set().union(*(branch for branch in branches if branch)))
        elif name.endswith("_REPEAT") and value[0]:
            inner = _literals(value[2])
            found += [inner] if inner else []
    return max(found, key=lambda texts: min(map(len, texts)), default=None)


def run_of_phrase(phrase: str, *, begins: bool, ends: bool) -> Run:
    """Return the tokens of a folded phrase, with the breaks of the line that it `begins` and `ends`."""
    return (*[LINE_BREAK] * begins, *tokens(phrase), *[LINE_BREAK] * ends)
