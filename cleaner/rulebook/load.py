"""Rule files to rulebook."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from cleaner.errors import RuleFileError, refuse_single
from cleaner.rulebook.check import RuleBuilder
from cleaner.rulebook.drop_lines import with_drop_lines
from cleaner.rulebook.find import RuleSource, shipped_sources, sources_at
from cleaner.rulebook.nearest import nearest_rules
from cleaner.rulebook.read import RuleFile, read_rule_file
from cleaner.rulebook.rule import Rule, Rulebook
from cleaner.rulebook.schema import PackEntry, ProseEntry, RuleEntry
from cleaner.rulebook.signals import LINE_SIGNALS, SECOND_SIGNALS, CleanBounds, Scoring, Signal
from cleaner.text.fold import fold
from cleaner.text.prose import ProseTest

SIGNALS: Final = "signals.toml"
"""The file that makes a folder of rule files a whole rule set."""


def load_rules(
    paths: Sequence[Path | str] = (),
    *,
    builtin: bool = True,
    disable: Sequence[str] = (),
    drop_lines: Sequence[str] = (),
) -> Rulebook:
    """Load the rules that come with the cleaner, then `paths` (files or folders), into one rulebook.

    A later rule replaces an earlier one of the same full id. `disable` holds full ids
    or globs over them; `drop_lines` are lines to drop wherever they stand. With
    `builtin` false none of the shipped rules act and no line falls by its score, but the
    shipped fragments and the `[prose]` table still hold. Raises RuleFileError with
    everything that is wrong in any of the files, and ArgumentError where one text stands
    for a list.
    """
    refuse_single("paths", paths)
    refuse_single("disable", disable)
    refuse_single("drop_lines", drop_lines)
    files = [*read_shipped(), *read_files(paths)]
    return assemble(files, builtin=builtin, disable=disable, drop_lines=drop_lines)


def read_shipped() -> list[RuleFile]:
    """Read the rule files that come with the cleaner."""
    return [read_source(source) for source in shipped_sources()]


def read_files(paths: Iterable[Path | str]) -> Iterator[RuleFile]:
    """Read rule files, and all `*.toml` of folders, sorted by name."""
    return map(read_source, sources_at(paths))


def read_source(source: RuleSource) -> RuleFile:
    """Read one rule file."""
    if not source.shipped:
        return read_rule_file(source.name, source.data)
    file = _read_once(source.name, source.data)
    # A copy of its own for whoever reads it: faults are noted in it.
    return replace(file, problems=list(file.problems))


@lru_cache(maxsize=128)
def _read_once(name: str, data: bytes) -> RuleFile:
    """Read a shipped file; a program that makes many cleaners reads it once."""
    return read_rule_file(name, data, shipped=True)


@lru_cache(maxsize=256)
def _build_once(
    name: str, text: str, fragments: tuple[tuple[str, str], ...]
) -> tuple[tuple[tuple[Rule, RuleEntry], ...], tuple[tuple[int, str], ...]]:
    """Build the rules of a shipped file; return them and what is wrong with them, if anything is."""
    file = replace(_read_once(name, text.encode()), problems=[])
    return tuple(_build(file, dict(fragments))), tuple(file.problems)


def assemble(
    files: Sequence[RuleFile],
    *,
    builtin: bool = True,
    disable: Sequence[str] = (),
    drop_lines: Sequence[str] = (),
) -> Rulebook:
    """Build one rulebook from files that were read, later ones replacing rules of earlier ones."""
    fragments: dict[str, str] = {}
    for file in files:
        fragments |= file.fragments
    rules: dict[str, Rule] = {}
    entries: dict[str, RuleEntry] = {}
    known: set[str] = set()
    for file in files:
        for rule, entry in _rules_of(file, fragments):
            known.add(rule.id)
            if builtin or not file.shipped:
                rules.pop(rule.id, None)
                rules[rule.id], entries[rule.id] = rule, entry
    _check_after(files, rules, known)
    _check_prose(files)
    _refuse(files)
    patterns = [*disable, *(pattern for file in files for pattern in file.disable)]
    chosen = [rule for rule in rules.values() if not any(fnmatchcase(rule.id, p) for p in patterns)]
    prose = next(file.prose for file in reversed(files) if file.prose)
    scoring = _scoring([file for file in files if builtin or not file.shipped])
    function_words = frozenset(fold(word) for file in files for word in file.function_words)
    rulebook = Rulebook(
        rules=tuple(chosen),
        prose=ProseTest(**msgspec.structs.asdict(prose)),
        function_words=function_words,
        scoring=scoring,
        hash=_hash(chosen, entries, fragments, prose, function_words, scoring),
        warnings=tuple(_warnings(patterns, known)),
    )
    return with_drop_lines(rulebook, drop_lines)


def _rules_of(file: RuleFile, fragments: dict[str, str]) -> Iterable[tuple[Rule, RuleEntry]]:
    """Return the rules of one file; what is wrong with them goes into its problems."""
    if not file.shipped or file.problems:
        return _build(file, fragments)
    rules, problems = _build_once(file.name, file.text, tuple(sorted(fragments.items())))
    file.problems += problems
    return rules


def _build(file: RuleFile, fragments: dict[str, str]) -> Iterator[tuple[Rule, RuleEntry]]:
    """Build the rules of one file."""
    # Without a sound [pack] the file is refused, but what else is wrong with it is told as well.
    pack = file.pack or PackEntry(id="", category="other", why="")
    builder = RuleBuilder(file, pack, fragments)
    seen: dict[str, int] = {}
    for index, entry in file.rules:
        if entry.id in seen:
            line = file.places.find("rule", seen[entry.id])
            where = f" on line {line}" if line else ""
            file.report_rule(
                index, f"the same id stands{where} already", "give each rule an id of its own", "id"
            )
            continue
        seen[entry.id] = index
        rule = builder.build(index, entry)
        if rule:
            yield rule, entry
    for index, entry in file.parts:
        builder.check_matcher(index, entry)


def _check_after(files: Sequence[RuleFile], rules: dict[str, Rule], known: set[str]) -> None:
    """Report gates that wait for a rule that doesn't exist."""
    for file in files:
        for index, entry in file.rules:
            rule = rules.get(f"{file.pack.id}.{entry.id}") if file.pack else None
            after = rule.gates.after if rule else None
            if rule and rule.origin.file == file.name and after and after.rule not in known:
                advice = "name a rule of this pack by its id, another's by pack.id"
                file.report_rule(index, f'after: there is no rule "{after.rule}"', advice, "after")


def _check_prose(files: Sequence[RuleFile]) -> None:
    if not any(file.prose for file in files):
        problem = f"no rule file has a [prose] table\n  the shipped rules/{SIGNALS} is missing; reinstall"
        raise RuleFileError([problem])


def _scoring(files: Sequence[RuleFile]) -> Scoring:
    """Return the signals of all files; a later one replaces an earlier one of the same id."""
    entries = {entry.id: entry for file in files for entry in file.signals}
    signals = {
        id_: Signal(
            id=id_, bins=tuple(entry.bins), weights=tuple(entry.weights), clean=tuple(entry.clean_weights)
        )
        for id_, entry in entries.items()
    }
    score = next((file.score for file in reversed(files) if file.score), None)
    bounds = msgspec.structs.asdict(score) if score else {}
    clean = bounds.pop("clean", None)
    return Scoring(
        **bounds,
        clean=CleanBounds(**msgspec.structs.asdict(clean)) if clean else None,
        first=tuple(signals[id_] for id_ in LINE_SIGNALS if id_ in signals),
        second=tuple(signals[id_] for id_ in SECOND_SIGNALS if id_ in signals),
    )


def _refuse(files: Sequence[RuleFile]) -> None:
    """Raise RuleFileError if any file has a fault, with all of them in file order."""
    problems = [text for file in files for _, text in sorted(file.problems, key=lambda p: p[0])]
    if problems:
        raise RuleFileError(problems)


def _warnings(disabled: Sequence[str], known: set[str]) -> Iterator[str]:
    """Say what is odd but no error: switches that switch nothing."""
    for pattern in disabled:
        if not any(fnmatchcase(rule, pattern) for rule in known):
            advice = nearest_rules(pattern, sorted(known)) or "rules list shows the ids"
            yield f'disable "{pattern}" matches no rule\n  {advice}'


def missing_proof(file: RuleFile) -> Iterator[str]:
    """Yield a message for each rule of `file` that lacks examples. A keep rule needs no drops."""
    for index, entry in file.rules:
        needed = ("keeps",) if entry.keep else ("drops", "keeps")
        missing = [key for key in needed if not getattr(entry, key)]
        if missing:
            line = file.places.find("rule", index)
            advice = "without examples nothing proves that it works"
            yield f'{file.at(line)}: rule "{entry.id}": no {" and ".join(missing)}\n  {advice}'


def _hash(
    rules: Sequence[Rule],
    entries: dict[str, RuleEntry],
    fragments: dict[str, str],
    prose: ProseEntry,
    function_words: frozenset[str],
    scoring: Scoring,
) -> str:
    """Return a short hash of everything that decides what is removed."""
    meaning = (
        [(rule.id, rule.category, rule.language, entries[rule.id]) for rule in rules],
        sorted(fragments.items()),
        prose,
        sorted(function_words),
        scoring,
    )
    return hashlib.sha256(msgspec.json.encode(meaning)).hexdigest()[:12]
