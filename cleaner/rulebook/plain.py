"""A rulebook as plain data, which can be kept without pickle: reading it runs nothing."""

from dataclasses import fields
from typing import Any, Final

from cleaner.rulebook.rule import (
    After,
    Block,
    Contains,
    Gates,
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
from cleaner.rulebook.signals import Scoring, Signal
from cleaner.text.prose import ProseTest

_KINDS: Final[tuple[type[Any], ...]] = (
    *(Rulebook, ProseTest, Scoring, Signal),
    *(Rule, Origin, Gates, After, PageGate, Reach),
    *(Lines, Starts, Contains, Pattern, Block, Step, Run, Repeat, Span),
)
_NUMBERS: Final = {kind: number for number, kind in enumerate(_KINDS)}
_NAMES: Final = [tuple(field.name for field in fields(kind)) for kind in _KINDS]


def to_plain(rulebook: Rulebook) -> Any:
    """Return `rulebook` as plain data: each object a list, the number of its kind and its values.

    Nothing in a rulebook is a list itself. What is the same, as gates often are, is one object.
    """
    known: dict[Any, Any] = {}

    def plain(value: Any) -> Any:
        number = _NUMBERS.get(type(value))
        if number is None:
            return tuple(map(plain, value)) if type(value) is tuple else value
        key = value if isinstance(value, Gates | Reach) else id(value)
        if key not in known:
            known[key] = [number, *(plain(getattr(value, name)) for name in _NAMES[number])]
        return known[key]

    return plain(rulebook)


def from_plain(plain: Any) -> Rulebook:
    """Return the rulebook that `to_plain` made `plain` of. Raises what comes where it didn't."""
    known: dict[int, Any] = {}
    place = object.__setattr__

    def build(value: Any) -> Any:
        if type(value) is tuple:
            return tuple(map(build, value)) if value and type(value[0]) is list else value
        if type(value) is not list:
            return value
        built = known.get(id(value))
        if built is None:
            kind = value[0]
            known[id(value)] = built = object.__new__(_KINDS[kind])
            # Not by the constructor, which takes thrice as long: nothing is left out here.
            for name, part in zip(_NAMES[kind], value[1:], strict=True):
                place(built, name, build(part) if type(part) in (list, tuple) else part)
        return built

    rulebook = build(plain)
    if not isinstance(rulebook, Rulebook):
        raise TypeError("no rulebook")
    return rulebook
