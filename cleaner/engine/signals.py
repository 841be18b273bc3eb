"""Measure each line of a document and what stands around it: the signals of both passes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, compress
from typing import Final

from cleaner.engine.acting import HEADING, SIGN
from cleaner.engine.claims import Claims
from cleaner.engine.scene import Scene
from cleaner.engine.shape import shape_of
from cleaner.engine.windows import (
    above,
    around,
    below,
    best_part,
    run_lengths,
    since,
    sums,
    to_part,
    until,
)
from cleaner.model import rank
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.signals import LINE_SIGNALS
from cleaner.text.split import Line
from cleaner.text.words import tokens

Measures = Mapping[str, Sequence[int]]
"""By signal the value of each line."""
_NORMAL: Final = rank("normal")
PER_FALLEN: Final = -20
PER_OTHER: Final = -4
STEEPEST: Final = 400
"""First-pass scores beyond this are as good as certain."""
CLEAR: Final = 150
CLEAR_WORDS: Final = 8
LONGEST: Final = 60


def first_signals(
    claims: Claims, rules: Sequence[Rule], function_words: AbstractSet[str], *, clean: bool
) -> Measures:
    """Measure the lines of a document, as the first pass weighs them.

    What rules take is what they would take at level `normal`, whatever the level is:
    the score of a line doesn't depend on it. `clean` says that the text is nearly clean:
    of a page it isn't asked which words its prose uses.
    """
    scene = claims.scene
    if not scene.lines:
        return {name: [] for name in LINE_SIGNALS}
    shape = _shape(scene.lines, function_words)
    shape["known"] = known_words(scene, function_words) if clean else [-1] * len(scene.lines)
    return shape | _place(scene) | _prose(scene) | _noise(claims, rules)


def known_words(scene: Scene, function_words: AbstractSet[str]) -> list[int]:
    """Return the share of each line's words that other lines of prose use: noise speaks of other things."""
    said = [
        {word for word in set(tokens(half)) - function_words if not word.isdigit()}
        for half in scene.lines.half
    ]
    uses = Counter(chain.from_iterable(compress(said, scene.prose)))
    used, used_again = set(uses), {word for word, times in uses.items() if times > 1}
    return [
        100 * len(words & (used_again if prose else used)) // len(words) if words else -1
        for words, prose in zip(said, scene.prose, strict=True)
    ]


def _shape(lines: Sequence[Line], function_words: AbstractSet[str]) -> dict[str, list[int]]:
    shapes: dict[str, dict[str, int]] = {}
    for line in lines:
        if line.raw not in shapes:
            shapes[line.raw] = shape_of(line, function_words)
    return {name: [shapes[line.raw][name] for line in lines] for name in shapes[lines[0].raw]}


def _place(scene: Scene) -> dict[str, list[int]]:
    count = len(scene.lines)
    said = Counter(scene.lines.half)
    spaced = sum(scene.lines.blank_before[1:])
    return {
        "copies": [said[half] for half in scene.lines.half],
        "blanks": [
            2 * before + after if spaced else 4
            for before, after in zip(scene.lines.blank_before, scene.lines.blank_after, strict=True)
        ],
        "spacing": [100 * spaced // max(1, count - 1)] * count,
        "lines-above": list(range(count)),
        "lines-below": list(range(count - 1, -1, -1)),
        "document-words": [scene.words] * count,
    }


def _prose(scene: Scene) -> dict[str, list[int]]:
    count, total = len(scene.lines), scene.prose_words
    words = [n if prose else 0 for n, prose in zip(scene.lines.words, scene.prose, strict=True)]
    up = sums(words)
    return {
        "document-prose": [total] * count,
        "prose-share": [100 * total // max(1, scene.words)] * count,
        "prose-above": [100 * up[at] // max(1, total) for at in range(count)],
        "prose-below": [100 * (total - up[at + 1]) // max(1, total) for at in range(count)],
        "to-prose-above": since(scene.prose),
        "to-prose-below": until(scene.prose),
        "prose-near-2": around(words, 2),
        "prose-near-12": around(words, 12),
        "prose-near-30": around(words, 30),
        "run": run_lengths([not prose for prose in scene.prose]),
    }


def _noise(claims: Claims, rules: Sequence[Rule]) -> dict[str, list[int]]:
    scene = claims.scene
    count = len(scene.lines)
    hit, headings = claims.all_hits.marked(SIGN), claims.all_hits.marked(HEADING)
    falls = lines_that_fall(claims, rules)
    richness = [
        PER_FALLEN if fall else words if prose else PER_OTHER
        for words, prose, fall in zip(scene.lines.words, scene.prose, falls, strict=True)
    ]
    return {
        "hits": [sum(hit)] * count,
        "hits-share": [100 * sum(hit) // max(1, count)] * count,
        "hits-near-2": around(hit, 2),
        "hits-near-6": around(hit, 6),
        "falls-near": around(falls, 6),
        "to-fall-above": since(falls),
        "headings-above": sums(headings)[:-1],
        "to-heading-above": since(headings),
        "to-core": to_part(count, *best_part(richness)),
    }


def lines_that_fall(claims: Claims, rules: Sequence[Rule]) -> list[bool]:
    """Say of each line whether a rule takes it at level `normal`."""
    falls = [False] * len(claims.scene.lines)
    done = 0
    wanted = (c for c in claims.claims if not c.spans and rank(rules[c.rule].level) <= _NORMAL)
    for first, last in sorted((claim.first, claim.last) for claim in wanted):
        if last > done:
            first = max(first, done)
            falls[first:last] = [True] * (last - first)
            done = last
    for at in claims.savers:
        falls[at] = False
    return falls


def second_signals(words: Sequence[int], scores: Sequence[int]) -> Measures:
    """Measure what the first pass, whose `scores` these are, thinks of the lines around each line.

    `words` are those of each line.
    """
    count = len(scores)
    first = [max(-STEEPEST, min(STEEPEST, score)) for score in scores]
    return {
        "first": first,
        "above-1": _mean(above(first, 1), [min(at, 1) for at in range(count)]),
        "above-3": _mean(above(first, 3), [min(at, 3) for at in range(count)]),
        "above-10": _mean(above(first, 10), [min(at, 10) for at in range(count)]),
        "below-1": _mean(below(first, 1), [min(count - 1 - at, 1) for at in range(count)]),
        "below-3": _mean(below(first, 3), [min(count - 1 - at, 3) for at in range(count)]),
        "below-10": _mean(below(first, 10), [min(count - 1 - at, 10) for at in range(count)]),
        "near": _mean(around(first, 3), [min(at, 3) + min(count - 1 - at, 3) for at in range(count)]),
        "boilerplate-run": run_lengths([score > 0 for score in first]),
        "content-run": run_lengths([score < 0 for score in first]),
    } | _content(words, first)


def _content(words: Sequence[int], first: Sequence[int]) -> dict[str, list[int]]:
    count = len(first)
    # In words times 800: what is content of a line's words goes from all to nothing.
    whole = 2 * STEEPEST
    content = [w * (STEEPEST - score) for w, score in zip(words, first, strict=True)]
    up, total = sums(content), sum(content)
    near = zip(around(content, 25), around(words, 25), strict=True)
    clear = [score <= -CLEAR and w >= CLEAR_WORDS for w, score in zip(words, first, strict=True)]
    # For and against, a very long line no more than one of some length.
    weight = [-min(max(w, 1), LONGEST) * score for w, score in zip(words, first, strict=True)]
    start, end = best_part(weight)
    clear_total = sum(w for w in weight if w > 0)
    clear_best = sum(w for w in weight[start : end + 1] if w > 0)
    return {
        "content-near": [100 * c // (whole * max(1, w)) for c, w in near],
        "content-above": [100 * up[at] // max(1, total) for at in range(count)],
        "content-below": [100 * (total - up[at + 1]) // max(1, total) for at in range(count)],
        "content-words": [total // whole] * count,
        "content-share": [100 * total // (whole * max(1, sum(words)))] * count,
        "to-best": to_part(count, start, end),
        "best-share": [100 * clear_best // max(1, clear_total)] * count,
        "to-content-above": since(clear),
        "to-content-below": until(clear),
    }


def _mean(totals: Sequence[int], lines: Sequence[int]) -> list[int]:
    """Return whole-number means; of no lines 0."""
    return [total // max(1, count) for total, count in zip(totals, lines, strict=True)]
