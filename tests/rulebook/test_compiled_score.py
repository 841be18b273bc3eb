"""A score out of the cache is the one that its files make."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from small_score import FILES, changed, sources_of, write_score

from cleaner.engine.cleaner import Cleaner
from cleaner.rulebook import archive, compiled, compiled_score
from cleaner.rulebook.cache import VARIABLE, Cache, user_cache
from cleaner.rulebook.compiled import compile_sources, key_of_sources, load_shipped
from cleaner.rulebook.compiled_score import compile_score, from_bytes, load_score, to_bytes
from cleaner.rulebook.find import RuleSource, shipped_sources
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rulebook import make_rulebook
from cleaner.rulebook.score import Score
from cleaner.text.make_tables import make_tables

FUNCTION_WORDS: dict[str, Sequence[str]] = {"en": ("the", "of"), "ja": ("は",)}
SCORE = compile_score(sources_of(), FUNCTION_WORDS)
DATA = to_bytes(SCORE)
TEXT = next(source for source in shipped_sources() if source.name == "rules/text.toml")
PACKS = compile_sources([TEXT])


def columns_of(score: Score) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """Yield all arrays of a score, with names."""
    for name, value in score.index._asdict().items():
        parts = value._asdict() if isinstance(value, tuple) else {"": value}  # type: ignore[attr-defined]
        yield from ((f"{name}.{part}", np.ravel(array)) for part, array in parts.items())


def test_what_was_written_comes_back() -> None:
    again = from_bytes(DATA)
    assert again
    assert replace(again, index=SCORE.index) == SCORE
    for (name, one), (_, other) in zip(columns_of(again), columns_of(SCORE), strict=True):
        assert np.array_equal(one, other), name
        assert one.dtype == other.dtype, name
    assert to_bytes(again) == DATA


def test_the_small_score_uses_everything() -> None:
    """Or the test above would say little."""
    assert all((SCORE.signals, SCORE.tables, SCORE.landmarks, SCORE.entries, SCORE.base, SCORE.hash))
    assert all(array.any() for _, array in columns_of(SCORE))


def test_a_mapped_file_will_do(tmp_path: Path) -> None:
    path = tmp_path / "score.bin"
    path.write_bytes(DATA)
    with path.open("rb") as stream:
        again = from_bytes(memoryview(mmap(stream.fileno(), 0, access=ACCESS_READ)))
    assert again
    assert to_bytes(again) == DATA


def test_they_score_alike() -> None:
    text = "Get our app\n\nThe ferry sailed from the harbour at noon.\n\nMore stories\nSite map\nTea\n"
    again = from_bytes(DATA)
    book = make_rulebook([PACKS], make_tables())
    fresh, kept = (Cleaner(book, score=score, level="strict", min_words=0) for score in (SCORE, again))
    assert kept.explain(text, terms=True) == fresh.explain(text, terms=True)
    assert kept.clean(text) == fresh.clean(text)
    assert kept.clean(text).text != text


CHANGES = {
    "a base": changed("signals.toml", "base = [-10, -20]", "base = [-10, -21]"),
    "the weight of listed lines": changed("signals.toml", "listed = 150", "listed = 151"),
    "a threshold": changed("signals.toml", "normal = [60, 20]", "normal = [60, 21]"),
    "a weight": changed("signals.toml", "second = [40, 0, -100]", "second = [40, 1, -100]"),
    "a table": changed("signals.toml", "[0, 15]", "[0, 16]"),
    "a landmark": changed("landmarks.toml", "teasers", "other"),
    "a line of a landmark": changed("landmarks.toml", '"read on"', '"read now"'),
    "an entry": changed("lexicon.en.toml", '"our app" = 90', '"our apps" = 90'),
    "a listed line": changed("listed.en.toml", "site map", "site maps"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_hash_changes(what: str) -> None:
    assert compile_score(sources_of(CHANGES[what]), FUNCTION_WORDS).hash != SCORE.hash


def test_the_hash_is_that_of_the_meaning() -> None:
    plain = {name: f"# A remark.\n{text}" for name, text in FILES.items()}
    assert compile_score(sources_of(plain), FUNCTION_WORDS).hash == SCORE.hash
    assert compile_score(sources_of(), {"en": ("the",)}).hash != SCORE.hash


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: data[:0],
    "something before": lambda data: b"something else" + data,
    "the mark alone": lambda data: data[:8],
    "within the size": lambda data: data[:12],
    "without header": lambda data: data[:16],
    "within the header": lambda data: data[:100],
    "another mark": lambda data: b"cleaner\x01" + data[8:],
    "a huge header": lambda data: data[:8] + b"\xff" * 8 + data[16:],
    "no header": lambda data: data[:8] + bytes(8) + data[16:],
    "a header that is none": lambda data: data[:16] + b"\xc1" + data[17:],
    "another header": lambda data: data[:16] + b"\x90" + data[17:],
    "zeros": lambda data: bytes(len(data)),
    "text": lambda data: "\n".join(FILES.values()).encode(),  # noqa: ARG005 - whatever it was
    "packs": lambda data: compiled.to_bytes(PACKS, make_tables()),  # noqa: ARG005 - whatever it was
}


@pytest.mark.parametrize("what", DAMAGE)
def test_what_is_something_else_is_none(what: str) -> None:
    assert from_bytes(DAMAGE[what](DATA)) is None


def test_a_score_is_no_packs() -> None:
    assert compiled.from_bytes(DATA) is None


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_what_was_cut_off_is_none(share: float) -> None:
    assert from_bytes(DATA[: int(share * len(DATA))]) is None


def test_another_version_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "__version__", "0.0.0")
    assert from_bytes(DATA) is None


@pytest.fixture
def compilings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each time that a score is compiled."""
    seen: list[str] = []
    really = compiled_score.compile_score

    def noted(sources: Sequence[RuleSource], function_words: dict[str, Sequence[str]]) -> Score:
        seen.append(" ".join(Path(source.name).name for source in sources))
        return really(sources, function_words)

    monkeypatch.setattr(compiled_score, "compile_score", noted)
    return seen


@lru_cache
def shipped_packs() -> tuple[str, bytes]:
    """Return the key of the shipped rules in a cache, and what is there. They take long to compile."""
    key = f"rules-{key_of_sources(list(shipped_sources()), '')}"
    return key, compiled.to_bytes(*load_shipped(user_cache()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a cache that has the shipped rules already."""
    Cache(tmp_path / "cache").put(*shipped_packs())
    return tmp_path / "cache"


def test_nothing_is_compiled_twice(tmp_path: Path, folder: Path, compilings: list[str]) -> None:
    path = write_score(tmp_path / "score")
    first, again = (load_score(path, cache=Cache(folder)) for _ in range(2))
    assert to_bytes(again) == to_bytes(first)
    assert compilings == [" ".join(sorted(FILES))]


def test_the_users_cache_is_used_unasked(
    tmp_path: Path, folder: Path, compilings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(folder))
    path = write_score(tmp_path / "score")
    first, again = load_score(path), load_score(path)
    assert to_bytes(again) == to_bytes(first)
    assert len(compilings) == 1
    rule = '[[rule]]\nid = "ad"\nwhy = "A label."\nlines = ["ad"]\ndrops = ["Ad"]\nkeeps = ["Ads"]\n'
    (tmp_path / "p.toml").write_text(f'[pack]\nid = "p"\ncategory = "ads"\nwhy = "A pack."\n{rule}')
    before = set(folder.iterdir())
    load_rules([tmp_path / "p.toml"])
    assert len(set(folder.iterdir()) - before) == 1


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_is_seen(what: str, tmp_path: Path, folder: Path, compilings: list[str]) -> None:
    path = tmp_path / "score"
    first = load_score(write_score(path), cache=Cache(folder))
    again = load_score(write_score(path, CHANGES[what]), cache=Cache(folder))
    assert again.hash != first.hash
    assert len(compilings) == 2


def test_a_change_is_seen_by_who_has_loaded_it(tmp_path: Path, folder: Path) -> None:
    path, cache = tmp_path / "score", Cache(folder)
    first = load_score(write_score(path), cache=cache)
    assert load_score(write_score(path, CHANGES["a weight"]), cache=cache).hash != first.hash


@pytest.mark.parametrize("data", [b"", b"\0", DATA[:200], DATA[:-5_000]], ids=["empty", "zero", "200", "cut"])
def test_an_entry_that_is_something_else_is_made_again(
    data: bytes, tmp_path: Path, folder: Path, compilings: list[str]
) -> None:
    path = write_score(tmp_path / "score")
    before = set(folder.iterdir())
    first = load_score(path, cache=Cache(folder))
    (kept,) = set(folder.iterdir()) - before
    Cache(folder).put(kept.name.removesuffix("-.cleaner-cache"), data)
    for _ in range(2):
        assert to_bytes(load_score(path, cache=Cache(folder))) == to_bytes(first)
    assert len(compilings) == 2
