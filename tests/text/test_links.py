"""The markup of links in a text: what of it goes if links are written as their text."""

import pytest

from cleaner.text.links import LONGEST_TEXT, link_markup


def shown(text: str) -> str:
    """Return `text` without the markup of its links."""
    parts, at = [], 0
    for start, end in link_markup(text):
        parts.append(text[at:start])
        at = end
    return "".join([*parts, text[at:]])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("[Home](https://gull.example/)", "Home", id="link"),
        pytest.param("[Home](/)", "Home", id="address without a host"),
        pytest.param("[Home](index)", "Home", id="address of one word"),
        pytest.param("[Home](</a b>)", "Home", id="address in angle brackets"),
        pytest.param("[Home]()", "Home", id="no address"),
        pytest.param('[Home](/ "The Gull")', "Home", id="title"),
        pytest.param('[Home]( "The Gull")', "Home", id="title alone"),
        pytest.param('[Home](/ "The (old Gull")', "Home", id="bracket in a title"),
        pytest.param("[Home](/ 'The Gull')", "Home", id="title in single quotes"),
        pytest.param("[Mercury](/wiki/Mercury_(planet)) rises", "Mercury rises", id="brackets in an address"),
        pytest.param(r"[Buy](javascript:buy\(7\))", "Buy", id="escaped brackets in an address"),
        pytest.param("[Share](https://x.example/?t=Tea and milk)", "Share", id="spaces in an address"),
        pytest.param("[see [1] there](/x)", "see [1] there", id="brackets in the text"),
        pytest.param("[`a[0]`](/x)", "`a[0]`", id="code in the text"),
        pytest.param("[a](/x)[b](/y)", "a/b", id="one after the other, set apart"),
        pytest.param('[a](/x "t")[b](/y)', "a b", id="set apart by a space"),
        pytest.param("[a.](/x)[b](/y)", "a.b", id="apart already"),
        pytest.param("[a](x)[b](/y)", "ab", id="nothing to set them apart"),
        pytest.param("[gull](/gull)s", "gulls", id="link in a word"),
        pytest.param("price[buy](/x)", "pricebuy", id="after a word"),
        pytest.param("(see [a](/x))", "(see a)", id="in brackets"),
        pytest.param("a ![A gull](/gull.jpg) b", "a b", id="image, with one of its spaces"),
        pytest.param("a ![A gull](/gull.jpg)\n", "a\n", id="image at the end of a line"),
        pytest.param("a![A gull](/gull.jpg)b", "ab", id="image in a word"),
        pytest.param("We won![Read how](/how)", "We won!Read how", id="link after an exclamation"),
        pytest.param("[![The Gull](/logo.svg)](/)", "", id="image in a link"),
        pytest.param("[![](/x) Home](/)", "Home", id="image and text in a link"),
        pytest.param("[ ](/) Menu", "Menu", id="a link that shows nothing"),
        pytest.param("  * [ Home ](/) now", "  * Home now", id="white space in the brackets"),
        pytest.param("<https://gull.example/>", "https://gull.example/", id="address in angle brackets"),
        pytest.param("https://gull.example/", "https://gull.example/", id="bare address"),
        pytest.param("| [a](/x) | b |", "| a | b |", id="table"),
        pytest.param("lost](https://gull.example/) text", "lost text", id="its bracket is missing"),
        pytest.param(r"\\[a](/x)", r"\\a", id="after an escaped backslash"),
    ],
)
def test_what_goes(text: str, left: str) -> None:
    assert shown(text) == left
    assert shown(left) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("[the old\nlog](/log) of", "the old\nlog of", id="text"),
        pytest.param("[log\n](/log)\nof", "log\n\nof", id="closing bracket"),
        pytest.param("[log](https://gull.example/a-\nb) of", "log\nof", id="address"),
        pytest.param('[log](/a\n"The log") of', "log\nof", id="title"),
        pytest.param('[log](/a "The\r\nlog") of', "log\r\nof", id="within a title"),
        pytest.param("[\n\n### Card\n\nTea.\n\n](/card)", "\n\n### Card\n\nTea.\n\n", id="a whole card"),
        pytest.param("![A\ngull](/gull.jpg)", "", id="image"),
    ],
)
def test_links_over_several_lines(text: str, left: str) -> None:
    # An address that is cut takes its line break along; the lines that are left keep theirs.
    assert "".join(shown(text).split()) == "".join(left.split())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(r"\[a](/x)", id="escaped bracket"),
        pytest.param(r"[a\](/x)", id="escaped closing bracket"),
        pytest.param("`[a](/x)`", id="code"),
        pytest.param("`` [a](/x) ` ``", id="code with a backtick"),
        pytest.param("```\n[a](/x)\n```\n", id="block of code"),
        pytest.param("array[3](x)", id="call of an element"),
        pytest.param("array[3]()", id="call without arguments"),
        pytest.param("[](x)", id="function without a name"),
        pytest.param("[sic] (really)", id="apart"),
        pytest.param("[sic](and so on)", id="words in brackets"),
        pytest.param("[a][b] and [c][]", id="references without definition"),
        pytest.param("[^1]: a note", id="footnote"),
        pytest.param("[Ann]: hello", id="who speaks"),
        pytest.param("[Ann]: see https://gull.example/ there", id="who speaks of an address"),
        pytest.param("Ann <ann@gull.example>", id="mail address"),
        pytest.param("a <b> c", id="angle brackets"),
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    ("lines", "left"),
    [
        pytest.param(["[the log][1]", "[1]: https://gull.example/"], ["the log", ""], id="number"),
        pytest.param(["[the log][Log]", "[log]: /log 'The log'"], ["the log", ""], id="name and title"),
        pytest.param(["[the log][]", "  [The Log]: </log>"], ["the log", ""], id="its own text"),
        pytest.param(["[log]", "[log]: log.html"], ["log", ""], id="its text alone"),
        pytest.param(["as shown [1]", "[1]: /log"], ["as shown [1]", ""], id="a citation stays"),
        pytest.param(["a ![gull][1]", "[1]: gull.jpg"], ["a", ""], id="image"),
        pytest.param(["[a][1]", "```", "[1]: /x", "```"], ["[a][1]", "```", "[1]: /x", "```"], id="in code"),
    ],
)
def test_references(lines: list[str], left: list[str], end: str) -> None:
    assert shown(end.join(lines)) == end.join(left)


def test_a_stray_bracket_does_not_wait_for_ever() -> None:
    far = "word " * LONGEST_TEXT
    assert shown(f"[sic {far}here](/x)") == f"[sic {far}here"
    assert shown("[sic here](/x)") == "sic here"


UNITS = ("[", "]", "![", "[a](", "](", "](a ", "](http:", "](a(b)", "](()", "[a](/b) ", '](a "', "`", "``` ")
MORE = (
    "[a]: /b\n",
    "[a]:\n",
    "[a][a]",
    "<http:",
    "\\",
    "![![a](b)",
    "[a\n\n",
    "](/ \n",
    "` `` ",
    "(" * 3 + "[]",
)


@pytest.mark.parametrize("unit", [*UNITS, *MORE])
def test_hostile_markup_costs_no_more_than_it_is_long(unit: str) -> None:
    link_markup(unit * 30_000)  # quadratic, each would take minutes
    link_markup("[a]: /a\n" + "[" * 30_000 + unit * 30_000)
