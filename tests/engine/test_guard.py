"""What stops a cleaning that would take too much."""

from typing import Any

import pytest
from small import PROSE, cleaner, document, shortened

from cleaner.errors import MatchTimeoutError
from cleaner.model import Document

WIPE = "pattern = '.{40,}'\n"


@pytest.mark.parametrize(
    ("before", "rules", "options", "rest", "guarded"),
    [
        pytest.param("Ad / P / Q", ['lines = ["ad"]'], {}, "P / Q", None, id="no reason"),
        pytest.param("Ad / x", ['lines = ["ad", "x"]'], {}, "", None, id="no prose fell"),
        pytest.param(
            "P / Q / R", [f'{WIPE}level = "safe"'], {}, "P / Q / R", "input", id="all falls, even at safe"
        ),
        pytest.param(
            "Ad / P / Q / R",
            [WIPE, 'lines = ["ad"]\nlevel = "safe"'],
            {},
            "P / Q / R",
            "safe",
            id="the safe result instead",
        ),
        pytest.param(
            "Ad / P / Q / R",
            [f'{WIPE}level = "strict"', 'lines = ["ad"]'],
            {"level": "strict"},
            "P / Q / R",
            "normal",
            id="the next milder level first",
        ),
        pytest.param(
            "Ad / P / Q",
            [f'{WIPE}level = "safe"', 'lines = ["ad"]'],
            {},
            "Ad / P / Q",
            "input",
            id="not even that",
        ),
        pytest.param(
            "P / Q", [f'{WIPE}level = "safe"'], {"level": "safe"}, "P / Q", "input", id="at safe: the input"
        ),
        pytest.param(
            "P / Q", [f'lines = ["{PROSE["P"]}"]'], {"min_words": 14}, "Q", None, id="as many words as asked"
        ),
        pytest.param(
            "P / Q", [f'lines = ["{PROSE["P"]}"]'], {"min_words": 15}, "P / Q", "safe", id="one fewer"
        ),
        pytest.param(
            "P / Q",
            [f'lines = ["{PROSE["P"]}"]'],
            {"min_words": 0, "min_share": 0.5},
            "Q",
            None,
            id="as large a share",
        ),
        pytest.param(
            "P / Q",
            [f'lines = ["{PROSE["P"]}"]'],
            {"min_words": 0, "min_share": 0.51},
            "P / Q",
            "safe",
            id="a smaller share",
        ),
        pytest.param("P / Q", [WIPE], {"min_words": 0, "min_share": 0.0}, "", None, id="no guard"),
        pytest.param(
            "P / Q",
            ["span = '.*wall'"],
            {"min_words": 20, "min_share": 0.0},
            "P / on every morning of her long life.",
            None,
            id="a span takes no line",
        ),
        pytest.param(
            "P / Q / R",
            ["span = '.*wall'", f'lines = ["{PROSE["P"]}"]'],
            {"min_words": 23, "min_share": 0.0},
            "P / Q / R",
            "safe",
            id="but its words count",
        ),
        pytest.param(
            "P / Q / R",
            ["span = '.*wall'", f'lines = ["{PROSE["P"]}"]'],
            {"min_words": 22, "min_share": 0.0},
            "on every morning of her long life. / R",
            None,
            id="exactly",
        ),
    ],
)
def test_guard(
    before: str, rules: list[str], options: dict[str, Any], rest: str, guarded: str | None
) -> None:
    result = cleaner(*rules, **{"min_words": 25, "min_share": 0.05, **options}).clean(document(before))
    assert (shortened(result.text), result.guarded) == (rest, guarded)


def test_the_guard_looks_at_each_document_of_a_batch() -> None:
    maker = cleaner(WIPE, 'lines = ["ad"]\nlevel = "safe"', min_words=25)
    shorts = ["Ad / P / Q", "Ad / x", "", "P", "Ad"]
    found = maker._clean_batch([Document(text=document(short)) for short in shorts])
    alone = [maker.clean(document(short)) for short in shorts]
    assert found == alone
    assert [one.guarded for one in alone] == ["safe", None, None, "safe", None]


def test_enough_words_are_enough() -> None:
    """A hundred words pass, whatever their share: a page of nothing but comments has many."""
    story = document(" / ".join("QRSQRSQR"))
    maker = cleaner(f'lines = ["{PROSE["P"]}"]', min_words=0, min_share=0.5)
    assert maker.clean(document("P / " * 30 + "Ad") + story).guarded is None
    assert maker.clean(document("P / " * 30 + "Q / R")).guarded == "safe"


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param("pattern = '(?:x|xx)+(?:b|c)'", id="pattern"),
        pytest.param("span = '(?:x|xx)+(?:b|c)'", id="span"),
        pytest.param("block = ['(?:x|xx)+(?:b|c)', 'a']", id="block"),
    ],
)
def test_a_pattern_that_runs_for_ever_fails_the_document(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("patterns", "spans"):
        monkeypatch.setattr(f"cleaner.engine.{module}.TIMEOUT", 0.05)
    with pytest.raises(MatchTimeoutError) as caught:
        cleaner('lines = ["a"]', rule, "pattern = 'y'").clean(f"first\n\n{'x' * 200}!c\na\n")
    assert (caught.value.rule, caught.value.line) == ("p.b", 3)
    assert str(caught.value) == (
        'rule "p.b" ran out of time on line 3\n'
        "  the document is not cleaned; mend the rule's pattern or switch it off with --disable p.b"
    )
