"""Packs out of the cache are those that their files make."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cleaner.engine.cleaner import Cleaner
from cleaner.errors import RuleFileError
from cleaner.rulebook import archive, compiled
from cleaner.rulebook.cache import Cache
from cleaner.rulebook.compiled import compile_sources, from_bytes, load_packs, to_bytes
from cleaner.rulebook.find import RuleSource, shipped_sources
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rulebook import Packs, make_rulebook, with_drop_lines
from cleaner.text.decode import decode
from cleaner.text.make_tables import make_tables

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures").glob("*/*/input.txt"))
TEXT = next(source for source in shipped_sources() if source.name == "rules/text.toml")
BASE = compile_sources([TEXT])
PACK = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n'
RULES = """\
disable = ["x.*"]
[pack]
id = "p"
category = "ads"
why = "y"
[[rule]]
id = "a"
why = "Noise."
lines = ["some noise", "雨"]
below = { until = ["stop"], budget = 0.5 }
[[rule]]
id = "b"
why = "w"
pattern = '(?:read|see) more:? .+|© {ab}'
[[rule]]
id = "c"
why = "w"
block = ['a+ b', '?', '\\d+ c']
keep = true
[[rule]]
id = "d"
why = "w"
span = ' ?\\[x\\]'
[[rule]]
id = "e"
why = "w"
starts = ["by "]
max_words = 4
after = { pattern = '.+ x', within = 2 }
[fragments]
ab = '[0-9]{4}'
"""


def source(text: str = RULES) -> RuleSource:
    return RuleSource("p.toml", text.encode())


PACKS = compile_sources([source()], BASE)
TABLES = make_tables()
DATA = to_bytes(PACKS, TABLES)


def columns_of(packs: Packs) -> Iterator[npt.NDArray[Any]]:
    """Yield all arrays of an index."""
    for value in packs.index:
        yield from map(np.ravel, value if isinstance(value, tuple) else (value,))


def test_the_packs_are_the_same() -> None:
    found = from_bytes(DATA)
    assert found
    again, tables = found
    for name in ("rules", "patterns", "literals", "fragments", "prose", "function_words", "disable", "hash"):
        assert getattr(again, name) == getattr(PACKS, name), name
    assert [rule.origin for rule in again.rules] == [rule.origin for rule in PACKS.rules]
    for one, other in zip(columns_of(again), columns_of(PACKS), strict=True):
        assert np.array_equal(one, other)
        assert one.dtype == other.dtype
    assert np.array_equal(tables.folded, TABLES.folded)
    assert np.array_equal(tables.classes, TABLES.classes)
    assert to_bytes(again, tables) == DATA


@pytest.mark.parametrize("level", ["normal", "strict"])
def test_they_clean_alike(level: str) -> None:
    found = from_bytes(DATA)
    assert found
    texts = [
        "Some noise\na\nstop\n雨\nRead more: x\n© 2020\n© 20\n",
        "aa b\n12 c\nRead more x [X] y\na x\nBy Ann\nq\nBy Ann\n",
        *(decode(path.read_bytes())[0] for path in FIXTURES[::10]),
    ]
    fresh, kept = (
        Cleaner(make_rulebook([BASE, packs], TABLES), level=level, score=None, min_words=0)  # type: ignore[arg-type]
        for packs in (PACKS, found[0])
    )
    for text in texts:
        assert kept.clean(text) == fresh.clean(text)
        assert kept.explain(text) == fresh.explain(text)
    assert kept.clean(texts[1]).text != texts[1]


def test_the_shipped_packs_clean_alike(tmp_path: Path) -> None:
    fresh, kept = (Cleaner(load_rules(cache=cache)) for cache in (Cache(None), Cache(tmp_path)))
    again = Cleaner(load_rules(cache=Cache(tmp_path)))
    assert fresh.rules.hash == kept.rules.hash == again.rules.hash
    for path in FIXTURES:
        text = decode(path.read_bytes())[0]
        assert fresh.clean(text) == kept.clean(text) == again.clean(text), path


DAMAGE: list[Callable[[bytes], bytes]] = [
    lambda data: data[:0],
    lambda data: b"something else" + data,
    lambda data: data[:4],
    lambda data: data[:10],
    lambda data: data[:16],
    lambda data: data[:100],
    lambda data: b"cleaner\x01" + data[8:],
    lambda data: data[:8] + b"\xff" * 8 + data[16:],
    lambda data: data[:8] + bytes(8) + data[16:],
    lambda data: data[:16] + b"\xc1" + data[17:],
    lambda data: data[:16] + b"\x90" + data[17:],
    lambda data: bytes(len(data)),
]


@pytest.mark.parametrize("number", range(len(DAMAGE)))
def test_what_is_something_else_is_none(number: int) -> None:
    assert from_bytes(DAMAGE[number](DATA)) is None


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_what_was_cut_off_is_none(share: float) -> None:
    assert from_bytes(DATA[: int(share * len(DATA))]) is None


def test_another_version_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "__version__", "0.0.0")
    assert from_bytes(DATA) is None


def test_patterns_of_another_regex_are_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "VERSION", "another")
    found = from_bytes(DATA)
    assert found
    assert (found[0].codes, found[0].patterns) == ((), PACKS.patterns)


@pytest.fixture
def compilings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each time that files are compiled."""
    seen: list[str] = []
    really = compiled.compile_sources

    def noted(sources: Sequence[RuleSource], base: Packs | None = None) -> Packs:
        seen.append(" ".join(source.name for source in sources))
        return really(sources, base)

    monkeypatch.setattr(compiled, "compile_sources", noted)
    return seen


def test_nothing_is_compiled_twice(tmp_path: Path, compilings: list[str]) -> None:
    first, again = (load_packs([source()], BASE, Cache(tmp_path)) for _ in range(2))
    assert again.rules == first.rules
    assert compilings == ["p.toml"]


CHANGES = [
    pytest.param([source(RULES.replace("some", "more"))], id="a rule"),
    pytest.param([source()._replace(name="q.toml")], id="a name"),
    pytest.param([source()._replace(shipped=True)], id="where a file is from"),
    pytest.param([source(), source(PACK)._replace(name="q.toml")], id="another file"),
]


@pytest.mark.parametrize("sources", CHANGES)
def test_whatever_changes_is_seen(sources: list[RuleSource], tmp_path: Path, compilings: list[str]) -> None:
    load_packs([source()], BASE, Cache(tmp_path))
    load_packs(sources, BASE, Cache(tmp_path))
    assert len(compilings) == 2


def test_other_packs_below_are_seen(tmp_path: Path) -> None:
    """A fragment of the packs that these build on may have changed, and is part of their patterns."""
    user = source(f"{PACK}[[rule]]\nid = 'r'\nwhy = 'w'\npattern = 'x {{ab}}'\n")
    for fragment in "yz":
        base = compile_sources([TEXT, RuleSource("f.toml", f"[fragments]\nab = '{fragment}'\n".encode())])
        (rule,) = load_packs([user], base, Cache(tmp_path)).rules
        assert fragment in str(rule.matcher)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"cleaner\x02", DATA[:200], DATA[:-5_000]],
    ids=["empty", "zero", "mark", "200", "cut"],
)
def test_an_entry_that_is_something_else_is_made_again(
    data: bytes, tmp_path: Path, compilings: list[str]
) -> None:
    first = load_packs([source()], BASE, Cache(tmp_path))
    (path,) = tmp_path.iterdir()
    Cache(tmp_path).put(path.name.removesuffix("-.cleaner-cache"), data)
    assert load_packs([source()], BASE, Cache(tmp_path)).rules == first.rules
    assert len(compilings) == 2
    assert load_packs([source()], BASE, Cache(tmp_path)).rules == first.rules
    assert len(compilings) == 2


def test_lines_to_drop_are_added_to_what_was_kept(tmp_path: Path) -> None:
    text = "Some noise\nMore noise\nThe ferry sailed.\n"
    for asked, left in ((["More noise"], "The ferry sailed.\n"), ([], text[11:])):
        packs = load_packs([source(RULES.replace("below", "#"))], BASE, Cache(tmp_path))
        book = with_drop_lines(make_rulebook([BASE, packs], TABLES), asked)
        assert Cleaner(book, score=None, min_words=0).clean(text).text == left


@pytest.mark.parametrize("usable", [True, False])
def test_a_broken_file_is_refused_each_time(usable: bool, tmp_path: Path) -> None:
    cache = Cache(tmp_path if usable else None)
    broken = source(f"{PACK}[[rule]]\nid = 'a'\nwhy = 'w'\nlines = ['x']\nzoone = 3\n")
    said = set()
    for _ in range(2):
        with pytest.raises(RuleFileError) as caught:
            load_packs([broken], BASE, cache)
        said.add(str(caught.value))
    (message,) = said
    assert message.startswith('p.toml:9: rule "a": unknown key "zoone"')
    assert list(tmp_path.iterdir()) == []


def test_a_bad_pattern_of_the_shipped_rules_is_named(tmp_path: Path) -> None:
    rule = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n[[rule]]\nid = "r"\nwhy = "w"\npattern = "*a"\n'
    sources = [*shipped_sources(), RuleSource("p.toml", rule.encode(), shipped=True)]
    with pytest.raises(RuleFileError, match=r'p\.toml:8: rule "r": pattern does not compile'):
        compiled._kept(sources, None, Cache(tmp_path))
