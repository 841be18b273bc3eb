"""What is installed works without the checkout, and the README's first command installs it."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from examples import ROOT, read_blocks

from cleaner import __version__

OBSERVATORY = Path("fixtures", "wild-style", "theme-dump-observatory")
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
}


def run(*command: object, cwd: Path, **more: str) -> bytes:
    """Run a command that has to end well, and return what it writes."""
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=ENVIRONMENT | more, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A package index that answers. On the machine that tests what is handed in there has to be one."""
    where = tmp_path_factory.mktemp("index")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--retries=1", "hatchling"]
    asked = subprocess.run(command, cwd=where, env=ENVIRONMENT, capture_output=True, check=False)
    if asked.returncode and not os.environ.get("CI"):
        pytest.skip("pip reaches no package index")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the package is built from."""
    copy = tmp_path_factory.mktemp("checkout")
    for path in (
        ROOT / part
        for part in (
            "cleaner",
            "rules",
            "docs/man",
            OBSERVATORY,
            "hatch_build.py",
            "pyproject.toml",
            "README.md",
            "LICENSE",
        )
    ):
        goal = copy / path.relative_to(ROOT)
        goal.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, goal, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, goal)
    return copy


@pytest.fixture(scope="module")
def wheel(index: None, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, checkout, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a virtual environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    run(folder / "bin" / "pip", "install", "--quiet", wheel, cwd=folder)
    return folder / "bin"


def test_the_wheel_holds_rules_types_and_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    rules = {path.relative_to(ROOT / "rules").as_posix() for path in (ROOT / "rules").rglob("*.toml")}
    assert {f"cleaner/shipped_rules/{rule}" for rule in rules} <= names
    assert "cleaner/py.typed" in names
    assert {f"cleaner/report/html_files/report.{kind}" for kind in ("html", "css", "js")} <= names
    assert [found for found in names if found.endswith("dist-info/licenses/LICENSE")]
    shared = f"cleaner-{__version__}.data/data/share/man/man1"
    pages = {f"{shared}/{path.name}" for path in (ROOT / "docs" / "man").glob("*.1")}
    assert pages <= names
    assert {found.split("/")[0] for found in names - pages if "dist-info" not in found} == {"cleaner"}


def test_the_installed_cleaner_needs_no_checkout(programs: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / OBSERVATORY / "input.txt", tmp_path / "input.txt")
    cleaned = run(programs / "cleaner", "input.txt", cwd=tmp_path, HOME=str(tmp_path))
    assert cleaned == (ROOT / OBSERVATORY / "expected.txt").read_bytes()
    package = Path(
        run(programs / "python", "-c", "import cleaner; print(cleaner.__file__)", cwd=tmp_path).decode()
    )
    assert package.is_relative_to(programs.parent)


def test_the_installed_cleaner_has_the_same_rules(programs: Path, tmp_path: Path) -> None:
    here = run(sys.executable, "-m", "cleaner", "--version", cwd=tmp_path, PYTHONPATH=str(ROOT))
    assert run(programs / "cleaner", "--version", cwd=tmp_path) == here


@pytest.mark.usefixtures("index")
def test_the_readme_installs_it_and_cleans_a_document(checkout: Path, tmp_path: Path) -> None:
    """Its first command, as it stands there, in a fresh checkout."""
    first, second = (
        block.text for block in read_blocks((ROOT / "README.md").read_text()) if block.kind == "sh"
    )
    python = tmp_path / "python3"
    python.write_text(f"#!/bin/sh\nexec '{sys.executable}' \"$@\"\n")
    python.chmod(0o755)
    cleaned = run("bash", "-c", first, cwd=checkout, PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert cleaned == (ROOT / OBSERVATORY / "expected.txt").read_bytes()
    # The other one runs the tests, this one among them.
    assert second.startswith("python3 -m venv .venv && ")
    assert second.endswith(" && .venv/bin/python -m pytest\n")
