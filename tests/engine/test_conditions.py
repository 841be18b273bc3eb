"""Where a rule acts, how far, at which level, and against which other rules."""

from dataclasses import replace

import pytest
from small import cleaner, document, left, rulebook

from cleaner.engine.cleaner import Cleaner
from cleaner.model import LEVELS, Level

AD = 'lines = ["ad"]\n'


@pytest.mark.parametrize(
    ("gate", "before", "after"),
    [
        pytest.param('zone = "head"', "Ad / P / Ad / Q / Ad", "P / Ad / Q / Ad", id="head"),
        pytest.param('zone = "body"', "Ad / P / Ad / Q / Ad", "Ad / P / Q / Ad", id="body"),
        pytest.param('zone = "tail"', "Ad / P / Ad / Q / Ad", "Ad / P / Ad / Q", id="tail"),
        pytest.param('zone = ["head", "tail"]', "Ad / P / Ad / Q / Ad", "P / Ad / Q", id="head and tail"),
        pytest.param('zone = "body"', "Ad / x / Ad", "x", id="without prose all is body"),
        pytest.param(
            "isolated = true",
            "P / Ad / Q /  / Ad / R /  / Ad /  / S",
            "P / Ad / Q / Ad / R / S",
            id="isolated",
        ),
        pytest.param("isolated = true", "Ad /  / P /  / Ad", "P", id="isolated at both ends of the document"),
        pytest.param("max_words = 1", "Ad / P", "P", id="max_words: as many"),
        pytest.param("min_words = 1", "Ad / P", "P", id="min_words: as many"),
        pytest.param("min_words = 2", "Ad / P", "Ad / P", id="min_words: fewer"),
    ],
)
def test_gates(gate: str, before: str, after: str) -> None:
    assert left(before, AD + gate) == after


def test_max_words_of_a_pattern() -> None:
    assert left("a / a b / a b c / P", "pattern = '[abc ]+'\nmax_words = 2\nmin_words = 2") == "a / a b c / P"


def test_prose_that_a_lines_rule_knows_is_no_prose_for_zones() -> None:
    slogan = "To be updated with all the latest news, offers and special announcements today."
    rules = (f'lines = ["{slogan}"]\nlevel = "strict"', f'{AD}zone = "tail"', f'{AD}zone = "head"')
    assert left(f"{slogan} / Ad / P / Ad / {slogan}", *rules) == f"{slogan} / P / {slogan}"


@pytest.mark.parametrize(
    ("site", "url", "falls"),
    [
        pytest.param('["example.com"]', "https://example.com/a/b?c=d", True, id="host of a URL"),
        pytest.param('["example.com"]', "http://user@EXAMPLE.com:8080/", True, id="user, port, case"),
        pytest.param('["example.com"]', "example.com", True, id="a bare host"),
        pytest.param('["example.com"]', "https://www.example.com/", False, id="another host"),
        pytest.param('["*.example.com"]', "https://www.example.com/", True, id="glob"),
        pytest.param('["x.org", "*.Example.com"]', "https://a.b.example.com/", True, id="one of several"),
        pytest.param('["example.com"]', "https://x.org/?u=example.com", False, id="not the query"),
        pytest.param('["*.example.com"]', None, False, id="no URL"),
    ],
)
def test_site(site: str, url: str | None, falls: bool) -> None:
    assert left("Ad / P", f"{AD}site = {site}", url=url) == ("P" if falls else "Ad / P")


OTHERS = [f'lines = ["nothing"]\nlanguage = "{code}"\n' for code in ("de", "en")]


@pytest.mark.parametrize(
    ("own", "of_document", "falls"),
    [
        pytest.param(None, None, True, id="nothing known: all languages"),
        pytest.param("de", None, True, id="the cleaner's"),
        pytest.param("en", None, False, id="another"),
        pytest.param("en", "de", True, id="the document's goes first"),
        pytest.param(None, "en", False, id="another document"),
        pytest.param(None, "de-AT", True, id="a region"),
        pytest.param(None, "DE_ch", True, id="a region, spelt otherwise"),
    ],
)
def test_language(own: str | None, of_document: str | None, falls: bool) -> None:
    for rule, gone in ((f'{AD}language = "de"', falls), (f'{AD}language = ""', True)):
        result = Cleaner(rulebook(rule, *OTHERS), language=own, min_words=0).clean(
            document("Ad / P"), language=of_document
        )
        assert bool(result.removals) is gone


@pytest.mark.parametrize(
    ("after", "before", "rest"),
    [
        pytest.param("lines = 1", "Stop / Ad / P / Ad", "Stop / P / Ad", id="next line"),
        pytest.param("lines = 1", "Stop /  /  / Ad / P", "Stop / P", id="blank lines don't count"),
        pytest.param("lines = 1", "Stop / x / Ad / P", "Stop / x / Ad / P", id="too far"),
        pytest.param("lines = 2", "Stop / x / Ad / P", "Stop / x / P", id="far enough"),
        pytest.param("lines = 2", "Ad / Stop / P", "Ad / Stop / P", id="not below"),
    ],
)
def test_after(after: str, before: str, rest: str) -> None:
    gate = f'after = {{ rule = "b", {after} }}'
    assert left(before, AD + gate, 'lines = ["stop"]\nlevel = "strict"') == rest
    assert left(before, AD + gate, 'lines = ["stop"]\nkeep = true') == rest
    assert left(before, AD + gate, 'lines = ["stop"]\nzone = "tail"\nlevel = "strict"') == rest


def test_after_a_block_or_a_repeat() -> None:
    gate = 'after = { rule = "b", lines = 1 }'
    assert left("x / y / Ad / P", AD + gate, "block = ['x', 'y']") == "P"
    assert left("x / P / x / Ad", AD + gate, "repeat = { min_lines = 1 }") == "x / P"


STRETCHES = [
    pytest.param("x / y / {} / P", "block = ['x', 'y']", id="block"),
    pytest.param("x / y / P / x / y / {} / Q", "repeat = { min_lines = 2 }", id="repeat"),
    pytest.param("P / x / y / {} / Q", "run = { max_words = 1, min_lines = 2, min_hits = 0.5 }", id="run"),
    pytest.param("x / y [ad] / {} / P", "span = '\\[ad\\]'", id="span"),
]


@pytest.mark.parametrize(("text", "other"), STRETCHES)
@pytest.mark.parametrize("level", ["normal", "strict"])
def test_after_what_is_no_line_rule(text: str, other: str, level: str) -> None:
    gate = 'after = { rule = "b", lines = 1 }'
    others = (f'{other}\nlevel = "{level}"', 'lines = ["x", "y"]')
    assert left(text.format("Some more"), 'lines = ["some more"]\n' + gate, *others).endswith(text[-1])
    assert "more" not in left(text.format("Some more"), 'lines = ["some more"]\n' + gate, *others)
    assert "more" in left(text.format("z / Some more"), 'lines = ["some more"]\n' + gate, *others)


@pytest.mark.parametrize(("text", "other"), STRETCHES)
def test_a_keep_rule_after_what_drops(text: str, other: str) -> None:
    """A rule waits for hits of matchers, whatever becomes of the lines."""
    keep = 'lines = ["some more"]\nkeep = true\nafter = { rule = "b", lines = 1 }'
    rules = (keep, other, 'lines = ["x", "y"]', 'lines = ["some more"]')
    assert "more" in left(text.format("Some more"), *rules)
    assert "more" not in left(text.format("R / Some more"), *rules)


def test_after_a_block_with_a_kept_line() -> None:
    rules = (AD + 'after = { rule = "b", lines = 1 }', "block = ['x', 'y']", 'lines = ["x"]\nkeep = true')
    assert left("x / y / Ad / P", *rules) == "x / y / P"


PAGE = "page = {{ hits = {}, prose = {} }}"
HITS = 'lines = ["one", "two", "three"]\ncategory = "other"'


@pytest.mark.parametrize(
    ("gate", "before", "rest"),
    [
        pytest.param(
            PAGE.format(2, 0),
            "Ad / one / two / P",
            "one / two / P",
            id="noisy enough; its own hits don't count",
        ),
        pytest.param(PAGE.format(3, 0), "Ad / one / two / P", "Ad / one / two / P", id="too quiet"),
        pytest.param(PAGE.format(0, 0.8), "Ad / one / two / P", "one / two / P", id="enough prose"),
        pytest.param(PAGE.format(0, 0.9), "Ad / one / two / P", "Ad / one / two / P", id="too little prose"),
    ],
)
def test_page(gate: str, before: str, rest: str) -> None:
    assert left(before, AD + gate, HITS, keep=["other"]) == rest


def test_what_falls_at_strict_only_is_no_sign_of_noise() -> None:
    strict = f'{HITS}\nlevel = "strict"'
    assert left("Ad / one / two / P", AD + PAGE.format(1, 0), strict, keep=["other"]) == "Ad / one / two / P"


def test_a_page_gate_opens_for_a_proof_of_its_rule_only() -> None:
    rules = (AD + PAGE.format(9, 0), 'lines = ["x"]\n' + PAGE.format(9, 0))
    text = document("Ad / x / P")
    for rule, fallen in (("p.a", {0}), ("p.b", {1}), (None, set())):
        assert set(cleaner(*rules).examine(text, open_page=rule)[1].fallen) == fallen


MORE = 'lines = ["more"]\n'
LIST = "P / More / one / two / Q / three / four"


@pytest.mark.parametrize(
    ("reach", "before", "rest"),
    [
        pytest.param("below = {}", LIST, "P / Q / three / four", id="below, to the prose"),
        pytest.param("below = { max_lines = 1 }", LIST, "P / two / Q / three / four", id="max_lines"),
        pytest.param(
            'below = { until = ["Two!"] }', LIST, "P / two / Q / three / four", id="until, which stays"
        ),
        pytest.param(
            'below = { until = ["four"] }', LIST, "P / Q / three / four", id="prose comes before until"
        ),
        pytest.param('below = { while = "anything" }', LIST, "P", id="anything, to the end"),
        pytest.param(
            'below = { while = "anything", max_lines = 3 }',
            LIST,
            "P / three / four",
            id="anything, max_lines",
        ),
        pytest.param(
            'below = { while = "anything", until = ["four"] }', LIST, "P / four", id="anything until"
        ),
        pytest.param(
            'below = { while = "anything", until = ["none"] }',
            LIST,
            "P / one / two / Q / three / four",
            id="an end that never comes",
        ),
        pytest.param(
            'below = { while = "anything", until = ["two"], max_lines = 1 }',
            LIST,
            "P / two / Q / three / four",
            id="until right after max_lines",
        ),
        pytest.param(
            'below = { heading = "stays" }', LIST, "P / More / Q / three / four", id="the heading stays"
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
            'above = { heading = "stays" }',
            "P / one / More / Q",
            "P / More / Q",
            id="above, the heading stays",
        ),
        pytest.param("below = {}", "P / More / Q", "P / Q", id="an empty run"),
        pytest.param("below = {}", "P / More", "P", id="at the end"),
        pytest.param(
            'below = { while = "anything" }\nbudget = 0.5',
            "P / Q / More / R / x",
            "P / Q",
            id="within budget",
        ),
        pytest.param(
            'below = { while = "anything" }\nbudget = 0.5',
            "P / More / Q / R / x",
            "P / Q / R / x",
            id="beyond it: the heading alone",
        ),
        pytest.param(
            'below = { while = "anything" }\nbudget = 0', "P / More / x", "P", id="no prose costs nothing"
        ),
        pytest.param(
            'below = {}\nzone = "tail"',
            "P / More / x / Q / More / x",
            "P / More / x / Q",
            id="gates are for the heading",
        ),
        pytest.param(
            "below = {}\nmax_words = 1", "P / More / one two three / Q", "P / Q", id="words as well"
        ),
    ],
)
def test_reach(reach: str, before: str, rest: str) -> None:
    assert left(before, MORE + reach) == rest


def test_a_run_ends_before_a_kept_line() -> None:
    keep = 'lines = ["two"]\nkeep = true'
    assert left("P / More / one / two / three / Q", f"{MORE}below = {{}}", keep) == "P / two / three / Q"
    assert left("P / one / two / three / More / Q", f"{MORE}above = {{}}", keep) == "P / one / two / Q"


def test_all_above_the_last_headline_goes() -> None:
    rule = 'pattern = \'{title}\'\nabove = { while = "anything", heading = "stays" }\nbudget = 0.1'
    assert (
        left("Ferry sails | Gull / Home / Ferry sails / x / Ferry sails / P / Q", rule)
        == "Ferry sails / P / Q"
    )


@pytest.mark.parametrize("of_rule", LEVELS)
@pytest.mark.parametrize("level", LEVELS)
def test_levels(of_rule: Level, level: Level) -> None:
    falls = LEVELS.index(of_rule) <= LEVELS.index(level)
    assert left("Ad / P", f'{AD}level = "{of_rule}"', level=level) == ("P" if falls else "Ad / P")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "drop",
    [
        pytest.param(f'{AD}level = "safe"', id="lines"),
        pytest.param("span = '^ad$'\nlevel = \"safe\"", id="span"),
        pytest.param("block = ['ad', 'p?x', '?']\nlevel = \"safe\"", id="block"),
        pytest.param('run = { max_words = 3, min_lines = 1 }\nlevel = "safe"', id="run"),
        pytest.param('repeat = { min_lines = 1 }\nlevel = "safe"', id="repeat"),
    ],
)
def test_keep_beats_drop(level: Level, drop: str) -> None:
    keep = "pattern = 'a.'\nkeep = true"
    assert left("Ad / P / Ad / Q", drop, keep, level=level, drop=["ads"]) == "Ad / P / Ad / Q"
    assert left("Ad / P / Ad / Q", drop, level=level) != "Ad / P / Ad / Q"


def test_gates_of_keep_rules() -> None:
    assert left("Ad / P / Ad", AD, f'{AD}keep = true\nzone = "head"') == "Ad / P"


def test_a_keep_rule_over_several_lines() -> None:
    keep = "block = ['by .+', 'ad']\nkeep = true"
    assert left("Ad / By Ann / Ad / P", AD, 'lines = ["by ann"]', keep) == "By Ann / Ad / P"


@pytest.mark.parametrize(
    ("rule", "before", "rest"),
    [
        pytest.param(
            "block = ['a', 'b', 'c']", "a / b / c / P / a / b / d", "a / b / c / P / a / b / d", id="no hit"
        ),
        pytest.param("block = ['a', 'b']", "a / b / P / a / b", "a / b / P / a / b", id="every block"),
        pytest.param(
            "block = ['a', 'k', '?', 'c']", "a / c / P / a / k / c", "P / a / k / c", id="one block of two"
        ),
        pytest.param(
            "block = ['a', 'k', '?']\nmin_hits = 2",
            "a / a / k / P / a / a",
            "a / a / k / P",
            id="nor does it count for the row",
        ),
    ],
)
def test_a_block_with_a_kept_line_is_no_hit(rule: str, before: str, rest: str) -> None:
    assert left(before, rule, "pattern = '[bk]'\nkeep = true") == rest


def test_categories() -> None:
    rules = (f'{AD}level = "strict"', 'lines = ["by ann"]\ncategory = "credits"')
    assert left("Ad / By Ann / P", *rules) == "Ad / P"
    assert left("Ad / By Ann / P", *rules, keep=["credits"]) == "Ad / By Ann / P"
    assert left("Ad / By Ann / P", *rules, drop=["ads"], level="safe") == "By Ann / P"


def test_weights_alone_take_nothing() -> None:
    assert left("Ad / P", f"{AD}weight = 900", level="strict") == "Ad / P"


@pytest.mark.parametrize(
    ("rules", "credited"),
    [
        pytest.param([f'{AD}level = "normal"', f'{AD}level = "safe"'], "p.b", id="the mildest level"),
        pytest.param([AD, "block = ['ad', 'x']"], "p.b", id="then the longest"),
        pytest.param(
            [f'{AD}level = "safe"', "block = ['ad', 'x']"], "p.a", id="the level goes before the length"
        ),
        pytest.param([AD, AD], "p.a", id="then the smallest id"),
        pytest.param(["span = 'ad'", AD], "p.b", id="a line before a part of it"),
        pytest.param(["span = 'ad'\nlevel = \"safe\"", AD], "p.a", id="unless the part is all and milder"),
        pytest.param(["span = 'a'\nlevel = \"safe\"", AD], "p.b", id="if it is all"),
        pytest.param(
            ["span = 'a'\nlevel = \"safe\"", AD, "span = 'd'"], "p.b", id="parts that only together are all"
        ),
        pytest.param(
            ["span = 'a'\nlevel = \"safe\"", "span = 'd'"], "p.a", id="then the mildest of the parts"
        ),
    ],
)
def test_credit(rules: list[str], credited: str) -> None:
    for order in (rules, rules[::-1]):
        book = rulebook(*rules)
        book = replace(book, rules=book.rules if order is rules else book.rules[::-1])
        result = Cleaner(book, min_words=0).clean(document("Ad / x / P"))
        assert result.removals[0].rule == credited


def test_no_rule_sees_what_another_leaves() -> None:
    # If the first rule acted before the second was tried, "x / Q" would become neighbours.
    assert left("x / Ad / y / P", AD, "block = ['x', 'y']") == "x / y / P"
    assert left("[ad] more / P", "span = '\\[ad\\] '", 'lines = ["more"]') == "more / P"


def test_explain() -> None:
    maker = cleaner(
        AD,
        f'{AD}level = "strict"',
        'lines = ["by ann"]\nkeep = true',
        MORE + "below = {}",
        'lines = ["by ann"]',
    )
    verdicts = maker.explain(document("Ad /  / By Ann / P / More / x"))
    assert [(v.line, v.kept, v.rule, v.hits) for v in verdicts] == [
        (1, False, "p.a", ("p.a", "p.b")),
        (3, True, "p.c", ("p.c", "p.e")),
        (4, True, None, ()),
        (5, False, "p.d", ("p.d",)),
        (6, False, "p.d", ("p.d",)),
    ]
