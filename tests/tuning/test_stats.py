"""What each rule does in a corpus."""

import pytest

from cleaner.engine.cleaner import Cleaner
from cleaner.model import Document
from cleaner.rulebook.assemble import assemble
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rulebook import make_rulebook, without
from cleaner.text.make_tables import make_tables
from cleaner.tuning.stats import rule_stats

TEXT = read_rule_file("rules/text.toml", (shipped_folder() / "text.toml").read_bytes(), shipped=True)
RULES = (
    'lines = ["ad"]',
    "pattern = 'a(?:d|ds)'\nlevel = \"safe\"",
    "pattern = 'a(?:d|ds)'\nzone = \"tail\"",
    "block = ['x', '[0-9]+']",
    "span = '\\[x\\]'",
    'lines = ["more"]\nbelow = {}',
    'lines = ["kept"]\nkeep = true',
    'lines = ["never"]',
)


def cleaner(*rules: str) -> Cleaner:
    parts = [f'[[rule]]\nid = "{chr(ord("a") + n)}"\nwhy = "w"\n{rule}\n' for n, rule in enumerate(rules)]
    text = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n' + "".join(parts)
    packs = assemble([TEXT, read_rule_file("p.toml", text.encode())])
    return Cleaner(make_rulebook([packs], make_tables()), score=None, min_words=0)


DOCUMENTS = [
    Document(text="Ad\nAds\nx\n12\nx\n", id="a"),
    Document(text="Tea [x] and [x]\n[x]\nMore\nkept\none\n", id="b"),
]


def test_what_rules_do() -> None:
    stats = rule_stats(cleaner(*RULES), DOCUMENTS)
    found = {one.name: (one.matched, one.credited) for one in stats.rows}
    assert found == {
        "p.a": (1, 0),
        "p.b": (2, 2),
        "p.c": (0, 0),
        "p.d": (2, 2),
        "p.e": (2, 2),
        "p.f": (3, 2),
        "p.g": (1, 0),
        "p.h": (0, 0),
    }
    size = sum(len(one.text) for one in DOCUMENTS)
    assert (stats.documents, stats.lines, stats.size, stats.failed) == (2, 10, size, [])


def test_what_only_a_rule_does() -> None:
    rows = {row.name: row for row in rule_stats(cleaner(*RULES), DOCUMENTS).rows}
    found = {
        name: (row.documents, row.only, row.bytes, row.shadowed_by)
        for name, row in rows.items()
        if row.matched
    }
    assert found == {
        "p.a": (1, 0, 0, "p.b"),
        "p.b": (1, 1, 5, ""),
        "p.d": (1, 2, 3, ""),
        "p.e": (1, 2, 9, ""),
        "p.f": (1, 2, 7, ""),
        "p.g": (1, 0, 0, ""),
    }


def test_rules_of_a_pack_count_a_line_once() -> None:
    (row,) = rule_stats(cleaner(*RULES), DOCUMENTS, by="pack").rows
    assert (row.name, row.rules, row.matched, row.credited) == ("p", 8, 9, 8)
    assert (row.documents, row.only, row.bytes, row.shadowed_by) == (2, 8, 24, "")
    assert row.tried > 0
    (row,) = rule_stats(cleaner(*RULES), DOCUMENTS, by="category").rows
    assert (row.name, row.rules, row.matched) == ("ads", 8, 9)


def test_spans_count_in_each_line() -> None:
    (row,) = rule_stats(cleaner("span = '\\[x\\]'"), [Document(text="Tea [x] [x]\nMilk [x]\nTea")]).rows
    assert (row.matched, row.credited, row.only, row.bytes) == (2, 2, 2, 9)


def test_what_patterns_cost() -> None:
    tried = {one.name: one.tried for one in rule_stats(cleaner(*RULES), DOCUMENTS).rows}
    assert {rule for rule, count in tried.items() if count} == {"p.b", "p.c", "p.d", "p.e"}
    assert all((one.seconds > 0) == (one.tried > 0) for one in rule_stats(cleaner(*RULES), DOCUMENTS).rows)


def test_the_cleaner_is_as_it_was() -> None:
    maker = cleaner(*RULES)
    before = [maker.clean(one.text) for one in DOCUMENTS]
    rule_stats(maker, DOCUMENTS)
    assert [maker.clean(one.text) for one in DOCUMENTS] == before


def test_disabled_rules_are_left_out() -> None:
    book = without(cleaner(*RULES).rules, ["p.[b-h]"])
    assert [(one.name, one.credited) for one in rule_stats(Cleaner(book, score=None), DOCUMENTS).rows] == [
        ("p.a", 1)
    ]


def test_what_runs_out_of_time_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.engine.patterns.TIMEOUT", 0.05)
    documents = [*DOCUMENTS, Document(text=f"{'x' * 200}!c\n", id="c"), Document(text="Ad\n", id="d")]
    stats = rule_stats(cleaner('lines = ["ad"]', "pattern = '(?:x|xx)+(?:b|c)'"), documents)
    assert [(place, problem.split("\n")[0]) for place, problem in stats.failed] == [
        ("c", 'rule "p.b" ran out of time on line 1')
    ]
    assert [(one.name, one.matched) for one in stats.rows] == [("p.a", 2), ("p.b", 0)]
    assert stats.documents == 3
