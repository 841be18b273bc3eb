"""A rulebook as plain data, which can be kept without pickle: reading it runs nothing.

What cleaning doesn't need of a rule is late, fetched where somebody asks for it: its examples,
its reason, where it stands, and its phrases, which are in a cleaner's tables besides.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import partial
from typing import Any, Final

from cleaner.rulebook.rule import (
    After,
    Block,
    Contains,
    Gates,
    Late,
    Lines,
    Origin,
    PageGate,
    Pattern,
    Reach,
    Repeat,
    Rule,
    Rulebook,
    Run,
    Span,
    Starts,
    Step,
)
from cleaner.rulebook.signals import CleanBounds, Scoring, Signal
from cleaner.text.prose import ProseTest

_KINDS: Final[tuple[type[Any], ...]] = (
    *(Rulebook, ProseTest, CleanBounds, Scoring, Signal),
    *(Rule, Origin, Gates, After, PageGate, Reach),
    *(Lines, Starts, Contains, Pattern, Block, Step, Run, Repeat, Span),
)
_NUMBERS: Final = {kind: number for number, kind in enumerate(_KINDS)}
_LATE: Final[Mapping[type[Any], tuple[str, ...]]] = {
    Rule: ("why", "drops", "keeps", "origin"),
    Lines: ("phrases",),
    Starts: ("phrases",),
    Contains: ("phrases",),
}


def _names(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of what makes an object of a `kind`, without what is late."""
    names = getattr(kind, "_fields", None) or tuple(field.name for field in fields(kind))
    return tuple(name for name in names if name not in _LATE.get(kind, ()))


_NAMES: Final = [_names(kind) for kind in _KINDS]
_set: Final = object.__setattr__


def to_plain(rulebook: Rulebook) -> Any:
    """Return `rulebook` without what is late, as plain data.

    Each object is a list: the number of its kind, and its values. Nothing in a rulebook
    is a list itself. Equal gates, of which there are many, are one.
    """
    return _plain(rulebook, {})


def late_parts(rulebook: Rulebook) -> Any:
    """Return what is late of each rule and of its matcher, as plain data."""
    return [
        [
            [_plain(getattr(thing, name), {}) for name in _LATE.get(type(thing), ())]
            for thing in (rule, rule.matcher)
        ]
        for rule in rulebook.rules
    ]


def from_plain(plain: Any, fetch_late: Callable[[], Any]) -> Rulebook:
    """Return the rulebook that `to_plain` made `plain` of; `fetch_late` is called for its `late_parts`.

    Raises TypeError and the like where it is something else.
    """
    rulebook = _build(plain, {})
    if not isinstance(rulebook, Rulebook):
        raise TypeError("no rulebook")
    for number, rule in enumerate(rulebook.rules):
        for place, thing in enumerate((rule, rule.matcher)):
            if isinstance(thing, Late):
                _set(thing, "late", partial(_late, type(thing), fetch_late, number, place))
    return rulebook


def _plain(value: Any, known: dict[Any, Any]) -> Any:
    kind = _NUMBERS.get(type(value))
    if kind is None:
        return tuple(_plain(part, known) for part in value) if type(value) is tuple else value
    found = known.get(value) if isinstance(value, Gates) else None
    if found is None:
        found = [kind, *(_plain(getattr(value, name), known) for name in _NAMES[kind])]
        if isinstance(value, Gates):
            known[value] = found
    return found


def _build(value: Any, known: dict[int, Any]) -> Any:
    if type(value) is tuple:
        return tuple(_build(part, known) for part in value) if value and type(value[0]) is list else value
    if type(value) is not list:
        return value
    built = known.get(id(value))
    if built is None:
        kind = value[0]
        if issubclass(_KINDS[kind], tuple):
            known[id(value)] = built = _KINDS[kind](*(_build(part, known) for part in value[1:]))
            return built
        known[id(value)] = built = object.__new__(_KINDS[kind])
        # Not by the constructor, which takes thrice as long and asks for everything.
        for name, part in zip(_NAMES[kind], value[1:], strict=True):
            _set(built, name, _build(part, known) if type(part) in (list, tuple) else part)
    return built


def _late(kind: type[Any], fetch: Callable[[], Any], number: int, place: int) -> Iterator[tuple[str, Any]]:
    """Yield names and values of what is late of one object of a `kind`."""
    values = fetch()[number][place]
    return ((name, _build(value, {})) for name, value in zip(_LATE[kind], values, strict=True))
