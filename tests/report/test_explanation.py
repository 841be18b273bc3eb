"""Explanations: one row a line, aligned, and below it what its score is made of."""

from dataclasses import replace

import pytest
from small_score import sources_of

from cleaner.engine.cleaner import Cleaner
from cleaner.model import Terms, Verdict
from cleaner.report.explanation import MOST_ENTRIES, MOST_TERMS, explanation
from cleaner.rulebook.build_score import build_score
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.score import Score

TEA = Verdict(line=3, text=" Tea. ", kept=True, rule=None, matches=())
AD = Verdict(line=11, text="Advertisement", kept=False, rule="en.ads.label", matches=("en.ads.label",))
MENU = Verdict(line=12, text="Site map", kept=False, rule="score", matches=(), score=135, threshold=60)
PARTS = Terms(
    noise=250, first=(("words", 40), ("base", -5)), second=(("score", 135),), entries=(("^site", 40),)
)
WRAPPED = """\
The ferry sails again on Monday, the harbour office said on Friday, after
a week of storms had kept all of its boats in the harbour and all of its
crews in the one bar of the town that had tea left to pour. Nobody could
say on Friday evening which of the boats would be the first to go out
again, and hardly anybody wanted to.
"""


def shown(*verdicts: Verdict, place: str = "", details: bool = False) -> list[str]:
    return "".join(explanation(verdicts, place, color=False, details=details)).splitlines()


@pytest.fixture(scope="module")
def score() -> Score:
    return build_score(sources_of(), ["the", "of"])


@pytest.fixture(scope="module")
def cleaner(score: Score) -> Cleaner:
    return Cleaner(load_rules(builtin=False), score=score)


@pytest.mark.parametrize(
    ("verdicts", "rows"),
    [
        pytest.param([], [], id="no line"),
        pytest.param([TEA], ["3  kept     -  -  Tea."], id="no score, no rule"),
        pytest.param(
            [replace(TEA, score=-5), replace(TEA, score=0), replace(TEA, score=110)],
            ["3  kept       -5  -  Tea.", "3  kept        0  -  Tea.", "3  kept     +110  -  Tea."],
            id="signs of scores",
        ),
        pytest.param(
            [TEA, AD, MENU],
            [
                " 3  kept        -  -             Tea.",
                "11  removed     -  en.ads.label  Advertisement",
                "12  removed  +135  score         Site map",
            ],
            id="columns",
        ),
    ],
)
def test_rows(verdicts: list[Verdict], rows: list[str]) -> None:
    assert shown(*verdicts) == rows


def test_colors_move_nothing() -> None:
    colored = "".join(explanation([TEA, AD], color=True))
    assert colored.replace("\x1b[31m", "").replace("\x1b[0m", "").splitlines() == shown(TEA, AD)


@pytest.mark.parametrize(
    ("verdicts", "rows"),
    [
        pytest.param([TEA], ["3  kept     -  -  Tea."], id="nothing to say"),
        pytest.param(
            [AD],
            ["11  removed  -  en.ads.label  Advertisement", "    rules        en.ads.label"],
            id="a rule alone",
        ),
        pytest.param(
            [replace(MENU, terms=PARTS)],
            [
                "noise of the document: 250 per mille",
                "12  removed  +135  score  Site map",
                "    threshold    +60",
                "    second pass  +135 = score +135",
                "    first pass   +35 = words +40, base -5",
                '    lexicon      +40 = "^site" +40',
            ],
            id="a score",
        ),
        pytest.param(
            [replace(MENU, terms=replace(PARTS, first=(), entries=()))],
            [
                "noise of the document: 250 per mille",
                "12  removed  +135  score  Site map",
                "    threshold    +60",
                "    second pass  +135 = score +135",
                "    first pass   0",
            ],
            id="a pass without terms",
        ),
        pytest.param(
            [replace(MENU, terms=PARTS), replace(MENU, line=13, terms=PARTS)],
            [
                "noise of the document: 250 per mille",
                "12  removed  +135  score  Site map",
                "13  removed  +135  score  Site map",
                "    threshold    +60",
                "    second pass  +135 = score +135",
                "    first pass   +35 = words +40, base -5",
                '    lexicon      +40 = "^site" +40',
            ],
            id="lines that share a score",
        ),
    ],
)
def test_details(verdicts: list[Verdict], rows: list[str]) -> None:
    assert shown(*verdicts, details=True) == rows


def test_details_name_the_place() -> None:
    rows = shown(replace(MENU, terms=PARTS), place="a.jsonl:7:", details=True)
    assert rows[:2] == [
        "a.jsonl:7: noise of the document: 250 per mille",
        "a.jsonl:7:12  removed  +135  score  Site map",
    ]


def test_after_the_largest_terms_the_others_are_one() -> None:
    many = tuple((f"s{at}", 100 - at) for at in range(20))
    rows = shown(replace(MENU, terms=replace(PARTS, second=many, entries=many)), details=True)
    second, entries = rows[3], rows[5]
    assert second.count(",") == MOST_TERMS
    assert second.endswith(f"s5 +95, 14 others +{sum(weight for _, weight in many[MOST_TERMS:])}")
    assert entries.count(",") == MOST_ENTRIES
    assert entries.endswith(f'"s11" +89, 8 others +{sum(weight for _, weight in many[MOST_ENTRIES:])}')


def test_names_cannot_control_a_terminal() -> None:
    odd = replace(PARTS, second=(("a\x1b[2J", 1),), entries=(("b\x1b[2J", 1),))
    assert "\x1b" not in "\n".join(shown(replace(MENU, terms=odd), details=True))


TEXT = f"Get our app\n\n{WRAPPED}\nRead on\nSite map\nThe harbour\n"


def test_terms_add_up_to_scores_largest_first(cleaner: Cleaner) -> None:
    verdicts = cleaner.explain(TEXT, terms=True)
    assert verdicts
    for verdict in verdicts:
        assert verdict.terms
        assert sum(weight for _, weight in verdict.terms.second) == verdict.score
        for terms in (verdict.terms.first, verdict.terms.second, verdict.terms.entries):
            assert [abs(weight) for _, weight in terms] == sorted((abs(w) for _, w in terms), reverse=True)
            assert all(weight for _, weight in terms)


def test_terms_are_by_name(cleaner: Cleaner) -> None:
    terms = cleaner.explain("Get our app\n", terms=True)[0].terms
    assert terms
    assert terms.first == (("lexicon", 120), ("words", 30), ("words × lexicon", 15), ("base", -10))
    assert terms.second == (("score", 90), ("words", 40), ("base", -20))
    assert terms.entries == (("our app", 90), ("^get", 40))


def test_terms_only_if_asked_for(cleaner: Cleaner) -> None:
    assert {verdict.terms for verdict in cleaner.explain(TEXT)} == {None}


def test_lines_of_a_hard_wrapped_paragraph_share_all(cleaner: Cleaner) -> None:
    verdicts = cleaner.explain(TEXT, terms=True)
    paragraph = verdicts[1:6]
    assert len({(id(one.terms), one.score, one.threshold) for one in paragraph}) == 1
    rows = shown(*verdicts, details=True)
    at = next(number for number, row in enumerate(rows) if "The ferry" in row)
    assert [row.split("  ")[-1] for row in rows[at : at + 5]] == WRAPPED.splitlines()
    assert rows[at + 5].startswith("    threshold")


@pytest.mark.parametrize("level", ["safe", "normal"])
def test_the_score_takes_no_pieces_of_prose(score: Score, level: str) -> None:
    long = "The ferry sails again on Monday, after a whole week of fog and storms. " * 60
    found = Cleaner(load_rules(builtin=False), score=score, level=level).explain(long, terms=True)  # type: ignore[arg-type]
    assert len(found) > 1
    assert {(verdict.score, verdict.threshold, verdict.terms) for verdict in found} == {(None, None, None)}
