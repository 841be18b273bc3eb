"""The house stays as DESIGN §5 drew it: who may import whom, and how long things may be."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cleaner

HERE = Path(cleaner.__file__).parent
LAYERS = [
    {"model", "errors"},
    {"text"},
    {"rulebook"},
    {"engine"},
    {"sources"},
    {"batch"},
    {"tuning"},
    {"report"},
    {"integrations"},
    {"cli"},
]
FILES = sorted(HERE.rglob("*.py"))
EXEMPT = ("__init__.py", "__main__.py")
LONGEST_FILE, LONGEST_FUNCTION = 350, 60


def layer(module: str) -> int:
    """Return the number of the layer in which "cleaner.x.y" stands."""
    part = module.split(".")[1]
    return next(number for number, parts in enumerate(LAYERS) if part in parts)


def imports(path: Path) -> Iterator[str]:
    """Yield what a file imports, wherever in it, with absolute names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            # "from cleaner import model" imports a module as well as a name.
            yield from (f"{module}.{alias.name}" if module == "cleaner" else module for alias in node.names)


def name(path: Path) -> str:
    return ".".join(path.relative_to(HERE.parent).with_suffix("").parts).removesuffix(".__init__")


INNER = [path for path in FILES if path.parent != HERE or path.name not in EXEMPT]
PUBLIC = {f"cleaner.{word}" for word in (*cleaner.__all__, "__version__")}


@pytest.mark.parametrize("path", INNER, ids=name)
def test_imports_point_one_way(path: Path) -> None:
    own = layer(name(path))
    wrong = [
        found
        for found in imports(path)
        if found.startswith("cleaner.") and found not in PUBLIC and layer(found) > own
    ]
    assert not wrong


@pytest.mark.parametrize("path", INNER, ids=name)
def test_modules_take_names_from_where_they_are(path: Path) -> None:
    """Nobody asks the front door, but for the version, which means nothing to the engine."""
    asked = {found for found in imports(path) if found in PUBLIC}
    assert asked <= (set() if layer(name(path)) == layer("cleaner.engine") else {"cleaner.__version__"})


@pytest.mark.parametrize("path", FILES, ids=name)
def test_one_file_speaks_to_the_terminal(path: Path) -> None:
    if path != HERE / "report" / "terminal.py":
        assert not [found for found in imports(path) if found.split(".")[0] == "rich"]


@pytest.mark.parametrize("path", sorted((HERE / "engine").rglob("*.py")), ids=name)
def test_the_engine_knows_no_outside_world(path: Path) -> None:
    outside = {"pathlib", "os", "time", "sys", "io", "datetime", "click", "rich", "subprocess", "socket"}
    assert not outside & {found.split(".")[0] for found in imports(path)}


@pytest.mark.parametrize("path", sorted((HERE / "cli").glob("*.py")), ids=name)
def test_the_command_line_knows_no_patterns(path: Path) -> None:
    assert not {"re", "regex"} & {found.split(".")[0] for found in imports(path)}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_is_too_long(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    functions = (
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION]
    assert not long


def test_no_module_is_called_utils() -> None:
    assert not [path for path in FILES if path.stem in ("utils", "util", "helpers", "misc", "common")]
