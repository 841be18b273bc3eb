"""What the tests of the command line share: rules, texts, how a run ends."""

import signal
from dataclasses import dataclass
from pathlib import Path

from cleaner.batch.journal import NAME as JOURNAL

RULES = """
[pack]
id = "t"
language = ""
category = "ads"
why = "A pack for tests, so that they don't depend on the shipped ones."

[[rule]]
id = "ad"
why = "A label between paragraphs."
level = "safe"
lines = ["advertisement"]
drops = ["Advertisement"]
keeps = ["Advertisements"]

[[rule]]
id = "all"
why = "Takes whole documents, so that the guard has something to do."
pattern = 'all of it.*'
drops = ["All of it."]
keeps = ["Not all of it."]

[[rule]]
id = "by"
why = "Credits, which strict takes."
category = "credits"
level = "strict"
starts = ["by"]
max_words = 4
drops = ["By Jane Doe"]
keeps = ["Bye Jane"]
"""
PROSE = "The ferry sails again on Monday, the harbour office said on Friday, after a week of storms.\n"
TEXT = f"Advertisement\n\n{PROSE}"
LOST = "All of it goes, says the rule, although this is a sentence like any other in an article.\n"
OWN_RULES = ("--no-config", "--no-builtin", "--rules", "rules.toml")
PLAIN_RULES = (*OWN_RULES, "--no-score")


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    code: int
    out: bytes
    err: str


def heed_interrupts() -> None:
    """Undo in a child process that SIGINT is ignored, as it is in what a shell runs in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files, by their names, below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, by their names, but for the journal of a batch."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != JOURNAL)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
