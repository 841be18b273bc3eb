"""A cleaner out of the cache is the one that its rule files make."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from small import PACK

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.compiled import Compiled, load_compiled
from cleaner.errors import RuleFileError
from cleaner.rulebook.cache import Cache
from cleaner.rulebook.drop_lines import with_drop_lines
from cleaner.rulebook.find import RuleSource, shipped_sources
from cleaner.rulebook.load import load_rules
from cleaner.text.decode import decode

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures").glob("*/*/input.txt"))
SHIPPED = list(shipped_sources())
SIGNALS = [source for source in SHIPPED if source.name == "rules/signals.toml"]
RULE = '[[rule]]\nid = "a"\nwhy = "Noise."\nlines = ["some noise"]\n'


def source(text: str = PACK + RULE) -> RuleSource:
    return RuleSource("p.toml", text.encode())


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """The shipped rules, put into a cache and taken out of it."""
    cache = Cache(tmp_path_factory.mktemp("cache"))
    load_compiled(SHIPPED, cache)
    return load_compiled(SHIPPED, cache)


@contextmanager
def forbidden() -> Iterator[None]:
    """Stands for the wait that must not come."""
    raise AssertionError("compiled once more")
    yield


def test_the_rulebook_is_the_same(kept: Compiled) -> None:
    fresh = load_rules()
    assert kept.rules == fresh
    assert [rule.origin for rule in kept.rules.rules] == [rule.origin for rule in fresh.rules]


def test_every_fixture_is_cleaned_and_explained_alike(kept: Compiled) -> None:
    fresh, cached = Cleaner(), Cleaner(kept.rules, tables=kept.tables)
    for path in FIXTURES:
        text = decode(path.read_bytes())[0]
        assert cached.clean(text) == fresh.clean(text), path
        assert cached.explain(text) == fresh.explain(text), path


def test_a_cleaner_out_of_the_cache_can_be_pickled(kept: Compiled) -> None:
    text = decode(FIXTURES[0].read_bytes())[0]
    cleaner = Cleaner(kept.rules, tables=kept.tables)
    assert pickle.loads(pickle.dumps(cleaner)).clean(text) == cleaner.clean(text)


def test_rules_out_of_the_cache_can_be_changed(kept: Compiled) -> None:
    rule = replace(kept.rules.rules[0], weight=5)
    assert (rule.weight, rule.why) == (5, load_rules().rules[0].why)


def test_nothing_is_compiled_twice(tmp_path: Path) -> None:
    first = load_compiled([*SIGNALS, source()], Cache(tmp_path))
    again = load_compiled([*SIGNALS, source()], Cache(tmp_path), waiting=forbidden())
    assert again.rules == first.rules


CHANGES = [
    pytest.param({"sources": [*SIGNALS, source(PACK + RULE.replace("some", "more"))]}, id="a rule"),
    pytest.param({"sources": [*SIGNALS, source()._replace(name="q.toml")]}, id="a name"),
    pytest.param({"sources": [*SIGNALS, source()._replace(shipped=True)]}, id="where a file is from"),
    pytest.param({"sources": [source(), *SIGNALS]}, id="the order"),
    pytest.param({"disable": ["p.*"]}, id="what is switched off"),
    pytest.param({"builtin": False}, id="the shipped rules"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_seen(change: dict[str, object], tmp_path: Path) -> None:
    given: dict[str, object] = {"sources": [*SIGNALS, source()]}
    load_compiled(cache=Cache(tmp_path), **given)  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match="once more"):
        load_compiled(cache=Cache(tmp_path), waiting=forbidden(), **(given | change))  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"", b"\0", b"(\1\0\0\0N", b"not marshal", b"\xe3" * 40], ids=repr)
def test_an_entry_that_is_something_else_is_made_again(data: bytes, tmp_path: Path) -> None:
    sources = [*SIGNALS, source()]
    fresh = load_compiled(sources, Cache(None)).rules
    load_compiled(sources, Cache(tmp_path))
    for path in tmp_path.iterdir():
        Cache(tmp_path).put(path.name.partition("-.")[0], data)
    assert load_compiled(sources, Cache(tmp_path)).rules == fresh
    assert load_compiled(sources, Cache(tmp_path), waiting=forbidden()).rules == fresh


def test_what_is_late_is_made_again_if_it_is_gone(tmp_path: Path) -> None:
    sources = [*SIGNALS, source()]
    load_compiled(sources, Cache(tmp_path))
    for path in tmp_path.glob("*-late-.*"):
        path.unlink()
    (rule,) = load_compiled(sources, Cache(tmp_path), waiting=forbidden()).rules.rules
    assert rule.why == "Noise."


def test_lines_to_drop_are_added_to_what_was_kept(tmp_path: Path) -> None:
    sources, text = [*SIGNALS, source()], "Some noise\nMore noise\nThe ferry sailed.\n"
    load_compiled(sources, Cache(tmp_path))
    for asked, left in (["More noise", "Some noise"], "The ferry sailed.\n"), ([], text[11:]):
        rules, tables = load_compiled(sources, Cache(tmp_path), waiting=forbidden())
        cleaner = Cleaner(with_drop_lines(rules, asked), tables=tables, min_words=0, scored=False)
        assert cleaner.clean(text).text == left


@pytest.mark.parametrize("usable", [True, False])
def test_a_broken_file_is_refused_each_time(usable: bool, tmp_path: Path) -> None:
    sources = [*SIGNALS, source(PACK + RULE + "zoone = 3\n")]
    cache = Cache(tmp_path if usable else None)
    said = set()
    for _ in range(2):
        with pytest.raises(RuleFileError) as caught:
            load_compiled(sources, cache)
        said.add(str(caught.value))
    (message,) = said
    assert message.startswith('p.toml:9: rule "a": unknown key "zoone"')
    assert list(tmp_path.iterdir()) == []
