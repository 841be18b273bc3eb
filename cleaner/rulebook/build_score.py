"""Build a score: the trie of its lexicon, landmarks and function words."""

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import json

from cleaner.rulebook.build_index import hash_words, make_trie, step_arrays
from cleaner.rulebook.find import RuleSource
from cleaner.rulebook.needs import LINE_BREAK, Run
from cleaner.rulebook.rulebook import short_hash
from cleaner.rulebook.score import Score, ScoreIndex
from cleaner.rulebook.score_files import BEGIN, END, ScoreSource
from cleaner.text.fold import fold
from cleaner.text.words import tokens


def build_score(sources: Sequence[RuleSource], function_words: Iterable[str]) -> Score:
    """Compile score files. Raises RuleFileError with everything that is wrong in any of them."""
    source = ScoreSource(sources)
    assert source.curve
    entries = dict(source.weights)
    # The same line may be spelled in several ways; what the fit says of it is what counts.
    known = set(map(run_of_entry, entries))
    for entry in (f"{BEGIN}{line}{END}" for line in source.lines):
        run = run_of_entry(entry)
        if run not in known:
            known.add(run)
            entries[entry] = source.listed
    words = sorted(set(function_words))
    meaning = (source.base, source.signals, source.tables, source.curve, source.landmarks, source.openers)
    return Score(
        base=source.base,
        signals=tuple(source.signals),
        tables=tuple(source.tables),
        curve=source.curve,
        landmarks=tuple(source.landmarks),
        entries=tuple(entries),
        index=_index(entries, source.openers, words),
        hash=short_hash(json.encode((meaning, entries, words))),
    )


def run_of_entry(entry: str) -> Run:
    """Return the tokens of an entry of the lexicon; line breaks stand for the marks of begin and end.

    >>> run_of_entry("^share this$")
    ('\\n', 'share', 'this', '\\n')
    """
    begin = (LINE_BREAK,) if entry.startswith(BEGIN) else ()
    end = (LINE_BREAK,) if entry.endswith(END) else ()
    return (*begin, *tokens(fold(entry.removeprefix(BEGIN).removesuffix(END))), *end)


def _index(
    entries: dict[str, int], openers: Sequence[Sequence[str]], function_words: Sequence[str]
) -> ScoreIndex:
    runs = [run_of_entry(entry) for entry in entries]
    marks: dict[Run, int] = {}
    for bit, lines in enumerate(openers):
        for line in lines:
            run = run_of_entry(f"{BEGIN}{line}{END}")
            marks[run] = marks.get(run, 0) | 1 << bit
    words, ids = hash_words([*runs, *marks, *((word,) for word in function_words)])
    size = 1 << int(words.bits)
    steps, nodes, count = make_trie([*runs, *marks], ids, size)
    entry = np.full(count, -1, np.int32)
    entry[[nodes[run] for run in runs]] = np.arange(len(runs))
    landmark = np.zeros(count, np.uint32)
    for run, bits in marks.items():
        landmark[nodes[run]] = bits
    is_function = np.zeros(size, np.bool_)
    is_function[[ids[word] for word in function_words]] = True
    return ScoreIndex(
        words=words,
        **step_arrays(steps, nodes, ids, count, size),
        entry=entry,
        landmark=landmark,
        is_function=is_function,
        weight=np.array(list(entries.values()), np.int64),
    )
