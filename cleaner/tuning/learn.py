"""Rules from counts of the lines that recur: what is worth a rule, and with which evidence."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import regex

from cleaner.engine.prose import ZONES
from cleaner.model import Zone
from cleaner.rulebook.schema import RuleEntry
from cleaner.text.fold import half_fold, strip_outer
from cleaner.text.words import tokens
from cleaner.tuning.recurring import ANY_WORD, LEAST, Counts, Group, Seen, rarest_words
from cleaner.tuning.templates import DAY, REST, has_letters, is_of_a_day, is_open, literal, pattern_of

_KNOWN: Final = 0.9
"""A line that goes already in such a share of its documents needs no rule."""
_STEADY: Final = 0.1
"""A zone with a smaller share of the lines is a slip."""
_PROSE_SUPPORT: Final = 0.5
"""What prose asks for, and what can be anywhere: articles that are in the corpus twice have such lines."""
_INSIDE: Final = 0.1
"""What is among the short lines of articles more often may belong to a list or a table of theirs."""
_VARIED: Final = 3
"""So many lines that differ make a form; fewer are phrases."""
_TOGETHER: Final = 0.8
"""A run goes on with a line that is right below in such a share of the places where either is."""
_YEAR: Final = regex.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_LONGEST_RUN: Final = 40
_MOST_KEEPS: Final = 8
_SLUG_WORDS: Final = 5


@dataclass(slots=True, kw_only=True)
class Learned:
    """Rules with more examples than they need; `known` is how many lines a rule or the score takes already.

    `few`: hosts with too few documents, and how many those are.
    """

    rules: list[RuleEntry] = field(default_factory=list)
    fragments: dict[str, str] = field(default_factory=lambda: {"learned_day": DAY})
    documents: int = 0
    known: int = 0
    few: dict[str, int] = field(default_factory=dict)


def learn(counts: Counts, *, support: float) -> Learned:
    """Return rules for what at least `support` (a share) of the documents of a host have.

    A line must also be in three documents. Prose, and lines in no steady zone, must be in half of all.
    """
    found = Learned()
    ids: set[str] = set()
    for host, group in sorted(counts.groups.items()):
        found.documents += group.documents
        if group.documents < LEAST:
            found.few[host] = group.documents
            continue
        chosen = _Chooser(host, group, support, found.fragments)
        found.known += len(chosen.known)
        for rule in chosen.rules():
            rule.id = _unused(rule.id, ids)
            found.rules.append(rule)
    return found


def _unused(name: str, ids: set[str]) -> str:
    new, number = name, 1
    while new in ids:
        number += 1
        new = f"{name}-{number}"
    ids.add(new)
    return new


class _Chooser:
    """Chooses what is worth a rule on one host."""

    def __init__(self, host: str, group: Group, support: float, fragments: dict[str, str]) -> None:
        self._fragments = fragments
        self._host = host
        self._group = group
        self._least = max(LEAST, math.ceil(support * group.documents - 1e-9))
        self._words = rarest_words(group)
        frequent = {name: seen for name, seen in group.seen.items() if self._is_frequent(name, seen)}
        self.known = {name for name, seen in frequent.items() if seen.known >= _KNOWN * seen.documents}
        rest = {name: seen for name, seen in frequent.items() if name not in self.known}
        self._chosen = {
            name: seen for name, seen in rest.items() if REST not in name or _is_label(seen, rest)
        }

    def _is_frequent(self, name: str, seen: Seen) -> bool:
        if seen.documents < self._least or not has_letters(name) or seen.inside > _INSIDE * seen.lines:
            return False
        if _is_prose(seen) or not _zones(seen):
            return seen.documents >= _PROSE_SUPPORT * self._group.documents
        return True

    def rules(self) -> Iterator[RuleEntry]:
        """Yield rules: runs first, then what stands alone, from the top of the pages to their end."""
        runs = self._runs()
        in_runs = {name for run in runs for name in run}
        for run in runs:
            yield self._run_rule(run)
        rest = [name for name in self._chosen if name not in in_runs]
        for name in sorted(rest, key=self._order):
            if rule := self._line_rule(name, self._chosen[name]):
                yield rule

    def _order(self, name: str) -> tuple[int, int, str]:
        seen = self._chosen[name]
        return seen.zones.index(max(seen.zones)), -seen.documents, name

    def _runs(self) -> list[list[str]]:
        """Return chains of short lines that are right below one another nearly wherever they are."""
        seen = {name: one for name, one in self._chosen.items() if REST not in name and not one.prose}
        links = {}
        for above, below in self._group.follows.items():
            for one, count in below.items():
                if above != one and above in seen and one in seen:
                    most = max(seen[above].lines, seen[one].lines)
                    if count >= _TOGETHER * most:
                        links[above] = one
        starts = sorted(set(links) - set(links.values()), key=self._order)
        runs, used = [], set[str]()
        for start in starts:
            run = [start]
            while (
                (after := links.get(run[-1]))
                and after not in run
                and after not in used
                and len(run) < _LONGEST_RUN
            ):
                run.append(after)
            used.update(run)
            if len(run) > 1:
                runs.append(run)
        return runs

    def _run_rule(self, run: Sequence[str]) -> RuleEntry:
        seen = [self._chosen[name] for name in run]
        total = Seen()
        for one in seen:
            total.add(one)
        total.documents = min(one.documents for one in seen)
        forms = "|".join(dict.fromkeys(_form(name, self._chosen[name]) for name in run))
        fragment = f"run_{len(self._fragments)}"
        self._fragments[fragment] = rf"\W{{0,3}}(?:{forms})\W{{0,3}}"
        alone = [one.samples[0] for one in seen[:_VARIED]]
        return self._rule(
            run[0],
            f"{len(run)} lines, one below the other",
            total,
            block=[f"{{{fragment}}}", f"{{{fragment}}}", "+"],
            drops=["\n".join(one.samples[0] for one in seen)],
            keeps=[*alone, *self._near(run)],
        )

    def _line_rule(self, name: str, seen: Seen) -> RuleEntry | None:
        """Return the rule for a line that stands alone; None for a word that an article may have, too."""
        drops = seen.samples[:_VARIED]
        keeps = self._near([name])
        if REST in name:
            label = name.removesuffix(f" {REST}")
            what = "A label, with something else behind it each time"
            return self._rule(
                name, what, seen, starts=[label], max_words=seen.most_words, drops=drops, keeps=keeps
            )
        if _is_form(name, seen):
            pattern, what = pattern_of(name), "Lines of the same form"
            return self._rule(
                name, what, seen, pattern=pattern, max_words=seen.most_words, drops=drops, keeps=keeps
            )
        if len(tokens(name)) < 2:
            return None
        return self._rule(name, "The same line", seen, lines=_phrases(seen), drops=drops[:1], keeps=keeps)

    def _rule(self, name: str, what: str, seen: Seen, **keys: object) -> RuleEntry:
        """Return a rule with its reason, its zone and its site."""
        zones = () if _is_prose(seen) else _zones(seen)
        where = f"always in the {' or '.join(zones)}" if zones else "in any place"
        why = f"{what}: in {seen.documents:,} of {self._group.documents:,} documents, {where}."
        keys["keeps"] = cast("list[str]", keys["keeps"])[:_MOST_KEEPS]
        rule = RuleEntry(id=slug(name), why=why, **keys)  # type: ignore[arg-type]
        if zones:
            rule.zone = zones[0] if len(zones) == 1 else list(zones)
        if self._host:
            rule.site = [self._host]
        return rule

    def _near(self, names: Sequence[str]) -> list[str]:
        """Return lines of the corpus that don't recur: those first that share the most words with `names`."""
        own = {word for name in names for word in tokens(name)}
        found = {
            line for name in names for word in self._words[name] for line in self._group.near.get(word, ())
        }
        shared = {line: len(own.intersection(tokens(half_fold(line)))) for line in found}
        best = sorted(found, key=lambda line: (-shared[line], len(line), line))
        # A line of an article with the learned one at its end differs from it by one thing.
        others = self._group.near.get(ANY_WORD, [])
        sample = self._chosen[names[0]].samples[0]
        return [*best[:_MOST_KEEPS], *(f"{line} {sample}" for line in others)]


def _is_label(seen: Seen, rest: Mapping[str, Seen]) -> bool:
    """Say whether a label has something else behind it nearly every time."""
    own = {strip_outer(half_fold(one)) for one in seen.samples}
    return len(own) >= _VARIED and not own & rest.keys()


def _is_prose(seen: Seen) -> bool:
    return seen.prose * 2 > seen.lines


def _zones(seen: Seen) -> tuple[Zone, ...]:
    """Return the zones that the lines are in; none where they are anywhere."""
    found = [zone for zone, count in zip(ZONES, seen.zones, strict=True) if count >= _STEADY * seen.lines]
    return cast("tuple[Zone, ...]", tuple(found) if len(found) < len(ZONES) else ())


def _is_form(name: str, seen: Seen) -> bool:
    """Say whether what is open in a template should stay so: it differs, or is a day or a year."""
    if not is_open(name):
        return False
    return is_of_a_day(name) or len(_phrases(seen)) >= _VARIED or any(map(_YEAR.search, seen.samples))


def _phrases(seen: Seen) -> list[str]:
    return sorted({strip_outer(half_fold(one)) for one in seen.samples})


def _form(name: str, seen: Seen) -> str:
    """Return a pattern for a line of a run, without what may be around it."""
    if _is_form(name, seen):
        return pattern_of(name, around="")
    return "|".join(map(literal, _phrases(seen)))


def slug(name: str) -> str:
    """Return an id made of the first words, or a plain one where they aren't Latin letters."""
    words = regex.findall("[a-z0-9]+", name)
    return "-".join(words[:_SLUG_WORDS]) or "line"
