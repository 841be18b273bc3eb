"""Which lines go with the line that a rule matches."""

import pytest
from small import cleaner, left

from cleaner.model import LEVELS, Document, Level

MORE = 'lines = ["more"]\n'
LIST = "P / More / one / two / Q / three / four"


@pytest.mark.parametrize(
    ("region", "before", "rest"),
    [
        pytest.param("below = {}", LIST, "P / Q / three / four", id="below, to the prose"),
        pytest.param("below = { max_lines = 1 }", LIST, "P / two / Q / three / four", id="max_lines"),
        pytest.param(
            'below = { until = ["Two!"] }', LIST, "P / two / Q / three / four", id="until, which stays"
        ),
        pytest.param(
            'below = { until = ["four"] }', LIST, "P / Q / three / four", id="prose comes before until"
        ),
        pytest.param(
            'below = { until = ["none"] }', LIST, "P / Q / three / four", id="until never comes: to the prose"
        ),
        pytest.param('below = { while = "anything" }', LIST, "P", id="anything, to the end"),
        pytest.param(
            'below = { while = "anything", max_lines = 3 }', LIST, "P / three / four", id="cut there"
        ),
        pytest.param(
            'below = { while = "anything", until = ["four"] }', LIST, "P / four", id="anything until"
        ),
        pytest.param(
            'below = { while = "anything", until = ["none"] }',
            LIST,
            "P / one / two / Q / three / four",
            id="until never comes: the anchor alone",
        ),
        pytest.param(
            'below = { while = "anything", until = ["none"], anchor = "stays" }',
            LIST,
            "P / More / one / two / Q / three / four",
            id="until never comes and the anchor stays: nothing",
        ),
        pytest.param(
            'below = { while = "anything", until = ["two"], max_lines = 1 }',
            LIST,
            "P / two / Q / three / four",
            id="until right behind max_lines",
        ),
        pytest.param(
            'below = { while = "anything", until = ["four"], max_lines = 1 }',
            LIST,
            "P / two / Q / three / four",
            id="until far behind max_lines",
        ),
        pytest.param(
            'below = { until = ["more"] }',
            "P / More / one / More / two / Q",
            "P / Q",
            id="until another anchor",
        ),
        pytest.param(
            'below = { anchor = "stays" }', LIST, "P / More / Q / three / four", id="the anchor stays"
        ),
        pytest.param("below = {}", "P / More / one /  /  / two / Q", "P / Q", id="blank lines are no end"),
        pytest.param(
            "below = { max_lines = 2 }",
            "P / More /  / one /  / two / x",
            "P / x",
            id="blank lines don't count",
        ),
        pytest.param("above = {}", "P / one / two / More / Q", "P / Q", id="above"),
        pytest.param(
            "above = { max_lines = 1 }", "P / one / two / More / Q", "P / one / Q", id="above, max_lines"
        ),
        pytest.param(
            'above = { until = ["one"] }', "P / one / two / More / Q", "P / one / Q", id="above until"
        ),
        pytest.param(
            'above = { while = "anything" }', "one / P / two / More / Q", "Q", id="above, to the start"
        ),
        pytest.param(
            'above = { while = "anything", until = ["one"] }',
            "x / one / P / More / Q",
            "x / one / Q",
            id="both",
        ),
        pytest.param(
            'above = { while = "anything", until = ["none"] }',
            "x / one / P / More / Q",
            "x / one / P / Q",
            id="above, until never comes",
        ),
        pytest.param(
            'above = { while = "anything", until = ["more"] }',
            "x / More / P / More / Q",
            "x / Q",
            id="above until another anchor: that goes by itself",
        ),
        pytest.param(
            'above = { anchor = "stays" }', "P / one / More / Q", "P / More / Q", id="above, anchor"
        ),
        pytest.param(
            'below = { while = "paragraph" }',
            "P /  / More / one / Q /  / two",
            "P / two",
            id="to the end of the paragraph, prose too",
        ),
        pytest.param('below = { while = "paragraph" }', "P /  / More", "P", id="the last one"),
        pytest.param('below = { while = "paragraph" }', "P /  / More /  / Q", "P / Q", id="a line by itself"),
        pytest.param(
            'below = { while = "paragraph" }', "P / More / one / Q", "P / one / Q", id="no blank lines at all"
        ),
        pytest.param(
            'below = { while = "paragraph", max_lines = 1 }',
            "P /  / More / one / two",
            "P / two",
            id="of a paragraph, max_lines",
        ),
        pytest.param(
            'below = { while = "paragraph", until = ["none", "two"] }',
            "P /  / More / one / two /  / Q",
            "P / two / Q",
            id="of a paragraph, until",
        ),
        pytest.param(
            'above = { while = "paragraph" }',
            "one /  / P / two / More / three",
            "one / three",
            id="to the start of the paragraph",
        ),
        pytest.param("below = {}", "P / More / Q", "P / Q", id="an empty region"),
        pytest.param("below = {}", "P / More", "P", id="at the end"),
        pytest.param("above = {}", "More / P", "P", id="at the start"),
        pytest.param(
            'below = { while = "anything", budget = 0.5 }',
            "P / Q / More / R / x",
            "P / Q",
            id="within budget",
        ),
        pytest.param(
            'below = { while = "anything", budget = 0.5 }', "P / More / Q / x", "P", id="all of its budget"
        ),
        pytest.param(
            'below = { while = "anything", budget = 0.5 }',
            "P / More / Q / R / x",
            "P / Q / R / x",
            id="beyond it: the anchor alone",
        ),
        pytest.param(
            'below = { while = "anything", max_lines = 1, budget = 0.5 }',
            "P / More / Q / R / x",
            "P / R / x",
            id="of what max_lines leaves",
        ),
        pytest.param(
            'below = { while = "anything", budget = 0 }', "P / More / x", "P", id="no prose costs nothing"
        ),
        pytest.param("below = { budget = 0.5 }", "More / x / y", "x / y", id="a document without prose"),
        pytest.param(
            'below = { while = "anything", budget = 0.5, anchor = "stays" }',
            "P / More / Q / R / x",
            "P / More / Q / R / x",
            id="beyond it, and the anchor stays",
        ),
        pytest.param(
            'below = {}\nzone = "tail"',
            "P / More / x / Q / More / x",
            "P / More / x / Q",
            id="zone: of the anchor",
        ),
        pytest.param(
            "below = {}\nmax_words = 1", "P / More / one two three / Q", "P / Q", id="words as well"
        ),
        pytest.param(
            "below = { max_lines = 1 }\nnear_prose = 1",
            "P / More / x / y / More / z",
            "P / y / More / z",
            id="near",
        ),
    ],
)
def test_region(region: str, before: str, rest: str) -> None:
    assert left(before, MORE + region) == rest


@pytest.mark.parametrize(
    "matcher",
    [
        pytest.param('lines = ["more"]', id="lines"),
        pytest.param('starts = ["more"]\nmax_words = 3', id="starts"),
        pytest.param('contains = ["more"]\nmax_words = 3', id="contains"),
        pytest.param("pattern = 'more'", id="pattern"),
    ],
)
def test_every_line_matcher_may_have_one(matcher: str) -> None:
    assert left(LIST, f"{matcher}\nbelow = {{}}") == "P / Q / three / four"


def test_a_region_goes_on_behind_a_kept_line() -> None:
    keep = 'lines = ["two"]\nkeep = true'
    assert left("P / More / one / two / three / Q", f"{MORE}below = {{}}", keep) == "P / two / Q"
    assert left("P / one / two / three / More / Q", f"{MORE}above = {{}}", keep) == "P / two / Q"


def test_a_kept_anchor_has_its_region_all_the_same() -> None:
    """Regions are found on the text alone: no rule changes what another one matches."""
    keep = 'lines = ["more"]\nkeep = true'
    assert left("P / More / one / Q", f"{MORE}below = {{}}", keep) == "P / More / Q"


def test_what_a_region_holds_is_not_kept_at_a_milder_level() -> None:
    strict = f'{MORE}level = "strict"\nbelow = {{}}'
    assert left("P / More / one / Q", strict, 'lines = ["one"]') == "P / More / Q"


@pytest.mark.parametrize("level", LEVELS)
def test_a_region_has_the_level_of_its_rule(level: Level) -> None:
    rest = left("P / More / one / Q", f"{MORE}below = {{}}", level=level)
    assert rest == ("P / More / one / Q" if level == "safe" else "P / Q")


def test_regions_end_with_their_document() -> None:
    maker = cleaner(
        f'{MORE}below = {{ while = "anything" }}', 'lines = ["up"]\nabove = { while = "anything" }'
    )
    found = maker.examine([Document(text=text) for text in ("a\nmore\nb\n", "c\n", "d\nup\n", "e\n")])
    assert found.decision.fallen.tolist() == [-1, 0, 0, -1, 1, 1, -1]


def test_an_until_of_the_next_document_ends_nothing() -> None:
    maker = cleaner(f'{MORE}below = {{ while = "anything", until = ["stop"] }}')
    found = maker.examine([Document(text="more\nb\n"), Document(text="stop\n")])
    assert found.decision.fallen.tolist() == [0, -1, -1]


def test_all_above_the_last_copy_of_a_headline_goes() -> None:
    rule = 'pattern = \'{title} -\'\nabove = { while = "anything", anchor = "stays", budget = 0.1 }'
    text = "Ferry sails | Gull / Home / Ferry sails - / x / Ferry sails - / P / Q"
    assert left(text, rule) == "Ferry sails - / P / Q"
