"""Tell what the output doesn't show: where the guard acted, where no words are left, what was removed."""

import sys
from dataclasses import dataclass, field
from typing import Final

from cleaner.batch.outcomes import Notice, OnLoss
from cleaner.batch.totals import Totals
from cleaner.cli.console import Console, print_stderr, use_color
from cleaner.model import Level
from cleaner.report.printable import language_name

_TOP: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Prints notices about documents: each with --verbose, else one summary of each kind."""

    console: Console
    level: Level
    on_loss: OnLoss
    _languages: set[str] = field(default_factory=set)

    def tell(self, place: str, notice: Notice) -> None:
        """Print a notice about the document at `place`, with --verbose."""
        self.console.detail(place, self._text(notice))

    def tell_languages(self, place: str, totals: Totals) -> None:
        """Print which languages of documents at `place` no rule is for, each once, with --verbose."""
        for language in sorted(totals.languages.keys() - self._languages):
            self._languages.add(language)
            self.console.detail(
                place,
                f'no rule is for the language "{language_name(language)}"\n'
                "  only language-independent rules remove lines there; cleaner rules list shows all rules",
            )

    def sum_up(self, totals: Totals) -> None:
        """Print for each kind of notice the first place, how many there are, and advice."""
        if self.console.verbose:
            return
        for notice, count in totals.notices.items():
            if notice == "emptied":
                advice = "--explain shows what was removed, and why"
            else:
                advice = "--on-loss, --min-words and --min-share change this"
            number = ""
            if totals.documents > 1:
                number = f" ({count} of {totals.documents} documents)"
                advice += "; -v names them all" if count > 1 else ""
            self.console.note(totals.first[notice], f"{self._text(notice)}{number}\n  {advice}")

    def _text(self, notice: Notice) -> str:
        few = f"at level {self.level} too little text would be left"
        if notice == "emptied":
            return "no words are left"
        if notice == "input":
            why = few if self.on_loss == "keep" else "at every level too little text would be left"
            return f"{why}, so it stays as it is"
        return f"{few}, so this is the result of level {notice}"


def print_totals(totals: Totals, color: str, *, all_rules: bool) -> None:
    """Print the figures of a run as tables, under --color `color`."""
    from cleaner.report.terminal import totals_text  # takes long to import

    text = totals_text(totals, color=use_color(color, sys.stderr), all_rules=all_rules)
    print_stderr(text, prefix="")


def summary(totals: Totals) -> str:
    """Return in one line what was removed, the rules that removed most first."""
    count = totals.removals.total()
    if not count:
        return "nothing to remove"
    top = ", ".join(rule for rule, _ in totals.removed_bytes.most_common(_TOP))
    more = ", ..." if len(totals.removed_bytes) > _TOP else ""
    noun = "removal" if count == 1 else "removals"
    return f"{count} {noun}, {totals.share:.1%} of the bytes: {top}{more}"
