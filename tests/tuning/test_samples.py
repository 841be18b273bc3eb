"""The texts that the score is fitted to, and what is known of their lines."""

from collections import Counter
from collections.abc import Sequence
from math import log
from textwrap import fill

import pytest

from cleaner.rulebook.assemble import assemble
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rulebook import make_rulebook
from cleaner.text.make_tables import make_tables
from cleaner.text.split import filled_rows
from cleaner.tuning.gold import Page
from cleaner.tuning.measures import flat
from cleaner.tuning.samples import (
    HEADLINE,
    LINES,
    UNKNOWN,
    Batch,
    Sample,
    batches_of,
    fold_of,
    known_noise,
    label,
    make_samples,
)

TEXT = read_rule_file("rules/text.toml", (shipped_folder() / "text.toml").read_bytes(), shipped=True)
BOOK = make_rulebook([assemble([TEXT])], make_tables())
FERRY = "The ferry sailed at dawn with forty people on board."
BELL = "When the fog came in they could hear the bell beyond the pier."
GOLD = f"Fog on the sea\n{FERRY}\n{BELL}"
PAGE = f"Gull News\nHome\nFog on the sea\n{FERRY}\nShare this\n{BELL}\nHome"
IDS = [f"page {number}" for number in range(40)]


def page(
    text: str = PAGE, gold: str | None = GOLD, name: str = "page 0", **known: Sequence[str] | str
) -> Page:
    fields = {"id": name, "place": "a/news.jsonl:1", "site": f"site of {name}", "renderer": "r"} | known
    return Page(text=text, gold=gold, **fields)  # type: ignore[arg-type]


def sample(of: Page, text: str | None = None, kind: str = "page", noise: Sequence[str] = ()) -> Sample:
    return Sample(
        page=of, text=of.text if text is None else text, kind=kind, noise=frozenset(map(flat, noise))
    )


def rows_of(text: str) -> list[str]:
    return [text[start:end] for _, start, end, _ in filled_rows(text)]


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        pytest.param(sample(page()), [1, 1, 0, 0, 1, 0, 1], id="a page"),
        pytest.param(
            sample(page(f"Fog on the sea - Gull News\nHome\nFOG on the sea\n{FERRY}")),
            [1, 1, HEADLINE, 0],
            id="the headline",
        ),
        pytest.param(
            sample(page(f"Late boats again | Gull\nLate boats again\n{FERRY}", neutral=["Late boats again"])),
            [1, HEADLINE, 0],
            id="a headline that the main text leaves out",
        ),
        pytest.param(
            sample(page(f"Gull News\nGull News\n{FERRY}", neutral=["Gull News"])), [-1, -1, 0], id="too short"
        ),
        pytest.param(
            sample(page(neutral=["fog  on THE sea", "gull news"])), [-1, 1, 0, 0, 1, 0, 1], id="neutral"
        ),
        pytest.param(sample(page(f"# Gull News\n**{FERRY}**", neutral=["Gull News"])), [-1, 0], id="bare"),
        pytest.param(sample(page(f"***\n{FERRY}\n---")), [-1, 0, -1], id="no word"),
        pytest.param(
            sample(page("Fog on the sea now and then tonight", "Fog on the sea")), [0], id="half of it"
        ),
        pytest.param(
            sample(page("Tea: fog on the sea now and then tonight", "Fog on the sea")), [1], id="less"
        ),
        pytest.param(sample(page(f"{FERRY}\n{FERRY}")), [0, 1], id="a copy that the main text doesn't have"),
        pytest.param(sample(page("")), [], id="no line"),
        pytest.param(sample(page(), GOLD, "gold"), [0, 0, 0], id="a clean text"),
        pytest.param(
            sample(page(), f"Fog on the sea\nSHARE  this\n{FERRY}\nHome", "injected", ["Share this", "Tea"]),
            [0, 1, 0, 0],
            id="lines put in",
        ),
        pytest.param(
            sample(page(gold=None, kept=[FERRY[4:20]], gone=["share"])),
            [-1, -1, -1, 0, 1, -1, -1],
            id="snippets",
        ),
        pytest.param(
            sample(page(f"THE FERRY  sailed\n{FERRY[:25]}\nTea", gold=None, kept=[FERRY], gone=["tea"])),
            [-1, 0, 1],
            id="part of a snippet, if it is long enough",
        ),
        pytest.param(
            sample(page(f"{FERRY} Share", gold=None, kept=["ferry"], gone=["share"])),
            [-1],
            id="both snippets",
        ),
        pytest.param(
            sample(page("Share " * 80, gold=None, kept=["ferry"], gone=["share"])), [-1], id="too long to go"
        ),
    ],
)
def test_labels(of: Sample, expected: list[float]) -> None:
    assert UNKNOWN == -1
    assert label(of) == expected


def known_first(name: str, gold: str = GOLD) -> bool:
    """Say whether a page's sample has its first line."""
    (first, *_) = make_samples([page(gold=gold, name=name)], {})
    assert first.text in (PAGE, PAGE.partition("\n")[2])
    return first.text == PAGE


def test_half_of_the_pages_have_no_title_bar() -> None:
    kept = [known_first(name) for name in IDS]
    assert 12 <= sum(kept) <= 28
    assert kept == [known_first(name) for name in IDS]


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        pytest.param(GOLD, GOLD, id="main text"),
        pytest.param(f"\n\n  FOG on  the sea \n{FERRY}", GOLD, id="spelled otherwise"),
        pytest.param(PAGE, None, id="nobody knows"),
    ],
)
def test_a_line_of_the_main_text_is_never_taken_away(text: str, gold: str | None) -> None:
    assert {make_samples([page(text, gold, name)], {})[0].text for name in IDS} == {text}


def test_kinds_of_samples() -> None:
    samples = make_samples([page(), page(gold=None, name="page 1"), page(gold="", name="page 2")], {})
    clean = ["gold", "injected"] * 2
    assert [one.kind for one in samples] == ["page", *clean, "page", "page"]
    tight, wide = GOLD, GOLD.replace("\n", "\n\n")
    assert [one.text for one in samples if one.kind == "gold"] == [wide, tight]


NOISY = [page(name=name, site=f"site {number % 6}") for number, name in enumerate(IDS[:12])]


def test_known_noise() -> None:
    assert known_noise(NOISY) == ["Gull News", "Home", "Share this"]
    assert known_noise([one for one in NOISY if one.site < "site 4"]) == []
    also_gold = page("", "Tea\nhome", "x")
    assert known_noise([*NOISY, also_gold]) == ["Gull News", "Share this"]
    assert known_noise([*NOISY, page("Home\nTea", None, "x")]) == known_noise(NOISY)
    long = [page(f"{'Tea ' * 41}\n{FERRY}", name=name) for name in IDS]
    assert known_noise(long) == []


def test_lines_of_noise_are_put_into_clean_texts() -> None:
    samples = make_samples(NOISY, {})
    counts: Counter[int] = Counter()
    for one in samples:
        if one.kind != "injected":
            assert one.noise == frozenset()
            continue
        rows = rows_of(one.text)
        put_in = [row for row in rows if flat(row) in one.noise]
        assert [row for row in rows if row not in put_in] == GOLD.split("\n")
        assert rows[0] == "Fog on the sea"
        assert set(put_in) <= {"Gull News", "Home", "Share this"}
        assert sum(label(one)) == len(put_in) == len(one.noise)
        counts[len(put_in)] += 1
    assert counts.keys() == {1, 3}
    assert samples == make_samples(NOISY, {})


def test_no_line_that_the_text_has_is_put_in() -> None:
    """Another page of the same file may have as main text what is noise elsewhere, folded otherwise."""
    odd = page(f"{FERRY}\nSHARE THIS", f"{FERRY}\nshare  this", "x")
    for one in make_samples([*NOISY, odd], {}):
        assert "share this" not in one.noise


def test_weights_of_pages() -> None:
    pages = [
        page(name="a"),
        page(name="b", place="a/pages-en.jsonl:1"),
        page(name="b", place="a/news.jsonl:2"),
        *(page(name="c", place=f"a/{number}.jsonl:1") for number in range(4)),
    ]
    samples = make_samples(pages, {"news": 3, "pages": 2, "jsonl": 1, "new": 9})
    weights = [(one.page.id, one.kind, one.weight) for one in samples if one.kind != "injected"]
    assert weights == [
        ("a", "page", 3),
        *[("a", "gold", 3)] * 2,
        ("b", "page", 2 / 2**0.5),
        *[("b", "gold", 2)] * 2,
        ("b", "page", 3 / 2**0.5),
        ("c", "page", 0.5),
        *[("c", "gold", 1)] * 2,
        *[("c", "page", 0.5)] * 3,
    ]


def batch_of(*samples: Sample) -> Batch:
    (batch,) = batches_of(samples, [label(one) for one in samples], BOOK)
    return batch


def test_long_lines_weigh_more() -> None:
    sizes = [1, 8, 21, 34, 60, 90]
    text = "\n\n".join(" ".join(["tea"] * size) for size in sizes)
    batch = batch_of(sample(page(), text, "gold"))
    assert batch.units.words.tolist() == sizes
    assert (batch.weight / batch.weight[0]).tolist() == pytest.approx(
        [(2.5 + log(1 + size)) / (2.5 + log(2)) for size in sizes]
    )
    assert batch.weight[4] / batch.weight[0] == pytest.approx(2, abs=0.1)


def test_the_headline_weighs_more() -> None:
    batch = batch_of(sample(page(f"Fog on the sea | Gull\n\nFog on the sea\n\nTea\n\n{FERRY}")))
    assert batch.label.tolist() == [1, 0, 1, 0]
    assert batch.weight[1] == pytest.approx(20 / (2.5 + log(2)) * batch.weight[2])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param("Fog on the sea / Tea / Fog on the sea", [-1, 1, 0], id="the last above the article"),
        pytest.param("Fog on the sea / Tea", [0, 1], id="the title bar, if there is no other"),
    ],
)
def test_of_copies_of_a_headline_one_is_the_headline(rows: str, expected: list[int]) -> None:
    text = "\n\n".join([*rows.split(" / "), FERRY, "Fog on the sea"])
    own = page(text, FERRY, neutral=["Fog on the sea"])
    assert batch_of(sample(own)).label.tolist() == [*expected, 0, -1]


def test_weights_of_samples() -> None:
    text = "\n\n".join(["tea"] * 2 * LINES)
    single, double = (Sample(page=page(), text=text, kind="gold", weight=weight) for weight in (1, 2))
    batch = batch_of(single, double, sample(page(), "tea", "gold"))
    first = batch.weight[batch.units.first_unit].tolist()
    sums = [batch.weight[batch.units.document == at].sum() for at in range(3)]
    assert first[1] == pytest.approx(2 * first[0])
    # A text of one line weighs less than a long one, yet its line weighs more.
    assert first[2] == pytest.approx(2 * first[0])
    assert sums[2] == pytest.approx(sums[0] / LINES)


WRAPPED = fill(
    "The keeper of the lighthouse wrote in her book that the ferry would not sail before noon,"
    " because the fog had come in over the pier much faster than anyone had thought it could,"
    " and so the people who stood there went home again, slowly,"
    " and waited for the bell to ring as it did on each day of that long winter.",
    64,
)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        pytest.param([0, 0, 0, 0, 0], 0, id="article"),
        pytest.param([1, 1, 1, 1, 1], 1, id="noise"),
        pytest.param([1, 1, 0, 0, 0], 0, id="less than half"),
        pytest.param([1, 1, 1, 0, 0], 1, id="more than half"),
        pytest.param([1, 1, 0, 0, -1], 1, id="half of what is known"),
        pytest.param([-1, -1, -1, -1, 0], 0, id="one line is known"),
        pytest.param([-1, -1, -1, -1, -1], -1, id="nothing is known"),
    ],
)
def test_the_label_of_a_hard_wrapped_paragraph(labels: list[float], expected: float) -> None:
    of = sample(page(f"Tea\n\n{WRAPPED}\n\nTea"))
    (batch,) = batches_of([of], [[1, *labels, 0]], BOOK)
    assert batch.label.tolist() == [1, expected, 0]
    assert (batch.weight > 0).tolist() == [True, expected >= 0, True]


def test_nothing_is_known_of_pieces_of_prose() -> None:
    piece = "A gull sleeps on the old pier, and nobody who sails out wakes her. "
    batch = batch_of(sample(page(), "Tea\n" + piece * 200 + "\nTea", "gold"))
    assert len(batch.label) == 202
    assert batch.label.tolist() == [0, *[-1] * 200, 0]
    assert not batch.weight[1:-1].any()


def test_batches_have_all_samples_once() -> None:
    samples = [sample(page(), "x" * 400_000 + f"\n{number}", "gold") for number in range(5)]
    samples += [sample(page(), ""), sample(page(), "tea", "gold")]
    batches = list(batches_of(samples, [label(one) for one in samples], BOOK))
    assert [one for batch in batches for one in batch.samples] == samples
    assert [len(batch.samples) for batch in batches] == [3, 4]
    assert [len(batch.label) == len(batch.weight) == len(batch.units) for batch in batches] == [True] * 2


def test_no_site_is_in_two_folds() -> None:
    samples = [sample(page(name=name, site=f"site {number % 13}")) for number, name in enumerate(IDS)]
    folds = fold_of(samples, 3).tolist()
    assert set(folds) == {0, 1, 2}
    assert all(fold == folds[number % 13] for number, fold in enumerate(folds))
