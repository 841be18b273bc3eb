"""The cleaner: a rulebook and a policy, ready to be used on many documents."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import nullcontext
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from cleaner.engine.arguments import check, check_language
from cleaner.engine.batches import SHORT, WORTH_IT, batches, is_large, size_of
from cleaner.engine.claims import Claims
from cleaner.engine.decide import Decision, Policy
from cleaner.engine.guard import Guard
from cleaner.engine.judge import Judge
from cleaner.engine.matching import Tables
from cleaner.engine.render import credit
from cleaner.engine.scene import set_scene
from cleaner.engine.score import Scores
from cleaner.engine.store import Store, Waiting
from cleaner.errors import ArgumentError, MatchTimeoutError, refuse_single
from cleaner.model import Category, Document, Level, Links, Result, Verdict
from cleaner.rulebook.rule import Rulebook

if TYPE_CHECKING:
    from cleaner.engine.bulk.many import Bulk


class Cleaner:
    """Cleans documents by one rulebook at one level. Make it once, use it often.

    `rules` default to those that come with the package. `language` (a code such as
    "en") narrows the rules in force to that language and those of no language.
    Categories in `keep` never fall, those in `drop` fall at every level. The guard
    acts where fewer than `min_words` words or `min_share` of them would be left.
    `tidy` also takes common indentation, trailing white space and runs of blank lines.
    With `links` "text", Markdown links are written as their text, and images go. With
    `scored` false, rules alone decide. `tables` are those of another cleaner: with them
    it is ready at once. It may have rules for whole lines in addition, after the others.
    What takes long to compile for many documents is kept in `store`, if there is one,
    and looked for or compiled in a context that `waiting` makes. Raises ArgumentError for
    what means nothing, such as a language that no rule is of.
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
        tables: Tables | None = None,
        store: Store | None = None,
        waiting: Waiting = nullcontext,
    ) -> None:
        refuse_single("keep", keep)
        refuse_single("drop", drop)
        policy = Policy(level=level, keep=frozenset(keep), drop=frozenset(drop), scored=scored)
        guard = Guard(min_words=min_words, min_share=min_share)
        check(policy, guard, links)
        if not (rules is None or isinstance(rules, Rulebook)):
            raise ArgumentError(f"rules: {rules!r} is no rulebook\n  write rules=load_rules([...])")
        self.rules = _shipped() if rules is None else rules
        check_language(language, self.rules.rules)
        self.level: Level = level
        self.language = language
        self._judge = Judge(
            book=self.rules,
            language=language,
            policy=policy,
            guard=guard,
            tidy=tidy,
            links=links,
            tables=tables,
        )
        self._store = store
        self._waiting = waiting
        self._bulk: Bulk | None = None
        self._seen = 0  # characters of documents that were to be cleaned as many

    @property
    def judge(self) -> Judge:
        """What it judges by, for those who look into rules."""
        return self._judge

    def compile(self) -> Tables:
        """Compile every pattern, and return what takes long to make: it can be kept as plain data."""
        return self._judge.matcher.compile()

    def clean(self, text: str, *, url: str | None = None, language: str | None = None) -> Result:
        """Return what is left of `text` and what went.

        `url` (or a bare host) lets rules for its site act; `language` goes before the
        cleaner's. With a store, what `clean_many` uses is used for this, too. Raises
        MatchTimeoutError where a pattern runs for ever.
        """
        document = Document(text=text, url=url, language=language)
        if self._store is None or len(text) < SHORT:
            return self._clean_alone(document)
        (found,) = self.clean_many((document,))
        if isinstance(found, MatchTimeoutError):
            raise found
        return found

    def clean_many(self, documents: Iterable[Document]) -> Iterator[Result | MatchTimeoutError]:
        """Yield for each document, in order, what `clean` returns or raises.

        After the first few they are taken a batch of about a megabyte at a time. With
        NumPy that is several times as fast, with Hyperscan more so.
        """
        for batch in batches(documents, WORTH_IT - self._seen):
            if self._bulk is None and self._seen >= WORTH_IT:
                self._bulk = self._make_bulk()
            self._seen += sum(map(size_of, batch))
            for large, some in groupby(batch, is_large):
                if self._bulk is None or large:
                    yield from map(self._try_alone, some)
                else:
                    yield from self._bulk.clean(list(some))

    def _try_alone(self, document: Document) -> Result | MatchTimeoutError:
        try:
            return self._clean_alone(document)
        except MatchTimeoutError as error:
            return error

    def _clean_alone(self, document: Document) -> Result:
        claims = self._claims(document.text, document.url, document.language)
        return self._judge.result(claims, Scores(claims, self._judge.scorer))

    def _make_bulk(self) -> "Bulk | None":
        try:
            from cleaner.engine.bulk.many import Bulk
        except ImportError:  # there is no NumPy
            return None
        return Bulk(self._judge, self._store, self._waiting)

    def __getstate__(self) -> dict[str, object]:
        # A database isn't for other processes: each loads its own.
        return self.__dict__ | {"_bulk": None}

    def explain(self, text: str, *, url: str | None = None, language: str | None = None) -> list[Verdict]:
        """Return, for each non-empty line of `text`, what was decided, which rules hit, what its score is."""
        claims, decision, scores = self.examine(text, url=url, language=language)
        scored = scores.scoring.decides(self.level)
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
        scores = Scores(claims, self._judge.scorer)
        return claims, self._judge.decide(claims, scores)[0], scores

    def _claims(
        self, text: str, url: str | None, language: str | None, open_page: str | None = None
    ) -> Claims:
        acting = self._judge.acting(url, language)
        scene = set_scene(text, self.rules.prose)
        self._judge.matcher.match(scene, acting)
        return self._judge.claims(scene, acting, open_page)


def _shipped() -> Rulebook:
    # Imported here: who brings rules need not read rule files.
    from cleaner.rulebook.load import load_rules

    return load_rules()


@lru_cache(maxsize=4)
def _default(level: Level) -> Cleaner:
    return Cleaner(level=level)


def clean(
    text: str, *, level: Level = "normal", url: str | None = None, language: str | None = None
) -> Result:
    """Clean one text by the rules that come with the package. For many, make a Cleaner.

    `language` may be one of which there are no rules: then only rules of no language act.
    """
    return _default(level).clean(text, url=url, language=language)
