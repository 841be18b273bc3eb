"""Say in plain words what is wrong in a TOML file, and what to write instead."""

import re
import tomllib
from typing import Any, Final, Literal, get_args, get_origin

from cleaner.errors import advise

# Reading such a name takes tomllib quadratic time.
_MANY_DOTS: Final = re.compile(r"""(?m)^[ \t\[]*[\w"'-]+(?:[ \t]*\.[ \t]*[\w"'-]+){50}""")
_TOML_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def explain(key: str, value: Any, kind: Any, error: str, within: str) -> tuple[str, str]:
    """Say what is wrong with the value of `key`, and what to write."""
    choices = list(dict.fromkeys(_choices(kind)))
    if choices:
        return _explain_choice(key, value, choices, error)
    if key == "id" and isinstance(value, str):
        return f'id "{value}" has characters that ids do not', "use a-z, 0-9 and single hyphens"
    return f"{key}: {plain_words(error)}", f"write {example(within or key)}"


def _explain_choice(key: str, value: Any, choices: list[str], error: str) -> tuple[str, str]:
    """Do the same for a key that takes one or more of some known words."""
    values = value if isinstance(value, list) else [value]
    wrong = next((one for one in values if one not in choices), None)
    if isinstance(wrong, str):
        return f'{key} "{wrong}" isn\'t known', advise(wrong, choices)
    problem = f"{key}: {plain_words(error)}"
    if wrong is None and isinstance(value, str):  # the right word, in the wrong form
        return problem, f'write {key} = ["{value}"]'
    if wrong is None and values:
        return problem, f'write {key} = "{values[0]}"'
    return problem, f"write one of: {', '.join(choices)}"


def _choices(kind: Any) -> list[str]:
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [choice for option in get_args(kind) for choice in _choices(option)]


_EXAMPLES: Final = {
    "why": 'why = "what readers see and why it is not the article"',
    "id": 'id = "stay-in-touch"',
    "category": 'category = "engagement"',
    "pattern": "pattern = '(?:accept|allow) all(?: cookies)?'",
    "span": "span = '\\[advertisement\\]'",
    "below": 'below = { while = "not prose", max_lines = 12 }',
    "within": "within = 5, a number of lines",
    "above": 'above = { while = "anything" }',
    "after": 'after = { lines = ["comments"], within = 5 }',
    "anchor": 'anchor = "stays"',
    "times": "times = 3",
    "near_prose": "near_prose = 2, a number of lines",
    "block": "block = ['{temperature}', '{place}', '?', '{date}']",
    "chain": "chain = true",
    "keep": "keep = true",
    "isolated": "isolated = true",
    "terminal": 'terminal = ".!?"',
    "language": 'language = "en"',
    "site": 'site = ["example.com", "*.example.com"]',
    "rules": 'rules = ["my-rules.toml"]',
    "disable": 'disable = ["pack.rule", "pack.*"]',
    "builtin": "builtin = false",
    "score": 'score = false, or the name of a folder: score = "my-score"',
    "base": "base = [-20, 10], a weight for each pass",
    "listed": "listed = 120, a whole number",
    "noise": "noise = [100, 900], per mille",
    "normal": "normal = [130, 20], a threshold for each number of noise",
    "strict": "strict = [60, -40], a threshold for each number of noise",
    "prose": "prose = [40, 40], one for each number of noise",
    "name": 'name = "words"',
    "points": "points = [1, 4, 12, 40], the smallest first",
    "first": "first = [20, 0, -15, -60], a weight for each point",
    "second": "second = [20, 0, -15, -60], a weight for each point",
    "signals": 'signals = ["words", "lexicon"]',
    "weights": '"share this" = 120 in a table [weights]',
}
_SHARES: Final = ("budget", "max_capitals", "max_digits", "max_links")
_COUNTS: Final = (
    "max_words",
    "min_words",
    "min_words_open",
    "max_lines",
)


def example(key: str) -> str:
    """Return a value of the right form for `key`, as one would write it."""
    if key in _EXAMPLES:
        return _EXAMPLES[key]
    if key in _SHARES:
        return f"{key} = 0.1, a share between 0 and 1"
    if key in _COUNTS:
        return f"{key} = 8, a whole number"
    return f'{key} = ["read more", "see also"]'


_WORDING: Final = {
    "`str`": "text",
    "`int`": "a whole number",
    "`float`": "a number",
    "`bool`": "true or false",
    "`array`": "a list",
    "`object`": "a table",
    "Object missing required field": "it lacks the key",
}


def plain_words(error: str) -> str:
    """Say a validation error without the names of Python's types or JSON's paths."""
    text = re.sub(r" - at `\$[^`]*`$", "", error)
    text = re.sub(r"`[a-z| ]+`", lambda found: found[0].replace(" | ", "` or `"), text)
    for name, plain in _WORDING.items():
        text = text.replace(name, plain)
    return text[0].lower() + text[1:]


def element(error: str) -> int | None:
    """Return the number of the array element that a validation error speaks of."""
    found = re.search(r"`\$\[(\d+)\]", error)
    return int(found[1]) if found else None


def read_toml(text: str) -> dict[str, Any]:
    """Return what `text` says. Raises TOMLDecodeError for whatever is wrong with it.

    tomllib itself raises other errors where nesting is deep or a number is long.
    """
    deep = _MANY_DOTS.search(text)
    if deep:
        line = text.count("\n", 0, deep.start()) + 1
        raise tomllib.TOMLDecodeError(f"A name of too many parts (at line {line}, column 1)")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("Nested too deep (at end of document)") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # a number of thousands of digits, a date that is none
        problem = "A number is too large" if "digits" in str(error) else str(error)
        raise tomllib.TOMLDecodeError(f"{problem} (at end of document)") from None


def toml_fault(error: str, text: str) -> tuple[int | None, str, str, str]:
    """Turn tomllib's message into line, table, problem and advice."""
    found = _TOML_PLACE.search(error)
    problem = re.sub(r"\('(\w+)',.*\)", r"[\1]", _TOML_PLACE.sub("", error))
    line = text.count("\n") + 1
    if found and found[1]:
        line = int(found[1])
        problem += f" at column {found[2]}"
    advice = "check quotes, brackets and commas on this line and the one before"
    if "escape" in error or "backslash" in error.lower():
        advice = r"put patterns in single quotes, where a backslash is a backslash: '\d+'"
    elif "declare" in error or "overwrite" in error:
        advice = "the same key or table stands twice; give it once, or begin more rules with [[rule]]"
    return line, "", f"not valid TOML: {problem}", advice


def pattern_advice(problem: str) -> str:
    """Say what to write where `regex` says this problem."""
    if "missing )" in problem or "unbalanced" in problem or "parenthes" in problem:
        return r"write '\(' for a literal bracket"
    if "]" in problem or "set" in problem:
        return r"write '\[' for a literal bracket"
    if "repeat" in problem:
        return r"write '\*', '\+' or '\?' for the character itself"
    return "see the syntax of the regex module; a backslash makes a character literal"
