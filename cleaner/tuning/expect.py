"""What an example promises, and which of it a trial doesn't hold."""

from collections.abc import Iterator
from typing import Final

from cleaner.rulebook.rule import Lines, Rule, Span
from cleaner.text.fold import fold
from cleaner.tuning.differ import difference
from cleaner.tuning.host import HEADLINE
from cleaner.tuning.trial import Trial

Fault = tuple[str, str]
"""What happened, and advice."""


def broken_drop(trial: Trial) -> Iterator[Fault]:
    """Yield what is wrong with an example of `drops`; a keep rule must not keep it."""
    example = trial.page.example
    match trial.rule:
        case Rule(keep=True):
            for number in example:
                if trial.matches(number):
                    yield f"{_line(trial, number)} is kept by it", "narrow the rule, or move it to keeps"
        case Rule(matcher=Span()):
            if not any(trial.matches(number) for number in example):
                yield "the rule cuts nothing out of it", _why_it_stays(trial, example[0])
            yield from _host_falls(trial)
        case _:
            yield from _unfallen(trial)
            yield from _host_falls(trial)


def broken_keep(trial: Trial) -> Iterator[Fault]:
    """Yield what is wrong with an example of `keeps`: nothing of it falls; a keep rule saves all of it."""
    for number in trial.page.example:
        if trial.rule.keep:
            if trial.saver(number) is None or not trial.matches(number):
                yield f"{_line(trial, number)} is not kept", _why_it_stays(trial, number)
        elif takers := trial.takers(number):
            yield f"{_line(trial, number)} falls by {' and '.join(takers)}", "narrow that rule, or its region"
    yield from _host_falls(trial)


def _unfallen(trial: Trial) -> Iterator[Fault]:
    """Yield the lines of an example that stay and should fall."""
    example = trial.page.example
    for number in example:
        if not trial.falls(number) and not _may_stay(trial, number):
            yield f"{_line(trial, number)} stays", _why_it_stays(trial, number)
            return
    if not any(trial.matches(number) for number in example):
        others = sorted({taker for number in example for taker in trial.takers(number)})
        problem = f"falls, but by {' and '.join(others)} only" if others else "nothing of it falls"
        yield problem, _why_it_stays(trial, example[0])


def _may_stay(trial: Trial, number: int) -> bool:
    """Say whether the rule only needs the line: an anchor that stays, an end of its region, a line above."""
    rule = trial.rule
    folded = trial.folded(number)
    if rule.region and (rule.region.anchor_stays or folded in map(fold, rule.region.until)):
        return not trial.matches(number)
    after = rule.where.after
    if after is None or trial.matches(number):
        return False
    return not isinstance(after.matcher, Lines) or folded in after.matcher.phrases


def _host_falls(trial: Trial) -> Iterator[Fault]:
    """Yield the lines of the article around the example that fall."""
    for number in trial.page.host:
        text = trial.text(number)
        if (takers := trial.takers(number)) and text not in trial.spoilt:
            advice = "limit the region with max_lines, until or a budget, or the rule with a zone"
            if text == HEADLINE:
                advice += "; {title} in an example is the headline"
            yield f"a line of the article falls: {shorten(text)} falls by {' and '.join(takers)}", advice
            return


def _why_it_stays(trial: Trial, number: int) -> str:
    """Say why the rule doesn't take a line, and what differs; in several lines, if need be."""
    saver = trial.saver(number)
    if saver and not trial.rule.keep:
        return f"the keep rule {saver} keeps it"
    if trial.rule.region and any(trial.matches(other) for other in trial.page.example):
        return "the region ends before it: at prose, at an until line, after max_lines, or by its budget"
    if trial.matches(number):
        return "the rule matches it, but does not remove it"
    folded, half = trial.folded(number), trial.half_folded(number)
    if differences := [*difference(trial.rule.matcher, trial.text(number), folded, half)]:
        return "\n".join(differences)
    if unmet := trial.unmet(number):
        return "\n".join(f"its text matches, but {one}" for one in unmet)
    return _BY_ITSELF


_BY_ITSELF: Final = (
    "its text matches, but not what is around it: the rest of a block, its times, or what a region leaves"
)


def _line(trial: Trial, number: int) -> str:
    """Name a line of an example of several; of one line, the example itself has been named already."""
    numbers = trial.page.example
    return "it" if len(numbers) == 1 else f"line {numbers.index(number) + 1} {shorten(trial.text(number))}"


def shorten(text: str, most: int = 60) -> str:
    """Return `text` quoted, on one line, the end of a long one left out."""
    flat = " / ".join(line.strip() for line in text.strip().split("\n") if line.strip())
    return f'"{flat if len(flat) <= most else flat[: most - 1] + "…"}"'
