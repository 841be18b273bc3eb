"""Every way to write a rule file wrong, and what is said about it, word for word."""

import pytest

from cleaner.errors import RuleFileError
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.load import assemble
from cleaner.rulebook.read import read_rule_file

SIGNALS = (shipped_folder() / "signals.toml").read_bytes()
FRAGMENTS = b"[fragments]\ndate = '[0-9]{4}'\nyear = '[12][0-9]{3}'\n"
PACK = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n'
HEAD = f'{PACK}[[rule]]\nid = "r"\nwhy = "w"\n'


def rule(*keys: str) -> bytes:
    """Return a rule file whose only rule begins on line 5; its own `keys` on line 8."""
    return "\n".join((HEAD.rstrip(), *keys, "")).encode()


FILES = [
    pytest.param(
        (b'x = "a\n'),
        "t.toml:1: not valid TOML: Illegal character '\\n' at column 7\n"
        "  check quotes, brackets and commas on this line and the one before",
        id="not TOML: quote",
    ),
    pytest.param(
        (b'[pack]\nwhy = "\\d"\n'),
        "t.toml:2: not valid TOML: Unescaped '\\' in a string at column 10\n"
        "  put patterns in single quotes, where a backslash is a backslash: '\\d+'",
        id="not TOML: escape",
    ),
    pytest.param(
        (b'[pack]\nid = "a"\nid = "b"\n'),
        "t.toml:3: not valid TOML: Cannot overwrite a value at column 9\n"
        "  the same key or table stands twice; give it once, or begin more rules with [[rule]]",
        id="not TOML: same key twice",
    ),
    pytest.param(
        (b'[pack]\nid = "a"\n[pack]\n'),
        "t.toml:3: not valid TOML: Cannot declare [pack] twice at column 6\n"
        "  the same key or table stands twice; give it once, or begin more rules with [[rule]]",
        id="not TOML: same table twice",
    ),
    pytest.param(
        (b"[pack]\nid = [1,"),
        "t.toml:2: not valid TOML: Invalid value\n"
        "  check quotes, brackets and commas on this line and the one before",
        id="not TOML: at the end",
    ),
    pytest.param(
        b'function_words = ["the", "of the"]\n',
        't.toml:1: function_words: "of the" is not one word\n'
        "  give each word by itself; of a script without spaces, single letters",
        id="function words: two",
    ),
    pytest.param(
        b'function_words = "the"\n',
        't.toml:1: function_words: expected a list, got text\n  write function_words = ["the", "of", "and"]',
        id="function words: no list",
    ),
    pytest.param(
        b"# caf\xe9\n",
        "t.toml: byte 5 is not UTF-8\n  rule files are UTF-8; save it as such",
        id="not UTF-8",
    ),
    pytest.param(
        (b'[[rule]]\nid = "r"\nwhy = "w"\nlines = ["a"]\n'),
        "t.toml:1: it has rules but no [pack] table\n"
        '  begin the file with: [pack], id = "my-pack", category = "other", why = "..."',
        id="no pack",
    ),
    pytest.param(
        (b'[rule]\nid = "r"\n'),
        "t.toml:1: it has rules but no [pack] table\n"
        '  begin the file with: [pack], id = "my-pack", category = "other", why = "..."\n'
        "t.toml:1: rule is not a list of tables\n"
        "  write [[rule]]",
        id="rule is not a list of tables",
    ),
    pytest.param(
        (b"signal = 3\n"),
        "t.toml:1: signal is not a list of tables\n  write [[signal]]",
        id="signal is not a list of tables",
    ),
    pytest.param(
        (b'[pakc]\nid = "a"\n'),
        't.toml:1: unknown key "pakc"\n  did you mean "pack"?',
        id="unknown table",
    ),
    pytest.param(
        (b'disabled = ["a"]\n'),
        't.toml:1: unknown key "disabled"\n  did you mean "disable"?',
        id="unknown key at the top",
    ),
    pytest.param(
        (b"pack = 3\n"),
        "t.toml:1: pack is not a table\n  write [pack]",
        id="pack is no table",
    ),
    pytest.param(
        (b"prose = 3\n"),
        "t.toml:1: prose is not a table\n  write [prose]",
        id="prose is no table",
    ),
    pytest.param(
        (b"[pack]\n"),
        't.toml:1: [pack]: "id" is missing\n'
        '  add id = "stay-in-touch"\n'
        't.toml:1: [pack]: "category" is missing\n'
        '  add category = "engagement"\n'
        't.toml:1: [pack]: "why" is missing\n'
        '  add why = "what readers see and why it is not the article"',
        id="pack lacks keys",
    ),
    pytest.param(
        (b'[pack]\nid = "My Pack"\ncategory = "ads"\nwhy = "y"\n'),
        't.toml:2: [pack]: id "My Pack" has characters that ids do not\n  use a-z, 0-9 and single hyphens',
        id="pack id",
    ),
    pytest.param(
        (b'[pack]\nid = "a"\ncategory = "add"\nwhy = "y"\n'),
        't.toml:3: [pack]: category "add" isn\'t known\n  did you mean "ads"?',
        id="pack category",
    ),
    pytest.param(
        (b'[pack]\nid = "a"\ncategory = "zzz"\nwhy = "y"\n'),
        't.toml:3: [pack]: category "zzz" isn\'t known\n'
        "  write one of: ads, widgets, navigation, teasers, engagement, comments, legal, credits, other",
        id="pack category, nothing near",
    ),
    pytest.param(
        (b'[pack]\nid = "a"\ncategory = "ads"\nwhy = "y"\nlang = "en"\n'),
        't.toml:5: [pack]: unknown key "lang"\n  did you mean "language"?',
        id="pack: unknown key",
    ),
    pytest.param(
        (b'[pack]\nid = "a"\ncategory = "ads"\nwhy = ""\n'),
        "t.toml:4: [pack]: why: expected text of length >= 1\n"
        '  write why = "what readers see and why it is not the article"',
        id="pack: no reason",
    ),
    pytest.param(
        (b"[fragments]\na = 3\n"),
        "t.toml:1: fragments: expected text, got a whole number\n  write name = 'pattern'",
        id="fragments: not text",
    ),
    pytest.param(
        (b'[fragments.deep]\nab = "x"\n'),
        "t.toml:1: fragments: expected text, got a table\n  write name = 'pattern'",
        id="fragments: a table in a table",
    ),
    pytest.param(
        (b'disable = "en.*"\n'),
        't.toml:1: disable: expected a list, got text\n  write disable = ["pack.rule", "pack.*"]',
        id="disable: no list",
    ),
    pytest.param(
        (b'[prose]\nmin_words = 3\nmax_digits = 2\nmin_words_open = 3\nterminal = "."\n'),
        't.toml:1: [prose]: "max_links" is missing\n'
        "  add max_links = 0.1, a share between 0 and 1\n"
        "t.toml:3: [prose]: max_digits: expected a number <= 1.0\n"
        "  write max_digits = 0.1, a share between 0 and 1",
        id="prose: lacks keys",
    ),
    pytest.param(
        (b'[[signal]]\nid = "words"\nbins = [1, 2]\nweights = [1, 2]\n'),
        't.toml:4: signal "words": 2 bins need 3 weights, not 2\n  give one more weight than bins',
        id="signal: too few weights",
    ),
    pytest.param(
        (b'[[signal]]\nid = "words"\nbins = [2, 1]\nweights = [1, 2, 3]\n'),
        't.toml:3: signal "words": bins do not rise\n  write them from small to large, each once',
        id="signal: bins",
    ),
    pytest.param(
        (b'[[signal]]\nid = "words"\nbins = [2]\nweights = [1.5, 2]\n'),
        't.toml:4: signal "words": weights: expected a whole number, got a number\n'
        "  write weights = [190, 140, 60, -30]",
        id="signal: weights",
    ),
    pytest.param(
        (
            b"[pack]\n"
            b'id = "a"\n'
            b'category = "adds"\n'
            b'why = "y"\n'
            b"[[rule]]\n"
            b'id = "r"\n'
            b'why = "w"\n'
            b"pattern = '(a'\n"
        ),
        't.toml:3: [pack]: category "adds" isn\'t known\n'
        '  did you mean "ads"?\n'
        't.toml:8: rule "r": pattern does not compile: missing ) at position 2\n'
        "  write '\\(' for a literal bracket",
        id="pack and a rule's pattern at fault",
    ),
    pytest.param(
        (
            b"[pack]\n"
            b'id = "p"\n'
            b'category = "ads"\n'
            b'why = "y"\n'
            b"[[rule]]\n"
            b'id = "r"\n'
            b'why = "w"\n'
            b"pattern = '{outer}'\n"
            b"[fragments]\n"
            b"outer = 'a{inner}'\n"
            b"inner = 'b{outer}'\n"
        ),
        't.toml:8: rule "r": fragment {outer} contains itself\n  spell one of them out',
        id="fragment contains itself",
    ),
    pytest.param(
        (
            b"[pack]\n"
            b'id = "p"\n'
            b'category = "ads"\n'
            b'why = "y"\n'
            b"[[rule]]\n"
            b'id = "r"\n'
            b'why = "w"\n'
            b"pattern = 'a{half}'\n"
            b"[fragments]\n"
            b"half = '(b'\n"
        ),
        't.toml:8: rule "r": pattern does not compile: missing ) at position 7\n'
        "  write '\\(' for a literal bracket",
        id="fragment does not compile",
    ),
    pytest.param(
        (PACK + '[[rule]]\nwhy = "w"\nlines = ["a"]\n').encode(),
        't.toml:5: rule 1: "id" is missing\n  add id = "stay-in-touch"',
        id="rule without id",
    ),
    pytest.param(
        (PACK + '[[rule]]\nid = "r"\nlines = ["a"]\n').encode(),
        't.toml:5: rule "r": "why" is missing\n  add why = "what readers see and why it is not the article"',
        id="rule without reason",
    ),
    pytest.param(
        (PACK + '[[rule]]\nid = "Read_More"\nwhy = "w"\nlines = ["a"]\n').encode(),
        't.toml:6: rule "Read_More": id "Read_More" has characters that ids do not\n'
        "  use a-z, 0-9 and single hyphens",
        id="rule id",
    ),
    pytest.param(
        (PACK + '[[rule]]\nid = 3\nwhy = "w"\nlines = ["a"]\n').encode(),
        't.toml:6: rule 1: id: expected text, got a whole number\n  write id = "stay-in-touch"',
        id="rule id is no text",
    ),
    pytest.param(
        (
            PACK + "[[rule]]\n"
            'id = "r"\n'
            'why = "w"\n'
            'lines = ["a"]\n'
            "[[rule]]\n"
            'id = "r"\n'
            'why = "w"\n'
            'lines = ["b"]\n'
        ).encode(),
        't.toml:10: rule "r": the same id stands on line 5 already\n  give each rule an id of its own',
        id="same id twice",
    ),
    pytest.param(
        rule('line = ["a"]', 'lines = ["a"]'),
        't.toml:8: rule "r": unknown key "line"\n  did you mean "lines"?',
        id="unknown key",
    ),
    pytest.param(
        rule("colour = 3", 'lines = ["a"]'),
        't.toml:8: rule "r": unknown key "colour"\n'
        "  there are: id, why, lines, starts, contains, pattern, block, run, repeat, span, chain, min_hits, "
        "below, above, budget, zone, max_words, min_words, isolated, after, site, language, "
        "page, category, level, keep, weight, drops, keeps",
        id="unknown key, nothing near",
    ),
    pytest.param(
        rule(),
        't.toml:5: rule "r": nothing to match\n'
        "  give exactly one of: lines, starts, contains, pattern, block, run, repeat, span",
        id="no matcher",
    ),
    pytest.param(
        rule('lines = ["a"]', 'pattern = "b"'),
        't.toml:9: rule "r": lines and pattern together\n'
        "  give exactly one of: lines, starts, contains, pattern, block, run, repeat, span",
        id="two matchers",
    ),
    pytest.param(
        rule('lines = ["a"]', 'pattern = "b"', 'span = "c"'),
        't.toml:10: rule "r": lines and pattern and span together\n'
        "  give exactly one of: lines, starts, contains, pattern, block, run, repeat, span",
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
        rule('lines = ["a"]', "min_hits = 2"),
        't.toml:9: rule "r": min_hits belongs to block\n  leave min_hits out',
        id="min_hits elsewhere",
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
    pytest.param(
        rule("run = { max_words = 3 }"),
        't.toml:8: rule "r": run: "min_lines" is missing\n'
        "  add run = { max_words = 4, min_lines = 8, min_hits = 0.1 }",
        id="run: lacks keys",
    ),
    pytest.param(
        rule("run = { max_words = 3, min_lines = 2, min_hits = 3 }"),
        't.toml:8: rule "r": run: min_hits: expected a number <= 1.0\n'
        "  write run = { max_words = 4, min_lines = 8, min_hits = 0.1 }",
        id="run: share",
    ),
    pytest.param(
        rule("run = { max_words = 3, min_lines = 2, min_line = 2 }"),
        't.toml:8: rule "r": run: unknown key "min_line"\n  did you mean "min_lines"?',
        id="run: unknown key",
    ),
    pytest.param(
        rule("repeat = { min_lines = 0 }"),
        't.toml:8: rule "r": repeat: min_lines: expected a whole number >= 1\n'
        "  write repeat = { min_lines = 4 }",
        id="repeat: zero",
    ),
    pytest.param(
        rule("repeat = 4"),
        't.toml:8: rule "r": repeat: expected a table, got a whole number\n'
        "  write repeat = { min_lines = 4 }",
        id="repeat: a number",
    ),
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
        rule('lines = ["a"]', "weight = 3", "below = {}"),
        't.toml:10: rule "r": weight alone takes no run below it\n'
        "  give a level, so that the rule drops, or leave the run out",
        id="weight alone with below",
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


@pytest.mark.parametrize(("data", "message"), FILES)
def test_refuses(data: bytes, message: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        assemble(
            [
                read_rule_file("rules/signals.toml", SIGNALS, shipped=True),
                read_rule_file("rules/fragments.toml", FRAGMENTS, shipped=True),
                read_rule_file("t.toml", data),
            ]
        )
    assert str(caught.value) == message


def test_the_table_is_complete() -> None:
    assert len(FILES) > 90


def test_faults_of_several_files_come_together() -> None:
    files = [
        read_rule_file("rules/signals.toml", SIGNALS, shipped=True),
        read_rule_file("a.toml", rule("lines = 3")),
        read_rule_file("b.toml", rule('lines = ["a"]', "budget = 0.1")),
    ]
    with pytest.raises(RuleFileError) as caught:
        assemble(files)
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["a.toml", "b.toml"]
