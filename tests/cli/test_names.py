"""Names of files and keys may be anything: messages and output stand as if they weren't."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, TEXT, Done

Run = Callable[..., Done]


FIELDS = '  name the field of the text with --field; fields of this line: "\\x9b2J\\u2028b"'


@pytest.mark.parametrize(
    ("args", "err"),
    [
        pytest.param(
            ["clean", "a.jsonl"],
            f'cleaner: a.jsonl:1: no field "text"\n{FIELDS}\n',
            id="keys",
        ),
        pytest.param(
            ["clean", "a.jsonl", "--field", "\x1b[2J"],
            f'cleaner: a.jsonl:1: no field "\\x1b[2J"\n{FIELDS}\n',
            id="an option's value",
        ),
        pytest.param(
            ["batch", "x\x1b[2J", "-o", "x\x1b[2J"],
            "cleaner batch: x\\x1b[2J: this is also the source\n"
            "  name a separate folder for the cleaned files\n",
            id="plans",
        ),
        pytest.param(
            ["clean", "a.txt", "-o", "no\ncleaner: a.txt: it is \x1b[2J/b"],
            "cleaner: no\\ncleaner: a.txt: it is \\x1b[2J/b: there is no such folder\n"
            "  create it first, or check its name\n",
            id="a destination",
        ),
        pytest.param(
            ["clean", "--rules", "no\n\x1b[2J.toml", "a.txt"],
            "no\\n\\x1b[2J.toml: no such file or directory\n  give a rule file, or a folder of them\n",
            id="a rule file",
        ),
    ],
)
def test_names_do_not_steer_the_terminal(run: Run, here: Path, args: list[str], err: str) -> None:
    (here / "a.txt").write_text(TEXT)
    (here / "a.jsonl").write_text(json.dumps({"\x9b2J\u2028b": "Tea."}, ensure_ascii=False), encoding="utf-8")
    (here / "x\x1b[2J").mkdir()
    done = run(args[0], *PLAIN_RULES, *args[1:])
    assert (done.err, done.code) == (err, 2 if args[0] == "batch" or "--rules" in args else 3)


def test_names_with_line_ends_stay_on_their_line(clean: Run, here: Path) -> None:
    (here / "a\n\x1bb").touch()
    assert clean("a\n\x1bb").err == "cleaner: a\\n\\x1bb: it is empty\n"


def test_names_that_are_no_unicode(clean: Run, here: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    (here / name).write_text(TEXT)
    done = clean("--json", name)
    assert (json.loads(done.out)["source"], done.code) == (name, 0)
