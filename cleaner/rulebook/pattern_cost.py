"""Refuse patterns that would take without bound, before anything is compiled: repeats, recursion, length."""

import re
from typing import Final

MOST_CHARACTERS: Final = 20_000
"""Characters of a pattern with its fragments. The longest that comes with the cleaner has some 5,000."""
MOST_REPEATS: Final = 1_000
"""No line that patterns see is longer, so nothing can stand there more often."""
MOST_UNITS: Final = 50_000
"""Characters and classes of a pattern if each repeat were written out: what compiling it takes."""
_MOST_DEPTH: Final = 100
# What is escaped, \p{…} and the like as a whole; calls of groups; brackets; counted repeats.
_TOKEN: Final = re.compile(
    r"(?s)\\[pPN]\{[^}]*\}|\\."
    r"|(?P<call>\(\?(?:R|[+-]?\d+|&|P>))"
    r"|(?P<count>\{(?P<least>\d*)(?:,(?P<most>\d*))?\})"
    r"|(?P<errors>\{[^{}]*[eids]\s*<)"
    r"|."
)
_DIGITS: Final = 9


def cost_fault(source: str) -> tuple[str, str] | None:
    """Say what is wrong with a pattern that would take too long or too much memory, and what to do.

    >>> cost_fault("a{1000000000}")
    ('pattern repeats something 1000000000 times', 'write a number up to 1000, or + for any number')
    >>> cost_fault("[(?R)]{3}|a{0,20}")
    """
    if len(source) > MOST_CHARACTERS:
        problem = f"pattern has {len(source)} characters with its fragments"
        return problem, f"make it several rules; {MOST_CHARACTERS} are the limit"
    units, in_class = [0], False
    last = 0
    for token in _TOKEN.finditer(source):
        text = token[0]
        if in_class:
            in_class = text != "]" or source[token.start() - 1] in "[^"
            continue
        if token["call"]:
            return "pattern calls itself, or a group of its own", "write out what it would repeat"
        if token["errors"]:
            return "pattern allows errors", r"write '\{' for a literal brace, or the forms that it may have"
        if token["count"]:
            times = max(_number(token["least"]), _number(token["most"] or ""))
            if times > MOST_REPEATS:
                digits = (token["most"] or token["least"])[:12]
                problem = f"pattern repeats something {digits} times"
                return problem, f"write a number up to {MOST_REPEATS}, or + for any number"
            units[-1] += last * (max(times, 1) - 1)
            last *= max(times, 1)
        elif text == "(":
            units.append(0)
        elif text == ")" and len(units) > 1:
            last = units.pop() + 1
            units[-1] += last
        elif text not in "?*+|":
            in_class = text == "["
            last = 1
            units[-1] += 1
        if len(units) > _MOST_DEPTH:
            return f"pattern has brackets nested more than {_MOST_DEPTH} deep", "make it several rules"
        if sum(units) > MOST_UNITS:
            return "pattern has repeats within repeats, which make it too large", "lower their numbers"
    return None


def _number(digits: str) -> int:
    return int(digits) if digits and len(digits) <= _DIGITS else 10**_DIGITS if digits else 0
