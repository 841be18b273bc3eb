"""Head, body, tail: where a line stands to the prose of its document."""

from collections.abc import Sequence

from cleaner.model import Zone


def zones(prose: Sequence[int]) -> list[Zone]:
    """Return each line's zone: head before the first prose line, tail after the last.

    Without prose everything is body.

    >>> zones([False, True, False, True, False])
    ['head', 'body', 'body', 'body', 'tail']
    """
    flags = bytes(prose)
    first, end = flags.find(1), flags.rfind(1) + 1
    if not end:
        return ["body"] * len(flags)
    head: list[Zone] = ["head"] * first
    body: list[Zone] = ["body"] * (end - first)
    tail: list[Zone] = ["tail"] * (len(flags) - end)
    return head + body + tail
