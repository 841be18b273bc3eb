"""What documents show for other libraries works, where these are installed."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from examples import ROOT, Block, read_blocks

from cleaner.engine.shipped import clean_texts

TEXTS = [
    "Advertisement\nTea is served.",
    None,
    "The ferry sails again on Monday.\n\nAdvertisement\n",
    "Milk.",
    "Share on Facebook\nThe ferry sails again.",
]

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
    pq.write_table(
        pa.table({"id": list("abcde"), "text": TEXTS}), tmp_path / "pages.parquet", row_group_size=2
    )
    program = tmp_path / "recipe.py"
    program.write_text(recipe.text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    if "clean.parquet" in recipe.text:
        found = pq.read_table(tmp_path / "clean.parquet").to_pydict()
        left = dict(zip(found["id"], found["text"], strict=True))
        expected = dict(zip("abcde", clean_texts(TEXTS), strict=True))
        if recipe.name == "datatrove":  # its readers skip what has no text, and number the rest
            assert list(left.values()) == [text for text in expected.values() if text]
        else:
            assert left == expected


def test_there_are_recipes() -> None:
    names = {param.values[0].name for param in RECIPES}  # type: ignore[union-attr]
    tables = {"pandas", "polars", "pyarrow", "datasets"}
    assert names == {*tables, "datatrove", "dask", "duckdb", "pyspark", "ray"}
