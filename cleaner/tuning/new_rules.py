"""New rules: from a line that somebody has pasted, or from a list of phrases or patterns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cleaner.engine.cleaner import Cleaner
from cleaner.errors import InputError
from cleaner.rulebook.rulebook import Rulebook
from cleaner.rulebook.schema import PackEntry, RuleEntry
from cleaner.text.fold import fold, half_fold_lines
from cleaner.tuning.host import make_page
from cleaner.tuning.learn import slug
from cleaner.tuning.templates import DAY, Templates, is_open, pattern_of
from cleaner.tuning.write_rules import faults, problems_of, proven, rule_file

PACK: Final = PackEntry(id="mine", category="other", why="Lines that my texts have and that are no article.")
FRAGMENTS: Final = {"learned_day": DAY}
_COMMENT: Final = "#"
_MOST_DROPS: Final = 3
_WHY: Final = "What it is, and why it is noise wherever it is."


@dataclass(slots=True, kw_only=True)
class Imported:
    """Rules made of a list; `left_out` are numbers of its lines, with problem and advice."""

    rules: list[RuleEntry] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


def new_rule(text: str, shipped: Rulebook) -> RuleEntry:
    """Return a rule for a line or, for several lines, one for all of them, one below the other.

    Dates, times and numbers in it are left open. Raises InputError if it has no word.
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not any(map(fold, lines)):
        raise InputError("there is no word in it\n  paste a line with a letter; for symbols write a pattern")
    templates = Templates(shipped.packs[0].fragments).of_lines(lines, half_fold_lines(lines), names=False)
    keys: dict[str, Any]
    if len(lines) > 1:
        keys = {"block": [pattern_of(one) for one in templates if one]}
    elif is_open(templates[0]):
        keys = {"pattern": pattern_of(templates[0])}
    else:
        keys = {"lines": [lines[0]]}
    rule = RuleEntry(
        id=slug(fold(next(filter(fold, lines)))), why=_WHY, level="normal", drops=["\n".join(lines)], **keys
    )
    rule.keeps = [near_miss("\n".join(lines))]
    found = proven(shipped, PACK, [rule], FRAGMENTS)
    if not found:
        raise InputError(
            "no rule for just this holds: another rule keeps it, or it has too few words of its own\n"
            "  cleaner why shows what decides about a line"
        )
    return found[0]


def known_by(text: str, shipped: Rulebook) -> list[str]:
    """Return the ids of the rules that remove all of some lines, in an article, already."""
    page = make_page(text, "body")
    verdicts = Cleaner(shipped, score=None, min_words=0, min_share=0).explain(page.text)
    rules = {one.rule for one in verdicts if one.line in page.example and not one.kept}
    stays = any(one.kept for one in verdicts if one.line in page.example)
    return [] if stays else sorted(rule for rule in rules if rule)


def near_miss(text: str) -> str:
    """Return a line of an article that ends as a noise line does: no rule for the whole line takes it."""
    return f"On the door there was a note: {text.splitlines()[-1]}"


def from_phrases(text: str, shipped: Rulebook) -> Imported:
    """Return a rule for the phrases in a list, one a line; blank lines and comments (#) don't count."""
    found, phrases = Imported(), dict[str, str]()
    for number, line in _entries(text):
        folded = fold(line)
        if not folded:
            found.left_out.append(
                (number, "it has no letter or digit\n  write a rule with a pattern for symbols")
            )
        elif folded in phrases:
            found.left_out.append(
                (number, f'it is the same as "{phrases[folded]}"\n  it is in the rule once')
            )
        else:
            phrases[folded] = line
    if phrases:
        lines = list(phrases.values())
        drops = lines[:_MOST_DROPS]
        keeps = [near_miss(one) for one in drops]
        rule = RuleEntry(id="phrases", why=_WHY, lines=lines, drops=drops, keeps=keeps)
        found.rules = proven(shipped, PACK, [rule], FRAGMENTS) or [rule]
    return found


def from_regexes(text: str, shipped: Rulebook) -> Imported:
    """Return a rule for each pattern in a list, one a line; it matches whole lines, and has no examples.

    ^ and $ around them are left out. A pattern that a check of rule files would refuse is left out.
    """
    found = Imported()
    fragments = dict(shipped.packs[0].fragments)
    for number, line in _entries(text):
        source = line.removeprefix("^")
        source = source[:-1] if source.endswith("$") and not source.endswith("\\$") else source
        rule = RuleEntry(id=f"line-{number}", why=_WHY, pattern=source)
        problems = problems_of(PACK, rule, fragments)
        if problems:
            found.left_out.append((number, problems[0]))
        else:
            found.rules.append(rule)
    refused = faults(shipped, PACK, found.rules, FRAGMENTS)
    found.left_out += [(int(name.removeprefix("line-")), problem) for name, problem in refused.items()]
    found.left_out.sort()
    found.rules = [rule for rule in found.rules if rule.id not in refused]
    return found


def _entries(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if (entry := line.strip()) and not entry.startswith(_COMMENT):
            yield number, entry


def skeleton(rules: Sequence[RuleEntry]) -> str:
    """Return a rule file with comments on what to change."""
    header = ["Change the keys that have comments. Then run `cleaner rules check` and `rules test` on it."]
    notes = {
        "id": "A short name, in a-z, 0-9 and hyphens.",
        "category": "ads, widgets, navigation, teasers, engagement, comments, legal, credits or other.",
        "why": "What readers see, and why it is not the article.",
        "level": "safe: no reader would miss it. normal: nearly always noise. strict: credits.",
        "keeps": "Lines of articles that look like it, and stay: at least as many as drops.",
    }
    return rule_file(PACK, rules, FRAGMENTS, header, notes)
