"""Every way to write the other keys of a rule wrong, and what is said about it, word for word."""

import pytest
from refusing import problems, rule

from cleaner.rulebook.schema import REPLACED

RULES = [
    pytest.param(
        rule('lines = ["a"]', "below = {}", "above = {}"),
        't.toml:10: rule "r": below and above together\n  make it two rules',
        id="below and above",
    ),
    pytest.param(
        rule("span = 'a'", "above = {}"),
        't.toml:9: rule "r": span has no region above it\n  only lines, starts, contains, pattern have one',
        id="above a span",
    ),
    pytest.param(
        rule('lines = ["a"]', 'below = { while = "prose" }'),
        't.toml:9: rule "r": below: while "prose" isn\'t known\n  did you mean "not prose"?',
        id="below: while",
    ),
    pytest.param(
        rule('lines = ["a"]', "[rule.below]", "while = 3", "maxlines = 3"),
        't.toml:9: rule "r": below: unknown key "maxlines"\n'
        '  did you mean "max_lines"?\n'
        't.toml:9: rule "r": below: while: expected text, got a whole number\n'
        "  write one of: not prose, paragraph, anything",
        id="below: several faults",
    ),
    pytest.param(
        rule('lines = ["a"]', "below = { budget = 8 }"),
        't.toml:9: rule "r": below: budget: expected a number <= 1.0\n'
        '  write below = { while = "not prose", max_lines = 12 }',
        id="budget above one",
    ),
    pytest.param(
        rule("block = ['a', 'b']", "below = {}"),
        't.toml:9: rule "r": block has no region below it\n  only lines, starts, contains, pattern have one',
        id="below a block",
    ),
    pytest.param(
        rule('lines = ["a"]', 'below = { anchor = "stay" }'),
        't.toml:9: rule "r": below: anchor "stay" isn\'t known\n  did you mean "stays"?',
        id="below: anchor",
    ),
    pytest.param(
        rule('lines = ["a"]', "below = 3"),
        't.toml:9: rule "r": below: expected a table, got a whole number\n'
        '  write below = { while = "not prose", max_lines = 12 }',
        id="below: number",
    ),
    pytest.param(
        rule('lines = ["a"]', "above = { max_lines = 0 }"),
        't.toml:9: rule "r": above: max_lines: expected a whole number >= 1\n'
        '  write above = { while = "anything" }',
        id="above: no lines",
    ),
    pytest.param(
        rule('lines = ["a"]', "above = { until = [] }"),
        't.toml:9: rule "r": above: until: expected a list of length >= 1\n'
        '  write above = { while = "anything" }',
        id="above: until nothing",
    ),
    pytest.param(
        rule('lines = ["a"]', "near_prose = 0"),
        't.toml:9: rule "r": near_prose: expected a whole number >= 1\n'
        "  write near_prose = 2, a number of lines",
        id="near_prose: zero",
    ),
    pytest.param(
        rule('lines = ["a"]', "near_prose = true"),
        't.toml:9: rule "r": near_prose: expected a whole number, got true or false\n'
        "  write near_prose = 2, a number of lines",
        id="near_prose: no number",
    ),
    pytest.param(
        rule('lines = ["a"]', 'after = { lines = ["b"] }'),
        't.toml:9: rule "r": after: "within" is missing\n  add after = { lines = ["comments"], within = 5 }',
        id="after: lacks within",
    ),
    pytest.param(
        rule('lines = ["a"]', "after = { within = 2 }"),
        't.toml:9: rule "r": after has nothing to match\n  give exactly one of: lines, pattern',
        id="after: nothing",
    ),
    pytest.param(
        rule('lines = ["a"]', 'after = { within = 2, lines = ["b"], pattern = "c" }'),
        't.toml:9: rule "r": after has lines and pattern\n  give exactly one of: lines, pattern',
        id="after: both",
    ),
    pytest.param(
        rule('lines = ["a"]', 'after = { within = 2, lines = ["--"] }'),
        't.toml:9: rule "r": phrase "--" folds to nothing\n'
        "  phrases need a letter or a digit; for symbols use pattern",
        id="after folds to nothing",
    ),
    pytest.param(
        rule('lines = ["a"]', "after = { within = 2, pattern = '(a' }"),
        't.toml:9: rule "r": pattern does not compile: missing ) at position 2\n'
        "  write '\\(' for a literal bracket",
        id="after: pattern",
    ),
    pytest.param(
        rule('lines = ["a"]', 'after = "b"'),
        't.toml:9: rule "r": after: expected a table, got text\n'
        '  write after = { lines = ["comments"], within = 5 }',
        id="after: text",
    ),
    pytest.param(
        rule('lines = ["a"]', 'zone = "top"'),
        't.toml:9: rule "r": zone "top" isn\'t known\n  write one of: head, body, tail',
        id="zone",
    ),
    pytest.param(
        rule('lines = ["a"]', 'zone = ["head", "tial"]'),
        't.toml:9: rule "r": zone "tial" isn\'t known\n  did you mean "tail"?',
        id="zone in a list",
    ),
    pytest.param(
        rule('lines = ["a"]', "zone = 3"),
        't.toml:9: rule "r": zone: expected text or a list, got a whole number\n'
        "  write one of: head, body, tail",
        id="zone: number",
    ),
    pytest.param(
        rule('lines = ["a"]', 'level = ["safe"]'),
        't.toml:9: rule "r": level: expected text, got a list\n  write level = "safe"',
        id="level: a list",
    ),
    pytest.param(
        rule('lines = ["a"]', "category = []"),
        't.toml:9: rule "r": category: expected text, got a list\n'
        "  write one of: ads, widgets, navigation, teasers, engagement, comments, legal, credits, other",
        id="category: an empty list",
    ),
    pytest.param(
        rule('lines = ["a"]', 'level = "sage"'),
        't.toml:9: rule "r": level "sage" isn\'t known\n  did you mean "safe"?',
        id="level",
    ),
    pytest.param(
        rule('lines = ["a"]', "level = 1"),
        't.toml:9: rule "r": level: expected text, got a whole number\n  write one of: safe, normal, strict',
        id="level: number",
    ),
    pytest.param(
        rule('lines = ["a"]', 'category = "widget"'),
        't.toml:9: rule "r": category "widget" isn\'t known\n  did you mean "widgets"?',
        id="category",
    ),
    pytest.param(
        rule('lines = ["a"]', 'max_words = "8"'),
        't.toml:9: rule "r": max_words: expected a whole number, got text\n'
        "  write max_words = 8, a whole number",
        id="max_words: text",
    ),
    pytest.param(
        rule('lines = ["a"]', "min_words = 0"),
        't.toml:9: rule "r": min_words: expected a whole number >= 1\n  write min_words = 8, a whole number',
        id="min_words: zero",
    ),
    pytest.param(
        rule('lines = ["a"]', "max_words = 99999999999999999999999"),
        't.toml:9: rule "r": max_words: expected a whole number <= 1000000\n'
        "  write max_words = 8, a whole number",
        id="max_words: more than any line has",
    ),
    pytest.param(
        rule('lines = ["a"]', 'isolated = "yes"'),
        't.toml:9: rule "r": isolated: expected true or false, got text\n  write isolated = true',
        id="isolated: text",
    ),
    pytest.param(
        rule('lines = ["a"]', 'site = "example.com"'),
        't.toml:9: rule "r": site: expected a list, got text\n'
        '  write site = ["example.com", "*.example.com"]',
        id="site: text",
    ),
    pytest.param(
        rule('lines = ["a"]', "keep = true", 'level = "safe"'),
        't.toml:10: rule "r": keep = true and level together\n'
        "  leave level out: a keep rule acts at every level, on what it matches",
        id="keep with level",
    ),
    pytest.param(
        rule('lines = ["a"]', "keep = true", "below = {}"),
        't.toml:10: rule "r": keep = true and below together\n'
        "  leave below out: a keep rule acts at every level, on what it matches",
        id="keep with below",
    ),
    pytest.param(
        rule('lines = ["a"]', "keep = true", "above = {}"),
        't.toml:10: rule "r": keep = true and above together\n'
        "  leave above out: a keep rule acts at every level, on what it matches",
        id="keep with above",
    ),
    pytest.param(
        rule("span = 'a'", "keep = true"),
        't.toml:8: rule "r": keep = true and span together\n'
        "  leave span out: a keep rule acts at every level, on what it matches",
        id="keep with span",
    ),
    pytest.param(
        rule('lines = ["a"]', 'drops = "a"'),
        't.toml:9: rule "r": drops: expected a list, got text\n  write drops = ["read more", "see also"]',
        id="drops: text",
    ),
    pytest.param(
        rule(
            'pattern = "(a"',
            'level = "saef"',
            "max_words = 0",
            "[[rule]]",
            'id = "s"',
            'lines = ["*"]',
            'keps = ["b"]',
            "[[rule]]",
            'id = "t"',
            'why = "w"',
            'lines = ["*"]',
            "chain = 1",
            "[[rule]]",
            'id = "u"',
            'why = "w"',
            'lines = ["*"]',
            "times = 3",
        ),
        't.toml:8: rule "r": pattern does not compile: missing ) at position 2\n'
        "  write '\\(' for a literal bracket\n"
        't.toml:9: rule "r": level "saef" isn\'t known\n'
        '  did you mean "safe"?\n'
        't.toml:10: rule "r": max_words: expected a whole number >= 1\n'
        "  write max_words = 8, a whole number\n"
        't.toml:11: rule "s": "why" is missing\n'
        '  add why = "what readers see and why it is not the article"\n'
        't.toml:13: rule "s": phrase "*" folds to nothing\n'
        "  phrases need a letter or a digit; for symbols use pattern\n"
        't.toml:14: rule "s": unknown key "keps"\n'
        '  did you mean "keeps"?\n'
        't.toml:18: rule "t": phrase "*" folds to nothing\n'
        "  phrases need a letter or a digit; for symbols use pattern\n"
        't.toml:19: rule "t": chain: expected true or false, got a whole number\n'
        "  write chain = true\n"
        't.toml:23: rule "u": phrase "*" folds to nothing\n'
        "  phrases need a letter or a digit; for symbols use pattern\n"
        't.toml:24: rule "u": times belongs to block\n'
        "  leave times out",
        id="five faults",
    ),
]


GONE = [
    pytest.param(["page = { hits = 4, prose = 0.3 }"], "", REPLACED["page"], id="page"),
    pytest.param(["weight = 40"], "", REPLACED["weight"], id="weight"),
    pytest.param(["min_hits = 2"], "", REPLACED["min_hits"], id="min_hits"),
    pytest.param(["run = { max_words = 4, min_lines = 8 }"], "", REPLACED["run"], id="run"),
    pytest.param(["repeat = { min_lines = 4 }"], "", REPLACED["repeat"], id="repeat"),
    pytest.param(["budget = 0.1"], "", "write it within the region: below = { budget = 0.08 }", id="budget"),
    pytest.param(['below = { heading = "stays" }'], "below: ", REPLACED["heading"], id="heading"),
    pytest.param(
        ["[rule.above]", 'heading = "stays"'], "above: ", REPLACED["heading"], id="heading in a table"
    ),
    pytest.param(
        ['after = { rule = "b", within = 2, lines = ["c"] }'],
        "after: ",
        'name the line itself: after = { lines = ["comments"], within = 5 }',
        id="after a rule",
    ),
]


@pytest.mark.parametrize(("keys", "within", "advice"), GONE)
def test_what_the_first_version_had_is_refused_with_what_replaces_it(
    keys: list[str], within: str, advice: str
) -> None:
    key = keys[-1].split(" = ")[0] if not within else "heading" if "heading" in keys[-1] else "rule"
    assert problems(t=rule('lines = ["a"]', *keys)) == [
        f't.toml:9: rule "r": {within}key "{key}" is gone\n  {advice}'
    ]


def test_an_after_of_the_first_version_is_refused_for_all_that_is_wrong_with_it() -> None:
    found = problems(t=rule('lines = ["a"]', 'after = { rule = "b", lines = 2 }'))
    assert [problem.split("\n")[0] for problem in found] == [
        't.toml:9: rule "r": after: key "rule" is gone',
        't.toml:9: rule "r": after: "within" is missing',
        't.toml:9: rule "r": after: lines: expected a list, got a whole number',
    ]


def test_every_key_that_is_gone_is_held_here() -> None:
    held = {advice for _, _, advice in (row.values for row in GONE)}
    assert {key for key, advice in REPLACED.items() if advice not in held} == {"signal", "score"}


@pytest.mark.parametrize(("data", "message"), RULES)
def test_refuses(data: bytes, message: str) -> None:
    assert "\n".join(problems(t=data)) == message
