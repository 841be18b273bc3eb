"""What an example promises, and which of it a trial doesn't hold."""

from collections.abc import Iterator

from cleaner.rulebook.rule import Rule, Run, Span
from cleaner.tuning.host import HEADLINE
from cleaner.tuning.trial import Trial

Fault = tuple[str, str]
"""What happened, and advice."""


def broken_drop(trial: Trial) -> Iterator[Fault]:
    """Yield what is wrong with an example of `drops`.

    Of a keep rule these are near misses; of a weigh rule, lines that it hits.
    """
    match trial.rule:
        case Rule(effect="keep"):
            for number in trial.page.example:
                if trial.acts(number):
                    yield f"{_line(trial, number)} is kept by it", "narrow the rule, or move it to keeps"
        case Rule(effect="weigh"):
            if not any(trial.hits(number) for number in trial.page.example):
                yield "the rule does not hit it", _MATCH
        case Rule(matcher=Span()):
            if not any(trial.rule.id in trial.takers(number) for number in trial.page.example):
                yield "the rule cuts nothing out of it", _why_it_stays(trial, trial.page.example[0])
            yield from _others_fall(trial)
        case _:
            yield from _unfallen(trial)
            yield from _others_fall(trial)


def broken_keep(trial: Trial) -> Iterator[Fault]:
    """Yield what is wrong with an example of `keeps`.

    A keep rule has to save it; a weigh rule must not hit it; of any other nothing falls.
    """
    example = trial.page.example
    if trial.rule.effect == "weigh":
        for number in example:
            if trial.hits(number):
                yield f"{_line(trial, number)} is hit by it", "narrow the rule"
        return
    for number in example:
        if trial.loses(number):
            yield f"{_line(trial, number)} {_falls_by(trial, number)}", "narrow that rule, or its reach"
    if trial.rule.effect == "keep" and not any(trial.acts(number) for number in example):
        yield "the rule does not save it", _why_it_stays(trial, example[0])
    yield from _others_fall(trial)


def _unfallen(trial: Trial) -> Iterator[Fault]:
    """Yield the lines of an example that stay and should fall, or the other way round."""
    example = trial.page.example
    stays = _has_to_stay(trial)
    missing = False
    for number in example:
        if number in stays:
            if trial.loses(number):
                problem = f"{_line(trial, number)} {_falls_by(trial, number)}, and should stay"
                yield problem, "what the rule leaves has to stay, whichever rule wants it"
        elif not trial.falls(number) and not _may_stay(trial, number):
            missing = True
            yield f"{_line(trial, number)} stays", _why_it_stays(trial, number)
    if not missing and not any(trial.acts(number) for number in example):
        others = sorted({taker for number in example for taker in trial.takers(number)})
        problem = f"falls, but by {' and '.join(others)} only" if others else "nothing of it falls"
        yield problem, _why_it_stays(trial, example[0])


def _has_to_stay(trial: Trial) -> frozenset[int]:
    """Return the lines of an example that its rule leaves: a headline under a menu, a heading that stays."""
    rule, example = trial.rule, trial.page.example
    if isinstance(rule.matcher, Run) and rule.matcher.keep_last:
        return frozenset(example[-rule.matcher.keep_last :])
    if rule.reach and rule.reach.heading_stays:
        return frozenset(number for number in example if trial.hits(number))
    return frozenset()


def _may_stay(trial: Trial, number: int) -> bool:
    """Say whether the rule only needs the line: its run ends there, or it waits for it."""
    rule = trial.rule
    if rule.reach and trial.folded(number) in rule.reach.until:
        return True
    after = rule.gates.after
    return after is not None and trial.hits(number, after.rule) and not trial.acts(number)


def _others_fall(trial: Trial) -> Iterator[Fault]:
    """Yield the lines around the example that fall."""
    for number in trial.page.copy:
        if trial.loses(number):
            advice = "give it lines that no rule takes"
            yield f"the first copy falls too: {_line(trial, number)} {_falls_by(trial, number)}", advice
    # What goes above the last copy of the headline takes the first one along.
    copied = any(trial.text(number) == HEADLINE and not trial.loses(number) for number in trial.page.example)
    for number in trial.page.host:
        text = trial.text(number)
        if trial.loses(number) and text not in trial.spoilt and not (copied and text == HEADLINE):
            advice = (
                "put {title} into the example, where the headline stands below what falls"
                if text == HEADLINE
                else "limit the run with max_lines, until or a budget; or give the example the whole run"
            )
            yield f"a line of the article falls: {shorten(text)} {_falls_by(trial, number)}", advice
            return


_MATCH = "compare it with what the rule matches; patterns and phrases see it folded"


def _why_it_stays(trial: Trial, number: int) -> str:
    """Say what might be done about a line that the rule doesn't act on."""
    saver = trial.saver(number)
    if saver and trial.rule.effect != "keep":
        return f"the keep rule {saver} saves it"
    if trial.hits(number) and not trial.acts(number):
        return (
            "the rule hits it, but one of its conditions is not met here: zone, words, isolated, after, site"
        )
    if trial.rule.reach and any(trial.acts(other) for other in trial.page.example):
        return "the run ends before it: at prose, at an until line, after max_lines, or by its budget"
    return _MATCH


def _falls_by(trial: Trial, number: int) -> str:
    return f"falls by {' and '.join(trial.takers(number))}"


def _line(trial: Trial, number: int) -> str:
    """Name a line of an example of several; of one line, the example itself has been named already."""
    numbers = trial.page.example if number in trial.page.example else trial.page.copy
    if len(numbers) == 1:
        return "it"
    return f"line {numbers.index(number) + 1} {shorten(trial.text(number))}"


def shorten(text: str, most: int = 60) -> str:
    """Return `text` quoted, on one line, the end of a long one left out."""
    flat = " / ".join(line.strip() for line in text.strip().split("\n") if line.strip())
    return f'"{flat if len(flat) <= most else flat[: most - 1] + "…"}"'
