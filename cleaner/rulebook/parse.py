"""Read one rule file: TOML to typed entries, with a message for everything that is wrong."""

import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Annotated, Any, Final, TypeVar, get_args, get_origin

import msgspec

from cleaner.rulebook.messages import element, example, explain, plain_words, read_toml, toml_fault
from cleaner.rulebook.positions import Places, locate
from cleaner.rulebook.schema import REPLACED, FileEntry, PackEntry, ProseEntry, RuleEntry, Table
from cleaner.text.fold import fold
from cleaner.text.words import tokens

T = TypeVar("T", bound=Table)
_PLAIN: Final[Mapping[str, tuple[Any, str]]] = {
    "fragments": (dict[str, str], "write name = 'pattern'"),
    "disable": (list[str], 'write disable = ["pack.rule", "pack.*"]'),
    "function_words": (dict[str, list[str]], 'write en = ["the", "of", "and"] in a table [function_words]'),
}

_REPLACED_WITHIN: Final = {
    "budget": "write it within the region: below = { budget = 0.08 }",
    "rule": 'name the line itself: after = { lines = ["comments"], within = 5 }',
}


@dataclass(slots=True)
class RuleFile:
    """One rule file as it was read. `problems` are its faults so far, ready to print."""

    name: str
    text: str
    shipped: bool = False
    places: Places = field(default_factory=Places)
    pack: PackEntry | None = None
    rules: list[tuple[int, RuleEntry]] = field(default_factory=list)
    parts: list[tuple[int, RuleEntry]] = field(default_factory=list)
    """What is sound of rules with faults: enough to look for more of them."""
    names: dict[int, str] = field(default_factory=dict)
    """How messages name each rule."""
    fragments: dict[str, str] = field(default_factory=dict)
    prose: ProseEntry | None = None
    disable: list[str] = field(default_factory=list)
    function_words: dict[str, list[str]] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def at(self, line: int | None) -> str:
        """Return how messages name a line."""
        return f"{self.name}:{line}" if line else self.name

    def report(self, line: int | None, who: str, problem: str, advice: str) -> None:
        """Add a fault: where it is, which rule or table has it, what is wrong, what to write instead."""
        self.problems.append(
            (line or 0, f"{self.at(line)}: {who + ': ' if who else ''}{problem}\n  {advice}")
        )

    def report_rule(
        self, index: int, problem: str, advice: str, key: str = "", element: int | None = None
    ) -> None:
        """Add a fault of rule number `index`, at its `key` and the key's `element` if they are given."""
        self.report(self.places.find("rule", index, key, element), self.names[index], problem, advice)


def read_rule_file(name: str, data: bytes, *, shipped: bool = False) -> RuleFile:
    """Read the rule file `data`, called `name` in messages."""
    file = RuleFile(name=name, text="", shipped=shipped)
    try:
        file.text = data.decode("utf-8-sig").replace("\r\n", "\n")
        tables = read_toml(file.text)
    except UnicodeDecodeError as error:
        file.report(None, "", f"byte {error.start} is not UTF-8", "rule files are UTF-8; save it as such")
        return file
    except tomllib.TOMLDecodeError as error:
        file.report(*toml_fault(str(error), file.text))
        return file
    file.places = locate(file.text)
    _check_keys(file, None, "", tables, FileEntry, "")
    _read_pack(file, tables)
    for at, table in _tables(file, tables, "rule"):
        file.names[at] = _name("rule", at, table)
        rule = convert_table(file, ("rule", at), file.names[at], table, RuleEntry)
        if rule:
            file.rules.append((at, rule))
        else:
            file.parts.append((at, _sound_part(table)))
    if _is_table(file, tables, "prose"):
        file.prose = convert_table(file, ("prose", 0), "[prose]", tables["prose"], ProseEntry)
    for key in _PLAIN:
        _read_plain(file, tables, key)
    _check_function_words(file)
    return file


def _read_pack(file: RuleFile, tables: Mapping[str, Any]) -> None:
    if _is_table(file, tables, "pack"):
        file.pack = convert_table(file, ("pack", 0), "[pack]", tables["pack"], PackEntry)
    elif "pack" not in tables and tables.get("rule"):
        advice = 'begin the file with: [pack], id = "my-pack", category = "other", why = "..."'
        file.report(1, "", "it has rules but no [pack] table", advice)


def _read_plain(file: RuleFile, tables: Mapping[str, Any], key: str) -> None:
    """Take over a table or list that needs no place of its own in messages."""
    kind, advice = _PLAIN[key]
    try:
        setattr(file, key, msgspec.convert(tables.get(key, kind()), kind))
    except msgspec.ValidationError as error:
        line = file.places.find(key, 0) or file.places.find("", 0, key)
        file.report(line, key, plain_words(str(error)), advice)


def _check_function_words(file: RuleFile) -> None:
    """Report what isn't one word."""
    for language, words in file.function_words.items():
        for at, word in enumerate(words):
            if len(tokens(fold(word))) != 1:
                line = file.places.find("function_words", 0, language, at)
                problem = f'function_words: "{word}" is not one word'
                advice = "give each word by itself; of a script without spaces, single letters"
                file.report(line, "", problem, advice)


def _is_table(file: RuleFile, tables: Mapping[str, Any], name: str) -> bool:
    """Say whether there is a [name], and report one that is something else."""
    if name in tables and not isinstance(tables[name], dict):
        line = file.places.find(name, 0) or file.places.find("", 0, name)
        file.report(line, "", f"{name} is not a table", f"write [{name}]")
    return isinstance(tables.get(name), dict)


def _name(kind: str, at: int, table: Mapping[str, Any]) -> str:
    """Return how messages name table number `at` of a kind: by its id, if it has one."""
    return f'{kind} "{table["id"]}"' if isinstance(table.get("id"), str) else f"{kind} {at + 1}"


def _tables(file: RuleFile, tables: Mapping[str, Any], name: str) -> Iterable[tuple[int, dict[str, Any]]]:
    """Yield number and content of every [[name]] table."""
    found = tables.get(name, [])
    if not isinstance(found, list) or not all(isinstance(x, dict) for x in found):
        line = file.places.find(name, 0) or file.places.find("", 0, name)
        file.report(line, "", f"{name} is not a list of tables", f"write [[{name}]]")
        return
    yield from enumerate(found)


def convert_table(
    file: RuleFile, place: tuple[str, int], who: str, table: dict[str, Any], kind: type[T], within: str = ""
) -> T | None:
    """Check each key of a table by itself, so that all faults are told and not the first; None on a fault.

    `within` is the key whose value the table is, where it isn't a table of the file's own.
    """
    with suppress(msgspec.ValidationError):
        return msgspec.convert(table, kind)
    before = len(file.problems)
    _check_keys(file, place, who, table, kind, within)
    for spec in msgspec.structs.fields(kind):
        key = spec.encode_name
        if key not in table:
            if spec.required:
                line = file.places.find(*place, within)
                file.report(line, who, f'"{key}" is missing', f"add {example(within or key)}")
            continue
        nested = _nested(spec.type)
        if nested and isinstance(table[key], dict):
            convert_table(file, place, f"{who}: {key}", table[key], nested, key)
            continue
        try:
            msgspec.convert(table[key], spec.type)
        except msgspec.ValidationError as error:
            line = file.places.find(*place, within or key, element(str(error))) or file.places.find(key, 0)
            problem, advice = explain(key, table[key], spec.type, str(error), within)
            file.report(line, who, problem, advice)
    if len(file.problems) > before:
        return None
    return msgspec.convert(table, kind)


def _sound_part(table: Mapping[str, Any]) -> RuleEntry:
    """Return a rule of those keys that are sound, each by itself."""
    sound: dict[str, Any] = {"id": "", "why": ""}
    for spec in msgspec.structs.fields(RuleEntry):
        if spec.encode_name in table:
            with suppress(msgspec.ValidationError):
                sound[spec.name] = msgspec.convert(table[spec.encode_name], spec.type)
    return RuleEntry(**sound)


def _check_keys(
    file: RuleFile,
    place: tuple[str, int] | None,
    who: str,
    table: Mapping[str, Any],
    kind: type[Table],
    within: str,
) -> None:
    """Report the keys that `kind` doesn't have, each with the nearest that it has."""
    known = [spec.encode_name for spec in msgspec.structs.fields(kind)]
    for key in table:
        if key in known:
            continue
        at = place or ("", 0)
        line = file.places.find(*at, within or key) or file.places.find(key, 0)
        if kind.had_others and (
            key in REPLACED
            or (key == "budget" and kind is RuleEntry)
            or (key == "rule" and within == "after")
        ):
            file.report(line, who, f'key "{key}" is gone', _REPLACED_WITHIN.get(key) or REPLACED[key])
            continue
        near = get_close_matches(key, known, n=1)
        advice = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(known)}"
        file.report(line, who, f'unknown key "{key}"', advice)


def _nested(kind: Any) -> type[Table] | None:
    """Return the table type that a key of type `kind` may hold."""
    if get_origin(kind) is Annotated:  # with what the key means
        kind = get_args(kind)[0]
    options = get_args(kind) or (kind,)
    return next((x for x in options if isinstance(x, type) and issubclass(x, Table)), None)
