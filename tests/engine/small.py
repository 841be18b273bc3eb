"""Small rulebooks and documents, written so that a row of a table shows a whole case."""

from functools import lru_cache
from typing import Any

from cleaner.engine.cleaner import Cleaner
from cleaner.rulebook.assemble import assemble
from cleaner.rulebook.find import shipped_folder
from cleaner.rulebook.parse import read_rule_file
from cleaner.rulebook.rulebook import Rulebook, make_rulebook, without
from cleaner.text.make_tables import make_tables

# Read once: it is long, and every table of cases makes a rulebook a row.
TEXT = read_rule_file("rules/text.toml", (shipped_folder() / "text.toml").read_bytes(), shipped=True)
PACK = '[pack]\nid = "p"\ncategory = "ads"\nwhy = "y"\n'
PROSE = {
    "P": "The ferry sailed at dawn with forty people on board and nobody was late.",
    "Q": "Its captain had seen the harbour wall on every morning of her long life.",
    "R": "When the fog came in at noon they could hear the bell beyond the pier.",
    "S": "A boy on the deck counted gulls until his mother told him to come inside.",
}


@lru_cache(maxsize=64)
def rulebook(*rules: str) -> Rulebook:
    """Make a rulebook of one pack, "p": each text holds the keys of a rule; the ids are a, b, c ...

    A text that begins with a table of its own is taken as it is.
    """
    parts = [
        rule if rule.startswith("[") else f'[[rule]]\nid = "{chr(ord("a") + n)}"\nwhy = "w"\n{rule}'
        for n, rule in enumerate(rules)
    ]
    packs = assemble([TEXT, read_rule_file("p.toml", "\n".join([PACK, *parts, ""]).encode())])
    return without(make_rulebook([packs], make_tables()), packs.disable)


def cleaner(*rules: str, **options: Any) -> Cleaner:
    """Make a cleaner of such rules, without guard unless `options` set them."""
    return Cleaner(rulebook(*rules), **{"score": None, "min_words": 0, "min_share": 0.0, **options})


def document(short: str) -> str:
    """Write a document: lines are set apart by " / ", "" is a blank one; P, Q, R, S are prose."""
    return "".join(f"{PROSE.get(line, line)}\n" for line in short.split(" / "))


def shortened(text: str) -> str:
    """Write a document the short way, without its blank lines."""
    back = {sentence: letter for letter, sentence in PROSE.items()}
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return " / ".join(back.get(line, line) for line in lines)


def left(short: str, *rules: str, url: str | None = None, language: str | None = None, **options: Any) -> str:
    """Return the lines that `rules` leave of a document, both written the short way."""
    result = cleaner(*rules, **options).clean(document(short), url=url, language=language)
    return shortened(result.text)
