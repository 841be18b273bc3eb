"""What an input, a rule file or a name holds can't act on the terminal that shows it."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from running import PLAIN_RULES, RULES, Done

Run = Callable[..., Done]
EVIL = "\x1b]0;owned\x07 \u202e"
PACK = RULES.split("[[rule]]")[0].replace('id = "t"', 'id = "e"')
RULE = PACK + '[[rule]]\nid = "evil"\nwhy = "a\\u001b]0;owned\\u0007 \u202e"\nlines = ["tea\u202e"]\n'
BAD_TEXT = f"Advertisement {EVIL}\nAdvertisement\n{EVIL}\n"


def on_terminal(here: Path, *args: str) -> bytes:
    """Return all that `cleaner` writes to a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cleaner", *args], cwd=here, stdin=subprocess.DEVNULL, stdout=theirs,
        stderr=theirs, env=os.environ | {"NO_COLOR": "1"},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            data = os.read(ours, 1 << 16)
        except OSError:  # how Linux says that the other end is closed
            break
        if not data:
            break
        shown += data
    process.wait()
    os.close(ours)
    return shown


@pytest.mark.parametrize(
    "args",
    [
        pytest.param([*PLAIN_RULES, "--diff", "bad.txt"], id="diff"),
        pytest.param([*PLAIN_RULES, "--explain", "bad.txt"], id="explain"),
        pytest.param([*PLAIN_RULES, f"gone{EVIL}"], id="a name in an error"),
        pytest.param(["--no-config", "--rules", f"gone{EVIL}", "bad.txt"], id="in an error of rules"),
        pytest.param(["--no-config", "--rules", "rule.toml", "--explain", "-v", "bad.txt"], id="score"),
        pytest.param(["rules", "list", "--no-builtin", "--rules", "rule.toml"], id="rules list"),
        pytest.param(["rules", "list", "--json", "--no-builtin", "--rules", "rule.toml"], id="as JSON"),
        pytest.param(["rules", "show", "e.evil", "--rules", "rule.toml"], id="rules show"),
        pytest.param(["rules", "check", "rule.toml"], id="rules check"),
        pytest.param(["rules", "check", "wrong.toml"], id="a bad rule file"),
        pytest.param(["rules", "test", "rule.toml"], id="rules test"),
        pytest.param(["clean", "bad.txt"], id="config"),
        pytest.param(["clean", f"--{EVIL}"], id="usage"),
        pytest.param(["batch", *PLAIN_RULES, "bad.txt", "-o", f"bad.txt/{EVIL}"], id="batch"),
    ],
)
def test_nothing_acts_on_the_terminal(here: Path, args: list[str]) -> None:
    (here / "bad.txt").write_text(BAD_TEXT)
    (here / "rule.toml").write_text(RULE)
    (here / "wrong.toml").write_text(RULE.replace("lines =", '"lin\\u001b\u202ees" ='))
    if args[0] == "clean":
        (here / "cleaner.toml").write_text('level = "\\u001b\u202e"\n"\\u001b\u202e" = 1\n')
    shown = on_terminal(here, *args)
    assert shown
    assert b"\x1b" not in shown
    assert b"\x07" not in shown
    assert "\u202e".encode() not in shown


def test_a_patch_is_a_patch(clean: Run, here: Path) -> None:
    (here / "bad.txt").write_text(BAD_TEXT)
    assert f" {EVIL}\n".encode() in clean("--diff", "bad.txt").out
    assert EVIL.encode() not in clean("--diff", "--color", "always", "bad.txt").out
