"""What a sound rule file becomes."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from cleaner.errors import RuleFileError
from cleaner.rulebook.assemble import assemble, missing_proof
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.parse import RuleFile, read_rule_file
from cleaner.rulebook.rule import (
    After,
    Block,
    Contains,
    Lines,
    Pattern,
    Region,
    Rule,
    Span,
    Starts,
    Step,
    Where,
)

TEXT = read_rule_file("rules/text.toml", (shipped_folder() / "text.toml").read_bytes(), shipped=True)
PACK = '[pack]\nid = "{}"\ncategory = "ads"\nwhy = "y"\n'
HEAD = '[[rule]]\nid = "r"\nwhy = "w"\n'


def read(*texts: str, shipped: bool = False) -> list[RuleFile]:
    files = (read_rule_file(f"{n}.toml", text.encode(), shipped=shipped) for n, text in enumerate(texts))
    return [TEXT, *files]


def only(text: str, pack: str = PACK.format("p")) -> Rule:
    (rule,) = assemble(read(f"{pack}{HEAD}{text}\n")).rules
    return rule


@pytest.mark.parametrize(
    ("keys", "matcher"),
    [
        pytest.param('lines = ["Read More!", "read more", "B"]', Lines(("read more", "b")), id="lines"),
        pytest.param('lines = ["Home"]\nchain = true', Lines(("home",), chain=True), id="chain"),
        pytest.param('lines = ["2. • Home"]', Lines(("home",)), id="lines: number and bullet"),
        pytest.param(
            'starts = ["— Source:"]\nmax_words = 3', Starts(("source:",)), id="starts keeps its colon"
        ),
        pytest.param('contains = ["Photo by"]\nmax_words = 3', Contains(("photo by",)), id="contains"),
        pytest.param("pattern = 'a{2}'", Pattern("a{2}"), id="pattern"),
        pytest.param("pattern = 'by {title}'", Pattern("by \ue000"), id="pattern with a title"),
        pytest.param(
            "pattern = '{ab}'\n[fragments]\nab = 'a|{cd}'\ncd = 'c'",
            Pattern("(?:a|(?:c))"),
            id="fragments in fragments",
        ),
        pytest.param(
            "block = ['a', '?', 'b', '+', 'c', '*', 'd']\ntimes = 2",
            Block((Step("a", 0, 1), Step("b", 1, 20), Step("c", 0, 20), Step("d")), times=2),
            id="block",
        ),
        pytest.param("block = ['a']", Block((Step("a"),)), id="block of one"),
        pytest.param("span = '[(]ad[)]'", Span("[(]ad[)]"), id="span"),
    ],
)
def test_matchers(keys: str, matcher: object) -> None:
    assert only(keys).matcher == matcher


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        pytest.param("", Where(), id="nowhere else"),
        pytest.param('zone = "head"', Where(zone=("head",)), id="zone"),
        pytest.param('zone = ["head", "tail"]', Where(zone=("head", "tail")), id="zones"),
        pytest.param("max_words = 8\nmin_words = 2", Where(max_words=8, min_words=2), id="words"),
        pytest.param("isolated = true", Where(isolated=True), id="isolated"),
        pytest.param("near_prose = 2", Where(near_prose=2), id="near_prose"),
        pytest.param('site = ["*.Example.com"]', Where(site=("*.example.com",)), id="site"),
        pytest.param(
            'after = { lines = ["Comments:", "tips"], within = 2 }',
            Where(after=After(Lines(("comments", "tips")), within=2)),
            id="after lines",
        ),
        pytest.param(
            "after = { pattern = '[0-9]+ {ab}', within = 5 }\n[fragments]\nab = 'x'",
            Where(after=After(Pattern("[0-9]+ (?:x)"), within=5)),
            id="after a pattern",
        ),
    ],
)
def test_where(keys: str, where: Where) -> None:
    assert only(f'lines = ["a"]\n{keys}').where == where


@pytest.mark.parametrize(
    ("keys", "region"),
    [
        pytest.param("", None, id="none"),
        pytest.param("below = {}", Region(upward=False, extent="not prose"), id="below"),
        pytest.param("[rule.below]", Region(upward=False, extent="not prose"), id="below as a table"),
        pytest.param('above = { while = "anything" }', Region(upward=True, extent="anything"), id="above"),
        pytest.param(
            'below = { until = ["Read More:"], max_lines = 3, budget = 0.1, anchor = "stays" }',
            Region(
                upward=False,
                extent="not prose",
                until=("read more",),
                max_lines=3,
                budget=0.1,
                anchor_stays=True,
            ),
            id="all of it",
        ),
        pytest.param(
            'below = { while = "not prose", budget = 1, anchor = "goes" }',
            Region(upward=False, extent="not prose", budget=1.0),
            id="what it is anyway",
        ),
    ],
)
def test_region(keys: str, region: Region | None) -> None:
    assert only(f'lines = ["a"]\n{keys}').region == region


@pytest.mark.parametrize(
    ("keys", "effect", "level"),
    [
        pytest.param("", "drop", "normal", id="drop at normal by default"),
        pytest.param('level = "safe"', "drop", "safe", id="level"),
        pytest.param("keep = true", "keep", "normal", id="keep"),
        pytest.param("keep = false", "drop", "normal", id="no keep"),
    ],
)
def test_effects(keys: str, effect: str, level: str) -> None:
    rule = only(f'lines = ["a"]\n{keys}')
    assert (rule.effect, rule.level) == (effect, level)


def test_a_rule_takes_over_from_its_pack_what_it_does_not_say() -> None:
    pack = PACK.format("p") + 'language = "de"\nsite = ["x.org"]\n'
    taken = only('lines = ["a"]', pack)
    assert (taken.category, taken.language, taken.where.site) == ("ads", "de", ("x.org",))
    own = only('lines = ["a"]\ncategory = "legal"\nlanguage = ""\nsite = ["Y.org"]', pack)
    assert (own.category, own.language, own.where.site) == ("legal", "", ("y.org",))


def test_origin_is_what_was_written() -> None:
    text = (
        "# ours\n"
        f"{PACK.format('p')}\n"
        "# the first\n"
        '[[rule]]\nid = "a"   # so called\nwhy = "w"\nlines = ["x"]\n\n\n'
        "# of the second\n"
        '[[rule]]\nid = "b"\nwhy = "w"\nlines = ["y"]\n[rule.below]\nmax_lines = 3\n'
        "[fragments]\nab = 'x'\n"
    )
    first, second = assemble(read(text)).rules
    assert (first.origin.file, first.origin.line, second.origin.line) == ("0.toml", 8, 15)
    assert first.origin.pack_source == PACK.format("p")
    assert first.origin.rule_source == '[[rule]]\nid = "a"   # so called\nwhy = "w"\nlines = ["x"]\n'
    assert second.origin.rule_source.endswith("[rule.below]\nmax_lines = 3\n")


def test_a_byte_order_mark_and_crlf_do_no_harm() -> None:
    text = f'{PACK.format("p")}{HEAD}lines = ["a"]\n'
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert assemble([TEXT, read_rule_file("0.toml", windows)]).rules == assemble(read(text)).rules


TWO = "".join(f'[[rule]]\nid = "{name}"\nwhy = "w"\nlines = ["{name}"]\n' for name in ("ad", "tip"))


def ids(rules: Iterable[Rule]) -> list[str]:
    return [rule.id for rule in rules]


def test_a_later_file_replaces_a_rule_of_the_same_full_id() -> None:
    ours = '[[rule]]\nid = "ad"\nwhy = "ours"\npattern = "advert"\nlevel = "strict"\n'
    rules = assemble(read(PACK.format("p") + TWO, PACK.format("p") + ours)).rules
    assert ids(rules) == ["p.tip", "p.ad"]
    assert (rules[1].why, rules[1].matcher, rules[1].level) == ("ours", Pattern("advert"), "strict")


def test_the_same_id_in_another_pack_is_another_rule() -> None:
    found = assemble(read(PACK.format("p") + TWO, PACK.format("q") + TWO)).rules
    assert ids(found) == ["p.ad", "p.tip", "q.ad", "q.tip"]


def test_what_files_switch_off_is_told() -> None:
    packs = assemble(read(f'disable = ["a.*"]\n{PACK.format("p")}{TWO}', 'disable = ["p.ad", "b"]\n'))
    assert packs.disable == ("a.*", "p.ad", "b")
    assert ids(packs.rules) == ["p.ad", "p.tip"]


def test_fragments_of_a_later_file_replace() -> None:
    first = f"{PACK.format('p')}{HEAD}pattern = '{{ab}}'\n[fragments]\nab = 'x'\n"
    (rule,) = assemble(read(first, "[fragments]\nab = 'y'\n")).rules
    assert rule.matcher == Pattern("(?:y)")


def test_packs_may_use_the_fragments_of_those_they_build_on() -> None:
    base = assemble(read("[fragments]\nab = 'x'\ncd = 'z'\n"))
    text = f"{PACK.format('q')}{HEAD}pattern = '{{ab}}{{cd}}'\n[fragments]\ncd = 'own'\n"
    (rule,) = assemble([read_rule_file("q.toml", text.encode())], base).rules
    assert rule.matcher == Pattern("(?:x)(?:own)")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('lines = ["a"]', 'lines = ["b"]', id="phrase"),
        pytest.param('lines = ["a"]', 'lines = ["a"]\nlevel = "safe"', id="level"),
        pytest.param('lines = ["a"]', 'lines = ["a"]\nkeep = true', id="keep"),
        pytest.param('lines = ["a"]', 'lines = ["a"]\nisolated = true', id="where"),
        pytest.param('lines = ["a"]', 'lines = ["a"]\nbelow = {}', id="region"),
        pytest.param('lines = ["a"]', 'lines = ["a"]\nlanguage = "de"', id="language"),
        pytest.param('lines = ["a"]', 'lines = ["a"]\ncategory = "legal"', id="category"),
        pytest.param('lines = ["a"]', 'lines = ["a"]\n[function_words]\nxx = ["y"]', id="function words"),
        pytest.param(
            "pattern = 'a{ab}'\n[fragments]\nab = 'x'",
            "pattern = 'a{ab}'\n[fragments]\nab = 'y'",
            id="fragment",
        ),
    ],
)
def test_the_hash_tells_packs_apart(before: str, after: str) -> None:
    def hash_of(keys: str) -> str:
        return assemble(read(f"{PACK.format('p')}{HEAD}{keys}\n")).hash

    assert hash_of(before) == hash_of(f"{before}\n# a comment")
    assert hash_of(before) != hash_of(after)


def test_missing_proof() -> None:
    keep = '[[rule]]\nid = "k"\nwhy = "w"\nlines = ["k"]\nkeep = true\nkeeps = ["k"]\n'
    (_, file) = read(f'{PACK.format("p")}{HEAD}lines = ["a"]\ndrops = ["a"]\n{keep}')
    assert list(missing_proof(file)) == [
        '0.toml:5: rule "r": no keeps\n  without examples nothing proves that it works'
    ]
    (_, file) = read(PACK.format("p") + TWO, shipped=True)
    assert [text.split("\n")[0] for text in missing_proof(file)] == [
        '0.toml:5: rule "ad": no drops and keeps',
        '0.toml:9: rule "tip": no drops and keeps',
    ]


def test_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name, pack in (("b", "b"), ("a", "a"), ("deep/er/c", "c")):
        (tmp_path / f"{name}.toml").write_text(PACK.format(pack) + TWO)
    (tmp_path / "notes.txt").write_text("not a rule file")
    found = ids(load_rules([tmp_path], builtin=False).rules)
    assert found == ["a.ad", "a.tip", "b.ad", "b.tip", "c.ad", "c.tip"]
    assert ids(load_rules([tmp_path / "a.toml"], builtin=False).rules) == ["a.ad", "a.tip"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param(
            "none.toml",
            "{}/none.toml: no such file or directory\n  give a rule file, or a folder of them",
            id="missing",
        ),
        pytest.param(
            "empty",
            "{}/empty: no rule files in this folder\n  rule files end in .toml",
            id="a folder without any",
        ),
    ],
)
def test_paths_that_give_no_rules(tmp_path: Path, path: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RuleFileError) as caught:
        load_rules([tmp_path / path])
    assert str(caught.value) == message.format(tmp_path)


def test_a_missing_prose_table_is_told() -> None:
    with pytest.raises(RuleFileError) as caught:
        assemble([])
    assert str(caught.value) == (
        "no rule file has a [prose] table\n  the shipped rules/text.toml is missing; reinstall"
    )
