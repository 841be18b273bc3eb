"""What is made from the program is up to date: pages, man pages; and the site of all documents is whole."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import msgspec
import pytest
from examples import ROOT

from cleaner.rulebook.schema import FileEntry

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def make_pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pages", DOCS / "make_pages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_made_pages_are_up_to_date(make_pages: ModuleType) -> None:
    """To mend it: python docs/make_pages.py."""
    wanted = make_pages.pages()
    written = {
        path for pattern in ("commands/*.md", "man/*.1", "rule-reference.md") for path in DOCS.glob(pattern)
    }
    assert {path.relative_to(DOCS).as_posix() for path in written} == set(wanted)
    stale = [name for name, text in wanted.items() if (DOCS / name).read_text(encoding="utf-8") != text]
    assert stale == []


def test_every_key_of_a_rule_file_is_in_the_reference() -> None:
    reference = (DOCS / "rule-reference.md").read_text(encoding="utf-8")
    tables = msgspec.json.schema(FileEntry)["$defs"].values()
    keys = [(key, value["description"]) for table in tables for key, value in table["properties"].items()]
    assert [key for key, meaning in keys if f"| `{key}` |" not in reference or meaning not in reference] == []


def test_a_man_page_is_valid_roff() -> None:
    if shutil.which("groff") is None:
        pytest.skip("needs groff")
    pages = [str(path) for path in sorted((DOCS / "man").glob("*.1"))]
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", *pages], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    shown = subprocess.run(
        ["groff", "-man", "-Tascii", "-P-c", str(DOCS / "man" / "cleaner.1")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "... | cleaner              clean standard input" in shown


def test_the_site_has_no_loose_ends(tmp_path: Path) -> None:
    if importlib.util.find_spec("mkdocs") is None or importlib.util.find_spec("material") is None:
        pytest.skip("needs MkDocs Material: pip install 'cleaner[docs]'")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "docs" / "commands" / "cleaner-rules-check" / "index.html").is_file()
    score = (tmp_path / "site" / "docs" / "score" / "index.html").read_text(encoding="utf-8")
    assert 'id="reading---explain--v"' in score
