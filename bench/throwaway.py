#!/usr/bin/env python3
"""The throw-away form of ../shared/bench/README.md, made anew, on the folds that our score is measured on.

A lexicon by logistic regression, then boosted stumps over signals of shape, place and context and the
lexicon's sums around the line, then the same once more with the first pass's scores around the line. What it
is fitted to: whole pages, what two extractors left of them, the main text itself. Documents are seen whole: a
line may be moved by any other, so this is a reference for the form, and no law of ours holds for it.

Needs scikit-learn, about 9 GB of memory, and a quarter of an hour a fold on one core.
"""

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pages import bench_folder, markdown

Floats = npt.NDArray[np.float64]
FOLDS: Final = 3
SETS: Final = {
    "pages-en.html_text": 1.0,
    "news-multi.html_text": 3.0,
    "after-en.resiliparse": 1.0,
    "after-en.trafilatura": 0.5,
    "after-news.resiliparse": 3.0,
}
"""Sets and the weight of their pages; of the first two, the main text is a document, too."""
GOLD: Final = ("pages-en.html_text", "news-multi.html_text")
THRESHOLDS: Final = (0.0, 0.5, 1.0, 1.5, 2.0)
FIGURES: Final = ("word_f1", "word_f1 article", "word_p", "word_r", "lines_kept", "short_kept", "noise_left")
WORD: Final = re.compile(r"\w+")
TOKEN: Final = re.compile(r"\w+|[^\w\s]")
STOPS: Final = ".!?…。！？।"


@dataclass(frozen=True, slots=True)
class Document:
    """Lines of a page's text. `labels`: 0 article, 1 noise, -1 neither. `signals`: by line and signal."""

    kind: str
    page: dict[str, Any]
    fold: int
    weight: float
    lines: list[str]
    labels: list[int]
    words: Floats
    signals: Floats


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--fold", type=int, default=0, choices=range(FOLDS), help="the fold to measure on")
    options = parser.parse_args()
    sys.path.insert(0, str(bench_folder()))
    documents = [one for one in read() if one.lines]
    scores = fit(documents, options.fold)
    for kind in dict.fromkeys(one.kind for one in documents):
        rows = []
        for threshold in THRESHOLDS:
            found = figures(documents, scores, kind, options.fold, threshold)
            rows.append(
                [str(threshold), *(f"{found[name]:.4f}" if name in found else "" for name in FIGURES)]
            )
        print(f"\n{kind}\n\n{markdown(['threshold', *FIGURES], rows)}", flush=True)


def read() -> Iterator[Document]:
    import score  # type: ignore[import-not-found]  # the measure, beside the pages

    for name, weight in SETS.items():
        with gzip.open(bench_folder() / "pages" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as pages:
            for page in map(json.loads, pages):
                if not page.get("gold"):
                    continue
                fold = score.fold(page, FOLDS * FOLDS)
                yield document(name, page, page["text"], fold, weight, score)
                if name in GOLD:
                    parts = [part for part in page["gold"].split("\n") if part.strip()]
                    text = ("\n\n" if fold % 2 else "\n").join(parts)
                    yield document(f"{name}, main text", page | {"neutral": []}, text, fold, weight, score)


def document(kind: str, page: dict[str, Any], text: str, fold: int, weight: float, score: Any) -> Document:
    raw = text.split("\n")
    places = [at for at, line in enumerate(raw) if line.strip()]
    lines = [raw[at].strip() for at in places]
    gold = {score.flat(line) for line in page["gold"].split("\n")} - {""}
    said = score.flat(page["gold"])
    neutral = {form(line) for line in page.get("neutral", ()) for form in (score.flat, score.bare)}
    labels = []
    for line in lines:
        flat = score.flat(line)
        is_part = len(WORD.findall(flat)) > 5 and flat in said
        labels.append(0 if flat in gold or is_part else -1 if score.bare(line) in neutral else 1)
    words = np.array([len(WORD.findall(line)) for line in lines], float)
    signals = measure(lines, np.diff(places, prepend=places[:1]), words) if lines else np.zeros((0, 1))
    return Document(kind, page | {"text": text}, fold, weight, lines, labels, words, signals)


def measure(lines: Sequence[str], step: npt.NDArray[np.int64], words: Floats) -> Floats:
    """Return the signals of shape, place and context, by line. `step`: rows since the line above."""
    count = len(lines)
    at = np.arange(count)
    ends = [line.rstrip("\"”»')")[-1:] in STOPS + ":" for line in lines]
    prose = (words >= 12) & np.array(ends)
    said: Counter[str] = Counter()
    for line, is_prose in zip(lines, prose, strict=True):
        said.update(set(WORD.findall(line.lower())) if is_prose else ())
    copies = Counter(map(str.casefold, lines))
    shape = np.array(
        [
            [*shape_of(line, n), copies[line.casefold()], *known(line, said, bool(own))]
            for line, n, own in zip(lines, words, prose, strict=True)
        ]
    )
    mass, short = words * prose, (words < 5).astype(float)
    above, below = np.cumsum(mass) - mass, mass.sum() - np.cumsum(mass)
    place = [
        at / count,
        np.minimum(at, 50),
        np.minimum(count - 1 - at, 50),
        np.full(count, min(count, 500)),
        np.full(count, mass.sum() / max(words.sum(), 1)),
        step - 1,
        np.append(step[1:] - 1, 0),
        distance(prose),
        distance(prose[::-1])[::-1],
        above / max(mass.sum(), 1),
        below / max(mass.sum(), 1),
    ]
    near = [total(mass, *reach) for n in (3, 8, 20) for reach in ((-n, -1), (1, n))]
    near += [total(words, -2, 2), total(words, -5, 5), total(short, -3, -1), total(short, 1, 3)]
    return np.column_stack([shape, *place, *near])


def shape_of(line: str, words: float) -> list[float]:
    found, letters = WORD.findall(line), sum(map(str.isalpha, line)) or 1
    return [
        words,
        len(line),
        len(line) / max(words, 1),
        sum(map(str.isdigit, line)) / len(line),
        sum(map(str.isupper, line)) / letters,
        sum(word[:1].isupper() for word in found) / max(words, 1),
        line[-1] in STOPS,
        line[-1] == ":",
        line[-1] in STOPS + "\"”»')",
        line.count(",") + line.count("，"),
        line[0] in "*-•·>|#",
        line[0].islower(),
        line[0].isdigit(),
        "http" in line or "www." in line or "@" in line,
        sum(line.count(sign) for sign in "|»›/"),
        any(sign in line for sign in '"“”«»'),
        "?" in line,
        "©" in line,
    ]


def known(line: str, said: Counter[str], is_prose: bool) -> list[float]:
    """Return the share and the number of the line's longer words that other prose lines use, too."""
    longer = [word.lower() for word in WORD.findall(line) if len(word) > 3]
    count = sum(said[word] > is_prose for word in longer)
    return [count / max(len(longer), 1), count]


def total(values: Floats, first: int, last: int) -> Floats:
    """Return by line the sum of the values from `first` to `last` lines further on."""
    at, sums = np.arange(len(values)), np.append(0, np.cumsum(values))
    found: Floats = sums[np.clip(at + last + 1, 0, len(at))] - sums[np.clip(at + first, 0, len(at))]
    return found


def distance(marks: npt.NDArray[np.bool_]) -> Floats:
    """Return by line the lines since the last mark above, at most 30."""
    at = np.arange(len(marks))
    last = np.append(-30, np.maximum.accumulate(np.where(marks, at, -30))[:-1]) if len(marks) else at
    return np.minimum(at - last, 30).astype(float)


def around(values: Floats) -> list[Floats]:
    """Return the values of a document's lines, of their neighbours, of windows and of the whole."""
    ones = np.ones(len(values))
    reaches = [(n, n) for n in (-3, -2, -1, 1, 2, 3)]
    reaches += [(-2, 2), (-5, 5), (-15, 15), (-5, -1), (1, 5), (-15, -1), (1, 15)]
    means = [total(values, *reach) / np.maximum(total(ones, *reach), 1) for reach in reaches]
    return [values, *means, np.full(len(values), values.mean())]


def segment(chance: Floats, words: Floats) -> list[Floats]:
    """Return a line's place to the densest run of article: lines before it, after it, words above, within."""
    gain = words * (1 - 2 * chance)
    gain[gain < 0] -= 1
    best = run = 0.0
    begin = first = last = 0
    for at, value in enumerate(gain.tolist()):
        if run <= 0:
            run, begin = 0.0, at
        run += value
        if run > best:
            best, first, last = run, begin, at
    at = np.arange(len(gain))
    content = words * (1 - chance)
    above = (np.cumsum(content) - content) / max(content.sum(), 1)
    within = ((at >= first) & (at <= last)).astype(float)
    return [np.clip(first - at, -30, 30), np.clip(at - last, -30, 30), above, within]


def grams(line: str) -> list[str]:
    words = ["0" if word.isdigit() else word for word in TOKEN.findall(line.lower())[:60]]
    marked = ["^", *words, "$"]
    runs = [" ".join(marked[at : at + n]) for n in (2, 3) for at in range(len(marked) - n + 1)]
    return [*words, *runs, *(["= " + " ".join(words)] if len(words) <= 6 else [])]


def fit(documents: Sequence[Document], measured: int) -> Floats:
    """Return by line the score of the second pass, by models that haven't seen the line's site.

    Sites are in nine folds: `measured` is every third of them; the others make the inner folds.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.linear_model import SGDClassifier

    label = np.concatenate([one.labels for one in documents])
    fold = np.concatenate([np.full(len(one.lines), one.fold) for one in documents])
    weight = np.concatenate([(2.5 + np.log1p(one.words)) * one.weight for one in documents])
    words = np.concatenate([one.words for one in documents])
    ends = np.cumsum([len(one.lines) for one in documents])
    is_test = fold % FOLDS == measured

    def out_of_fold(data: Any, make: Callable[[], Any]) -> Floats:
        scores = np.zeros(len(label))
        for inner in (None, *range(FOLDS)):
            left_out = is_test if inner is None else ~is_test & (fold // FOLDS == inner)
            chosen = np.flatnonzero(~is_test & ~left_out & (label >= 0))
            model = make().fit(data[chosen], label[chosen], sample_weight=weight[chosen])
            scores[left_out] = model.decision_function(data[np.flatnonzero(left_out)])
        return scores

    def by_document(make: Callable[[slice], list[Floats]]) -> Floats:
        spans = [slice(end - len(one.lines), end) for one, end in zip(documents, ends, strict=True)]
        return np.concatenate([np.column_stack(make(span)) for span in spans])

    def stumps() -> Any:
        return HistGradientBoostingClassifier(
            max_leaf_nodes=2,
            max_iter=400,
            learning_rate=0.15,
            min_samples_leaf=200,
            max_bins=64,
            random_state=0,
        )

    def regression() -> Any:
        return SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=8, tol=None, average=True, random_state=0)

    counted = HashingVectorizer(
        analyzer=grams, n_features=2**22, alternate_sign=False, norm=None, binary=True, dtype=np.float32
    ).transform([line for one in documents for line in one.lines])
    lexicon = np.clip(out_of_fold(counted, regression), -8, 8)
    signals = np.concatenate([one.signals for one in documents])
    signals = np.column_stack([signals, by_document(lambda span: around(lexicon[span]))]).astype(np.float32)
    first = out_of_fold(signals, stumps)
    chance = 1 / (1 + np.exp(-first))
    second = by_document(lambda span: [*around(first[span]), *segment(chance[span], words[span])])
    return out_of_fold(np.column_stack([signals, second]).astype(np.float32), stumps)


def figures(
    documents: Sequence[Document], scores: Floats, kind: str, fold: int, threshold: float
) -> dict[str, float]:
    """Return the figures of a kind of document on the fold, where lines above the threshold fall."""
    import score

    rows, end = [], 0
    for one in documents:
        end += len(one.lines)
        if one.kind == kind and one.fold % FOLDS == fold:
            limits = scores[end - len(one.lines) : end] <= threshold
            left = "\n".join(line for line, stays in zip(one.lines, limits, strict=True) if stays)
            rows.append(score.score_page(one.page, left))
    found: dict[str, float] = score.summarise(rows)
    return found


if __name__ == "__main__":
    main()
