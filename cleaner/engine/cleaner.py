"""The cleaner: a rulebook and a policy, ready to be used on many documents."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import lru_cache

from cleaner.engine.acting import Acting, Casting
from cleaner.engine.claims import Claims
from cleaner.engine.decide import Decision, Policy
from cleaner.engine.guard import Guard, decide_guarded
from cleaner.engine.hits import Hits, Ruling
from cleaner.engine.patterns import Matched, PatternSet, PatternTimeoutError
from cleaner.engine.phrases import PhraseIndex
from cleaner.engine.render import credit, render
from cleaner.engine.scene import Scene, set_scene
from cleaner.engine.score import Scorer, Scores
from cleaner.errors import MatchTimeoutError
from cleaner.model import Category, Level, Links, Result, Verdict
from cleaner.rulebook.load import load_rules
from cleaner.rulebook.rule import Block, Pattern, Rule, Rulebook
from cleaner.text.split import Line


class Cleaner:
    """Cleans documents by one rulebook at one level. Make it once, use it often.

    `rules` default to those that come with the package. `language` (a code such as
    "en") narrows the rules in force to that language and those of no language.
    Categories in `keep` never fall, those in `drop` fall at every level. The guard
    acts where fewer than `min_words` words or `min_share` of them would be left.
    `tidy` also takes common indentation, trailing white space and runs of blank lines.
    With `links` "text", Markdown links are written as their text, and images go. With
    `scored` false, rules alone decide.
    """

    def __init__(
        self,
        rules: Rulebook | None = None,
        *,
        level: Level = "normal",
        language: str | None = None,
        keep: Collection[Category] = (),
        drop: Collection[Category] = (),
        min_words: int = 25,
        min_share: float = 0.05,
        tidy: bool = False,
        links: Links = "keep",
        scored: bool = True,
    ) -> None:
        self.rules = load_rules() if rules is None else rules
        self.level: Level = level
        self.language = language
        self._policy = Policy(level=level, keep=frozenset(keep), drop=frozenset(drop), scored=scored)
        self._guard = Guard(min_words=min_words, min_share=min_share)
        self._tidy = tidy
        self._links: Links = links
        self._scorer = Scorer(
            rules=self.rules.rules, scoring=self.rules.scoring, function_words=self.rules.function_words
        )
        self._numbers = {rule.id: n for n, rule in enumerate(self.rules.rules)}
        self._phrases = PhraseIndex(self.rules.rules)
        sources = list(dict.fromkeys(source for rule in self.rules.rules for source in _sources(rule)))
        own = {rule.matcher.source for rule in self.rules.rules if isinstance(rule.matcher, Pattern)}
        in_blocks = frozenset(n for n, source in enumerate(sources) if source not in own)
        self._patterns = PatternSet(sources, _most_words(self.rules.rules, sources), in_blocks)
        self._casting = Casting(self.rules.rules)
        self._pattern_numbers = {source: n for n, source in enumerate(sources)}
        self._pattern_rules: dict[int, list[int]] = {}
        for number, rule in enumerate(self.rules.rules):
            if isinstance(rule.matcher, Pattern):
                at = self._pattern_numbers[rule.matcher.source]
                self._pattern_rules.setdefault(at, []).append(number)

    def clean(self, text: str, *, url: str | None = None, language: str | None = None) -> Result:
        """Return what is left of `text` and what went.

        `url` (or a bare host) lets rules for its site act; `language` goes before the
        cleaner's. Raises MatchTimeoutError where a pattern runs for ever.
        """
        claims = self._claims(text, url, language)
        scores = Scores(claims, self._scorer)
        decision, guarded = decide_guarded(claims, self.rules.rules, self._policy, self._guard, scores)
        lines, rules = claims.scene.lines, self.rules.rules
        cleaned, removals = render(text, lines, decision, rules, tidy=self._tidy, links=self._links)
        return Result(text=cleaned, removals=removals, level=self.level, guarded=guarded)

    def explain(self, text: str, *, url: str | None = None, language: str | None = None) -> list[Verdict]:
        """Return, for each non-empty line of `text`, what was decided, which rules hit, what its score is."""
        claims, decision, scores = self.examine(text, url=url, language=language)
        scored = scores.scoring.threshold(self.level) is not None
        verdicts = []
        for at, line in enumerate(claims.scene.lines):
            taker = decision.fallen.get(at, claims.savers.get(at))
            rule = None if taker is None else credit(taker, self.rules.rules)[0]
            verdicts.append(
                Verdict(
                    line=line.number,
                    text=line.raw,
                    kept=at not in decision.fallen,
                    rule=rule,
                    hits=tuple(sorted(self.rules.rules[n].id for n in claims.takers(at))),
                    score=scores.scores[at] if scored else None,
                    terms=tuple(scores.terms(at)) if scored else (),
                )
            )
        return verdicts

    def examine(
        self, text: str, *, url: str | None = None, language: str | None = None, open_page: str | None = None
    ) -> tuple[Claims, Decision, Scores]:
        """Return what every rule wanted, what was decided, and the scores, for those who look into rules.

        The page gate of the rule with the full id `open_page` counts as open: a proof
        is about a rule, not about the page that its example makes.
        """
        claims = self._claims(text, url, language, open_page)
        scores = Scores(claims, self._scorer)
        return claims, decide_guarded(claims, self.rules.rules, self._policy, self._guard, scores)[0], scores

    def _claims(
        self, text: str, url: str | None, language: str | None, open_page: str | None = None
    ) -> Claims:
        rules = self.rules.rules
        host = _host(url)
        languages = _languages(language or self.language)
        acting = self._casting.acting(languages, host)
        scene = set_scene(text, host, self.rules.prose)
        self._match(scene, acting)
        scene.settle(acting)
        ruling = Ruling(
            rules=rules,
            numbers=self._numbers,
            pattern_of=self._pattern_numbers.__getitem__,
            acting=acting,
            open_page=open_page,
        )
        return Claims(Hits(scene, ruling), rules, acting)

    def _match(self, scene: Scene, acting: Acting) -> None:
        """Fill in the hits of the scene: every line rule that acts, on every line of the original."""
        seen: dict[str, tuple[AbstractSet[int], AbstractSet[int]]] = {}
        lines_of: dict[int, set[int]] = {}
        for at, line in enumerate(scene.lines):
            if line.half not in seen:
                hits, matched = self._match_line(line, scene.titles)
                seen[line.half] = hits - acting.silent, matched
            hits, matched = seen[line.half]
            scene.hits.append(hits)
            for pattern in matched:
                lines_of.setdefault(pattern, set()).add(at)
        scene.matched = self._matched(lines_of, scene)

    def _match_line(self, line: Line, titles: Sequence[str]) -> tuple[AbstractSet[int], AbstractSet[int]]:
        """Return the rules and the patterns that hit one line."""
        hits = self._phrases.find(line)
        with self._naming_rules(line):
            matched = self._patterns.find(line, titles)
        for number in matched:
            hits.update(self._pattern_rules.get(number, ()))
        return hits, matched

    def _matched(self, found: Mapping[int, AbstractSet[int]], scene: Scene) -> Matched:
        """Return which patterns match which lines; those that weren't looked for are asked by and by."""

        def ask(pattern: int, at: int) -> bool:
            line = scene.lines[at]
            with self._naming_rules(line):
                return self._patterns.matches(pattern, line, scene.titles)

        return Matched(found, self._patterns.on_request, ask)

    @contextmanager
    def _naming_rules(self, line: Line) -> Iterator[None]:
        """Say of a pattern that runs out of time which rule's it is."""
        try:
            yield
        except PatternTimeoutError as error:
            raise MatchTimeoutError(self._rule_of_pattern(error.number), line.number) from None

    def _rule_of_pattern(self, number: int) -> str:
        return next(
            rule.id
            for rule in self.rules.rules
            if any(self._pattern_numbers[source] == number for source in _sources(rule))
        )


def _sources(rule: Rule) -> Iterator[str]:
    """Yield the patterns of `rule` that are tried on whole lines."""
    match rule.matcher:
        case Pattern(source=source):
            yield source
        case Block(steps=steps):
            yield from (step.source for step in steps)


def _most_words(rules: Iterable[Rule], sources: Iterable[str]) -> list[int | None]:
    """Return of each pattern how many words a line may have for which any rule asks about it."""
    limits: dict[str, int | None] = {}
    for rule in rules:
        limit = None if isinstance(rule.matcher, Block) else rule.gates.max_words
        for source in _sources(rule):
            known = limits.get(source, 0)
            limits[source] = None if limit is None or known is None else max(limit, known)
    return [limits[source] for source in sources]


def _host(url: str | None) -> str:
    """Return the host of a URL, or of something that is a host already; lower case, without port."""
    if not url:
        return ""
    rest = url.partition("://")[2] or url
    return rest.split("/")[0].split("?")[0].rpartition("@")[2].split(":")[0].lower()


def _languages(language: str | None) -> frozenset[str]:
    """Return the codes that narrow the rules: "pt-BR" means the rules of "pt-br" and of "pt"."""
    if not language:
        return frozenset()
    code = language.lower().replace("_", "-")
    return frozenset({code, code.split("-")[0]})


@lru_cache(maxsize=4)
def _default(level: Level) -> Cleaner:
    return Cleaner(level=level)


def clean(
    text: str, *, level: Level = "normal", url: str | None = None, language: str | None = None
) -> Result:
    """Clean one text by the rules that come with the package. For many, make a Cleaner."""
    return _default(level).clean(text, url=url, language=language)
