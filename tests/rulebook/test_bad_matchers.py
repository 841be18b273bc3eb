"""Every way to write wrong what a rule matches, and what is said about it, word for word."""

import pytest
from refusing import problems, rule

MATCHERS = [
    pytest.param(
        rule('line = ["a"]', 'lines = ["a"]'),
        't.toml:8: rule "r": unknown key "line"\n  did you mean "lines"?',
        id="unknown key",
    ),
    pytest.param(
        rule("colour = 3", 'lines = ["a"]'),
        't.toml:8: rule "r": unknown key "colour"\n'
        "  there are: id, why, lines, starts, contains, pattern, block, span, chain, times, "
        "below, above, zone, max_words, min_words, isolated, near_prose, after, site, language, "
        "category, level, keep, drops, keeps",
        id="unknown key, nothing near",
    ),
    pytest.param(
        rule(),
        't.toml:5: rule "r": nothing to match\n'
        "  give exactly one of: lines, starts, contains, pattern, block, span",
        id="no matcher",
    ),
    pytest.param(
        rule('lines = ["a"]', 'pattern = "b"'),
        't.toml:9: rule "r": lines and pattern together\n'
        "  give exactly one of: lines, starts, contains, pattern, block, span",
        id="two matchers",
    ),
    pytest.param(
        rule('lines = ["a"]', 'pattern = "b"', 'span = "c"'),
        't.toml:10: rule "r": lines and pattern and span together\n'
        "  give exactly one of: lines, starts, contains, pattern, block, span",
        id="three matchers",
    ),
    pytest.param(
        rule('lines = "a"'),
        't.toml:8: rule "r": lines: expected a list, got text\n  write lines = ["read more", "see also"]',
        id="lines: text",
    ),
    pytest.param(
        rule("lines = []"),
        't.toml:8: rule "r": lines: expected a list of length >= 1\n'
        '  write lines = ["read more", "see also"]',
        id="lines: empty",
    ),
    pytest.param(
        rule("lines = [", '  "a",', '  "",', "]"),
        't.toml:10: rule "r": lines: expected text of length >= 1\n  write lines = ["read more", "see also"]',
        id="lines: an empty phrase",
    ),
    pytest.param(
        rule("lines = [", '  "a",', "  3,", "]"),
        't.toml:10: rule "r": lines: expected text, got a whole number\n'
        '  write lines = ["read more", "see also"]',
        id="lines: an element",
    ),
    pytest.param(
        rule("lines = [", '  "a",', '  "***",', "]"),
        't.toml:10: rule "r": phrase "***" folds to nothing\n'
        "  phrases need a letter or a digit; for symbols use pattern",
        id="phrase folds to nothing",
    ),
    pytest.param(
        rule('starts = ["- "]', "max_words = 3"),
        't.toml:8: rule "r": phrase "- " folds to nothing\n'
        "  phrases need a letter or a digit; for symbols use pattern",
        id="starts folds to nothing",
    ),
    pytest.param(
        rule('contains = ["…"]', "max_words = 3"),
        't.toml:8: rule "r": phrase "…" folds to nothing\n'
        "  phrases need a letter or a digit; for symbols use pattern",
        id="contains folds to nothing",
    ),
    pytest.param(
        rule('lines = ["a"]', 'below = { until = ["--"] }'),
        't.toml:9: rule "r": phrase "--" folds to nothing\n'
        "  phrases need a letter or a digit; for symbols use pattern",
        id="until folds to nothing",
    ),
    pytest.param(
        rule('starts = ["a"]'),
        't.toml:8: rule "r": starts needs max_words, or it eats prose\n'
        "  add max_words = 12, the longest line it may take",
        id="starts without max_words",
    ),
    pytest.param(
        rule('contains = ["a"]'),
        't.toml:8: rule "r": contains needs max_words, or it eats prose\n'
        "  add max_words = 12, the longest line it may take",
        id="contains without max_words",
    ),
    pytest.param(
        rule("pattern = 'a'", "chain = true"),
        't.toml:9: rule "r": chain belongs to lines\n  leave chain out',
        id="chain elsewhere",
    ),
    pytest.param(
        rule('lines = ["a"]', "times = 2"),
        't.toml:9: rule "r": times belongs to block\n  leave times out',
        id="times elsewhere",
    ),
    pytest.param(
        rule("pattern = 'a (b'"),
        't.toml:8: rule "r": pattern does not compile: missing ) at position 4\n'
        "  write '\\(' for a literal bracket",
        id="pattern: bracket",
    ),
    pytest.param(
        rule("pattern = '[a'"),
        't.toml:8: rule "r": pattern does not compile: unterminated character set at position 2\n'
        "  write '\\[' for a literal bracket",
        id="pattern: set",
    ),
    pytest.param(
        rule("pattern = '*a'"),
        't.toml:8: rule "r": pattern does not compile: nothing to repeat at position 0\n'
        "  write '\\*', '\\+' or '\\?' for the character itself",
        id="pattern: repeat",
    ),
    pytest.param(
        rule("pattern = '\\p{Foo}'"),
        't.toml:8: rule "r": pattern does not compile: unknown property at position 7\n'
        "  see the syntax of the regex module; a backslash makes a character literal",
        id="pattern: other",
    ),
    pytest.param(
        rule("pattern = '(?V1)a'"),
        't.toml:8: rule "r": pattern does not compile: '
        "VERSION0 and VERSION1 flags are mutually incompatible\n"
        "  see the syntax of the regex module; a backslash makes a character literal",
        id="pattern: version",
    ),
    pytest.param(
        rule("pattern = '(?:a*)*b?'"),
        't.toml:8: rule "r": pattern matches the empty string\n'
        "  make one part of it obligatory: replace * by + or leave out a ?",
        id="pattern: nested",
    ),
    pytest.param(
        rule("pattern = 'a*'"),
        't.toml:8: rule "r": pattern matches the empty string\n'
        "  make one part of it obligatory: replace * by + or leave out a ?",
        id="pattern: empty string",
    ),
    pytest.param(
        rule("pattern = ''"),
        't.toml:8: rule "r": pattern: expected text of length >= 1\n'
        "  write pattern = '(?:accept|allow) all(?: cookies)?'",
        id="pattern: empty text",
    ),
    pytest.param(
        rule("pattern = '{dat}'"),
        't.toml:8: rule "r": there is no fragment {dat}\n  did you mean {date}?',
        id="pattern: no such fragment",
    ),
    pytest.param(
        rule("pattern = '{zzzzzz}'"),
        't.toml:8: rule "r": there is no fragment {zzzzzz}\n  there are: date, year',
        id="pattern: nothing near",
    ),
    pytest.param(
        rule("pattern = 3"),
        't.toml:8: rule "r": pattern: expected text, got a whole number\n'
        "  write pattern = '(?:accept|allow) all(?: cookies)?'",
        id="pattern: a number",
    ),
    pytest.param(
        rule("span = '{title}'"),
        't.toml:8: rule "r": span can\'t speak of the {title}\n  use pattern',
        id="span: title",
    ),
    pytest.param(
        rule("span = '(?:ad)?'"),
        't.toml:8: rule "r": pattern matches the empty string\n'
        "  make one part of it obligatory: replace * by + or leave out a ?",
        id="span: empty string",
    ),
    pytest.param(
        rule("pattern = '{title}'"),
        't.toml:8: rule "r": the {title} alone\n'
        "  use it within a longer pattern: a headline alone is part of the article",
        id="pattern: the title alone",
    ),
    pytest.param(
        rule("block = ['a']", "times = 0"),
        't.toml:9: rule "r": times: expected a whole number >= 1\n  write times = 3',
        id="block: no times",
    ),
    pytest.param(
        rule("block = []"),
        't.toml:8: rule "r": block: expected a list of length >= 1\n'
        "  write block = ['{temperature}', '{place}', '?', '{date}']",
        id="block: empty",
    ),
    pytest.param(
        rule("block = ['a', '']"),
        't.toml:8: rule "r": block: expected text of length >= 1\n'
        "  write block = ['{temperature}', '{place}', '?', '{date}']",
        id="block: an empty pattern",
    ),
    pytest.param(
        rule("block = ['a', 'b*']"),
        't.toml:8: rule "r": pattern matches the empty string\n'
        "  make one part of it obligatory: replace * by + or leave out a ?",
        id="block: empty string",
    ),
    pytest.param(
        rule("block = ['?', 'a']"),
        "t.toml:8: rule \"r\": '?' has nothing before it\n  put it after a pattern",
        id="block: repeat first",
    ),
    pytest.param(
        rule("block = ['a', '?', '*']"),
        "t.toml:8: rule \"r\": '*' has nothing before it\n  put it after a pattern",
        id="block: repeat twice",
    ),
    pytest.param(
        rule("block = ['a', '?', 'b', '*']"),
        "t.toml:8: rule \"r\": every element of the block is optional\n  leave one without '?' or '*'",
        id="block: all optional",
    ),
    pytest.param(
        rule("block = [", "  'a',", "  '(b',", "]"),
        't.toml:10: rule "r": pattern does not compile: missing ) at position 2\n'
        "  write '\\(' for a literal bracket",
        id="block: pattern",
    ),
    pytest.param(
        rule("block = ['a', '{title}']"),
        't.toml:8: rule "r": block can\'t speak of the {title}\n  use pattern',
        id="block: title",
    ),
]


@pytest.mark.parametrize(("data", "message"), MATCHERS)
def test_refuses(data: bytes, message: str) -> None:
    assert "\n".join(problems(t=data)) == message
