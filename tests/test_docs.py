"""What README and documents show is what happens; nothing they should name is missing."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from examples import ANY, ROOT, Block, Command, Session, faults_of, fits, read_blocks, read_commands, rewrite

from cleaner.cli.app import cli
from cleaner.rulebook.cache import user_cache
from cleaner.rulebook.load import load_rules
from cleaner.tuning.prove import prove

DOCS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/README.md"), *(ROOT / "docs").rglob("*.md"))
    if path.is_file()
)
RUN = {"console", "pycon", "python"}
PACK = '[pack]\nid = "example"\ncategory = "other"\nwhy = "An example of a document."\n'


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path) -> list[Block]:
    return list(read_blocks(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", [path for path in DOCS if RUN & {b.kind for b in blocks(path)}], ids=name)
def test_examples_show_what_happens(path: Path, tmp_path: Path) -> None:
    if faults := faults_of(path, tmp_path):
        pytest.fail("\n".join(faults), pytrace=False)


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_nothing_looks_like_an_example_and_is_none(path: Path) -> None:
    """Only text without a name, a drawing, is neither run nor read.

    The set-up commands are test_wheel's; measuring takes minutes, and pages that aren't there.
    """
    setup = {"sh"} if path in (ROOT / "README.md", ROOT / "bench" / "README.md") else set()
    assert {block.kind for block in blocks(path)} <= RUN | {"toml", "text", "json"} | setup


RULES = [
    (path, block)
    for path in DOCS
    for block in blocks(path)
    if block.kind == "toml" and "[[rule]]" in block.body and block.name not in ("wrong.toml", "dash.toml")
]


@pytest.mark.parametrize(
    "block", [pytest.param(block, id=f"{name(path)}:{block.line}") for path, block in RULES]
)
def test_rules_in_documents_hold(block: Block, tmp_path: Path) -> None:
    """Alone and beside the shipped rules, as `cleaner rules test` tries them."""
    file = tmp_path / "example.toml"
    file.write_text(block.text if "[pack]" in block.body else PACK + block.text, encoding="utf-8")
    for builtin in (False, True):
        rulebook = load_rules([file], builtin=builtin, cache=user_cache())
        rules = [rule for rule in rulebook.rules if rule.origin.file == str(file)]
        assert rules
        assert [str(failure) for failure in prove(rulebook, rules)] == []
        assert rulebook.warnings == ()


def command_paths(command: click.Command, path: str) -> Iterator[str]:
    """Yield the names of a command and of all below it."""
    yield path
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for sub in command.list_commands(ctx):
            found = command.get_command(ctx, sub)
            assert found
            yield from command_paths(found, f"{path} {sub}")


def test_every_command_stands_in_cli_md() -> None:
    """To mend it: write the missing `$ cleaner ... --help`, run tests/examples.py on the file."""
    shown = [command.words for block in blocks(ROOT / "docs" / "cli.md") for command in read_commands(block)]
    assert [words for words in shown if words.endswith(" --help")] == [
        f"{path} --help" for path in command_paths(cli, "cleaner")
    ]


def test_cli_md_is_current(tmp_path: Path) -> None:
    """To the letter: in a text that says FILE... the dots don't stand for anything else."""
    shown = [command for block in blocks(ROOT / "docs" / "cli.md") for command in read_commands(block)]
    written = [tuple(lines) for lines, _ in Session(tmp_path).write(shown)]
    assert [command.output for command in shown] == written


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?://)([^)#\s]*)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", index) == decisions


def test_the_version_is_in_the_changelog() -> None:
    from cleaner import __version__

    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changelog, re.MULTILINE)[0] == __version__


@pytest.mark.parametrize(
    ("expected", "lines", "fit"),
    [
        pytest.param(["a", "b"], ["a", "b"], True, id="the same"),
        pytest.param(["a"], ["a", "b"], False, id="more is written"),
        pytest.param(["a", "b"], ["a"], False, id="less is written"),
        pytest.param(["a", ANY], ["a"], True, id="any: none"),
        pytest.param(["a", ANY, "z"], ["a", "b", "c", "z"], True, id="any: some"),
        pytest.param(["a", ANY, "z"], ["a", "b"], False, id="any does not stand for the rest"),
        pytest.param(["a...c"], ["abbc"], True, id="any: a part of a line"),
        pytest.param(["a...c"], ["abb"], False, id="any: not the wrong part"),
        pytest.param([], ["a"], False, id="nothing is nothing"),
    ],
)
def test_output_is_compared(expected: list[str], lines: list[str], fit: bool) -> None:
    assert fits(expected, lines) is fit


@pytest.mark.parametrize(
    ("kind", "body", "fault"),
    [
        pytest.param("console", "$ echo a\nb", "it writes:\n  a", id="another output"),
        pytest.param("console", "$ echo a >&2\na\n$ true", "", id="errors are output, too"),
        pytest.param("console", "$ false", "it ends with exit code 1", id="a failure that is not shown"),
        pytest.param("console", "$ (exit 3)\n$ echo $?\n3", "", id="a failure that is shown"),
        pytest.param("console", "$ cat <<END\n> a\n> END\na", "", id="a command of several lines"),
        pytest.param("pycon", ">>> 1 + 1\n3", "Expected:\n    3\nGot:\n    2", id="another value"),
        pytest.param("python", "assert True", "", id="a program that ends well"),
    ],
)
def test_broken_examples_are_found(kind: str, body: str, fault: str, tmp_path: Path) -> None:
    block = Block(kind=kind, name="", line=1, body=tuple(body.split("\n")))
    found = "\n".join(Session(tmp_path).run(block))
    assert fault in found
    assert bool(found) is bool(fault)


def test_a_block_with_a_name_is_written_for_those_below_it(tmp_path: Path) -> None:
    session = Session(tmp_path)
    assert session.run(Block(kind="text", name="a.txt", line=1, body=("tea",))) == []
    assert session.write([Command(line=2, words="cat a.txt", output=())]) == [(["tea"], 0)]


def test_rewriting_mends_what_differs_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = "# a\n```console\n$ echo 1; echo 2\n...\n$ echo 3\n{}\n$ echo 4\n{}\n```\nb\n"
    page.write_text(text.format("x\ny", "x"))
    (tmp_path / "home").mkdir()
    rewrite(page, tmp_path / "home")
    assert page.read_text() == text.format("3", "4")
