"""What differs between a line and what a rule matches: the nearest phrase, or how far a pattern follows."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

import regex

from cleaner.engine.patterns import LONGEST, TIMEOUT
from cleaner.engine.phrases import holds
from cleaner.rulebook.rule import FLAGS, TITLE_MARK, Block, Contains, Lines, Matcher, Pattern, Span, Starts
from cleaner.text.fold import half_fold, make_plain
from cleaner.text.words import is_boundary
from cleaner.tuning.host import HEADLINE

_NEAR: Final = 0.5
"""How alike, from 0 to 1, a phrase and a line are that is worth comparing."""
_TOKEN: Final = regex.compile(r"\w+|\s+|[^\w\s]")
_MOST_SHOWN: Final = 3


def difference(matcher: Matcher, raw: str, folded: str, half: str) -> Iterator[str]:
    """Yield sentences on why `matcher` doesn't match a line: what it sees of it, and what differs.

    Yield nothing if it does match the line, as far as one line can tell. `raw` is the line as it is,
    `folded` and `half` are what phrases and patterns see.
    """
    match matcher:
        case Lines() | Starts() | Contains():
            yield from _from_phrases(matcher, folded)
        case Pattern(source):
            yield from _from_pattern(source, half)
        case Block(steps):
            yield from _from_block([step.source for step in steps], half)
        case Span(source):
            yield from _from_span(source, raw)


def _from_phrases(matcher: Lines | Starts | Contains, folded: str) -> Iterator[str]:
    from difflib import SequenceMatcher

    if any(_is_met(matcher, one, folded) for one in matcher.phrases):
        return
    best, phrase, seen = 0.0, "", ""
    for one in matcher.phrases:
        for part in _parts(matcher, one, folded):
            alike = SequenceMatcher(None, part, one).ratio()
            if alike > best:
                best, phrase, seen = alike, one, part
    yield f'phrases see "{folded}"'
    if best < _NEAR:
        yield "no phrase of the rule is like it"
        return
    yield f'the nearest phrase is "{phrase}": {_compare(seen, phrase)}'


def _is_met(matcher: Lines | Starts | Contains, phrase: str, folded: str) -> bool:
    match matcher:
        case Lines():
            return folded == phrase
        case Starts():
            return folded.startswith(phrase) and is_boundary(folded, len(phrase))
    return holds(folded, phrase)


def _parts(matcher: Lines | Starts | Contains, phrase: str, folded: str) -> Iterator[str]:
    """Yield the parts of a line that could be the phrase: as many words as it has."""
    if isinstance(matcher, Lines):
        yield folded
        return
    words = folded.split(" ")
    length = phrase.count(" ") + 1
    for start in range(1 if isinstance(matcher, Starts) else max(1, len(words) - length + 1)):
        yield " ".join(words[start : start + length])


def _compare(seen: str, wanted: str) -> str:
    """Say where two texts differ, word by word, and marks character by character."""
    from difflib import SequenceMatcher

    here, there = _TOKEN.findall(seen), _TOKEN.findall(wanted)
    found = []
    for what, first, past, start, end in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        extra, missing = "".join(here[first:past]), "".join(there[start:end])
        if not missing:
            found.append(f"the line also has {_spell(extra, missing)}")
        elif not extra:
            found.append(f"the line lacks {_spell(missing, extra)}")
        else:
            found.append(f"the line has {_spell(extra, missing)}, the phrase {_spell(missing, extra)}")
    more = "; ..." if len(found) > _MOST_SHOWN else ""
    return "; ".join(found[:_MOST_SHOWN]) + more


def _spell(text: str, other: str) -> str:
    """Quote a text; name its first character that `other` doesn't have there, if it might be mistaken."""
    at = next((at for at, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), len(other))
    return f'"{text}"{_name(text[at : at + 1])}'


def _name(character: str) -> str:
    """Return code point and name of a mark, or of a letter beyond ASCII, in brackets."""
    if not character or (character.isascii() and (character.isalnum() or character == " ")):
        return ""
    return f" (U+{ord(character):04X} {unicodedata.name(character, 'without a name')})"


def _from_pattern(source: str, half: str) -> Iterator[str]:
    half = half.replace(half_fold(HEADLINE), TITLE_MARK) if TITLE_MARK in source else half
    if len(half) > LONGEST:
        yield f"patterns see no line of more than {LONGEST:,} characters; this one has {len(half):,}"
        return
    followed = _followed(source, half)
    if followed is None:
        return
    shown = half.replace(TITLE_MARK, "{title}")
    yield f'patterns see "{shown}"'
    rest = half[followed:].replace(TITLE_MARK, "{title}")
    if rest:
        start = half[:followed].replace(TITLE_MARK, "{title}")
        fits = f'fits up to "{start}", but not' if start else "doesn't fit its start:"
        yield f'the pattern {fits} "{rest}"{_name(rest[0])}'
    else:
        yield "the pattern fits so far, but asks for more"
    yield from _unseen(source)


def _followed(source: str, text: str) -> int | None:
    """Return how many characters of `text` can begin a match of the pattern; None if it matches all of it."""
    pattern = regex.compile(source, FLAGS)
    try:
        if pattern.fullmatch(text, timeout=TIMEOUT):
            return None
        low, high = 0, len(text)
        while low < high:  # what begins a match begins with what begins a match
            middle = (low + high + 1) // 2
            if pattern.fullmatch(text[:middle], partial=True, timeout=TIMEOUT):
                low = middle
            else:
                high = middle - 1
    except TimeoutError:
        return 0
    return low


def _unseen(source: str) -> Iterator[str]:
    """Yield a sentence for each character of a pattern that is never in what patterns see."""
    for character in dict.fromkeys(source):
        if character.isascii() or character == TITLE_MARK:
            continue
        seen = half_fold(f"x{character}x")[1:-1]
        if seen != half_fold(seen) or seen not in (character, character.casefold()):
            named = f'"{character}"{_name(character)}'
            yield f'the pattern has {named}, which patterns see as "{seen}": write that'


def _from_block(sources: Sequence[str], half: str) -> Iterator[str]:
    """Compare a line with the element of a block that follows it furthest."""
    followed = [_followed(source, half) for source in sources]
    if None in followed:
        return
    nearest = max(range(len(sources)), key=lambda at: followed[at] or 0)
    first, *rest = _from_pattern(sources[nearest], half)
    yield first
    yield f"of the {len(sources)} patterns of the block, number {nearest + 1} comes nearest"
    yield from rest


def _from_span(source: str, raw: str) -> Iterator[str]:
    pattern = regex.compile(source, FLAGS)
    try:
        if pattern.search(raw, timeout=TIMEOUT):
            return
        yield f'spans see the line as it is: "{raw}"'
        if pattern.search(make_plain(raw), timeout=TIMEOUT):
            fancy = dict.fromkeys(one for one in raw if make_plain(one) != one)
            named = ", ".join(f'"{one}"{_name(one)} as "{make_plain(one)}"' for one in fancy)
            yield f"the pattern would match it with {named}"
    except TimeoutError:
        return
