"""What people are told of a source, or of a batch, that a glance at the output would not tell."""

from dataclasses import dataclass, field
from typing import Final

from cleaner.batch.documents import OnLoss, Remark
from cleaner.batch.totals import Totals
from cleaner.cli.voice import Voice
from cleaner.model import Level

_TOP: Final = 3
_SETTLE: Final = "settle it with --on-loss, --min-words or --min-share"
_EXPLAIN: Final = "see what went, and why, with --explain"


@dataclass(slots=True, kw_only=True)
class Remarks:
    """Says what somebody should know of documents: at the end, of each kind once, and where the first is.

    `many`: of so many documents that they are counted, and named one by one to those
    who ask for more.
    """

    voice: Voice
    level: Level
    on_loss: OnLoss
    many: bool
    _first: dict[Remark, str] = field(default_factory=dict)

    def add(self, place: str, remark: Remark) -> None:
        """Take down what is to be known of the document at `place`."""
        self._first.setdefault(remark, place)
        if self.many:
            self.voice.detail(place, self._what(remark))

    def sum_up(self, totals: Totals) -> None:
        """Say of each kind of remark what it is, and of how many documents in `totals`."""
        counts: dict[Remark, int] = {
            "normal": totals.guarded_normal,
            "safe": totals.guarded_safe,
            "input": totals.guarded_input,
            "emptied": totals.emptied,
        }
        for remark, count in counts.items():
            if count:
                of, more = self._how_many(count, totals.documents) if self.many else ("", "")
                advice = _EXPLAIN if remark == "emptied" else _SETTLE
                self.voice.note(self._first[remark], f"{of}{self._what(remark)}\n  {advice}{more}")

    def _what(self, remark: Remark) -> str:
        few = f"at level {self.level} too little would be left"
        if remark == "emptied":
            return "no word is left"
        if remark == "input":
            why = few if self.on_loss == "keep" else "at every level too little would be left"
            return f"{why}, so the text is given as it is"
        return f"{few}, so what level {remark} leaves is given"

    def _how_many(self, count: int, documents: int) -> tuple[str, str]:
        """Return how many documents something is said of, and how the others are found."""
        if count == 1:
            return f"1 of {documents} documents, this one: ", ""
        return f"{count} of {documents} documents, this one first: ", "; -v names them"


def summary(totals: Totals) -> str:
    """Return in one line what went, the rules that took most first."""
    count = totals.removals.total()
    if not count:
        return "nothing to remove"
    top = ", ".join(rule for rule, _ in totals.removed_bytes.most_common(_TOP))
    more = ", ..." if len(totals.removed_bytes) > _TOP else ""
    noun = "removal" if count == 1 else "removals"
    return f"{count} {noun}, {totals.share:.1%} of the bytes: {top}{more}"
