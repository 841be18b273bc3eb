"""Rule files to compiled packs."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import msgspec

from cleaner.errors import RuleFileError
from cleaner.rulebook.build import RuleBuilder
from cleaner.rulebook.build_index import build_index
from cleaner.rulebook.find import RuleSource, shipped_sources, sources_at
from cleaner.rulebook.parse import RuleFile, read_rule_file
from cleaner.rulebook.rule import ProseTest, Rule
from cleaner.rulebook.rulebook import Packs, short_hash
from cleaner.rulebook.schema import PackEntry
from cleaner.text.fold import fold


def read_shipped() -> list[RuleFile]:
    """Read the rule files that come with the cleaner."""
    return [read_source(source) for source in shipped_sources()]


def read_files(paths: Iterable[Path | str]) -> Iterator[RuleFile]:
    """Read rule files, and all `*.toml` of folders, sorted by name."""
    return map(read_source, sources_at(paths))


def read_source(source: RuleSource) -> RuleFile:
    """Read one rule file."""
    return read_rule_file(source.name, source.data, shipped=source.shipped)


def assemble(files: Sequence[RuleFile], base: Packs | None = None) -> Packs:
    """Compile files that were read; a rule replaces earlier ones of the same full id.

    Patterns may use the fragments of `base`, packs that were compiled before; their own go first. Raises
    RuleFileError with everything that is wrong in any of the files.
    """
    fragments = dict(base.fragments) if base else {}
    for file in files:
        fragments |= file.fragments
    found: dict[str, Rule] = {}
    for file in files:
        for rule in build_rules(file, fragments):
            found.pop(rule.id, None)
            found[rule.id] = rule
    prose = next((file.prose for file in reversed(files) if file.prose), None)
    if not prose and not base:
        _refuse_missing_prose()
    _refuse(files)
    rules = tuple(found.values())
    function_words = {
        language: tuple(map(fold, words)) for file in files for language, words in file.function_words.items()
    }
    known = {**(base.function_words if base else {}), **function_words}
    common = frozenset(word for words in known.values() for word in words)
    index, patterns, literals = build_index(rules, common)
    return Packs(
        rules=rules,
        patterns=patterns,
        codes=(),
        literals=literals,
        index=index,
        fragments=fragments,
        prose=ProseTest(*msgspec.structs.astuple(prose)) if prose else None,
        function_words=function_words,
        disable=tuple(pattern for file in files for pattern in file.disable),
        hash=_hash(rules, prose, function_words, sorted(fragments.items())),
    )


def build_rules(file: RuleFile, fragments: dict[str, str]) -> Iterator[Rule]:
    """Yield the rules of one file; what is wrong with them goes into its problems."""
    # Without a sound [pack] the file is refused, but what else is wrong with it is told as well.
    pack = file.pack or PackEntry(id="", category="other", why="")
    builder = RuleBuilder(file, pack, fragments)
    seen: dict[str, int] = {}
    for index, entry in file.rules:
        if entry.id in seen:
            line = file.places.find("rule", seen[entry.id])
            where = f" on line {line}" if line else ""
            file.report_rule(
                index, f"the same id is used{where} already", "give each rule an id of its own", "id"
            )
            continue
        seen[entry.id] = index
        rule = builder.build(index, entry)
        if rule:
            yield rule
    for index, entry in file.parts:
        builder.check_matcher(index, entry)


def _refuse_missing_prose() -> NoReturn:
    problem = "no rule file has a [prose] table\n  the shipped rules/text.toml is missing; reinstall"
    raise RuleFileError([problem])


def _refuse(files: Sequence[RuleFile]) -> None:
    """Raise RuleFileError if any file has a fault, with all of them in file order."""
    problems = [text for file in files for _, text in sorted(file.problems, key=lambda p: p[0])]
    if problems:
        raise RuleFileError(problems)


def missing_proof(file: RuleFile) -> Iterator[str]:
    """Yield a message for each rule of `file` that lacks examples. A keep rule needs no drops."""
    for index, entry in file.rules:
        needed = ("keeps",) if entry.keep else ("drops", "keeps")
        missing = [key for key in needed if not getattr(entry, key)]
        if missing:
            line = file.places.find("rule", index)
            advice = "without examples nothing proves that it works"
            yield f'{file.at(line)}: rule "{entry.id}": no {" and ".join(missing)}\n  {advice}'


def _hash(rules: Sequence[Rule], *settings: object) -> str:
    """Return a short hash of everything that decides what is removed."""
    meaning = [
        (rule.id, rule.category, rule.level, rule.language, rule.keep, rule.matcher, rule.region, rule.where)
        for rule in rules
    ]
    return short_hash(msgspec.json.encode((meaning, settings)))
