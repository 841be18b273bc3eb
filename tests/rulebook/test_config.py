"""Config files: which are found, what they say together, what is wrong with them."""

import os
from pathlib import Path

import pytest

from cleaner.errors import ConfigError
from cleaner.rulebook.config import Config, find_config

Tree = dict[str, str]


def find(home: Path, tree: Tree, start: str = "work/project/deep") -> Config:
    """Write `tree` under `home` and look from `start` upward; the user's folder is `user`."""
    (home / start).mkdir(parents=True, exist_ok=True)
    for name, text in tree.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    return find_config(home / start, home / "user")


@pytest.mark.parametrize(
    ("tree", "config"),
    [
        pytest.param({}, Config(), id="nothing"),
        pytest.param({"user/cleaner.toml": 'level = "safe"'}, Config(level="safe"), id="the user's"),
        pytest.param(
            {"work/project/deep/cleaner.toml": 'level = "safe"'},
            Config(level="safe"),
            id="in the folder itself",
        ),
        pytest.param({"work/cleaner.toml": 'level = "safe"'}, Config(level="safe"), id="further up"),
        pytest.param(
            {"work/cleaner.toml": 'level = "safe"', "work/project/cleaner.toml": 'language = "en"'},
            Config(language="en"),
            id="the nearest only",
        ),
        pytest.param(
            {"work/pyproject.toml": '[project]\nname = "x"\n[tool.cleaner]\nlevel = "safe"'},
            Config(level="safe"),
            id="pyproject",
        ),
        pytest.param(
            {"work/pyproject.toml": 'tool.cleaner.level = "safe"'},
            Config(level="safe"),
            id="pyproject, dotted",
        ),
        pytest.param(
            {
                "work/cleaner.toml": 'level = "safe"',
                "work/pyproject.toml": '[tool.cleaner]\nlevel = "strict"',
            },
            Config(level="safe"),
            id="cleaner.toml beats pyproject",
        ),
        pytest.param(
            {
                "work/cleaner.toml": 'level = "safe"',
                "work/project/pyproject.toml": '[tool.cleaner]\nlevel = "strict"',
            },
            Config(level="strict"),
            id="but not from further up",
        ),
        pytest.param(
            {"work/cleaner.toml": 'level = "safe"', "work/project/pyproject.toml": "[tool.ruff]\n# cleaner"},
            Config(level="safe"),
            id="a pyproject of something else",
        ),
        pytest.param(
            {"work/project/pyproject.toml": "[tool.\ncleaner = "},
            Config(),
            id="a broken one of somebody else",
        ),
        pytest.param({"work/project/cleaner.toml": ""}, Config(), id="empty"),
        pytest.param(
            {
                "user/cleaner.toml": 'level = "safe"\nlanguage = "de"\nkeep = ["credits"]\ndrop = ["legal"]\n'
                'builtin = false\ndisable = ["a.*"]',
                "work/cleaner.toml": 'level = "strict"\ndrop = []\nbuiltin = true\ndisable = ["b.*"]',
            },
            Config(level="strict", language="de", keep=("credits",), disable=("a.*", "b.*")),
            id="both",
        ),
        pytest.param(
            {
                "user/cleaner.toml": 'keep = ["credits", "ads"]\ndrop = ["legal"]',
                "work/cleaner.toml": 'drop = ["ads"]',
            },
            Config(keep=("credits",), drop=("ads",)),
            id="the project's drop goes before the user's keep",
        ),
        pytest.param(
            {"user/cleaner.toml": 'drop = ["legal", "ads"]', "work/cleaner.toml": 'keep = ["ads"]'},
            Config(keep=("ads",), drop=("legal",)),
            id="and its keep before the user's drop",
        ),
        pytest.param(
            {"work/project/cleaner.toml/x": "", "work/cleaner.toml": 'level = "safe"'},
            None,
            id="a folder of that name",
        ),
    ],
)
def test_find(tmp_path: Path, tree: Tree, config: Config | None) -> None:
    if config is None:
        with pytest.raises(ConfigError, match="is a directory"):
            find(tmp_path, tree)
    else:
        assert find(tmp_path, tree) == config


def test_rule_files_stand_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    tree = {
        "user/rules/mine.toml": "",
        "user/more.toml": "",
        "user/cleaner.toml": 'rules = ["more.toml"]',
        "work/pyproject.toml": '[tool.cleaner]\nrules = ["own.toml", "packs"]',
        "work/own.toml": "",
        "work/packs/a.toml": "",
    }
    assert find(tmp_path, tree).rules == tuple(
        tmp_path / name for name in ("user/rules", "user/more.toml", "work/own.toml", "work/packs")
    )


def test_a_folder_of_the_user_without_rule_files_counts_for_nothing(tmp_path: Path) -> None:
    assert find(tmp_path, {"user/rules/notes.txt": ""}) == Config()


def test_an_absolute_path_stays(tmp_path: Path) -> None:
    rules = tmp_path / "elsewhere.toml"
    rules.write_text("")
    assert find(tmp_path, {"work/cleaner.toml": f"rules = ['{rules}']"}).rules == (rules,)


def test_the_users_file_counts_once(tmp_path: Path) -> None:
    tree = {"user/cleaner.toml": 'disable = ["a.*"]'}
    assert find(tmp_path, tree, start="user/deep").disable == ("a.*",)


ALL_WRONG = """\
levle = "safe"
level = "sfe"
builtin = "no"
language = 3
keep = ["credits", "adverts"]
drop = "ads"
disable = ["a.*", 3]
rules = [
  "none.toml",
]
"""
SAID = """\
{file}:{1}: unknown key "levle"
  did you mean "level"?
{file}:{2}: level "sfe" isn't known
  did you mean "safe"?
{file}:{3}: builtin: expected true or false, got text
  write builtin = false
{file}:{4}: language: expected text, got a whole number
  write language = "en"
{file}:{5}: keep "adverts" isn't known
  did you mean "ads"?
{file}:{6}: drop: expected a list, got text
  write drop = ["ads"]
{file}:{7}: disable: expected text, got a whole number
  write disable = ["pack.rule", "pack.*"]"""


def said(file: Path, above: int) -> str:
    text = SAID.replace("{file}", str(file))
    for line in range(1, 8):
        text = text.replace(f"{{{line}}}", str(line + above))
    return text


@pytest.mark.parametrize(
    ("name", "head"),
    [
        pytest.param("cleaner.toml", "", id="cleaner.toml"),
        pytest.param(
            "pyproject.toml", '[project]\nname = """\nx"""\n\n[ tool . cleaner ] # ours\n', id="pyproject"
        ),
    ],
)
def test_all_faults_are_told(tmp_path: Path, name: str, head: str) -> None:
    file = tmp_path / "work" / name
    others = "[tool.ruff]\nlevel = 3\n" if head else ""
    with pytest.raises(ConfigError) as caught:
        find(tmp_path, {f"work/{name}": head + ALL_WRONG + others})
    assert str(caught.value) == said(file, head.count("\n"))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        pytest.param(
            "cleaner.toml",
            'rules = [\n  "none.toml",\n]',
            '{file}:2: rules: there is no "none.toml"\n  paths are relative to {folder}',
            id="a missing rule file",
        ),
        pytest.param(
            "cleaner.toml",
            'keep = ["legal", "ads"]\ndrop = [\n  "credits",\n  "ads",\n]',
            '{file}:4: drop: keep names "ads", too\n  name it in one of them',
            id="both ways",
        ),
        pytest.param(
            "cleaner.toml",
            'level = "safe',
            "{file}:1: not valid TOML: Illegal character or unclosed string at column 14\n  check quotes",
            id="not TOML",
        ),
        pytest.param(
            "pyproject.toml",
            "[tool.cleaner]\nlevel = [\n",
            "{file}:3: not valid TOML: Invalid value\n  check quotes",
            id="a broken pyproject with our table",
        ),
        pytest.param(
            "pyproject.toml",
            "[tool]\ncleaner = 3\n",
            "{file}: tool.cleaner is not a table\n  write [tool.cleaner]",
            id="not a table",
        ),
        pytest.param(
            "pyproject.toml",
            'tool.cleaner.levle = "safe"\n',
            '{file}: unknown key "levle"\n  did you mean "level"?',
            id="no line is better than a wrong one",
        ),
    ],
)
def test_faults(tmp_path: Path, name: str, text: str, message: str) -> None:
    file = tmp_path / "work" / name
    with pytest.raises(ConfigError) as caught:
        find(tmp_path, {f"work/{name}": text})
    expected = message.format(file=file, folder=file.parent)
    if "not valid TOML" in message:  # its words are Python's
        assert str(caught.value).startswith(f"{file}:{expected.split(':')[1]}: not valid TOML: ")
        assert "\n  check quotes, brackets and commas" in str(caught.value)
    else:
        assert str(caught.value) == expected


def test_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "cleaner.toml"
    file.write_bytes(b"# caf\xe9")
    with pytest.raises(ConfigError) as caught:
        find_config(tmp_path, tmp_path / "none")
    assert str(caught.value) == f"{file}: byte 5 is not UTF-8\n  config files are UTF-8; save it as such"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "cleaner.toml"
    file.write_text("")
    file.chmod(0)
    with pytest.raises(ConfigError) as caught:
        find_config(tmp_path, tmp_path / "none")
    assert str(caught.value) == f"{file}: permission denied\n  mend that, or leave it aside with --no-config"
