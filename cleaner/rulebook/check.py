"""Check what the types of a rule's keys can't say, and build the rule."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import regex
from msgspec import UNSET

from cleaner.model import Zone
from cleaner.rulebook.fragments import TITLE_MARK, FragmentError, expand
from cleaner.rulebook.glance import is_sound
from cleaner.rulebook.read import RuleFile
from cleaner.rulebook.rule import (
    FLAGS,
    After,
    Block,
    Contains,
    Effect,
    Gates,
    Lines,
    Matcher,
    Origin,
    PageGate,
    Pattern,
    Reach,
    Repeat,
    Rule,
    Run,
    Span,
    Starts,
    Step,
)
from cleaner.rulebook.schema import LINE_MATCHERS, MATCHERS, PackEntry, ReachEntry, RuleEntry, given
from cleaner.text.fold import fold, fold_start, half_fold, strip_outer

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
        self._check_reach(index, entry, kind)
        matcher = self._matcher(index, entry, kind) if kind else None
        reach = self._reach(index, entry)
        if len(self.file.problems) > before or matcher is None:
            return None
        return Rule(
            id=f"{self.pack.id}.{entry.id}",
            why=entry.why,
            category=given(entry.category, self.pack.category),
            level=given(entry.level, "normal"),
            language=given(entry.language, self.pack.language),
            effect=effect(entry),
            weight=given(entry.weight, None),
            matcher=matcher,
            reach=reach,
            gates=self._gates(entry),
            drops=tuple(entry.drops),
            keeps=tuple(entry.keeps),
            origin=self._origin(index),
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
        for key in ("level", "weight", "below", "above", "span"):
            if getattr(entry, key) is not UNSET:
                problem = f"keep = true and {key} together"
                self._fault(
                    index, problem, f"leave {key} out: a keep rule acts at every level, on what it hits", key
                )

    def _check_reach(self, index: int, entry: RuleEntry, kind: str | None) -> None:
        reaching = [key for key in ("below", "above") if getattr(entry, key) is not UNSET]
        if len(reaching) == 2:
            self._fault(index, "below and above together", "make it two rules", "above")
        if reaching and kind and kind not in LINE_MATCHERS:
            advice = f"only {', '.join(LINE_MATCHERS)} have one"
            self._fault(index, f"{kind} has no run {reaching[0]} it", advice, reaching[0])
        if reaching and entry.weight is not UNSET and entry.level is UNSET:
            advice = "give a level, so that the rule drops, or leave the run out"
            self._fault(index, f"weight alone takes no run {reaching[0]} it", advice, reaching[0])
        spares = any(getattr(entry, key).heading == "stays" for key in reaching)
        if spares and entry.weight is not UNSET:
            advice = "leave weight out: scores would take the line that the rule leaves"
            self._fault(index, "weight with a heading that stays", advice, "weight")
        if entry.budget is not UNSET and not reaching:
            self._fault(index, "budget without a run", "add below or above, or leave budget out", "budget")
        for name, kinds in (("chain", ("lines",)), ("min_hits", ("block",))):
            default = False if name == "chain" else 1
            if kind and kind not in kinds and getattr(entry, name) != default:
                self._fault(index, f"{name} belongs to {kinds[0]}", f"leave {name} out", name)
        if kind in ("starts", "contains") and entry.max_words is UNSET:
            advice = "add max_words = 12, the longest line it may take"
            self._fault(index, f"{kind} needs max_words, or it eats prose", advice, kind)

    def _matcher(self, index: int, entry: RuleEntry, kind: str) -> Matcher | None:
        value = getattr(entry, kind)
        if kind in ("lines", "starts", "contains"):
            return self._phrases(index, entry, kind, value)
        if kind == "run":
            return Run(
                max_words=value.max_words,
                min_lines=value.min_lines,
                min_hits=value.min_hits,
                keep_last=value.keep_last,
            )
        if kind == "repeat":
            return Repeat(min_lines=value.min_lines)
        if kind == "block":
            return self._block(index, entry, value)
        source = self._pattern(index, value, kind)
        if source is None:
            return None
        if kind == "span":
            if TITLE_MARK in source:
                self._fault(index, "span can't speak of the {title}", "use pattern", kind)
            return Span(source=source)
        return Pattern(source=source, title=TITLE_MARK in source)

    def _phrases(self, index: int, entry: RuleEntry, kind: str, phrases: list[str]) -> Matcher | None:
        form = {"lines": fold, "starts": fold_start, "contains": half_fold}[kind]
        folded = self._fold(index, kind, phrases, form)
        if kind == "lines":
            return Lines(phrases=frozenset(folded), chain=entry.chain)
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
        return Block(steps=tuple(steps), min_hits=entry.min_hits)

    def _pattern(self, index: int, pattern: str, key: str, element: int | None = None) -> str | None:
        """Expand and check a pattern; return its source, or None where something is wrong with it.

        One that comes with the cleaner is compiled only if a glance at it leaves doubts: compiling
        takes longer than everything else, and most patterns meet no line that they could match.
        """
        problem = advice = ""
        try:
            source = expand(pattern, self.fragments)
            if self.file.shipped and is_sound(source):
                return source
            if not regex.compile(source, FLAGS).fullmatch("", timeout=1.0):
                return source
            problem = "pattern matches the empty string"
            advice = "make one part of it obligatory: replace * by + or leave out a ?"
        except FragmentError as error:
            problem, advice = str(error), error.advice
        except (regex.error, ValueError, OverflowError, RecursionError) as error:
            problem = f"pattern does not compile: {error}"
            advice = _pattern_advice(str(error))
        except TimeoutError:
            problem, advice = (
                "pattern takes for ever on the empty string",
                "avoid nested repeats such as (a*)*",
            )
        self._fault(index, problem, advice, key, element)
        return None

    def _reach(self, index: int, entry: RuleEntry) -> Reach | None:
        for key, found, upward in (("below", entry.below, False), ("above", entry.above, True)):
            if isinstance(found, ReachEntry):
                return Reach(
                    upward=upward,
                    stops_at_prose=found.while_ == "not prose",
                    until=frozenset(self._fold(index, key, given(found.until, []))),
                    max_lines=given(found.max_lines, None),
                    budget=given(entry.budget, None),
                    heading_stays=found.heading == "stays",
                )
        return None

    def _gates(self, entry: RuleEntry) -> Gates:
        zone: Zone | list[Zone] = given(entry.zone, [])
        after = given(entry.after, None)
        page = given(entry.page, None)
        return Gates(
            zone=frozenset([zone] if isinstance(zone, str) else zone),
            max_words=given(entry.max_words, None),
            min_words=given(entry.min_words, None),
            isolated=entry.isolated,
            after=After(rule=self._full_id(after.rule), lines=after.lines) if after else None,
            site=tuple(host.lower() for host in given(entry.site, [])),
            page=PageGate(hits=page.hits, prose=page.prose) if page else None,
        )

    def _full_id(self, rule: str) -> str:
        """Return the full id of a rule that is named within this pack: "id" or "pack.id"."""
        return rule if "." in rule else f"{self.pack.id}.{rule}"

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


def effect(entry: RuleEntry) -> Effect:
    """Return what a rule does. One with a weight drops only if it names the level at which it does."""
    if entry.keep:
        return "keep"
    return "weigh" if entry.weight is not UNSET and entry.level is UNSET else "drop"


def _pattern_advice(problem: str) -> str:
    if "missing )" in problem or "unbalanced" in problem or "parenthes" in problem:
        return r"write '\(' for a literal bracket"
    if "]" in problem or "set" in problem:
        return r"write '\[' for a literal bracket"
    if "repeat" in problem:
        return r"write '\*', '\+' or '\?' for the character itself"
    return "see the syntax of the regex module; a backslash makes a character literal"
