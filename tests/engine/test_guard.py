"""What stops a cleaning that would take too much."""

from typing import Any

import pytest
from small import PROSE, cleaner, document, shortened

from cleaner.errors import MatchTimeoutError

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
    ],
)
def test_guard(
    before: str, rules: list[str], options: dict[str, Any], rest: str, guarded: str | None
) -> None:
    result = cleaner(*rules, **{"min_words": 25, "min_share": 0.05, **options}).clean(document(before))
    assert (shortened(result.text), result.guarded) == (rest, guarded)


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param("pattern = '(?:x|xx)+(?:b|c)'", id="pattern"),
        pytest.param("span = '(?:x|xx)+(?:b|c)'", id="span"),
        pytest.param("block = ['(?:x|xx)+(?:b|c)', 'a']", id="block"),
    ],
)
def test_a_pattern_that_runs_for_ever_fails_the_document(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("patterns", "hits"):
        monkeypatch.setattr(f"cleaner.engine.{module}.TIMEOUT", 0.05)
    with pytest.raises(MatchTimeoutError) as caught:
        cleaner('lines = ["a"]', rule, "pattern = 'y'").clean(f"first\n\n{'x' * 200}!c\n")
    assert (caught.value.rule, caught.value.line) == ("p.b", 3)
    assert str(caught.value) == (
        'rule "p.b" ran out of time on line 3\n'
        "  the document is not cleaned; mend the rule's pattern or switch it off with --disable p.b"
    )
