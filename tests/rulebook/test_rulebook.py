"""Rulebooks of several packs: what replaces, what is switched off, what is added on the command line."""

from pathlib import Path

import pytest

from cleaner.engine.cleaner import Cleaner
from cleaner.errors import RuleFileError
from cleaner.rulebook.assemble import assemble
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rule import Lines
from cleaner.rulebook.rulebook import Packs, Rulebook, make_rulebook, with_drop_lines, without
from cleaner.text.make_tables import make_tables

TEXT = read_rule_file("rules/text.toml", (shipped_folder() / "text.toml").read_bytes(), shipped=True)


def packs(name: str, *rules: str, base: Packs | None = None, more: str = "") -> Packs:
    """Make packs of one pack, whose rules are called by the line that they drop."""
    head = f'[pack]\nid = "{name}"\ncategory = "ads"\nwhy = "y"\n'
    text = head + "".join(f'[[rule]]\nid = "{rule}"\nwhy = "{name}"\nlines = ["{rule}"]\n' for rule in rules)
    return assemble([TEXT] * (base is None) + [read_rule_file("x.toml", f"{more}{text}".encode())], base)


BASE = packs("p", "ad", "tip")


def book(*more: Packs) -> Rulebook:
    return make_rulebook([BASE, *more], make_tables())


def ids(rulebook: Rulebook) -> list[str]:
    return [rule.id for rule in rulebook.rules]


def left(rulebook: Rulebook, text: str) -> str:
    return Cleaner(rulebook, score=None, min_words=0).clean(text).text


def test_a_later_pack_replaces_rules_of_the_same_full_id() -> None:
    own = packs("p", "ad", base=BASE)
    rules = book(own).rules
    assert [(rule.id, rule.origin.file) for rule in rules] == [("p.tip", "x.toml"), ("p.ad", "x.toml")]
    assert book(own).first_score_rule == 3
    assert left(book(own), "Ad\nTip\nTea\n") == "Tea\n"


def test_a_replaced_rule_matches_nothing() -> None:
    text = (
        '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n[[rule]]\nid = "ad"\nwhy = "w"\nlines = ["other"]\n'
    )
    own = assemble([read_rule_file("y.toml", text.encode())], BASE)
    assert left(book(own), "Ad\nOther\nTip\n") == "Ad\n"


def test_rules_of_several_packs_act_together() -> None:
    assert (
        left(book(packs("q", "tea", base=BASE), packs("r", "milk", base=BASE)), "Ad\nTea\nMilk\nx\n") == "x\n"
    )


def test_what_is_prose_is_the_last_word_of_any_pack() -> None:
    prose = "[prose]\nmin_words = 2\nmin_words_open = 3\nterminal = '!'\n"
    prose += "max_capitals = 1\nmax_digits = 1\nmax_links = 1\n"
    own = packs("q", "x", base=BASE, more=prose)
    assert [book().prose.min_words, book(own).prose.min_words] == [12, 2]
    assert book(own, packs("r", "y", base=BASE)).prose.min_words == 2


@pytest.mark.parametrize(
    ("disable", "rest"),
    [
        pytest.param([], ["p.ad", "p.tip", "q.x.ad", "q.x.tip"], id="none"),
        pytest.param(["p.ad"], ["p.tip", "q.x.ad", "q.x.tip"], id="one"),
        pytest.param(["p.*"], ["q.x.ad", "q.x.tip"], id="a pack"),
        pytest.param(["*.tip"], ["p.ad", "q.x.ad"], id="one in every pack"),
        pytest.param(["q.*", "p.t?p"], ["p.ad"], id="several"),
        pytest.param(["ad"], ["p.ad", "p.tip", "q.x.ad", "q.x.tip"], id="half an id is none"),
        pytest.param(["P.ad"], ["p.ad", "p.tip", "q.x.ad", "q.x.tip"], id="case counts"),
        pytest.param(["*"], [], id="all"),
    ],
)
def test_without(disable: list[str], rest: list[str]) -> None:
    whole = book(packs("q.x", "ad", "tip", base=BASE))
    some = without(whole, disable)
    assert ids(some) == rest
    assert (some.hash == whole.hash) is (len(rest) == 4)
    assert (left(some, "Ad\nTip\nx\n") == "x\n") is bool(
        {"p.ad", "q.x.ad"} & {*rest} and {"p.tip", "q.x.tip"} & {*rest}
    )


def test_without_the_shipped_rules_those_of_users_act() -> None:
    some = without(book(packs("q", "tea", base=BASE)), [], builtin=False)
    assert ids(some) == ["q.tea"]
    assert left(some, "Ad\nTea\n") == "Ad\n"


def test_warnings() -> None:
    """Of switches that switch nothing."""
    some = without(book(), ["x.*", "p.ad", "p.tipp", "tip", "p"])
    assert some.warnings == (
        'disable "x.*" matches no rule\n  rules list shows the ids',
        'disable "p.tipp" matches no rule\n  did you mean p.tip?',
        'disable "tip" matches no rule\n  did you mean p.tip?',
        'disable "p" matches no rule\n  p.* are rules: p.ad, p.tip',
    )
    assert without(some, ["y"]).warnings[:4] == some.warnings


def test_drop_lines_become_one_rule() -> None:
    some = with_drop_lines(book(), ["Anzeige:", "ANZEIGE", "Mehr lesen"])
    *_, rule = some.rules
    assert (rule.id, rule.level, rule.matcher) == (
        "command-line.drop-line",
        "safe",
        Lines(phrases=("anzeige", "mehr lesen")),
    )
    assert left(some, "Ad\n- Anzeige -\nx\n") == "x\n"


def test_no_lines_to_drop_change_nothing() -> None:
    assert with_drop_lines(book(), []) == book()


def test_a_drop_line_needs_a_letter() -> None:
    with pytest.raises(RuleFileError) as caught:
        with_drop_lines(book(), ["ok", "***"])
    assert str(caught.value) == (
        '--drop-line "***" folds to nothing\n'
        "  give a line with a letter or a digit in it; for symbols write a rule file with a pattern"
    )


def test_hashes_differ() -> None:
    """Whatever is removed otherwise has another hash, and the same has the same."""
    tea, milk = packs("q", "tea", base=BASE), packs("q", "milk", base=BASE)
    books = [
        book(),
        book(tea),
        book(milk),
        book(tea, milk),
        without(book(), ["p.ad"]),
        without(book(), ["p.tip"]),
        without(book(tea), [], builtin=False),
        with_drop_lines(book(), ["x"]),
        with_drop_lines(book(), ["y"]),
        with_drop_lines(without(book(), ["p.ad"]), ["x"]),
    ]
    assert len({one.hash for one in books}) == len(books)
    assert with_drop_lines(book(), ["x", "y"]).hash == with_drop_lines(book(), ["Y!", "x"]).hash
    assert without(book(), ["p.a*"]).hash == without(book(), ["p.ad"]).hash


def test_files_replace_and_switch_off_what_is_shipped(tmp_path: Path) -> None:
    shipped = load_rules()
    first, second = shipped.rules[:2]
    pack, _, name = first.id.rpartition(".")
    head = f'disable = ["{second.id}", "nothing.*"]\n[pack]\nid = "{pack}"\ncategory = "ads"\nwhy = "y"\n'
    (tmp_path / "own.toml").write_text(f'{head}[[rule]]\nid = "{name}"\nwhy = "w"\nlines = ["gull tax"]\n')
    some = load_rules([tmp_path])
    assert {rule.id for rule in shipped.rules} - {rule.id for rule in some.rules} == {second.id}
    assert [rule.matcher for rule in some.rules if rule.id == first.id] == [Lines(phrases=("gull tax",))]
    assert some.warnings == ('disable "nothing.*" matches no rule\n  rules list shows the ids',)
    assert some.hash != shipped.hash
    assert left(some, "Gull tax\nx\n") == "x\n"
