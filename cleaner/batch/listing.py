"""List documents, a row for each: how many words it had and has, and which rules removed what."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, Literal

from cleaner.batch.outcomes import Outcome
from cleaner.engine.render import sizes
from cleaner.sources.io_errors import writing_only_output
from cleaner.sources.jsonl import dump_line
from cleaner.text.words import count_words

ListFormat = Literal["csv", "jsonl"]
FORMATS: Final[dict[str, ListFormat]] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
"""The formats of a list, by the ending of its name."""
_COLUMNS: Final = (
    "source",
    "record",
    "field",
    "id",
    "words_before",
    "words_after",
    "share_of_words_removed",
    "rules",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """The file of a list, its name, and its format, which the name says."""

    file: BinaryIO
    name: str
    form: ListFormat

    def begin(self) -> None:
        """Write what is before the first row. Raises OutputError, as `write` does."""
        self.write(_csv_row(_COLUMNS) if self.form == "csv" else b"")

    def write(self, rows: bytes | bytearray) -> None:
        """Write rows at once: the list of a run that is stopped says what was done."""
        with writing_only_output(self.name):
            self.file.write(rows)
            self.file.flush()


def list_row(form: ListFormat, source: str, outcome: Outcome) -> bytes:
    """Return the row of a cleaned document of `source`.

    In CSV the rules are one cell: `en.ads.label=2 score=1`.
    """
    assert outcome.document is not None
    before = count_words(outcome.document.text)
    after = count_words(outcome.text) if outcome.changed else before
    value: dict[str, Any] = {
        "source": source,
        "record": outcome.record.number,
        "field": getattr(outcome.record, "field", None),
        "id": outcome.document.id,
        "words_before": before,
        "words_after": after,
        "share_of_words_removed": round(1 - after / before, 6) if before else 0.0,
    }
    rules = Counter(rule for rule, _, _ in sizes(outcome.removals)).most_common()
    if form == "jsonl":
        known = {name: one for name, one in value.items() if one is not None}
        return dump_line(known | {"rules": dict(rules)})
    return _csv_row([*value.values(), " ".join(f"{rule}={count}" for rule, count in rules)])


def _csv_row(cells: Any) -> bytes:
    row = io.StringIO()
    csv.writer(row, lineterminator="\n").writerow(cells)
    return row.getvalue().encode("utf-8", "backslashreplace")
