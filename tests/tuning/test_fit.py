"""Weights are fitted to labelled pages, written back, and leave all else in the files alone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import RuleFileError
from cleaner.rulebook.load import assemble, read_files
from cleaner.rulebook.rule import Rulebook
from cleaner.tuning.fit import Weights, fit
from cleaner.tuning.gold import Page, read_gold
from cleaner.tuning.rewrite import write_weights
from cleaner.tuning.samples import Sample, sample, variants

SIGNALS = """# What counts.
[prose]
min_words = 5
min_words_open = 30
terminal = "."
max_digits = 0.2
max_links = 0.4

[score]
normal = 0
strict = 0
switch = 0

[[signal]]
id = "words"
bins = [3, 6]
weights = [
  0, 0,
  0,
]

[[signal]]
id = "first"
bins = [0]
weights = [0, 0]
"""
PACK = """[pack]
id = "p"
category = "ads"
why = "For tests."

[[rule]]
id = "basket"
why = "Shops have them."
contains = ["basket"]
max_words = 20
weight = 0

[[rule]]
id = "seldom"
why = "A word that hardly any page has."
contains = ["zeugma"]
max_words = 20
weight = 77  # set by hand
"""
STORY = [
    "The ferry {n} sailed at dawn.",
    "Nobody on board {n} was late.",
    "Tea {n}",
    "The gulls {n} were counted.",
    "A boy on the deck {n} told his mother that he had seen the wall.",
    "When the fog came in {n} they could hear the bell beyond the pier.",
]
NOISE = ["Put {n} into the basket now please.", "Your basket {n} is empty today friend."]


def record(number: int) -> dict[str, str]:
    """Return a page: an article of six lines, one of them short, between two lines of a shop."""
    story, noise = ([line.format(n=number) for line in lines] for lines in (STORY, NOISE))
    return {
        "id": str(number),
        "site": f"site {number}",
        "text": "\n".join([noise[0], *story, noise[1]]),
        "gold": "\n".join(story),
    }


@pytest.fixture
def rule_set(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "signals.toml").write_text(SIGNALS)
    (folder / "p.toml").write_text(PACK)
    return folder


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(record(number)) + "\n" for number in range(42)))
    return path


def book_of(folder: Path) -> Rulebook:
    return assemble(list(read_files([folder])))


def samples_of(pages: list[Page], book: Rulebook, clean_share: float = 0.05) -> list[Sample]:
    cleaner = Cleaner(book)
    return [sample(variant, cleaner) for variant in variants(pages, clean_share)]


def fitted(folder: Path, gold: Path) -> Weights:
    book = book_of(folder)
    return fit(samples_of(read_gold([gold]).pages, book), book)


def test_what_marks_noise_weighs_and_what_is_too_seldom_keeps_its_weight(rule_set: Path, gold: Path) -> None:
    weights = fitted(rule_set, gold)
    assert weights.rules["p.basket"] > 200
    assert weights.rule_lines == {"p.basket": 252}
    book = weights.applied(book_of(rule_set))
    assert {rule.id: rule.weight for rule in book.rules}["p.seldom"] == 77


def test_a_rule_set_may_have_one_pass_only(rule_set: Path, gold: Path) -> None:
    (rule_set / "signals.toml").write_text(SIGNALS.split('[[signal]]\nid = "first"')[0])
    assert fitted(rule_set, gold).signals.keys() == {"words"}


def test_fitted_weights_clean_the_pages(rule_set: Path, gold: Path) -> None:
    cleaner = Cleaner(fitted(rule_set, gold).applied(book_of(rule_set)), min_words=0)
    for page in read_gold([gold]).pages:
        assert cleaner.clean(page.text).text.strip() == page.gold


def test_the_same_pages_give_the_same_weights(rule_set: Path, gold: Path) -> None:
    assert fitted(rule_set, gold) == fitted(rule_set, gold)


def test_a_page_is_learned_from_as_it_is_and_clean(rule_set: Path, gold: Path) -> None:
    (page, *_) = read_gold([gold]).pages
    noisy, clean, spaced, mixed, dense = samples_of([page], book_of(rule_set), 0.05)
    assert noisy.noise == [True, *[False] * 6, True]
    assert clean.noise == spaced.noise == [False] * 6
    assert [noisy.share, clean.share, mixed.share, mixed.noise_share] == pytest.approx(
        [1, 0.0125, 0.0125, 0.0025]
    )
    assert sorted(mixed.noise) == sorted(dense.noise) == [False] * 6 + [True] * 2
    assert spaced.measures["blanks"][1] == 3


def test_only_weights_are_written(rule_set: Path, gold: Path) -> None:
    weights = fitted(rule_set, gold)
    assert [path.name for path in write_weights(rule_set, weights)] == ["p.toml", "signals.toml"]
    words = weights.signals["words"]
    row = f"weights = [{', '.join(map(str, words))}]  # lines: 210 210 1092"
    assert row in (rule_set / "signals.toml").read_text()
    pack = (rule_set / "p.toml").read_text()
    assert pack == PACK.replace("weight = 0", f"weight = {weights.rules['p.basket']}  # 252 lines")
    assert book_of(rule_set).scoring == weights.applied(book_of(rule_set)).scoring
    assert write_weights(rule_set, weights) == []


def test_brackets_in_comments_end_no_list(rule_set: Path, gold: Path) -> None:
    signals = rule_set / "signals.toml"
    signals.write_text(SIGNALS.replace("weights = [\n", "weights = [ # of the [bins]\n"))
    weights = fitted(rule_set, gold)
    write_weights(rule_set, weights)
    assert book_of(rule_set).scoring == weights.applied(book_of(rule_set)).scoring


def test_nothing_is_written_if_anything_would_be_wrong(rule_set: Path, gold: Path) -> None:
    weights = replace(fitted(rule_set, gold), signals={"words": (2_000_000, 0, 0)})
    with pytest.raises(RuleFileError, match="expected a whole number <= 1000000"):
        write_weights(rule_set, weights)
    assert (rule_set / "p.toml").read_text() == PACK


def test_the_command_measures_pages_of_other_sites_and_writes(
    rule_set: Path, gold: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "fit", str(gold), "--rules", str(rule_set), "--write", "-q"]) == 0
    rows = capfd.readouterr().out.splitlines()
    assert rows[0].startswith("held out, text: shingle_f1 1.0000")
    assert rows[1].startswith("held out, harm: ")
    assert "word_r 1.0000" in rows[1]
    assert rows[-1] == f"{rule_set / 'signals.toml'}: weights written"


def test_a_folder_without_signals_is_no_rule_set(
    tmp_path: Path, gold: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "fit", str(gold), "--rules", str(tmp_path)]) == 2
    assert "there is no signals.toml in it\n  give a whole rule set" in capfd.readouterr().err


def test_pages_without_main_text_are_no_use(
    tmp_path: Path, rule_set: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "snippets.jsonl"
    path.write_text(json.dumps({"text": "Tea", "with": ["Tea"], "without": []}) + "\n")
    assert main(["rules", "fit", str(path), "--rules", str(rule_set)]) == 3
    assert "no page has a main text" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        pytest.param(
            ["--folds", "1"],
            2,
            "cleaner rules fit: --folds 1 leaves no page to fit to\n  give 2 or more, or 0 for no figures\n",
            id="one fold",
        ),
        pytest.param(
            [],
            3,
            "cleaner: no page is left to fit to\n"
            "  give pages of more sites, or say --folds 0 for no figures\n",
            id="three folds of one site",
        ),
        pytest.param(["--folds", "0"], 0, "", id="no folds"),
    ],
)
def test_pages_of_one_site(
    rule_set: Path, gold: Path, capfd: pytest.CaptureFixture[str], options: list[str], code: int, said: str
) -> None:
    gold.write_text(json.dumps(record(1)) + "\n" + json.dumps(record(2) | {"site": "site 1"}) + "\n")
    assert main(["rules", "fit", str(gold), "--rules", str(rule_set), "-q", *options]) == code
    assert capfd.readouterr().err == said


def test_rules_of_other_languages_keep_their_weights(rule_set: Path, gold: Path) -> None:
    pack = rule_set / "p.toml"
    pack.write_text(PACK.replace('id = "p"\n', 'id = "p"\nlanguage = "de"\n'))
    book = book_of(rule_set)
    samples = samples_of(read_gold([gold]).pages, book)
    assert fit(samples, book, language="en").rules == {}
    assert fit(samples, book, language="de").rules.keys() == {"p.basket"}
    assert fit(samples, book, language="de-AT").rules.keys() == {"p.basket"}


def test_the_command_refuses_a_language_that_no_rule_is_of(
    rule_set: Path, gold: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (rule_set / "p.toml").write_text(PACK.replace('id = "p"\n', 'id = "p"\nlanguage = "de"\n'))
    assert main(["rules", "fit", str(gold), "--rules", str(rule_set), "--language", "deutsch"]) == 2
    assert 'of the language "deutsch"\n  did you mean "de"? there are: de\n' in capfd.readouterr().err


def test_the_same_main_text_is_clean_once_and_later_files_are_thinned(
    tmp_path: Path, rule_set: Path, gold: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (page, *_) = read_gold([gold]).pages
    assert len(list(variants([page, page], 0.05))) == 6
    other = tmp_path / "other.jsonl"
    other.write_text(gold.read_text())
    fitting = ["rules", "fit", str(gold), str(other), "--thin", "21", "--folds", "0", "--write", "-q"]
    assert main([*fitting, "--rules", str(rule_set)]) == 0
    assert "# 256 lines" in (rule_set / "p.toml").read_text()
    assert "written" in capfd.readouterr().out
