"""What profiling counts is what the engine does; why a rule is dear is true. No test goes by the clock."""

from pathlib import Path

import pytest

from cleaner.engine.cleaner import Cleaner
from cleaner.model import Document
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.load import assemble
from cleaner.rulebook.read import read_rule_file
from cleaner.rulebook.rule import Block, Repeat, Run, Span
from cleaner.tuning.cost import Cost, Profile
from cleaner.tuning.dear import reasons
from cleaner.tuning.profile import Profiler

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures").glob("*/*/input.txt"))
SIGNALS = (shipped_folder() / "signals.toml").read_bytes()
PACK = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n'
PROSE = "The ferry sailed at dawn with forty people on board and nobody was late.\n"
FOREVER = "pattern = '(?:a|aa)+b!'"
CHEAP = "pattern = 'tea for {number}'"
NUMBER = "[fragments]\nnumber = '[0-9]+'\n"


def cleaner(*rules: str) -> Cleaner:
    """Make a cleaner of rules with the ids a, b, c ..., each given by its other keys."""
    tables = [f'[[rule]]\nid = "{chr(ord("a") + n)}"\nwhy = "w"\n{rule}\n' for n, rule in enumerate(rules)]
    pack = read_rule_file("p.toml", (PACK + NUMBER + "".join(tables)).encode())
    return Cleaner(assemble([read_rule_file("rules/signals.toml", SIGNALS, shipped=True), pack]))


def profile(*rules: str, texts: tuple[str, ...], language: str | None = None) -> Profile:
    profiler = Profiler(cleaner(*rules))
    for number, text in enumerate(texts, 1):
        profiler.add(Document(text=text, language=language), f"{number}.txt")
    return profiler.profile()


def by_id(found: Profile) -> dict[str, Cost]:
    return {cost.rule.id: cost for cost in found.costs}


def counts(found: Profile, rule: str = "p.a") -> tuple[int, int, int]:
    cost = by_id(found)[rule]
    return cost.looked, cost.tried, cost.hit


@pytest.fixture(scope="module")
def shipped() -> Cleaner:
    return Cleaner()


def hits_of(cleaner: Cleaner, text: str, language: str | None) -> dict[str, int]:
    """Return how many lines each rule hits when the engine cleans a document."""
    hits = cleaner.examine(text, language=language)[0].all_hits
    lines = hits.scene.lines
    counted = {}
    for number, rule in enumerate(cleaner.rules.rules):
        stretches = [range(first, last) for _, first, last in hits.besides(frozenset({number}))]
        if isinstance(rule.matcher, Run | Repeat | Span):
            counted[rule.id] = sum(map(len, stretches))
        elif isinstance(rule.matcher, Block):
            counted[rule.id] = len({lines.half[at] for stretch in stretches for at in stretch})
        else:
            counted[rule.id] = len({lines.half[at] for at in hits.lines(number)})
    return counted


@pytest.mark.parametrize("path", FIXTURES[::4], ids=lambda path: path.parent.name)
@pytest.mark.parametrize("language", [None, "en"])
def test_hits_are_those_of_the_engine(shipped: Cleaner, path: Path, language: str | None) -> None:
    text = path.read_text(encoding="utf-8")
    profiler = Profiler(shipped)
    assert profiler.add(Document(text=text, language=language), "x") == []
    found = {cost.rule.id: cost.hit for cost in profiler.profile().costs}
    assert found == hits_of(shipped, text, language)


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        pytest.param(
            "pattern = 'tea for [0-9]+'", "Tea for 2\nTea for two\nCake\n", (2, 1, 1), id="a pattern"
        ),
        pytest.param("pattern = 'tea [0-9]'", "Tea 2\nTea 2\nTea 3\n", (2, 2, 2), id="the same line is one"),
        pytest.param("pattern = '.{1,4}'", "Tea\nCakes\n", (2, 2, 1), id="a pattern for any line"),
        pytest.param(
            "pattern = 'tea .*'\nmax_words = 2", "Tea two\nTea for two\n", (1, 1, 1), id="max_words"
        ),
        pytest.param("pattern = '{title} [0-9]'", "Tea\nTea 1\nTea 2\n", (3, 3, 2), id="the title"),
        pytest.param(
            "lines = ['tea', 'cake']", "Tea\nCake\nTea\n", (0, 0, 2), id="phrases have no own tries"
        ),
        pytest.param("span = '\\[[0-9].\\]'", "Tea [1a]\nTea [1]\nCake\n", (3, 2, 1), id="a span"),
        pytest.param("block = ['tea [0-9]', '.+']", "Tea 1\nCup\nTea 2\n", (3, 3, 2), id="a block"),
        pytest.param("repeat = { min_lines = 1 }", "Tea\nTea\nCake\n", (3, 3, 1), id="a repeat"),
        pytest.param(
            "run = { max_words = 1, min_lines = 3, keep_last = 1 }", "Tea\nCup\nPot\n", (3, 3, 2), id="a run"
        ),
    ],
)
def test_counts(rule: str, text: str, expected: tuple[int, int, int]) -> None:
    assert counts(profile(rule, texts=(text,))) == expected


def test_documents_are_summed_up() -> None:
    found = profile("pattern = 'tea [0-9]'", texts=("Tea 1\n", "Tea 1\nCup of €\n"))
    assert counts(found) == (2, 2, 2)
    assert (found.documents, found.lines, found.size) == (2, 3, 6 + 6 + 11)
    assert (found.phrases.looked, found.picking.looked) == (3, 3)


def test_a_pattern_that_rules_share_is_tried_once() -> None:
    found = by_id(
        profile("pattern = 'tea [0-9]'", "pattern = 'tea [0-9]'\nzone = 'tail'", texts=("Tea 1\n",))
    )
    one, other = found["p.a"], found["p.b"]
    assert (one.tried, one.hit, other.tried, other.hit) == (1, 1, 1, 1)
    assert one.patterns[0] is other.patterns[0]
    assert one.seconds + other.seconds == pytest.approx(one.patterns[0].seconds)


def test_a_rule_of_another_language_is_tried_and_hits_nothing() -> None:
    found = profile("pattern = 'tea [0-9]'\nlanguage = 'fr'", texts=("Tea 1\n",), language="en")
    cost = by_id(found)["p.a"]
    assert (cost.tried, cost.hit, cost.documents) == (1, 0, 0)
    assert reasons(cost, found)[-1] == (
        "acts in none of the documents (language fr), but is tried on them all the same",
        "where all are like them, --disable p.a saves the time",
    )
    assert by_id(profile("lines = ['tea']\nlanguage = 'fr'", texts=("Tea\n",), language="fr"))["p.a"].hit == 1


LINE = "a" * 60 + "cb!\n"
"""The pattern above, and the like, would need years to say that they don't match this."""


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(FOREVER, id="a pattern"),
        pytest.param("block = ['tea', '(?:a|aa)+b!']", id="a step of a block"),
        pytest.param("block = ['tea', '(?:.|..)+[^!]']", id="a step that only its block asks"),
        pytest.param("span = '(?:a|aa)+b!'", id="a span"),
    ],
)
def test_a_rule_that_runs_out_of_time_is_named_and_not_tried_again(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("engine.patterns", "tuning.profile"):
        monkeypatch.setattr(f"cleaner.{module}.TIMEOUT", 0.2)
    profiler = Profiler(cleaner(rule, CHEAP))
    faults = [profiler.add(Document(text=f"Tea\n{LINE}"), f"{n}.txt") for n in (1, 2)]
    assert [[(fault.rule, fault.line) for fault in some] for some in faults] == [[("p.a", 2)], []]
    found = profiler.profile()
    dearest = found.costs[0]
    assert (dearest.rule.id, dearest.stopped, dearest.hit) == ("p.a", "1.txt:2", 0)
    assert found.whole is None
    first = reasons(dearest, found)[0]
    assert first.problem == "ran out of time on 1.txt:2 and wasn't tried after that"
    assert first.advice.startswith("avoid a repeat within a repeat, as in (a+)+")


def why(rule: str, *, texts: tuple[str, ...]) -> list[str]:
    found = profile(rule, texts=texts)
    return [reason.problem for reason in reasons(by_id(found)["p.a"], found)]


@pytest.mark.parametrize(
    ("rule", "text", "problem"),
    [
        pytest.param(
            "pattern = '[^a]+'",
            "Tea\n",
            "there is no string that all its lines hold, so all lines are looked at",
            id="no string",
        ),
        pytest.param(
            "pattern = '(.)\\1'",
            "Tea\n",
            "what its lines hold can't be read off the pattern, so all lines are looked at, "
            "nor by the scan of many documents",
            id="syntax that is not read",
        ),
        pytest.param(
            "pattern = '(?:a|e).*'",
            "".join(f"Tea {n}\nCake {n}\nCup {n}\n" for n in range(20)),
            '67% of the lines are looked at, since they hold "a", "e"',
            id="common strings",
        ),
        pytest.param(
            "span = '[^a]+'",
            "Tea\n",
            "there is no string that all it matches holds, so all lines are searched",
            id="a span without a string",
        ),
        pytest.param(
            "block = ['tea', '.+', '.+']",
            "Tea\nCup\nPot\n",
            "nearly any line may match step 2, so it is asked line by line where the others match",
            id="a block with a step for any line",
        ),
    ],
)
def test_why_a_rule_is_dear(rule: str, text: str, problem: str) -> None:
    assert problem in why(rule, texts=(text,))


def test_a_pattern_that_backtracks_on_a_line_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.tuning.catastrophe.PATIENCE", 0.05)
    (first, *_) = why("pattern = '(?:a|aa)+(?:b|c)'", texts=("Aab\n",))
    assert first.startswith('takes more than 0.05 s on a line such as "aaaa')


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param("pattern = 'tea for [0-9]+'", id="a pattern with text"),
        pytest.param("lines = ['tea']", id="phrases"),
        pytest.param("span = 'tea [0-9]'", id="a span with text"),
        pytest.param("block = ['tea [0-9]', 'cake']", id="a block of text"),
        pytest.param("repeat = { min_lines = 2 }", id="a repeat"),
    ],
)
def test_nothing_is_said_of_a_rule_that_is_as_it_should_be(rule: str) -> None:
    assert why(rule, texts=("Tea for 2\n" + PROSE * 3,)) == []


def test_slow_looks_and_tries_are_told_from_the_rest() -> None:
    found = profile(CHEAP, "pattern = 'cup [0-9]+'", "pattern = 'pot [0-9]+'", texts=(PROSE,))
    slow, *others = (by_id(found)[rule].patterns[0] for rule in ("p.a", "p.b", "p.c"))
    for pattern in (slow, *others):
        pattern.looked, pattern.asked, pattern.looking, pattern.asking = 100, 100, 1e-4, 1e-4
    slow.looking, slow.asking = 9e-4, 7e-4
    assert [reason.problem for reason in reasons(by_id(found)["p.a"], found)][:2] == [
        "a try takes 7 times as long as the median of all patterns",
        "a look takes 9 times as long as the median of all patterns: it is for any of 11 strings",
    ]
