"""What differs between a line and what a rule matches is said in words, marks by their names."""

import pytest

from cleaner.rulebook.rule import Block, Contains, Lines, Matcher, Pattern, Span, Starts, Step
from cleaner.text.fold import fold, half_fold
from cleaner.tuning.differ import difference
from cleaner.tuning.host import HEADLINE

UNLIKE = "no phrase of the rule is like it"


@pytest.mark.parametrize(
    ("matcher", "line", "said"),
    [
        pytest.param(
            Lines(("leave a hint", "fill the jar")),
            "Leave a coin!",
            [
                'phrases see "leave a coin"',
                'the nearest phrase is "leave a hint": the line has "coin", the phrase "hint"',
            ],
            id="a word",
        ),
        pytest.param(
            Lines(("tea / milk",)),
            "Tea – milk",
            [
                'phrases see "tea - milk"',
                'the nearest phrase is "tea / milk": the line has "-" (U+002D HYPHEN-MINUS),'
                ' the phrase "/" (U+002F SOLIDUS)',
            ],
            id="a dash",
        ),
        pytest.param(
            Lines(("sign up",)),
            "Sign \u0443p",
            [
                'phrases see "sign \u0443p"',
                'the nearest phrase is "sign up":'
                ' the line has "\u0443p" (U+0443 CYRILLIC SMALL LETTER U), the phrase "up"',
            ],
            id="a letter that looks like another",
        ),
        pytest.param(
            Lines(("open today",)),
            "Open again today",
            [
                'phrases see "open again today"',
                'the nearest phrase is "open today": the line also has "again "',
            ],
            id="a word more",
        ),
        pytest.param(
            Lines(("open again today",)),
            "Open today",
            ['phrases see "open today"', 'the nearest phrase is "open again today": the line lacks "again "'],
            id="a word less",
        ),
        pytest.param(Lines(("tea",)), "Boats", ['phrases see "boats"', UNLIKE], id="nothing like it"),
        pytest.param(
            Starts(("source:",)),
            "Sources: the harbour office",
            [
                'phrases see "sources: the harbour office"',
                'the nearest phrase is "source:": the line has "sources", the phrase "source"',
            ],
            id="only the beginning",
        ),
        pytest.param(
            Contains(("affiliate links",)),
            "This page has affiliate link boxes",
            [
                'phrases see "this page has affiliate link boxes"',
                'the nearest phrase is "affiliate links": the line has "link", the phrase "links"',
            ],
            id="a part",
        ),
        pytest.param(
            Pattern("open: [0-9]+ – [0-9]+"),
            "Open: 9 – 12",
            [
                'patterns see "open: 9 - 12"',
                'the pattern fits up to "open: 9 ", but not "- 12" (U+002D HYPHEN-MINUS)',
                'the pattern has "–" (U+2013 EN DASH), which patterns see as "-": write that',
            ],
            id="a dash that patterns never see",
        ),
        pytest.param(
            Pattern("[0-9]+ shares today"),
            "12 shares",
            ['patterns see "12 shares"', "the pattern fits so far, but asks for more"],
            id="a line that ends too early",
        ),
        pytest.param(
            Pattern("shares"),
            "12 shares",
            ['patterns see "12 shares"', 'the pattern doesn\'t fit its start: "12 shares"'],
            id="another start",
        ),
        pytest.param(
            Pattern("über uns"),
            "Über wen",
            ['patterns see "über wen"', 'the pattern fits up to "über ", but not "wen"'],
            id="letters that patterns see are no fault",
        ),
        pytest.param(
            Pattern("on \ue000"),
            f"On {HEADLINE} now",
            ['patterns see "on {title} now"', 'the pattern fits up to "on {title}", but not " now"'],
            id="the title",
        ),
        pytest.param(
            Block((Step("[0-9]+ c"), Step("monday, .+"))),
            "Mon, 8 March",
            [
                'patterns see "mon, 8 march"',
                "of the 2 patterns of the block, number 2 comes nearest",
                'the pattern fits up to "mon", but not ", 8 march" (U+002C COMMA)',
            ],
            id="a block",
        ),
        pytest.param(
            Span(r"\[ad - skip\]"),
            "Tea [ad – skip]",
            [
                'spans see the line as it is: "Tea [ad – skip]"',
                'the pattern would match it with "–" (U+2013 EN DASH) as "-"',
            ],
            id="a span, which sees dashes as they are",
        ),
        pytest.param(Lines(("tea",)), "Tea!", [], id="it matches"),
        pytest.param(Pattern("tea!"), "Tea!", [], id="a pattern matches"),
        pytest.param(Contains(("a cup",)), "Tea, a cup, milk", [], id="a part matches"),
        pytest.param(Starts(("source:",)), "Source:Tea", [], id="a start matches"),
        pytest.param(Block((Step("tea"), Step("milk"))), "Milk", [], id="an element of a block matches"),
        pytest.param(Span("tea"), "Tea and milk", [], id="a span matches"),
        pytest.param(
            Pattern("a+"),
            "a" * 1_001,
            ["patterns see no line of more than 1,000 characters; this one has 1,001"],
            id="a long line",
        ),
    ],
)
def test_what_differs(matcher: Matcher, line: str, said: list[str]) -> None:
    found = [*difference(matcher, line, fold(line), half_fold(line))]
    assert found[: len(said)] == said
    assert bool(found) is bool(said)
