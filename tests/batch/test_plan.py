"""Which files a batch takes, and where they go."""

from pathlib import Path

import pytest

from cleaner.batch.plan import Plan, PlanError, make_plan

TREE = {
    "in/a.txt": "a",
    "in/b.md": "b",
    "in/sub/c.txt": "c",
    "in/sub/deep/d.txt": "d",
    "in/.hidden": "x",
    "in/.git/config": "x",
    "in/.a.txt.0f0f0f0f.cleaner-tmp": "x",
    "other/a.txt": "other a",
    "other/e.txt": "e",
    "outside/secret.txt": "s",
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def planned_files(plan: Plan) -> dict[str, str]:
    return {file.target.as_posix(): file.path.as_posix() for file in plan.files}


@pytest.mark.parametrize(
    ("sources", "include", "exclude", "planned"),
    [
        pytest.param(
            ["in"],
            [],
            [],
            {
                "a.txt": "in/a.txt",
                "b.md": "in/b.md",
                "sub/c.txt": "in/sub/c.txt",
                "sub/deep/d.txt": "in/sub/deep/d.txt",
            },
            id="a folder is mirrored, without what is hidden",
        ),
        pytest.param(
            ["in/sub/c.txt", "other/e.txt"],
            [],
            [],
            {"c.txt": "in/sub/c.txt", "e.txt": "other/e.txt"},
            id="files",
        ),
        pytest.param(["in/.hidden"], [], [], {".hidden": "in/.hidden"}, id="a hidden file, if it is named"),
        pytest.param(["in"], ["*.md"], [], {"b.md": "in/b.md"}, id="include by name"),
        pytest.param(["in"], ["sub/*"], ["d*"], {"sub/c.txt": "in/sub/c.txt"}, id="include by path, exclude"),
        pytest.param(["in"], ["*.txt"], ["sub"], {"a.txt": "in/a.txt"}, id="exclude a folder"),
        pytest.param(
            ["in", "other"], [], ["other/*", "a.txt", "*.md", "sub"], {"e.txt": "other/e.txt"}, id="two"
        ),
    ],
)
def test_plan(
    tree: Path, sources: list[str], include: list[str], exclude: list[str], planned: dict[str, str]
) -> None:
    plan = make_plan([Path(s) for s in sources], tree / "out", include=include, exclude=exclude)
    assert planned_files(plan) == planned
    assert (plan.skipped, plan.failed) == ([], [])


@pytest.mark.parametrize(
    ("sources", "dest", "problem"),
    [
        (["in"], "in", "in: this is also the source"),
        (["in"], "other/../in", "other/../in: this is also the source"),
        (["in"], "in/out", "in/out: it is inside the source in"),
        (["in/sub"], "in", "in: the source in/sub is inside it"),
        (["in/a.txt"], "in", "in: the source in/a.txt is inside it"),
        (["alias"], "in", "in: this is also the source"),
        (["in"], "alias", "alias: this is also the source"),
    ],
)
def test_sources_and_destination_must_not_overlap(
    tree: Path, sources: list[str], dest: str, problem: str
) -> None:
    (tree / "alias").symlink_to("in")
    with pytest.raises(PlanError) as caught:
        make_plan([Path(s) for s in sources], Path(dest))
    assert str(caught.value) == f"{problem}\n  name a separate folder for the cleaned files"


@pytest.mark.parametrize(
    ("sources", "problem"),
    [
        (["in", "other"], "out/a.txt: both in/a.txt and other/a.txt would be written there"),
        (["in/a.txt", "other/a.txt"], "out/a.txt: both in/a.txt and other/a.txt would be written there"),
        (["sub", "in"], "out/sub: sub would be written there, and so would the folder of in/sub/c.txt"),
    ],
)
def test_two_files_must_not_become_one(tree: Path, sources: list[str], problem: str) -> None:
    (tree / "sub").write_text("a file")
    with pytest.raises(PlanError) as caught:
        make_plan([Path(s) for s in sources], Path("out"))
    assert str(caught.value) == f"{problem}\n  clean them in separate batches"


def test_links(tree: Path) -> None:
    for name, target in {
        "in/within.txt": "sub/c.txt",
        "in/out.txt": "../outside/secret.txt",
        "in/folder": "../outside",
        "in/circle": "circle",
        "in/nowhere.txt": "gone.txt",
    }.items():
        (tree / name).symlink_to(target)
    plan = make_plan([Path("in")], Path("out"), exclude=["sub", "*.md"])
    assert list(planned_files(plan)) == ["a.txt", "circle", "nowhere.txt", "within.txt"]
    assert [(str(path), why) for path, why in plan.skipped] == [
        ("in/folder", "links to folders are not followed"),
        ("in/out.txt", "the link points outside the source"),
    ]


def test_a_missing_source_does_not_stop_the_others(tree: Path) -> None:
    plan = make_plan([Path("gone"), Path("in/a.txt")], tree / "out")
    assert list(planned_files(plan)) == ["a.txt"]
    assert [(str(path), why) for path, why in plan.failed] == [
        ("gone", "there is no such file\n  check its name")
    ]
