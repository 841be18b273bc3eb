"""Scores: sums of what rules and signals weigh, the same however they are asked for."""

from dataclasses import replace

import pytest
from small import PROSE, document, rulebook

from cleaner.engine.cleaner import Cleaner
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rule import Rulebook
from cleaner.rulebook.signals import LINE_SIGNALS, SECOND_SIGNALS, CleanBounds, Scoring, Signal

WORDS = Signal(id="words", bins=(3, 10), weights=(200, 0, -200))
TEXT = document("P / Tea / Q / Nets and oars / R")


def scored(*rules: str, first: tuple[Signal, ...] = (WORDS,), **scoring: object) -> Cleaner:
    """Make a cleaner whose scores come from these rules and signals alone."""
    table = Scoring(normal=0, strict=-100, switch=0, first=first)
    book = replace(rulebook(*rules), scoring=replace(table, **scoring))  # type: ignore[arg-type]
    return Cleaner(book, min_words=0, min_share=0)


def left(cleaner: Cleaner, text: str = TEXT) -> list[str]:
    short = {long: name for name, long in PROSE.items()}
    return [short.get(line, line) for line in cleaner.clean(text).text.split("\n") if line]


def test_a_line_falls_where_its_score_is_above_the_threshold() -> None:
    assert left(scored()) == ["P", "Q", "Nets and oars", "R"]
    assert left(scored(normal=200)) == ["P", "Tea", "Q", "Nets and oars", "R"]


def test_it_is_logged_as_score_with_the_category_of_its_strongest_evidence() -> None:
    cleaner = scored('lines = ["tea"]\nweight = 50\ncategory = "teasers"', 'lines = ["tea"]\nweight = 20')
    (removal,) = cleaner.clean(TEXT).removals
    assert (removal.rule, removal.category, removal.text) == ("score", "teasers", "Tea\n")
    (removal,) = scored().clean(TEXT).removals
    assert (removal.rule, removal.category) == ("score", "other")


def test_what_rules_weigh_is_part_of_the_score() -> None:
    assert left(scored('lines = ["nets and oars"]\nweight = 1')) == ["P", "Q", "R"]
    assert left(scored('lines = ["tea"]\nweight = -200')) == ["P", "Tea", "Q", "Nets and oars", "R"]


def test_a_drop_rule_weighs_at_milder_levels_than_its_own() -> None:
    assert left(scored('lines = ["nets and oars"]\nweight = 1\nlevel = "strict"')) == ["P", "Q", "R"]


def test_gates_say_where_evidence_speaks() -> None:
    assert "Nets and oars" in left(scored('lines = ["nets and oars"]\nweight = 1\nzone = "tail"'))
    assert "Nets and oars" not in left(scored('lines = ["nets and oars"]\nweight = 1\nzone = "body"'))


def test_levels() -> None:
    lines = {
        level: left(Cleaner(scored().rules, level=level, min_words=0, min_share=0))
        for level in ("safe", "normal", "strict")
    }
    assert lines["safe"] == ["P", "Tea", "Q", "Nets and oars", "R"]
    assert lines["normal"] == ["P", "Q", "Nets and oars", "R"]
    assert lines["strict"] == ["P", "Q", "R"]


def test_keep_rules_and_kept_categories_beat_scores() -> None:
    assert "Tea" in left(scored('lines = ["tea"]\nkeep = true'))
    book = scored('lines = ["tea"]\nweight = 50\ncategory = "teasers"').rules
    assert "Tea" in left(Cleaner(book, keep={"teasers"}, min_words=0, min_share=0))


def test_what_rules_take_and_keep_is_certain_to_the_chain() -> None:
    boats = document("P / Tea / Boat or ferry / Cake / Q")
    drops = ('lines = ["tea"]', 'lines = ["cake"]')
    assert left(scored(*drops, switch=150), boats) == ["P", "Q"]
    assert left(scored('lines = ["tea"]\nkeep = true', switch=150), document("P / Ale / Tea / Ale / Q")) == [
        "P",
        "Ale",
        "Tea",
        "Ale",
        "Q",
    ]


CLEAN = CleanBounds(hits=2, share=0, normal=0, strict=0)
"""Of a document nearly clean where rules hit fewer than two lines."""


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        pytest.param("P / Tea / Q / Nets and oars / R", ["P", "Tea", "Q", "Nets and oars", "R"], id="no hit"),
        pytest.param("P / Tea / Q / Buy now / R", ["P", "Tea", "Q", "R"], id="one: clean"),
        pytest.param("P / Tea / Q / Buy now / R / Buy now", ["P", "Q", "Buy now", "R", "Buy now"], id="page"),
    ],
)
def test_nearly_clean_texts_have_weights_of_their_own(text: str, rest: list[str]) -> None:
    words = Signal(id="words", bins=(2, 3), weights=(200, -200, 0), clean=(-200, 200, -200))
    shop = 'lines = ["buy now"]\npage = { hits = 9 }'
    assert left(scored(shop, first=(words,), clean=CLEAN), document(text)) == rest


def test_nearly_clean_texts_have_no_second_pass_and_a_chain_of_their_own() -> None:
    first = Signal(id="first", bins=(0,), weights=(-999, 999))
    words = replace(WORDS, clean=WORDS.weights)
    text = document("P / Tea / Q / Buy now / R")
    shop = 'lines = ["buy now"]\npage = { hits = 9 }'
    cleaner = scored(shop, first=(words,), second=(first,), switch=999, clean=CLEAN)
    assert left(cleaner, text) == ["P", "Q", "R"]
    assert {term.id for verdict in cleaner.explain(text) for term in verdict.terms} == {"words"}
    assert left(scored(shop, first=(words,), clean=replace(CLEAN, switch=999)), text) == [
        "P",
        "Tea",
        "Q",
        "Buy now",
        "R",
    ]


def test_a_share_of_hits_makes_a_long_text_clean() -> None:
    clean = CleanBounds(hits=1, share=10)
    assert [clean.hold(hits, lines) for hits, lines in ((0, 5), (1, 10), (1, 11), (9, 100), (10, 100))] == [
        True,
        False,
        True,
        True,
        False,
    ]


def test_known_words_are_those_that_other_prose_uses() -> None:
    text = document("Ferry tickets / P / The captain / Gulls 12 / 12 / Q / Buy now")
    book = replace(rulebook('lines = ["buy now"]'), scoring=Scoring(first=(WORDS,), clean=CLEAN))
    _, _, scores = Cleaner(book).examine(text)
    assert scores.first_measures["known"] == [50, 14, 100, 0, -1, 14, 0]
    _, _, scores = Cleaner(replace(book, scoring=Scoring(first=(WORDS,)))).examine(text)
    assert set(scores.first_measures["known"]) == {-1}


def test_credits_of_many_packs_count_once() -> None:
    rules = [f'lines = ["tea"]\nweight = {n}\ncategory = "credits"\nlevel = "strict"' for n in (-70, -50)]
    assert [v.score for v in scored(*rules).explain(TEXT)][1] == 200 - 70


def test_the_guard_acts_where_scores_leave_too_little() -> None:
    book = replace(rulebook(), scoring=Scoring(normal=0, strict=0, switch=0, first=(WORDS,)))
    result = Cleaner(book).clean("Tea\nAle\n")
    assert (result.text, result.guarded) == ("Tea\nAle\n", "safe")


@pytest.fixture(scope="module")
def shipped() -> Rulebook:
    return load_rules()


def test_the_terms_add_up_to_the_score(shipped: Rulebook) -> None:
    text = document("Home / Tea / P / Subscribe to our newsletter / Q / 3 comments / R / © 2021 The Gull")
    verdicts = Cleaner(shipped).explain(text)
    assert all(verdict.score == sum(term.weight for term in verdict.terms) for verdict in verdicts)
    assert any(term.value is None for verdict in verdicts for term in verdict.terms)
    assert any(term.id == "words" for verdict in verdicts for term in verdict.terms)
    assert Cleaner(shipped, level="safe").explain(text)[0].score is None


def test_every_signal_that_can_be_named_is_measured(shipped: Rulebook) -> None:
    _, _, scores = Cleaner(shipped).examine(TEXT)
    assert set(scores.first_measures) == set(LINE_SIGNALS)
    assert set(scores.second_measures) == set(SECOND_SIGNALS)
    measured = (*scores.first_measures.values(), *scores.second_measures.values())
    assert {len(values) for values in measured} == {5}


def test_a_text_without_lines_has_no_scores(shipped: Rulebook) -> None:
    assert Cleaner(shipped).examine("\n \n")[2].scores == []
