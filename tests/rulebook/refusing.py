"""What is said about rule files with faults."""

from cleaner.errors import RuleFileError
from cleaner.rulebook.assemble import assemble
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.parse import read_rule_file

TEXT = read_rule_file("rules/text.toml", (shipped_folder() / "text.toml").read_bytes(), shipped=True)
FRAGMENTS = b"[fragments]\ndate = '[0-9]{4}'\nyear = '[12][0-9]{3}'\n"
PACK = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n'
HEAD = f'{PACK}[[rule]]\nid = "r"\nwhy = "w"\n'


def rule(*keys: str) -> bytes:
    """Return a rule file whose only rule begins on line 5; its own `keys` on line 8."""
    return "\n".join((HEAD.rstrip(), *keys, "")).encode()


def problems(**files: bytes) -> list[str]:
    """Return what is wrong with rule files, by their names without ".toml"."""
    shipped = [
        TEXT,
        read_rule_file("rules/fragments.toml", FRAGMENTS, shipped=True),
    ]
    try:
        assemble([*shipped, *(read_rule_file(f"{name}.toml", data) for name, data in files.items())])
    except RuleFileError as error:
        return list(error.problems)
    return []
