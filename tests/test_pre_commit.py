"""The hooks find a rule with a mistake, run by pre-commit itself from a copy of the project."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from examples import ROOT

HOOKS = ("cleaner-rules-check", "cleaner-rules-test")
PACK = '[pack]\nid = "mine"\ncategory = "ads"\nwhy = "Ads."\n\n[[rule]]\nid = "ad"\nwhy = "A label."\n'
GOOD = f'{PACK}lines = ["qq ad"]\ndrops = ["Qq ad"]\nkeeps = ["A qq ad"]\n'
BAD_PROOF = GOOD.replace('["Qq ad"]', '["Qq add"]')
BAD_KEY = GOOD.replace("lines", "line")


def git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com"]
    subprocess.run(["git", *author, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "init", "--quiet", ".")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "All")


def pre_commit(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=folder,
        env=os.environ | {"PRE_COMMIT_HOME": str(home), "XDG_CONFIG_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_hooks_find_mistakes(tmp_path: Path) -> None:
    if find_spec("pre_commit") is None or shutil.which("git") is None:
        pytest.skip("needs git and pre-commit: pip install pre-commit")
    project, mine = tmp_path / "project", tmp_path / "mine"
    project.mkdir()
    for name in ("cleaner", "rules", "docs/man", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, project / name)
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", project)
    commit(project)
    (mine / "rules").mkdir(parents=True)
    hooks = "".join(f"      - id: {hook}\n" for hook in HOOKS)
    config = f"repos:\n  - repo: {project}\n    rev: HEAD\n    hooks:\n{hooks}"
    (mine / ".pre-commit-config.yaml").write_text(config)
    (mine / "rules" / "a.toml").write_text(GOOD)
    commit(mine)
    built = pre_commit(mine, tmp_path / "home", "install-hooks")
    if built.returncode:
        pytest.skip(f"pre-commit can't build its environment here: {built.stdout[-300:]}")
    found = {}
    for name, text in (("good", GOOD), ("proof", BAD_PROOF), ("key", BAD_KEY)):
        (mine / "rules" / "a.toml").write_text(text)
        runs = [pre_commit(mine, tmp_path / "home", "run", "--all-files", hook) for hook in HOOKS]
        found[name] = [run.returncode for run in runs]
        if name == "proof":
            assert 'rules/a.toml:10: rule "mine.ad": drops "Qq add": it stays' in runs[1].stdout
    assert found == {"good": [0, 0], "proof": [0, 1], "key": [1, 1]}
