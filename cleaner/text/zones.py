"""Head, body, tail: where a line stands to the prose of its document."""

from collections.abc import Sequence

from cleaner.model import Zone


def zones(prose: Sequence[bool]) -> list[Zone]:
    """Return each line's zone: head before the first prose line, tail after the last.

    Without prose everything is body.

    >>> zones([False, True, False, True, False])
    ['head', 'body', 'body', 'body', 'tail']
    """
    if not any(prose):
        return ["body"] * len(prose)
    first = prose.index(True)
    last = len(prose) - 1 - list(reversed(prose)).index(True)
    return [("head" if i < first else "tail" if i > last else "body") for i in range(len(prose))]
