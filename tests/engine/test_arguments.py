"""What a cleaner and the functions of the library refuse, and what they say."""

from pathlib import Path
from typing import Any

import pytest
from small import rulebook

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.render import restore
from cleaner.engine.shipped import clean, clean_texts
from cleaner.errors import ArgumentError, CleanerError
from cleaner.model import Document
from cleaner.rulebook.compiled_score import load_score
from cleaner.rulebook.load import load_rules

WORD = 'lines = ["word"]\nlanguage = '
UNTEXTED = Document(text=None)  # type: ignore[arg-type]
BOOK = rulebook(WORD + '"de"', WORD + '"en"', WORD + '"pt-BR"', 'lines = ["ad"]')


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param({"level": "Safe"}, 'level "Safe" isn\'t known\n  did you mean "safe"?', id="level"),
        pytest.param(
            {"level": "x"}, 'level "x" isn\'t known\n  write one of: safe, normal, strict', id="nothing near"
        ),
        pytest.param({"links": "foo"}, 'links "foo" isn\'t known\n  write one of: keep, text', id="links"),
        pytest.param({"keep": {"adz"}}, 'keep "adz" isn\'t known\n  did you mean "ads"?', id="keep"),
        pytest.param({"drop": ["legl"]}, 'drop "legl" isn\'t known\n  did you mean "legal"?', id="drop"),
        pytest.param({"keep": "ads"}, 'keep: "ads" is no list\n  write keep=["ads"]', id="text for a list"),
        pytest.param({"drop": "ads"}, 'drop: "ads" is no list\n  write drop=["ads"]', id="text to drop"),
        pytest.param(
            {"keep": {"ads", "legal"}, "drop": {"legal"}},
            'keep and drop contradict each other: both name "legal"\n  name it in one of them',
            id="both ways",
        ),
        pytest.param({"min_words": -1}, "min_words -1 is no number of words\n  write 0 or more", id="words"),
        pytest.param({"min_share": 3}, "min_share 3 is no share\n  write a number from 0 to 1", id="share"),
        pytest.param(
            {"min_share": -0.1}, "min_share -0.1 is no share\n  write a number from 0 to 1", id="<0"
        ),
        pytest.param(
            {"rules": "harbour.toml"},
            "rules: 'harbour.toml' is no rulebook\n  write rules=load_rules([...])",
            id="a path for rules",
        ),
        pytest.param(
            {"language": "english"},
            'no rule in force is for the language "english"\n  did you mean "en"? there are: de, en, pt-br',
            id="the name of a language",
        ),
        pytest.param(
            {"language": "xx"},
            'no rule in force is for the language "xx"\n  there are: de, en, pt-br',
            id="another language",
        ),
        pytest.param(
            {"language": "pt"},
            'no rule in force is for the language "pt"\n  there are: de, en, pt-br',
            id="rules of a region only",
        ),
    ],
)
def test_a_cleaner_refuses(options: dict[str, Any], said: str) -> None:
    with pytest.raises(CleanerError) as caught:
        Cleaner(**{"rules": BOOK, "score": None, **options})
    assert (type(caught.value), str(caught.value)) == (ArgumentError, said)


@pytest.mark.parametrize("language", [None, "", "en", "EN", "de-AT", "de_CH", "pt-BR", "pt_br"])
def test_languages_that_rules_are_of(language: str | None) -> None:
    assert Cleaner(BOOK, score=None, language=language).language == language


def test_a_language_narrows_nothing_where_rules_are_of_none() -> None:
    maker = Cleaner(rulebook('lines = ["ad"]'), language="xx", score=None, min_words=0)
    assert maker.clean("Ad\nx\n").text == "x\n"


def test_a_document_may_be_of_any_language() -> None:
    result = Cleaner(BOOK, score=None, min_words=0).clean("Word\nAd\n", language="xx")
    assert result.text == "Word\n"


def test_clean_refuses_a_level() -> None:
    with pytest.raises(ArgumentError, match='level "Safe" isn\'t known'):
        clean("x", level="Safe")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"paths": "a.toml"}, 'paths: "a.toml" is no list\n  write paths=["a.toml"]'),
        ({"paths": Path("a.toml")}, 'paths: "a.toml" is no list\n  write paths=["a.toml"]'),
        ({"disable": "en.*"}, 'disable: "en.*" is no list\n  write disable=["en.*"]'),
        ({"drop_lines": "Tea"}, 'drop_lines: "Tea" is no list\n  write drop_lines=["Tea"]'),
    ],
)
def test_load_rules_refuses_a_text_for_a_list(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        load_rules(**given)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("call", "given", "said"),
    [
        pytest.param(clean, {"text": None}, "text: a value of the type NoneType\n  give a string", id="None"),
        pytest.param(clean, {"text": b"x"}, "text: a value of the type bytes\n  give a string", id="bytes"),
        pytest.param(
            clean,
            {"text": "x", "level": []},
            'level "[]" isn\'t known\n  write one of: safe, normal, strict',
            id="level",
        ),
        pytest.param(
            clean,
            {"text": "x", "language": 3},
            "language: a value of the type int\n  give a string",
            id="language",
        ),
        pytest.param(
            clean, {"text": "x", "url": 3}, "url: a value of the type int\n  give a string", id="url"
        ),
        pytest.param(
            Cleaner, {"min_words": "a"}, "min_words: a value of the type str\n  give a number", id="min_words"
        ),
        pytest.param(Cleaner, {"keep": 3}, "keep: 3 is no list\n  write keep=[...]", id="keep"),
        pytest.param(
            Cleaner, {"language": 3}, "language: a value of the type int\n  give a string", id="of a cleaner"
        ),
        pytest.param(
            load_rules, {"paths": [3]}, "paths: a value of the type int\n  give a string", id="paths"
        ),
        pytest.param(load_score, {"path": 3}, "path: a value of the type int\n  give a string", id="score"),
        pytest.param(
            restore,
            {"text": "a", "removals": [3]},
            "removals: a value of the type int\n  give a Removal",
            id="removals",
        ),
        pytest.param(
            clean_texts,
            {"texts": "Tea"},
            "texts: a value of the type str is no list of texts\n  write [text]",
            id="a text for texts",
        ),
        pytest.param(
            clean_texts,
            {"texts": ["Tea", 3]},
            "texts: the value at 1 is no text: it is of the type int\n"
            "  give strings, Documents, None or NaN; of an Arrow column its to_pylist()",
            id="a number among texts",
        ),
        pytest.param(
            clean_texts,
            {"texts": [UNTEXTED]},
            "text: a value of the type NoneType\n  give a string",
            id="a document without a text",
        ),
    ],
)
def test_values_of_a_wrong_type_are_refused(call: Any, given: dict[str, Any], said: str) -> None:
    with pytest.raises(CleanerError) as caught:
        call(**given)
    assert str(caught.value) == said
