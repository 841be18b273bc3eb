"""Every way to write the other keys of a rule wrong, and what is said about it, word for word."""

import pytest
from refusing import problems, rule

RULES = [
    pytest.param(
        rule('lines = ["a"]', "below = {}", "above = {}"),
        't.toml:10: rule "r": below and above together\n  make it two rules',
        id="below and above",
    ),
    pytest.param(
        rule("run = { max_words = 3, min_lines = 2 }", "below = {}"),
        't.toml:9: rule "r": run has no run below it\n  only lines, starts, contains, pattern have one',
        id="below a run",
    ),
    pytest.param(
        rule("span = 'a'", "above = {}"),
        't.toml:9: rule "r": span has no run above it\n  only lines, starts, contains, pattern have one',
        id="above a span",
    ),
    pytest.param(
        rule('lines = ["a"]', 'below = { while = "prose" }'),
        't.toml:9: rule "r": below: while "prose" isn\'t known\n  did you mean "not prose"?',
        id="below: while",
    ),
    pytest.param(
        rule('lines = ["a"]', 'below = { heading = "stay" }'),
        't.toml:9: rule "r": below: heading "stay" isn\'t known\n  did you mean "stays"?',
        id="below: heading",
    ),
    pytest.param(
        rule('lines = ["a"]', "[rule.below]", "while = 3", "maxlines = 3"),
        't.toml:9: rule "r": below: unknown key "maxlines"\n'
        '  did you mean "max_lines"?\n'
        't.toml:9: rule "r": below: while: expected text, got a whole number\n'
        "  write one of: not prose, anything",
        id="below: several faults",
    ),
    pytest.param(
        rule('lines = ["a"]', "budget = 0.1"),
        't.toml:9: rule "r": budget without a run\n  add below or above, or leave budget out',
        id="budget without run",
    ),
    pytest.param(
        rule('lines = ["a"]', "below = {}", "budget = 8"),
        't.toml:10: rule "r": budget: expected a number <= 1.0\n'
        "  write budget = 0.1, a share between 0 and 1",
        id="budget above one",
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
        rule('lines = ["a"]', "page = { hit = 3 }"),
        't.toml:9: rule "r": page: unknown key "hit"\n  did you mean "hits"?',
        id="page: unknown key",
    ),
    pytest.param(
        rule('lines = ["a"]', "page = 3"),
        't.toml:9: rule "r": page: expected a table, got a whole number\n'
        "  write page = { hits = 4, prose = 0.3 }",
        id="page: number",
    ),
    pytest.param(
        rule('lines = ["a"]', 'after = { rule = "b" }'),
        't.toml:9: rule "r": after: "lines" is missing\n  add after = { rule = "id", lines = 3 }',
        id="after: lacks lines",
    ),
    pytest.param(
        rule('lines = ["a"]', 'after = { rule = "b", lines = 2 }'),
        't.toml:9: rule "r": after: there is no rule "p.b"\n'
        "  name a rule of this pack by its id, another's by pack.id",
        id="after: no such rule",
    ),
    pytest.param(
        rule('lines = ["a"]', 'after = { rule = "q.b", lines = 2 }'),
        't.toml:9: rule "r": after: there is no rule "q.b"\n'
        "  name a rule of this pack by its id, another's by pack.id",
        id="after: no such rule elsewhere",
    ),
    pytest.param(
        rule('lines = ["a"]', "keep = true", 'level = "safe"'),
        't.toml:10: rule "r": keep = true and level together\n'
        "  leave level out: a keep rule acts at every level, on what it hits",
        id="keep with level",
    ),
    pytest.param(
        rule('lines = ["a"]', "keep = true", "weight = 3"),
        't.toml:10: rule "r": keep = true and weight together\n'
        "  leave weight out: a keep rule acts at every level, on what it hits",
        id="keep with weight",
    ),
    pytest.param(
        rule('lines = ["a"]', "keep = true", "below = {}"),
        't.toml:10: rule "r": keep = true and below together\n'
        "  leave below out: a keep rule acts at every level, on what it hits",
        id="keep with below",
    ),
    pytest.param(
        rule('lines = ["a"]', "keep = true", "above = {}"),
        't.toml:10: rule "r": keep = true and above together\n'
        "  leave above out: a keep rule acts at every level, on what it hits",
        id="keep with above",
    ),
    pytest.param(
        rule("span = 'a'", "keep = true"),
        't.toml:8: rule "r": keep = true and span together\n'
        "  leave span out: a keep rule acts at every level, on what it hits",
        id="keep with span",
    ),
    pytest.param(
        rule('lines = ["a"]', "weight = 1.5"),
        't.toml:9: rule "r": weight: expected a whole number, got a number\n'
        "  write weight = 8, a whole number",
        id="weight: fraction",
    ),
    pytest.param(
        rule('lines = ["a"]', "weight = -99999999999999999999999"),
        't.toml:9: rule "r": weight: expected a whole number >= -1000000\n  write weight = 8, a whole number',
        id="weight: more than can be added up",
    ),
    pytest.param(
        rule('lines = ["a"]', "weight = 3", "below = {}"),
        't.toml:10: rule "r": weight alone takes no run below it\n'
        "  give a level, so that the rule drops, or leave the run out",
        id="weight alone with below",
    ),
    pytest.param(
        rule('lines = ["a"]', 'level = "safe"', "weight = 3", 'above = { heading = "stays" }'),
        't.toml:10: rule "r": weight with a heading that stays\n'
        "  leave weight out: scores would take the line that the rule leaves",
        id="weight with a heading that stays",
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
            "budget = 2",
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
            "min_hits = 3",
        ),
        't.toml:8: rule "r": pattern does not compile: missing ) at position 2\n'
        "  write '\\(' for a literal bracket\n"
        't.toml:9: rule "r": level "saef" isn\'t known\n'
        '  did you mean "safe"?\n'
        't.toml:10: rule "r": budget: expected a number <= 1.0\n'
        "  write budget = 0.1, a share between 0 and 1\n"
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
        't.toml:24: rule "u": min_hits belongs to block\n'
        "  leave min_hits out",
        id="five faults",
    ),
]


@pytest.mark.parametrize(("data", "message"), RULES)
def test_refuses(data: bytes, message: str) -> None:
    assert "\n".join(problems(t=data)) == message
