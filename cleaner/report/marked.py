"""Documents with what is removed of them marked, for the HTML report."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cleaner.batch.outcomes import OnLoss
from cleaner.engine.batches import batches
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import MatchTimeoutError
from cleaner.model import Category, Document, Result, Verdict, rank
from cleaner.report.why import NEAR, guard_note
from cleaner.rulebook.rule import Rule

KEPT: Final = -1
"""Instead of the number of a rule: nothing removes this part."""
Note = tuple[int, int | None, int | None, str, tuple[int, ...]]
"""A line, its score and threshold, why it is a near miss (empty: it is none), the rules that match it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedRule:
    """What a report says of a rule. The score has one for each category."""

    id: str
    category: Category
    level: str = ""
    place: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A document: its text in `parts`, each with the number of the rule that removes it, or KEPT.

    `size` is in bytes; `removed` are the bytes that each rule removes; `removals` counts what is removed.
    """

    name: str
    size: int
    parts: Sequence[tuple[str, int]]
    notes: Sequence[Note]
    removed: dict[int, int]
    removals: int
    note: str = ""

    @property
    def near(self) -> int:
        """The lines that are near misses."""
        return sum(bool(why) for _, _, _, why, _ in self.notes)


@dataclass(slots=True)
class Marker:
    """Cleans documents and marks what is removed. `rules` are all that are named, by number.

    `failed`: places and problems of documents that run out of time.
    """

    cleaner: Cleaner
    on_loss: OnLoss = "warn"
    rules: list[MarkedRule] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _by_id: dict[str, Rule] = field(default_factory=dict)

    def mark(self, documents: Iterable[Document]) -> Iterator[Marked]:
        """Yield each document, which has its name as id."""
        self._by_id = {rule.id: rule for rule in self.cleaner.rules.all_rules}
        for batch in batches(documents, 0):
            yield from self._batch(batch)

    def _batch(self, batch: Sequence[Document]) -> Iterator[Marked]:
        try:
            found = self.cleaner.examine(batch)
        except MatchTimeoutError as error:
            if len(batch) == 1:
                self.failed.append((batch[0].id or "", str(error)))
            else:
                for document in batch:
                    yield from self._batch([document])
            return
        verdicts = self.cleaner.verdicts(found)
        results = self.cleaner.results(batch, found)
        starts, ends = found.lines.first_line.tolist(), found.lines.past_line.tolist()
        for document, result, start, end in zip(batch, results, starts, ends, strict=True):
            yield self._marked(document, result, verdicts[start:end])

    def _marked(self, document: Document, result: Result, verdicts: Sequence[Verdict]) -> Marked:
        if result.guarded is not None and self.on_loss != "warn":
            result = replace(result, text=document.text, removals=(), guarded="input")
        removed: dict[int, int] = {}
        for removal in result.removals:
            number = self._number(removal.rule, removal.category)
            removed[number] = removed.get(number, 0) + removal.end - removal.start
        return Marked(
            name=document.id or "",
            size=len(document.text.encode("utf-8", "surrogatepass")),
            parts=list(self._parts(document.text, result)),
            notes=list(self._notes(result, verdicts)),
            removed=removed,
            removals=len(result.removals),
            note="" if result.guarded is None else guard_note(self.cleaner.level, result.guarded),
        )

    def _parts(self, text: str, result: Result) -> Iterator[tuple[str, int]]:
        data, at = text.encode("utf-8", "surrogatepass"), 0
        for removal in result.removals:
            if at < removal.start:
                yield data[at : removal.start].decode("utf-8", "surrogatepass"), KEPT
            yield removal.text, self._number(removal.rule, removal.category)
            at = removal.end
        if at < len(data):
            yield data[at:].decode("utf-8", "surrogatepass"), KEPT

    def _notes(self, result: Result, verdicts: Sequence[Verdict]) -> Iterator[Note]:
        """Yield what is to be said of lines: the scores of those that are removed, near misses elsewhere."""
        gone: dict[int, set[str]] = {}
        for removal in result.removals:
            gone.setdefault(removal.line, set()).add(removal.rule)
        for verdict in verdicts:
            why = self._near_miss(verdict, gone.get(verdict.line, set()))
            if result.guarded is not None and not verdict.kept and verdict.line not in gone:
                why = f"the guard keeps it; {verdict.rule} would remove it"
            if why or (not verdict.kept and verdict.score is not None):
                rules = [self._by_id[name] for name in verdict.matches]
                matching = tuple(self._number(rule.id, rule.category) for rule in rules)
                yield verdict.line, verdict.score, verdict.threshold, why, matching

    def _near_miss(self, verdict: Verdict, cutting: Collection[str]) -> str:
        """Say why a line that stays nearly fell; of others, nothing. `cutting` rules took parts of it."""
        if not verdict.kept:
            return ""
        rules = [self._by_id[name] for name in verdict.matches if name not in cutting]
        drops = [rule for rule in rules if not rule.keep]
        if drops:
            level = drops[0].level
            stricter = f", and acts at level {level}" if rank(level) > rank(self.cleaner.level) else ""
            kept = f"; {verdict.rule} keeps it" if verdict.rule else ""
            return f"rule {drops[0].id} matches it{stricter}{kept}"
        if verdict.matches or verdict.score is None or verdict.threshold is None:
            return ""
        return "its score is close to the threshold" if verdict.score > verdict.threshold - NEAR else ""

    def _number(self, name: str, category: Category) -> int:
        """Return the number of a rule, a new one if it is named for the first time."""
        if (name, category) not in self._numbers:
            self._numbers[name, category] = len(self.rules)
            rule = self._by_id.get(name)
            if rule is None:  # --tidy and --links remove what no rule does
                self.rules.append(MarkedRule(id=name, category=category, why=f"Asked for by --{name}."))
            else:
                origin = rule.origin
                place = f"{origin.file}:{origin.line}" if origin.line else ""
                self.rules.append(
                    MarkedRule(id=name, category=category, level=rule.level, place=place, why=rule.why)
                )
        return self._numbers[name, category]
