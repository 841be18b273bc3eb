"""Propose which phrases and patterns a line may match, by the runs of tokens in it."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from cleaner.engine.pairs import Pairs, unique
from cleaner.engine.ruleset import NumberedIndex
from cleaner.rulebook.index import NODE_BITS, Index, find_places
from cleaner.text.characters import BREAK, DIGIT, IS_WHITE
from cleaner.text.columns import Ints, distinct, ragged
from cleaner.text.lines import Lines

_STOP, _BRACKET = map(ord, ".)")
_MOST_DIGITS: Final = 2
"""Of the number of an item in a list."""


def propose(lines: Lines, index: Index) -> tuple[Pairs, Pairs]:
    """Return pairs of lines and phrases, and of lines and patterns, that may match.

    No pair that does match is missing, but for patterns that are asked of every line.
    """
    nodes, found_in = _walk(lines, index)
    at, owner = ragged(index.output_start[nodes], index.output_start[nodes + 1])
    outputs, line = index.outputs[at], found_in[owner]
    count = len(index.phrase_kind)
    is_phrase = outputs < count
    phrases = unique(line[is_phrase], outputs[is_phrase])
    signed_line, signed = _signed(lines, index)
    patterns = unique(
        np.concatenate([line[~is_phrase], signed_line]), np.concatenate([outputs[~is_phrase] - count, signed])
    )
    return phrases, patterns


def propose_all(lines: Lines, indexes: Sequence[NumberedIndex]) -> tuple[Pairs, Pairs]:
    """Return what several indexes propose, phrases and patterns by their numbers among all."""
    found = [propose(lines, numbered.of) for numbered in indexes]
    if len(found) == 1:
        return found[0]
    phrases, patterns = (
        unique(
            np.concatenate([pairs[kind].line for pairs in found]),
            np.concatenate(
                [pairs[kind].what + one[1 + kind] for pairs, one in zip(found, indexes, strict=True)]
            ),
        )
        for kind in (0, 1)
    )
    return phrases, patterns


def _walk(lines: Lines, index: Index) -> tuple[Ints, Ints]:
    """Return the nodes of the trie with an output that are reached, and the line of each."""
    tokens = lines.tokens
    words = find_places(index.words, tokens.hash)
    words *= index.words.keys.take(words) == tokens.hash
    words[tokens.kind == DIGIT] = index.number_id
    words[tokens.kind == BREAK] = index.break_id
    has_output = index.output_start[1:] > index.output_start[:-1]
    single = np.flatnonzero(has_output.take(words))
    found_nodes, found_lines = [words[single]], [tokens.line[single]]
    begin = np.flatnonzero(index.is_inner.take(words))
    node, at, line = words[begin], begin + 1, tokens.line[begin]
    numbered = _numbered(lines)
    if len(numbered):
        # What is folded has no number of a list item: the line begins behind it, too.
        node = np.concatenate([node, np.full(len(numbered), index.break_id)])
        at = np.concatenate([at, lines.first_token[numbered] + 1])
        line = np.concatenate([line, numbered])
    words = np.append(words, 0)
    is_next = index.is_next
    while len(node):
        word = words.take(at)
        go = is_next.take(word)
        node, at, line, word = node[go], at[go], line[go], word[go]
        keys = ((node << NODE_BITS) | word).view(np.uint64)
        places = find_places(index.steps, keys)
        go = index.steps.keys.take(places) == keys
        node, at, line = index.step_node.take(places[go]).astype(np.int64), at[go] + 1, line[go]
        some = has_output.take(node)
        found_nodes.append(node[some])
        found_lines.append(line[some])
        go = index.is_inner.take(node)
        node, at, line = node[go], np.minimum(at[go], len(words) - 1), line[go]
    nodes, found = np.concatenate(found_nodes), np.concatenate(found_lines)
    real = found >= 0
    return nodes[real], found[real]


def _numbered(lines: Lines) -> Ints:
    """Return the lines that begin with the number of a list item, as "2. " or "(2) "."""
    tokens = lines.tokens
    line = np.flatnonzero(lines.past_token > lines.first_token + 1)
    first = lines.first_token[line]
    line, first = (column[tokens.kind[first] == DIGIT] for column in (line, first))
    short = tokens.end[first] - tokens.start[first] <= _MOST_DIGITS
    line, end = line[short], tokens.end[first[short]]
    mark = lines.folded[end]
    found: Ints = line[((mark == _STOP) | (mark == _BRACKET)) & IS_WHITE[lines.folded[end + 1]]]
    return found


def _signed(lines: Lines, index: Index) -> tuple[Ints, Ints]:
    """Return lines with a sign that a pattern needs, and the pattern."""
    found_lines, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for sign in sorted(set(index.signs.tolist())):
        places = np.flatnonzero(lines.folded == sign) if sign < 0x10000 else np.zeros(0, np.int64)
        if not len(places):
            continue
        line = _lines_at(lines, places)
        patterns = index.sign_pattern[index.signs == sign]
        found_lines.append(np.repeat(line, len(patterns)))
        found.append(np.tile(patterns, len(line)))
    if len(index.open_patterns):
        every = np.arange(len(lines))
        found_lines.append(np.repeat(every, len(index.open_patterns)))
        found.append(np.tile(index.open_patterns, len(every)))
    return np.concatenate(found_lines), np.concatenate(found)


def _lines_at(lines: Lines, places: Ints) -> Ints:
    """Return the lines that the characters at some places of the folded text are in."""
    order = np.argsort(lines.fold_start, kind="stable")
    at = np.searchsorted(lines.fold_start[order], places, "right") - 1
    line = order[np.maximum(at, 0)]
    inside = (at >= 0) & (places < lines.fold_end[line])
    return distinct(line[inside])
