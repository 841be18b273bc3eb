#!/usr/bin/env python3
"""Write the pages of the Tarn Ferry Post, a small-town paper that doesn't exist, into a folder.

    python make_site.py FOLDER

The folder gets 44 texts, as they are left of web pages whose tags are gone. Every time the same.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

PAGES: Final = 44
MENU: Final = ("Front page", "Town hall", "Harbour", "Schools", "Football", "Small notices", "Letters")
POST: Final = "Paper by post"
PROMOTION: Final = "Space for hire: ring the Post"
"""The paper's own label for advertisements."""
BOX: Final = "More from the quayside"
FOOTER: Final = (
    "Tarn Ferry Post, 4 Ropemaker Lane, Tarn Ferry",
    "Printed on Thursdays, brought round on Fridays",
    "House rules for letters",
)
AUTHORS: Final = ("Ines Calloway", "Piet Drummond", "Maud Okafor", "Tobias Renshaw", "Hanne Villiers")
_WHO: Final = (
    "The harbour master",
    "A baker from Mill Street",
    "The head of the school",
    "Our oldest rower",
    "The woman who winds the clock",
    "A clerk of the council",
    "The keeper of the lock",
)
_DID: Final = (
    "counted the boats",
    "painted the railing",
    "carried the benches indoors",
    "measured the ice",
    "read the minutes aloud",
    "mended the bell rope",
    "asked for a second lamp",
)
_WHEN: Final = (
    "before the rain came",
    "while the choir rehearsed",
    "on the morning of the fair",
    "as the tide turned",
    "after the last ferry",
    "when the snow had gone",
)
_WHY: Final = (
    "because nobody else had a key",
    "although the council had voted against it",
    "so that the children could cross",
    "and was thanked with a basket of pears",
    "which took four hours longer than planned",
    "for the third year in a row",
)
_THING: Final = (
    "bell",
    "jetty",
    "bakery",
    "lock",
    "library",
    "orchard",
    "tram shed",
    "rowing club",
    "lamp",
    "weir",
)
_FATE: Final = (
    "finds a new keeper",
    "closes for a week",
    "is open again",
    "costs less than feared",
    "waits for its roof",
    "gets a coat of paint",
    "moves across the river",
    "turns eighty",
)
_HEADS: Final = (
    "What it costs",
    "A long winter",
    "Who pays",
    "The second try",
    "What comes next",
    "An old quarrel",
)
_TABLE: Final = ("Adults", "Children", "Bicycles", "Dogs", "Season ticket")


def main() -> None:
    """Write the pages into the folder that is named."""
    if len(sys.argv) != 2:
        sys.exit("make_site: name a folder, such as: python make_site.py pages")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, (lines, _) in enumerate(pages(), 1):
        (folder / f"{number:02}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def pages() -> Iterator[tuple[list[str], list[str]]]:
    """Yield the lines of each page, and those of them that are its article."""
    random = Random(44)
    headlines = [f"The {thing} {fate}" for thing in _THING for fate in _FATE]
    random.shuffle(headlines)
    for number in range(PAGES):
        article = list(_article(random, headlines[number], number))
        others = random.sample([one for one in headlines if one != headlines[number]], 3)
        yield _page(random, article, others), article


def _article(random: Random, headline: str, number: int) -> Iterator[str]:
    """Yield an article: paragraphs, perhaps with short lines, a table or a list between them."""
    yield headline
    yield _paragraph(random)
    yield _paragraph(random)
    if number % 3 == 0:
        yield random.choice(_HEADS)
    yield _paragraph(random)
    if number % 4 == 0:
        yield from (
            f"{name}\t{random.randint(2, 90)}.{random.randint(10, 99)}" for name in random.sample(_TABLE, 3)
        )
    if number % 5 == 0:
        yield f"“{random.choice(_DID).capitalize()}, that was all.”"
    yield _paragraph(random)
    yield _paragraph(random)


def _paragraph(random: Random) -> str:
    """Return three sentences that no other paragraph is likely to have in this order."""
    sentences = (
        f"{random.choice(_WHO)} {random.choice(_DID)} {random.choice(_WHEN)}, {random.choice(_WHY)}."
        for _ in range(3)
    )
    return " ".join(sentences)


def _page(random: Random, article: list[str], others: list[str]) -> list[str]:
    """Return an article with what the site puts around it and into it."""
    author = random.choice(AUTHORS)
    day = f"{random.randint(1, 28)} {random.choice(('March', 'April', 'May'))} 20{random.randint(19, 24)}"
    return [
        *MENU,
        POST,
        f"Tide table of {day}",
        *article[:2],
        PROMOTION,
        *article[2:-1],
        f"Also on our pages: {others[0]}",
        *article[-1:],
        f"{author} writes for the Post from a desk above the chandlery.",
        f"{random.randint(2, 60)} readers have sent this page to a neighbour",
        BOX,
        *others[1:],
        PROMOTION,
        *FOOTER,
        f"Page made in 0.{random.randint(10, 99)} seconds on the old press",
    ]


if __name__ == "__main__":
    main()
