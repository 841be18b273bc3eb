"""Write rule files, of rules whose examples hold."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec import UNSET

from cleaner.rulebook.assemble import build_rules
from cleaner.rulebook.cache import NOWHERE
from cleaner.rulebook.compiled import load_packs
from cleaner.rulebook.find import RuleSource
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import Rulebook, make_rulebook
from cleaner.rulebook.schema import PackEntry, RuleEntry, Table
from cleaner.tuning.cost import too_broad
from cleaner.tuning.prove import prove
from cleaner.tuning.slow_patterns import slow_patterns

_WIDTH: Final = 110
_KEEPS: Final = 2
_PATTERNS: Final = frozenset({"pattern", "block", "span", "fragments"})


def rule_file(
    pack: PackEntry,
    rules: Iterable[RuleEntry],
    fragments: Mapping[str, str],
    header: Sequence[str] = (),
    notes: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return the text of a rule file, with the `fragments` that it uses.

    `header` are comments above it, `notes` a comment above the first key of that name.
    """
    rest = dict(notes)
    own = [*_table("[pack]", [pack], rest)]
    tables = [*_table("[[rule]]", rules, rest)]
    body = "\n".join(tables)
    body += "".join(one for name, one in fragments.items() if f"{{{name}}}" in body)
    used = [f"{name} = {_pattern(one)}" for name, one in fragments.items() if f"{{{name}}}" in body]
    parts = [*(f"# {line}" for line in header), *([""] if header else []), *own]
    if used:
        parts += ["[fragments]", *used, ""]
    return "\n".join([*parts, *tables])


def _table(name: str, tables: Iterable[Table], notes: dict[str, str]) -> Iterator[str]:
    """Yield the lines of some tables: the keys that aren't as they would be without being written."""
    for table in tables:
        yield name
        for spec in msgspec.structs.fields(table):
            value = getattr(table, spec.name)
            default = spec.default if spec.default is not msgspec.NODEFAULT else None
            if value is not UNSET and value != default and value != []:
                if note := notes.pop(spec.name, ""):
                    yield f"# {note}"
                yield from _key(spec.encode_name, value)
        yield ""


def _key(name: str, value: Any) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{name} = {_value(name, value)}"
        return
    items = [_value(name, one) for one in value]
    row = f"{name} = [{', '.join(items)}]"
    if len(row) <= _WIDTH:
        yield row
        return
    yield f"{name} = ["
    yield from (f"  {item}," for item in items)
    yield "]"


def _value(name: str, value: Any) -> str:
    if isinstance(value, str):
        return _pattern(value) if name in _PATTERNS else text(value)
    return json.dumps(value)


def _pattern(source: str) -> str:
    """Return a pattern as people write it, with backslashes that mean backslashes."""
    return text(source) if "'" in source or not source.isprintable() else f"'{source}'"


def text(value: str) -> str:
    """Return a string as TOML has it: as JSON; what nobody sees is escaped."""
    escaped = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escape(char) for char in escaped)


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 1 << 16 else f"\\U{ord(char):08x}"


def proven(
    shipped: Rulebook, pack: PackEntry, rules: Sequence[RuleEntry], fragments: Mapping[str, str]
) -> list[RuleEntry]:
    """Return the rules that hold beside the `shipped` ones, each with the examples that do.

    There are at least as many keeps as drops. A rule goes if no drop or no keep of it holds, or if a check of
    rule files would refuse it.
    """
    known = {**shipped.packs[0].fragments, **fragments}
    rules = [rule for rule in rules if rule.drops and rule.keeps and not problems_of(pack, rule, known)]
    for _ in range(2):  # what is left has fewer examples, and holds; that is looked at, too
        book, own = _load(shipped, pack, rules, fragments)
        failed = {(failure.rule, failure.claim, failure.example) for failure in prove(book, own)}
        refused = _faults(book, own, pack)
        if not failed and not refused:
            break
        rules = [
            kept
            for rule in rules
            if rule.id not in refused and (kept := _without(rule, f"{pack.id}.{rule.id}", failed))
        ]
    return [_trimmed(rule) for rule in rules]


def _trimmed(rule: RuleEntry) -> RuleEntry:
    """Return a rule with few examples, and no more drops than keeps."""
    drops = rule.drops[: len(rule.keeps)]
    return msgspec.structs.replace(rule, drops=drops, keeps=rule.keeps[: max(_KEEPS, len(drops))])


def problems_of(pack: PackEntry, rule: RuleEntry, fragments: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a rule by itself, without its place."""
    file = read_rule_file(pack.id, rule_file(pack, [rule], fragments).encode())
    list(build_rules(file, dict(fragments) | file.fragments))
    return [text.partition(f'rule "{rule.id}": ')[2] or text for _, text in file.problems]


def _load(
    shipped: Rulebook, pack: PackEntry, rules: Iterable[RuleEntry], fragments: Mapping[str, str]
) -> tuple[Rulebook, list[Rule]]:
    """Return the shipped rules with those of a file that isn't written yet, and the latter."""
    source = RuleSource(
        name=f"{pack.id}.toml", data=rule_file(pack, rules, fragments).encode(), shipped=False
    )
    own = load_packs([source], shipped.packs[0], NOWHERE)
    return make_rulebook([shipped.packs[0], own], shipped.characters), list(own.rules)


def faults(
    shipped: Rulebook, pack: PackEntry, rules: Sequence[RuleEntry], fragments: Mapping[str, str]
) -> dict[str, str]:
    """Return, by the ids of rules that are sound, why a check of rule files would refuse their patterns."""
    return _faults(*_load(shipped, pack, rules, fragments), pack)


def _faults(book: Rulebook, rules: Sequence[Rule], pack: PackEntry) -> dict[str, str]:
    if not any(too_broad(book, rules)) and not any(slow_patterns(rules)):
        return {}
    found = {}
    for rule in rules:
        for fault in (*too_broad(book, [rule]), *slow_patterns([rule])):
            found[rule.id.removeprefix(f"{pack.id}.")] = fault.partition('": ')[2]
    return found


def _without(rule: RuleEntry, name: str, failed: set[tuple[str, Any, str]]) -> RuleEntry | None:
    """Return a rule with the examples that hold; None where none of a kind does."""
    drops = [one for one in rule.drops if (name, "drops", one) not in failed]
    keeps = [one for one in dict.fromkeys(rule.keeps) if (name, "keeps", one) not in failed]
    if not drops or not keeps:
        return None
    return msgspec.structs.replace(rule, drops=drops, keeps=keeps)
