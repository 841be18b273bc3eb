"""What the tests of the fit share: rules without packs, score files without weights, texts as samples."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from cleaner.rulebook.assemble import assemble
from cleaner.rulebook.find import RuleSource, shipped_folder
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rulebook import make_rulebook
from cleaner.text.make_tables import make_tables
from cleaner.tuning.gold import Page
from cleaner.tuning.samples import Batch, Sample, batches_of, label

Floats = npt.NDArray[np.float64]
TEXT = read_rule_file("rules/text.toml", (shipped_folder() / "text.toml").read_bytes(), shipped=True)
BOOK = make_rulebook([assemble([TEXT])], make_tables())
FUNCTION_WORDS = BOOK.packs[0].function_words
ALL_FUNCTION_WORDS = [word for words in FUNCTION_WORDS.values() for word in words]

STRUCTURE = {
    "signals.toml": """\
[score]
base = [0, 0]
listed = 0
[curve]
noise = [0, 1000]
normal = [0, 0]
strict = [0, 0]
prose = [0, 0]
[[signal]]
name = "words"
why = "Menus are short, paragraphs long."
points = [1, 3, 6, 12, 30]
direction = "falls"
first = [0, 0, 0, 0, 0]
second = [0, 0, 0, 0, 0]
[[signal]]
name = "ends"
why = "Sentences end with a stop."
points = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
first = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
[[signal]]
name = "short_5"
why = "Menus are many short lines."
points = [0, 500, 1000]
direction = "rises"
first = [0, 0, 0]
second = [0, 0, 0]
[[signal]]
name = "since_related"
why = "Other stories."
points = [0, 4, 20]
second = [0, 0, 0]
[[signal]]
name = "lexicon"
why = "What its words say."
points = [-200, 0, 200]
direction = "rises"
first = [0, 0, 0]
second = [0, 0, 0]
[[signal]]
name = "score"
why = "What the first pass makes of the line."
points = [-200, 0, 200]
direction = "rises"
second = [0, 0, 0]
[[signal]]
name = "score_3_up"
why = "And of the lines above."
points = [-200, 0, 200]
direction = "rises"
second = [0, 0, 0]
[[table]]
signals = ["words", "short_5"]
why = "A short line among long ones is a subhead."
points = [[2, 8], [0, 1000]]
second = [[0, 0], [0, 0]]
""",
    "landmarks.toml": """\
[[landmark]]
name = "related"
category = "teasers"
why = "Other stories."
lines = ["more stories"]
""",
    "listed.en.toml": 'language = "en"\nlines = ["home", "log in"]\n',
    "lexicon.en.toml": 'language = "en"\n[weights]\n"old entry" = 50\n',
    "lexicon.xx.toml": 'language = "xx"\n[weights]\n"older entry" = 50\n',
}
"""Score files without weights, as people write them."""


def sources_of(files: Mapping[str, str]) -> list[RuleSource]:
    return [RuleSource(name, text.encode()) for name, text in files.items()]


def batch_of(*texts: str, sites: Sequence[str] = ()) -> Batch:
    """Return texts as one batch: none of their lines is noise."""
    names = sites or [f"site {number}" for number in range(len(texts))]
    samples = [
        Sample(
            page=Page(id=site, place="p", text="", site=site, renderer="r", gold=text), text=text, kind="gold"
        )
        for site, text in zip(names, texts, strict=True)
    ]
    (batch,) = batches_of(samples, [label(one) for one in samples], BOOK)
    return batch
