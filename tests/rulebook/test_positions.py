"""Where things stand in a TOML file."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.rulebook.positions import locate

TEXT = """\
disable = ["a"]
# [[rule]] in a comment

[pack]
id = "x"

[[rule]]
id = "one"
why = "it says [[rule]] = 3"
lines = [
    "a",  # not "b", ["c"]
    "d, e",
    'f', "g",
]
drops = ['''
[[rule]]
id = 3
''', "z"]

[rule.below]
while = ["any", "thing"]
lines = ["x",
  "y"]

[[rule]]   # the second
"id" = "two"
after.within = 3
below = { max_lines = 3, until = ["a"] }
[fragments.deep]
id = 1
"""


@pytest.mark.parametrize(
    ("table", "index", "key", "element", "line"),
    [
        pytest.param("", 0, "disable", None, 1, id="key at the top"),
        pytest.param("pack", 0, "", None, 4, id="table"),
        pytest.param("rule", 0, "", None, 7, id="table of a list"),
        pytest.param("rule", 1, "", None, 25, id="second table"),
        pytest.param("rule", 0, "id", None, 8, id="key"),
        pytest.param("rule", 1, "id", None, 26, id="quoted key"),
        pytest.param("rule", 0, "lines", 0, 11, id="first element"),
        pytest.param("rule", 0, "lines", 1, 12, id="element with a comma"),
        pytest.param("rule", 0, "lines", 3, 13, id="two on a line"),
        pytest.param("rule", 0, "lines", 9, 10, id="no such element: the key"),
        pytest.param("rule", 0, "drops", 0, 15, id="text over several lines"),
        pytest.param("rule", 0, "drops", 1, 18, id="after text over several lines"),
        pytest.param("rule", 0, "below", None, 20, id="subtable"),
        pytest.param("rule", 1, "after", None, 27, id="dotted key"),
        pytest.param("rule", 1, "none", None, 25, id="no such key: the table"),
        pytest.param("fragments", 0, "", None, 29, id="subtable of a table that has no header"),
        pytest.param("rule", 2, "", None, None, id="no such table"),
    ],
)
def test_find(table: str, index: int, key: str, element: int | None, line: int | None) -> None:
    tomllib.loads(TEXT)
    assert locate(TEXT).find(table, index, key, element) == line


STRINGS = st.one_of(
    st.text(alphabet="ab[]{}#=,\\\"' \n", max_size=12).map(
        lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    ),
    st.text(alphabet='ab[]{}#=,\\" ', max_size=12).map(lambda text: f"'{text}'"),
    st.text(alphabet="ab[]{}#=,' \n", max_size=12).map(lambda text: f'"""{text}"""'),
    st.text(alphabet='ab[]{}#=,\\" \n', max_size=12).map(lambda text: f"'''{text}'''"),
)
VALUES = st.one_of(
    STRINGS,
    st.integers().map(str),
    st.lists(STRINGS, max_size=3).map(lambda items: "[\n" + ", # ]\n".join(items) + "\n]"),
    STRINGS.filter(lambda text: "\n" not in text).map(lambda text: f"{{ k = {text}, l = [1, [2]] }}"),
)
TABLES = st.lists(VALUES, min_size=1, max_size=3)


@settings(deadline=None)
@given(st.lists(TABLES, max_size=5))
def test_it_finds_the_tables_that_tomllib_finds(tables: list[list[str]]) -> None:
    text = ""
    lines = []
    for values in tables:
        lines.append(text.count("\n") + 1)
        text += "[[rule]] # [x]\n" + "".join(f"k{n} = {value} # '\n" for n, value in enumerate(values))
    found = tomllib.loads(text).get("rule", [])
    places = locate(text)
    assert [places.find("rule", at) for at in range(len(found))] == lines
    for at, table in enumerate(found):
        for key, value in table.items():
            line = places.keys["rule", at, key]
            assert text.split("\n")[line - 1].startswith(f"{key} = ")
            elements = places.elements["rule", at, key]
            after = text.split("\n")[places.ends["rule", at, key] :]
            assert after[0].startswith(("k", "[[rule]]")) if after[0] else len(after) == 1
            assert len(elements) == (len(value) if isinstance(value, list) else 0)
