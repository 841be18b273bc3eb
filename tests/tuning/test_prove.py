"""A proof passes where a rule does what its examples say, and says what happens where it doesn't."""

import pytest

from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.load import assemble
from cleaner.rulebook.read import read_rule_file
from cleaner.rulebook.rule import Rulebook
from cleaner.text.prose import prose_lines
from cleaner.text.split import split_lines
from cleaner.tuning.host import HEADLINE, HOST, PARAGRAPHS, make_page
from cleaner.tuning.prove import Failure, prove

SIGNALS = (shipped_folder() / "signals.toml").read_bytes()
HEAD = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n[[rule]]\nid = "a"\nwhy = "w"\n'
MATCH = "compare it with what the rule matches; patterns and phrases see it folded"
GATE = "the rule hits it, but one of its conditions is not met here: zone, words, isolated, after, site"
SLOGAN = "To be updated with all the latest news, offers and special announcements today."


def book(*texts: str) -> Rulebook:
    """Make a rulebook of one file: the first text holds the keys of rule p.a, the others are whole rules."""
    text = "\n".join([HEAD + texts[0], *texts[1:], ""])
    return assemble(
        [
            read_rule_file("rules/signals.toml", SIGNALS, shipped=True),
            read_rule_file("p.toml", text.encode()),
        ]
    )


def failures(*texts: str) -> list[Failure]:
    rulebook = book(*texts)
    return prove(rulebook, rulebook.rules[:1])


def rule(name: str, keys: str) -> str:
    return f'[[rule]]\nid = "{name}"\nwhy = "w"\n{keys}'


MENU = "one\\ntwo\\nthree\\nfour"


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param('lines = ["ad"]\ndrops = ["- Ad -"]\nkeeps = ["An ad"]', id="lines"),
        pytest.param('lines = ["ad", "tip"]\ndrops = ["Ad\\nTip", "Ad\\n\\nTip"]', id="several lines"),
        pytest.param(
            "lines = ['ad', 'tip']\ndrops = ['''\n  Ad\n    Tip\n''']", id="TOML text over several lines"
        ),
        pytest.param('lines = ["ad"]\nzone = "head"\ndrops = ["Ad"]', id="head"),
        pytest.param('lines = ["ad"]\nzone = "body"\ndrops = ["Ad"]', id="body"),
        pytest.param('lines = ["ad"]\nzone = "tail"\ndrops = ["Ad"]', id="tail"),
        pytest.param('lines = ["ad"]\nzone = ["tail", "head"]\ndrops = ["Ad"]', id="two zones"),
        pytest.param(
            f'lines = ["{SLOGAN}"]\nzone = "tail"\ndrops = ["{SLOGAN}"]', id="a slogan is no prose in a zone"
        ),
        pytest.param('lines = ["ad"]\nisolated = true\ndrops = ["Ad"]\nkeeps = ["Ad\\nx"]', id="isolated"),
        pytest.param('lines = ["ad"]\npage = { hits = 40 }\ndrops = ["Ad"]', id="the page gate is open"),
        pytest.param('lines = ["ad"]\nsite = ["*.example.com"]\ndrops = ["Ad"]', id="site, a glob"),
        pytest.param('lines = ["ad"]\nsite = ["example.com", "x.org"]\ndrops = ["Ad"]', id="site"),
        pytest.param('lines = ["ad"]\nlanguage = "de"\ndrops = ["Ad"]', id="language"),
        pytest.param('lines = ["ad"]\nlevel = "strict"\ndrops = ["Ad"]', id="its own level"),
        pytest.param(
            "pattern = 'on {title}'\ndrops = ['On {title}']\nkeeps = ['{title}', 'On it']", id="title"
        ),
        pytest.param(
            "span = '\\[ad\\]'\ndrops = ['[ad]', 'An [ad] here']\nkeeps = ['An ad here']", id="span"
        ),
        pytest.param(
            "block = ['a', 'b', '?']\ndrops = [\"a\\nb\", 'a']\nkeeps = ['b']",
            id="block",
        ),
        pytest.param(
            'lines = ["more"]\nbelow = {}\ndrops = ["More\\none\\ntwo", "More"]\nkeeps = ["one"]', id="below"
        ),
        pytest.param(
            'lines = ["more"]\nbelow = { while = "anything" }\nbudget = 0.1\ndrops = ["More\\none"]',
            id="to the end",
        ),
        pytest.param(
            'lines = ["more"]\nbelow = { while = "anything", until = ["end"] }\ndrops = ["More\\none\\nEnd"]',
            id="until, which may stay",
        ),
        pytest.param(
            'lines = ["more"]\nbelow = { heading = "stays" }\ndrops = ["More\\none"]', id="the heading stays"
        ),
        pytest.param('lines = ["more"]\nabove = {}\nzone = "tail"\ndrops = ["one\\nMore"]', id="above"),
        pytest.param(
            'pattern = \'{title}\'\nabove = { while = "anything", heading = "stays" }\n'
            'drops = ["Home\\n{title}"]',
            id="all above the headline",
        ),
        pytest.param(
            f'run = {{ max_words = 3, min_lines = 4 }}\ndrops = ["{MENU}"]\nkeeps = ["one\\ntwo"]', id="run"
        ),
        pytest.param(
            f"run = {{ max_words = 40, min_lines = 4, keep_last = 2 }}\n"
            f'zone = "head"\ndrops = ["{MENU}\\n{{title}}\\nBy Ann"]',
            id="run above a headline",
        ),
        pytest.param(
            f'repeat = {{ min_lines = 4 }}\ndrops = ["{MENU}"]\nkeeps = ["{MENU}", "one\\ntwo"]', id="repeat"
        ),
        pytest.param('lines = ["ad"]\nkeep = true\nkeeps = ["Ad"]\ndrops = ["An ad"]', id="keep"),
        pytest.param('lines = ["ad"]\nweight = 40\ndrops = ["Ad"]\nkeeps = ["An ad"]', id="weigh"),
    ],
)
def test_what_holds(keys: str) -> None:
    assert failures(keys) == []


def test_what_holds_with_other_rules() -> None:
    stop = rule("b", 'lines = ["stop"]\nlevel = "strict"')
    assert (
        failures(
            'lines = ["ad"]\nafter = { rule = "b", lines = 1 }\ndrops = ["Stop\\nAd"]\nkeeps = ["Ad"]', stop
        )
        == []
    )
    assert failures('lines = ["ad"]\nkeep = true\nkeeps = ["Ad"]', rule("b", 'lines = ["ad"]')) == []
    known = rule("b", 'lines = ["one", "four"]')
    assert (
        failures(f'run = {{ max_words = 3, min_lines = 4, min_hits = 0.25 }}\ndrops = ["{MENU}"]', known)
        == []
    )


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        pytest.param(
            ['lines = ["ad"]\ndrops = ["Ad", "Advert"]'],
            f'p.toml:9: rule "p.a": drops "Advert": it stays\n  {MATCH}',
            id="stays",
        ),
        pytest.param(
            ['lines = ["ad"]\ndrops = [\n  "Ad",\n  "Ad\\nTip",\n]'],
            f'p.toml:11: rule "p.a": drops "Ad / Tip": line 2 "Tip" stays\n  {MATCH}',
            id="a line of several stays",
        ),
        pytest.param(
            ['lines = ["ad"]\nmin_words = 2\ndrops = ["Ad"]'],
            f'p.toml:10: rule "p.a": drops "Ad": it stays\n  {GATE}',
            id="a gate is closed",
        ),
        pytest.param(
            [f"pattern = '.*announcements.*'\nzone = [\"tail\", \"head\"]\ndrops = ['{SLOGAN}']"],
            'p.toml:10: rule "p.a": drops "To be updated with all the latest news, offers and special …": '
            "it stays, in the head\n"
            f"  {GATE}",
            id="prose is never in the tail",
        ),
        pytest.param(
            ['lines = ["ad"]\ndrops = ["Ad"]', rule("b", 'lines = ["ad"]\nkeep = true')],
            'p.toml:9: rule "p.a": drops "Ad": it stays\n  the keep rule p.b saves it',
            id="saved",
        ),
        pytest.param(
            ['lines = ["ad"]\nzone = "tail"\ndrops = ["Tip"]', rule("b", 'lines = ["tip"]')],
            f'p.toml:10: rule "p.a": drops "Tip": falls, but by p.b only\n  {MATCH}',
            id="another rule's work",
        ),
        pytest.param(
            ['lines = ["more"]\nbelow = { max_lines = 1 }\ndrops = ["More\\none\\ntwo"]'],
            'p.toml:10: rule "p.a": drops "More / one / two": line 3 "two" stays\n'
            "  the run ends before it: at prose, at an until line, after max_lines, or by its budget",
            id="out of reach",
        ),
        pytest.param(
            ['lines = ["more"]\nbelow = { while = "anything", max_lines = 2 }\ndrops = ["More\\none"]'],
            'p.toml:10: rule "p.a": drops "More / one": a line of the article falls:'
            ' "The work went slowly because the mortar, a mixture of lime …" falls by p.a\n'
            "  limit the run with max_lines, until or a budget; or give the example the whole run",
            id="the article falls",
        ),
        pytest.param(
            [f'run = {{ max_words = 40, min_lines = 4, keep_last = 2 }}\nzone = "head"\ndrops = ["{MENU}"]'],
            'p.toml:10: rule "p.a": drops "one / two / three / four": a line of the article falls:'
            ' "Volunteers finish rebuilding the stone bridge that the spri…" falls by p.a\n'
            "  put {title} into the example, where the headline stands below what falls",
            id="the headline falls",
        ),
        pytest.param(
            [
                'lines = ["more"]\nbelow = { heading = "stays" }\ndrops = ["More\\none"]',
                rule("b", 'lines = ["more"]'),
            ],
            'p.toml:10: rule "p.a": drops "More / one": line 1 "More" falls by p.b, and should stay\n'
            "  what the rule leaves has to stay, whichever rule wants it",
            id="a heading that should stay",
        ),
        pytest.param(
            ['lines = ["more"]\nbelow = { heading = "stays" }\ndrops = ["More"]'],
            f'p.toml:10: rule "p.a": drops "More": nothing of it falls\n  {GATE}',
            id="nothing falls",
        ),
        pytest.param(
            [f'repeat = {{ min_lines = 4 }}\ndrops = ["{MENU}"]', rule("b", 'lines = ["two"]')],
            'p.toml:9: rule "p.a": drops "one / two / three / four": '
            'the first copy falls too: line 2 "two" falls by p.b\n'
            "  give it lines that no rule takes",
            id="the first copy falls",
        ),
        pytest.param(
            ["span = '\\[ad\\]'\ndrops = ['(ad)']"],
            f'p.toml:9: rule "p.a": drops "(ad)": the rule cuts nothing out of it\n  {MATCH}',
            id="span",
        ),
        pytest.param(
            ['lines = ["ad"]\nkeeps = ["Ad"]'],
            'p.toml:9: rule "p.a": keeps "Ad": it falls by p.a\n  narrow that rule, or its reach',
            id="a keep that falls",
        ),
        pytest.param(
            ['lines = ["ad"]\nkeeps = ["A tip [x]"]', rule("b", "span = '\\[x\\]'")],
            'p.toml:9: rule "p.a": keeps "A tip [x]": it falls by p.b\n  narrow that rule, or its reach',
            id="a keep of which a part falls",
        ),
        pytest.param(
            ['lines = ["more"]\nbelow = { while = "anything", max_lines = 1 }\nkeeps = ["x\\nMore"]'],
            'p.toml:10: rule "p.a": keeps "x / More": line 2 "More" falls by p.a\n'
            "  narrow that rule, or its reach",
            id="a line of a keep",
        ),
        pytest.param(
            ['lines = ["ad"]\nkeep = true\nkeeps = ["Tip"]'],
            f'p.toml:10: rule "p.a": keeps "Tip": the rule does not save it\n  {MATCH}',
            id="a keep rule that saves nothing",
        ),
        pytest.param(
            ['lines = ["ad"]\nkeep = true\ndrops = ["AD"]'],
            'p.toml:10: rule "p.a": drops "AD": it is kept by it\n  narrow the rule, or move it to keeps',
            id="a near miss that a keep rule hits",
        ),
        pytest.param(
            ['lines = ["ad"]\nweight = 3\ndrops = ["Tip"]'],
            f'p.toml:10: rule "p.a": drops "Tip": the rule does not hit it\n  {MATCH}',
            id="a weight that doesn't hit",
        ),
        pytest.param(
            ['lines = ["ad"]\nweight = 3\nkeeps = ["Ad"]'],
            'p.toml:10: rule "p.a": keeps "Ad": it is hit by it\n  narrow the rule',
            id="a weight that hits",
        ),
        pytest.param(
            ['lines = ["ad"]\ndrops = [" \\n "]'],
            'p.toml:9: rule "p.a": drops "": an empty example\n  write a line as it stands on a page',
            id="empty",
        ),
        pytest.param(
            ["pattern = 'volunteers .*'\nkeeps = ['x']"],
            'p.toml:5: rule "p.a": takes a line of the article that examples are put into:'
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
    assert (failure.problem, failure.advice) == ('rule "p.a" runs out of time on it', "mend its pattern")


def test_each_rule_is_proved() -> None:
    bad = 'lines = ["ad"]\ndrops = ["Tip", "Tap"]\nkeeps = ["Ad"]'
    assert [(f.rule, f.claim, f.example) for f in prove(book(bad, rule("b", bad)))] == [
        (name, claim, example)
        for name in ("p.a", "p.b")
        for claim, example in (("drops", "Tip"), ("drops", "Tap"), ("keeps", "Ad"))
    ]


def test_the_host_is_a_headline_and_prose() -> None:
    rulebook = book('lines = ["x"]')
    assert prose_lines(split_lines(HOST), rulebook.prose) == [False] + [True] * len(PARAGRAPHS)
    assert 6 <= len(PARAGRAPHS) <= 8


def test_where_an_example_stands() -> None:
    for zone, place in (("head", 2), ("body", 10), ("tail", 18)):
        page = make_page("a\n\n {title}", zone)  # type: ignore[arg-type]
        lines = page.text.split("\n")
        assert lines[place : place + 3] == ["a", "", f" {HEADLINE}"]
        assert page.example == (place + 1, place + 3)
        assert [lines[number - 1] for number in page.host] == [HEADLINE, *PARAGRAPHS]
    twice = make_page("a", "tail", twice=True)
    assert (twice.copy, twice.example) == ((3,), (21,))
