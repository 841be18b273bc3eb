"""Check what the types of a rule's keys can't say, and build the rule."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import regex
from msgspec import UNSET

from cleaner.model import Zone
from cleaner.rulebook.fragments import FragmentError, expand
from cleaner.rulebook.messages import pattern_advice
from cleaner.rulebook.parse import RuleFile
from cleaner.rulebook.pattern_cost import cost_fault
from cleaner.rulebook.rule import (
    FLAGS,
    TITLE_MARK,
    After,
    Block,
    Contains,
    Details,
    Lines,
    Matcher,
    Origin,
    Pattern,
    Region,
    Rule,
    Span,
    Starts,
    Step,
    Where,
    pack_details,
)
from cleaner.rulebook.schema import (
    LINE_MATCHERS,
    MATCHERS,
    AfterEntry,
    PackEntry,
    RegionEntry,
    RuleEntry,
    given,
)
from cleaner.text.fold import PLAIN_I, fold, fold_start, half_fold, strip_outer

MOST_LINES: Final = 20
"""How many lines in a row one element of a block may take."""
_REPEATS: Final = {"?": (0, 1), "*": (0, MOST_LINES), "+": (1, MOST_LINES)}


class RuleBuilder:
    """Builds the rules of one file; what is wrong goes into the file's problems."""

    def __init__(self, file: RuleFile, pack: PackEntry, fragments: Mapping[str, str]) -> None:
        self.file = file
        self.pack = pack
        self.fragments = fragments
        self._rows = file.text.split("\n")
        self._pack_source = self._slice(file.places.find("pack", 0))

    def build(self, index: int, entry: RuleEntry) -> Rule | None:
        """Return the rule of entry number `index`, or None where something is wrong with it."""
        before = len(self.file.problems)
        kind = self._matcher_key(index, entry)
        self._check_effect(index, entry)
        self._check_keys(index, entry, kind)
        matcher = self._matcher(index, entry, kind) if kind else None
        region = self._region(index, entry)
        where = self._where(index, entry)
        if len(self.file.problems) > before or matcher is None:
            return None
        return Rule(
            id=f"{self.pack.id}.{entry.id}",
            category=given(entry.category, self.pack.category),
            level=given(entry.level, "normal"),
            language=given(entry.language, self.pack.language),
            keep=entry.keep,
            matcher=matcher,
            region=region,
            where=where,
            packed=pack_details(
                Details(
                    why=entry.why,
                    drops=tuple(entry.drops),
                    keeps=tuple(entry.keeps),
                    origin=self._origin(index),
                )
            ),
        )

    def check_matcher(self, index: int, entry: RuleEntry) -> None:
        """Look for faults in what is matched by a rule that has others."""
        found = [key for key in MATCHERS if getattr(entry, key) is not UNSET]
        if len(found) == 1:
            self._matcher(index, entry, found[0])

    def _fault(
        self, index: int, problem: str, advice: str, key: str = "", element: int | None = None
    ) -> None:
        self.file.report_rule(index, problem, advice, key, element)

    def _matcher_key(self, index: int, entry: RuleEntry) -> str | None:
        found = [key for key in MATCHERS if getattr(entry, key) is not UNSET]
        if len(found) == 1:
            return found[0]
        problem = f"{' and '.join(found)} together" if found else "nothing to match"
        self._fault(index, problem, f"give exactly one of: {', '.join(MATCHERS)}", found[-1] if found else "")
        return None

    def _check_effect(self, index: int, entry: RuleEntry) -> None:
        if not entry.keep:
            return
        for key in ("level", "below", "above", "span"):
            if getattr(entry, key) is not UNSET:
                problem = f"keep = true and {key} together"
                advice = f"leave {key} out: a keep rule acts at every level, on what it matches"
                self._fault(index, problem, advice, key)

    def _check_keys(self, index: int, entry: RuleEntry, kind: str | None) -> None:
        """Report keys that go with other matchers."""
        regions = [key for key in ("below", "above") if getattr(entry, key) is not UNSET]
        if len(regions) == 2:
            self._fault(index, "below and above together", "make it two rules", "above")
        if regions and kind and kind not in LINE_MATCHERS:
            advice = f"only {', '.join(LINE_MATCHERS)} have one"
            self._fault(index, f"{kind} has no region {regions[0]} it", advice, regions[0])
        for name, owner, default in (("chain", "lines", False), ("times", "block", 1)):
            if kind and kind != owner and getattr(entry, name) != default:
                self._fault(index, f"{name} belongs to {owner}", f"leave {name} out", name)
        if kind in ("starts", "contains") and entry.max_words is UNSET:
            advice = "add max_words = 12, the longest line it may take"
            self._fault(index, f"{kind} needs max_words, or it eats prose", advice, kind)

    def _matcher(self, index: int, entry: RuleEntry, kind: str) -> Matcher | None:
        value = getattr(entry, kind)
        if kind in ("lines", "starts", "contains"):
            return self._phrases(index, entry, kind, value)
        if kind == "block":
            return self._block(index, entry, value)
        source = self._pattern(index, value, kind)
        if source is None:
            return None
        if kind == "span":
            if TITLE_MARK in source:
                self._fault(index, "span can't speak of the {title}", "use pattern", kind)
            return Span(source=source)
        if source.strip() == TITLE_MARK:
            advice = "use it within a longer pattern: a headline alone is part of the article"
            self._fault(index, "the {title} alone", advice, kind)
        return Pattern(source=source)

    def _phrases(self, index: int, entry: RuleEntry, kind: str, phrases: list[str]) -> Matcher | None:
        form = {"lines": fold, "starts": fold_start, "contains": half_fold}[kind]
        folded = self._fold(index, kind, phrases, form)
        if kind == "lines":
            return Lines(phrases=tuple(dict.fromkeys(folded)), chain=entry.chain)
        return Starts(phrases=tuple(folded)) if kind == "starts" else Contains(phrases=tuple(folded))

    def _fold(
        self, index: int, key: str, phrases: Sequence[str], form: Callable[[str], str] = fold
    ) -> list[str]:
        """Fold phrases; report those that fold to nothing."""
        folded = [form(phrase) for phrase in phrases]
        for at, phrase in enumerate(phrases):
            if not strip_outer(folded[at]):
                advice = "phrases need a letter or a digit; for symbols use pattern"
                self._fault(index, f'phrase "{phrase}" folds to nothing', advice, key, at)
        return folded

    def _block(self, index: int, entry: RuleEntry, elements: list[str]) -> Block | None:
        steps: list[Step] = []
        for at, element in enumerate(elements):
            if element in _REPEATS:
                if not steps or elements[at - 1] in _REPEATS:
                    self._fault(
                        index, f"'{element}' has nothing before it", "put it after a pattern", "block", at
                    )
                    return None
                least, most = _REPEATS[element]
                steps[-1] = Step(source=steps[-1].source, least=least, most=most)
                continue
            source = self._pattern(index, element, "block", at)
            if source is None:
                return None
            if TITLE_MARK in source:
                self._fault(index, "block can't speak of the {title}", "use pattern", "block", at)
            steps.append(Step(source=source))
        if not any(step.least for step in steps):
            self._fault(
                index, "every element of the block is optional", "leave one without '?' or '*'", "block"
            )
        return Block(steps=tuple(steps), times=entry.times)

    def _pattern(self, index: int, pattern: str, key: str, element: int | None = None) -> str | None:
        """Expand and check a pattern; return its source, or None where something is wrong with it.

        Those that come with the cleaner are held by its tests: compiling them takes longer than all else.
        """
        problem = advice = ""
        try:
            source = expand(pattern, self.fragments)
            if key != "span":  # which alone sees lines as they stand
                source = source.translate(PLAIN_I)
            if self.file.shipped:
                return source
            fault = cost_fault(source)
            if fault:
                self._fault(index, *fault, key, element)
                return None
            if not regex.compile(source, FLAGS).fullmatch("", timeout=1.0):
                return source
            problem = "pattern matches the empty string"
            advice = "make one part of it obligatory: replace * by + or leave out a ?"
        except FragmentError as error:
            problem, advice = str(error), error.advice
        except RecursionError:
            problem, advice = "pattern is nested too deep", "make it several rules"
        except (regex.error, ValueError, OverflowError) as error:
            problem = f"pattern does not compile: {error}"
            advice = pattern_advice(str(error))
        except (TimeoutError, MemoryError):
            problem, advice = (
                "pattern takes for ever on the empty string",
                "avoid nested repeats such as (a*)*",
            )
        self._fault(index, problem, advice, key, element)
        return None

    def _region(self, index: int, entry: RuleEntry) -> Region | None:
        for key, found, upward in (("below", entry.below, False), ("above", entry.above, True)):
            if isinstance(found, RegionEntry):
                return Region(
                    upward=upward,
                    extent=found.while_,
                    until=tuple(self._fold(index, key, given(found.until, []))),
                    max_lines=given(found.max_lines, None),
                    budget=given(found.budget, None),
                    anchor_stays=found.anchor == "stays",
                )
        return None

    def _where(self, index: int, entry: RuleEntry) -> Where:
        zone: Zone | list[Zone] = given(entry.zone, [])
        zones: list[Zone] = [zone] if isinstance(zone, str) else list(zone)
        after = entry.after
        return Where(
            zone=tuple(zones),
            max_words=given(entry.max_words, None),
            min_words=given(entry.min_words, None),
            isolated=entry.isolated,
            near_prose=given(entry.near_prose, None),
            after=self._after(index, after) if isinstance(after, AfterEntry) else None,
            site=tuple(host.lower() for host in given(entry.site, given(self.pack.site, []))),
        )

    def _after(self, index: int, entry: AfterEntry) -> After | None:
        lines, pattern = given(entry.lines, []), given(entry.pattern, "")
        if bool(lines) == bool(pattern):
            problem = "after has lines and pattern" if lines else "after has nothing to match"
            self._fault(index, problem, "give exactly one of: lines, pattern", "after")
            return None
        if lines:
            return After(matcher=Lines(phrases=tuple(self._fold(index, "after", lines))), within=entry.within)
        source = self._pattern(index, pattern, "after")
        return After(matcher=Pattern(source=source), within=entry.within) if source else None

    def _origin(self, index: int) -> Origin:
        places = self.file.places
        return Origin(
            file=self.file.name,
            line=places.find("rule", index),
            pack_source=self._pack_source,
            rule_source=self._slice(places.find("rule", index)),
        )

    def _slice(self, line: int | None) -> str:
        """Return the lines of the table that begins at `line`, up to the next table."""
        if line is None:
            return ""
        headers = self.file.places.headers
        following = bisect_right(headers, line)
        end = headers[following] if following < len(headers) else len(self._rows) + 1
        body = self._rows[line - 1 : end - 1]
        while len(body) > 1 and (not body[-1].strip() or body[-1].lstrip().startswith("#")):
            body.pop()
        return "\n".join(body) + "\n"
