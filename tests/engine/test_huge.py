"""Huge documents are cleaned, and come back byte for byte.

The document of many lines has 10 MB, not 100: the test-suite has other things to do.
`bench/huge.py` does them all, and says what they take.
"""

import pytest

from cleaner.engine.cleaner import Cleaner
from cleaner.engine.render import restore

MB = 1_000_000
PROSE = "The ferry sails again on Monday, the harbour office said on Friday, after a week of storms. "
STORY = f"{(20 * PROSE).strip()}\n"


@pytest.fixture(scope="module")
def shipped() -> Cleaner:
    """Return a cleaner by rules alone: to the score, thousands of copies of a paragraph are noise."""
    return Cleaner(score=None)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param(
            "Advertisement\n" + "word and other words, " * (50 * MB // 22) + "\n\nAdvertisement\n",
            "word and other words, " * (50 * MB // 22) + "\n\n",
            id="a line of 50 MB",
        ),
        pytest.param(
            f"{STORY}Advertisement\n" + "\n" * 10 * MB + STORY,
            f"{STORY}\n{STORY}",
            id="10 million empty lines",
        ),
        pytest.param(
            f"Advertisement\n{STORY}" * (10 * MB // len(STORY)),
            STORY * (10 * MB // len(STORY)),
            id="a document of 10 MB",
        ),
    ],
)
def test_huge_documents(shipped: Cleaner, text: str, cleaned: str) -> None:
    result = shipped.clean(text)
    # Not compared by assert alone: what pytest says of two such texts would never end.
    assert (result.text == cleaned, len(result.text)) == (True, len(cleaned))
    assert restore(result.text, result.removals) == text or pytest.fail("it does not come back")


def test_a_huge_document_has_scores() -> None:
    text = "".join(f"{'Home' if at % 3 else STORY.strip()}\n" for at in range(10_000))
    result = Cleaner().clean(text)
    assert result.text.count("Home") == 0
    assert restore(result.text, result.removals) == text or pytest.fail("it does not come back")
