"""The hits of line rules on the lines of a batch, in pairs, and where the gates of those rules are open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Final

import numpy as np

from cleaner.engine.acting import Acting
from cleaner.engine.bulk.batch import Batch
from cleaner.engine.bulk.match import FormHits
from cleaner.engine.bulk.segments import Segments
from cleaner.engine.bulk.tables import Bools, Bytes, Ints
from cleaner.engine.scene import Scene
from cleaner.model import Zone
from cleaner.rulebook.rule import PageGate, Rule

_ZONES: Final[Mapping[Zone, int]] = {"head": 1, "body": 2, "tail": 4}
_ANY_ZONE: Final = sum(_ZONES.values())
_ANY_WORDS: Final = 1 << 60


class RuleGates:
    """The gates of rules in columns, by their numbers."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        gates = [rule.gates for rule in rules]
        self.least_words = np.array([one.min_words or 0 for one in gates], dtype=np.int64)
        self.most_words = np.array(
            [_ANY_WORDS if one.max_words is None else one.max_words for one in gates], dtype=np.int64
        )
        zones = [sum(_ZONES[zone] for zone in one.zone) or _ANY_ZONE for one in gates]
        self.zones = np.array(zones, dtype=np.uint8)
        self.isolated = np.array([one.isolated for one in gates], dtype=np.bool_)
        self.waiting = np.array([one.after is not None for one in gates], dtype=np.bool_)
        """Those that wait for hits of other rules: their gates are for others to ask about."""
        self.pages: list[PageGate | None] = list(dict.fromkeys([None, *(one.page for one in gates)]))
        self.page = np.array([self.pages.index(one.page) for one in gates], dtype=np.int64)
        """Of each rule the place of its page gate among `pages`."""


class HitTable:
    """Pairs of a line and a rule that hits it, in the order of the lines, those of all documents in a row.

    `numbers` are the documents of the batch it is about, none without lines; `actings` holds
    which rules act in each.
    """

    def __init__(
        self,
        batch: Batch,
        numbers: Sequence[int],
        actings: Sequence[Acting],
        found: FormHits,
        gates: RuleGates,
    ) -> None:
        self.numbers = numbers
        self.scenes = [batch.scenes[n] for n in numbers]
        self.documents = Segments([len(scene.lines) for scene in self.scenes])
        self.form = np.array(list(chain.from_iterable(batch.form[n] for n in numbers)), dtype=np.int64)
        """The form of each line."""
        self.words: Ints = batch.forms.words[self.form]
        self._gates = gates
        forms, rules = found.pairs(len(gates.page))
        starts = np.searchsorted(forms, np.arange(len(batch.forms.raw) + 1))
        counts = np.diff(starts)[self.form]
        before = np.cumsum(counts) - counts
        self.line = np.repeat(self.documents.at, counts)
        self.rule = rules[np.arange(len(self.line)) + np.repeat(starts[self.form] - before, counts)]
        self._kinds = list(dict.fromkeys(actings))
        self._kind = np.array([self._kinds.index(acting) for acting in actings], dtype=np.int64)
        self._leave_out_silent()
        self._fill()

    def _leave_out_silent(self) -> None:
        """Leave those rules out that don't act in their documents."""
        acts = np.ones((len(self._kinds), len(self._gates.page)), dtype=np.bool_)
        for at, acting in enumerate(self._kinds):
            acts[at, list(acting.silent)] = False
        if not acts.all():
            keep = acts[self._kind[self.documents.document[self.line]], self.rule]
            self.line, self.rule = self.line[keep], self.rule[keep]

    def _fill(self) -> None:
        """Tell each document what hits it, and settle it."""
        of_rules = np.array([acting.marks for acting in self._kinds], dtype=np.uint8)
        begins = np.flatnonzero(np.diff(self.line, prepend=-1))
        marks = np.zeros(self.documents.size, dtype=np.uint8)
        if len(begins):
            of_pairs = of_rules[self._kind[self.documents.document[self.line]], self.rule]
            marks[self.line[begins]] = np.bitwise_or.reduceat(of_pairs, begins)
        places = self._by_rule(np.ones(len(self.line), dtype=np.bool_))
        bounds = zip(self.documents.starts.tolist(), self.documents.ends.tolist(), strict=True)
        for n, (start, end) in enumerate(bounds):
            scene = self.scenes[n]
            scene.marks = marks[start:end].tobytes()
            scene.places = places[n]
            scene.settle(self._kinds[self._kind[n]])

    def opened(self) -> list[dict[int, list[int]]]:
        """Return of each document by rule the lines on which its gates are open, of rules that don't wait."""
        found = self._by_rule(self.open)
        waiting = self._gates.waiting
        for scene, own in zip(self.scenes, found, strict=True):
            for number in scene.places.keys() - own.keys():
                if not waiting[number]:
                    own[number] = []
        return found

    def flags(self, of_scene: Callable[[Scene], Iterable[bool]]) -> Bools:
        """Return a flag for each line, from those of each document."""
        return np.frombuffer(b"".join(bytes(of_scene(scene)) for scene in self.scenes), dtype=np.bool_)

    @cached_property
    def open(self) -> Bools:
        """Of each pair whether all gates of the rule are open on the line; not if it waits for others."""
        return self.opens(self.line, self.rule)

    def opens(self, line: Ints, rule: Ints) -> Bools:
        """Say the same of other pairs."""
        gates, document = self._gates, self.documents.document[line]
        words = self.words[line]
        found: Bools = (
            (words >= gates.least_words[rule])
            & (words <= gates.most_words[rule])
            & ((self._zone[line] & gates.zones[rule]) != 0)
            & (self._isolated[line] | ~gates.isolated[rule])
            & self._pages[document, gates.page[rule]]
            & ~gates.waiting[rule]
        )
        return found

    @cached_property
    def _zone(self) -> Bytes:
        zones = b"".join(bytes(map(_ZONES.__getitem__, scene.zones)) for scene in self.scenes)
        return np.frombuffer(zones, dtype=np.uint8)

    @cached_property
    def _isolated(self) -> Bools:
        before = self.flags(lambda scene: scene.lines.blank_before)
        return before & self.flags(lambda scene: scene.lines.blank_after)

    @cached_property
    def _pages(self) -> Bools:
        """Of each document which page gates are open."""
        gates = self._gates.pages
        pages = [[page is None or scene.is_page(page) for page in gates] for scene in self.scenes]
        return np.array(pages, dtype=np.bool_).reshape(-1, len(gates))

    @cached_property
    def _by_rules(self) -> Ints:
        """The pairs in the order of documents, of rules, of lines."""
        document = self.documents.document[self.line]
        return np.argsort(document * len(self._gates.page) + self.rule, kind="stable")

    def _by_rule(self, chosen: Bools) -> list[dict[int, list[int]]]:
        """Return of each document by rule its lines in the chosen pairs."""
        order = self._by_rules[chosen[self._by_rules]]
        line, rule = self.line[order], self.rule[order]
        document = self.documents.document[line]
        begins = np.flatnonzero((np.diff(rule, prepend=-1) != 0) | (np.diff(document, prepend=-1) != 0))
        own = (line - self.documents.first[line]).tolist()
        found: list[dict[int, list[int]]] = [{} for _ in self.scenes]
        cuts = [*begins.tolist(), len(own)]
        for n, number, first, last in zip(
            document[begins].tolist(), rule[begins].tolist(), cuts, cuts[1:], strict=False
        ):
            found[n][number] = own[first:last]
        return found
