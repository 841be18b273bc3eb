"""Every way to write a rule file wrong, rules aside, and what is said about it, word for word."""

import pytest
from refusing import PACK, problems, rule

from cleaner.rulebook.schema import REPLACED

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
        b'[function_words]\nen = ["the", "of the"]\n',
        't.toml:2: function_words: "of the" is not one word\n'
        "  give each word by itself; of a script without spaces, single letters",
        id="function words: two",
    ),
    pytest.param(
        '[function_words]\nja = ["の", "から"]\n'.encode(),
        't.toml:2: function_words: "から" is not one word\n'
        "  give each word by itself; of a script without spaces, single letters",
        id="function words: two letters of a script without spaces",
    ),
    pytest.param(
        b'function_words = ["the"]\n',
        "t.toml:1: function_words: expected a table, got a list\n"
        '  write en = ["the", "of", "and"] in a table [function_words]',
        id="function words: no table",
    ),
    pytest.param(
        b'[function_words]\nen = "the"\n',
        "t.toml:1: function_words: expected a list, got text\n"
        '  write en = ["the", "of", "and"] in a table [function_words]',
        id="function words: no list",
    ),
    pytest.param(
        b'[[signal]]\nid = "words"\n',
        f't.toml:1: key "signal" is gone\n  {REPLACED["signal"]}',
        id="signal of the first version",
    ),
    pytest.param(
        b"[score]\nnormal = 1\n",
        f't.toml:1: key "score" is gone\n  {REPLACED["score"]}',
        id="score of the first version",
    ),
    pytest.param(
        b'[pack]\nid = "a"\ncategory = "ads"\nwhy = "y"\nsite = "x.org"\n',
        't.toml:5: [pack]: site: expected a list, got text\n  write site = ["example.com", "*.example.com"]',
        id="pack: site",
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
        (b'[prose]\nmin_words = 3\nmax_digits = 2\nmin_words_open = 3\nmax_capitals = 1\nterminal = "."\n'),
        't.toml:1: [prose]: "max_links" is missing\n'
        "  add max_links = 0.1, a share between 0 and 1\n"
        "t.toml:3: [prose]: max_digits: expected a number <= 1.0\n"
        "  write max_digits = 0.1, a share between 0 and 1",
        id="prose: lacks keys",
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
        't.toml:10: rule "r": the same id is used on line 5 already\n  give each rule an id of its own',
        id="same id twice",
    ),
]


@pytest.mark.parametrize(("data", "message"), FILES)
def test_refuses(data: bytes, message: str) -> None:
    assert "\n".join(problems(t=data)) == message


def test_faults_of_several_files_come_together() -> None:
    found = problems(a=rule("lines = 3"), b=rule('lines = ["a"]', "page = 3"))
    assert [problem.split(":")[0] for problem in found] == ["a.toml", "b.toml"]
