"""Put named fragments such as {date} into patterns."""

import re
from collections.abc import Mapping
from typing import Final

from cleaner.rulebook.pattern_cost import MOST_CHARACTERS
from cleaner.rulebook.rule import TITLE_MARK

_MOST_INSIDE: Final = 50
TITLE: Final = "title"
# \p{Lu} and \N{DASH} keep their braces, {2,3} and {e} aren't names, \{ is a bracket.
_NAME: Final = re.compile(r"\\[pPN]\{[^}]*\}|\\.|\{([a-z][a-z0-9_]+)\}", re.DOTALL)


class FragmentError(ValueError):
    """A pattern names a fragment that doesn't exist, or that contains itself. `advice` says what to do."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem)
        self.advice = advice


def expand(pattern: str, fragments: Mapping[str, str], inside: tuple[str, ...] = ()) -> str:
    """Return `pattern` with every {name} replaced by its fragment, in a group of its own.

    >>> expand(r"\\p{Lu}{2,3} {year}", {"year": "[12][0-9]{3}"})
    '\\\\p{Lu}{2,3} (?:[12][0-9]{3})'
    """

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return found[0]
        if name == TITLE:
            return TITLE_MARK
        if name in inside:
            raise FragmentError(f"fragment {{{name}}} contains itself", "spell one of them out")
        if name not in fragments:
            from difflib import get_close_matches

            near = get_close_matches(name, [*fragments, TITLE], n=1)
            advice = f"did you mean {{{near[0]}}}?" if near else f"there are: {', '.join(sorted(fragments))}"
            raise FragmentError(f"there is no fragment {{{name}}}", advice)
        whole = f"(?:{expand(fragments[name], fragments, (*inside, name))})"
        if len(whole) > MOST_CHARACTERS or len(inside) > _MOST_INSIDE:
            raise FragmentError(f"fragment {{{name}}} is too large", "let fragments hold fewer of each other")
        return whole

    return _NAME.sub(put, pattern)
