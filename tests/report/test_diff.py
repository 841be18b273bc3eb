"""Unified diffs: made of what was removed, and what `patch` makes the output of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.engine.render import restore
from cleaner.model import Removal
from cleaner.report.diff import diff


def removal(text: str, start: int, end: int) -> Removal:
    first, last = (len(text[:at].encode()) for at in (start, end))
    return Removal(rule="t.ad", category="ads", line=1, start=first, end=last, text=text[start:end])


def without(text: str, places: list[tuple[int, int]]) -> str:
    gone = {at for start, end in places for at in range(start, end)}
    return "".join(char for at, char in enumerate(text) if at not in gone)


def patched(text: str, shown: str) -> str:
    """Apply a diff, as `patch` does, and hold that all it says of `text` is so."""
    old, new, at = text.split("\n"), [], 0
    lines = shown.split("\n")[2:-1]
    for number, line in enumerate(lines):
        kind, rest = line[:1], line[1:]
        ends = lines[number + 1 : number + 2] != ["\\ No newline at end of file"]
        if kind == "@":
            first, _, count = line.split()[1].removeprefix("-").partition(",")
            start = int(first) - (count != "0")
            new += [f"{row}\n" for row in old[at:start]]
            at = start
        elif kind in " -":
            assert (old[at], at + 1 < len(old)) == (rest, ends)
            at += 1
        if kind in " +":
            new.append(rest + "\n" * ends)
    return "".join(new) + "\n".join(old[at:])


HEAD = "--- x (before)\n+++ x (after)\n"
NO_END = "\\ No newline at end of file\n"


@pytest.mark.parametrize(
    ("text", "places", "shown"),
    [
        pytest.param("a\nb\n", [], "", id="nothing went"),
        pytest.param("a\nb\nc\n", [(2, 4)], "@@ -1,3 +1,2 @@\n a\n-b\n c\n", id="a line"),
        pytest.param("a\nbcd\n", [(3, 4)], "@@ -1,2 +1,2 @@\n a\n-bcd\n+bd\n", id="part of a line"),
        pytest.param("a\n", [(0, 2)], "@@ -1 +0,0 @@\n-a\n", id="all of it"),
        pytest.param("a\nb", [(2, 3)], f"@@ -1,2 +1 @@\n a\n-b\n{NO_END}", id="no end of line"),
        pytest.param(
            "a\nb\nc\nd\n", [(0, 2), (2, 4)], "@@ -1,4 +1,2 @@\n-a\n-b\n c\n d\n", id="one after the other"
        ),
        pytest.param("é\nb\nc\n", [(0, 4)], "@@ -1,3 +1 @@\n-é\n-b\n c\n", id="two lines"),
        pytest.param("a\nb\nc\n", [(1, 2)], "@@ -1,3 +1,2 @@\n-a\n-b\n+ab\n c\n", id="lines become one"),
        pytest.param(
            "a\n1\n2\n3\n4\n5\n6\n7\nb\n",
            [(0, 2), (16, 18)],
            "@@ -1,4 +1,3 @@\n-a\n 1\n 2\n 3\n@@ -6,4 +5,3 @@\n 5\n 6\n 7\n-b\n",
            id="far apart",
        ),
    ],
)
def test_diff(text: str, places: list[tuple[int, int]], shown: str) -> None:
    removals = [removal(text, start, end) for start, end in places]
    assert "".join(diff(text, removals, "x", color=False)) == HEAD * bool(shown) + shown


@given(st.text("ab\né\r ", max_size=60), st.lists(st.integers(0, 60), max_size=8))
def test_it_leads_from_input_to_output(text: str, numbers: list[int]) -> None:
    ends = sorted({min(number, len(text)) for number in numbers})
    places = list(zip(ends[::2], ends[1::2], strict=False))
    removals = [removal(text, start, end) for start, end in places]
    after = without(text, places)
    assert restore(after, removals) == text
    shown = "".join(diff(text, removals, "x", color=False))
    assert patched(text, shown) == after


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_lines_that_stay_are_not_shown_as_changed(stays: list[bool]) -> None:
    text = "".join(f"{number}\n" for number in range(len(stays)))
    begins = [len("".join(f"{number}\n" for number in range(at))) for at in range(len(stays) + 1)]
    gone = [at for at, stay in enumerate(stays) if not stay]
    shown = diff(text, [removal(text, begins[at], begins[at + 1]) for at in gone], "x", color=False)
    changed = [row.rstrip("\n") for row in list(shown)[2:] if row[0] in "-+"]
    assert changed == [f"-{at}" for at in gone]
