"""Read score files: TOML to a score, with a message for everything that is wrong."""

import tomllib
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, NamedTuple

from msgspec import UNSET, Meta, UnsetType, field

from cleaner.errors import RuleFileError, advise
from cleaner.model import Category
from cleaner.rulebook.find import SCORE, RuleSource
from cleaner.rulebook.messages import read_toml, toml_fault
from cleaner.rulebook.parse import RuleFile, convert_table
from cleaner.rulebook.positions import locate
from cleaner.rulebook.schema import Table, Text, Texts
from cleaner.rulebook.score import PASSES, SIGNALS, SIGNALS_OF_SCORES, SINCE, STOPS, Curve, Landmark, Signal
from cleaner.rulebook.score import Table as ScoreTable
from cleaner.text.fold import fold
from cleaner.text.words import tokens

_MOST: Final = 100_000
_MOST_POINT: Final = 20_000
"""No signal has larger values: the engine keeps a weight for each value between two points."""
Weight = Annotated[int, Meta(ge=-_MOST, le=_MOST)]
Weights = Annotated[list[Weight], Meta(min_length=1)]
Points = Annotated[list[Annotated[int, Meta(ge=-_MOST_POINT, le=_MOST_POINT)]], Meta(min_length=2)]
BEGIN, END = "^", "$"
"""Mark the begin and the end of a line in entries of the lexicon."""
_STOP, _STOP_ADVICE = "has the end of a sentence inside", "no line matches: give one of its sentences"
_MOST_LANDMARKS: Final = 32


class _Table(Table):
    """A table of a score file."""

    had_others = False


class ScoreEntry(_Table):
    """The table [score]: the weights that every line has, by pass, and that of all hand-listed lines."""

    base: Annotated[list[Weight], Meta(min_length=PASSES, max_length=PASSES)]
    listed: Weight = 0


class CurveEntry(_Table):
    """The table [curve]; see `Curve`."""

    noise: Annotated[list[Annotated[int, Meta(ge=0, le=1000)]], Meta(min_length=2)]
    normal: Weights
    strict: Weights
    prose: Weights


class SignalEntry(_Table):
    """A table [[signal]]; `direction` says which way noise goes with it, if that is known."""

    name: Text
    why: Text
    points: Points
    first: Weights | UnsetType = UNSET
    second: Weights | UnsetType = UNSET
    direction: Literal["rises", "falls"] | UnsetType = UNSET


class TableEntry(_Table):
    """A table [[table]]: rows are the points of the first signal, columns those of the second."""

    signals: Annotated[list[Text], Meta(min_length=2, max_length=2)]
    why: Text
    points: Annotated[list[Points], Meta(min_length=2, max_length=2)]
    first: Annotated[list[Weights], Meta(min_length=1)] | UnsetType = UNSET
    second: Annotated[list[Weights], Meta(min_length=1)] | UnsetType = UNSET


class LandmarkEntry(_Table):
    """A table [[landmark]]."""

    name: Text
    category: Category
    why: Text
    lines: Texts


class LexiconFile(_Table):
    """The keys of a lexicon file: lines listed by hand, and entries with weights of their own."""

    language: str = ""
    lines: list[Text] = field(default_factory=list)
    weights: dict[str, Weight] = field(default_factory=dict)


class _File(_Table):
    """The keys of all score files."""

    score: Any = UNSET
    curve: Any = UNSET
    signal: Any = UNSET
    table: Any = UNSET
    landmark: Any = UNSET
    language: Any = UNSET
    lines: Any = UNSET
    weights: Any = UNSET


class _Use(NamedTuple):
    """A signal that a table `who` weighs, in the first pass if `is_first`; its place is `line` of `file`."""

    file: RuleFile
    line: int | None
    who: str
    name: str
    is_first: bool


class ScoreSource:
    """What score files say, before the index is built. Raises RuleFileError with all that is wrong."""

    def __init__(self, sources: Sequence[RuleSource]) -> None:
        self.base: tuple[int, ...] = ()
        self.listed = 0
        self.curve: Curve | None = None
        self.signals: list[Signal] = []
        self.directions: dict[str, int] = {}
        """By signal, 1 where noise rises with it, -1 where it falls."""
        self.tables: list[ScoreTable] = []
        self.landmarks: list[Landmark] = []
        self.openers: list[tuple[str, ...]] = []
        """The lines of each landmark."""
        self.lines: list[str] = []
        self.weights: dict[str, int] = {}
        self._uses: list[_Use] = []
        files = [self._read(source) for source in sources]
        if not any(file.problems for file in files):
            self._check_uses()
        problems = [text for file in files for _, text in sorted(file.problems, key=lambda one: one[0])]
        if not problems and not (self.base and self.curve and self.signals):
            name = sources[0].name if sources else SCORE
            advice = "a score is read as a whole: give the folder with all of its files"
            problems.append(f"{name}: no [score], [curve] and [[signal]] in these files\n  {advice}")
        if problems:
            raise RuleFileError(problems)

    def _read(self, source: RuleSource) -> RuleFile:
        file = RuleFile(name=source.name, text="", shipped=source.shipped)
        try:
            file.text = source.data.decode("utf-8-sig").replace("\r\n", "\n")
            tables = read_toml(file.text)
        except UnicodeDecodeError as error:
            file.report(
                None, "", f"byte {error.start} is not UTF-8", "score files are UTF-8; save it as such"
            )
            return file
        except tomllib.TOMLDecodeError as error:
            file.report(*toml_fault(str(error), file.text))
            return file
        file.places = locate(file.text)
        if convert_table(file, ("", 0), "", tables, _File) is None:
            return file
        if "score" in tables:
            score = convert_table(file, ("score", 0), "[score]", _dict(tables["score"]), ScoreEntry)
            if score:
                self.base, self.listed = tuple(score.base), score.listed
        if "curve" in tables:
            self._curve(file, _dict(tables["curve"]))
        for at, table in enumerate(_list(tables.get("signal"))):
            self._signal(file, at, table)
        for at, table in enumerate(_list(tables.get("table"))):
            self._table(file, at, table)
        for at, table in enumerate(_list(tables.get("landmark"))):
            self._landmark(file, at, table)
        keys = ("language", "lines", "weights")
        if any(key in tables for key in keys):
            self._lexicon(file, {key: tables[key] for key in keys if key in tables})
        return file

    def _curve(self, file: RuleFile, table: dict[str, Any]) -> None:
        entry = convert_table(file, ("curve", 0), "[curve]", table, CurveEntry)
        if entry is None:
            return
        count = len(entry.noise)
        line = file.places.find("curve", 0)
        for name in ("normal", "strict", "prose"):
            if len(getattr(entry, name)) != count:
                advice = f"give {count} numbers, one for each of noise"
                file.report(line, "[curve]", f"{name} has {len(getattr(entry, name))} numbers", advice)
                return
        if any(low >= high for low, high in pairwise(entry.noise)):
            file.report(line, "[curve]", "noise doesn't rise", "write each point once, the smallest first")
        if any(a < b for a, b in zip(entry.normal, entry.strict, strict=True)):
            advice = "what falls at normal must fall at strict, so strict is nowhere above normal"
            file.report(line, "[curve]", "strict is above normal", advice)
        levels = {"normal": tuple(entry.normal), "strict": tuple(entry.strict)}
        self.curve = Curve(tuple(entry.noise), levels, tuple(entry.prose))  # type: ignore[arg-type]

    def _signal(self, file: RuleFile, at: int, table: Any) -> None:
        name = _name("signal", at, table)
        entry = convert_table(file, ("signal", at), name, _dict(table), SignalEntry)
        if entry is None:
            return
        if any(low >= high for low, high in pairwise(entry.points)):
            line = file.places.find("signal", at, "points")
            file.report(line, name, "points don't rise", "write each once, the smallest first")
        weights = tuple(tuple(one) if one is not UNSET else () for one in (entry.first, entry.second))
        for key, one in zip(("first", "second"), weights, strict=True):
            line = file.places.find("signal", at, key)
            if one and len(one) != len(entry.points):
                advice = f"give one weight for each of the {len(entry.points)} points"
                file.report(line, name, f"{key} has {len(one)} weights", advice)
            if one and entry.direction is not UNSET and not _goes(one, entry.direction):
                advice = "mend the weights, or leave direction out"
                file.report(line, name, f'{key} doesn\'t go as direction "{entry.direction}" says', advice)
        if entry.direction is not UNSET:
            self.directions[entry.name] = 1 if entry.direction == "rises" else -1
        line = file.places.find("signal", at, "name")
        if any(one.name == entry.name for one in self.signals):
            file.report(line, name, "it is there twice", "give each signal once")
        self._uses.append(_Use(file, line, name, entry.name, entry.first is not UNSET))
        self.signals.append(Signal(entry.name, tuple(entry.points), weights, entry.why))

    def _table(self, file: RuleFile, at: int, table: Any) -> None:
        name = f"table {at + 1}"
        entry = convert_table(file, ("table", at), name, _dict(table), TableEntry)
        if entry is None:
            return
        rows, columns = map(len, entry.points)
        found = []
        for key in ("first", "second"):
            one = getattr(entry, key)
            if one is UNSET:
                found.append(())
                continue
            if len(one) != rows or any(len(row) != columns for row in one):
                line = file.places.find("table", at, key)
                problem = f"{key} isn't {rows} rows of {columns}"
                file.report(line, name, problem, "write one weight for each pair of points")
            found.append(tuple(weight for row in one for weight in row))
        points = tuple(entry.points[0]), tuple(entry.points[1])
        signals = entry.signals[0], entry.signals[1]
        line = file.places.find("table", at, "signals")
        self._uses += (_Use(file, line, name, one, entry.first is not UNSET) for one in signals)
        self.tables.append(ScoreTable(signals, points, tuple(found), entry.why))

    def _landmark(self, file: RuleFile, at: int, table: Any) -> None:
        name = _name("landmark", at, table)
        entry = convert_table(file, ("landmark", at), name, _dict(table), LandmarkEntry)
        if entry is None:
            return
        if len(self.landmarks) == _MOST_LANDMARKS:
            line = file.places.find("landmark", at)
            file.report(line, name, "too many landmarks", f"there can be at most {_MOST_LANDMARKS}")
        for number, text in enumerate(entry.lines):
            line = file.places.find("landmark", at, "lines", number)
            if not tokens(fold(text)):
                file.report(line, name, f'"{text}" folds to nothing', "give a line with a letter or a digit")
            elif _has_stop(text):
                file.report(line, name, f'"{text}" {_STOP}', _STOP_ADVICE)
        if any(mark.name == entry.name for mark in self.landmarks):
            line = file.places.find("landmark", at, "name")
            file.report(line, name, "it is there twice", "put its lines into one list")
        self.landmarks.append(Landmark(entry.name, entry.category, entry.why))
        self.openers.append(tuple(entry.lines))

    def _lexicon(self, file: RuleFile, table: dict[str, Any]) -> None:
        entry = convert_table(file, ("", 0), "", table, LexiconFile)
        if entry is None:
            return
        places = [(text, file.places.find("", 0, "lines", at)) for at, text in enumerate(entry.lines)]
        places += [(text, file.places.find("weights", 0, text)) for text in entry.weights]
        for text, line in places:
            if not tokens(fold(text.strip(BEGIN + END))):
                file.report(line, "", f'"{text}" folds to nothing', "give words with a letter or a digit")
            elif _has_stop(text):
                file.report(line, "", f'"{text}" {_STOP}', _STOP_ADVICE)
            elif text in self.weights and text in entry.weights:
                file.report(line, "", f'"{text}" has a weight in another file', "give each entry once")
        self.lines += entry.lines
        self.weights |= entry.weights

    def _check_uses(self) -> None:
        """Report signals that don't exist, or not in the first pass."""
        known = (*SIGNALS, *(f"{SINCE}{mark.name}" for mark in self.landmarks))
        for file, line, who, name, is_first in self._uses:
            if name not in (*known, *SIGNALS_OF_SCORES):
                advice = advise(name, (*known, *SIGNALS_OF_SCORES))
                file.report(line, who, f'there is no signal "{name}"', advice)
            elif is_first and name in SIGNALS_OF_SCORES:
                advice = "leave first out: only the second pass can weigh it"
                file.report(line, who, f'"{name}" is made of what the first pass makes of lines', advice)


def _has_stop(text: str) -> bool:
    """Say whether a sentence ends inside a text."""
    return not set(STOPS).isdisjoint(fold(text.strip(BEGIN + END)))


def _goes(weights: Sequence[int], direction: str) -> bool:
    pairs = pairwise(weights)
    return all(a <= b for a, b in pairs) if direction == "rises" else all(a >= b for a, b in pairs)


def _name(kind: str, at: int, table: Any) -> str:
    """Return how messages name a table: by its name, if it has one."""
    name = _dict(table).get("name")
    return f'{kind} "{name}"' if isinstance(name, str) else f"{kind} {at + 1}"


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
