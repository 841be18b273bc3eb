"""Floors: each has a value and a reason, or the file is refused."""

from pathlib import Path

import pytest

from cleaner.errors import ConfigError
from cleaner.tuning.floor import Floor, broken_floors, read_floors
from cleaner.tuning.interval import Figure

GOOD = '[[floor]]\nfigure = "word_f1"\nvalue = 0.8\nwhy = "Reached."\n'
ADVICE = '\n  write figure = "word_f1", value = 0.8 and why = "...", what set or lowered the value'


def test_a_good_file(tmp_path: Path) -> None:
    path = tmp_path / "floor.toml"
    path.write_text(GOOD + GOOD.replace("word_f1", "word_r forum").replace("0.8", "1"))
    assert read_floors(path) == [
        Floor(figure="word_f1", value=0.8, why="Reached."),
        Floor(figure="word_r forum", value=1.0, why="Reached."),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            GOOD + "\n" + GOOD.replace('why = "Reached."\n', ""),
            f':6: floor "word_f1": "why" is missing{ADVICE}',
            id="no reason",
        ),
        pytest.param(
            GOOD.replace("Reached.", " "),
            f':1: floor "word_f1": "why" says nothing{ADVICE}',
            id="blank reason",
        ),
        pytest.param(
            GOOD.replace("0.8", "80"),
            f':1: floor "word_f1": "value" is not a number from 0 to 1{ADVICE}',
            id="per cent",
        ),
        pytest.param(
            GOOD.replace("0.8", "true"),
            f':1: floor "word_f1": "value" is not a number from 0 to 1{ADVICE}',
            id="no number",
        ),
        pytest.param(
            GOOD + "note = 1\n", f':1: floor "word_f1": there is no key "note"{ADVICE}', id="unknown key"
        ),
        pytest.param(
            "word_f1 = 0.8",
            f": it has to hold tables [[floor]], and nothing else\n  in each {ADVICE[3:]}",
            id="no floor",
        ),
        pytest.param(
            "a = [",
            ":1: not valid TOML: Invalid value\n"
            "  check quotes, brackets and commas on this line and the one before",
            id="no TOML",
        ),
    ],
)
def test_a_bad_file_is_refused(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "floor.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as refused:
        read_floors(path)
    assert str(refused.value) == f"{path}{problem}"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file or directory\n  give a TOML file"):
        read_floors(tmp_path / "none.toml")


FLOOR = Floor(figure="word_f1", value=0.8, why="Reached.")


@pytest.mark.parametrize(("value", "broken"), [(0.8, []), (0.7999, [FLOOR]), (0.9, [])])
def test_floors_are_held_against_figures(value: float, broken: list[Floor]) -> None:
    assert broken_floors([FLOOR], {"word_f1": Figure(value, 0.5, 0.9)}) == broken


def test_a_figure_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ConfigError, match='"word_f1" to hold a floor against\n  here are: with_kept'):
        broken_floors([FLOOR], {"with_kept": Figure(1)})
