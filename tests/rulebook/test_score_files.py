"""Every way to write score files wrong, and what is said about it, word for word; and what right ones say."""

import pytest
from small_score import FILES, changed, sources_of

from cleaner.errors import RuleFileError
from cleaner.rulebook.build_score import build_score
from cleaner.rulebook.find import RuleSource
from cleaner.rulebook.score_files import ScoreSource


def problems(sources: list[RuleSource]) -> list[str]:
    """Return what is wrong with score files."""
    try:
        ScoreSource(sources)
    except RuleFileError as error:
        return list(error.problems)
    return []


PARTS = (
    "no [score], [curve] and [[signal]] in these files\n"
    "  a score is read as a whole: give the folder with all of its files"
)
WRONG = [
    pytest.param(
        changed("listed.en.toml", '["site map"]', '["site map"'),
        "listed.en.toml:3: not valid TOML: Unclosed array\n"
        "  check quotes, brackets and commas on this line and the one before",
        id="not TOML",
    ),
    pytest.param(
        changed("lexicon.en.toml", "[weights]", "[weight]"),
        'lexicon.en.toml:3: unknown key "weight"\n  did you mean "weights"?',
        id="unknown table",
    ),
    pytest.param(
        changed("signals.toml", "listed = 150", "listd = 150"),
        'signals.toml:3: [score]: unknown key "listd"\n  did you mean "listed"?',
        id="unknown key of [score]",
    ),
    pytest.param(
        changed("signals.toml", "second = [40, 0, -100]", "third = [40, 0, -100]"),
        'signals.toml:17: signal "words": unknown key "third"\n'
        "  there are: name, why, points, first, second, direction",
        id="unknown key of a signal",
    ),
    pytest.param(
        changed("landmarks.toml", "category =", "kind ="),
        'landmarks.toml:1: landmark "related": "category" is missing\n'
        '  add category = "engagement"\n'
        'landmarks.toml:3: landmark "related": unknown key "kind"\n'
        "  there are: name, category, why, lines",
        id="unknown key of a landmark, and one that is missing",
    ),
    pytest.param(
        changed("landmarks.toml", '"teasers"', '"teaser"'),
        'landmarks.toml:3: landmark "related": category "teaser" isn\'t known\n  did you mean "teasers"?',
        id="unknown category",
    ),
    pytest.param(
        changed("signals.toml", "base = [-10, -20]", "base = [-10]"),
        "signals.toml:2: [score]: base: expected a list of length >= 2\n"
        "  write base = [-20, 10], a weight for each pass",
        id="base: one number",
    ),
    pytest.param(
        changed("signals.toml", "normal = [60, 20]", "normal = [60]"),
        "signals.toml:5: [curve]: normal has 1 numbers\n  give 2 numbers, one for each of noise",
        id="curve: a number is missing",
    ),
    pytest.param(
        changed("signals.toml", "noise = [100, 900]", "noise = [900, 100]"),
        "signals.toml:5: [curve]: noise doesn't rise\n  write each point once, the smallest first",
        id="curve: noise falls",
    ),
    pytest.param(
        changed("signals.toml", "noise = [100, 900]", "noise = [0.1, 0.9]"),
        "signals.toml:6: [curve]: noise: expected a whole number, got a number\n"
        "  write noise = [100, 900], per mille",
        id="curve: noise as shares",
    ),
    pytest.param(
        changed("signals.toml", "strict = [40, 0]", "strict = [40, 30]"),
        "signals.toml:5: [curve]: strict is above normal\n"
        "  what falls at normal must fall at strict, so strict is nowhere above normal",
        id="curve: strict above normal",
    ),
    pytest.param(
        changed("signals.toml", "points = [3, 4, 10]\n", "points = [3, 10, 4]\n"),
        'signals.toml:14: signal "words": points don\'t rise\n  write each once, the smallest first',
        id="signal: points fall",
    ),
    pytest.param(
        changed("signals.toml", "points = [3, 4, 10]\n", "points = [3]\n"),
        'signals.toml:14: signal "words": points: expected a list of length >= 2\n'
        "  write points = [1, 4, 12, 40], the smallest first",
        id="signal: one point",
    ),
    pytest.param(
        changed("signals.toml", "points = [3, 4, 10]\n", "edges = [3, 4, 10]\n"),
        'signals.toml:11: signal "words": "points" is missing\n'
        "  add points = [1, 4, 12, 40], the smallest first\n"
        'signals.toml:14: signal "words": unknown key "edges"\n'
        "  there are: name, why, points, first, second, direction",
        id="signal: no points",
    ),
    pytest.param(
        changed("signals.toml", "first = [30, 0, -80]", "first = [30, -80]"),
        'signals.toml:16: signal "words": first has 2 weights\n  give one weight for each of the 3 points',
        id="signal: a weight is missing",
    ),
    pytest.param(
        changed("signals.toml", "first = [30, 0, -80]", "first = []"),
        'signals.toml:16: signal "words": first: expected a list of length >= 1\n'
        "  write first = [20, 0, -15, -60], a weight for each point",
        id="signal: no weights",
    ),
    pytest.param(
        changed("signals.toml", "first = [30, 0, -80]", "first = [30, 0, 10]"),
        'signals.toml:16: signal "words": first doesn\'t go as direction "falls" says\n'
        "  mend the weights, or leave direction out",
        id="signal: against its direction",
    ),
    pytest.param(
        changed("signals.toml", 'direction = "rises"', 'direction = "up"'),
        'signals.toml:23: signal "lexicon": direction "up" isn\'t known\n  write one of: rises, falls',
        id="signal: unknown direction",
    ),
    pytest.param(
        changed("signals.toml", 'name = "words"', 'name = "word"'),
        'signals.toml:12: signal "word": there is no signal "word"\n  did you mean "words"?',
        id="signal: unknown name",
    ),
    pytest.param(
        changed("landmarks.toml", 'name = "related"', 'name = "other"'),
        'signals.toml:33: signal "since_related": there is no signal "since_related"\n'
        '  did you mean "since_title"?',
        id="signal: no such landmark",
    ),
    pytest.param(
        changed("signals.toml", 'name = "lexicon"', 'name = "words"'),
        'signals.toml:20: signal "words": it is there twice\n  give each signal once',
        id="signal: twice",
    ),
    pytest.param(
        changed("signals.toml", "second = [-60, 0, 90]", "first = [-60, 0, 90]"),
        'signals.toml:27: signal "score": "score" is made of what the first pass makes of lines\n'
        "  leave first out: only the second pass can weigh it",
        id="signal: of the second pass, in the first",
    ),
    pytest.param(
        changed("signals.toml", '["words", "lexicon"]', '["words", "lexicn"]'),
        'signals.toml:39: table 1: there is no signal "lexicn"\n  did you mean "lexicon"?',
        id="table: unknown signal",
    ),
    pytest.param(
        changed("signals.toml", '["words", "lexicon"]', '["words"]'),
        "signals.toml:39: table 1: signals: expected a list of length >= 2\n"
        '  write signals = ["words", "lexicon"]',
        id="table: one signal",
    ),
    pytest.param(
        changed("signals.toml", "[0, 10], [0, 5]]", "[0, 10]]"),
        "signals.toml:42: table 1: first isn't 3 rows of 2\n  write one weight for each pair of points",
        id="table: a row is missing",
    ),
    pytest.param(
        changed("landmarks.toml", '"read on"', '"read on", "--"'),
        'landmarks.toml:5: landmark "related": "--" folds to nothing\n  give a line with a letter or a digit',
        id="landmark: folds to nothing",
    ),
    pytest.param(
        changed("landmarks.toml", '"read on"', '"read on", "new here? log in"'),
        'landmarks.toml:5: landmark "related": "new here? log in" has the end of a sentence inside\n'
        "  no line matches: give one of its sentences",
        id="landmark: two sentences",
    ),
    pytest.param(
        changed("landmarks.toml", '"related"', '["related"]'),
        'landmarks.toml:2: landmark 1: name: expected text, got a list\n  write name = "words"',
        id="landmark: the name is a list",
    ),
    pytest.param(
        {**FILES, "more.toml": FILES["landmarks.toml"]},
        'more.toml:2: landmark "related": it is there twice\n  put its lines into one list',
        id="landmark: twice",
    ),
    pytest.param(
        changed("lexicon.en.toml", '"^get"', '"^…$"'),
        'lexicon.en.toml:5: "^…$" folds to nothing\n  give words with a letter or a digit',
        id="entry: folds to nothing",
    ),
    pytest.param(
        changed("listed.en.toml", '["site map"]', '["site map",\n  "|"]'),
        'listed.en.toml:3: "|" folds to nothing\n  give words with a letter or a digit',
        id="listed line: folds to nothing",
    ),
    pytest.param(
        changed("listed.en.toml", '["site map"]', '["site map",\n  "home | site map"]'),
        'listed.en.toml:3: "home | site map" has the end of a sentence inside\n'
        "  no line matches: give one of its sentences",
        id="listed line: two sentences",
    ),
    pytest.param(
        {**FILES, "lexicon.fr.toml": '[weights]\n"^get" = 10\n'},
        'lexicon.fr.toml:2: "^get" has a weight in another file\n  give each entry once',
        id="entry: in two files",
    ),
    pytest.param(
        changed("lexicon.en.toml", "= 90", "= 1.5"),
        "lexicon.en.toml:3: weights: expected a whole number, got a number\n"
        '  write "share this" = 120 in a table [weights]',
        id="entry: no whole number",
    ),
    pytest.param(
        {name: text for name, text in FILES.items() if name != "signals.toml"},
        f"landmarks.toml: {PARTS}",
        id="no signals.toml",
    ),
    pytest.param(
        {"tea.toml": '[pack]\nid = "tea"\n'},
        'tea.toml:1: unknown key "pack"\n'
        "  there are: score, curve, signal, table, landmark, language, lines, weights",
        id="a rule file",
    ),
    pytest.param({}, f"score: {PARTS}", id="no file"),
]


@pytest.mark.parametrize(("files", "message"), WRONG)
def test_refuses(files: dict[str, str], message: str) -> None:
    assert "\n".join(problems(sources_of(files))) == message


def test_a_file_that_is_not_utf8_is_refused() -> None:
    sources = [*sources_of(), RuleSource("lexicon.fr.toml", b"# caf\xe9\n")]
    assert problems(sources) == [
        "lexicon.fr.toml: byte 5 is not UTF-8\n  score files are UTF-8; save it as such"
    ]


def test_all_faults_of_all_files_are_told() -> None:
    files = changed("signals.toml", "second = [40, 0, -100]", "second = [40]") | {
        "listed.en.toml": 'lines = ["*"]\n'
    }
    assert [problem.split("\n")[0] for problem in problems(sources_of(files))] == [
        'listed.en.toml:1: "*" folds to nothing',
        'signals.toml:17: signal "words": second has 1 weights',
    ]


def test_what_right_files_say() -> None:
    source = ScoreSource(sources_of())
    assert source.curve
    assert (source.base, source.listed) == ((-10, -20), 150)
    assert source.curve.levels == {"normal": (60, 20), "strict": (40, 0)}
    assert [(one.name, one.weights[0]) for one in source.signals] == [
        ("words", (30, 0, -80)),
        ("lexicon", (0, 50, 120)),
        ("score", ()),
        ("since_related", ()),
    ]
    assert source.directions == {"words": -1, "lexicon": 1}
    assert source.tables[0].weights == ((0, 15, 0, 10, 0, 5), ())
    assert source.openers == [("more stories", "read on")]
    assert source.weights == {"our app": 90, "^get": 40, "harbour": -60}
    assert source.lines == ["site map"]


def test_the_hash_changes_with_what_files_mean_and_not_with_comments() -> None:
    def hash_of(files: dict[str, str]) -> str:
        return build_score(sources_of(files), ["the"]).hash

    commented = {name: f"# a comment\n{text}" for name, text in FILES.items()}
    assert hash_of(commented) == hash_of(FILES)
    assert hash_of(changed("lexicon.en.toml", "= 40", "= 41")) != hash_of(FILES)
    assert hash_of(changed("signals.toml", "prose = [40, 40]", "prose = [40, 50]")) != hash_of(FILES)
