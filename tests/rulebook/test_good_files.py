"""What a sound rule file becomes."""

from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from cleaner.errors import RuleFileError
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.load import assemble, load_rules, missing_proof
from cleaner.rulebook.read import RuleFile, read_rule_file
from cleaner.rulebook.rule import (
    After,
    Block,
    Contains,
    Gates,
    Lines,
    PageGate,
    Pattern,
    Reach,
    Repeat,
    Rule,
    Rulebook,
    Run,
    Span,
    Starts,
    Step,
)

SIGNALS = (shipped_folder() / "signals.toml").read_bytes()
PACK = '[pack]\nid = "{}"\ncategory = "ads"\nwhy = "y"\n'
HEAD = '[[rule]]\nid = "r"\nwhy = "w"\n'


def read(*texts: str, shipped: bool = False) -> list[RuleFile]:
    signals = read_rule_file("rules/signals.toml", SIGNALS, shipped=True)
    files = (read_rule_file(f"{n}.toml", text.encode(), shipped=shipped) for n, text in enumerate(texts))
    return [signals, *files]


def only(text: str, pack: str = PACK.format("p")) -> Rule:
    (rule,) = assemble(read(f"{pack}{HEAD}{text}\n")).rules
    return rule


@pytest.mark.parametrize(
    ("keys", "matcher"),
    [
        pytest.param(
            'lines = ["Read More!", "read more"]', Lines(phrases=frozenset(["read more"])), id="lines"
        ),
        pytest.param(
            'lines = ["Home"]\nchain = true', Lines(phrases=frozenset(["home"]), chain=True), id="chain"
        ),
        pytest.param(
            'starts = ["— Source:"]\nmax_words = 3', Starts(phrases=("source:",)), id="starts keeps its colon"
        ),
        pytest.param(
            'contains = ["Photo by"]\nmax_words = 3', Contains(phrases=("photo by",)), id="contains"
        ),
        pytest.param("pattern = 'a{2}'", Pattern(source="a{2}"), id="pattern"),
        pytest.param(
            "pattern = 'by {title}'", Pattern(source="by \ue000", title=True), id="pattern with a title"
        ),
        pytest.param(
            "pattern = '{ab}'\n[fragments]\nab = 'a|{cd}'\ncd = 'c'",
            Pattern(source="(?:a|(?:c))"),
            id="fragments in fragments",
        ),
        pytest.param(
            "block = ['a', '?', 'b', '+', 'c', '*', 'd']\nmin_hits = 2",
            Block(
                steps=(
                    Step(source="a", least=0, most=1),
                    Step(source="b", least=1, most=20),
                    Step(source="c", least=0, most=20),
                    Step(source="d"),
                ),
                min_hits=2,
            ),
            id="block",
        ),
        pytest.param(
            "run = { max_words = 4, min_lines = 8, min_hits = 0.1, keep_last = 2 }",
            Run(max_words=4, min_lines=8, min_hits=0.1, keep_last=2),
            id="run",
        ),
        pytest.param("repeat = { min_lines = 4 }", Repeat(min_lines=4), id="repeat"),
        pytest.param("span = '[(]ad[)]'", Span(source="[(]ad[)]"), id="span"),
    ],
)
def test_matchers(keys: str, matcher: object) -> None:
    assert only(keys).matcher == matcher


@pytest.mark.parametrize(
    ("keys", "gates"),
    [
        pytest.param("", Gates(), id="none"),
        pytest.param('zone = "head"', Gates(zone=frozenset(["head"])), id="zone"),
        pytest.param('zone = ["head", "tail"]', Gates(zone=frozenset(["head", "tail"])), id="zones"),
        pytest.param("max_words = 8\nmin_words = 2", Gates(max_words=8, min_words=2), id="words"),
        pytest.param("isolated = true", Gates(isolated=True), id="isolated"),
        pytest.param('site = ["*.Example.com"]', Gates(site=("*.example.com",)), id="site"),
        pytest.param("page = { hits = 4, prose = 0.3 }", Gates(page=PageGate(hits=4, prose=0.3)), id="page"),
        pytest.param("page = { hits = 4 }", Gates(page=PageGate(hits=4)), id="page, hits only"),
        pytest.param(
            'after = { rule = "r", lines = 2 }',
            Gates(after=After(rule="p.r", lines=2)),
            id="after its own pack",
        ),
        pytest.param(
            'after = { rule = "p.r", lines = 2 }',
            Gates(after=After(rule="p.r", lines=2)),
            id="after a full id",
        ),
    ],
)
def test_gates(keys: str, gates: Gates) -> None:
    assert only(f'lines = ["a"]\n{keys}').gates == gates


@pytest.mark.parametrize(
    ("keys", "reach"),
    [
        pytest.param("below = {}", Reach(upward=False, stops_at_prose=True), id="below"),
        pytest.param(
            'above = { while = "anything" }', Reach(upward=True, stops_at_prose=False), id="above anything"
        ),
        pytest.param(
            'below = { until = ["Read More:"], max_lines = 3, heading = "stays" }\nbudget = 0.1',
            Reach(
                upward=False,
                stops_at_prose=True,
                until=frozenset(["read more"]),
                max_lines=3,
                budget=0.1,
                heading_stays=True,
            ),
            id="all of it",
        ),
    ],
)
def test_reach(keys: str, reach: Reach) -> None:
    assert only(f'lines = ["a"]\n{keys}').reach == reach


@pytest.mark.parametrize(
    ("keys", "effect", "level"),
    [
        pytest.param("", "drop", "normal", id="drop at normal by default"),
        pytest.param('level = "safe"', "drop", "safe", id="level"),
        pytest.param("keep = true", "keep", "normal", id="keep"),
        pytest.param("weight = -40", "weigh", "normal", id="weight alone"),
        pytest.param('weight = 40\nlevel = "strict"', "drop", "strict", id="weight and level"),
    ],
)
def test_effects(keys: str, effect: str, level: str) -> None:
    rule = only(f'lines = ["a"]\n{keys}')
    assert (rule.effect, rule.level) == (effect, level)


def test_a_rule_takes_over_from_its_pack_what_it_does_not_say() -> None:
    pack = PACK.format("p") + 'language = "de"\n'
    assert [only('lines = ["a"]', pack).category, only('lines = ["a"]', pack).language] == ["ads", "de"]
    own = only('lines = ["a"]\ncategory = "legal"\nlanguage = ""', pack)
    assert [own.category, own.language] == ["legal", ""]


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
    files = [read_rule_file("s.toml", SIGNALS, shipped=True), read_rule_file("0.toml", windows)]
    assert assemble(files).rules == assemble(read(text)).rules


TWO = "".join(f'[[rule]]\nid = "{name}"\nwhy = "w"\nlines = ["{name}"]\n' for name in ("ad", "tip"))


def ids(rulebook: Rulebook) -> list[str]:
    return [rule.id for rule in rulebook.rules]


def test_a_later_pack_replaces_a_rule_of_the_same_full_id() -> None:
    ours = '[[rule]]\nid = "ad"\nwhy = "ours"\npattern = "advert"\nlevel = "strict"\n'
    rulebook = assemble(read(PACK.format("p") + TWO, PACK.format("p") + ours))
    assert ids(rulebook) == ["p.tip", "p.ad"]
    ad = rulebook.rules[1]
    assert (ad.why, ad.matcher, ad.level) == ("ours", Pattern(source="advert"), "strict")


def test_the_same_id_in_another_pack_is_another_rule() -> None:
    assert ids(assemble(read(PACK.format("p") + TWO, PACK.format("q") + TWO))) == [
        "p.ad",
        "p.tip",
        "q.ad",
        "q.tip",
    ]


@pytest.mark.parametrize(
    ("disable", "left"),
    [
        pytest.param([], ["p.ad", "p.tip", "q.x.ad", "q.x.tip"], id="none"),
        pytest.param(["p.ad"], ["p.tip", "q.x.ad", "q.x.tip"], id="one"),
        pytest.param(["p.*"], ["q.x.ad", "q.x.tip"], id="a pack"),
        pytest.param(["*.tip"], ["p.ad", "q.x.ad"], id="one in every pack"),
        pytest.param(["q.*", "p.t?p"], ["p.ad"], id="several"),
        pytest.param(["ad"], ["p.ad", "p.tip", "q.x.ad", "q.x.tip"], id="half an id is none"),
    ],
)
def test_disable(disable: list[str], left: list[str]) -> None:
    texts = (PACK.format("p") + TWO, PACK.format("q.x") + TWO)
    assert ids(assemble(read(*texts), disable=disable)) == left
    in_file = f"disable = {disable!r}\n".replace("'", '"')
    assert ids(assemble(read(*texts, in_file))) == left


def test_without_the_shipped_rules_their_fragments_hold() -> None:
    shipped = read(f"{PACK.format('p')}{TWO}[fragments]\nab = 'x'\n", shipped=True)
    own = read(f"{PACK.format('q')}{HEAD}pattern = '{{ab}}'\n")[1:]
    assert ids(assemble([*shipped, *own], builtin=False)) == ["q.r"]


def test_fragments_of_a_later_pack_replace() -> None:
    first = f"{PACK.format('p')}{HEAD}pattern = '{{ab}}'\n[fragments]\nab = 'x'\n"
    (rule,) = assemble(read(first, "[fragments]\nab = 'y'\n")).rules
    assert rule.matcher == Pattern(source="(?:y)")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('lines = ["a"]', 'lines = ["b"]', id="phrase"),
        pytest.param('lines = ["a"]', 'lines = ["a"]\nlevel = "safe"', id="level"),
        pytest.param('lines = ["a"]', 'lines = ["a"]\npage = { hits = 1 }', id="gate"),
        pytest.param('lines = ["a"]', 'lines = ["a"]\n[fragments]\nab = "x"', id="fragment"),
        pytest.param('lines = ["a"]', 'lines = ["a"]\ncategory = "legal"', id="category"),
    ],
)
def test_the_hash_tells_rulebooks_apart(before: str, after: str) -> None:
    def hash_of(keys: str) -> str:
        return assemble(read(f"{PACK.format('p')}{HEAD}{keys}\n")).hash

    assert hash_of(before) == hash_of(f"{before}\n# a comment")
    assert hash_of(before) != hash_of(after)


def test_warnings() -> None:
    """Of switches that switch nothing; what lacks proof is no news to those who only clean."""
    rulebook = assemble(read(f'{PACK.format("p")}{HEAD}lines = ["a"]\n'), disable=["x.*", "p.r", "p.rr"])
    assert rulebook.warnings == (
        'disable "x.*" matches no rule\n  rules list shows the ids',
        'disable "p.rr" matches no rule\n  did you mean p.r?',
    )


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


def test_drop_lines_become_one_rule() -> None:
    rulebook = assemble(read(), drop_lines=["Anzeige:", "ANZEIGE", "Mehr lesen"])
    (rule,) = rulebook.rules
    assert (rule.id, rule.level, rule.matcher) == (
        "command-line.drop-line",
        "safe",
        Lines(phrases=frozenset(["anzeige", "mehr lesen"])),
    )
    assert replace(rulebook, rules=()).hash == rulebook.hash != assemble(read()).hash


def test_a_drop_line_needs_a_letter() -> None:
    with pytest.raises(RuleFileError) as caught:
        assemble(read(), drop_lines=["ok", "***"])
    assert str(caught.value) == (
        '--drop-line "***" folds to nothing\n'
        "  give a line with a letter or a digit in it; for symbols write a rule file with a pattern"
    )


def test_a_replaced_rule_is_not_blamed_for_its_successor() -> None:
    bad = f'{HEAD}lines = ["b"]\nafter = {{ rule = "x", lines = 1 }}\n'
    with pytest.raises(RuleFileError) as caught:
        assemble(read(f'{PACK.format("p")}{HEAD}lines = ["a"]\n', PACK.format("p") + bad))
    assert [problem.split(" ")[0] for problem in caught.value.problems] == ["1.toml:9:"]


def test_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name, pack in (("b", "b"), ("a", "a"), ("deep/er/c", "c")):
        (tmp_path / f"{name}.toml").write_text(PACK.format(pack) + TWO)
    (tmp_path / "notes.txt").write_text("not a rule file")
    found = ids(load_rules([tmp_path], builtin=False))
    assert found == ["a.ad", "a.tip", "b.ad", "b.tip", "c.ad", "c.tip"]
    assert all(not fnmatchcase(rule, "b.*") for rule in ids(load_rules([tmp_path / "a.toml"], builtin=False)))


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
        "no rule file has a [prose] table\n  the shipped rules/signals.toml is missing; reinstall"
    )
