"""The score: sums of both passes, noise and thresholds, and the lines that fall by it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from textwrap import fill
from typing import Any

import numpy as np
import pytest
from small import PROSE, cleaner, document, left, rulebook, shortened

from cleaner.engine.batches import WORTH_IT
from cleaner.engine.prose import find_prose
from cleaner.engine.render import restore
from cleaner.engine.score import _CLEAN as CLEAN
from cleaner.engine.score import Scores, categories, locate, noise_of, probability, score_lines, thresholds
from cleaner.engine.units import find_units
from cleaner.model import CATEGORIES, LEVELS, Document, Level, Result
from cleaner.rulebook.build_score import build_score
from cleaner.rulebook.find import RuleSource
from cleaner.rulebook.score import Curve, Score, for_prose, threshold
from cleaner.text.lines import read_lines

BOOK = rulebook()
LANDMARKS = """\
[[landmark]]
name = "comments"
category = "comments"
why = "Readers write."
lines = ["comments", "talk"]
[[landmark]]
name = "related"
category = "teasers"
why = "Other stories."
lines = ["related", "talk"]
"""
SUMS = """\
[score]
base = [-10, -20]
[curve]
noise = [100, 300]
normal = [0, 0]
strict = [0, 0]
prose = [0, 0]
[[signal]]
name = "words"
why = "Menus are short."
points = [2, 10]
first = [60, -100]
second = [90, -110]
[[signal]]
name = "lexicon"
why = "Words of noise."
points = [0, 100]
first = [0, 100]
[[signal]]
name = "score"
why = "The first pass."
points = [-100, 0, 100]
second = [-50, 0, 70]
[[signal]]
name = "since_comments"
why = "What readers write."
points = [0, 4]
second = [80, 0]
[[table]]
signals = ["words", "lexicon"]
why = "A word of noise means more in a short line."
points = [[2, 10], [0, 100]]
first = [[0, 40], [0, 8]]
[weights]
"share" = 50
"harbour" = -30
"""


@lru_cache
def score_of(*texts: str) -> Score:
    return build_score([RuleSource(f"{n}.toml", text.encode()) for n, text in enumerate(texts)], ["the"])


def scores_of(score: Score, *texts: str) -> Scores:
    lines = read_lines(texts, BOOK.characters)
    return score_lines(score, lines, find_prose(lines, BOOK.prose), BOOK.prose)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        pytest.param("", [], [], id="no line"),
        # -10 + 60; -20 + 90 + 35
        pytest.param("Tea", [50], [105], id="a word"),
        # -10 + 60 + 50 + table 20; -20 + 90 + 70, as constant from 100 on
        pytest.param("Share", [120], [140], id="an entry, and the table half way"),
        # -10 + 20; -20 + 40 + 7
        pytest.param("one two three four", [10], [27], id="a quarter of the way between points"),
        # -10 + 40 + 50 + 18 (of 20 and 4, an eighth between); -20 + 65 + 68 (of 68.6)
        pytest.param("share of three", [98], [113], id="the table between all four points"),
        # -10 + 60; -30 is below the points. -20 + 90 + 35
        pytest.param("Harbour", [50], [105], id="constant outside"),
        # -10 - 20; -20 - 10 - 15
        pytest.param("one two three four five six", [-30], [-45], id="below 0"),
        # -10 - 40 + 50 + table 10 (of 20 and 4, five eighths); -20 - 35 + 7
        pytest.param("one two three four five six share", [10], [-48], id="and a word of noise"),
        # -10 - 100; -20 - 110 - 50
        pytest.param("a b c d e f g h i j k l", [-110], [-180], id="constant beyond the last point"),
        # 50 each; 105 and 80, 60, 40, 20, 0
        pytest.param(
            "x\nComments\ny\nz\nz\nz\nz",
            [50] * 7,
            [105, 185, 165, 145, 125, 105, 105],
            id="lines since a landmark",
        ),
        pytest.param("Share, share\n***", [98 + 22, 50], [140, 105], id="an entry twice, and no word"),
    ],
)
def test_sums(text: str, first: list[int], second: list[int]) -> None:
    found = scores_of(score_of(SUMS, LANDMARKS), text)
    assert (found.first.tolist(), found.second.tolist()) == (first, second)


def test_sums_are_rounded_down() -> None:
    """At 15 below 0 the score weighs -7.5."""
    text = SUMS.replace("base = [-10, -20]", "base = [-75, 0]").replace("second = [90, -110]", "")
    found = scores_of(score_of(text, LANDMARKS), "Tea")
    assert (found.first.tolist(), found.second.tolist()) == ([-15], [-8])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (-99, (0, 0)),
        (0, (0, 0)),
        (9, (0, 900)),
        (10, (1, 0)),
        (15, (1, 250)),
        (30, (1, 1000)),
        (99, (1, 1000)),
    ],
)
def test_between_which_points_a_value_is(value: int, expected: tuple[int, int]) -> None:
    at, beyond = locate([0, 10, 30], np.array([value]))
    assert (at.item(), beyond.item()) == expected


def test_terms_add_up() -> None:
    text = "Share\nComments\nshare of three\n" + PROSE["P"] + "\nTea at the harbour"
    maker = cleaner(score=score_of(SUMS, LANDMARKS))
    found = scores_of(score_of(SUMS, LANDMARKS), text)
    verdicts = maker.explain(text, terms=True)
    assert [verdict.score for verdict in verdicts] == found.second.tolist()
    for verdict, first in zip(verdicts, found.first.tolist(), strict=True):
        assert verdict.terms
        assert sum(weight for _, weight in verdict.terms.first) == first
        assert sum(weight for _, weight in verdict.terms.second) == verdict.score
    assert verdicts[2].terms
    assert verdicts[2].terms.first == (("lexicon", 50), ("words", 40), ("words × lexicon", 18), ("base", -10))
    assert verdicts[2].terms.second == (("score", 68), ("words", 65), ("since_comments", 60), ("base", -20))
    assert verdicts[2].terms.entries == (("share", 50),)
    assert verdicts[4].terms
    assert verdicts[4].terms.entries == (("harbour", -30),)


@pytest.mark.parametrize(
    ("score", "expected"),
    [(0, 500), (100, 731), (-100, 269), (500, 993), (-500, 7), (2000, 1000), (-2000, 0), (99_999, 1000)],
)
def test_probability(score: int, expected: int) -> None:
    assert probability(np.array([score])).tolist() == [expected]


@pytest.mark.parametrize(
    ("counts", "probabilities", "sums"),
    [
        pytest.param([5], [500] * 5, [2500], id="half of 5 lines"),
        pytest.param([80], [1000] * 80, [80_000], id="80 lines of noise"),
        pytest.param([1], [999], [999], id="a line"),
        pytest.param([0, 5, 0, 20], [500] * 5 + [0] * 20, [0, 2500, 0, 0], id="each document by itself"),
        pytest.param([0], [], [0], id="no line"),
    ],
)
def test_noise(counts: list[int], probabilities: list[int], sums: list[int]) -> None:
    """It is per mille of the lines and some clean ones besides, rounded down."""
    lines = read_lines(["a\n" * count for count in counts], BOOK.characters)
    units = find_units(lines, find_prose(lines, BOOK.prose), BOOK.prose)
    expected = [total // (count + CLEAN) for count, total in zip(counts, sums, strict=True)]
    assert CLEAN >= 20
    assert noise_of(units, np.array(probabilities, np.int64)).tolist() == expected


def test_the_noise_is_that_of_the_first_pass() -> None:
    """At 120 the probability of noise is 769 per mille, at -110 250, whatever the second pass says."""
    found = scores_of(score_of(SUMS, LANDMARKS), "Share\n" * 10, "", "a b c d e f g h i j k l")
    assert found.noise.tolist() == [7690 // (10 + CLEAN), 0, 250 // (1 + CLEAN)]


CURVE = Curve((100, 300, 700), {"normal": (130, 60, 20), "strict": (60, 60, -40)}, (40, 10, 30))


@pytest.mark.parametrize(
    ("noise", "normal", "strict", "prose"),
    [
        pytest.param(0, 130, 60, 40, id="below all points"),
        pytest.param(100, 130, 60, 40, id="at the first"),
        pytest.param(200, 95, 60, 25, id="half way"),
        pytest.param(201, 94, 60, 24, id="94.65 and 24.85 are rounded down"),
        pytest.param(300, 60, 60, 10, id="at the second"),
        pytest.param(301, 59, 59, 10, id="59.9, 59.75 and 10.05"),
        pytest.param(700, 20, -40, 30, id="at the last"),
        pytest.param(1000, 20, -40, 30, id="above all points"),
    ],
)
def test_curves_are_linear_between_points(noise: int, normal: int, strict: int, prose: int) -> None:
    asked = np.array([noise])
    found = (threshold(CURVE, "normal", asked), threshold(CURVE, "strict", asked), for_prose(CURVE, asked))
    assert [one.tolist() for one in found] == [[normal], [strict], [prose]]


def test_thresholds_are_higher_for_prose_lines() -> None:
    score = replace(score_of(SUMS, LANDMARKS), curve=CURVE)
    found = scores_of(score, f"Tea\n{PROSE['P']}", "x\n" * 200)
    found.noise[:] = [200, 900]
    normal, strict = (thresholds(score, found, level).tolist() for level in ("normal", "strict"))
    assert normal == [95, 95 + 25] + [20] * 200
    assert strict == [60, 60 + 25] + [-40] * 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "x / Comments / y / z / z", ["other", "comments", "comments", "comments", "other"], id="below"
        ),
        pytest.param("Related / x", ["teasers", "other"], id="without weight only itself"),
        pytest.param("Related / Comments / x", ["teasers", "comments", "comments"], id="the heavier"),
        pytest.param(
            "Comments / Related / x", ["comments", "teasers", "comments"], id="a line is one itself"
        ),
        pytest.param("Talk", ["comments"], id="of two, the first"),
    ],
)
def test_categories(text: str, expected: list[str]) -> None:
    score = score_of(SUMS.replace("points = [0, 4]", "points = [0, 3]"), LANDMARKS)
    found = scores_of(score, document(text))
    assert categories(score, found, np.arange(len(expected))) == expected
    assert categories(score, found, np.array([0])) == expected[:1]
    assert categories(score, found, np.zeros(0, np.int64)) == []


# From here on a line's score is what the lexicon says of it: thresholds are 100 at normal and 50 at strict.
SIMPLE = """\
[score]
base = [0, 0]
[curve]
noise = [0, 1000]
normal = [100, 100]
strict = [50, 50]
prose = [40, 40]
[[signal]]
name = "lexicon"
why = "Words of noise."
points = [0, 500]
second = [0, 500]
[[signal]]
name = "since_comments"
why = "What readers write."
points = [1, 3]
second = [2, 0]
[weights]
"mild" = 80
"middling" = 120
"heavy" = 300
"hundred" = 100
"fifty" = 50
"""
SIMPLE_SCORE = score_of(SIMPLE, LANDMARKS)
WRAPPED = fill(
    "The keeper of the lighthouse wrote in her book that the ferry would not sail before noon,"
    " because the heavy fog had come in over the pier much faster than anyone had thought it could,"
    " and so the people who stood there went home again, slowly,"
    " and waited for the bell to ring as it did on each day of that long winter.",
    64,
)


def rest(text: str, *rules: str, **options: Any) -> str:
    return left(text, *rules, **{"score": SIMPLE_SCORE, **options})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Heavy / P", ("Heavy / P", "P", "P"), id="high"),
        pytest.param("Mild / P", ("Mild / P", "Mild / P", "P"), id="between the thresholds"),
        pytest.param("Tea / P", ("Tea / P",) * 3, id="low"),
        pytest.param("Hundred / P", ("Hundred / P", "Hundred / P", "P"), id="a tie at normal"),
        pytest.param("Fifty / P", ("Fifty / P",) * 3, id="a tie at strict"),
        pytest.param("Fifty fifty mild / P", ("Fifty fifty mild / P",) + ("P",) * 2, id="a sum"),
    ],
)
def test_lines_fall_by_level(text: str, expected: tuple[str, str, str]) -> None:
    assert tuple(rest(text, level=level) for level in LEVELS) == expected


@pytest.mark.parametrize("word", ["mild", "middling", "heavy"])
def test_more_is_asked_of_prose_lines(word: str) -> None:
    text = PROSE["P"].replace("forty", word)
    falls = [rest(f"{text} / P", level=level) == "P" for level in LEVELS]
    assert (
        falls == {"mild": [False] * 3, "middling": [False, False, True], "heavy": [False, True, True]}[word]
    )


def test_at_safe_nothing_falls_by_score() -> None:
    text = "Heavy / Comments / Heavy / P"
    assert rest(text, level="safe", drop=CATEGORIES) == text
    verdicts = cleaner(score=SIMPLE_SCORE, level="safe").explain(document(text))
    assert [(one.score, one.threshold) for one in verdicts] == [(None, None)] * 4


def test_without_a_score_nothing_falls_by_it() -> None:
    assert rest("Heavy / P", score=None, level="strict") == "Heavy / P"


RULE = 'lines = ["heavy"]\n'


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param([f'{RULE}level = "strict"'], ("Heavy / x / P", "x / P"), id="a line"),
        pytest.param(["block = ['heavy', 'x']\nlevel = \"strict\""], ("Heavy / x / P", "P"), id="a block"),
        pytest.param(
            ['lines = ["x"]\nabove = {}\nlevel = "strict"'], ("x / P", "P"), id="its region keeps nothing"
        ),
        pytest.param(["span = 'vy'\nlevel = \"strict\""], ("x / P", "x / P"), id="a span keeps nothing"),
        pytest.param([f"{RULE}keep = true"], ("Heavy / x / P", "Heavy / x / P"), id="a keep rule"),
        pytest.param(
            ["pattern = '.+'\nkeep = true\nmax_words = 1"], ("Heavy / x / P",) * 2, id="any keep rule"
        ),
        pytest.param(
            [f'{RULE}level = "strict"', f'{RULE}level = "normal"'],
            ("x / P", "x / P"),
            id="a milder rule, too",
        ),
        pytest.param(['lines = ["x"]\nlevel = "strict"'], ("x / P", "P"), id="another line"),
    ],
)
def test_a_line_that_a_rule_matches_is_the_rules(rules: list[str], expected: tuple[str, str]) -> None:
    assert (rest("Heavy / x / P", *rules), rest("Heavy / x / P", *rules, level="strict")) == expected


def taken(result: Result) -> list[tuple[str, str, str]]:
    return [(shortened(one.text), one.rule, one.category) for one in result.removals]


@pytest.mark.parametrize(
    ("rules", "text", "expected"),
    [
        pytest.param([], "Heavy / P", [("Heavy", "score", "other")], id="the score"),
        pytest.param(
            [],
            "Comments / Heavy / P / Heavy",
            [("Heavy", "score", "comments"), ("Heavy", "score", "other")],
            id="the landmark's category",
        ),
        pytest.param([], "Related heavy / P", [("Related heavy", "score", "other")], id="no landmark"),
        pytest.param([RULE], "Heavy / P", [("Heavy", "p.a", "ads")], id="a rule first"),
        pytest.param(
            ['lines = ["more"]\nbelow = {}'],
            "More / Heavy / P / Heavy",
            [("More", "p.a", "ads"), ("Heavy", "p.a", "ads"), ("Heavy", "score", "other")],
            id="its region, too",
        ),
    ],
)
def test_who_is_credited(rules: list[str], text: str, expected: list[tuple[str, str, str]]) -> None:
    assert taken(cleaner(*rules, score=SIMPLE_SCORE).clean(document(text))) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({}, "Comments / P / x", id="both fall"),
        pytest.param({"keep": ["comments"]}, "Comments / Heavy / P / x", id="those of the category stay"),
        pytest.param({"keep": ["other"]}, "Comments / P / x / Heavy", id="those of none"),
        pytest.param({"keep": ["teasers", "ads"]}, "Comments / P / x", id="another category"),
        pytest.param(
            {"keep": ["comments", "other"], "level": "strict"}, "Comments / Heavy / P / x / Heavy", id="all"
        ),
    ],
)
def test_kept_categories(options: dict[str, Any], expected: str) -> None:
    assert rest("Comments / Heavy / P / x / Heavy", **options) == expected


def test_pieces_of_prose_stay() -> None:
    line = "It is heavy, and so is each of the stones that we had to carry up. " * 40
    assert rest(f"{line} / Heavy / P", level="strict") == f"{line.strip()} / P"
    verdicts = cleaner(score=SIMPLE_SCORE).explain(document(f"{line} / Heavy"), terms=True)
    assert {(one.score, one.threshold, one.terms, one.kept) for one in verdicts[:-1]} == {
        (None, None, None, True)
    }
    assert (verdicts[-1].score, verdicts[-1].threshold, verdicts[-1].kept) == (300, 100, False)


def test_pieces_of_a_long_line_without_prose_fall_like_lines() -> None:
    line = "It is heavy. " * 200
    assert rest(f"{line}Light / P") == "Light / P"


def test_a_hard_wrapped_paragraph_falls_as_a_whole() -> None:
    text = f"Tea\n\n{WRAPPED}\n\n{PROSE['P']}\n"
    result = cleaner(score=SIMPLE_SCORE).clean(text)
    assert result.text == f"Tea\n\n{PROSE['P']}\n"
    assert {one.rule for one in result.removals} == {"score"}
    assert cleaner(score=SIMPLE_SCORE).clean(text.replace("heavy", "dense")).removals == ()
    verdicts = cleaner(score=SIMPLE_SCORE).explain(text, terms=True)
    assert len({(one.score, one.threshold, one.terms) for one in verdicts[1:-1]}) == 1


def test_to_rules_its_lines_are_lines() -> None:
    first, *_, last = WRAPPED.split("\n")
    keep = cleaner("pattern = 'the keeper .+'\nkeep = true", score=SIMPLE_SCORE)
    assert keep.clean(f"{WRAPPED}\n").text == f"{first}\n"
    strict = cleaner("pattern = 'winter[.]'\nlevel = \"strict\"", score=SIMPLE_SCORE)
    assert strict.clean(f"{WRAPPED}\n").text == f"{last}\n"


def test_scores_and_thresholds_are_told() -> None:
    verdicts = cleaner(RULE, score=SIMPLE_SCORE).explain(document("Heavy / Mild / Middling / P"))
    assert [(one.score, one.threshold, one.kept, one.rule) for one in verdicts] == [
        (300, 100, False, "p.a"),
        (80, 100, True, None),
        (120, 100, False, "score"),
        (0, 140, True, None),
    ]
    assert {one.terms for one in verdicts} == {None}


def test_the_guard_gives_the_next_milder_level() -> None:
    text = document("Mild / " + PROSE["P"].replace("forty", "heavy"))
    results = [cleaner(score=SIMPLE_SCORE, level=level, min_words=14).clean(text) for level in LEVELS]
    assert [(one.guarded, one.text) for one in results] == [(None, text), ("safe", text), ("safe", text)]


TEXTS = [
    "Heavy\n\nTea\n\n\nheavy\r\nComments\r\nMild\rmiddling\n",
    "",
    f"\ufeffHeavy\n{PROSE['P']} 😀\n\nHeavy",
    f"{WRAPPED}\n\n{PROSE['Q']}\nHeavy \n",
    "heavy",
    "It is heavy. " * 200 + "\nHeavy\n雨 heavy\n",
]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("rules", [(), ("span = 'ea'", 'lines = ["tea"]')], ids=["no rule", "rules"])
def test_what_went_gives_back_the_input(level: Level, rules: Sequence[str]) -> None:
    maker = cleaner(*rules, score=SIMPLE_SCORE, level=level)
    alone = [maker.clean(text) for text in TEXTS]
    assert [restore(result.text, result.removals) for result in alone] == TEXTS
    assert any(result.removals for result in alone) == (level != "safe")
    # Behind a document of this size, all others are in one batch.
    texts = ["x" * WORTH_IT, *TEXTS]
    assert list(maker.clean_many(Document(text=text) for text in texts))[1:] == alone
