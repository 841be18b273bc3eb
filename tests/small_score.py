"""A small score, made up for tests, so that they don't depend on the shipped one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cleaner.rulebook.find import RuleSource

FILES: Final = {
    "signals.toml": """\
[score]
base = [-10, -20]
listed = 150

[curve]
noise = [100, 900]
normal = [60, 20]
strict = [40, 0]
prose = [40, 40]

[[signal]]
name = "words"
why = "Words of the line."
points = [3, 4, 10]
direction = "falls"
first = [30, 0, -80]
second = [40, 0, -100]

[[signal]]
name = "lexicon"
why = "Sum of the entries in the line."
points = [0, 60, 120]
direction = "rises"
first = [0, 50, 120]

[[signal]]
name = "score"
why = "What the first pass makes of the line."
points = [-50, 20, 120]
second = [-60, 0, 90]

[[signal]]
name = "since_related"
why = "Lines since a heading of other stories."
points = [0, 1, 10]
second = [70, 50, 0]

[[table]]
signals = ["words", "lexicon"]
why = "A word of noise means more in a short line."
points = [[3, 4, 10], [0, 60]]
first = [[0, 15], [0, 10], [0, 5]]
""",
    "landmarks.toml": """\
[[landmark]]
name = "related"
category = "teasers"
why = "Headings of other stories."
lines = ["more stories", "read on"]
""",
    "lexicon.en.toml": """\
language = "en"

[weights]
"our app" = 90
"^get" = 40
"harbour" = -60
""",
    "listed.en.toml": """\
language = "en"
lines = ["site map"]
""",
}
"""By name, the files."""


def write_score(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """Write score files to a folder, which need not exist; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def sources_of(files: Mapping[str, str] = FILES) -> list[RuleSource]:
    """Return score files as they are before they are read."""
    return [RuleSource(name, text.encode()) for name, text in sorted(files.items())]


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """Return the files, with the only `old` in one of them replaced."""
    assert FILES[name].count(old) == 1
    return {**FILES, name: FILES[name].replace(old, new)}
