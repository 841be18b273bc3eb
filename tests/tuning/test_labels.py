"""Which lines are of the main text: the words are aligned, not looked up."""

from time import process_time

import pytest

from cleaner.tuning.labels import label_lines

FERRY = "The ferry sails again on Monday, the harbour office said on Friday."
STORM = "A week of storms had kept the boats at the quay and the cooks at home."
LABELS = [
    pytest.param([FERRY, STORM], f"{FERRY}\n\n{STORM}", [1, 1], id="lines as they are"),
    pytest.param(["Share", FERRY, "Share"], FERRY, [0, 1, 0], id="noise around"),
    pytest.param(["“FERRY”  sails…"], '"Ferry" sails', [1], id="folded"),
    pytest.param([FERRY, "Share", STORM], f"{FERRY} Share {STORM}", [1, 1, 1], id="a word of the article"),
    pytest.param(
        ["Share", "Save", FERRY, "Share the news", STORM, "Share"],
        f"{FERRY}\nShare the news\n{STORM}",
        [0, 0, 1, 1, 1, 0],
        id="a word that is gold elsewhere",
    ),
    pytest.param(
        ["The ferry", "sails again on Monday", ", the harbour office", "said on Friday."],
        FERRY,
        [1, 1, 1, 1],
        id="a paragraph split at its links",
    ),
    pytest.param(["See", "the boats", "Save"], "See the boats", [1, 1, 0], id="a short one split"),
    pytest.param([f"{FERRY} {STORM}"], f"{FERRY}\n{STORM}", [1], id="paragraphs joined"),
    pytest.param(
        [FERRY, "Night boats", "Tea", "Save", "Night boats", "Night boats", STORM],
        f"{FERRY}\nNight boats\n{STORM}",
        [1, 1, 0, 0, 0, 0, 1],
        id="of copies within only one",
    ),
    pytest.param(
        ["Night boats", "Tea", "Save", "Night boats", FERRY],
        f"Night boats\n{FERRY}",
        [0, 0, 0, 1, 1],
        id="the headline above the article, not that of the menu",
    ),
    pytest.param(
        [FERRY, "The office answers calls until five", "Save", "The office answers calls until five"],
        f"{FERRY}\nThe office answers calls until five",
        [1, 1, 0, 0],
        id="the last line below the article, not that of the footer",
    ),
    pytest.param([STORM, "Save", FERRY], f"{FERRY}\n{STORM}", [1, 0, 1], id="long lines in another order"),
    pytest.param(
        ["[Boats](https://example.org/boats) sail **again**"], "Boats sail again", [1], id="Markdown"
    ),
    pytest.param(
        ["The ferry [1] sails again [2] on Monday", FERRY[32:]],
        FERRY,
        [0.75, 1],
        id="footnotes within a line",
    ),
    pytest.param(["分享", "渡轮周一再次启航。", "分享"], "渡轮周一再次启航。", [0, 1, 0], id="no spaces"),
    pytest.param(["***", "", FERRY], FERRY, [None, None, 1], id="nothing to say of no words"),
    pytest.param([FERRY], "", [0], id="no main text"),
    pytest.param([], FERRY, [], id="no lines"),
]


@pytest.mark.parametrize(("lines", "gold", "expected"), LABELS)
def test_lines_are_labelled(lines: list[str], gold: str, expected: list[float | None]) -> None:
    assert label_lines(lines, gold) == expected


MENU = ("Quay", "Tarn", "Moor", "Fell", "Reef", "Cove", "Isle", "Pier")


@pytest.mark.parametrize(
    ("rows", "gold"),
    [pytest.param(2, 1, id="some menu away"), pytest.param(40, 0, id="far away")],
)
def test_a_short_line_is_gold_if_it_is_near(rows: int, gold: int) -> None:
    """A headline above a menu, a last line below one."""
    menu = [name for name in MENU for _ in range(rows)]
    above = label_lines(["Boats", *menu, FERRY], f"Boats\n{FERRY}")
    below = label_lines([FERRY, *menu, "Boats"], f"{FERRY}\nBoats")
    assert above == below[::-1] == [gold, *[0] * len(menu), 1]


def test_words_of_a_menu_are_not_those_that_the_page_lacks() -> None:
    lines = ["All of the", *MENU, *MENU, FERRY]
    assert label_lines(lines, f"Some of the time.\n{FERRY}") == [*[0] * (len(lines) - 1), 1]


def test_many_equal_lines_take_no_quadratic_time() -> None:
    """Each pair of them would be a run: 9 million."""
    rows = ["Add to basket now"] * 3_000
    start = process_time()
    labels = label_lines([FERRY, *rows, STORM], "\n".join([FERRY, *rows, STORM]))
    assert (labels[0], labels[-1]) == (1, 1)
    assert process_time() - start < 5
