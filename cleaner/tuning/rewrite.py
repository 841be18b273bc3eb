"""Write fitted weights back to the rule files that they came from."""

from collections.abc import Sequence
from pathlib import Path

from cleaner.errors import RuleFileError
from cleaner.rulebook.read import RuleFile, read_rule_file
from cleaner.sources.atomic import replacing
from cleaner.tuning.fit import Weights


def write_weights(folder: Path, weights: Weights) -> list[Path]:
    """Put `weights` into the rule files below `folder`, each with the number of lines that spoke for it.

    Only the values of `weight`, `weights` and `clean_weights` change, and the comments behind them.
    Returns the files that changed. Raises RuleFileError, before any does, where one is or would be wrong.
    """
    changed: dict[Path, bytes] = {}
    for path in sorted(folder.rglob("*.toml")):
        data = path.read_bytes()
        file = _sound(path, data)
        lines = data.decode("utf-8-sig").split("\n")
        for first, last, text in sorted(_edits(file, weights), reverse=True):
            lines[first:last] = [text]
        new = "\n".join(lines).encode()
        if new != data:
            _sound(path, new)
            changed[path] = new
    for path, new in changed.items():
        with replacing(path) as stream:
            stream.write(new)
    return list(changed)


def _sound(path: Path, data: bytes) -> RuleFile:
    """Read a rule file. Raises RuleFileError if anything is wrong with it."""
    file = read_rule_file(str(path), data)
    if file.problems:
        raise RuleFileError([text for _, text in file.problems])
    return file


def _edits(file: RuleFile, weights: Weights) -> list[tuple[int, int, str]]:
    """Return what is to be put in the place of which lines."""
    edits = []
    for index, rule in file.rules:
        id_ = f"{file.pack.id}.{rule.id}" if file.pack else ""
        line = file.places.find("rule", index, "weight")
        if id_ in weights.rules and line:
            count = weights.rule_lines[id_]
            edits.append((line - 1, line, f"weight = {weights.rules[id_]}  # {count:,} lines"))
    for index, signal in enumerate(file.signals):
        for key, found, counts in (
            ("weights", weights.signals, weights.signal_lines),
            ("clean_weights", weights.clean, weights.clean_lines),
        ):
            line = file.places.find("signal", index, key)
            if signal.id in found and line:
                end = file.places.ends["signal", index, key]
                edits.append((line - 1, end, _row(key, found[signal.id], counts[signal.id])))
    return edits


def _row(key: str, weights: Sequence[int], lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, weights))
    return f"{key} = [{shown}]  # lines: {' '.join(map(str, lines))}"
