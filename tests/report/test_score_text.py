"""What score files say, as text."""

from small_score import FILES, changed, sources_of

from cleaner.report.score import HEAVIEST, score_text
from cleaner.rulebook.score_files import ScoreSource

TEXT = """\
A line falls if its score is above the threshold, which depends on the document's noise (per mille).
The last column is added for prose lines. Between two rows, thresholds change evenly.

noise  normal  strict  prose
  100     +60     +40    +40
  900     +20       0    +40

What each signal weighs in the first and the second pass at some values, in 1/100 log-odds.
Between two values the weight changes evenly.

      first  second
base    -10     -20

signal words: Words of the line.
at  first  second
 3    +30     +40
 4      0       0
10    -80    -100

signal lexicon: Sum of the entries in the line.
 at  first  second
  0      0       -
 60    +50       -
120   +120       -

signal score: What the first pass makes of the line.
 at  first  second
-50      -     -60
 20      -       0
120      -     +90

signal since_related: Lines since a heading of other stories.
at  first  second
 0      -     +70
 1      -     +50
10      -       0

signals words × lexicon: A word of noise means more in a short line.
first pass; down: words, across: lexicon
    0   60
 3  0  +15
 4  0  +10
10  0   +5

Landmarks: lines that open something. A landmark removes nothing by itself.

landmark  category  lines  why
related   teasers       2  Headings of other stories.

The lexicon: 3 entries with weights of their own, and 1 line that people listed, with +150 each.
^ is the begin of a line, $ its end, 0 any number.

The 2 entries that speak most for noise:

weight  entry
   +90  our app
   +40  ^get

The 1 entry that speaks most for the article:

weight  entry
   -60  harbour
"""


def text_of(files: dict[str, str]) -> str:
    return "".join(score_text(ScoreSource(sources_of(files))))


def test_all_that_files_say() -> None:
    assert text_of(FILES) == TEXT


def test_without_a_lexicon() -> None:
    assert text_of({name: FILES[name] for name in ("signals.toml", "landmarks.toml")}).endswith(
        "The lexicon: 0 entries with weights of their own, and 0 lines that people listed, with +150 each.\n"
        "^ is the begin of a line, $ its end, 0 any number.\n"
    )


def test_of_many_entries_the_heaviest() -> None:
    entries = "".join(f'"word{at}" = {at - 100}\n' for at in range(200))
    shown = text_of({**FILES, "lexicon.en.toml": f"[weights]\n{entries}"}).split("weight  entry\n")
    assert [part.count("  word") for part in shown] == [0, HEAVIEST, HEAVIEST]
    assert [part.split()[:2] for part in shown[1:]] == [["+99", "word199"], ["-100", "word0"]]


def test_names_cannot_control_a_terminal() -> None:
    assert "\x1b" not in text_of(changed("signals.toml", "Words of the line.", "Words\\u001b[2J"))
