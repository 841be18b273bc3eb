"""What documents show for other libraries works, where these are installed."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from examples import ROOT, Block, read_blocks

RECIPES = [
    pytest.param(block, id=f"{path.stem}-{block.name}")
    for path in sorted((ROOT / "docs").glob("*.md"))
    for block in read_blocks(path.read_text(encoding="utf-8"))
    if block.kind == "python" and block.name
]


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_works(recipe: Block, tmp_path: Path) -> None:
    """Each in a process of its own: some of these libraries start threads, or a whole cluster."""
    if find_spec(recipe.name) is None:
        pytest.skip(f"{recipe.name} is not installed: pip install -e '.[engines]'")
    program = tmp_path / "recipe.py"
    program.write_text(recipe.text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_there_are_recipes() -> None:
    names = {param.values[0].name for param in RECIPES}  # type: ignore[union-attr]
    assert names >= {"pandas", "polars", "pyarrow", "datasets"}
