"""Measure what is left of a page against its known main text.

Every page weighs the same. The measures are those by which web page extractors are
compared: overlap of words, and of runs of four words (shingles), which is strict about
order and stray words in between. Of lines, all pages together are counted: there a
lost subhead weighs as much as a lost paragraph.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

T = TypeVar("T", bound=Hashable)
Parts = dict[str, float]
"""What adds up over pages: "pages" and, for the others, sums of what each page contributes."""

WORD: Final = re.compile(r"\w+")
SHINGLE: Final = 4
_MEANS: Final = ("shingle_p", "shingle_r", "word_f1", "word_p", "word_r", "untouched")

SHORT: Final = 8
"""Words of the longest line that counts as a short one, such as a subhead."""
_LINE_SHARES: Final = {
    "lines_kept": ("gold_lines_left", "gold_lines"),
    "short_kept": ("short_lines_left", "short_lines"),
    "noise_left": ("noise_words_left", "noise_words"),
}
"""Shares of what all pages have together: the part and the whole."""


def measure_gold(
    text: str,
    gold: str,
    noise: Sequence[str] = (),
    *,
    given: str = "",
    neutral: Sequence[str] = (),
) -> Parts:
    """Measure `text` against the whole main text; `noise` are lines that should be gone.

    `given` is the text before it was cleaned. `neutral` are lines that cost nothing
    where they stay, and win nothing where they go: headline, author, date. `words_lost`
    and `words_left` count the words of `gold` that are missing, and those that are left
    and not in it.
    """
    text = _without_neutral(text, gold, neutral)
    _, shingle_p, shingle_r = _overlap(_shingles(text), _shingles(gold))
    words, wanted = _words(text), _words(gold)
    common, word_p, word_r = _overlap(words, wanted)
    rows = {flat(row) for row in text.split("\n")}
    return {
        "pages": 1,
        "shingle_p": shingle_p,
        "shingle_r": shingle_r,
        "word_p": word_p,
        "word_r": word_r,
        "word_f1": harmonic(word_p, word_r),
        "untouched": word_r == 1.0,
        "words_lost": wanted.total() - common,
        "words_left": words.total() - common,
        "noise": len(noise),
        "noise_gone": sum(flat(row) not in rows for row in noise),
        **_measure_lines(text, gold, given, neutral),
    }


def measure_snippets(text: str, kept: Sequence[str], gone: Sequence[str]) -> Parts:
    """Measure `text` by snippets that should be `kept` in it and `gone` from it, case and spaces aside."""
    whole = flat(text)
    return {
        "pages": 1,
        "with": len(kept),
        "with_kept": sum(flat(snippet) in whole for snippet in kept),
        "without": len(gone),
        "without_removed": sum(flat(snippet) not in whole for snippet in gone),
    }


def quality(parts: Mapping[str, float]) -> float:
    """Return the one figure by which single pages are compared: word F1, or the share of snippets."""
    if "word_f1" in parts:
        return parts["word_f1"]
    count = parts["with"] + parts["without"]
    return (parts["with_kept"] + parts["without_removed"]) / count if count else 1.0


def summarise(sums: Mapping[str, float]) -> dict[str, float]:
    """Return the figures, from 0 to 1, of the pages whose parts add up to `sums`.

    A figure that nothing is known of is left out.
    """
    pages = sums.get("pages", 0)
    if not pages:
        return {}
    if "word_f1" not in sums:
        return _summarise_snippets(sums)
    means = {name: sums[name] / pages for name in _MEANS}
    figures = {"shingle_f1": harmonic(means["shingle_p"], means["shingle_r"]), **means}
    for name, (part, whole) in _LINE_SHARES.items():
        if sums[whole]:
            figures[name] = sums[part] / sums[whole]
    if sums["noise"]:
        figures["noise_gone"] = sums["noise_gone"] / sums["noise"]
    return figures


def _summarise_snippets(sums: Mapping[str, float]) -> dict[str, float]:
    figures = {}
    if sums["with"]:
        figures["with_kept"] = sums["with_kept"] / sums["with"]
    if sums["without"]:
        figures["without_removed"] = sums["without_removed"] / sums["without"]
    if len(figures) > 1:
        figures["snippets"] = sum(figures.values()) / 2
    return figures


def add(parts: Iterable[Mapping[str, float]]) -> Parts:
    """Add up the parts of several pages, or sites."""
    sums: Parts = {}
    for each in parts:
        for name, value in each.items():
            sums[name] = sums.get(name, 0) + value
    return sums


def flat(text: str) -> str:
    """Return `text` as snippets and lines are compared: case-folded, white space collapsed."""
    return " ".join(text.split()).casefold()


def harmonic(precision: float, recall: float) -> float:
    """Return the F1 of precision and recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _without_neutral(text: str, gold: str, neutral: Sequence[str]) -> str:
    free = set(map(flat, neutral)) - set(map(flat, gold.split("\n")))
    return "\n".join(line for line in text.split("\n") if bare(line) not in free) if free else text


def bare(line: str) -> str:
    """Return a line as neutral lines are compared: without a bullet and the marks of Markdown."""
    return flat(line.strip().lstrip("#*>-•· ").rstrip("*_ "))


def _measure_lines(text: str, gold: str, given: str, neutral: Sequence[str]) -> Parts:
    """Count the lines of `given` that are lines of the gold, and those left of them; the words of others.

    A line counts as often as the gold has it: taking a copy that it doesn't have costs nothing.
    """
    wanted, before, after = (Counter(map(flat, whole.split("\n"))) for whole in (gold, given, text))
    free, said = set(map(flat, neutral)), flat(gold)
    parts = dict.fromkeys((name for pair in _LINE_SHARES.values() for name in pair), 0)
    for line, count in before.items():
        words = len(WORD.findall(line))
        if line in wanted and line:
            whole = min(count, wanted[line])
            kept = min(after[line], whole)
            parts["gold_lines"] += whole
            parts["gold_lines_left"] += kept
            if 1 <= words <= SHORT:
                parts["short_lines"] += whole
                parts["short_lines_left"] += kept
        elif bare(line) not in free and line not in said:
            parts["noise_words"] += words * count
            parts["noise_words_left"] += words * min(count, after[line])
    return dict(parts)


def _words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.lower()))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words; a shorter text is one run."""
    words = WORD.findall(text)
    count = max(1, len(words) - SHINGLE + 1) if words else 0
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(count))


def _overlap(found: Counter[T], wanted: Counter[T]) -> tuple[int, float, float]:
    """Return how much is common, and which share that is of either; 0 of nothing."""
    common = (found & wanted).total()
    return common, common / (found.total() or 1), common / (wanted.total() or 1)
