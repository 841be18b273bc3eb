"""What people are told of a source, or of a batch, that a glance at the output would not tell."""

from collections.abc import Iterator
from typing import Final

from cleaner.batch.documents import OnLoss
from cleaner.batch.totals import Totals
from cleaner.model import Level

_SETTLE: Final = "\n  settle it with --on-loss, --min-words or --min-share"
_TOP: Final = 3


def notes(totals: Totals, level: Level, on_loss: OnLoss, *, many: bool) -> Iterator[str]:
    """Yield a note on each thing that `totals` holds and somebody should know.

    `many`: of so many documents that the notes count them.
    """
    few = f"at level {level} too little would be left"

    def of(count: int) -> str:
        return f"{count} of {totals.documents} documents: " if many else ""

    for milder, count in (("normal", totals.guarded_normal), ("safe", totals.guarded_safe)):
        if count:
            yield f"{of(count)}{few}, so what level {milder} leaves is given{_SETTLE}"
    if totals.guarded_input:
        why = f"{few}" if on_loss == "keep" else "at every level too little would be left"
        yield f"{of(totals.guarded_input)}{why}, so the text is given as it is{_SETTLE}"
    if totals.emptied:
        yield f"{of(totals.emptied)}no word is left\n  see what went, and why, with --explain"
    if totals.wordless and not many:
        yield "no word was there to begin with"


def summary(totals: Totals) -> str:
    """Return in one line what went, the rules that took most first."""
    count = totals.removals.total()
    if not count:
        return "nothing to remove"
    top = ", ".join(rule for rule, _ in totals.removed_bytes.most_common(_TOP))
    more = ", ..." if len(totals.removed_bytes) > _TOP else ""
    noun = "removal" if count == 1 else "removals"
    return f"{count} {noun}, {totals.share:.1%} of the bytes: {top}{more}"
