"""What `cleaner clean` writes in the place of the cleaned text: a diff, JSON, an explanation, or nothing."""

from collections.abc import Callable
from functools import partial
from typing import Final

from cleaner.batch.failures import place_of
from cleaner.batch.outcomes import Outcome

# The modules that only some options need are imported when they are needed: a pipe should not wait for them.
_UTF8: Final = ("utf-8", "surrogatepass")
_MARK: Final = b"\xef\xbb\xbf"


def show_nothing(outcome: Outcome) -> bytes:  # noqa: ARG001 - for --check
    return b""


def show_json(source: str, rules: str) -> Callable[[Outcome], bytes]:
    """Return what makes a line of JSON. `rules` is the hash of the rulebook."""
    from cleaner.report.json import document_json

    return lambda outcome: document_json(source, outcome, rules) if outcome.result else b""


def show_diff(source: str, *, color: bool, for_people: bool) -> Callable[[Outcome], bytes]:
    """Return what makes a unified diff."""
    return partial(diff_of, source, color=color, for_people=for_people)


def diff_of(source: str, outcome: Outcome, *, color: bool, for_people: bool) -> bytes:
    """Return a unified diff of a document of `source`; nothing for what has none."""
    from cleaner.report.diff import diff

    if outcome.result is None or outcome.document is None:
        return b""
    number = outcome.record.number
    place = place_of(source, number)
    mark = "\ufeff" if number is None and outcome.record.raw.startswith(_MARK) else ""
    before, removals = outcome.document.text, outcome.removals
    lines = diff(before, removals, place, color=color, mark=mark, for_people=for_people)
    return "".join(lines).encode(*_UTF8)


def nothing_of(source: str, outcome: Outcome) -> bytes:  # noqa: ARG001
    """Return what a run shows of a document that only counts."""
    return b""


def show_explanation(prefix: str, *, color: bool, details: bool) -> Callable[[Outcome], bytes]:
    """Return what makes a table of lines and verdicts; line numbers come after `prefix`.

    With `details`, each line is followed by what its score is made of, and all rules that match it.
    """
    from cleaner.report.explanation import explanation

    def show(outcome: Outcome) -> bytes:
        number = outcome.record.number
        place = prefix if number is None else f"{prefix}{number}:"
        lines = explanation(outcome.verdicts, place, color=color, details=details)
        return "".join(lines).encode(*_UTF8)

    return show
