"""Named parts of patterns."""

import pytest

from cleaner.rulebook.fragments import FragmentError, expand
from cleaner.rulebook.rule import TITLE_MARK

FRAGMENTS = {"ab": "a|b", "deep": "<{ab}>", "loop": "x{pool}", "pool": "{loop}", "bad": "{none}"}


@pytest.mark.parametrize(
    ("pattern", "expanded"),
    [
        pytest.param("x{ab}y", "x(?:a|b)y", id="in a group of its own"),
        pytest.param("{ab}{ab}", "(?:a|b)(?:a|b)", id="twice"),
        pytest.param("{deep}+", "(?:<(?:a|b)>)+", id="nested"),
        pytest.param("a{2,3}b{4}c{,5}", "a{2,3}b{4}c{,5}", id="counts"),
        pytest.param("a{e}b{e<=1}", "a{e}b{e<=1}", id="fuzzy matching"),
        pytest.param(r"\p{Lu}\P{ab}\N{ab}", r"\p{Lu}\P{ab}\N{ab}", id="properties and names"),
        pytest.param(r"\{ab}", r"\{ab}", id="a literal bracket"),
        pytest.param(r"\\{ab}", r"\\(?:a|b)", id="a literal backslash"),
        pytest.param("{title}", TITLE_MARK, id="the title"),
        pytest.param("{AB}", "{AB}", id="names are lower case"),
    ],
)
def test_expand(pattern: str, expanded: str) -> None:
    assert expand(pattern, FRAGMENTS) == expanded


@pytest.mark.parametrize(
    ("pattern", "problem", "advice"),
    [
        pytest.param("{none}", "there is no fragment {none}", None, id="unknown"),
        pytest.param("{bad}", "there is no fragment {none}", None, id="unknown, within one"),
        pytest.param("{titel}", "there is no fragment {titel}", "did you mean {title}?", id="misspelt"),
        pytest.param("{loop}", "fragment {loop} contains itself", "spell one of them out", id="circle"),
    ],
)
def test_faults(pattern: str, problem: str, advice: str | None) -> None:
    with pytest.raises(FragmentError) as caught:
        expand(pattern, FRAGMENTS)
    assert str(caught.value) == problem
    assert caught.value.advice == (advice or "there are: ab, bad, deep, loop, pool")
