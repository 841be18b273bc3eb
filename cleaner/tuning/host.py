"""The article into which examples of rules are put, and where in it they stand."""

from dataclasses import dataclass
from typing import Final

from cleaner.model import Zone
from cleaner.rulebook.fragments import TITLE

# Without a full stop, so that it isn't prose.
HEADLINE: Final = (
    "Volunteers finish rebuilding the stone bridge that the spring flood of the Arlen carried away"
)
PARAGRAPHS: Final = (
    "For eleven months the people of Tresk had walked four miles round by the mill to reach the school that"
    " they could see from their windows, and on Saturday morning they crossed the river dry-shod again.",
    "The old bridge had stood since the time of the carters, and nobody had thought it weak. When the snow"
    " melted in two days and the water rose above the arches, the middle pier turned like a loose tooth and"
    " was gone before anyone had run down from the houses.",
    "A contractor from the coast asked for more money than the village spends in nine years. So the masons"
    " who had retired to the valley drew a plan of their own, and farmers hauled the blocks that had rolled"
    " downstream back with tractors, one by one, as the water fell.",
    '"We numbered every stone that we could find with chalk, and where one was missing we cut another from'
    ' the same quarry," said Marta Holm, who had laid her last wall, as she believed, in the year in which'
    " her granddaughter was born.",
    "The work went slowly because the mortar, a mixture of lime and sand, sets only while it is neither hot"
    " nor freezing. In June they began before sunrise and rested at noon; in November they hung blankets over"
    " the arch at dusk and kept small fires below it through the night.",
    "An engineer whom the county had sent to forbid the crossing stayed for three days and went away"
    " convinced. The new pier stands on oak piles driven deeper than the old ones, and its edge is turned"
    " upstream, as sharp as the bow of a boat, so that driftwood slides past.",
    "Not everyone had believed in it. The owner of the mill, who had sold bread and coffee to the walkers,"
    " joked that he alone was sorry to see the keystone fall into its place, and then he brought"
    " two baskets of rolls and did not ask for a coin.",
    "In the evening the children ran across it until their parents called them in. The river was low and"
    " quiet, and on the parapet, under the lamp, stood chalk numbers that the rain had not yet reached.",
)
_MIDDLE: Final = len(PARAGRAPHS) // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The host with an example in it. Line numbers count from 1; blank lines are left out."""

    text: str
    example: tuple[int, ...] = ()
    host: tuple[int, ...] = ()


def make_page(example: str, zone: Zone) -> Page:
    """Put `example` into the host at `zone`, blank lines around it; {title} in it is the headline."""
    lines = example.replace(f"{{{TITLE}}}", HEADLINE).strip("\n").split("\n")
    first = {"head": 0, "body": _MIDDLE, "tail": len(PARAGRAPHS)}[zone]
    rows: list[tuple[str, str]] = [(HEADLINE, "host")]
    for at in range(len(PARAGRAPHS) + 1):
        if at == first:
            rows += [("", ""), *((line, "example") for line in lines)]
        if at < len(PARAGRAPHS):
            rows += [("", ""), (PARAGRAPHS[at], "host")]

    def numbers(part: str) -> tuple[int, ...]:
        return tuple(n for n, (line, of) in enumerate(rows, 1) if of == part and line.strip())

    return Page(
        text="\n".join(line for line, _ in rows) + "\n", example=numbers("example"), host=numbers("host")
    )


HOST: Final = "\n\n".join((HEADLINE, *PARAGRAPHS)) + "\n"
