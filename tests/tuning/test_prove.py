"""A proof passes where a rule does what its examples say, and says what happens where it doesn't."""

import pytest

from cleaner.engine.prose import find_prose
from cleaner.rulebook.assemble import assemble
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rulebook import Rulebook, make_rulebook
from cleaner.text.lines import read_lines
from cleaner.text.make_tables import make_tables
from cleaner.tuning.host import HEADLINE, HOST, PARAGRAPHS, make_page
from cleaner.tuning.prove import Failure, prove

TEXT = read_rule_file("rules/text.toml", (shipped_folder() / "text.toml").read_bytes(), shipped=True)
HEAD = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n[[rule]]\nid = "a"\nwhy = "w"\n'
SLOGAN = "To be updated with all the latest news, offers and special announcements today."


def book(*texts: str) -> Rulebook:
    """Make a rulebook of one file: the first text holds the keys of rule p.a, the others are whole rules."""
    text = "\n".join([HEAD + texts[0], *texts[1:], ""])
    return make_rulebook([assemble([TEXT, read_rule_file("p.toml", text.encode())])], make_tables())


def failures(*texts: str) -> list[Failure]:
    rulebook = book(*texts)
    return prove(rulebook, rulebook.rules[:1])


def rule(name: str, keys: str) -> str:
    return f'[[rule]]\nid = "{name}"\nwhy = "w"\n{keys}'


UNLIKE = "no phrase of the rule is like it"


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param('lines = ["ad"]\ndrops = ["- Ad -"]\nkeeps = ["An ad"]', id="lines"),
        pytest.param('lines = ["ad", "tip"]\ndrops = ["Ad\\nTip", "Ad\\n\\nTip"]', id="several lines"),
        pytest.param("lines = ['ad', 'tip']\ndrops = ['''\n  Ad\n    Tip\n''']", id="over several lines"),
        pytest.param('lines = ["ad"]\nzone = "head"\ndrops = ["Ad"]', id="head"),
        pytest.param('lines = ["ad"]\nzone = "body"\ndrops = ["Ad"]', id="body"),
        pytest.param('lines = ["ad"]\nzone = "tail"\ndrops = ["Ad"]', id="tail"),
        pytest.param('lines = ["ad"]\nzone = ["tail", "head"]\ndrops = ["Ad"]', id="two zones"),
        pytest.param('lines = ["ad"]\nisolated = true\ndrops = ["Ad"]\nkeeps = ["Ad\\nx"]', id="isolated"),
        pytest.param('lines = ["ad"]\nnear_prose = 1\ndrops = ["Ad"]\nkeeps = ["x\\nAd\\nx"]', id="near"),
        pytest.param('lines = ["ad"]\nsite = ["*.example.com"]\ndrops = ["Ad"]', id="site, a glob"),
        pytest.param('lines = ["ad"]\nsite = ["example.com", "x.org"]\ndrops = ["Ad"]', id="site"),
        pytest.param('lines = ["ad"]\nlanguage = "de"\ndrops = ["Ad"]', id="language"),
        pytest.param('lines = ["ad"]\nlevel = "strict"\ndrops = ["Ad"]', id="its own level"),
        pytest.param("pattern = 'on {title}'\ndrops = ['On {title}']\nkeeps = ['{title}', 'On']", id="title"),
        pytest.param(
            "span = '\\[ad\\]'\ndrops = ['[ad]', 'An [ad] here']\nkeeps = ['An ad here']", id="span"
        ),
        pytest.param("block = ['a', 'b', '?']\ndrops = [\"a\\nb\", 'a']\nkeeps = ['b']", id="block"),
        pytest.param(
            'block = [\'a\']\ntimes = 3\ndrops = ["a\\na\\na"]\nkeeps = ["a\\na"]', id="row of blocks"
        ),
        pytest.param(
            'lines = ["more"]\nbelow = {}\ndrops = ["More\\none\\ntwo", "More"]\nkeeps = ["one"]', id="below"
        ),
        pytest.param(
            'lines = ["more"]\nbelow = { while = "anything", budget = 0.1 }\ndrops = ["More\\none"]',
            id="to the end",
        ),
        pytest.param(
            'lines = ["more"]\nbelow = { while = "anything", until = ["end"] }\ndrops = ["More\\none\\nEnd"]',
            id="until, which may stay",
        ),
        pytest.param(
            'lines = ["more"]\nbelow = { anchor = "stays" }\ndrops = ["More\\none"]', id="anchor stays"
        ),
        pytest.param('lines = ["more"]\nabove = {}\nzone = "tail"\ndrops = ["one\\nMore"]', id="above"),
        pytest.param(
            'lines = ["ad"]\nafter = { lines = ["stop"], within = 1 }\n'
            'drops = ["Stop\\nAd"]\nkeeps = ["Ad", "Stop\\nx\\nAd"]',
            id="after lines, which stay",
        ),
        pytest.param(
            "lines = ['ad']\nafter = { pattern = '[0-9]+', within = 1 }\ndrops = [\"12\\nAd\"]",
            id="after a pattern",
        ),
        pytest.param('lines = ["ad"]\nkeep = true\nkeeps = ["Ad"]\ndrops = ["An ad"]', id="keep"),
    ],
)
def test_what_holds(keys: str) -> None:
    """A keep rule saves its line whatever drops; all other rules are proved without help."""
    assert failures(keys, rule("z", 'lines = ["something else"]')) == []


def test_what_holds_with_other_rules() -> None:
    keep = 'lines = ["ad"]\nkeep = true\nkeeps = ["Ad"]'
    assert failures(keep, rule("b", 'lines = ["ad"]')) == []
    stop = rule("b", 'lines = ["stop"]\nlevel = "strict"')
    after = 'lines = ["ad"]\nafter = { lines = ["stop"], within = 1 }\ndrops = ["Stop\\nAd"]'
    assert failures(after, stop) == []


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        pytest.param(
            ['lines = ["ad"]\nzone = "body"\ndrops = ["Ad", "- Advert"]'],
            'p.toml:10: rule "p.a": drops "- Advert": it stays\n  phrases see "advert"\n'
            '  the nearest phrase is "ad": the line has "advert", the phrase "ad"',
            id="stays",
        ),
        pytest.param(
            ['lines = ["ad"]\ndrops = ["Tip"]'],
            f'p.toml:9: rule "p.a": drops "Tip": it stays, in the head\n  phrases see "tip"\n  {UNLIKE}',
            id="the first zone is named, of several",
        ),
        pytest.param(
            ['lines = ["ad"]\nzone = "body"\ndrops = [\n  "Ad",\n  "Ad\\nTip",\n]'],
            f'p.toml:12: rule "p.a": drops "Ad / Tip": line 2 "Tip" stays\n  phrases see "tip"\n  {UNLIKE}',
            id="a line of several stays",
        ),
        pytest.param(
            [f"pattern = '.*announcements.*'\nzone = [\"tail\", \"head\"]\ndrops = ['{SLOGAN}']"],
            'p.toml:10: rule "p.a": drops "To be updated with all the latest news, offers and special …": '
            "it stays, in the head\n"
            "  its text matches, but zone doesn't hold: it asks for tail, head, here: body",
            id="prose is never in the tail",
        ),
        pytest.param(
            ['lines = ["ad"]\nzone = "body"\ndrops = ["Ad"]', rule("b", 'lines = ["ad"]\nkeep = true')],
            'p.toml:10: rule "p.a": drops "Ad": it stays\n  the keep rule p.b keeps it',
            id="kept",
        ),
        pytest.param(
            ['lines = ["ad"]\nzone = "tail"\ndrops = ["Tip"]', rule("b", 'lines = ["tip"]')],
            f'p.toml:10: rule "p.a": drops "Tip": falls, but by p.b only\n  phrases see "tip"\n  {UNLIKE}',
            id="another rule's work",
        ),
        pytest.param(
            ['lines = ["more"]\nzone = "body"\nbelow = { max_lines = 1 }\ndrops = ["More\\none\\ntwo"]'],
            'p.toml:11: rule "p.a": drops "More / one / two": line 3 "two" stays\n'
            "  the region ends before it: at prose, at an until line, after max_lines, or by its budget",
            id="beyond the region",
        ),
        pytest.param(
            [
                'lines = ["more"]\nzone = "body"\nbelow = { while = "anything", max_lines = 2 }\n'
                'drops = ["More\\none"]'
            ],
            'p.toml:11: rule "p.a": drops "More / one": a line of the article falls:'
            ' "The work went slowly because the mortar, a mixture of lime …" falls by p.a\n'
            "  limit the region with max_lines, until or a budget, or the rule with a zone",
            id="the article falls",
        ),
        pytest.param(
            ['lines = ["more"]\nzone = "head"\nabove = { max_lines = 1 }\ndrops = ["More"]'],
            'p.toml:11: rule "p.a": drops "More": a line of the article falls:'
            ' "Volunteers finish rebuilding the stone bridge that the spri…" falls by p.a\n'
            "  limit the region with max_lines, until or a budget, or the rule with a zone;"
            " {title} in an example is the headline",
            id="the headline falls",
        ),
        pytest.param(
            ['lines = ["more"]\nzone = "body"\nbelow = { anchor = "stays" }\ndrops = ["More"]'],
            'p.toml:11: rule "p.a": drops "More": nothing of it falls\n'
            "  its text matches, but not what is around it: the rest of a block, its times, or what a region"
            " leaves",
            id="nothing falls",
        ),
        pytest.param(
            ["span = '\\[ad\\]'\nzone = 'body'\ndrops = ['(ad)']"],
            'p.toml:10: rule "p.a": drops "(ad)": the rule cuts nothing out of it\n'
            '  spans see the line as it is: "(ad)"',
            id="span",
        ),
        pytest.param(
            ['lines = ["ad"]\nzone = "body"\nkeeps = ["Ad"]'],
            'p.toml:10: rule "p.a": keeps "Ad": it falls by p.a\n  narrow that rule, or its region',
            id="a keep that falls",
        ),
        pytest.param(
            ['lines = ["ad"]\nzone = "body"\nkeeps = ["A tip [x]"]', rule("b", "span = '\\[x\\]'")],
            'p.toml:10: rule "p.a": keeps "A tip [x]": it falls by p.b\n  narrow that rule, or its region',
            id="a keep of which a part falls",
        ),
        pytest.param(
            ['lines = ["ad"]\nzone = "body"\nkeep = true\nkeeps = ["Tip"]'],
            f'p.toml:11: rule "p.a": keeps "Tip": it is not kept\n  phrases see "tip"\n  {UNLIKE}',
            id="a keep rule that keeps nothing",
        ),
        pytest.param(
            [
                'lines = ["ad"]\nzone = "body"\nkeep = true\nkeeps = ["Tip"]',
                rule("b", 'lines = ["tip"]\nkeep = true'),
            ],
            f'p.toml:11: rule "p.a": keeps "Tip": it is not kept\n  phrases see "tip"\n  {UNLIKE}',
            id="a keep rule that another one does the work of",
        ),
        pytest.param(
            ['lines = ["ad"]\nzone = "body"\nkeep = true\ndrops = ["AD"]'],
            'p.toml:11: rule "p.a": drops "AD": it is kept by it\n  narrow the rule, or move it to keeps',
            id="a near miss that a keep rule matches",
        ),
        pytest.param(
            [
                'lines = ["ad"]\nzone = "body"\nkeep = true\ndrops = ["AD"]',
                rule("0", 'lines = ["ad"]\nkeep = true'),
            ],
            'p.toml:11: rule "p.a": drops "AD": it is kept by it\n  narrow the rule, or move it to keeps',
            id="a near miss that another keep rule matches, too",
        ),
        pytest.param(
            ['lines = ["ad"]\ndrops = [" \\n "]'],
            'p.toml:9: rule "p.a": drops "": an empty example\n  write a line as it appears on a page',
            id="empty",
        ),
        pytest.param(
            ["pattern = 'volunteers .*'\nkeeps = ['x']"],
            'p.toml:5: rule "p.a": takes a line of the article that holds the examples:'
            ' "Volunteers finish rebuilding the stone bridge that the spri…"\n  narrow the rule',
            id="the article itself",
        ),
    ],
)
def test_what_does_not_hold(texts: list[str], message: str) -> None:
    assert [str(failure) for failure in failures(*texts)] == [message]


def test_a_pattern_that_runs_for_ever_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.engine.patterns.TIMEOUT", 0.05)
    (failure,) = failures(f"pattern = 'z(?:x|xx)+(?:b|c)'\ndrops = ['z{'x' * 200}!c']")
    assert failure.problem.startswith('rule "p.a" runs out of time on it')
    assert failure.advice == "mend its pattern"


def test_each_rule_is_proved() -> None:
    bad = 'lines = ["ad"]\ndrops = ["Tip", "Tap"]\nkeeps = ["Ad"]'
    assert [(f.rule, f.claim, f.example) for f in prove(book(bad, rule("b", bad)))] == [
        (name, claim, example)
        for name in ("p.a", "p.b")
        for claim, example in (("drops", "Tip"), ("drops", "Tap"), ("keeps", "Ad"))
    ]


def test_rules_of_several_levels_are_each_proved_at_theirs() -> None:
    rules = [
        rule(level, f'lines = ["{level}"]\nlevel = "{level}"\ndrops = ["{level}"]')
        for level in ("safe", "strict")
    ]
    assert prove(book('lines = ["normal"]\ndrops = ["Normal"]', *rules)) == []
    assert [failure.rule for failure in prove(book('lines = ["x"]\nkeeps = ["Strict"]', *rules))] == []
    taken = prove(book('lines = ["x"]\nlevel = "strict"\nkeeps = ["Strict"]', *rules))
    assert [failure.rule for failure in taken] == ["p.a"]


def test_the_host_is_a_headline_and_prose() -> None:
    lines = read_lines([HOST], make_tables())
    assert find_prose(lines, book('lines = ["x"]').prose).is_prose.tolist() == [False] + [True] * len(
        PARAGRAPHS
    )
    assert 6 <= len(PARAGRAPHS) <= 8


def test_where_an_example_is_put() -> None:
    for zone, place in (("head", 2), ("body", 10), ("tail", 18)):
        page = make_page("a\n\n {title}", zone)  # type: ignore[arg-type]
        lines = page.text.split("\n")
        assert lines[place : place + 3] == ["a", "", f" {HEADLINE}"]
        assert page.example == (place + 1, place + 3)
        assert [lines[number - 1] for number in page.host] == [HEADLINE, *PARAGRAPHS]
