"""What is done to many lines at once is what is done to each of them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.blocks import collapse_lines
from cleaner.text.fold import half_fold, half_fold_lines
from cleaner.text.markdown import reveal, reveal_lines

# Markdown and parts of it, all kinds of white space, what folding makes something else of.
UNITS = [
    *"ab *_`[]()!#>+-—/:\\´ñ.'<\t\x0b\x0c\x1c\x1d\x1e\x1f\r\x85\xa0\u1680\u2028\u2029\u3000",
    *"\u0301\u0338\u0345",
    *("İ", "ſ", "K", "ẞ", "Ꭰ", "ꭰ", "設", "\u1ffd", "\u200b", "\ufeff", "＊", "😀", "Ad", "ß", "K"),
    *("](", "](/", "](#", "](  ", "[a](/b)", "![i](/j)", "[[a](/b) c](/d)", "[![a](/b)](/c)", " [", "[ "),
    *("**", "__", "# ", "- ", "#\t", "\\[", "\\]", "`x`", "``", "www.", "HTTPS://", "http://a", "  "),
    *("1. ", "(2) ", "• ", " (https://a.b/c)", " <https://a.b>", ": https://a.b", "[3]x", "### "),
]
LINES = st.lists(st.lists(st.sampled_from(UNITS), max_size=20).map("".join), max_size=8)


@settings(deadline=None, max_examples=300)
@given(LINES)
def test_lines_in_a_block_become_what_each_becomes_alone(lines: list[str]) -> None:
    assert collapse_lines(lines) == [" ".join(line.split()) for line in lines]
    assert half_fold_lines(lines) == [half_fold(line) for line in lines]
    assert reveal_lines(lines) == [reveal(line) for line in lines]


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\n")), max_size=5))
def test_whatever_lines_hold(lines: list[str]) -> None:
    assert collapse_lines(lines) == [" ".join(line.split()) for line in lines]
    assert half_fold_lines(lines) == [half_fold(line) for line in lines]
    assert reveal_lines(lines) == [reveal(line) for line in lines]
