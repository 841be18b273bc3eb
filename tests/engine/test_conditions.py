"""Where a rule acts: zone, words, blank lines, prose near, a line above, site, language."""

import pytest
from small import PACK, TEXT, cleaner, document, left, rulebook

from cleaner.engine.cleaner import Cleaner
from cleaner.model import Document
from cleaner.rulebook.assemble import assemble
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rulebook import make_rulebook
from cleaner.text.make_tables import make_tables

AD = 'lines = ["ad"]\n'


@pytest.mark.parametrize(
    ("where", "before", "after"),
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
        pytest.param("isolated = true", "Ad", "Ad", id="never without blank lines"),
        pytest.param("isolated = true", " / Ad / ", "Ad", id="nor with none between lines"),
        pytest.param("max_words = 1", "Ad / P", "P", id="max_words: as many"),
        pytest.param("min_words = 1", "Ad / P", "P", id="min_words: as many"),
        pytest.param("min_words = 2", "Ad / P", "Ad / P", id="min_words: fewer"),
        pytest.param(
            "near_prose = 1", "Ad / x / Ad / P / Ad / y / Ad", "Ad / x / P / y / Ad", id="beside prose"
        ),
        pytest.param("near_prose = 2", "Ad / Ad / Ad / P / Ad / Ad / Ad", "Ad / P / Ad", id="two lines away"),
        pytest.param("near_prose = 2", "Ad /  /  / x /  / P", "x / P", id="blank lines don't count"),
        pytest.param("near_prose = 9", "Ad / x", "Ad / x", id="no prose"),
        pytest.param('near_prose = 1\nzone = "tail"', "Ad / P / Ad / Ad", "Ad / P / Ad", id="both"),
    ],
)
def test_place(where: str, before: str, after: str) -> None:
    assert left(before, AD + where) == after


def test_prose_has_no_prose_near_but_another_line() -> None:
    rule = "pattern = 'the ferry.+'\nnear_prose = 2"
    assert left("P / x / y / Q", rule) == "P / x / y / Q"
    assert left("P / x / Q", rule) == "x / Q"


def test_distances_end_with_the_document() -> None:
    found = cleaner(f"{AD}near_prose = 1").examine(
        [Document(text=document(short)) for short in ("P", "Ad", "P")]
    )
    assert found.decision.fallen.tolist() == [-1, -1, -1]


def test_max_words_of_a_pattern() -> None:
    assert left("a / a b / a b c / P", "pattern = '[abc ]+'\nmax_words = 2\nmin_words = 2") == "a / a b c / P"


def test_one_pattern_of_two_rules_is_asked_where_each_may_match() -> None:
    rules = ("pattern = 'a+'\nzone = \"head\"", 'pattern = \'a+\'\nzone = "tail"\nlevel = "strict"')
    assert left("aa / P / aa / Q / aa", *rules) == "P / aa / Q / aa"
    assert left("aa / P / aa / Q / aa", *rules, level="strict") == "P / aa / Q"


@pytest.mark.parametrize(
    ("site", "url", "falls"),
    [
        pytest.param('["example.com"]', "https://example.com/a/b?c=d", True, id="host of a URL"),
        pytest.param('["example.com"]', "http://user@EXAMPLE.com:8080/", True, id="user, port, case"),
        pytest.param('["example.com"]', "example.com", True, id="a bare host"),
        pytest.param('["example.com"]', "https://www.example.com/", False, id="another host"),
        pytest.param('["*.example.com"]', "https://www.example.com/", True, id="glob"),
        pytest.param('["*.example.com"]', "https://example.com/", False, id="a glob wants its dot"),
        pytest.param('["x.org", "*.Example.com"]', "https://a.b.example.com/", True, id="one of several"),
        pytest.param('["example.com"]', "https://x.org/?u=example.com", False, id="not the query"),
        pytest.param('["example.com"]', "https://example.com#a", True, id="fragment"),
        pytest.param('["*.example.com"]', None, False, id="no URL"),
        pytest.param('["*"]', "https://x.org/", True, id="any"),
        pytest.param('["*"]', None, False, id="any, and no URL"),
        pytest.param('["*"]', "", False, id="any, and an empty URL"),
    ],
)
def test_site(site: str, url: str | None, falls: bool) -> None:
    assert left("Ad / P", f"{AD}site = {site}", url=url) == ("P" if falls else "Ad / P")


def test_the_site_of_a_pack_is_that_of_its_rules() -> None:
    rules = (
        '[[rule]]\nid = "a"\nwhy = "w"\nlines = ["ad"]',
        '[[rule]]\nid = "b"\nwhy = "w"\nlines = ["x"]\nsite = ["y.org"]',
    )
    pack = f'{PACK}site = ["*.example.com"]\n' + "\n".join(rules)
    packs = assemble([TEXT, read_rule_file("p.toml", pack.encode())])
    maker = Cleaner(make_rulebook([packs], make_tables()), score=None, min_words=0)
    rest = [maker.clean("Ad\nx\n", url=url).text for url in ("www.example.com", "y.org", None)]
    assert rest == ["x\n", "Ad\n", "Ad\nx\n"]


OTHERS = [f'lines = ["nothing"]\nlanguage = "{code}"\n' for code in ("de", "en")]


@pytest.mark.parametrize(
    ("own", "of_document", "falls"),
    [
        pytest.param(None, None, True, id="nothing known: all languages"),
        pytest.param("de", None, True, id="the cleaner's"),
        pytest.param("en", None, False, id="another"),
        pytest.param("en", "de", True, id="the document's goes first"),
        pytest.param(None, "en", False, id="another document"),
        pytest.param(None, "xx", False, id="a language without rules"),
        pytest.param(None, "", True, id="said to be none"),
        pytest.param(None, "de-AT", True, id="a region"),
        pytest.param(None, "DE_ch", True, id="a region, spelt otherwise"),
    ],
)
def test_language(own: str | None, of_document: str | None, falls: bool) -> None:
    for rule, gone in ((f'{AD}language = "de"', falls), (f'{AD}language = ""', True)):
        result = Cleaner(rulebook(rule, *OTHERS), language=own, score=None, min_words=0).clean(
            document("Ad / P"), language=of_document
        )
        assert bool(result.removals) is gone


@pytest.mark.parametrize(
    ("after", "before", "rest"),
    [
        pytest.param("within = 1", "Stop / Ad / P / Ad", "Stop / P / Ad", id="next line"),
        pytest.param("within = 1", "Stop /  /  / Ad / P", "Stop / P", id="blank lines don't count"),
        pytest.param("within = 1", "Stop / x / Ad / P", "Stop / x / Ad / P", id="too far"),
        pytest.param("within = 2", "Stop / x / Ad / P", "Stop / x / P", id="far enough"),
        pytest.param("within = 2", "Ad / Stop / P", "Ad / Stop / P", id="not below"),
        pytest.param("within = 9", "Stop / Ad / Ad / Ad", "Stop", id="for all of them"),
        pytest.param("within = 1", "Stop / Ad / x / - STOP - / Ad", "Stop / x / - STOP -", id="folded"),
    ],
)
@pytest.mark.parametrize(
    "what", ['lines = ["stop", "other"]', "pattern = '(?:- )?stop.*'"], ids=["lines", "pattern"]
)
def test_after(after: str, before: str, rest: str, what: str) -> None:
    assert left(before, f"{AD}after = {{ {what}, {after} }}") == rest


def test_a_line_may_come_after_its_own_kind() -> None:
    assert left("Ad / Ad / Ad / P", f'{AD}after = {{ lines = ["ad"], within = 1 }}') == "Ad / P"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param('lines = ["stop"]\nlevel = "safe"', id="falls"),
        pytest.param('lines = ["stop"]\nkeep = true', id="is kept"),
        pytest.param("span = 'stop'", id="is cut"),
    ],
)
def test_what_becomes_of_the_line_above_is_nothing_to_it(other: str) -> None:
    assert "Ad" not in left("Stop / Ad / P", f'{AD}after = {{ lines = ["stop"], within = 1 }}', other)


def test_after_ends_with_the_document() -> None:
    maker = cleaner(f'{AD}after = {{ lines = ["stop"], within = 5 }}')
    found = maker.examine([Document(text="Stop\n"), Document(text="Ad\n"), Document(text="Stop\nAd\n")])
    assert found.decision.fallen.tolist() == [-1, -1, -1, 0]


def test_after_keeps_its_anchor_only() -> None:
    rule = f'{AD}below = {{ max_lines = 1 }}\nafter = {{ lines = ["stop"], within = 1 }}'
    assert left("Ad / x / Stop / Ad / y / z / P", rule) == "Ad / x / Stop / z / P"


def test_a_keep_rule_after_a_line() -> None:
    keep = f'{AD}keep = true\nafter = {{ lines = ["stop"], within = 1 }}'
    assert left("Ad / Stop / Ad / P", AD, keep) == "Stop / Ad / P"
