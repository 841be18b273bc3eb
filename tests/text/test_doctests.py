"""Every example in a docstring holds."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import cleaner

HERE = Path(cleaner.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(HERE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in HERE.rglob("*.py")
    if path.name != "__main__.py" and "integrations" not in path.parts
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
