"""A batch of documents as columns: their lines, and the tokens of those."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypedDict

import numpy as np
import numpy.typing as npt

from cleaner.text.blocks import collapse_lines
from cleaner.text.cases import Cases, count_cases
from cleaner.text.characters import BREAK, CLASS, ELLIPSIS, INK, OTHERS, CharacterTables
from cleaner.text.columns import Bytes, Flags, Folded, Ints, ragged
from cleaner.text.fold import strip_outer
from cleaner.text.rows import Rows, SpecialRows, alternate, find_rows, fold_characters, special_rows
from cleaner.text.tokens import PADDING, Tokens, count_words, hash_tokens, token_bounds

_BREAK: Final = "\n".encode("utf-16-le")


@dataclass(kw_only=True)
class Lines:
    """The lines of some documents that aren't blank, the overlong ones in pieces, in order.

    Columns by line: `document`, `number` (what an editor shows, from 1), `start`, `end` and `stop`
    (characters of `joined`: the line, its end, and the end of its line break), `piece`,
    `blank_above` and `blank_below` (a blank line, or the document's end), `words`, `digits` (characters),
    `fold_start` and `fold_end` (its place in `folded`), `first_token` and `past_token`.
    By document: `first_line` and `past_line`, `starts` and `ends` (of its text in `joined`),
    `has_blank` (some blank line stands between its lines).
    """

    texts: Sequence[str]
    joined: str
    folded: Folded
    tokens: Tokens
    document: Ints
    number: Ints
    start: Ints
    end: Ints
    stop: Ints
    piece: Flags
    blank_above: Flags
    blank_below: Flags
    words: Ints
    digits: Ints
    fold_start: Ints
    fold_end: Ints
    first_token: Ints
    past_token: Ints
    first_line: Ints
    past_line: Ints
    starts: Ints
    ends: Ints
    has_blank: Flags
    specials: dict[int, str]
    """Half-folded, the lines that were not folded sign by sign."""
    _halves: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.start)

    def raw(self, at: int) -> str:
        """Return line `at` as it came in, without its line break."""
        return self.joined[self.start[at] : self.end[at]]

    def half_fold_all(self, places: Iterable[int]) -> None:
        """Make the half-folded forms of some lines at once, for `half`: that is quicker."""
        asked = [at for at in places if at not in self._halves and at not in self.specials]
        if asked:
            starts, ends = (2 * self.fold_start[asked]).tolist(), (2 * self.fold_end[asked]).tolist()
            data = self._bytes
            block = _BREAK.join([data[start:end] for start, end in zip(starts, ends, strict=True)])
            rows = block.decode("utf-16-le").replace(ELLIPSIS, "...").split("\n")
            self._halves.update(zip(asked, collapse_lines(rows), strict=True))

    def half(self, at: int) -> str:
        """Return line `at` half-folded: as patterns see it."""
        found = self._halves.get(at)
        if found is None:
            found = self.specials.get(at)
            if found is None:
                place = slice(2 * int(self.fold_start[at]), 2 * int(self.fold_end[at]))
                found = " ".join(self._bytes[place].decode("utf-16-le").replace(ELLIPSIS, "...").split())
            self._halves[at] = found
        return found

    def halves(self, places: Sequence[int]) -> list[str]:
        """Return some lines half-folded."""
        self.half_fold_all(places)
        known, specials = self._halves, self.specials
        return [known[at] if at in known else specials[at] for at in places]

    def fold(self, at: int) -> str:
        """Return line `at` folded: as phrases see it."""
        return strip_outer(self.half(at))

    @cached_property
    def codes(self) -> npt.NDArray[np.uint32]:
        """The code points of `joined`, those above `OTHERS` as that."""
        found: npt.NDArray[np.uint32] = np.frombuffer(self.joined.encode("utf-32-le", "surrogatepass"), "<u4")
        return np.minimum(found, OTHERS)

    @cached_property
    def cases(self) -> Cases:
        """Capitals and letters by line."""
        return count_cases(self.codes, self.start, self.end)

    @cached_property
    def _bytes(self) -> bytes:
        return self.folded.tobytes()


def read_lines(texts: Sequence[str], tables: CharacterTables) -> Lines:
    """Return the columns of `texts`, one document each."""
    joined = "\n" + "\n".join(texts) + "\n"
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = np.cumsum(sizes + 1)
    folded, flagged = fold_characters(joined, tables)
    rows = find_rows(folded, flagged, ends if "\r" in joined else None)
    special = special_rows(rows, folded, flagged)
    classes: Bytes = flagged & np.uint8(CLASS)
    alternate(classes)
    parts = SpecialRows(joined, rows, special, tables)
    # The tokens of special rows are those of what they are folded to, which comes behind all others.
    for start, end in zip(rows.start[special].tolist(), rows.end[special].tolist(), strict=True):
        classes[start:end] = 0
    size = len(folded)
    folded = np.concatenate([folded, parts.folded, np.zeros(PADDING, np.uint16)])
    start, end, kind = token_bounds(np.concatenate([classes, parts.classes]))
    breaks = np.flatnonzero(kind == BREAK)
    places = _places(rows, special, parts, size)
    places["first"], places["past"] = breaks[places["stretch"]] + 1, breaks[places["stretch"] + 1]
    # White space alone is no line. What has no token may yet have signs.
    some = places["past"] > places["first"]
    some |= _has_ink(flagged, places["start"], places["end"], ~some)
    halves = [parts.halves[at] for at in (places["part"][some & (places["part"] >= 0)]).tolist()]
    places = {name: column[some] for name, column in places.items()}
    words, digits = count_words(start, end, kind, places["first"], places["past"])
    return Lines(
        texts=texts,
        joined=joined,
        folded=folded,
        tokens=Tokens(
            start=start,
            end=end,
            kind=kind,
            hash=hash_tokens(folded, start, end, kind),
            line=_token_lines(breaks, places["stretch"], len(start)),
        ),
        start=places["start"],
        end=places["end"],
        stop=places["stop"],
        piece=places["pieces"] > 1,
        words=words,
        digits=digits,
        fold_start=places["fold_start"],
        fold_end=places["fold_end"],
        first_token=places["first"],
        past_token=places["past"],
        starts=ends - sizes,
        ends=ends,
        specials=dict(zip(np.flatnonzero(places["part"] >= 0).tolist(), halves, strict=True)),
        **_of_documents(rows, places, ends - sizes, ends),
    )


def _places(rows: Rows, special: Ints, parts: SpecialRows, size: int) -> dict[str, Ints]:
    """Return columns of the rows that hold a character, white space too, the special ones in their parts.

    `row`; `stretch`, the number of the break before it (each is between two); `part` among the
    special ones, or -1; `pieces` that its row is in; and where it is in the joined text and, `size`
    characters of which are not special, in the folded one.
    """
    row = np.flatnonzero(rows.end > rows.start)
    count = len(row)
    places = {
        "row": row,
        "stretch": np.arange(count),
        "part": np.full(count, -1),
        "pieces": np.ones(count, np.int64),
        "start": rows.start[row],
        "end": rows.end[row],
        "stop": rows.stop[row],
        "fold_start": rows.start[row],
        "fold_end": rows.end[row],
    }
    if not len(special):
        return places
    where = np.searchsorted(row, special)
    places["pieces"][where] = parts.counts
    repeats = places["pieces"]
    places = {name: np.repeat(column, repeats) for name, column in places.items()}
    at = np.repeat(np.cumsum(repeats)[where] - parts.counts, parts.counts) + parts.within
    number = np.arange(len(at))
    places["part"][at] = number
    places["stretch"][at] = count + number
    places["start"][at], places["end"][at] = parts.start, parts.end
    places["stop"][at[parts.inner]] = parts.end[parts.inner]
    places["fold_start"][at], places["fold_end"][at] = size + parts.fold_start, size + parts.fold_end
    return places


def _has_ink(flagged: Bytes, start: Ints, end: Ints, asked: Flags) -> Flags:
    """Say of the lines that are `asked` about whether one character isn't white space."""
    found = np.zeros(len(start), np.bool_)
    lines = np.flatnonzero(asked)
    if len(lines):
        places, owner = ragged(start[lines], end[lines])
        found[lines[owner[(flagged[places] & INK) != 0]]] = True
    return found


def _token_lines(breaks: Ints, stretch: Ints, count: int) -> Ints:
    """Return the line of each token; the break before a line belongs to it. -1: of no line."""
    line_of = np.full(len(breaks), -1, np.int64)
    line_of[stretch] = np.arange(len(stretch))
    return np.repeat(line_of, np.diff(breaks, append=count))


class _OfDocuments(TypedDict):
    document: Ints
    number: Ints
    blank_above: Flags
    blank_below: Flags
    first_line: Ints
    past_line: Ints
    has_blank: Flags


def _of_documents(rows: Rows, places: dict[str, Ints], starts: Ints, ends: Ints) -> _OfDocuments:
    """Return the columns that say of each line where it is in its document."""
    row = places["row"]
    total = len(row)
    document = np.searchsorted(ends, places["start"], "right")
    first_line = np.searchsorted(document, np.arange(len(ends)))
    past_line = np.append(first_line[1:], total)
    is_first = np.zeros(total + 1, np.bool_)
    is_first[first_line[past_line > first_line]] = True
    gap = np.ones(total + 1, np.bool_)
    gap[1:total] = row[1:] - row[:-1] > 1
    blanks = np.concatenate([[0], np.cumsum(gap[:total] & ~is_first[:total])])
    edge = gap | is_first
    # A row's number counts from the first row of its document.
    first_row = np.searchsorted(rows.start, starts)
    return {
        "document": document,
        "number": row - first_row[document] + 1,
        "blank_above": edge[:total],
        "blank_below": edge[1:],
        "first_line": first_line,
        "past_line": past_line,
        "has_blank": blanks[past_line] > blanks[first_line],
    }
