"""Say where rules may act: zone, words, blank lines around, noisy pages, and what was hit above."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from cleaner.engine.scene import Scene
from cleaner.rulebook.rule import After, Rule


class GateKeeper:
    """The gates of all rules on one document.

    `hit_at` holds by the number of a rule the lines that its matcher hits, in order (of
    a stretch the last one); it may still be filled while some gates are asked about.
    """

    def __init__(
        self,
        scene: Scene,
        numbers: Mapping[str, int],
        hit_at: Mapping[int, Sequence[int]],
        open_page: str | None = None,
    ) -> None:
        self._scene = scene
        self._numbers = numbers
        self._hit_at = hit_at
        self._open_page = open_page

    def opens_page(self, rule: Rule) -> bool:
        """Say whether the document is a page for `rule`."""
        page = rule.gates.page
        return page is None or rule.id == self._open_page or self._scene.is_page(page)

    def opens(self, rule: Rule, first: int, last: int) -> bool:
        """Say whether `rule` may act on lines `first` to `last` (exclusive), its page gate aside."""
        gates, scene = rule.gates, self._scene
        if gates.zone and not gates.zone.issuperset(scene.zones[first:last]):
            return False
        if gates.max_words is not None or gates.min_words is not None:
            words = sum(scene.lines.words[first:last])
            if gates.max_words is not None and words > gates.max_words:
                return False
            if gates.min_words is not None and words < gates.min_words:
                return False
        if gates.isolated and not (scene.lines.blank_before[first] and scene.lines.blank_after[last - 1]):
            return False
        return gates.after is None or self._came_before(gates.after, first)

    def _came_before(self, after: After, at: int) -> bool:
        """Say whether the matcher of the rule that is waited for hit near above line `at`."""
        number = self._numbers.get(after.rule)
        hits = self._hit_at.get(number, ()) if number is not None else ()
        before = bisect_left(hits, at)
        return before > 0 and hits[before - 1] >= at - after.lines
